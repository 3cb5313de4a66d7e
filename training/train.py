"""Trains the model that the program embeds.

usage: train.py CORPUS [--copydesk PATH] [--work DIR] [--out src/label/model.bin] [--report FILE]

CORPUS is a folder with gold.jsonl and SET/ID.html.gz. Everything is held out by site:
1. features without tokens; token tables; features with tokens
2. trees; their held-out scores give labels to pages that only have marked passages, and find
   pages and blocks whose gold is wrong
3. token tables and features again with these labels
4. trees again
5. trees for the lines of plain text
6. trees for whole pages: article or not, and how well the body was found
"""
import argparse
import os
import subprocess
import sys
import time

import numpy as np

import export
import pages
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
    args.add_argument('--rounds', type=int, default=300)
    a = args.parse_args()
    gold = os.path.join(a.corpus, 'gold.jsonl')
    report = open(a.report, 'w')

    def log(*words):
        line = ' '.join(map(str, words))
        print(f'[{time.time() - STARTED:4.0f} s]', line, flush=True)
        report.write(line + '\n')
        report.flush()

    def features(name, *options):
        out = path(name)
        subprocess.run([a.copydesk, 'features', a.corpus, '-o', out, *options], check=True)
        return Matrix(out, gold)

    def path(name):
        return os.path.join(a.work, name)

    # 1, 2
    matrix = features('matrix-0')
    log('pages', len(matrix.golds), 'blocks', len(matrix.page), 'features', len(matrix.names))
    tables.write(matrix, Labels(matrix), path('tables-1'), log)
    matrix = features('matrix-1', '--tables', path('tables-1'))
    labels = Labels(matrix)
    p = trees.cross_validate(matrix.fold, matrix.x, labels.y, labels.weights(), a.rounds)
    scores = []
    log('first trees:', evaluate(matrix, body(matrix, p), scores))
    labels.guess(p)
    log('guessed pages', int(labels.guessed.sum()), 'pruned pages and blocks',
        labels.prune(p, {page: score[0] for score, page in scores}))

    # 3, 4
    tables.write(matrix, labels, path('tables-2'), log)
    matrix.x = features('matrix-2', '--tables', path('tables-2')).x
    w = labels.weights()
    p = trees.cross_validate(matrix.fold, matrix.x, labels.y, w, a.rounds)
    runs = [p] + [trees.cross_validate(matrix.fold, matrix.x, labels.y, w, a.rounds, seed=seed) for seed in (2, 3)]
    for favor, threshold in THRESHOLDS.items():
        figures = [evaluate(matrix, body(matrix, run, threshold)) for run in runs]
        log(f'held out, {favor}, mean of three seeds:', {k: round(sum(f[k] for f in figures) / 3, 4) for k in figures[0]})
    blocks = trees.train(matrix.x, labels.y, w, a.rounds)
    exits, done = export.early_exits(blocks, matrix.x)
    log('early exits', exits, 'done', done, 'of the blocks')
    hopeless, bound, done = export.hopeless(matrix, blocks)
    log(f'hopeless by their tokens, below {bound:.2f}: {done} of the blocks')
    p.astype('<f4').tofile(path('matrix-2/scores.f32'))
    np.save(path('labels.npy'), np.stack([labels.y, w]))

    # 5: lines of plain text, judged on pages that were really saved as text
    lines = features('lines', '--text', '--tables', path('tables-2'))
    saved = np.array([os.path.exists(os.path.join(a.corpus, 'text', f"{g['set']}__{g['id']}.txt.gz")) for g in lines.golds])
    line_labels = Labels(lines)
    line_labels.page_factor *= np.where(saved, 3., 1.)
    w = line_labels.weights()
    q = trees.cross_validate(lines.fold, lines.x, line_labels.y, w, a.rounds)
    log('held out, saved texts:', evaluate(lines, body(lines, q), only=saved))
    line_trees = trees.train(lines.x, line_labels.y, w, a.rounds)
    q.astype('<f4').tofile(path('lines/scores.f32'))
    np.save(path('line-labels.npy'), np.stack([line_labels.y, w]))

    # 6: whole pages
    whole = features('matrix-3', '--tables', path('tables-2'), '--scores', path('matrix-2'))
    page_tables, article, quality = pages.train(whole, matrix, body(matrix, p), log)

    full = open(path('tables-2/full.bin'), 'rb').read()
    with open(a.out, 'wb') as file:
        file.write(export.model(
            full, hopeless, export.forest(blocks, matrix.names, exits), export.forest(line_trees, lines.names),
            *page_tables, export.forest(article, whole.page_names), export.forest(quality, whole.page_names)))
    log('model', os.path.getsize(a.out), 'bytes')


if __name__ == '__main__':
    sys.exit(main())
