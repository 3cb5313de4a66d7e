"""The training matrix as `copydesk features` writes it, with gold, folds and weights."""
import collections
import hashlib
import json
import os
import re
import statistics
from urllib.parse import urlparse

import numpy as np
import scipy.sparse as sp

BUCKETS = 1 << 16
FOLDS = 4

WIDE = '\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f'
TOKEN = re.compile(f'[{WIDE}]|[^\\W{WIDE}]+')
WORD = re.compile(r'\w+')


def registrable_domain(url):
    """Roughly: the last two labels of the host, three where the second is short (`co.uk`)."""
    host = (urlparse(url or '').hostname or '').lower()
    parts = host.split('.')
    if len(parts) < 3:
        return host
    return '.'.join(parts[-2:]) if len(parts[-2]) > 3 else '.'.join(parts[-3:])


def site(gold):
    """What must not stand in training and test at once: the site, else the publisher in the id."""
    return registrable_domain(gold.get('url')) or re.sub(r'[_\d]+[a-z]?$', '', gold['id'])


def fold(gold):
    return int(hashlib.md5(site(gold).encode()).hexdigest(), 16) % FOLDS


class Matrix:
    """Rows are blocks; `page` says which page a row belongs to."""

    def __init__(self, folder, gold_path, keep=lambda gold: True):
        def array(name, kind):
            return np.fromfile(os.path.join(folder, name), dtype=kind)

        golds = {(g['set'], g['id']): g for g in map(json.loads, open(gold_path, encoding='utf-8'))}
        self.names = json.load(open(os.path.join(folder, 'names.json')))
        rows = [json.loads(line) for line in open(os.path.join(folder, 'pages.jsonl'), encoding='utf-8')]
        all_x = np.memmap(os.path.join(folder, 'features.f32'), dtype='<f4', mode='r').reshape(-1, len(self.names))
        share, words = array('share.f32', '<f4'), array('words.u32', '<u4')
        chosen = [r for r in rows if keep(golds[r['set'], r['id']])]
        index = np.concatenate([np.arange(r['first'], r['first'] + r['blocks']) for r in chosen])
        self.golds = [golds[r['set'], r['id']] for r in chosen]
        self.texts = [r['texts'] for r in chosen]
        counts = np.array([len(t) for t in self.texts])
        self.offsets = np.concatenate([[0], np.cumsum(counts)])
        self.page = np.repeat(np.arange(len(chosen)), counts)
        self.x = np.asarray(all_x[index])
        self.share, self.words = share[index], words[index]
        self.folds = np.array([fold(g) for g in self.golds])
        self.fold = self.folds[self.page]
        self.tokens = {
            kind: self._tokens(array(f'{kind}.u16', '<u2'), array(f'{kind}_ends.u32', '<u4'), index)
            for kind in ('structure', 'text')
        }
        self.row_index = index
        self._bags = {}
        page_names = os.path.join(folder, 'page_names.json')
        values = array('page_features.f32', '<f4')
        if len(values):
            self.page_names = json.load(open(page_names))
            # The last three features come from the token tables of pages.
            self.page_x = values.reshape(-1, len(self.page_names) - 3)
            self.bags = {kind: self._bag(array, kind) for kind in ('names', 'labels', 'head')}

    @staticmethod
    def _tokens(tokens, ends, index):
        ends = ends.astype(np.int64)
        starts = np.concatenate([[0], ends[:-1]])
        counts = (ends - starts)[index]
        pointer = np.concatenate([[0], np.cumsum(counts)])
        total = int(pointer[-1])
        flat = np.repeat(starts[index] - pointer[:-1], counts) + np.arange(total)
        return sp.csr_matrix(
            (np.ones(total, np.float32), tokens[flat].astype(np.int32), pointer),
            shape=(len(index), BUCKETS))

    @staticmethod
    def _bag(array, kind):
        pointer = np.concatenate([[0], array(f'bag_{kind}_ends.u32', '<u4').astype(np.int64)])
        tokens = array(f'bag_{kind}.u16', '<u2').astype(np.int32)
        return sp.csr_matrix((array(f'bag_{kind}.f32', '<f4'), tokens, pointer), shape=(len(pointer) - 1, BUCKETS))

    def rows(self, page):
        return slice(self.offsets[page], self.offsets[page + 1])

    def text(self, page, keep):
        return '\n\n'.join(t for t, k in zip(self.texts[page], keep) if k)

    def block_bag(self, page, block):
        key = (page, block)
        if key not in self._bags:
            self._bags[key] = TOKEN.findall(self.texts[page][block].lower())
        return self._bags[key]

    def gold_bag(self, page):
        key = (page, -1)
        if key not in self._bags:
            self._bags[key] = collections.Counter(TOKEN.findall('\n'.join(self.golds[page].get('body') or []).lower()))
        return self._bags[key]


def word_f1(matrix, page, keep):
    """F1, precision and recall of the kept blocks' words against gold (bags of words)."""
    gold = matrix.gold_bag(page)
    bag = collections.Counter()
    for block in np.flatnonzero(keep):
        bag.update(matrix.block_bag(page, block))
    if not gold or not bag:
        return (float(not gold and not bag),) * 3
    hit = sum((bag & gold).values())
    p, r = hit / sum(bag.values()), hit / sum(gold.values())
    return (2 * p * r / (p + r) if p + r else 0.), p, r


def shared_runs(matrix, page, block):
    """Five-word runs of a block, as src/label/features/repeats.rs has them."""
    words = matrix.block_bag(page, block)
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)} if len(words) >= 8 else set()


def normal(text):
    return re.sub(r'\s+', ' ', text or '').strip()


def evaluate(matrix, keep, detail=None, only=None):
    """The scorer's figures for the kept blocks."""
    result = collections.defaultdict(list)
    tally = collections.Counter()
    for page, gold in enumerate(matrix.golds):
        if gold['kind'] != 'article' or (only is not None and not only[page]):
            continue
        kept = keep[matrix.rows(page)]
        name = gold['set']
        if name in ('news', 'web'):
            scores = word_f1(matrix, page, kept)
            for label, value in zip(('f1', 'p', 'r'), scores):
                result[f'{name}.{label}'].append(value)
            exact = WORD.findall(matrix.text(page, kept)) == WORD.findall('\n'.join(gold['body']))
            result[f'{name}.exact'].append(exact)
            if detail is not None:
                detail.append((scores, page))
        if name in ('segments', 'web'):
            fold_case = str.lower if name == 'web' else str
            text = fold_case(normal(matrix.text(page, kept)))
            for key, hit, miss in (('with', 'tp', 'fn'), ('without', 'fp', 'tn')):
                for segment in gold.get(key, []):
                    tally[name, hit if fold_case(normal(segment)) in text else miss] += 1
    figures = {k: statistics.mean(v) for k, v in result.items()}
    t = tally
    if t['segments', 'tp']:
        p = t['segments', 'tp'] / (t['segments', 'tp'] + t['segments', 'fp'])
        r = t['segments', 'tp'] / (t['segments', 'tp'] + t['segments', 'fn'])
        figures['segments'] = 2 * p * r / (p + r)
    if t['web', 'tn']:
        figures['web.leak'] = t['web', 'fp'] / (t['web', 'fp'] + t['web', 'tn'])
        figures['web.miss'] = t['web', 'fn'] / (t['web', 'fn'] + t['web', 'tp'])
    return {k: round(v, 4) for k, v in figures.items()}
