"""Token tables: two logistic regressions over hashed tokens, one per fold and one on all pages.

usage: tables.py MATRIX GOLD OUT
Writes OUT/fold-K.bin (learned without fold K), OUT/full.bin (from all pages; the highest fold number)
and OUT/folds.json, which says for each page the file that did not learn from it.
"""
import json
import os
import struct
import sys
import warnings
from multiprocessing import Pool

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from corpus import FOLDS, Matrix
from weights import page_weight, row_weights, targets

# Inverse regularisation strengths; names of elements overfit sooner than words.
STRENGTH = {'structure': .01, 'text': .03}


def fit(job):
    kind, fold = job
    train = MATRIX.fold != fold
    warnings.filterwarnings('ignore')  # 45 iterations are enough; it need not converge
    model = LogisticRegression(C=STRENGTH[kind], max_iter=45, solver='lbfgs')
    model.fit(MATRIX.tokens[kind][train], Y[train], sample_weight=W[train])
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


if __name__ == '__main__':
    matrix_dir, gold, out = sys.argv[1:4]
    MATRIX = Matrix(matrix_dir, gold)
    Y = targets(MATRIX)
    W = row_weights(MATRIX, page_weight)
    os.makedirs(out, exist_ok=True)
    # The tables that keep everything count as one more fold, which no page belongs to.
    jobs = [(kind, fold) for fold in range(FOLDS + 1) for kind in STRENGTH]
    with Pool(2) as pool:
        fitted = {(kind, fold): table for kind, fold, table in pool.imap_unordered(fit, jobs)}
    for fold in range(FOLDS + 1):
        name = f'fold-{fold}.bin' if fold < FOLDS else 'full.bin'
        with open(os.path.join(out, name), 'wb') as file:
            file.write(pack(fitted['structure', fold]) + pack(fitted['text', fold]))
    with open(os.path.join(out, 'folds.json'), 'w') as file:
        json.dump({f"{g['set']}/{g['id']}": int(f) for g, f in zip(MATRIX.golds, MATRIX.folds)}, file)
    for kind in STRENGTH:
        held = np.zeros(len(Y))
        for fold in range(FOLDS):
            rows = MATRIX.fold == fold
            held[rows] = logits(fitted[kind, fold], MATRIX.tokens[kind][rows])
        known = W > 0
        print(kind, 'AUC', round(roc_auc_score(Y[known], held[known], sample_weight=W[known]), 4), flush=True)
