"""The doctor: healthy trainings are left alone, each sickness is found, and its fix really helps."""

import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.catalog import activations, losses
from nnplay.data import builtin_names
from nnplay.doctor.evidence import LayerObserver
from nnplay.doctor.findings import Fix, checks
from nnplay.doctor.monitor import TrainingMonitor
from nnplay.engine import reference
from nnplay.engine.batched import activate, activation_delta
from nnplay.errors import NNPlayError
from nnplay.training.session import TrainingSession

pytestmark = pytest.mark.slow

dense = nn.Architecture.dense
LATER = [pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3)]

PLAIN_COMMANDS = (
    "digits", "wine", "iris", "breast_cancer", "penguins", "circle", "xor", "gauss", "moons", "spiral", "plane",
)  # fmt: skip
# What is trained as a newcomer would, and goes well; the name of a set alone is `nnplay train NAME`.
HEALTHY = {
    **{name: (name, None, {}) for name in PLAIN_COMMANDS},
    **{f"{name}, stopped early": (name, None, {"patience": 20}) for name in ("iris", "breast_cancer")},
    "a good spiral": ("spiral", dense((8, 8), "tanh"), {"learning_rate": 0.03, "epochs": 600}),
    "few epochs of diabetes": ("diabetes", (8,), {"epochs": 20}),
    "noise that nobody can learn": ("circle", (16, 16), {"noise": 0.5}),
    "adam": ("digits", (32,), {"optimizer": "adam", "learning_rate": 0.003, "epochs": 30}),
    "a linear model": ("plane", (), {"epochs": 60}),
}  # fmt: skip


def arrays(kind):
    random = np.random.default_rng(0)
    X = random.normal(size=(400, 3))
    y = (X[:, 0] + random.normal(size=400) > 0).astype(int)
    if kind == "leak":
        X = np.column_stack([X, y])
    elif kind == "rare":
        y = (X[:, 0] > 1.75).astype(int)
    elif kind == "rarer":
        y = (X[:, 0] + 0.6 * random.normal(size=400) > 2.1).astype(int)
    elif kind == "counted":
        X = np.column_stack([X, np.arange(400)])
    elif kind == "copies":
        X = np.repeat(X[:60], 6, axis=0)
        y = (X[:, 0] > 0).astype(int)
    elif kind == "few":
        X = random.normal(size=(200, 20))
        y = (X[:, 0] + X[:, 1] + 1.5 * random.normal(size=200) > 0).astype(int)
    return nn.Dataset.from_arrays(X, y, task="classification")


SICK = [
    ("divergence", "diabetes", (16,), {"learning_rate": 50.0, "epochs": 40}, "better"),
    ("divergence", "iris", (8,), {"learning_rate": 50.0}, "better"),
    ("divergence", "plane", (16, 16), {"learning_rate": 0.3, "epochs": 60, "seed": 4}, "better"),
    ("learning rate too high", "iris", (8,), {"learning_rate": 3.0, "epochs": 60, "seed": 5}, "better"),
    ("learning rate too low", "iris", (8,), {"learning_rate": 1e-5, "epochs": 60}, "better"),
    ("too few epochs", "digits", (16,), {"epochs": 12, "learning_rate": 0.01, "optimizer": "sgd"}, "better"),
    ("dead neurons", "iris", (16, 16), {"learning_rate": 1.0}, "better"),
    ("dead neurons", "spiral", (16, 16), {"learning_rate": 2.0, "optimizer": "sgd"}, "better"),
    ("dead neurons", "breast_cancer", (16,), {"scale": "none"}, "better"),
    ("saturated neurons", "iris", dense((8,) * 4, "tanh", initializer="normal(5)"), {"seed": 1}, "better"),
    ("saturated neurons", "wine", dense((16, 16), "sigmoid"), {"scale": "none"}, "better"),
    ("saturated neurons", "circle", dense((8, 8), "binary_step"), {}, "better"),
    ("vanishing gradients", "iris", dense((8,) * 12, "sigmoid"), {"epochs": 60, "learning_rate": 0.05}, "better"),
    ("exploding gradients", "diabetes", dense((16,) * 6, initializer="normal(1.0)"),
     {"epochs": 20, "learning_rate": 0.001, "seed": 1}, "better"),
    ("underfitting", "spiral", dense((2,), "tanh"), {"epochs": 300, "learning_rate": 0.03}, "better"),
    ("underfitting", "circle", (), {}, "better"),
    ("underfitting", "multi-gauss", (8,), {}, "better"),
    ("plateau", "spiral", dense((24, 24), "sigmoid"), {"epochs": 200, "learning_rate": 0.002, "seed": 2}, "better"),
    ("plateau", "spiral", (16, 16), {"epochs": 20}, "better"),
    ("plateau", "spiral", dense((16, 16), "tanh", initializer="zeros"), {}, "better"),
    ("plateau", "iris", (16,), {"l2": 1.0}, "better"),
    ("unscaled inputs", "wine", (8,), {"epochs": 60, "scale": "none"}, "better"),
    ("overfitting", arrays("few"), (64, 64), {"epochs": 200, "seed": 1}, "better"),
    ("overfitting", "diabetes", (32, 16), {}, "better"),
    ("class imbalance", arrays("rare"), dense((4,), "tanh"), {"epochs": 10, "learning_rate": 0.005, "seed": 1},
     "better"),
    ("no better than a constant guess", arrays("rarer"), dense((4,), "tanh"),
     {"epochs": 40, "learning_rate": 0.002, "seed": 1}, "better"),
    ("no better than a constant guess", "diabetes", (16, 16), {"learning_rate": 0.3, "epochs": 40}, "better"),
    ("worse than a baseline model", "digits", (32, 16), {"epochs": 3, "learning_rate": 0.005}, "better"),
    ("leakage", arrays("leak"), (8,), {"epochs": 30}, "worse on paper, as expected"),
    ("ID among the features", arrays("counted"), (8,), {"epochs": 30}, "any"),
    ("duplicate rows in the test split", arrays("copies"), (8,), {"epochs": 10}, None),
]  # fmt: skip


def diagnose(data, architecture, settings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.diagnose(data, architecture, **settings)


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize("seed", [0, *LATER])
def test_a_healthy_training_is_left_alone(name, seed):
    data, architecture, settings = HEALTHY[name]
    found = diagnose(data, architecture, settings | {"seed": seed})
    assert found.healthy, str(found)
    assert "No problems found" in str(found)


def test_the_healthy_trainings_are_of_all_sets():
    # linnerud and scores have too few rows to be healthy, diabetes loses to a linear model, and multi-gauss may die.
    left_out = {"linnerud", "scores", "diabetes", "multi-gauss"}
    assert {data for data, architecture, settings in HEALTHY.values()} >= set(builtin_names()) - left_out


def each(cases):
    """The first case of each sign, and with the slow tests the others."""
    seen = set()
    for k, case in enumerate(cases):
        yield pytest.param(*case, id=f"{case[0]} {k}", marks=[pytest.mark.slow] * (case[0] in seen))
        seen.add(case[0])


@pytest.mark.parametrize(("name", "data", "architecture", "settings", "verdict"), list(each(SICK)))
def test_each_sickness_is_found_and_its_fix_helps(name, data, architecture, settings, verdict):
    found = diagnose(data, architecture, {"optimizer": "momentum"} | settings)
    assert name in [finding.name for finding in found.findings], str(found)
    finding = next(finding for finding in found.findings if finding.name == name)
    assert finding.message.endswith((".", "?"))
    assert finding.evidence
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trials = found.try_fixes(finding)
    if verdict is None:
        assert trials == ()
        return
    assert trials[0].after.recipe.seed == found.run.recipe.seed
    np.testing.assert_array_equal(trials[0].after.split.test, found.run.split.test)
    assert verdict in (trials[0].verdict, "any"), str(trials[0])
    assert finding.fix.options


def test_every_sign_has_its_source_and_a_real_training():
    assert set(checks) == {case[0] for case in SICK}
    assert all(
        check.source and check.criterion and check.when in ("before", "during", "after") for check in checks.values()
    )


def test_a_fix_that_does_not_help_is_told():
    found = diagnose("circle", (), {"epochs": 40})
    finding = found.findings[0]
    useless = type(finding)(finding.name, "warning", "It is not so.", fix=Fix("do nothing of use", {"epochs": 39}))
    trial = type(found)(found.run, (useless,), found.statistics).try_fixes()[0]
    assert trial.verdict in ("no better", "worse")
    assert trial.finding is useless


def test_layer_and_epoch_of_what_is_seen_live():
    session = TrainingSession.start("iris", dense((16, 16)), epochs=40, learning_rate=1.0)
    monitor, seen = TrainingMonitor(session.problem), []
    for snapshot in session:
        seen += [(finding.name, finding.layer, finding.epoch, snapshot.epoch) for finding in monitor.update(snapshot)]
    assert ("dead neurons", 2, 4, 4) in seen
    assert len(seen) == len({found[:2] for found in seen})  # each once


def test_looks_are_few():
    session = TrainingSession.start("circle", dense((4,), "tanh"), epochs=600, every=1)
    monitor = TrainingMonitor(session.problem)
    for snapshot in session:
        monitor.update(snapshot)
    columns = monitor.statistics
    assert columns["epoch"][:6] == [0, 1, 2, 3, 4, 5]
    assert len(columns["epoch"]) <= 26
    assert {len(values) for values in columns.values()} == {len(columns["epoch"])}


def test_snapshots_without_parameters_are_taken_too():
    monitor = TrainingMonitor(TrainingSession.start("iris", (8,), epochs=30, learning_rate=1e-5).problem)
    for snapshot in nn.training("iris", (8,), epochs=30, learning_rate=1e-5):
        assert monitor.update(snapshot) == []
    assert "learning rate too low" in [finding.name for finding in monitor.end("finished")]
    assert monitor.statistics["epoch"] == []


@pytest.mark.parametrize("norm", [None, "batch", "layer"])
def test_what_is_watched_is_what_the_reference_says(norm):
    net = nn.Architecture([nn.Layer(5, "tanh", norm=norm), nn.Layer(4, "relu"), nn.Layer(3, "sigmoid", skip=True)])
    problem = TrainingSession.start("iris", net, epochs=1).problem
    observer = LayerObserver(problem)
    look = observer.measure(problem.start, 0)
    p = nn.Parameters(problem.architecture, problem.start.theta.astype(float))
    passes = reference.forward(p, observer.X, training=True)
    g = reference.gradient(p, passes, observer.Y)
    expected = [np.sqrt(np.mean(block.view(g, "W") ** 2)) for block in p.layout.blocks]
    np.testing.assert_allclose(look.gradient, expected, rtol=1e-9)
    for layer in range(3):
        np.testing.assert_allclose(observer.sums(layer), passes[layer].u, rtol=1e-9, atol=1e-12)
    assert look.dead[1] == np.mean((passes[1].u <= -0.025).all(axis=0))
    assert np.isnan(look.saturated[1])
    slope = 1 - np.tanh(passes[0].u) ** 2
    assert look.saturated[0] == pytest.approx(np.mean(slope < 0.05), abs=0.02)


def test_a_relu_far_below_0_is_dead_and_a_tanh_far_out_is_saturated():
    for activation, column in (("relu", "dead"), ("tanh", "saturated")):
        problem = TrainingSession.start("circle", dense((6,), activation), epochs=1).problem
        theta = problem.start.theta.copy()
        problem.start.layout.blocks[0].view(theta, "b")[:] = -10.0
        problem.start.layout.blocks[0].view(theta, "W")[:] *= 0.1
        look = LayerObserver(problem).measure(nn.Parameters(problem.architecture, theta), 1)
        assert getattr(look, column)[0] == 1.0


@pytest.mark.parametrize("name", sorted(activations))
def test_every_activation_is_watched(name):
    net = nn.Architecture([nn.Layer(6, name), nn.Layer(5, name)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem = TrainingSession.start("iris", net, epochs=1).problem
        observer = LayerObserver(problem)
        look = observer.measure(problem.start, 0)
    assert np.isfinite(look.gradient).all()
    block = problem.start.layout.blocks[1]
    if block.activation.shape != "element" or block.activation.learned:
        assert np.isnan(look.saturated[1])
        assert look.dead[1] == 0
        return
    u = observer.sums(1)
    slope = np.abs(activation_delta(block, u, activate(block, u), np.ones_like(u)))
    z = np.linspace(-10, 10, 4001)[:, None]
    steepest = np.abs(activation_delta(block, z, activate(block, z), np.ones_like(z))).max()
    if np.isfinite(block.activation.range).all():
        assert look.saturated[1] == pytest.approx(np.mean(slope <= 0.05 * steepest), abs=0.03)
    else:
        assert look.dead[1] <= np.mean((slope == 0).all(axis=0))


@pytest.mark.parametrize("name", sorted(losses))
def test_every_loss_is_watched(name):
    seen = 0
    for data in ("iris", "circle", "plane"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = nn.diagnose(data, nn.Architecture([nn.Layer(8)], loss=name), epochs=15)
        except NNPlayError:
            continue  # a loss of other targets
        seen += 1
        loss = found.run.history["train_loss"]
        away = found.run.status == "diverged" or loss[-1] > max(2 * loss[0], loss[0])
        assert ("divergence" in [finding.name for finding in found.findings]) == away, str(found)
    assert seen


def test_a_loss_below_0_that_falls_is_no_divergence():
    monitor = TrainingMonitor(TrainingSession.start("circle", (8,), epochs=30).problem)
    template = next(iter(nn.training("circle", (8,), epochs=1)))
    for epoch in range(30):
        loss = -0.2 - 0.01 * epoch
        part = {"loss": loss, "accuracy": 1.0}
        monitor.update(type(template)(epoch, loss, {"train": part, "test": part}, 0.0, 0.02))
    assert monitor.end("finished") == []


def test_a_run_is_diagnosed_as_it_was():
    run = nn.train(arrays("few"), (64, 64), epochs=200)
    found = nn.diagnose(run)
    np.testing.assert_array_equal(found.run.parameters.theta, run.parameters.theta)
    assert [f.name for f in found.findings] == ["overfitting"]
    with pytest.raises(NNPlayError, match="only overfitting"):
        found.try_fixes("plateau")
    with pytest.raises(NNPlayError, match="at least 1, not 0"):
        found.try_fixes(epochs=0)
    assert found.try_fixes(epochs=5)[0].after.recipe.epochs == 5
    assert "overfitting" in found._repr_html_()


def test_a_loaded_run_needs_its_data(tmp_path):
    nn.train("iris", (4,), epochs=3).save(tmp_path / "a.nnplay")
    run = nn.load_run(tmp_path / "a.nnplay")
    with pytest.raises(NNPlayError, match="with_data"):
        nn.diagnose(run)
    assert nn.diagnose(run.with_data()).run.recipe.epochs == 3


def test_the_same_fix_is_tried_once():
    found = diagnose("wine", dense((16,), "tanh"), {"scale": "none", "epochs": 30, "optimizer": "momentum"})
    names = ["no better than a constant guess", "unscaled inputs", "saturated neurons"]
    assert [finding.name for finding in found.findings] == names
    told = []
    trials = found.try_fixes(on_finding=told.append)
    assert len(trials) == 3
    assert trials[0].after is trials[1].after is trials[2].after
    assert told == [found.findings[0]]


def test_the_pictures():
    found = diagnose("iris", dense((6, 6, 6), "tanh"), {"epochs": 20, "learning_rate": 1e-5})
    titles = [ax.get_title(loc="left") for ax in found.plot().axes]
    assert titles == ["gradient of each layer", "fraction of saturated slopes"]
    assert len(found.plot("weights").axes[0].lines) == 4
    with pytest.raises(NNPlayError, match="'moods'"):
        found.plot("moods")
    trial = found.try_fixes("learning rate too low")[0]
    before, after = trial.plot().axes
    assert before.get_title(loc="left") == "before: learning rate too low"
    np.testing.assert_allclose(after.lines[0].get_ydata(), trial.after.history["train_loss"])


def test_options_are_those_of_train():
    found = diagnose("iris", dense((8,) * 3, "sigmoid"), {"epochs": 60, "learning_rate": 1e-5, "optimizer": "momentum"})
    network = nn.Architecture([nn.Layer(8, "relu", norm="batch", dropout=0.25), nn.Layer(4, "relu", norm="batch",
                                                                                         dropout=0.25)])  # fmt: skip
    fix = Fix("", {"learning_rate": 0.02, "features": ("petal length", "it's $(x)")}, network)
    assert fix.options == (
        "--hidden 8,4 --activation relu --norm batch --dropout 0.25 --learning-rate 0.02 --features 'petal length' "
        "--features 'it'\"'\"'s $(x)'"
    )
    assert found.findings[0].fix.options.startswith("--learning-rate")


def test_the_page_lists_every_sign():
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "how-to" / "doctor.md").read_text("utf-8")
    for check in checks.values():
        assert f"| {check.name} | {check.when} | {check.criterion.replace('|', '∣')} | {check.source} |" in page
