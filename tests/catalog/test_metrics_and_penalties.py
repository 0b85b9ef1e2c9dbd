"""Metrics are scikit-learn's; penalties are their formulas, and their slopes the derivatives of these."""

from __future__ import annotations

import jax
import numpy as np
import pytest
import sklearn.metrics as sk
from hypothesis import given, strategies as st
from oracle import DECOUPLED, METRICS, OF_ONE_OUTPUT, PENALTIES

from nnplay.catalog import metrics, penalties


def of_task(task):
    return {name: METRICS[name] for name, entry in metrics.items() if entry.task == task}


def test_every_metric_and_penalty_has_one_to_be_compared_with():
    assert set(metrics) == set(METRICS)
    assert set(penalties) == {*PENALTIES, *DECOUPLED}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=30), st.booleans())
def test_metrics_of_labels_are_scikit_learns(pairs, words):
    truth, prediction = (np.array(x) for x in zip(*pairs, strict=True))
    if words:
        truth, prediction = (np.array([f"class {k}" for k in x]) for x in (truth, prediction))
    for name, rule in of_task("classification").items():
        assert metrics[name](truth, prediction) == pytest.approx(rule(truth, prediction)), name


@given(st.integers(0, 2**32), st.integers(1, 20), st.integers(1, 4))
def test_metrics_of_many_labels_at_once_are_scikit_learns_macro_means(seed, n, k):
    rng = np.random.default_rng(seed)
    truth, prediction = rng.integers(0, 2, (2, n, max(k, 2)))
    for name, rule in of_task("classification").items():
        if name not in OF_ONE_OUTPUT:  # scikit-learn's asks for whole rows; nnplay's is the share of labels
            assert metrics[name](truth, prediction) == pytest.approx(rule(truth, prediction)), name
    assert metrics["accuracy"](truth, prediction) == pytest.approx(1 - sk.hamming_loss(truth, prediction))


@given(st.integers(0, 2**32), st.integers(2, 20), st.sampled_from([None, 1, 3]))
def test_metrics_of_numbers_are_scikit_learns(seed, n, k):
    rng = np.random.default_rng(seed)
    truth, prediction = rng.normal(5, 3, (2, n) if k is None else (2, n, k))
    for name, rule in of_task("regression").items():
        if k and name in OF_ONE_OUTPUT:
            continue
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


@pytest.mark.parametrize("name", PENALTIES)
@given(w=st.floats(-1e3, 1e3).filter(lambda w: abs(w) > 1e-6))
def test_a_penalty_and_its_slope_are_its_formula_and_its_derivative(name, w):
    entry = penalties[name]
    assert entry(w) == pytest.approx(float(PENALTIES[name](w)), rel=1e-6)
    assert entry.derivative_function(w) == pytest.approx(float(jax.grad(PENALTIES[name])(w)), rel=1e-6)


def test_a_weight_at_zero_is_not_moved_by_a_penalty():
    for name in PENALTIES:
        assert penalties[name](0.0) == 0
        assert penalties[name].derivative_function(0.0) == 0


@pytest.mark.parametrize("name", DECOUPLED)
def test_a_decoupled_penalty_shrinks_a_weight_by_its_rate(name):
    assert penalties[name].derivative_function is None
    assert penalties[name](5.0, 0.1) == pytest.approx(DECOUPLED[name](5.0, 0.1))
