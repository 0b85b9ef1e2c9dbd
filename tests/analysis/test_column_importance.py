"""Permutation importance: the column that matters, and none other; as scikit-learn has it."""

import warnings

import numpy as np
import pandas
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import permutation_importance
from sklearn.metrics import mean_squared_error

import nnplay as nn
from nnplay.analysis.permutation_importance import correlated
from nnplay.runs import views
from nnplay.utils.random_streams import Purpose, stream


def table(n=300, seed=0):
    rng = np.random.default_rng(seed)
    city = rng.choice(["Bonn", "Köln", "Ulm"], n)
    x, noise = rng.normal(size=(2, n))
    y = np.where(city == "Bonn", 2.0, np.where(city == "Ulm", -2.0, 0.0)) + x
    return {"city": city, "x": x, "noise": noise, "same": np.full(n, 3.0), "y": y}


@pytest.fixture(scope="module")
def run():
    with pytest.warns(nn.DataWarning, match="constant"):
        return nn.train(table(), (8,), epochs=60, learning_rate=0.02, dtype="float64")


def test_the_columns_that_matter_come_first_and_a_constant_is_0(run):
    result = views.importance(run)
    assert {column.name for column in result.columns[:2]} == {"city", "x"}
    by_name = {line.name: line for line in result.columns}
    assert by_name["same"].loss == by_name["same"].loss_deviation == by_name["same"].score == 0
    assert abs(by_name["noise"].loss) < 0.05 < by_name["x"].loss
    assert result.loss == run.metrics["test"]["loss"]
    assert result.score == run.metrics["test"]["r2"]
    assert set(by_name) == {"city", "x", "noise", "same"}


class Wrapped(RegressorMixin, BaseEstimator):
    def __init__(self, run=None):
        self.run = run

    def fit(self, X, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict(self, X):
        return self.run.predict(X)


@pytest.mark.slow
def test_it_agrees_with_scikit_learn(run):
    rows = run.split.test
    X = pandas.DataFrame({c.name: c.values[rows] for c in run.dataset.features})
    result = views.importance(run, repeats=200)
    theirs = permutation_importance(Wrapped(run), X, run.truth, scoring="r2", n_repeats=200, random_state=0)
    for name, mean, deviation in zip(X, theirs.importances_mean, theirs.importances_std, strict=True):
        line = next(line for line in result.columns if line.name == name)
        error = 5 * (deviation + line.score_deviation) / np.sqrt(200)
        assert abs(line.score - mean) <= error + 1e-12, name
        assert line.score_deviation == pytest.approx(deviation, rel=0.3, abs=1e-9)


def test_the_rise_of_the_loss_by_hand(run):
    result = views.importance(run, repeats=3, seed=7)
    rows, names = run.split.test, run.model.encoding.columns
    data = {c.name: c.values[rows] for c in run.dataset.features}
    scale = run.model.coding.scale[0]
    base = mean_squared_error(run.truth, run.predict(data))
    for k, name in enumerate(names):
        rng = stream(7, Purpose.IMPORTANCE_SHUFFLES, k)
        rises = []
        for _ in range(3):
            order = rng.permutation(len(rows))
            rises.append(mean_squared_error(run.truth, run.predict(data | {name: data[name][order]})) - base)
        line = next(line for line in result.columns if line.name == name)
        assert line.loss == pytest.approx(np.mean(rises) / scale**2, abs=1e-9)
        assert line.loss_deviation == pytest.approx(np.std(rises) / scale**2, abs=1e-9)


def test_a_derived_feature_is_shuffled_with_its_column():
    data = {name: values for name, values in table().items() if name != "same"}
    data["y"] = data["x"] ** 2
    run = nn.train(data, (6,), features=["x^2", "noise", "city"], epochs=30, dtype="float64")
    result = views.importance(run, seed=3, repeats=2)
    assert result.columns[0].name == "x"
    rows = run.split.test
    here = {name: values[rows] for name, values in data.items()}
    rng = stream(3, Purpose.IMPORTANCE_SHUFFLES, run.model.encoding.columns.index("x"))
    scale, base = run.model.coding.scale[0], mean_squared_error(run.truth, run.predict(here))
    rises = [
        mean_squared_error(run.truth, run.predict(here | {"x": here["x"][rng.permutation(len(rows))]})) - base
        for _ in range(2)
    ]
    assert result.columns[0].loss == pytest.approx(np.mean(rises) / scale**2, rel=1e-9)


def test_a_formula_that_fails_for_shuffled_rows_is_reported():
    x = np.arange(1.0, 41)
    data = {"a": x, "b": x - 0.5 - x % 3, "y": x}
    run = nn.train(data, (2,), features=["log(a - b)", "a"], epochs=1)
    with pytest.raises(nn.NNPlayError, match=r"importance of 'a'.*log"):
        views.importance(run)


def test_missing_values_and_unknown_categories_and_several_labels(tmp_path):
    rng = np.random.default_rng(1)
    lines = ["a,kind,y"]
    for k in range(60):
        number, kind = f"{rng.normal():.3f}" if k % 7 else "", "rare" if k == 3 else "xw"[k % 2]
        lines.append(f"{number},{kind},{k % 2}")
    (tmp_path / "m.csv").write_text("\n".join(lines))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in range(6):
            run = nn.train(str(tmp_path / "m.csv"), (3,), missing="impute", task="classification", epochs=20, seed=seed)
            result = views.importance(run)
            assert np.isfinite([line.loss for line in result.columns]).all()
    X, Y = rng.normal(size=(50, 3)), rng.integers(0, 2, (50, 4))
    labels = nn.train(nn.Dataset.from_arrays(X, Y, task="classification"), (4,), epochs=2)
    assert len(views.importance(labels).columns) == 3


def test_correlated_columns_are_reported():
    rng = np.random.default_rng(0)
    a = rng.normal(size=500)
    X = np.column_stack([a, a + 0.1 * rng.normal(size=500), rng.normal(size=500), np.zeros(500), -a])
    result = correlated(X, {"a": range(1), "b": range(1, 2), "c": range(2, 4), "d": range(4, 5)})
    assert {(x, y) for x, y, _ in result} == {("a", "b"), ("a", "d"), ("b", "d")}
    for x, y, r in result:
        place = {"a": 0, "b": 1, "d": 4}
        assert r == pytest.approx(np.corrcoef(X[:, place[x]], X[:, place[y]])[0, 1])
    importance = views.importance(nn.train("iris", (3,), epochs=2))
    assert "petal length (cm) and petal width (cm) are correlated" in str(importance)
    assert "correlated" in importance._repr_html_()


def test_many_rows_are_sampled(run, monkeypatch):
    monkeypatch.setattr("nnplay.analysis.permutation_importance.MAX_OPERATIONS", 0)
    monkeypatch.setattr("nnplay.analysis.permutation_importance.MIN_ROWS", 20)
    result = views.importance(run)
    assert (result.rows, result.of) == (20, 60)
    assert "20 of 60 test rows" in str(result)


def test_names_of_attackers_stay_text():
    data = {"<img onerror=alert(1)>": np.arange(20.0), "y": np.arange(20.0)}
    result = views.importance(nn.train(data, (2,), epochs=1))
    assert "<img" not in result._repr_html_()


def test_parts_and_bad_input(run):
    train = views.importance(run, part="train", repeats=1)
    assert train.loss == run.metrics["train"]["loss"]
    for options, message in (({"part": "validation"}, "no validation rows"), ({"repeats": 0}, "from 1 to 10,000")):
        with pytest.raises(nn.NNPlayError, match=message):
            views.importance(run, **options)
    with pytest.raises(nn.NNPlayError, match="'loss' or 'score'"):
        train.plot(by="beauty")
