"""The loss landscape is the loss at θ + a·d₁ + b·d₂, and its directions are what the paper says."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.analysis.loss_landscape import landscape, path_directions, random_directions
from nnplay.analysis.parameter_history import evenly_spaced, retrain
from nnplay.engine import reference
from nnplay.engine.compiled import Engine
from nnplay.network.parameters import Parameters, layout
from nnplay.runs import views

CASES = {
    "plain": (nn.Architecture.dense((5, 4)), {}),
    "batch norm, dropout, skip": (nn.Architecture.dense((6, 5), "tanh", norm="batch", dropout=0.2, skip=True), {}),
    "layer norm": (nn.Architecture.dense((6,), "gelu", norm="layer"), {"l2": 0.01}),
    "maxout, learned": (nn.Architecture([nn.Layer(4, "maxout(3)"), nn.Layer(4, "prelu")]), {}),
    "linear, float64": (nn.Architecture.dense(()), {"dtype": "float64"}),
}


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", (6, 5), epochs=30)


@pytest.mark.parametrize("directions", ["random", "path"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("data", ["iris", "diabetes"])
def test_the_centre_is_the_loss_of_the_run_and_the_rest_that_of_the_engine(case, data, directions):
    architecture, recipe = CASES[case]
    run = nn.train(data, architecture, epochs=6, **recipe)
    problem = run.problem()
    result = views.landscape(run, directions=directions, points=5, parts=("train", "test"))
    engine, θ = Engine(run.architecture, run.recipe.dtype), run.parameters.theta
    for part in ("train", "test"):
        assert result.centre[part] == run.metrics[part]["loss"]
        rows = problem.parts[part]
        for i, j in ((0, 0), (1, 3), (4, 2)):
            moved = θ + result.a[j] * result.directions[0] + result.b[i] * result.directions[1]
            here = result.losses[part][i, j]
            assert here == engine.evaluate(moved.astype(θ.dtype), rows.X, rows.Y, rows.weight)[1]
            p = Parameters(run.architecture, moved)
            slow = reference.loss(p, reference.forward(p, rows.X.astype(float)), rows.Y.astype(float), rows.weight)
            np.testing.assert_allclose(here, slow, rtol=2e-4, atol=1e-6)


@given(widths=st.lists(st.integers(1, 6), max_size=3), seed=st.integers(0, 99), skip=st.booleans())
@settings(max_examples=20)
def test_random_directions_are_as_long_as_each_neurons_weights(widths, seed, skip):
    architecture = nn.Architecture.dense(tuple(widths), "tanh", skip=skip, norm="batch").resolve(
        inputs=3, outputs=2, output="identity", loss="mse"
    )
    θ = np.random.default_rng(seed).standard_normal(layout(architecture).size)
    p = Parameters(architecture, θ)
    d = random_directions(p, seed)
    assert d.shape == (2, len(θ))
    for row in d:
        q = Parameters(architecture, row)
        for W, own in [*zip(q.W, p.W, strict=True), *((P, o) for P, o in zip(q.P, p.P, strict=True) if o is not None)]:
            np.testing.assert_allclose(np.linalg.norm(W, axis=0), np.linalg.norm(own, axis=0), rtol=1e-9)
        for name in ("gamma", "beta", "mean", "variance"):
            assert all(v is None or not v.any() for v in getattr(q, name))
    np.testing.assert_array_equal(d, random_directions(p, seed))
    assert not np.array_equal(d[0], d[1])
    assert not np.array_equal(d, random_directions(p, seed + 1))


def test_a_neuron_without_weights_does_not_move():
    architecture = nn.Architecture.dense((3,)).resolve(inputs=2, outputs=1, output="identity", loss="mse")
    d = random_directions(Parameters(architecture, np.zeros(13)))
    assert not d.any()


def test_path_directions_are_the_principal_components(iris):
    states = [iris.state_history.parameters(epoch) for epoch in iris.state_history.epochs]
    d, places, shares = path_directions(iris.parameters, states)
    M = np.stack([p.theta.astype(float) for p in states])
    _, S, V = np.linalg.svd(M - M.mean(axis=0), full_matrices=False)
    for k in (0, 1):
        assert abs(abs(d[k] @ V[k]) - 1) < 1e-9
        assert shares[k] == pytest.approx(S[k] ** 2 / (S**2).sum())
    np.testing.assert_allclose(d @ d.T, np.eye(2), atol=1e-9)
    np.testing.assert_allclose(places, (M - iris.parameters.theta) @ d.T, atol=1e-7)
    assert not places[-1].any()


def test_the_path_lies_within_the_plane(iris):
    result = views.landscape(iris, directions="path", points=9)
    for k, steps in enumerate((result.a, result.b)):
        assert steps[0] <= result.path[:, k].min() + np.ptp(steps) / 8
        assert steps[-1] >= result.path[:, k].max() - np.ptp(steps) / 8
        assert 0.0 in steps
    assert result.epochs == (*range(31),)
    assert "directions of training" in str(result)


def test_a_straight_path_has_a_second_direction():
    architecture = nn.Architecture.dense(()).resolve(inputs=2, outputs=1, output="identity", loss="mse")
    path = [Parameters(architecture, np.full(3, float(k))) for k in range(4)]
    d, _, shares = path_directions(path[-1], path)
    np.testing.assert_allclose(d @ d.T, np.eye(2), atol=1e-9)
    assert shares == pytest.approx((1, 0))
    with pytest.raises(nn.NNPlayError, match="did not move"):
        path_directions(path[0], [path[0]] * 3)


def test_large_data_are_sampled_and_it_says_so(iris, monkeypatch):
    monkeypatch.setattr("nnplay.analysis.loss_landscape.MAX_OPERATIONS", 1e5)
    result = views.landscape(iris, points=5)
    assert result.rows == {"train": (64, 120)}
    assert "64 of 120 rows" in str(result)


def test_progress_is_reported_and_can_stop_it(iris):
    calls = []
    views.landscape(iris, points=5, progress=lambda done, of: calls.append((done, of)))
    assert calls == [(k, 5) for k in range(1, 6)]

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        views.landscape(iris, points=51, progress=stop)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": 2}, "from 3 to 201"),
        ({"points": 10**9}, "from 3 to 201"),
        ({"span": 0}, "span must be"),
        ({"span": float("nan")}, "span must be"),
        ({"directions": "<img>"}, "'random' or 'path'"),
        ({"parts": ("validation",)}, "no validation rows"),
        ({"parts": ()}, "one or several of train"),
        ({"directions": "path", "states": None}, "three epochs"),
    ],
)
def test_invalid_options_raise_one_sentence(iris, options, message):
    with pytest.raises(nn.NNPlayError, match=message):
        landscape(iris.problem(), iris.parameters, **options)


def test_a_loaded_run_trains_again_to_the_same_path(iris, tmp_path):
    iris.save(tmp_path / "iris.nnplay")
    loaded = nn.load_run(tmp_path / "iris.nnplay")
    with pytest.raises(nn.NNPlayError, match="with_data"):
        views.landscape(loaded)
    again = views.landscape(loaded.with_data(), directions="path", points=5)
    first = views.landscape(iris, directions="path", points=5)
    np.testing.assert_array_equal(again.losses["train"], first.losses["train"])
    assert again.epochs == first.epochs


def test_training_again_elsewhere_is_refused(iris):
    other = Parameters(iris.architecture, iris.parameters.theta + 1)
    with pytest.raises(nn.NNPlayError, match="different weights"):
        retrain(iris.problem(), 30, other)


@given(n=st.integers(1, 300), most=st.integers(2, 60))
def test_chosen_epochs_have_both_ends(n, most):
    result = evenly_spaced(range(n), most)
    assert len(result) <= max(most, 2)
    assert result[0] == 0
    assert result[-1] == n - 1
    assert result == sorted(set(result))


def test_estimators_have_random_directions_only():
    classifier = nn.MLPClassifier((3,), max_iter=5, early_stopping=False)
    X, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = classifier.fit(X, y).run_
    assert np.isfinite(views.landscape(run, points=3).losses["train"]).all()
    with pytest.raises(nn.NNPlayError, match="estimator"):
        views.landscape(run, directions="path")
