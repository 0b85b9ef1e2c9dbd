"""Random streams: whatever is drawn from the same seed is drawn from a stream of its own.

NumPy pads a short seed with zeros, so `default_rng(s)`, `default_rng([s, 0])` and `default_rng([s, 0, 0])` give the
same numbers. Two things drawn from the same numbers depend on each other: the first weights, say, on which rows are
test rows. So each purpose has a number, which is part of the seed.

A search passes its seed on to Optuna, whose generator is another one (`experiments.search.sampler`).
"""

from enum import IntEnum

import numpy as np


class Purpose(IntEnum):
    """What random numbers are drawn for. The numbers never change, since runs are repeated from them."""

    SPLIT = 0
    """Which rows are in which part, or in which fold of a cross-validation."""

    BUFFER_CHUNK = 1
    """The order of the rows of a chunk of a large file; one stream a chunk."""

    BUFFER_BLOCKS = 2
    """The order in which the blocks of a large file are read; one stream an epoch."""

    WEIGHTS = 3
    """The first weights; one stream for each number of restarts."""

    GRADIENT_CHECK_ROWS = 4
    """The batch of a gradient check."""

    GRADIENT_CHECK_PARAMETERS = 5
    """The parameters that a gradient check compares."""

    GRADIENT_HISTOGRAM_ROWS = 6
    """The batch whose gradient is shown in histograms."""

    IMPORTANCE_ROWS = 7
    """The rows of which permutation importance is computed, if there are many."""

    IMPORTANCE_SHUFFLES = 8
    """The shuffling of permutation importance; one stream a column."""

    WORKSHEET = 9
    """The numbers of a worksheet; one stream a draft."""

    LANDSCAPE_DIRECTIONS = 11
    """The random directions of a loss landscape."""


# The engine's own generator (`engine.compiled.rng`) has a key of a seed, one of these numbers, and an epoch or a step.
ENGINE_SHUFFLE = 1
"""The order of the rows in an epoch."""

ENGINE_DROPOUT = 2
"""The dropout mask of a step: 2 for the first layer, 3 for the second, …"""


def stream(seed: int, purpose: Purpose, counter: int = 0) -> np.random.Generator:
    """The generator for a purpose; `counter` is the number of the chunk, epoch or column, if it has one for each.

    >>> int(stream(7, Purpose.SPLIT).integers(100)), int(stream(7, Purpose.WEIGHTS).integers(100))
    (94, 72)
    """
    return np.random.default_rng((seed, purpose, counter))


def toy_stream(data_seed: int) -> np.random.Generator:
    """The generator of the points of a toy set, whose seed is another setting than the seed of a run.

    If both seeds are equal, this is the stream of the split. No row is more likely a test row for it: the points take
    other bits of a number than the split does, or belong to other rows.
    """
    return np.random.default_rng(data_seed)
