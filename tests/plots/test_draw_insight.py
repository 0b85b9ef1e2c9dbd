"""The pictures of the views into a network: readable with wide networks and with long and hostile names."""

import numpy as np
import pytest

import nnplay as nn
from nnplay import plots
from nnplay.runs import plots as run_plots, views

pytestmark = pytest.mark.slow

HOSTILE = "<img onerror=alert(1)> $x^2$ \x1b[31m " + "long " * 20


def good(seen):
    assert not seen.outside()
    assert not seen.overlapping()
    assert not any("\x1b" in word for word in seen.words)


@pytest.fixture(scope="module")
def runs():
    rng = np.random.default_rng(0)
    hostile = {HOSTILE: rng.normal(size=60), "b" * 90: rng.normal(size=60), "c": rng.normal(size=60),
               "y": np.array([f"{HOSTILE} {k % 3}" for k in range(60)])}  # fmt: skip
    return {
        "iris": nn.train("iris", (8, 8), epochs=12),
        "diabetes": nn.train("diabetes", nn.Architecture.dense((40,), "sigmoid"), epochs=5),
        "digits": nn.train("digits", (64, 32), epochs=2),
        "deep": nn.train("circle", nn.Architecture.dense((3,) * 14, "tanh"), epochs=3),
        "hostile": nn.train(hostile, (3,), epochs=3),
        "linear": nn.train("iris", (), epochs=3),
    }


def suits(kind, run):
    """Whether a view is for the task of a run."""
    return {"roc": "classification", "precision_recall": "classification", "calibration": "classification",
            "residuals": "regression"}.get(kind, run.facts["task"]) == run.facts["task"]  # fmt: skip


@pytest.mark.parametrize("kind", views.VIEWS)
@pytest.mark.parametrize(
    "name",
    ["iris", *(pytest.param(n, marks=pytest.mark.slow) for n in ("diabetes", "digits", "deep", "hostile", "linear"))],
)
def test_every_view_of_every_run(runs, name, kind, see):
    options = {"landscape": {"points": 5}, "neurons": {"side": 12}}.get(kind, {})
    if kind == "error_by_group":
        options = {"column": runs[name].facts["features"][0]}
    if not suits(kind, runs[name]):
        with pytest.raises(nn.NNPlayError, match=r"; use (residuals|mistakes)"):
            runs[name].plot(kind)
        return
    seen = see(runs[name].plot(kind, **options))
    assert seen.texts
    good(seen)


@pytest.mark.parametrize("options", [{"layer": 1}, {"layer": 2, "neuron": 3}, {"layer": 3}, {"most": 2}])
def test_large_neurons(runs, options, see):
    seen = see(runs["iris"].plot("neurons", side=10, **options))
    assert not seen.outside()
    words = " ".join(seen.words)
    told = {1: "hidden 1, neuron 1", 2: "hidden 2, neuron 3", 3: "virginica"}
    assert told.get(options.get("layer"), "2 of 8") in words


def test_the_way_and_the_surface(runs, see):
    seen = see(runs["iris"].plot("landscape", directions="path", points=5))
    good(seen)
    assert {"epoch 0", "epoch 12"} <= set(seen.words)
    see(runs["iris"].plot("landscape", surface=True, directions="path", points=5))


@pytest.mark.parametrize("log", [None, True, False])
@pytest.mark.parametrize("values", [[0.0, 1.0], [1.0, 1.0], [1e-9, 1e30], [-3.0, 5.0], [1.0, np.inf], [np.nan, 2.0]])
def test_any_losses(values, log, see):
    losses = np.resize(values, (3, 3))
    for surface in (False, True):
        figure = plots.landscape([-1, 0, 1], [-1, 0, 1], losses, centre=losses[1, 1], log=log, surface=surface)
        seen = see(figure)
        assert seen.texts
    if not np.isfinite(values).all():
        assert any("gray" in word for word in see(plots.landscape([-1, 0, 1], [-1, 0, 1], losses, centre=1)).words)


def test_what_cannot_be_drawn_is_one_sentence(runs):
    run, ax = runs["iris"], runs["iris"].plot("curves").axes[0]
    for make, told in (
        (lambda: plots.landscape([0, 1], [0, 1], np.full((2, 2), np.nan), centre=0), "not finite anywhere"),
        (lambda: plots.landscape([0, 1], [0, 1], np.zeros((3, 2)), centre=0), "2 × 2 points"),
        (lambda: plots.landscape([0, 1], [0, 1], np.zeros((2, 2)), centre=0, surface=True, ax=ax), "own figure"),
        (lambda: plots.columns([], [], []), "0 names"),
        (lambda: plots.histograms([], [], title="", value_name=""), "nothing to draw"),
        (lambda: run.plot("landscape", part="validation"), "no validation rows"),
        (lambda: run.plot("weights", colour="red"), "no option 'colour'"),
    ):
        with pytest.raises(nn.NNPlayError, match=told):
            make()


def test_the_kinds_are_known():
    assert set(views.VIEWS) <= set(run_plots.KINDS)


def test_importance_by_score(runs, see):
    words = see(views.importance(runs["iris"], repeats=2).plot(by="score")).words
    assert any("decrease of accuracy" in word for word in words)
    assert any("correlated" in word for word in words)


def test_results_show_themselves(runs):
    for kind, (view, _) in views.VIEWS.items():
        run = next(run for run in runs.values() if suits(kind, run))
        found = view(run, **{"column": run.facts["features"][0]} if kind == "error_by_group" else {})
        assert str(found), kind
        html = found._repr_html_()
        assert "<svg" in html or "<table" in html
