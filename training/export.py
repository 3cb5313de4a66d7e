"""Writes the model file that the program embeds. The layout is read in src/label/model.rs."""
import json
import struct

import numpy as np

LEAF = 1 << 15


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


def forest(booster, names):
    model = booster.dump_model()
    roots, nodes, leaves = [], [], []

    def add(tree):
        if 'leaf_value' in tree:
            leaves.append(tree['leaf_value'])
            return LEAF | (len(leaves) - 1)
        assert tree['decision_type'] == '<='
        at = len(nodes)
        nodes.append(None)
        nodes[at] = (down(tree['threshold']), tree['split_feature'], add(tree['left_child']), add(tree['right_child']))
        return at

    for tree in model['tree_info']:
        roots.append(add(tree['tree_structure']))
    assert len(nodes) < LEAF and len(leaves) < LEAF
    out = struct.pack('<QIII', hash_names(names), len(roots), len(nodes), len(leaves))
    out += np.array(roots, '<u2').tobytes()
    out += b''.join(struct.pack('<fHHH', *node) for node in nodes)
    return out + np.array(leaves, '<f4').tobytes()


def model(tables, *forests):
    return b'copydes1' + tables + b''.join(forests)
