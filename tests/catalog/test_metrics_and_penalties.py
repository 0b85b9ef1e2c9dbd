"""Metrics are scikit-learn's; penalties are their formulas, and their slopes the derivatives of these."""

from __future__ import annotations

import inspect
import warnings

import jax
import numpy as np
import pytest
import sklearn.metrics as sk
from hypothesis import given, strategies as st
from oracle import DECOUPLED, METRICS, OF_ONE_OUTPUT, PENALTIES

from nnplay.catalog import Metric, metrics, penalties
from nnplay.catalog.metrics import UndefinedMetricError
from nnplay.errors import NNPlayError


def of_task(task, *, needs=("labels", "codes"), labels=("any", "one")):
    """The metrics of a task with their oracles."""
    return {
        name: METRICS[name]
        for name, entry in metrics.items()
        if entry.task == task and entry.needs in needs and entry.labels in labels
    }


def test_every_metric_and_penalty_has_one_to_be_compared_with():
    assert set(metrics) == set(METRICS)
    assert set(penalties) == {*PENALTIES, *DECOUPLED}


def weights_of(n):
    """Weights for n rows, or none."""
    return st.none() | st.lists(st.floats(0.01, 5), min_size=n, max_size=n).map(np.array)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=30), st.booleans(), st.data())
def test_metrics_of_labels_are_scikit_learns(pairs, words, data):
    truth, prediction = (np.array(x) for x in zip(*pairs, strict=True))
    weight = data.draw(weights_of(len(truth)))
    if words:
        truth, prediction = (np.array([f"class {k}" for k in x]) for x in (truth, prediction))
    for name, rule in of_task("classification").items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a predicted class that does not occur
            expected = rule(truth, prediction, weight)
        assert metrics[name](truth, prediction, weight) == pytest.approx(expected, abs=1e-12), name


@given(st.integers(0, 2**32), st.integers(1, 20), st.integers(1, 4), st.data())
def test_metrics_of_many_labels_at_once_are_scikit_learns_macro_means(seed, n, k, data):
    rng = np.random.default_rng(seed)
    truth, prediction = rng.integers(0, 2, (2, n, max(k, 2)))
    weight = data.draw(weights_of(n))
    for name, rule in of_task("classification", labels=("any", "several")).items():
        if name not in OF_ONE_OUTPUT:  # scikit-learn's asks for whole rows; nnplay's is the share of labels
            assert metrics[name](truth, prediction, weight) == pytest.approx(rule(truth, prediction, weight)), name
    assert metrics["accuracy"](truth, prediction) == pytest.approx(1 - sk.hamming_loss(truth, prediction))


@given(st.integers(0, 2**32), st.integers(4, 30), st.integers(2, 5), st.booleans(), st.booleans(), st.data())
def test_metrics_of_probabilities_are_scikit_learns(seed, n, k, several, ties, data):
    rng = np.random.default_rng(seed)
    if several:
        P, truth = rng.uniform(0.01, 0.99, (n, k)), rng.integers(0, 2, (n, k))
        truth[:2] = [[0] * k, [1] * k]
    else:
        P, truth = rng.dirichlet(np.ones(k), n), rng.integers(0, k, n)
        truth[:2] = [0, 1]
        if ties:
            P = np.round(P, 1) + 0.01
            P = P / P.sum(axis=1, keepdims=True)
    weight = data.draw(weights_of(n))
    labels = ("any", "several") if several else ("any", "one")
    for name, rule in of_task("classification", needs=("probabilities",), labels=labels).items():
        assert metrics[name](truth, P, weight) == pytest.approx(rule(truth, P, weight)), name


def test_a_multi_class_auc_of_all_classes_is_the_macro_mean_of_scikit_learn():
    rng = np.random.default_rng(1)
    P, truth = rng.dirichlet(np.ones(4), 80), rng.integers(0, 4, 80)
    assert metrics["roc_auc"](truth, P) == pytest.approx(sk.roc_auc_score(truth, P, multi_class="ovr", average="macro"))


@pytest.mark.parametrize("name", ["roc_auc", "average_precision"])
@pytest.mark.parametrize("truth", [np.zeros(3, int), np.ones((3, 2), int)], ids=["one class", "labels"])
def test_a_curve_of_a_single_class_is_undefined(name, truth):
    with pytest.raises(UndefinedMetricError, match="one class"):
        metrics[name](truth, np.full((3, 2), 0.5))


def test_a_percentage_of_zero_is_undefined():
    with pytest.raises(UndefinedMetricError, match="is 0"):
        metrics["mape"](np.array([0.0, 1.0]), np.array([1.0, 1.0]))


def test_a_probability_of_zero_costs_a_finite_loss():
    truth, P = np.array([0, 1]), np.array([[0.0, 1.0], [1.0, 0.0]])
    assert metrics["log_loss"](truth, P) == pytest.approx(METRICS["log_loss"](truth, P))


@given(st.integers(0, 2**32), st.integers(2, 20), st.sampled_from([None, 1, 3]), st.data())
def test_metrics_of_numbers_are_scikit_learns(seed, n, k, data):
    rng = np.random.default_rng(seed)
    truth, prediction = rng.normal(5, 3, (2, n) if k is None else (2, n, k))
    weight = data.draw(weights_of(n))
    for name, rule in of_task("regression").items():
        if k and name in OF_ONE_OUTPUT:
            continue
        used = weight if metrics[name].weighted else None
        assert metrics[name](truth, prediction, weight) == pytest.approx(rule(truth, prediction, used)), name
    assert metrics["max_error"](truth, prediction, None) == np.abs(truth - prediction).max()


@pytest.mark.parametrize("function", [lambda t, p: 1.0, lambda t, p, sample_weight: float(sample_weight.sum())])
def test_a_metric_gets_weights_if_it_takes_them(function):
    entry = Metric(name="own", formula="?", source="?", function=function, task="classification")
    weighted = "sample_weight" in inspect.signature(function).parameters
    assert entry(np.zeros(2), np.zeros(2), np.array([2.0, 3.0])) == (5.0 if weighted else 1.0)


def test_a_default_of_none_is_no_constant():
    def half(truth, prediction, sample_weight=None):
        return 0.5

    entry = Metric(name="own", formula="?", source="?", function=half, task="regression")
    assert entry.constants == {}
    assert entry(np.zeros(1), np.zeros(1)) == 0.5


@pytest.mark.parametrize("wrong", [{"needs": "logits"}, {"labels": "two"}])
def test_needs_and_labels_are_checked(wrong):
    with pytest.raises(NNPlayError, match=f"{next(iter(wrong))}= of the metric 'own' must be"):
        Metric(name="own", formula="?", source="?", function=lambda t, p: 0.0, task="regression", **wrong)


@pytest.mark.parametrize("prediction", [[2.0, 2.0, 2.0], [1.0, 2.0, 3.0]])
def test_r2_of_a_constant_target_is_scikit_learns(prediction):
    truth = np.array([2.0, 2.0, 2.0])
    assert metrics["r2"](truth, np.array(prediction)) == sk.r2_score(truth, prediction)


def test_the_direction_of_every_metric_is_right():
    rng = np.random.default_rng(0)
    labels, numbers = rng.integers(0, 3, 50), rng.normal(size=50)
    for entry in metrics.values():
        truth = labels if entry.task == "classification" else numbers
        truth = np.eye(3)[labels] if entry.labels == "several" else truth
        right, worse = truth, rng.permutation(truth)
        if entry.needs == "probabilities":
            right, worse = (0.8 * np.eye(3)[each] + 0.2 / 3 for each in (right, worse))
        assert (entry(truth, right) > entry(truth, worse)) == entry.higher, entry.name


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


def test_a_class_that_is_only_predicted_does_not_count_in_balanced_accuracy():
    truth, prediction = np.array(list("aab")), np.array(list("acb"))
    assert metrics["balanced_accuracy"](truth, prediction, None) == pytest.approx(0.75)


def test_rows_without_weight_have_no_maximum_error():
    truth, prediction = np.array([0.0, 1.0, 2.0]), np.array([9.0, 1.5, 2.0])
    assert metrics["max_error"](truth, prediction, np.array([0.0, 1.0, 1.0])) == 0.5
