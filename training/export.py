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


NO_EXIT = dict(after=0, low=(-1e9, 0.), high=(1e9, 0.))


def forest(booster, names, exit=NO_EXIT):
    """After some trees, rows outside of the bounds of `exit` are done; see `early_exit`."""
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
    out += struct.pack('<Iffff', exit['after'], *exit['low'], *exit['high'])
    out += b''.join(struct.pack('<HH', *tree) for tree in trees)
    return out + b''.join(struct.pack('<ffHHH', *node) for node in nodes)


def early_exit(booster, x, after=40, doubtful=(.3, .8), share=.0005):
    """Bounds after the first trees outside of which hardly a row ends in the doubtful range or on
    its other side, each with the median of what the other trees add to the rows outside."""
    partial = booster.predict(x, num_iteration=after, raw_score=True)
    final = booster.predict(x, raw_score=True)
    low, high = (np.log(p / (1 - p)) for p in doubtful)
    low_bound = np.quantile(partial[final > low], share)
    high_bound = np.quantile(partial[final < high], 1 - share)

    def rest(rows):
        return float(np.median((final - partial)[rows]))

    below, above = partial < low_bound, partial > high_bound
    return dict(after=after, low=(float(low_bound), rest(below)), high=(float(high_bound), rest(above))), (below | above).mean()


def model(tables, *forests):
    return b'copydes4' + tables + b''.join(forests)
