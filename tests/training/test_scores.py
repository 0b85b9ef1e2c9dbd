"""Scores of predictions, and the baselines they are compared with: scikit-learn's models and metrics."""

import numpy as np
import pandas as pd
import pytest
import sklearn.metrics as sk
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

import nnplay as nn
from nnplay.catalog import metrics as entries
from nnplay.catalog.metrics import shared_rankings
from nnplay.cli import tables
from nnplay.training.baseline import baseline, linear_model, remark
from nnplay.training.scores import class_codes, per_class, per_target, scores


def both_parts(run):
    parts = run.problem().parts
    return parts["train"], parts["test"]


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer"])
def test_baselines_of_classes_are_scikit_learns(name):
    run = nn.train(name, (4,), epochs=1, input_limit=None)  # the inputs are then standardized
    train, test = both_parts(run)
    dummy = DummyClassifier().fit(train.X, train.truth)
    constant, linear = run.baseline["constant"], run.baseline["linear"]
    assert constant["prediction"] == dummy.predict(test.X[:1]).tolist()[0]
    assert constant["accuracy"] == pytest.approx(dummy.score(test.X, test.truth))
    assert constant["log_loss"] == pytest.approx(sk.log_loss(test.truth, dummy.predict_proba(test.X)), rel=1e-6)
    assert constant["roc_auc"] == 0.5
    model = LogisticRegression(max_iter=10_000, tol=1e-10).fit(train.X, train.truth)
    assert linear["accuracy"] == pytest.approx(model.score(test.X, test.truth))
    assert linear["log_loss"] == pytest.approx(sk.log_loss(test.truth, model.predict_proba(test.X)), rel=2e-3)


def test_baselines_of_numbers_are_scikit_learns():
    run = nn.train("diabetes", (4,), epochs=1)
    train, test = both_parts(run)
    dummy, scaler = DummyRegressor().fit(train.X, train.truth), StandardScaler().fit(train.X)
    ridge = Ridge().fit(scaler.transform(train.X), train.truth)
    constant, linear = run.baseline["constant"], run.baseline["linear"]
    assert constant["r2"] == pytest.approx(dummy.score(test.X, test.truth))
    assert constant["r2"] <= 0
    assert constant["mae"] == pytest.approx(sk.mean_absolute_error(test.truth, dummy.predict(test.X)))
    assert linear["r2"] == pytest.approx(ridge.score(scaler.transform(test.X), test.truth), rel=1e-5)


def test_weights_count_in_the_baselines():
    rng = np.random.default_rng(0)
    X, y, w = rng.normal(size=(300, 2)), rng.integers(0, 2, 300), rng.uniform(0.1, 3, 300)
    run = nn.train(nn.Dataset.from_arrays(X, y, sample_weight=w, task="classification"), (3,), epochs=1)
    train, test = both_parts(run)
    model = LogisticRegression(max_iter=10_000, tol=1e-10).fit(train.X, train.truth, train.sample_weight)
    expected = sk.log_loss(test.truth, model.predict_proba(test.X), sample_weight=test.sample_weight)
    assert run.baseline["linear"]["log_loss"] == pytest.approx(expected, rel=1e-3)
    assert run.metrics["test"]["accuracy"] == pytest.approx(
        sk.accuracy_score(run.truth, run.prediction, sample_weight=test.sample_weight)
    )


def test_a_large_linear_model_is_left_out():
    X, Y = np.zeros((2000, 1000)), np.zeros((2000, 1))
    assert linear_model(X, Y, np.ones(2000), "regression") is None
    run = nn.train(nn.Dataset.from_arrays(np.random.default_rng(0).normal(size=(1500, 900)), np.arange(1500.0)), (2,),
                   epochs=1)  # fmt: skip
    assert set(run.baseline) == {"constant"}


def test_several_labels_and_several_numbers_have_baselines():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    labels = nn.train(nn.Dataset.from_arrays(X, (X[:, :2] > 0.8).astype(int), task="classification"), (3,), epochs=1)
    assert labels.baseline["constant"]["prediction"] == [0, 0]
    assert labels.baseline["linear"]["roc_auc"] > 0.95
    assert "subset_accuracy" in labels.metrics["test"]
    assert "mcc" not in labels.metrics["test"]
    numbers = nn.train(nn.Dataset.from_arrays(X, X @ rng.normal(size=(3, 2))), (3,), epochs=1)
    assert len(numbers.baseline["constant"]["prediction"]) == 2
    assert numbers.baseline["linear"]["r2"] > 0.99


def test_a_network_that_learned_nothing_is_said_in_one_sentence():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 2)), np.where(np.arange(200) % 10 == 0, "Yes", "No")
    run = nn.train(nn.Dataset.from_arrays(X, y), (4,), epochs=2)
    assert run.metrics["test"]["accuracy"] <= run.baseline["constant"]["accuracy"]
    (note,) = run.notes
    assert "no better than predicting 'No' for every row" in note
    assert "np." not in note
    better = nn.train("spiral", (16, 16), epochs=150, optimizer="adam", learning_rate=0.01)
    assert better.metrics["test"]["accuracy"] > better.baseline["linear"]["accuracy"]
    assert better.notes == ()


def test_the_remark_on_a_linear_model():
    baselines = {"constant": {"prediction": 1.5, "r2": -0.1}, "linear": {"r2": 0.7}}
    assert "than a linear model" in remark("regression", "test", {"r2": 0.7}, baselines, ["y"])
    assert "than predicting the mean" in remark("regression", "test", {"r2": -0.2}, baselines, ["y"])
    assert remark("regression", "test", {"r2": 0.71}, baselines, ["y"]) == ""
    assert remark("regression", "test", {"r2": float("nan")}, baselines, ["y"]) == ""
    assert remark("regression", "test", {"r2": 0.5}, {}, ["y"]) == ""


def test_the_baseline_is_saved_and_older_files_load(tmp_path):
    run = nn.train("iris", (4,), epochs=2)
    run.save(tmp_path / "a.nnplay")
    again = nn.load_run(tmp_path / "a.nnplay")
    assert again.baseline == run.baseline
    assert again.per_class == run.per_class
    from nnplay.runs import run_file
    from nnplay.utils import container

    header, arrays = container.unpack(tmp_path / "a.nnplay")
    del header["baseline"]
    old = nn.Run(**run_file.fields(header, arrays, "old"))
    assert old.baseline == {}
    assert old.notes == ()


def test_baselines_out_of_core(tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 2))
    pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "y": 3 * X[:, 0] - X[:, 1]}).to_csv(tmp_path / "d.csv", index=False)
    run = nn.train(tmp_path / "d.csv", (4,), epochs=1, out_of_core=True, batch_size=32)
    assert run.baseline["constant"]["r2"] <= 0
    assert run.baseline["linear"]["r2"] > 0.999
    with pytest.raises(nn.NNPlayError, match="leave out sample_weight"):
        nn.train(tmp_path / "d.csv", (4,), epochs=1, out_of_core=True, sample_weight="a")


def test_scores_that_are_undefined_are_left_out_with_a_reason():
    truth = np.array(["a", "a"])
    result = scores("classification", truth, truth, classes=("a", "b"), probabilities=np.array([[0.9, 0.1]] * 2))
    assert result.metrics["accuracy"] == 1
    assert result.undefined == dict.fromkeys(("roc_auc", "average_precision"), "all rows belong to one class")
    without = scores("classification", truth, truth, classes=("a", "b"))
    assert without.undefined["log_loss"] == "the outputs are not probabilities"


def test_the_scores_of_each_class_are_scikit_learns():
    rng = np.random.default_rng(0)
    truth, prediction, weight = rng.choice(list("abc"), 50), rng.choice(list("abcd"), 50), rng.uniform(size=50)
    result = per_class(truth, prediction, tuple("abcd"), weight)
    p, r, f, _ = sk.precision_recall_fscore_support(
        truth, prediction, labels=list("abcd"), zero_division=0, sample_weight=weight
    )
    assert [v["precision"] for v in result.values()] == pytest.approx(p)
    assert [v["recall"] for v in result.values()] == pytest.approx(r)
    assert [v["f1"] for v in result.values()] == pytest.approx(f)
    assert [v["rows"] for v in result.values()] == [int((truth == c).sum()) for c in "abcd"]


def test_the_scores_of_each_target_are_in_its_own_units():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=(40, 2)) * [1, 1000]
    result = per_target(truth, truth + np.array([0.1, 100]), ("small", "large"))
    assert result["small"]["rmse"] == pytest.approx(0.1)
    assert result["large"]["mae"] == pytest.approx(100)


def test_a_metric_of_the_user_gets_probabilities():
    from nnplay.catalog import metrics

    @nn.metric("top_2", task="classification", formula="?", source="?", needs="probabilities")
    def top_2(truth, probabilities):
        order = np.argsort(-probabilities, axis=1)[:, :2]
        return float(np.mean((order == truth[:, None]).any(axis=1)))

    try:
        run = nn.train("iris", (4,), epochs=5)
        codes = np.searchsorted(run.classes, run.truth)
        P = run.probabilities(run.dataset)[run.split.test]
        assert run.metrics["test"]["top_2"] == pytest.approx(sk.top_k_accuracy_score(codes, P, k=2))
    finally:
        metrics._entries.pop("top_2")


def test_baselines_take_little_time():
    import time

    problem = nn.train("iris", (4,), epochs=1).problem()
    started = time.perf_counter()
    baseline(problem)
    assert time.perf_counter() - started < 0.5  # 3 ms on an idle machine


def test_label_accuracy_and_subset_accuracy_stand_side_by_side():
    values = {"test": {"loss": 0.5, "accuracy": 0.75, "subset_accuracy": 0.5}}
    headings = [column.header for column in tables.metrics(values, "classification", {"test": 4}).columns]
    assert [str(heading) for heading in headings] == ["Split", "Rows", "Loss", "Label accuracy", "Subset accuracy"]
    one_label = tables.metrics({"test": {"loss": 0.5, "accuracy": 0.75}}, "classification", {"test": 4})
    assert str(one_label.columns[3].header) == "Accuracy"


def test_metrics_of_the_same_probabilities_sort_them_once(monkeypatch):
    random, sort, sorted_arrays = np.random.default_rng(0), np.argsort, []
    truth, P = random.integers(0, 3, 60), random.random((60, 3))
    P /= P.sum(axis=1, keepdims=True)
    alone = {name: entries[name](truth, P) for name in ("roc_auc", "average_precision")}
    monkeypatch.setattr(np, "argsort", lambda a, **options: sorted_arrays.append(a.shape) or sort(a, **options))
    result = scores("classification", truth, P.argmax(axis=1), classes=[0, 1, 2], probabilities=P).metrics
    assert {name: result[name] for name in alone} == alone
    assert sorted_arrays.count((60,)) == 3  # once for each class
    with shared_rankings():
        assert entries["roc_auc"](truth, P) == alone["roc_auc"]
    P[:] = P[:, [1, 2, 0]]
    assert entries["roc_auc"](truth, P) != alone["roc_auc"]


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ([3, 1, 3, 7], (1, 3, 7)), ([0.5, -2.0, 0.5], (-2.0, 0.5)), ([True, False, True], (False, True)),
        (["b", "a", "b"], ("a", "b")), (["low", "high"], ("low", "mid", "high")), ([2, 9, 2], (9, 2)),
    ],
)  # fmt: skip
def test_codes_of_labels_are_their_places_among_the_classes(labels, classes):
    assert class_codes(np.array(labels), classes).tolist() == [classes.index(label) for label in labels]
