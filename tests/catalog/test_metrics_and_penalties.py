"""Metrics are scikit-learn's; penalties are their formulas, and their slopes the derivatives of these."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sklearn.metrics as sk
from hypothesis import given
from hypothesis import strategies as st

from nnplay.catalog import metrics, penalties

ZERO = {"zero_division": 0}
BY_TASK = {
    "classification": {
        "accuracy": sk.accuracy_score,
        "precision": lambda t, p: sk.precision_score(t, p, average="macro", **ZERO),
        "recall": lambda t, p: sk.recall_score(t, p, average="macro", **ZERO),
        "f1": lambda t, p: sk.f1_score(t, p, average="macro", **ZERO),
    },
    "regression": {
        "mse": sk.mean_squared_error,
        "rmse": sk.root_mean_squared_error,
        "mae": sk.mean_absolute_error,
        "max_error": sk.max_error,
        "r2": sk.r2_score,
    },
}


def test_every_metric_is_compared():
    named = {name: entry.task for name, entry in metrics.items()}
    assert named == {name: task for task, table in BY_TASK.items() for name in table}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=30), st.booleans())
def test_metrics_of_labels_are_scikit_learns(pairs, words):
    truth, prediction = (np.array(x) for x in zip(*pairs, strict=True))
    if words:
        truth, prediction = (np.array([f"class {k}" for k in x]) for x in (truth, prediction))
    for name, rule in BY_TASK["classification"].items():
        assert metrics[name](truth, prediction) == pytest.approx(rule(truth, prediction)), name


@given(st.integers(0, 2**32), st.integers(1, 20), st.integers(1, 4))
def test_metrics_of_many_labels_at_once_are_scikit_learns_macro_means(seed, n, k):
    rng = np.random.default_rng(seed)
    truth, prediction = rng.integers(0, 2, (2, n, max(k, 2)))
    for name, rule in BY_TASK["classification"].items():
        if name != "accuracy":  # scikit-learn's asks for whole rows; nnplay's is the share of labels
            assert metrics[name](truth, prediction) == pytest.approx(rule(truth, prediction)), name
    assert metrics["accuracy"](truth, prediction) == pytest.approx(1 - sk.hamming_loss(truth, prediction))


@given(st.integers(0, 2**32), st.integers(2, 20), st.sampled_from([None, 1, 3]))
def test_metrics_of_numbers_are_scikit_learns(seed, n, k):
    rng = np.random.default_rng(seed)
    truth, prediction = rng.normal(5, 3, (2, n) if k is None else (2, n, k))
    for name, rule in BY_TASK["regression"].items():
        if k and name in ("max_error", "rmse"):
            continue  # of several targets scikit-learn refuses the first, and averages the roots of each for the other
        assert metrics[name](truth, prediction) == pytest.approx(rule(truth, prediction)), name
    assert metrics["max_error"](truth, prediction) == np.abs(truth - prediction).max()
    assert metrics["rmse"](truth, prediction) == pytest.approx(np.sqrt(metrics["mse"](truth, prediction)))


@pytest.mark.parametrize("prediction", [[2.0, 2.0, 2.0], [1.0, 2.0, 3.0]])
def test_r2_of_a_constant_target_is_scikit_learns(prediction):
    truth = np.array([2.0, 2.0, 2.0])
    assert metrics["r2"](truth, np.array(prediction)) == sk.r2_score(truth, prediction)


def test_the_direction_of_every_metric_is_right():
    rng = np.random.default_rng(0)
    labels, numbers = rng.integers(0, 3, 50), rng.normal(size=50)
    for entry in metrics.values():
        truth = labels if entry.task == "classification" else numbers
        worse = rng.permutation(truth)
        assert (entry(truth, truth) > entry(truth, worse)) == entry.higher, entry.name


PRICES = {"l1": jnp.abs, "l2": lambda w: w**2 / 2}


def test_every_penalty_is_checked():
    assert set(penalties) == {*PRICES, "weight_decay"}
    assert [name for name, entry in penalties.items() if entry.derivative_function is None] == ["weight_decay"]


@pytest.mark.parametrize("name", PRICES)
@given(w=st.floats(-1e3, 1e3).filter(lambda w: abs(w) > 1e-6))
def test_a_penalty_and_its_slope_are_its_formula_and_its_derivative(name, w):
    entry = penalties[name]
    assert entry(w) == pytest.approx(float(PRICES[name](w)), rel=1e-6)
    assert entry.derivative_function(w) == pytest.approx(float(jax.grad(PRICES[name])(w)), rel=1e-6)


def test_a_weight_at_zero_is_not_moved_by_a_penalty():
    for name in PRICES:
        assert penalties[name](0.0) == 0
        assert penalties[name].derivative_function(0.0) == 0


def test_weight_decay_shrinks_by_its_rate():
    assert penalties["weight_decay"](5.0, 0.1) == pytest.approx(4.5)
