"""Trains the model that the program embeds.

usage: train.py CORPUS [--copydesk PATH] [--work DIR] [--out src/label/model.bin] [--report FILE]

CORPUS is a folder with gold.jsonl and SET/ID.html.gz. Four passes, all held out by site:
1. features without tokens; token tables; features with tokens
2. trees; their held-out scores give labels to pages that only have marked passages, and find
   pages and blocks whose gold is wrong
3. token tables and features again with these labels
4. trees again; report; model
"""
import argparse
import os
import subprocess
import sys
import time

import numpy as np

import export
import tables
import trees
from corpus import Matrix, evaluate
from select_body import THRESHOLDS, body
from weights import Labels

STARTED = time.time()
HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument('corpus')
    args.add_argument('--copydesk', default=os.path.join(HERE, '..', 'target', 'release', 'copydesk'))
    args.add_argument('--work', default=os.path.join(HERE, 'work'))
    args.add_argument('--out', default=os.path.join(HERE, '..', 'src', 'label', 'model.bin'))
    args.add_argument('--report', default=os.path.join(HERE, 'report.txt'))
    args.add_argument('--rounds', type=int, default=250)
    args.add_argument('--from-pass', type=int, default=1)
    a = args.parse_args()
    gold = os.path.join(a.corpus, 'gold.jsonl')
    report = open(a.report, 'w')

    def log(*words):
        line = ' '.join(map(str, words))
        print(f'[{time.time() - STARTED:4.0f} s]', line, flush=True)
        report.write(line + '\n')
        report.flush()

    def features(name, with_tables=None):
        out = os.path.join(a.work, name)
        command = [a.copydesk, 'features', a.corpus, '-o', out]
        subprocess.run(command + (['--tables', with_tables] if with_tables else []), check=True)
        return Matrix(out, gold)

    def path(name):
        return os.path.join(a.work, name)

    if a.from_pass <= 1:
        matrix = features('matrix-0')
        log('pages', len(matrix.golds), 'blocks', len(matrix.page), 'features', len(matrix.names))
        tables.write(matrix, Labels(matrix), path('tables-1'), log)
    matrix = features('matrix-1', path('tables-1'))
    labels = Labels(matrix)
    p = trees.cross_validate(matrix.fold, matrix.x, labels.y, labels.weights(), a.rounds // 2, learning_rate=.1)
    detail = []
    log('first trees:', evaluate(matrix, body(matrix, p), detail))
    labels.guess(p)
    log('guessed pages', int(labels.guessed.sum()), 'pruned pages and blocks',
        labels.prune(p, {page: scores[0] for scores, page in detail}))
    tables.write(matrix, labels, path('tables-2'), log)
    again = features('matrix-2', path('tables-2'))
    matrix.x = again.x
    w = labels.weights()
    p = trees.cross_validate(matrix.fold, matrix.x, labels.y, w, a.rounds)
    np.save(path('held-out.npy'), p)
    np.save(path('labels.npy'), np.stack([labels.y, w]))
    for favor, threshold in THRESHOLDS.items():
        log(f'held out, {favor}:', evaluate(matrix, body(matrix, p, threshold)))
    model = trees.train(matrix.x, labels.y, w, a.rounds)
    full = open(path('tables-2/full.bin'), 'rb').read()
    with open(a.out, 'wb') as file:
        file.write(export.model(full, export.forest(model, matrix.names)))
    log('model', os.path.getsize(a.out), 'bytes')


if __name__ == '__main__':
    sys.exit(main())
