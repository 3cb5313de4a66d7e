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


def forest(booster, names, check=0, bound=-1e9, rest=0.):
    """`check` trees come first; rows below `bound` after them are done and get `rest` for the others."""
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
    out = struct.pack('<QIIIff', hash_names(names), len(trees), len(nodes), check, bound, rest)
    out += b''.join(struct.pack('<HH', *tree) for tree in trees)
    return out + b''.join(struct.pack('<ffHHH', *node) for node in nodes)


def early_exit(booster, x, check=30, worth=.15):
    """The bound below which no row ends with a score worth keeping, with a margin, and the median
    of what the other trees add to the rows below it."""
    partial = booster.predict(x, num_iteration=check, raw_score=True)
    final = booster.predict(x, raw_score=True)
    bound = np.quantile(partial[final > np.log(worth / (1 - worth))], .0002) - .2
    done = partial < bound
    return dict(check=check, bound=float(bound), rest=float(np.median((final - partial)[done]))), done.mean()


def model(tables, *forests):
    return b'copydes2' + tables + b''.join(forests)
