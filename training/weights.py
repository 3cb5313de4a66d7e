"""What a block is taught as, and what it counts for."""
import numpy as np

from corpus import normal

# Gold that stops before the article does: confident body-like text goes on after its last block.
TRUNCATED = {
    ('web', i) for i in
    '4677 4912 4694 4072 2218 2498 0355 1405 2269 0232 0381 4588'.split()
} | {('news', 'no_Dagbladet_2026_01_06'), ('news', 'de_Tagesspiegel_2024_04_29')}
# Pages with injected spam.
INFECTED = {('web', '0393'), ('web', '0548')}

# Relative weight of a page by its set. Publishers' own parsers made the news gold: it is the
# cleanest and the nearest to the task. The gold of `weak` is what other extractors gave.
SETS = {'news': 5., 'web': 1., 'weak': .5, 'segments': .5}
# Web pages that are no articles but have a body worth learning from.
OTHER_KINDS = {'service': .4, 'documentation': .4}


def page_weight(gold):
    if (gold['set'], gold['id']) in TRUNCATED | INFECTED:
        return 0.
    if gold['kind'] != 'article':
        return OTHER_KINDS.get(gold['kind'], 0.) if gold.get('body') else 0.
    return SETS[gold['set']] if gold.get('body') or gold['set'] == 'segments' else 0.


class Labels:
    """Targets and weights of all rows of a matrix.

    Pages of `segments` have no gold body, only marked passages; they weigh nothing until `guess`
    gives them labels from a model that did not learn from them.
    """

    def __init__(self, matrix):
        self.matrix = matrix
        self.y = (matrix.share >= .5).astype(np.int8)
        self.factor = np.ones(len(self.y))
        self.factor[(matrix.share > .15) & (matrix.share < .6)] = .3
        in_gold, left_out = self._standfirsts()
        self.factor[in_gold] = 3.
        self.factor[left_out] = .1
        self.page_factor = np.array([page_weight(g) for g in matrix.golds])
        self.bare = np.array([g['set'] == 'segments' for g in matrix.golds])
        self.guessed = np.zeros(len(matrix.golds), bool)

    def _standfirsts(self):
        """Blocks above the body that say what the page's description says, those in gold and those
        left out. Gold keeps the standfirst where the publisher's parser knows it, and on about half
        of the other pages; Copydesk keeps it always."""
        m = self.matrix
        column = {name: m.x[:, i] for i, name in enumerate(m.names)}
        like = (column['description_covered'] > .5) & (column['description_inside'] > .4) & (m.words >= 6)
        body = self.y > 0
        first = np.full(len(m.golds), len(m.page))
        rows = np.flatnonzero(body & (m.words >= 25))
        np.minimum.at(first, m.page[rows], rows)
        return like & body, like & ~body & (np.arange(len(body)) < first[m.page])

    def weights(self):
        """Long blocks count more, but less than their length; a page counts about the same however
        many blocks it has."""
        m = self.matrix
        w = np.sqrt(m.words + 2.)
        w *= np.power(np.bincount(m.page, w)[m.page], -.7)
        page = np.where(self.bare & ~self.guessed, 0., self.page_factor)
        w = w * self.factor * page[m.page]
        return w / w[w > 0].mean()

    def guess(self, p):
        """Labels for `segments` from held-out scores, made to agree with the marked passages."""
        m = self.matrix
        for page in np.flatnonzero(self.bare):
            rows, gold = m.rows(page), m.golds[page]
            y = (p[rows] > .5).astype(np.int8)
            texts = [normal(t) for t in m.texts[page]]
            wrong = marked = 0
            for key, value in (('with', 1), ('without', 0)):
                for passage in map(normal, gold.get(key, [])):
                    hits = [i for i, t in enumerate(texts) if passage in t]
                    marked += bool(hits)
                    # A passage that must stay needs one of its copies, one that must go all gone.
                    ok = any(y[i] for i in hits) if value else not any(y[i] for i in hits)
                    wrong += bool(hits) and not ok
                    for i in hits if not (value and ok) else []:
                        y[i] = value
            self.y[rows] = y
            self.guessed[page] = marked > 0 and wrong <= marked / 2

    def prune(self, p, page_f1):
        """Less weight for what held-out scores say is wrong gold: pages found badly, and blocks of
        some length where score and gold contradict each other."""
        m = self.matrix
        bad_page = np.zeros(len(m.golds), bool)
        for page, f1 in page_f1.items():
            bad_page[page] = f1 < .7
        self.page_factor = np.where(bad_page, .1 * self.page_factor, self.page_factor)
        contradiction = (np.abs(self.y - p) > .92) & (m.words >= 8) & ~self.bare[m.page]
        self.factor = np.where(contradiction, .15, self.factor)
        return int(bad_page.sum()), int(contradiction.sum())
