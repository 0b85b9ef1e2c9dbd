"""The doctor: healthy trainings are left alone, each sickness is found, and its fix is tried."""

import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.doctor.findings import signs
from nnplay.doctor.watcher import Watcher
from nnplay.errors import NNPlayError
from nnplay.session import Session

dense = nn.Architecture.dense
WILD = dense((16,) * 6, initializer="normal(1.0)")
HEALTHY = {
    "iris": ("iris", None, {"epochs": 60}),
    "digits": ("digits", None, {"epochs": 20}),
    "spiral": ("spiral", dense((8, 8), "tanh"), {"learning_rate": 0.03, "epochs": 600}),
    "wine": ("wine", None, {"epochs": 40}),
    "circle": ("circle", None, {"epochs": 100}),
    "gauss": ("gauss", None, {"epochs": 60}),
    "xor": ("xor", None, {"epochs": 150}),
    "plane": ("plane", None, {"epochs": 60}),
    "moons": ("moons", None, {"epochs": 100}),
    "diabetes": ("diabetes", (8,), {"epochs": 20}),
}


def arrays(kind):
    random = np.random.default_rng(0)
    X = random.normal(size=(400, 3))
    y = (X[:, 0] + random.normal(size=400) > 0).astype(int)
    if kind == "leak":
        X = np.column_stack([X, y])
    elif kind == "leak of a number":
        y = X[:, 0] + 0.3 * random.normal(size=400)
        return nn.Dataset.from_arrays(np.column_stack([X, 3 * y + 1]), y, task="regression")
    elif kind == "rare":
        y = (X[:, 0] > 1.75).astype(int)
    elif kind == "copies":
        X = np.repeat(X[:60], 6, axis=0)
        y = (X[:, 0] > 0).astype(int)
    return nn.Dataset.from_arrays(X, y, task="classification")


SICK = {
    "divergence": ("diabetes", (16,), {"learning_rate": 50.0, "epochs": 40}, "better"),
    "the rate is too high": ("iris", (8,), {"learning_rate": 3.0, "epochs": 60}, "better"),
    "the rate is too low": ("iris", (8,), {"learning_rate": 1e-5, "epochs": 60}, "better"),
    "too few epochs": ("digits", (16,), {"epochs": 12, "learning_rate": 0.0005}, "better"),
    "vanishing gradients": ("iris", dense((8,) * 12, "sigmoid"), {"epochs": 60, "learning_rate": 0.05}, "better"),
    "exploding gradients": ("diabetes", WILD, {"epochs": 20, "learning_rate": 0.001}, "better"),
    "underfitting": ("spiral", dense((2,), "tanh"), {"epochs": 300, "learning_rate": 0.03}, "better"),
    "plateau": ("spiral", dense((24, 24), "sigmoid"), {"epochs": 200, "learning_rate": 0.002}, "better"),
    "unscaled inputs": ("wine", (8,), {"epochs": 60, "scale": "none"}, "better"),
    "overfitting": ("iris", (64, 64), {"epochs": 400, "learning_rate": 0.05}, "better"),
    "imbalance": (arrays("rare"), dense((4,), "tanh"), {"epochs": 10, "learning_rate": 0.005}, "better"),
    "leakage": (arrays("leak"), (8,), {"epochs": 30}, "lower, as it should be"),
    "copies in the test rows": (arrays("copies"), (8,), {"epochs": 10}, None),
}  # fmt: skip


def diagnose(data, architecture, settings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.diagnose(data, architecture, **settings)


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_a_healthy_training_is_left_alone(name, seed):
    data, architecture, settings = HEALTHY[name]
    found = diagnose(data, architecture, settings | {"seed": seed})
    assert found.healthy, str(found)
    assert "Nothing was found" in str(found)


@pytest.mark.parametrize("name", SICK)
def test_each_sickness_is_found_and_its_fix_helps(name):
    data, architecture, settings, verdict = SICK[name]
    found = diagnose(data, architecture, settings)
    assert name in [finding.name for finding in found.findings], str(found)
    finding = next(finding for finding in found.findings if finding.name == name)
    assert finding.says.endswith((".", "?"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trials = found.try_fixes(name)
    if verdict is None:
        assert trials == ()
        return
    assert trials[0].verdict == verdict, (trials[0].numbers(trials[0].before), trials[0].numbers(trials[0].after))
    assert found.options(finding)


def test_a_leak_of_a_number_is_found():
    found = diagnose(arrays("leak of a number"), (4,), {"epochs": 5})
    assert [f.evidence.get("column") for f in found.findings if f.name == "leakage"] == ["x4"]


def test_categories_leak_and_number_rows(tmp_path):
    path = tmp_path / "d.csv"
    rows = [f"row-{k},{'alive' if k % 3 else 'dead'},{k % 7},{'yes' if k % 3 else 'no'}" for k in range(60)]
    path.write_text("\n".join(["id,state,x,target", *rows]), encoding="utf-8")
    found = diagnose(path, (4,), {"target": "target", "features": ["id", "state", "x"], "epochs": 3})
    names = {(f.name, f.evidence.get("column")) for f in found.findings}
    assert ("leakage", "state") in names
    assert ("an id among the features", "id") in names


def test_dead_and_saturated_neurons_are_told_with_layer_and_epoch():
    net = nn.Architecture([nn.Layer(16, "relu"), nn.Layer(16, "relu")])
    session = Session("circle", net, epochs=5)
    watcher = Watcher(session.problem)
    start = session.problem.start
    broken = start.theta.copy()
    block = start.layout.blocks[1]
    block.view(broken, "b")[:] = -1e3
    snapshot = next(iter(session))
    dead = type(snapshot)(1, 0.7, snapshot.metrics, 0.0, 0.02, nn.Parameters(start.architecture, broken))
    new = watcher.see(dead)
    assert [(f.name, f.layer, f.epoch, f.severity) for f in new] == [("dead neurons", 2, 1, "serious")]
    assert watcher.see(type(snapshot)(2, 0.7, snapshot.metrics, 0.0, 0.02, dead.parameters)) == []
    columns = watcher.statistics
    assert columns["epoch"] == [1, 2]
    assert columns["dead_2"] == [1.0, 1.0]
    assert columns["gradient_2"] == [0.0, 0.0]

    session = Session("circle", dense((16,), "tanh"), epochs=5, learning_rate=1e-6)
    watcher = Watcher(session.problem)
    snapshot = next(iter(session))
    wide = session.problem.start.theta * 1e4
    poor = {"train": {"loss": 1.0, "accuracy": 0.5}, "test": {"loss": 1.0, "accuracy": 0.5}}
    new = watcher.see(type(snapshot)(1, 1.0, poor, 0.0, 0.02, nn.Parameters(session.problem.architecture, wide)))
    assert [(f.name, f.layer) for f in new if f.name == "saturated neurons"] == [("saturated neurons", 1)]


def test_the_gradients_that_are_watched_are_those_of_the_engine():
    from nnplay.doctor.case import Observer
    from nnplay.engine import reference

    problem = Session("iris", dense((5, 4), "tanh"), epochs=1).problem
    observer = Observer(problem)
    look = observer.look(problem.start, 0)
    p = nn.Parameters(problem.architecture, problem.start.theta.astype(float))
    g = reference.gradient(p, reference.forward(p, observer.X, training=True), observer.Y)
    expected = [np.sqrt(np.mean(block.view(g, "W") ** 2)) for block in p.layout.blocks]
    np.testing.assert_allclose(look.gradient, expected, rtol=1e-9)
    assert (look.dead == 0).all()


def test_a_run_is_diagnosed_as_it_was():
    run = nn.train("iris", (64, 64), epochs=400, learning_rate=0.05)
    found = nn.diagnose(run)
    np.testing.assert_array_equal(found.run.parameters.theta, run.parameters.theta)
    assert [f.name for f in found.findings] == ["overfitting"]
    with pytest.raises(NNPlayError, match="was not found: overfitting"):
        found.try_fixes("plateau")
    assert "overfitting" in found._repr_html_()


def test_every_sign_has_its_source_and_is_tested():
    sickly = {*SICK, "dead neurons", "saturated neurons", "an id among the features", "no better than always the same"}
    assert set(signs) == sickly
    assert all(sign.source and sign.looks_at for sign in signs.values())


def test_a_learning_rate_is_found():
    found = nn.learning_rates("spiral", dense((8, 8), "tanh"), steps=120)
    assert 1e-4 < found.suggestion < 0.3
    assert len(found.rates) == len(found.losses)
    assert (np.diff(np.log(found.rates)) > 0).all()
    run = nn.train("spiral", dense((8, 8), "tanh"), epochs=300, learning_rate=found.suggestion)
    slow = nn.train("spiral", dense((8, 8), "tanh"), epochs=300, learning_rate=found.suggestion / 300)
    assert run.metrics["train"]["loss"] < slow.metrics["train"]["loss"]
    assert found.plot().axes
    again = nn.learning_rates("spiral", dense((8, 8), "tanh"), steps=120)
    np.testing.assert_array_equal(found.losses, again.losses)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"lowest": 1.0, "highest": 0.1}, "lowest"),
        ({"steps": 3}, "10 to 100,000"),
        ({"optimizer": "lbfgs"}, "takes steps"),
    ],
)
def test_a_finder_that_cannot_be(settings, told):
    with pytest.raises(NNPlayError, match=told):
        nn.learning_rates("iris", (4,), **settings)


def test_the_page_lists_every_sign():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "doctor.md").read_text("utf-8")
    for sign in signs.values():
        assert f"| {sign.name} | {sign.when} | {sign.looks_at.replace('|', '∣')} | {sign.source} |" in page
