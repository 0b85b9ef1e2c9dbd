"""Everything that is drawn from a seed has random numbers of its own."""

import numpy as np
import pytest
from numba import njit

import nnplay as nn
from nnplay.data.splits import split
from nnplay.engine.compiled.rng import key_of, uniform
from nnplay.network.parameters import initialize
from nnplay.utils.random_streams import ENGINE_DROPOUT, ENGINE_SHUFFLE, Purpose, stream

SEEDS = (0, 1, 2, 11, 12345, 2**32 - 1, 2**32, 2**63 - 1)
LAYERS = 4


@njit
def engine_number(seed, number, counter):
    """The first number of a stream of the engine, whose functions only compiled code can call."""
    return uniform(key_of(seed, number, counter), 0)


def first_numbers(seed):
    """The first number in [0, 1) of every stream of a seed; of those with a counter, the first of some."""
    for purpose in Purpose:
        for counter in range(4):
            yield (purpose.name, counter), stream(seed, purpose, counter).random()
    for number in (ENGINE_SHUFFLE, *range(ENGINE_DROPOUT, ENGINE_DROPOUT + LAYERS)):
        for counter in range(4):
            yield ("engine", number, counter), engine_number(seed, number, counter)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_streams_of_a_seed_are_the_same(seed):
    numbers = dict(first_numbers(seed))
    assert len(numbers) == 4 * (len(Purpose) + 1 + LAYERS)
    assert len(set(numbers.values())) == len(numbers)


def test_no_two_streams_of_some_seeds_are_the_same():
    numbers = [number for seed in range(50) for _, number in first_numbers(seed)]
    assert len(set(numbers)) == len(numbers)


def test_the_first_weights_are_not_drawn_with_the_numbers_of_the_split():
    architecture = nn.Architecture.dense((5,)).resolve(inputs=3, outputs=1, output="identity", loss="mse")
    for seed in SEEDS:
        of_split = stream(seed, Purpose.SPLIT).standard_normal((3, 5))
        separate, shared = (
            initialize(architecture, seed=seed, initializer="normal(1)", dtype="float64", random_streams=streams)
            for streams in ("separate", "shared")
        )
        assert np.array_equal(shared.W[0], of_split)
        assert not np.isclose(separate.W[0], of_split).any()


@pytest.mark.parametrize("name", ["circle", "gauss", "moons", "plane"])
def test_the_points_of_a_toy_set_do_not_decide_which_are_test_rows(name):
    """Even if the seeds of the points and of the split are equal: the means of the test rows vary by chance alone."""
    deviations = []
    for seed in range(150):
        data = nn.load(name, samples=200, seed=seed)
        values = np.column_stack([feature.values for feature in data.features])
        test = split(data, test_fraction=0.2, seed=seed).test
        standard_error = values.std(axis=0) * np.sqrt((1 - len(test) / len(values)) / len(test))
        deviations.append((values[test].mean(axis=0) - values.mean(axis=0)) / standard_error)
    z = np.array(deviations)
    assert np.abs(z.mean(axis=0) * np.sqrt(len(z))).max() < 3
    assert z.std() < 1.15
