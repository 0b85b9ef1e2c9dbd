"""What the estimators have beyond scikit-learn's: the whole catalogue, and the run."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_iris, make_multilabel_classification
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import scale

import nnplay as nn
from nnplay.catalog import activations, initializers, losses, optimizers, schedules

pytestmark = [pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")]
X, Y = load_iris(return_X_y=True)
X = scale(X)
NAMES = np.array(["setosa", "versicolor", "virginica"])[Y]
NUMBERS = load_diabetes(return_X_y=True)[0][:100] * 20, load_diabetes(return_X_y=True)[1][:100] / 100
LABELS = make_multilabel_classification(80, 5, n_classes=3, random_state=2)
SMALL = {"hidden_layer_sizes": (6,), "max_iter": 15, "learning_rate_init": 0.01, "random_state": 0}


def trained(model, X, y):
    """Fitted, with a loss that fell and weights that are finite."""
    model.fit(X, y)
    curve = model.loss_curve_ if model.solver != "lbfgs" else model._curve
    assert np.isfinite(curve).all()
    assert curve[-1] < curve[0]
    return model


@pytest.mark.parametrize("name", sorted(activations))
def test_every_activation(name):
    if name == "binary_step":  # it teaches nothing to the layers below it
        nn.MLPClassifier(**(SMALL | {"activation": name})).fit(X, Y)
        return
    trained(nn.MLPClassifier(**(SMALL | {"activation": name, "max_iter": 40})), X, Y)


@pytest.mark.parametrize("name", sorted(set(optimizers)))
def test_every_optimizer(name):
    trained(nn.MLPRegressor(**(SMALL | {"solver": name, "max_iter": 30})), *NUMBERS)


@pytest.mark.parametrize("name", sorted(schedules))
def test_every_schedule(name):
    for solver in ("sgd", "adamw"):
        trained(nn.MLPRegressor(**(SMALL | {"learning_rate": name, "solver": solver})), *NUMBERS)


@pytest.mark.parametrize("name", sorted(set(initializers) - {"zeros"}))
def test_every_initializer(name):
    trained(nn.MLPRegressor(**(SMALL | {"initializer": name})), *NUMBERS)


@pytest.mark.parametrize("name", sorted(losses))
def test_every_loss(name):
    entry = losses[name]
    if entry.task in ("classification", "any") and entry.targets != (0.0, float("inf")) and name != "mape":
        for data in ((X, NAMES), (X[:100], Y[:100]), LABELS):
            if data is LABELS and entry.shape == "row":
                continue
            model = trained(nn.MLPClassifier(**(SMALL | {"loss": name, "max_iter": 60})), *data)
            assert model.predict(data[0]).shape == data[1].shape
            assert set(model.predict(data[0]).ravel().tolist()) <= set(data[1].ravel().tolist())
            if hasattr(model, "predict_proba"):
                found = model.predict_proba(data[0])
                if data is not LABELS:
                    np.testing.assert_allclose(found.sum(axis=1), 1)
                assert not hasattr(model, "decision_function")
            else:
                assert model.decision_function(data[0]).shape[0] == len(data[0])
    if entry.task != "classification" and entry.targets[1] == float("inf") and entry.shape == "element":
        trained(nn.MLPRegressor(**(SMALL | {"loss": name, "max_iter": 60})), *NUMBERS)


def test_a_hinge_learns_as_well_and_is_scored_by_its_decision_function():
    model = nn.MLPClassifier((8,), loss="hinge", max_iter=300, learning_rate_init=0.02, random_state=0)
    assert cross_val_score(model, X, NAMES, cv=3).mean() > 0.9
    assert cross_val_score(model, X[:100], Y[:100], cv=3, scoring="roc_auc").mean() > 0.95


def test_each_layer_has_its_own():
    model = nn.MLPClassifier(
        (8, 6, 6), ["gelu", "leaky_relu(0.2)", "maxout(2)"], dropout=[0.1, 0, 0.2], norm=["batch", None, "layer"],
        skip=[False, False, True], solver="adamw", learning_rate="cosine", initializer="orthogonal", clip=1.0,
        weight_decay=0.001, l1=1e-4, class_weight="balanced", early_stopping=True, max_iter=200, random_state=1,
        learning_rate_init=0.03,
    ).fit(X, NAMES)  # fmt: skip
    assert model.score(X, NAMES) > 0.85
    assert [str(layer) for layer in model.run_.architecture.layers] == [
        "8 gelu (batch norm, dropout 0.1)",
        "6 leaky_relu(alpha=0.2)",
        "6 maxout (layer norm, dropout 0.2, skip)",
    ]  # fmt: skip
    assert [W.shape for W in model.coefs_] == [(4, 8), (8, 6), (6, 12), (6, 3)]
    again = nn.MLPClassifier(**model.get_params()).fit(X, NAMES)
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


@pytest.mark.slow
def test_an_activation_of_the_users_own():
    @nn.activation("estimators_demo", formula="z·σ(z)", source="a test")
    def demo(z):
        return z / (1 + np.exp(-z))

    @demo.derivative
    def _(z, a):
        s = 1 / (1 + np.exp(-z))
        return s + a * (1 - s)

    try:
        model = trained(nn.MLPRegressor(**(SMALL | {"activation": demo, "random_state": 4})), *NUMBERS)
        named = nn.MLPRegressor(**(SMALL | {"activation": "estimators_demo", "random_state": 4})).fit(*NUMBERS)
        np.testing.assert_array_equal(model.predict(NUMBERS[0]), named.predict(NUMBERS[0]))
    finally:
        del activations._entries["estimators_demo"]


def test_class_weights_move_the_decision():
    rare = np.r_[np.arange(50), 50, 51, 52]
    counts = [
        (nn.MLPClassifier((), class_weight=weight, max_iter=300, random_state=0).fit(X[rare], Y[rare]).predict(X) == 1)
        for weight in (None, "balanced", {0: 1, 1: 50})
    ]
    assert counts[0].sum() < min(counts[1].sum(), counts[2].sum())


@pytest.mark.parametrize("kind", ["classes", "two", "labels", "numbers", "several", "lbfgs"])
def test_the_run_opens_everything(kind, tmp_path):
    data = {
        "classes": (X, NAMES), "two": (X[:100], Y[:100] == 1), "labels": LABELS, "numbers": NUMBERS,
        "several": (NUMBERS[0], NUMBERS[0][:, :2]), "lbfgs": (X, NAMES),
    }[kind]  # fmt: skip
    model = (nn.MLPRegressor if kind in ("numbers", "several") else nn.MLPClassifier)(
        hidden_layer_sizes=(7, 5), early_stopping=kind != "lbfgs", solver="lbfgs" if kind == "lbfgs" else "adam",
        max_iter=20, random_state=0,
    ).fit(*data)  # fmt: skip
    run = model.run_
    assert run is model.run_
    predicted = model.predict(data[0])
    np.testing.assert_array_equal(np.asarray(run.predict(data[0])), predicted)
    np.testing.assert_array_equal(run.parameters.W[0], model.coefs_[0])
    assert len(run.history["train_loss"]) == model.n_iter_ == run.epoch
    for picture in ("layout", "curves", "summary"):
        assert run.plot(picture) is not None
    if kind != "lbfgs":
        assert run.metrics["validation"].keys() == run.metrics["train"].keys()
        name = "r2" if kind in ("numbers", "several") else "accuracy"
        if kind != "labels":
            best = run.metrics["validation"][name]
            assert best == pytest.approx(model.best_validation_score_, abs=1e-6)
    run.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay")
    np.testing.assert_array_equal(np.asarray(loaded.predict(data[0])), predicted)
    assert "epoch" in repr(run)


def test_opening_the_run_warns_of_nothing_and_forgets_when_fitted_again():
    model = nn.MLPClassifier(**SMALL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(np.column_stack([X, np.ones(150)]), Y)
    before = model.run_
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, Y)
    assert model.run_ is not before
    assert model.run_.metrics["train"]["accuracy"] == pytest.approx(model.score(X, Y))
