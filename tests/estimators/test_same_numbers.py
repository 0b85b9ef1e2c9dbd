"""With the same random state the numbers are scikit-learn's: weights, losses, scores, predictions."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from scipy import sparse
from sklearn import neural_network as theirs
from sklearn.datasets import load_iris, make_classification, make_multilabel_classification, make_regression
from sklearn.exceptions import ConvergenceWarning

import nnplay as nn

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")]

IRIS = load_iris(return_X_y=True)
TWO = make_classification(70, 6, random_state=1)
LABELS = make_multilabel_classification(61, 5, n_classes=4, random_state=2)
NUMBERS = make_regression(66, 5, noise=5, random_state=3)
NUMBERS = NUMBERS[0], NUMBERS[1] / 50
SEVERAL = make_regression(55, 4, n_targets=3, noise=5, random_state=4)
SEVERAL = SEVERAL[0], SEVERAL[1] / 50
COUNTS = NUMBERS[0], np.random.default_rng(5).poisson(np.exp(NUMBERS[0][:, 0] / 2)).astype(float)
CLASSES = {"iris": IRIS, "two classes": TWO, "labels": LABELS}
VALUES = {"one": NUMBERS, "several": SEVERAL}
SAME = ("n_iter_", "t_", "n_layers_", "n_outputs_", "out_activation_", "n_features_in_", "_no_improvement_count")
CLOSE = ("loss_", "loss_curve_", "best_loss_", "validation_scores_", "best_validation_score_")


def fitted(name, X, y, sample_weight=None, **parameters):
    """Our estimator and theirs, fitted on the same."""
    both = [getattr(module, name)(**parameters) for module in (nn, theirs)]
    for each in both:
        each.fit(X, y, sample_weight=sample_weight)
    return both


def assert_same(own, other, X, tolerance=1e-6):
    for name in SAME:
        assert getattr(own, name, None) == getattr(other, name, None), name
    for name in CLOSE:
        assert hasattr(own, name) == hasattr(other, name), name
        expected = getattr(other, name, None)
        if expected is None:
            assert getattr(own, name, None) is None
        else:
            np.testing.assert_allclose(getattr(own, name), expected, rtol=tolerance, atol=tolerance, err_msg=name)
    for mine, expected in zip([*own.coefs_, *own.intercepts_], [*other.coefs_, *other.intercepts_], strict=True):
        assert mine.shape == expected.shape
        np.testing.assert_allclose(mine, expected, rtol=tolerance, atol=tolerance)
    if hasattr(other, "predict_proba"):
        np.testing.assert_array_equal(own.classes_, other.classes_)
        np.testing.assert_array_equal(own.predict(X), other.predict(X))
        for name in ("predict_proba", "predict_log_proba"):
            mine, expected = getattr(own, name)(X), getattr(other, name)(X)
            assert mine.dtype == expected.dtype
            np.testing.assert_allclose(mine, expected, rtol=1e-4, atol=tolerance)
    else:
        mine, expected = own.predict(X), other.predict(X)
        assert mine.dtype == expected.dtype
        np.testing.assert_allclose(mine, expected, rtol=1e-4, atol=10 * tolerance)


@pytest.mark.parametrize("data", CLASSES.values(), ids=CLASSES)
@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_classifier(data, activation, solver):
    X, y = data
    own, other = fitted(
        "MLPClassifier", X, y, hidden_layer_sizes=(7, 5), activation=activation, solver=solver, batch_size=16,
        learning_rate_init=0.01, max_iter=25, random_state=3,
    )  # fmt: skip
    assert_same(own, other, X)
    np.testing.assert_allclose(own.score(X, y), other.score(X, y))


@pytest.mark.parametrize("data", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("activation", ["identity", "logistic", "tanh", "relu"])
@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_regressor(data, activation, solver):
    X, y = data
    own, other = fitted(
        "MLPRegressor", X, y, hidden_layer_sizes=(6,), activation=activation, solver=solver, batch_size=20,
        learning_rate_init=0.01, max_iter=25, random_state=3,
    )  # fmt: skip
    assert_same(own, other, X)


@pytest.mark.parametrize("solver", ["sgd", "adam"])
@pytest.mark.parametrize("columns", [1, 2])
def test_poisson_regression(solver, columns):
    X, y = COUNTS
    y = y if columns == 1 else np.column_stack([y, y[::-1]])
    parameters = {"loss": "poisson", "hidden_layer_sizes": 5, "learning_rate_init": 0.01, "max_iter": 30}
    own, other = fitted("MLPRegressor", X, y, solver=solver, random_state=0, **parameters)
    assert_same(own, other, X)


@pytest.mark.parametrize("loss", ["squared_error", "poisson"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_regressor_with_lbfgs(loss, activation):
    X, y = NUMBERS if loss == "squared_error" else COUNTS
    own, other = fitted(
        "MLPRegressor", X, y, loss=loss, hidden_layer_sizes=(5,), activation=activation, solver="lbfgs", max_iter=12,
        random_state=1,
    )  # fmt: skip
    assert_same(own, other, X, 1e-5)


@pytest.mark.parametrize("data", CLASSES.values(), ids=CLASSES)
def test_classifier_with_lbfgs(data):
    X, y = data
    parameters = {"hidden_layer_sizes": (5,), "activation": "tanh", "solver": "lbfgs", "alpha": 0.1}
    own, other = fitted("MLPClassifier", X, y, max_iter=10, random_state=1, **parameters)
    assert_same(own, other, X, 1e-5)


def test_lbfgs_converges_where_theirs_does():
    X, y = TWO
    for parameters in ({"alpha": 1.0, "max_iter": 1000}, {"max_fun": 20}, {"tol": 0.1, "max_iter": 1000}):
        own, other = fitted("MLPClassifier", X, y, solver="lbfgs", hidden_layer_sizes=(), random_state=0, **parameters)
        assert own.n_iter_ == other.n_iter_
        np.testing.assert_allclose(own.loss_, other.loss_, rtol=1e-6)


@pytest.mark.parametrize("learning_rate", ["constant", "invscaling", "adaptive"])
@pytest.mark.parametrize("early_stopping", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
def test_learning_rates_and_early_stopping(learning_rate, early_stopping, weighted):
    X, y = IRIS
    labels = np.array(["setosa", "versicolor", "virginica"])[y]
    weight = np.random.default_rng(0).uniform(0.2, 3, len(X)) if weighted else None
    own, other = fitted(
        "MLPClassifier", X, labels, weight, hidden_layer_sizes=(8,), solver="sgd", learning_rate=learning_rate,
        early_stopping=early_stopping, batch_size=32, learning_rate_init=0.1, power_t=0.3, tol=1e-3,
        n_iter_no_change=3, max_iter=150, validation_fraction=0.2, random_state=5,
    )  # fmt: skip
    assert_same(own, other, X)


@pytest.mark.parametrize("data", [TWO, LABELS], ids=["two", "labels"])
def test_early_stopping_of_other_forms(data):
    own, other = fitted("MLPClassifier", *data, early_stopping=True, hidden_layer_sizes=9, random_state=2, max_iter=40)
    assert_same(own, other, data[0])


@pytest.mark.parametrize("data", VALUES.values(), ids=VALUES)
def test_early_stopping_of_a_regression(data):
    weight = np.linspace(0.1, 2, len(data[0]))
    own, other = fitted(
        "MLPRegressor", *data, weight, early_stopping=True, hidden_layer_sizes=9, random_state=2, max_iter=60,
        learning_rate_init=0.02,
    )  # fmt: skip
    assert_same(own, other, data[0])


def settings_of(draw):
    """Any of scikit-learn's parameters."""
    solver = draw(st.sampled_from(["sgd", "adam"]))
    drawn = {
        "hidden_layer_sizes": draw(st.lists(st.integers(1, 9), max_size=3)),
        "activation": draw(st.sampled_from(["identity", "logistic", "tanh", "relu"])),
        "solver": solver,
        "alpha": draw(st.sampled_from([0.0, 1e-4, 0.3, 5.0])),
        "batch_size": draw(st.sampled_from(["auto", 1, 3, 17, 50])),
        "learning_rate": draw(st.sampled_from(["constant", "invscaling", "adaptive"])),
        "learning_rate_init": draw(st.sampled_from([1e-3, 0.01, 0.05])),
        "max_iter": draw(st.integers(1, 12)),
        "shuffle": draw(st.booleans()),
        "random_state": draw(st.integers(0, 99)),
        "tol": draw(st.sampled_from([1e-4, 0.05, 1.0])),
        "n_iter_no_change": draw(st.sampled_from([1, 2, np.inf])),
        "early_stopping": draw(st.booleans()),
    }
    if solver == "sgd":
        drawn |= {
            "momentum": draw(st.sampled_from([0.0, 0.5, 0.9])),
            "nesterovs_momentum": draw(st.booleans()),
            "power_t": draw(st.sampled_from([0.1, 0.5, 1.0])),
        }
    else:
        drawn |= {
            "beta_1": draw(st.sampled_from([0.0, 0.5, 0.9])),
            "beta_2": draw(st.sampled_from([0.9, 0.999])),
            "epsilon": draw(st.sampled_from([1e-8, 1e-3, 0.1])),
        }
    return drawn


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_settings(data):
    draw = data.draw
    rows, seed = draw(st.integers(12, 50)), draw(st.integers(0, 5))
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, draw(st.integers(1, 6))))
    name = draw(st.sampled_from(["MLPClassifier", "MLPRegressor"]))
    if name == "MLPRegressor":
        columns = draw(st.sampled_from([1, 2]))
        y = rng.normal(size=rows if columns == 1 else (rows, columns))
    else:
        y = np.arange(rows) % draw(st.integers(2, 4))
    weight = draw(st.sampled_from([None, "random"]))
    weight = None if weight is None else rng.uniform(0.1, 2, rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own, other = fitted(name, X, y, weight, **settings_of(draw))
    # a sum of rounding errors that tanh and ReLU magnify, and a tie of the loss with tol, are no differences
    assert_same(own, other, X, 1e-5)


@pytest.mark.parametrize("name", ["MLPClassifier", "MLPRegressor"])
@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_warm_starts_and_partial_fits(name, solver):
    X, y = IRIS if name == "MLPClassifier" else NUMBERS
    parameters = {"hidden_layer_sizes": (6,), "solver": solver, "random_state": 1, "max_iter": 4, "batch_size": 11}
    first = {"classes": [0, 1, 2]} if name == "MLPClassifier" else {}
    both = [getattr(module, name)(warm_start=True, **parameters) for module in (nn, theirs)]
    for each in both:
        each.fit(X, y).fit(X, y)
    assert_same(*both, X)
    assert both[0].t_ == 8 * len(X)
    for each in both:
        each.partial_fit(X, y)
    assert_same(*both, X)
    both = [getattr(module, name)(**parameters) for module in (nn, theirs)]
    for each in both:
        each.partial_fit(X[:40], y[:40], **first).partial_fit(X[40:75], y[40:75]).partial_fit(X, y)
    assert_same(*both, X)
    for each in both:
        each.fit(X, y).partial_fit(X, y)
    assert_same(*both, X)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["MLPClassifier", "MLPRegressor"])
def test_the_dtype_is_kept(dtype, name):
    X, y = IRIS if name == "MLPClassifier" else NUMBERS
    X = X.astype(dtype)
    own, other = fitted(name, X, y, hidden_layer_sizes=(6,), random_state=0, max_iter=10, alpha=1e-5)
    assert {w.dtype for w in [*own.coefs_, *own.intercepts_]} == {np.dtype(dtype)}
    assert_same(own, other, X, 1e-4 if dtype == np.float32 else 1e-6)


@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_array, sparse.coo_matrix])
@pytest.mark.parametrize("pooled", [False, True])
def test_sparse_rows(kind, pooled, monkeypatch):
    from nnplay.estimators import sparse as rows

    monkeypatch.setattr(rows, "DENSE_BYTES", 0 if pooled else 1 << 30)
    monkeypatch.setattr(rows, "POOL_BYTES", 3000)
    X = np.where(np.random.default_rng(0).random((90, 12)) < 0.3, 1.5, 0.0)
    y = (X.sum(axis=1) > 5).astype(int)
    for parameters in ({}, {"early_stopping": True}, {"solver": "lbfgs", "max_iter": 8}, {"shuffle": False}):
        parameters = {"hidden_layer_sizes": 5, "batch_size": 8, "max_iter": 20, "random_state": 0} | parameters
        own, other = fitted("MLPClassifier", kind(X), y, **parameters)
        assert_same(own, other, kind(X), 1e-5)
    both = [module.MLPRegressor("squared_error", 5, random_state=0)
            for module in (nn, theirs)]  # fmt: skip
    for each in both:
        each.partial_fit(kind(X), y.astype(float)).partial_fit(kind(X), y.astype(float))
    assert_same(*both, kind(X))


def test_the_random_state_is_drawn_from_as_theirs():
    X, y = IRIS
    states = [np.random.RandomState(3), np.random.RandomState(3)]
    for module, state in zip((nn, theirs), states, strict=True):
        module.MLPClassifier(4, max_iter=7, random_state=state).fit(X, y)
    assert states[0].randint(1 << 30) == states[1].randint(1 << 30)


def test_convergence_warnings_and_what_is_said(capsys):
    X, y = IRIS
    said = []
    for module in (nn, theirs):
        model = module.MLPClassifier(5, solver="sgd", learning_rate="adaptive", tol=0.01, n_iter_no_change=2,
                                     learning_rate_init=0.1, verbose=True, random_state=0, max_iter=200)  # fmt: skip
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model.fit(X, y)
        said.append((capsys.readouterr().out, [str(each.message) for each in caught]))
    assert said[0] == said[1]
    assert "Setting learning rate to" in said[0][0]
    for module in (nn, theirs):
        with pytest.warns(ConvergenceWarning, match=r"Maximum iterations \(3\) reached"):
            module.MLPClassifier(5, max_iter=3).fit(X, y)
        with pytest.warns(ConvergenceWarning, match=r"lbfgs failed to converge after 3 iteration\(s\)"):
            module.MLPClassifier(5, max_iter=3, solver="lbfgs").fit(X, y)
