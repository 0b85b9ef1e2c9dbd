"""The estimators are used as scikit-learn's are: parameters, errors, and everything that takes an estimator."""

import copy
import inspect
import io
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import joblib
import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn import neural_network as theirs
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.datasets import load_iris, make_regression
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score, cross_validate, learning_curve
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler, scale
from sklearn.utils._param_validation import InvalidParameterError

import nnplay as nn

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

X, Y = load_iris(return_X_y=True)
X = scale(X)
NUMBERS = make_regression(60, 4, noise=3, random_state=0)
SMALL = {"hidden_layer_sizes": 6, "max_iter": 60, "learning_rate_init": 0.02, "random_state": 0}
NAMES = ["MLPClassifier", "MLPRegressor"]


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_and_their_defaults_are_theirs(name):
    own, other = (list(inspect.signature(getattr(m, name)).parameters.values()) for m in (nn, theirs))
    assert [(p.name, p.default, p.kind) for p in own[: len(other)]] == [(p.name, p.default, p.kind) for p in other]
    extra = {p.name for p in own[len(other) :]}
    assert extra >= {"output", "dropout", "norm", "skip", "initializer", "l1", "weight_decay", "clip"}
    assert set(getattr(nn, name)().get_params()) == {p.name for p in own}


@pytest.mark.parametrize("name", NAMES)
def test_the_public_methods_and_fitted_attributes_are_theirs(name):
    y = Y if name == "MLPClassifier" else Y.astype(float)
    for more in ({}, {"early_stopping": True}, {"solver": "lbfgs"}):
        own, other = (getattr(m, name)(**(SMALL | more)).fit(X, y) for m in (nn, theirs))
        public = {n for n in dir(other) if not n.startswith("_")}
        assert public - set(dir(own)) <= ({"partial_fit"} if own.solver == "lbfgs" else set())  # theirs fits anew
        fitted = {n for n in vars(other) if n.endswith("_") and not n.startswith("_")}
        assert fitted == {n for n in vars(own) if n.endswith("_") and not n.startswith("_")}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("hidden_layer_sizes", -1), ("hidden_layer_sizes", (4, 0)), ("hidden_layer_sizes", "10"), ("alpha", -1),
        ("activation", "cubic"), ("activation", 3), ("solver", "adem"), ("solver", None), ("batch_size", 0),
        ("batch_size", "all"), ("learning_rate", "invscale"), ("learning_rate_init", 0), ("learning_rate_init", "fast"),
        ("power_t", -1), ("max_iter", 0), ("max_iter", 2.5), ("shuffle", "yes"), ("random_state", "me"), ("tol", -1),
        ("momentum", 1.5), ("nesterovs_momentum", "no"), ("early_stopping", "maybe"), ("validation_fraction", 1.0),
        ("beta_1", 1), ("beta_2", -0.1), ("epsilon", 0), ("n_iter_no_change", 0), ("max_fun", 0), ("loss", "cubed"),
        ("warm_start", 2.5), ("verbose", "loud"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused_with_its_name(name, parameter, value):
    other = getattr(theirs, name)
    model = getattr(nn, name)(**{parameter: value})
    if parameter in inspect.signature(other).parameters:
        with pytest.raises(ValueError, match=parameter):
            other(**{parameter: value}).fit(X, Y)
    with pytest.raises(ValueError, match=parameter) as refusal:
        model.fit(X, Y)
    assert isinstance(refusal.value, InvalidParameterError) or "hidden_layer_sizes must be > 0" in str(refusal.value)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"activation": ["relu"], "hidden_layer_sizes": (4, 4)}, "one for each of the 2 layers"),
        ({"dropout": [0.1, 0.2, 0.3], "hidden_layer_sizes": (4, 4)}, "one for each of the 2 layers"),
        ({"norm": "group"}, "'norm' parameter"),
        ({"activation": "rellu"}, "did you mean 'relu'"),
        ({"solver": "adem"}, "did you mean 'adam'"),
        ({"learning_rate": "cosinus"}, "did you mean 'cosine'"),
        ({"initializer": "hee"}, "initializer"),
        ({"loss": "mse", "output": "softmax"}, "softmax"),
        ({"solver": "lbfgs", "dropout": 0.5}, "dropout"),
        ({"hidden_layer_sizes": 10**12}, "make its layers narrower"),
        ({"hidden_layer_sizes": [2.5]}, "whole number"),
    ],
)
def test_what_nnplay_adds_is_refused_in_a_sentence(parameters, sentence):
    with pytest.raises(ValueError, match=sentence):
        nn.MLPRegressor(**parameters).fit(X, Y.astype(float))


def test_errors_while_fitting():
    model = nn.MLPClassifier(early_stopping=True)
    with pytest.raises(ValueError, match="partial_fit does not support early_stopping=True"):
        model.partial_fit(X, Y, classes=[0, 1, 2])
    with pytest.raises(ValueError, match="The validation set is too small"):
        nn.MLPRegressor(early_stopping=True).fit(X[:5], Y[:5].astype(float))
    with pytest.raises(AttributeError, match="partial_fit"):
        assert nn.MLPClassifier(solver="lbfgs").partial_fit
    assert not hasattr(nn.MLPClassifier(solver="lbfgs"), "partial_fit")
    with pytest.raises(NotFittedError):
        nn.MLPClassifier().predict(X)
    with pytest.raises(NotFittedError):
        assert nn.MLPClassifier().run_
    with pytest.raises(ValueError, match=r"non-finite parameter weights.*learning rate"):
        nn.MLPRegressor(solver="sgd", learning_rate_init=1e6, max_iter=30).fit(X * 1e30, Y * 1e3)
    with pytest.raises(ValueError, match="same classes"):
        nn.MLPClassifier(**SMALL, warm_start=True).fit(X, Y).fit(X[:100], Y[:100])
    with pytest.raises(ValueError, match=r"not in `self.classes_`"):
        nn.MLPClassifier(**SMALL).partial_fit(X[:50], Y[:50], classes=[0, 1]).partial_fit(X, Y)
    with pytest.raises(ValueError, match="warm_start=False"):
        nn.MLPClassifier(**SMALL, warm_start=True).fit(X, Y).set_params(hidden_layer_sizes=9).fit(X, Y)
    with pytest.raises(ValueError, match="features"):
        nn.MLPClassifier(**SMALL).fit(X, Y).predict(X[:, :2])
    with pytest.warns(UserWarning, match="It is going to be clipped"):
        nn.MLPClassifier(**SMALL, batch_size=1000).fit(X, Y)


@pytest.mark.slow
def test_pipelines_columns_and_searches():
    frame = pd.DataFrame(X, columns=["a", "b", "c", "d"]).assign(town=np.array(["Ulm", "Bonn"])[Y % 2])
    columns = ColumnTransformer(
        [("numbers", StandardScaler(), ["a", "b", "c", "d"]), ("town", OneHotEncoder(sparse_output=False), ["town"])]
    ).set_output(transform="pandas")
    pipeline = make_pipeline(columns, nn.MLPClassifier(**SMALL))
    pipeline.fit(frame, Y)
    assert pipeline.score(frame, Y) > 0.9
    assert list(pipeline[-1].feature_names_in_)[-1] == "town__town_Ulm"
    grid = {"mlpclassifier__hidden_layer_sizes": [(2,), (8, 4)], "mlpclassifier__alpha": [1e-4, 1]}
    found = GridSearchCV(pipeline, grid, n_jobs=2, cv=3, error_score="raise").fit(frame, Y)
    assert found.best_score_ > 0.85
    assert len(found.cv_results_["mean_test_score"]) == 4
    other = make_pipeline(columns, theirs.MLPClassifier(**SMALL))
    same = GridSearchCV(other, grid, cv=3).fit(frame, Y)
    np.testing.assert_allclose(found.cv_results_["mean_test_score"], same.cv_results_["mean_test_score"], atol=1e-9)


@pytest.mark.slow
def test_everything_that_takes_an_estimator():
    model = nn.MLPClassifier(**SMALL)
    assert cross_val_score(model, X, Y, cv=3).mean() > 0.8
    assert CalibratedClassifierCV(model, cv=3).fit(X, Y).predict_proba(X).shape == (150, 3)
    assert permutation_importance(model.fit(X, Y), X, Y, n_repeats=3, random_state=0).importances_mean.max() > 0.1
    dependence = partial_dependence(model, X, [2], response_method="predict_proba")
    assert dependence["average"].shape[0] == 3
    assert BaggingClassifier(model, 3, n_jobs=2, random_state=0).fit(X, Y).score(X, Y) > 0.8
    assert OneVsRestClassifier(model).fit(X, Y).score(X, Y) > 0.8
    both = [("a", model), ("b", LogisticRegression())]
    assert VotingClassifier(both, voting="soft").fit(X, Y).score(X, Y) > 0.8
    assert StackingClassifier(both, cv=2).fit(X, Y).score(X, Y) > 0.8
    assert len(learning_curve(model, X, Y, cv=3, train_sizes=[0.5, 1.0], shuffle=True, random_state=0)[0]) == 2
    regressor = nn.MLPRegressor(**SMALL)
    assert MultiOutputRegressor(regressor).fit(X, X[:, :2]).predict(X).shape == (150, 2)
    assert TransformedTargetRegressor(regressor, transformer=StandardScaler()).fit(*NUMBERS).predict(X).shape == (150,)


def test_metadata_routing():
    weight = np.where(Y == 0, 5.0, 0.1)
    with sklearn.config_context(enable_metadata_routing=True):
        model = nn.MLPClassifier(**SMALL).set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        scores = cross_validate(make_pipeline(scaler, model), X, Y, params={"sample_weight": weight})
        assert scores["test_score"].shape == (5,)
        model.set_partial_fit_request(sample_weight=True, classes=True)
    routed = nn.MLPClassifier(**SMALL).fit(X, Y, sample_weight=weight)
    assert not np.allclose(routed.coefs_[0], nn.MLPClassifier(**SMALL).fit(X, Y).coefs_[0])


def test_the_page_that_a_notebook_shows():
    page = nn.MLPClassifier(hidden_layer_sizes=(3, 2), activation=["relu", "tanh"])._repr_html_()
    assert "MLPClassifier" in page
    assert "hidden_layer_sizes" in page
    assert repr(nn.MLPRegressor(alpha=0.5, dropout=0.1)) == "MLPRegressor(alpha=0.5, dropout=0.1)"


@pytest.mark.parametrize("parameters", [{}, {"norm": "batch", "dropout": 0.2, "skip": True}, {"solver": "lbfgs"}])
def test_copies_and_pickles_predict_the_same(parameters, tmp_path):
    model = nn.MLPClassifier(**(SMALL | parameters)).fit(X, Y)
    expected = model.predict_proba(X)
    joblib.dump(model, tmp_path / "model.joblib")
    for each in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), joblib.load(tmp_path / "model.joblib")):
        np.testing.assert_array_equal(each.predict_proba(X), expected)
        assert each.coefs_[0].base is each._theta
        assert each.loss_ == model.loss_
        with pytest.raises(AttributeError, match="fit it here"):
            assert each.run_
        if not parameters:
            each.partial_fit(X, Y)
    again = clone(model).fit(X, Y)
    np.testing.assert_array_equal(again.predict_proba(X), expected)


@pytest.mark.slow
def test_a_pickle_of_another_process_goes_on_training(tmp_path):
    model = nn.MLPClassifier(**SMALL, solver="adam").partial_fit(X, Y, classes=[0, 1, 2])
    path = tmp_path / "model.pickle"
    path.write_bytes(pickle.dumps(model))
    program = (
        "import pickle, sys; from sklearn.datasets import load_iris\n"
        "from sklearn.preprocessing import scale\n"
        "model = pickle.load(open(sys.argv[1], 'rb')); X, y = load_iris(return_X_y=True); X = scale(X)\n"
        "print(model.partial_fit(X, y).predict_proba(X).tobytes().hex())"
    )
    said = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == model.partial_fit(X, Y).predict_proba(X).tobytes().hex()


def test_weights_that_the_user_sets_are_used():
    model = nn.MLPRegressor(**SMALL).fit(*NUMBERS)
    for W, b in zip(model.coefs_, model.intercepts_, strict=True):
        W[:] = 0
        b[:] = 2
    np.testing.assert_allclose(model.predict(NUMBERS[0]), 2)
    model.intercepts_ = [np.zeros(6), np.array([7.0])]
    np.testing.assert_allclose(model.predict(NUMBERS[0]), 7)
    np.testing.assert_allclose(pickle.loads(pickle.dumps(model)).predict(NUMBERS[0]), 7)


def test_many_threads_may_predict_at_once():
    model = nn.MLPClassifier(hidden_layer_sizes=(60, 60), max_iter=20).fit(X, Y)
    rows = np.tile(X, (20, 1))
    expected = model.predict_proba(rows)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: model.predict_proba(rows), range(60)):
            np.testing.assert_array_equal(found, expected)


def test_what_a_run_holds_can_be_pickled_too():
    run = nn.MLPClassifier(**SMALL).fit(X, Y).run_
    run.predict(X)
    again = pickle.load(io.BytesIO(pickle.dumps(run)))
    np.testing.assert_array_equal(again.predict(X), run.predict(X))
