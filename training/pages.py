"""Trees for whole pages: is it an article, and how well was its body found?"""
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import tables
import trees
from corpus import FOLDS, word_f1

SMALL = dict(num_leaves=8, min_data_in_leaf=15, feature_fraction=.4, learning_rate=.05)
# Shares of true articles that may be called something else.
FALSE_FLAGS = .01, .02, .03

# Inverse regularisation strengths of the token tables.
STRENGTH = {'names': 3., 'labels': .3, 'head': .03}


def token_tables(whole, y, w, log):
    """A table for each bag, and the held-out log-odds of all pages as two more features."""
    columns, full = [], []
    for kind, strength in STRENGTH.items():
        bag = whole.bags[kind]

        def fit(rows):
            model = LogisticRegression(C=strength, max_iter=100).fit(bag[rows], y[rows], sample_weight=w[rows])
            return tables.quantise(model.coef_.ravel(), float(model.intercept_[0]))

        held = np.zeros(len(y))
        for fold in range(FOLDS):
            rows = whole.folds == fold
            held[rows] = tables.logits(fit(~rows), bag[rows])
        log(f'{kind} of pages: AUC {roc_auc_score(y, held):.4f}')
        columns.append(held)
        full.append(tables.pack(fit(np.ones(len(y), bool))))
    return full, np.stack(columns, 1).astype(np.float32)


def train(whole, matrix, keep, log):
    """The tables and both forests, after a report on held-out pages."""
    kinds = np.array([g['kind'] for g in whole.golds])
    sets = np.array([g['set'] for g in whole.golds])
    y = (kinds == 'article').astype(np.int8)
    w = np.where(y > 0, 1., 2.)
    full, tokens = token_tables(whole, y, w, log)
    x = np.hstack([whole.page_x, tokens])
    p = trees.cross_validate(whole.folds, x, y, w, 150, **SMALL)
    known = (y > 0) & np.isin(sets, ['news', 'web', 'segments'])
    for share in FALSE_FLAGS:
        threshold = np.quantile(p[known], share)
        flagged = {str(k): f'{(p[kinds == k] < threshold).mean():.3f}' for k in sorted(set(kinds) - {'article'})}
        log(f'article or not: flagged below {threshold:.3f}; false flags {share};', flagged,
            f'all {(p[y == 0] < threshold).mean():.3f}')
    article = trees.train(x, y, w, 150, **SMALL)

    f1 = np.full(len(y), np.nan)
    for page in np.flatnonzero((y > 0) & np.isin(sets, ['news', 'web'])):
        f1[page] = word_f1(matrix, page, keep[matrix.rows(page)])[0]
    scored = ~np.isnan(f1)
    target = np.where(scored, f1, 0)
    # Cross-entropy on a target between 0 and 1: the output is the expected F1.
    expected = trees.cross_validate(
        whole.folds, x, target, scored.astype(float), 80, objective='cross_entropy', **SMALL)
    edges = np.concatenate([[0], np.quantile(expected[scored], [.02, .05, .1, .2, .4, .6, .8]), [1]])
    log('confidence: expected F1, pages, mean F1, share of pages below .8')
    for low, high in zip(edges, edges[1:]):
        bin_ = scored & (expected >= low) & (expected < high)
        if bin_.any():
            log(f'  {low:.3f}-{high:.3f} {bin_.sum():4d} {f1[bin_].mean():.3f} {(f1[bin_] < .8).mean():.3f}')
    quality = trees.train(x, target, scored.astype(float), 80, objective='cross_entropy', **SMALL)
    return full, article, quality
