"""Metrics on other labelled rows, thresholds and weights, against scikit-learn."""

import json
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics as sk

import nnplay as nn


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    age, region = rng.normal(50, 15, 400).round(1), rng.choice(["north", "south"], 400)
    yes = rng.random(400) < 1 / (1 + np.exp(-(age - 55) / 6))
    return pd.DataFrame(
        {"age": age, "region": region, "w": rng.integers(1, 5, 400), "churn": np.where(yes, "Yes", "No")}
    )


@pytest.fixture(scope="module")
def run(frame):
    return nn.train(frame[["age", "region", "churn"]][:300], (6,), epochs=30, seed=1)


def test_metrics_on_new_rows_are_scikit_learns(run, frame):
    new = frame[300:]
    result, P = run.evaluate(new), run.probabilities(new)[:, 1]
    assert result["rows"] == 100
    assert result["accuracy"] == pytest.approx(sk.accuracy_score(new.churn, run.predict(new)))
    assert result["roc_auc"] == pytest.approx(sk.roc_auc_score(new.churn == "Yes", P))
    assert result["log_loss"] == pytest.approx(sk.log_loss(new.churn == "Yes", P))
    assert result["loss"] == pytest.approx(result["log_loss"], rel=1e-5)
    assert json.loads(json.dumps(result)) == dict(result)
    assert list(result.per_class) == ["No", "Yes"]


def test_a_file_a_dict_and_a_dataset_give_the_same(run, frame, tmp_path):
    new = frame[300:].drop(columns="w")
    new.to_csv(tmp_path / "new.csv", index=False)
    expected = dict(run.evaluate(new))
    assert dict(run.evaluate(tmp_path / "new.csv")) == expected
    assert dict(run.evaluate({name: new[name].tolist() for name in new})) == expected
    assert dict(run.evaluate(nn.load(new, target="churn"))) == expected


def test_the_test_rows_give_the_metrics_of_the_run(run, frame):
    rows = frame[:300].iloc[run.split.test]
    assert {name: run.evaluate(rows)[name] for name in run.metrics["test"]} == pytest.approx(run.metrics["test"])


def test_threshold_and_positive_class(run, frame):
    new = frame[300:]
    P = run.probabilities(new)
    assert (run.predict(new, threshold=0.2) == np.where(P[:, 1] >= 0.2, "Yes", "No")).all()
    assert (run.predict(new, threshold=0.2, positive="No") == np.where(P[:, 0] >= 0.2, "No", "Yes")).all()
    result = run.evaluate(new, threshold=0.2)
    assert result.per_class["Yes"]["recall"] == pytest.approx(
        sk.recall_score(new.churn, np.where(P[:, 1] >= 0.2, "Yes", "No"), pos_label="Yes")
    )
    assert "'Yes' is predicted from a probability of 0.2 on" in result.notes
    swapped = run.evaluate(new, positive="No")
    assert swapped["average_precision"] == pytest.approx(sk.average_precision_score(new.churn == "No", P[:, 0]))
    assert swapped["accuracy"] == run.evaluate(new)["accuracy"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 1.5}, "threshold must be a probability from 0 to 1, not 1.5"),
        ({"threshold": True}, "threshold must be a probability"),
        ({"positive": "Maybe"}, "positive class 'Maybe' is not one of the classes 'No' and 'Yes'"),
    ],
)
def test_a_wrong_threshold_is_one_sentence(run, frame, options, message):
    for call in (run.predict, run.evaluate):
        with pytest.raises(nn.NNPlayError, match=message):
            call(frame[300:], **options)


def test_thresholds_are_for_two_classes_or_several_labels():
    iris = nn.train("iris", (3,), epochs=1)
    with pytest.raises(nn.NNPlayError, match="this model has 3 classes"):
        iris.predict([[1, 2, 3, 4]], threshold=0.5)
    with pytest.raises(nn.NNPlayError, match="this model has no classes"):
        nn.train("diabetes", (3,), epochs=1).predict(nn.load("diabetes"), threshold=0.5)
    X = np.random.default_rng(0).normal(size=(60, 2))
    labels = nn.train(nn.Dataset.from_arrays(X, (X > 0).astype(int), task="classification"), (3,), epochs=5)
    assert (labels.predict(X, threshold=0.3) == (labels.probabilities(X) >= 0.3)).all()
    hinge = nn.train("breast_cancer", nn.Architecture.dense((3,), loss="hinge"), epochs=1)
    with pytest.raises(nn.NNPlayError, match="gives no probabilities"):
        hinge.predict(nn.load("breast_cancer"), threshold=0.5)
    assert "roc_auc" not in hinge.metrics["test"]


def test_rows_without_a_target_are_left_out_and_counted(run, frame):
    new = frame[300:].copy()
    new.loc[[305, 310], "churn"] = None
    result = run.evaluate(new)
    assert result["rows"] == 98
    assert result.notes == ("2 of 100 rows without the target 'churn' are left out",)
    assert dict(result) == dict(run.evaluate(new.dropna()))
    with pytest.raises(nn.DataError, match="no row has a value of the target 'churn'"):
        run.evaluate(new.assign(churn=None))


def test_bad_rows_are_one_sentence(run, frame, tmp_path):
    new = frame[300:].reset_index(drop=True)
    new.assign(churn=["Maybe", *new.churn[1:]]).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(nn.DataError, match=r"a.csv, line 2: the target 'churn' is 'Maybe', .* the classes No, Yes"):
        run.evaluate(tmp_path / "a.csv")
    for column in ("age", "churn"):
        with pytest.raises(nn.DataError, match=f"has no column '{column}'"):
            run.evaluate(new.drop(columns=column))
    with pytest.raises(nn.DataError, match="has no column 'v' to use as sample_weight"):
        run.evaluate(new, sample_weight="v")
    with pytest.raises(nn.DataError, match="must hold 100 numbers"):
        run.evaluate(new, sample_weight=[1.0])


def test_a_single_class_has_no_auc(run, frame):
    result = run.evaluate(frame[300:][frame.churn[300:] == "No"])
    assert "roc_auc" not in result
    assert result.undefined["roc_auc"] == "all rows belong to one class"


def test_weights(run, frame):
    new = frame[300:]
    result = run.evaluate(new, sample_weight="w")
    assert result["accuracy"] == pytest.approx(sk.accuracy_score(new.churn, run.predict(new), sample_weight=new.w))
    assert dict(result) == dict(run.evaluate(new, sample_weight=new.w.to_numpy()))


def test_weights_from_a_column_are_the_weights_of_an_array(frame):
    by_name = nn.train(frame, (4,), target="churn", sample_weight="w", epochs=5)
    assert by_name.facts["features"] == ["age", "region"]
    without = nn.load(frame.drop(columns="w"), target="churn")
    by_array = nn.train(replace(without, sample_weight=frame.w.to_numpy(float)), (4,), epochs=5)
    assert (by_name.parameters.theta == by_array.parameters.theta).all()
    plain = nn.train(frame.drop(columns="w"), (4,), target="churn", epochs=5)
    assert (plain.parameters.theta != by_name.parameters.theta).any()
    assert by_name.evaluate(frame).notes == ("rows are weighted by 'w', as in training",)
    with pytest.raises(nn.NNPlayError, match="pass sample_weight= to"):
        nn.train(nn.load("iris"), (4,), sample_weight="w", epochs=1)


@pytest.mark.parametrize(
    ("cells", "message"),
    [([1, -1], "weights are numbers, finite and not negative"), ([1, "x"], "is 'x'; weights are numbers"),
     ([1, None], "weights are numbers")],
)  # fmt: skip
def test_a_cell_that_is_no_weight_is_named(cells, message):
    table = {"a": list(range(10)), "w": cells * 5, "y": [0, 1] * 5}
    with pytest.raises(nn.DataError, match=f"row 2: the sample weight 'w' .*{message}"):
        nn.load(table, target="y", sample_weight="w")
    with pytest.raises(nn.DataError, match="'y' is the target"):
        nn.load(table, target="y", sample_weight="y")


def test_numbers_and_whole_number_classes():
    diabetes = nn.load("diabetes")
    run = nn.train(diabetes, (6,), epochs=10)
    result, prediction = run.evaluate(diabetes), run.predict(diabetes)
    truth = diabetes.targets[0].values
    assert result["median_absolute_error"] == pytest.approx(sk.median_absolute_error(truth, prediction))
    assert result["r2"] == pytest.approx(sk.r2_score(truth, prediction))
    assert result.per_target[diabetes.target_names[0]]["rmse"] == pytest.approx(result["rmse"])
    digits = nn.train("digits", (6,), epochs=2)
    assert digits.evaluate(nn.load("digits"))["rows"] == 1797


def test_a_loaded_run_and_figures(run, frame, tmp_path):
    run.save(tmp_path / "a.nnplay")
    result = nn.load_run(tmp_path / "a.nnplay").evaluate(frame[300:])
    for kind in (None, "confusion", "roc", "precision_recall", "calibration"):
        assert result.plot(kind).axes
    assert result.plot("error_by_group", column="w").axes  # a column that was no feature
    for kind, message in (("residuals", "regression"), ("predictions", "regression"), ("x", "no plot"),
                          ("error_by_group", "column=")):  # fmt: skip
        with pytest.raises(nn.NNPlayError, match=message):
            result.plot(kind)
    assert pickle.loads(pickle.dumps(dict(result))) == result
