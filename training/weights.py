"""What a page and a row count for in training."""
import numpy as np

# Gold that stops before the article does: confident body-like text goes on after its last block.
TRUNCATED = {
    ('web', i) for i in
    '4677 4912 4694 4072 2218 2498 0355 1405 2269 0232 0381 4588'.split()
} | {('news', i) for i in ('no_Dagbladet_2026_01_06', 'de_Tagesspiegel_2024')}
# Pages with injected spam.
INFECTED = {('web', '0393'), ('web', '0548')}


def page_weight(gold):
    """Publishers' own parsers made the news gold: it is the cleanest and the nearest to the task."""
    key = gold['set'], gold['id']
    if key in TRUNCATED or key in INFECTED or not gold.get('body'):
        return 0.
    if gold['set'] == 'news':
        return 5.
    if gold['set'] == 'weak':
        return .5
    if gold['kind'] == 'article':
        return 1.
    return .4 if gold['kind'] in ('service', 'documentation') else 0.


def targets(matrix):
    return (matrix.share >= .5).astype(np.int8)


def row_weights(matrix, of_page):
    """Long blocks count more, but less than their length; a page counts about the same however
    many blocks it has; blocks that are gold in part count little."""
    w = np.sqrt(matrix.words + 2.)
    w *= np.power(np.bincount(matrix.page, w)[matrix.page], -.7)
    w[(matrix.share > .15) & (matrix.share < .6)] *= .3
    w *= np.array([of_page(g) for g in matrix.golds])[matrix.page]
    return w / w[w > 0].mean()
