"""Counter-based random numbers: a number depends only on (seed, step, index), so the order does not matter."""

import numpy as np

from nnplay.engine.compiled.intrinsics import subroutine
from nnplay.utils.random_streams import ENGINE_DROPOUT, ENGINE_SHUFFLE


@subroutine
def mix(x):
    """SplitMix64's output function (Steele, Lea & Flood 2014): one 64-bit number scrambled into another."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@subroutine
def key_of(seed, a, b):
    """The key of a sequence of random numbers, from the seed and two counters."""
    golden = np.uint64(0x9E3779B97F4A7C15)
    return mix(mix(mix(np.uint64(seed) + golden) + np.uint64(a) + golden) + np.uint64(b) + golden)


@subroutine
def uniform(key, i):
    """The i-th number of a key's sequence, in [0, 1)."""
    bits = mix(key + np.uint64(i + 1) * np.uint64(0x9E3779B97F4A7C15))
    return np.float64(bits >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@subroutine
def shuffle(order, n, seed, epoch):
    """Begin `order` with the permutation of 0 … n−1 that belongs to this seed and epoch (Fisher & Yates)."""
    for i in range(n):
        order[i] = i
    key = key_of(seed, ENGINE_SHUFFLE, epoch)
    for i in range(n - 1, 0, -1):
        j = np.int64(uniform(key, i) * (i + 1))
        order[i], order[j] = order[j], order[i]


@subroutine
def fill_mask(mask, rate, seed, step, layer, first):
    """Fill rows `first`, `first` + 1, … of a dropout mask: 0 with probability `rate`, else 1/(1 − rate)."""
    key = key_of(seed, ENGINE_DROPOUT + layer, step)
    rows, columns = mask.shape
    scale = 1 / (1 - rate)
    for i in range(rows):
        for j in range(columns):
            mask[i, j] = scale if uniform(key, (first + i) * columns + j) >= rate else 0.0
