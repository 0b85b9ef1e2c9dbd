"""Histograms hold every number once, and their gradients are those of the engine."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.analysis.histograms import gradients, weights
from nnplay.engine.compiled import Engine
from nnplay.network.parameters import Parameters
from nnplay.runs import views


@pytest.fixture(scope="module")
def run():
    return nn.train("iris", (8, 5), epochs=20, l2=0.01)


def states(run):
    return [(epoch, run.state_history.parameters(epoch)) for epoch in run.state_history.epochs]


@given(bins=st.integers(2, 50), array=st.sampled_from(["W", "b"]))
@settings(max_examples=10)
def test_weights_add_up(run, bins, array):
    result = weights(states(run), array, bins)
    assert [layer.name for layer in result.layers] == ["hidden 1", "hidden 2", "output"]
    assert result.epochs == tuple(range(21))
    for k, layer in enumerate(result.layers):
        for row, (_, p) in enumerate(states(run)):
            own = getattr(p, array)[k]
            assert layer.counts[row].sum() == own.size
            np.testing.assert_array_equal(layer.counts[row], np.histogram(own, layer.edges)[0])
            assert layer.quantiles[row, 2] == pytest.approx(np.median(own.astype(float)))


def test_gradients_are_those_of_the_engine(run):
    problem = run.problem()
    result = gradients(problem, states(run))
    part, engine = problem.parts["train"], Engine(run.architecture, rows=120)
    for row in (0, 7, 20):
        θ = run.state_history.parameters(row).theta.copy()
        g = Parameters(run.architecture, engine.gradient(θ, part.X, part.Y, part.weight, l2=0.01)[1])
        for k, layer in enumerate(result.layers):
            there = np.abs(g.W[k].astype(float)).ravel()
            there = there[there >= 1e-12]
            assert layer.counts[row].sum() == len(there)
            assert layer.counts[row].sum() + layer.zeros[row] == g.W[k].size
            assert layer.quantiles[row, 2] == pytest.approx(np.median(np.log10(there)))
    assert len({layer.edges.tobytes() for layer in result.layers}) == 1


@pytest.mark.parametrize("norm", [None, "batch", "layer"])
def test_every_array_that_is_there(norm):
    run = nn.train("iris", nn.Architecture.dense((5,), "prelu", norm=norm, skip=True), epochs=4)
    for array in ("W", "b", "learned", "P", *(("gamma", "beta") if norm else ())):
        for view in (views.weights, views.gradients):
            assert view(run, array=array).layers
    with pytest.raises(nn.NNPlayError, match="choose one of"):
        views.weights(run, array="mean")


def test_the_looking_changes_nothing(run):
    before = run.parameters.theta.copy()
    views.gradients(run)
    np.testing.assert_array_equal(run.parameters.theta, before)


def test_a_run_of_one_epoch_and_of_none_kept(tmp_path):
    run = nn.train("iris", (3,), epochs=1)
    assert views.weights(run).epochs == (0, 1)
    run.save(tmp_path / "a.nnplay")
    loaded = nn.load_run(tmp_path / "a.nnplay").with_data()
    assert views.weights(loaded).epochs == (0, 1)
    forked = nn.train("iris", (3,), epochs=6).fork(3, learning_rate=0.1)
    assert views.weights(forked).epochs[-1] == 6


def test_a_long_training_is_thinned():
    run = nn.train("scores", (2,), epochs=500)
    result = views.weights(run)
    assert len(result.epochs) == views.MAX_STATES
    assert result.epochs[0] == 0
    assert result.epochs[-1] == 500


def test_invalid_arguments_raise_one_sentence(run):
    with pytest.raises(nn.NNPlayError, match="bins must be"):
        weights(states(run), bins=1)
    with pytest.raises(nn.NNPlayError, match="no weights"):
        weights([])
    with pytest.raises(nn.NNPlayError, match=r"'P'.*choose one of W, b"):
        weights(states(run), "P")
