"""ROC, precision-recall and calibration curves, residuals, and errors by group."""

import time

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics as sk
from sklearn.calibration import calibration_curve

import nnplay as nn
from nnplay.analysis.group_errors import group_errors
from nnplay.analysis.predicted_rows import PredictedRows, predicted_rows
from nnplay.data import Column
from nnplay.runs import views


@pytest.fixture(scope="module")
def run():
    return nn.train("breast_cancer", (4,), epochs=5, test_fraction=0.4)


@pytest.fixture(scope="module")
def truth_and_chance(run):
    rows = predicted_rows(run.model, run.problem())
    return rows.truth == "malignant", rows.probabilities[:, 1]


def test_an_roc_curve_has_the_area_of_its_points(run, truth_and_chance):
    (curve,) = views.roc(run).curves
    assert curve.label == "malignant"
    assert curve.score == pytest.approx(sk.auc(curve.x, curve.y)) == pytest.approx(run.metrics["test"]["roc_auc"])
    assert curve.rows == truth_and_chance[0].sum()


def test_precision_and_recall_at_every_threshold(run, truth_and_chance):
    truth, chance = truth_and_chance
    (curve,) = views.precision_recall(run).curves
    for recall, precision, threshold in zip(curve.x[1:], curve.y[1:], curve.thresholds[1:], strict=True):
        chosen = chance >= threshold
        assert recall == pytest.approx(sk.recall_score(truth, chosen))
        assert precision == pytest.approx(sk.precision_score(truth, chosen))


def test_calibration_is_scikit_learns(run, truth_and_chance):
    truth, chance = truth_and_chance
    (curve,) = views.calibration(run).curves
    true, predicted = calibration_curve(truth, chance, n_bins=10)
    assert curve.y == pytest.approx(true)
    assert curve.x == pytest.approx(predicted)
    assert curve.thresholds.sum() == len(truth)


def test_each_class_has_a_curve_and_a_class_that_does_not_occur_has_none():
    iris = nn.train("iris", (4,), epochs=5)
    assert [curve.label for curve in views.roc(iris, part="train").curves] == list(iris.classes)
    result = iris.evaluate(pd.DataFrame(_rows(iris, "setosa", "virginica")))
    assert result.plot("roc").axes[0].get_legend().get_texts()[0].get_text().startswith("setosa")
    with pytest.raises(nn.NNPlayError, match="belong to one class"):
        iris.evaluate(pd.DataFrame(_rows(iris, "setosa"))).plot("roc")


def _rows(run, *labels):
    data = run.dataset
    keep = np.isin(data.targets[0].values.astype(str), labels)
    return {column.name: column.values[keep] for column in (*data.features, *data.targets)}


def test_residuals_of_each_target():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 2))
    run = nn.train(nn.Dataset.from_arrays(X, X * [1, 50]), (3,), epochs=3)
    view = views.residuals(run)
    assert view.residual == pytest.approx(run.prediction - run.truth)
    assert view.quantiles[:, 3] == pytest.approx(np.median(run.prediction - run.truth, axis=0))
    assert len(view.plot().axes) == 2
    assert "y1: median" in str(view)


@pytest.mark.parametrize("column", ["mean radius", "diagnosis"])
def test_errors_of_groups_add_up(run, column):
    data = run.dataset
    column = data.target_names[0] if column == "diagnosis" else column
    view = views.error_by_group(run, column=column)
    assert sum(group.rows for group in view.groups) == view.rows == len(run.truth)
    assert sum(g.rows * g.error for g in view.groups) / view.rows == pytest.approx(view.overall)
    assert view.overall == pytest.approx(1 - run.metrics["test"]["accuracy"])


def test_groups_are_levels_missing_cells_and_a_rest():
    rng = np.random.default_rng(0)
    n = 600
    frame = pd.DataFrame({"x": rng.normal(size=n), "y": rng.normal(size=n)})
    run = nn.train(frame, (3,), target="y", epochs=1)
    many = frame.assign(town=[f"town {k % 30}" for k in range(n)], few=[None, 1.0, 2.0] * (n // 3))
    rows = run.evaluate(many).predicted
    from nnplay.analysis.group_errors import group_errors

    few = group_errors(rows, "few")
    assert [group.name for group in few.groups] == ["1", "2", "missing"]
    errors = np.abs(rows.prediction - rows.truth)
    assert few.groups[0].error == pytest.approx(errors[1::3].mean())
    assert few.groups[0].deviation == pytest.approx(errors[1::3].std() / np.sqrt(n / 3))
    town = group_errors(rows, "town")
    assert len(town.groups) == 20
    assert town.groups[-1].name == "11 other values"
    with pytest.raises(nn.NNPlayError, match=r"has no column 'twon' \(did you mean 'town'\?\)"):
        group_errors(rows, "twon")


def test_curves_of_numbers_and_residuals_of_classes_are_refused(run):
    with pytest.raises(nn.NNPlayError, match="use mistakes"):
        run.plot("residuals")
    with pytest.raises(nn.NNPlayError, match="needs classes"):
        nn.train("diabetes", (2,), epochs=1).plot("roc")
    with pytest.raises(nn.NNPlayError, match="not probabilities"):
        nn.train("breast_cancer", nn.Architecture.dense((2,), loss="hinge"), epochs=1).plot("calibration")
    with pytest.raises(nn.NNPlayError, match="needs a column"):
        run.plot("error_by_group")


def test_thousands_of_levels_are_grouped_at_once():
    levels = np.array([f"level {k % 8000}" if k % 10 else "often" for k in range(40_000)], dtype=object)
    column = Column("text", "category", levels)
    errors = np.arange(40_000.0)
    rows = PredictedRows("rows", "regression", errors, np.zeros(40_000), None, (), ("y",), None, lambda name: column)
    start = time.perf_counter()
    groups = group_errors(rows, "text").groups
    assert time.perf_counter() - start < 3
    assert len(groups) == 20
    assert sum(group.rows for group in groups) == 40_000
    assert next(group for group in groups if group.name == "often").rows == 4_000
