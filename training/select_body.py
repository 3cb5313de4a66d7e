"""From scores to kept blocks, as src/label/boundary.rs does it."""
import numpy as np

from corpus import shared_runs

THRESHOLDS = {'precision': .75, 'balanced': .6, 'recall': .3}
LOWEST = .05


def threshold(p, words, usual):
    expected = (p * words).sum()
    if (words * (p > usual)).sum() >= .5 * expected:
        return usual
    order = np.argsort(-p, kind='stable')
    hits, taken = np.cumsum((p * words)[order]), np.cumsum(words[order])
    return min(usual, max(LOWEST, (2 * hits / (taken + expected)).max() / 2))


def body(matrix, p, usual=THRESHOLDS['balanced']):
    keep = np.zeros(len(p), bool)
    for page in range(len(matrix.golds)):
        rows = matrix.rows(page)
        if rows.start < rows.stop:
            keep[rows] = p[rows] > threshold(p[rows], matrix.words[rows], usual)
    drop_copies(matrix, p, keep)
    return keep


def drop_copies(matrix, p, keep):
    shared = matrix.x[:, matrix.names.index('shared')]
    for page in np.unique(matrix.page[keep & (shared >= .8)]):
        first = matrix.offsets[page]
        kept = np.flatnonzero(keep[matrix.rows(page)])
        seen = set()
        for block in sorted(kept, key=lambda b: (-np.floor(p[first + b] * 10 + .5), b)):
            runs = shared_runs(matrix, page, block)
            if runs and len(runs & seen) >= .8 * len(runs):
                keep[first + block] = False
            seen |= runs
