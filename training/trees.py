"""Boosted trees by LightGBM, held out by fold."""
from multiprocessing import Pool

import lightgbm
import numpy as np

from corpus import FOLDS

PARAMETERS = dict(
    objective='binary', learning_rate=.05, num_leaves=32, max_depth=7, min_data_in_leaf=200, feature_fraction=.25,
    bagging_fraction=.6, bagging_freq=1, lambda_l2=5., max_bin=63, seed=1, num_threads=1,
    deterministic=True, force_row_wise=True, verbose=-1)

_shared = None


def train(x, y, w, rounds, **changes):
    use = w > 0
    data = lightgbm.Dataset(x[use], y[use], weight=w[use], free_raw_data=True)
    return lightgbm.train(dict(PARAMETERS, **changes), data, rounds)


def _held_out(fold):
    folds, x, y, w, rounds, changes = _shared
    rows = folds == fold
    model = train(x, y, np.where(rows, 0, w), rounds, **changes)
    return fold, model.predict(x[rows], num_threads=1)


def cross_validate(folds, x, y, w, rounds, **changes):
    """Scores of every row by the model that did not learn from its fold."""
    global _shared
    _shared = folds, x, y, w, rounds, changes
    p = np.zeros(len(y))
    with Pool(2) as pool:
        for fold, scores in pool.imap_unordered(_held_out, range(FOLDS)):
            p[folds == fold] = scores
    return p
