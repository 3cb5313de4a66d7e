"""Writes the model file that the program embeds. The layout is read in src/label/model.rs."""
import struct

import numpy as np


def hash_names(names):
    """FNV-1a over the joined names, finished as src/label/features/words.rs does."""
    value, mask = 0xcbf29ce484222325, (1 << 64) - 1
    for byte in ','.join(names).encode():
        value = ((value ^ byte) * 0x100000001b3) & mask
    value ^= value >> 33
    value = (value * 0xff51afd7ed558ccd) & mask
    return value ^ (value >> 33)


def down(threshold):
    """The greatest f32 not above a threshold, so that comparing f32 values with it decides alike."""
    single = np.float32(threshold)
    return single if single <= threshold else np.nextafter(single, np.float32(-np.inf))


def forest(booster, names, exits=()):
    """After some trees, rows outside of the bounds of an exit are done; see `early_exits`."""
    trees, nodes = [], []

    def add(tree):
        at = len(nodes)
        nodes.append(None)
        if 'leaf_value' in tree:
            nodes[at] = (0., tree['leaf_value'], 0, at, at)
            return at, 0
        assert tree['decision_type'] == '<='
        left, left_depth = add(tree['left_child'])
        right, right_depth = add(tree['right_child'])
        nodes[at] = (down(tree['threshold']), 0., tree['split_feature'], left, right)
        return at, 1 + max(left_depth, right_depth)

    for tree in booster.dump_model()['tree_info']:
        trees.append(add(tree['tree_structure']))
    assert len(nodes) < 1 << 16
    out = struct.pack('<QII', hash_names(names), len(trees), len(nodes))
    out += struct.pack('<I', len(exits)) + b''.join(struct.pack('<Iffff', *exit) for exit in exits)
    out += b''.join(struct.pack('<HH', *tree) for tree in trees)
    return out + b''.join(struct.pack('<ffHHH', *node) for node in nodes)


def early_exits(booster, x, stages=(15, 40, 100), doubtful=(.3, .8), share=.0005):
    """For each stage, bounds after its trees outside of which hardly a row ends in the doubtful range
    or on its other side, each with the median of what the other trees add to the rows outside; and
    the share of rows that are done by then."""
    final = booster.predict(x, raw_score=True)
    low, high = (np.log(p / (1 - p)) for p in doubtful)
    exits, done = [], []
    for after in stages:
        partial = booster.predict(x, num_iteration=after, raw_score=True)
        low_bound = np.quantile(partial[final > low], share)
        high_bound = np.quantile(partial[final < high], 1 - share)
        below, above = partial < low_bound, partial > high_bound
        rest = [float(np.median((final - partial)[rows])) for rows in (below, above)]
        exits.append((after, float(low_bound), rest[0], float(high_bound), rest[1]))
        done.append(round(float((below | above).mean()), 3))
    return exits, done


def hopeless(matrix, booster, doubtful=.3, share=.001):
    """The bound on the sum of both token log-odds below which hardly a block could be kept, the median
    log-odds of the blocks below, and their share."""
    tokens = sum(matrix.x[:, matrix.names.index(name)] for name in ('structure', 'text'))
    final = booster.predict(matrix.x, raw_score=True)
    bound = np.quantile(tokens[final > np.log(doubtful / (1 - doubtful))], share)
    below = tokens < bound
    return struct.pack('<ff', bound, np.median(final[below])), float(bound), round(float(below.mean()), 3)


def model(tables, *parts):
    return b'copydes6' + tables + b''.join(parts)
