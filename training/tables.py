"""Token tables: logistic regressions over hashed tokens."""
import json
import os
import struct
import warnings
from multiprocessing import Pool

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from corpus import FOLDS

# Inverse regularisation strengths; names of elements overfit sooner than words.
STRENGTH = {'structure': .01, 'text': .03}

# What the workers share; forked, so nothing is copied.
_shared = None


def _fit(job):
    kind, fold = job
    matrix, y, w = _shared
    train = (matrix.fold != fold) & (w > 0)
    warnings.filterwarnings('ignore')  # 45 iterations are enough; it need not converge
    model = LogisticRegression(C=STRENGTH[kind], max_iter=45, solver='lbfgs')
    model.fit(matrix.tokens[kind][train], y[train], sample_weight=w[train])
    return kind, fold, quantise(model.coef_.ravel(), float(model.intercept_[0]))


def quantise(weights, intercept):
    """One signed byte a bucket: as the program reads it, so that trees learn from what they will see."""
    scale = float(np.abs(weights).max()) / 127 or 1.
    return intercept, scale, np.clip(np.round(weights / scale), -127, 127).astype(np.int8)


def pack(table):
    intercept, scale, weights = table
    return struct.pack('<ff', intercept, scale) + weights.tobytes()


def logits(table, tokens):
    intercept, scale, weights = table
    return np.clip(tokens @ (weights.astype(np.float32) * scale) + intercept, -10, 10)


def write(matrix, labels, out, log):
    """Writes OUT/fold-K.bin (learned without fold K), OUT/full.bin (from all pages) and
    OUT/folds.json, which says for each page the fold that did not learn from it."""
    global _shared
    y, w = labels.y, labels.weights()
    _shared = matrix, y, w
    os.makedirs(out, exist_ok=True)
    # The tables that learn from everything count as one more fold, which no page belongs to.
    jobs = [(kind, fold) for fold in range(FOLDS + 1) for kind in STRENGTH]
    with Pool(2) as pool:
        fitted = {(kind, fold): table for kind, fold, table in pool.imap_unordered(_fit, jobs)}
    for fold in range(FOLDS + 1):
        name = f'fold-{fold}.bin' if fold < FOLDS else 'full.bin'
        with open(os.path.join(out, name), 'wb') as file:
            file.write(pack(fitted['structure', fold]) + pack(fitted['text', fold]))
    with open(os.path.join(out, 'folds.json'), 'w') as file:
        json.dump({f"{g['set']}/{g['id']}": int(f) for g, f in zip(matrix.golds, matrix.folds)}, file)
    for kind in STRENGTH:
        held = np.zeros(len(y))
        for fold in range(FOLDS):
            rows = matrix.fold == fold
            held[rows] = logits(fitted[kind, fold], matrix.tokens[kind][rows])
        known = w > 0
        log(f'{kind} tokens: AUC {roc_auc_score(y[known], held[known], sample_weight=w[known]):.4f}')
