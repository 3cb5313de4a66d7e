"""From scores to kept blocks, as src/label/boundary.rs does it."""
import numpy as np

THRESHOLDS = {'precision': .75, 'balanced': .55, 'recall': .3}
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
    return keep
