"""The doctor against other predictions: a constant guess, and baseline models of scikit-learn."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from sklearn.metrics import accuracy_score, balanced_accuracy_score, r2_score, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

import nnplay as nn
from nnplay.doctor.baseline_models import MAX_FIT_ROWS, baseline_predictions, roc_auc
from nnplay.doctor.fixes import early_stopping
from nnplay.doctor.held_out import MAX_ROWS, weighted_mean
from nnplay.doctor.monitor import TrainingMonitor
from nnplay.training.session import TrainingSession

CONSTANT, BASELINE = "no better than a constant guess", "worse than a baseline model"
SENSIBLE = {"optimizer": "adam", "learning_rate": 0.003, "clip": 1.0, "patience": 20}


def diagnose(data, architecture=None, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nn.diagnose(data, architecture, **options)


def finding(diagnosis, name):
    return next((f for f in diagnosis.findings if f.name == name), None)


def held_out(data, architecture=None, **options):
    """The held-out rows of a finished run, and the run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = TrainingSession.start(data, architecture, **options)
        monitor = TrainingMonitor(session.problem)
        for snapshot in session:
            monitor.update(snapshot)
        monitor.end(session.status)
        return monitor.evidence, nn.Run.from_session(session)


def stripes(n=1500, seed=0):
    """Classes in stripes of one of ten features, which trees can tell and a linear model cannot."""
    X = np.random.default_rng(seed).uniform(-3, 3, size=(n, 10))
    return X, np.where(np.floor(X[:, 4]) % 2 > 0, "black", "white")


@pytest.mark.parametrize("patience", [None, 5])
@pytest.mark.parametrize("data", ["iris", "diabetes", "linnerud"])
def test_the_score_is_that_of_the_run(data, patience):
    evidence, run = held_out(data, (8,), epochs=30, patience=patience)
    rows, name = evidence.held_out, "accuracy" if data == "iris" else "r2"
    assert rows.part == "test"
    assert rows.score() == pytest.approx(run.metrics["test"][name], abs=1e-5)
    assert evidence.score("test") == pytest.approx(run.metrics["test"][name], abs=1e-5)
    assert evidence.train_score == pytest.approx(run.metrics["train"][name], abs=1e-5)
    measure = accuracy_score if data == "iris" else r2_score
    assert rows.score() == pytest.approx(measure(rows.truth, rows.prediction), abs=1e-9)


def test_class_weights_count_in_the_score():
    evidence, _ = held_out("breast_cancer", (4,), epochs=10, class_weight="balanced")
    rows = evidence.held_out
    assert rows.score() == pytest.approx(balanced_accuracy_score(rows.truth, rows.prediction), abs=0.01)
    assert evidence.score_label == "class-weighted accuracy"


@pytest.mark.slow
def test_the_constant_guess_comes_from_the_training_rows():
    evidence, _ = held_out("diabetes", (4,), epochs=2)
    train = evidence.problem.parts["train"].truth
    np.testing.assert_allclose(evidence.held_out.constant(evidence.problem), train.mean())
    evidence, _ = held_out("breast_cancer", (4,), epochs=2)
    assert set(evidence.held_out.constant(evidence.problem)) == {"benign"}
    evidence, _ = held_out("linnerud", (4,), epochs=2)
    assert evidence.held_out.constant(evidence.problem).shape == evidence.held_out.truth.shape


@pytest.mark.slow
def test_the_baselines_are_those_of_scikit_learn():
    evidence, _ = held_out("wine", (4,), epochs=5)
    train, rows = evidence.problem.parts["train"], evidence.held_out
    models = {model.name: model for model in baseline_predictions(evidence.problem, rows)}
    assert list(models) == ["logistic regression", "five nearest neighbours", "gradient-boosted trees"]
    expected = KNeighborsClassifier(5).fit(train.X, train.truth).predict(rows.X)
    np.testing.assert_array_equal(models["five nearest neighbours"].prediction, expected)
    assert all(rows.score(model.prediction) > 0.85 for model in models.values())
    assert {model.rows for model in models.values()} == {len(train.X)}


@pytest.mark.slow
def test_the_baselines_are_bounded():
    random = np.random.default_rng(0)
    X = random.normal(size=(20_000, 3))
    evidence, _ = held_out(nn.Dataset.from_arrays(X, X[:, 0] * X[:, 1]), (4,), epochs=1)
    assert len(evidence.held_out.truth) == MAX_ROWS
    assert {model.rows for model in evidence.baselines} == {MAX_FIT_ROWS}
    X = random.normal(size=(900, 3000))
    evidence, _ = held_out(nn.Dataset.from_arrays(X, (X[:, 0] > 0).astype(int), task="classification"), (4,), epochs=1)
    assert {model.rows for model in evidence.baselines} == {666}


@given(st.integers(0, 10_000), st.integers(3, 60))
@settings(max_examples=50, deadline=None)
def test_means_and_areas(seed, n):
    random = np.random.default_rng(seed)
    values = random.normal(size=n)
    mean, standard_errors = weighted_mean(values, np.ones(n))
    assert mean == pytest.approx(values.mean())
    assert standard_errors == pytest.approx(values.mean() / (values.std() / np.sqrt(n)))
    positive = np.arange(n) % 3 == 0
    area, error = roc_auc(values, positive)
    assert area == pytest.approx(roc_auc_score(positive, values))
    assert 0 < error < 1
    assert weighted_mean(np.ones(5), np.ones(5)) == (1.0, np.inf)
    assert weighted_mean(np.zeros(5), np.ones(5)) == (0.0, 0.0)


def test_a_dead_regression_is_serious():
    found = diagnose("diabetes", (16, 16), learning_rate=0.3, epochs=40, optimizer="momentum")
    dead, constant = finding(found, "dead neurons"), finding(found, CONSTANT)
    assert constant.severity == "serious"
    assert "same output for every row" in constant.message
    assert f"R² {found.run.metrics['test']['r2']:.3g}" in constant.message
    assert "the mean of" in constant.message
    assert dead.severity == "serious"
    assert dead.message.startswith("All neurons of layer ")
    assert constant.fix == dead.fix


@pytest.mark.slow
def test_targets_that_nothing_predicts():
    random = np.random.default_rng(1)
    X = random.normal(size=(600, 6))
    for y, task in ((random.normal(size=600), "regression"), (random.integers(0, 3, 600), "classification")):
        constant = finding(diagnose(nn.Dataset.from_arrays(X, y, task=task), (16,), **SENSIBLE), CONSTANT)
        assert constant is not None, task
        assert constant.severity == "serious"


def test_a_rare_class_that_is_ranked_but_never_predicted_is_no_disaster():
    random = np.random.default_rng(0)
    X = random.normal(size=(3000, 3))
    y = np.where(random.random(3000) < 0.12 / (1 + np.exp(-1.5 * X[:, 0])), "yes", "no")
    constant = finding(diagnose(nn.Dataset.from_arrays(X, y), (8,), **SENSIBLE), CONSTANT)
    assert constant.severity == "warning"
    assert 0.55 < constant.evidence["ROC AUC"] < 1
    assert "always predicting 'no'" in constant.message
    assert constant.fix.options == "--class-weight balanced"


@pytest.mark.parametrize("labels", [("No", "Yes"), (0, 1), (0.5, 1.5), ("<b>", "[red]x[/]")])
def test_labels_are_plain_text(labels):
    random = np.random.default_rng(0)
    y = np.array(labels)[(random.random(400) < 0.1).astype(int)]
    found = diagnose(nn.Dataset.from_arrays(random.normal(size=(400, 3)), y, task="classification"), (4,), epochs=15)
    assert {CONSTANT, "class imbalance"} <= {f.name for f in found.findings}
    assert "np." not in str(found)
    assert repr(labels[0]) in str(found)


def test_a_network_that_is_too_small_is_behind_the_trees():
    X, y = stripes()
    found = diagnose(nn.Dataset.from_arrays(X, y), (16,), **SENSIBLE | {"epochs": 30})
    behind = finding(found, BASELINE)
    assert behind.severity == "warning", str(found)
    assert "gradient-boosted trees reach" in behind.message
    assert "too small or undertrained" in behind.message
    assert behind.evidence["accuracy of gradient-boosted trees"] > behind.evidence["test accuracy"] + 0.05
    assert behind.fix.architecture.layers[0].width == 64
    assert "use more neurons" in behind.fix.description


def test_a_network_that_memorizes_is_behind_the_linear_model():
    random = np.random.default_rng(3)
    X = random.normal(size=(300, 30))
    y = X @ random.normal(size=30) + 4 * random.normal(size=300)
    found = diagnose(nn.Dataset.from_arrays(X, y), (64, 64), optimizer="adam", learning_rate=0.003, epochs=15)
    behind = finding(found, BASELINE)
    if behind is None:  # then the curve or the gap says it
        assert finding(found, "overfitting") is not None, str(found)
    else:
        assert "ridge regression reaches" in behind.message
        assert "overfits" in behind.message


@pytest.mark.parametrize("data", ["iris", "wine", "moons", "plane"])
def test_a_good_network_is_behind_nothing(data):
    found = diagnose(data, (16, 16), **SENSIBLE)
    assert finding(found, BASELINE) is None, str(found)
    assert finding(found, CONSTANT) is None, str(found)


def test_rising_loss_of_iris_is_overfitting():
    found = diagnose("iris", (32, 16), epochs=200, optimizer="momentum")
    told = finding(found, "overfitting")
    assert told is not None
    assert told.evidence["last loss"] > 2 * told.evidence["best loss"]
    assert told.fix.settings == {"patience": 20, "l2": 0.03}
    assert diagnose("iris", (32, 16), patience=20, optimizer="momentum").healthy


@pytest.mark.parametrize(
    ("recipe", "settings"),
    [
        (nn.Recipe(), {"patience": 20, "l2": 0.03}),
        (nn.Recipe(l2=0.05, validation_fraction=0.0), {"patience": 20, "validation_fraction": 0.15}),
        (nn.Recipe(validation_fraction=0.3), {"patience": 20, "l2": 0.03}),
    ],
)
def test_early_stopping_has_rows_to_stop_by(recipe, settings):
    session = TrainingSession.start("iris", (4,), recipe=recipe)
    assert early_stopping(TrainingMonitor(session.problem).evidence).settings == settings


@pytest.mark.parametrize("status", ["interrupted", "diverged"])
def test_a_run_that_did_not_end_is_not_compared(status):
    session = TrainingSession.start("iris", (4,), epochs=1)
    monitor = TrainingMonitor(session.problem)
    for snapshot in session:
        monitor.update(snapshot)
    monitor.end(status)
    assert "held_out" not in vars(monitor.evidence) or not {CONSTANT} & {f.name for f in monitor.findings}


def test_without_test_rows_there_is_no_comparison():
    X, y = stripes(300)
    found = diagnose(nn.Dataset.from_arrays(X, y), (2,), epochs=20, test_fraction=0.0)
    assert finding(found, BASELINE) is None


def test_other_losses_and_labels_are_compared_too():
    for network in (
        nn.Architecture([nn.Layer(4)], output="tanh", loss="hinge"),
        nn.Architecture([nn.Layer(4)], output="sigmoid", loss="mse"),
    ):
        assert str(diagnose("breast_cancer", network, epochs=12))
    X = np.random.default_rng(0).normal(size=(90, 3))
    assert str(diagnose(nn.Dataset.from_arrays(X, (X > 0).astype(int), task="classification"), (2,), epochs=12))
