"""Many networks at once: the same numbers as alone, each once, and an orderly end."""

import time

import numpy as np
import pytest

import nnplay as nn


def configurations(count, **settings):
    return [((4 + k % 3,), nn.Recipe(seed=k, epochs=5 + k, **settings)) for k in range(count)]


def test_every_run_comes_once_and_is_what_train_gives_alone():
    pairs = configurations(7, optimizer="adam")
    found = dict(nn.train_many("iris", pairs))
    assert sorted(found) == list(range(7))
    for place, (hidden, recipe) in enumerate(pairs):
        alone = nn.train("iris", hidden, recipe=recipe)
        assert np.array_equal(found[place].parameters.theta, alone.parameters.theta)
        assert found[place].metrics == alone.metrics
        assert found[place].recipe == alone.recipe


def test_runs_come_in_the_order_in_which_they_finish():
    slow, quick = nn.Recipe(epochs=20_000), nn.Recipe(epochs=1)
    list(nn.train_many("iris", [((4,), quick)]))
    assert [place for place, _ in nn.train_many("iris", [((4,), slow), ((4,), quick)], workers=2)] == [1, 0]


def test_closing_ends_the_rest():
    endless = nn.Recipe(epochs=10**9)
    stream = nn.train_many("iris", [((4,), endless), ((4,), nn.Recipe(epochs=1)), ((4,), endless)], workers=2)
    assert next(stream)[0] == 1
    began = time.perf_counter()
    stream.close()
    assert time.perf_counter() - began < 5  # of an hour and more
    assert list(stream) == []


def test_nothing_to_train_is_no_error_and_a_misfit_is_told():
    assert list(nn.train_many("iris", [])) == []
    with pytest.raises(nn.NNPlayError, match="for classes"):
        list(nn.train_many("diabetes", [(nn.Architecture(loss="hinge"), nn.Recipe(epochs=1))]))


def test_a_divergence_is_one_run_among_the_others():
    pairs = [((8,), nn.Recipe(epochs=5, learning_rate=1e6)), ((8,), nn.Recipe(epochs=5))]
    with pytest.warns(nn.DivergenceWarning):
        endings = {place: run.status for place, run in nn.train_many("diabetes", pairs)}
    assert endings == {0: "diverged", 1: "finished"}
