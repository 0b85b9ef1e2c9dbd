"""Cross-validation: every row is tested once, by a network that trained on the others, and the interval is right."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import nnplay as nn
from nnplay.data import k_folds, load
from nnplay.experiments.cross_validation import CrossValidationRun
from nnplay.training.problem import prepare
from nnplay.training.session import TrainingSession


@pytest.fixture(scope="module")
def iris():
    return nn.cross_validate("iris", (6,), folds=4, epochs=15, seed=3, optimizer="momentum")


def test_each_fold_is_a_run_on_its_rows(iris):
    data, recipe = load("iris"), nn.Recipe(epochs=15, seed=3)
    assert [fold.fold for fold in iris.folds] == [1, 2, 3, 4]
    for fold, parts in zip(iris.folds, k_folds(data, 4, seed=3), strict=True):
        session = TrainingSession(prepare(data, nn.Architecture.dense((6,)), recipe, divided=parts))
        for _ in session:
            pass
        run = nn.Run.from_session(session)
        assert fold.metrics == run.metrics
        assert fold.rows == {"train": len(parts.train), "test": len(parts.test)}
        np.testing.assert_array_equal(iris.prediction[parts.test], run.prediction)
    assert iris.rows.tolist() == list(range(150))
    assert iris.truth.tolist() == data.targets[0].values.tolist()
    right = sum(fold.metrics["test"]["accuracy"] * fold.rows["test"] for fold in iris.folds)
    assert right == pytest.approx(np.sum(iris.truth == iris.prediction))


def test_the_interval_is_the_corrected_t_interval(iris):
    scores = iris.scores()
    assert scores.tolist() == [fold.metrics["test"]["accuracy"] for fold in iris.folds]
    ratio = np.mean([fold.rows["test"] / fold.rows["train"] for fold in iris.folds])
    half = stats.t.ppf(0.975, 3) * math.sqrt((1 / 4 + ratio) * scores.var(ddof=1))
    assert iris.interval() == pytest.approx((scores.mean(), scores.mean() - half, scores.mean() + half))
    assert iris.interval("loss")[0] == pytest.approx(iris.scores("loss").mean())
    with pytest.raises(nn.NNPlayError, match="no classification metric 'r2'"):
        iris.scores("r2")


def test_it_prints_itself_and_is_a_table(iris):
    assert repr(iris).startswith("<cross-validation of iris, 4 stratified folds: accuracy 0.")
    frame = pd.DataFrame(iris.table())
    assert frame["fold"].tolist() == [1, 2, 3, 4]
    assert frame["test_rows"].sum() == 150
    assert set(iris.metrics) <= set(frame.columns)


def test_the_number_of_workers_does_not_matter():
    few, many = (nn.cross_validate("diabetes", (4,), folds=3, epochs=3, workers=n) for n in (1, 3))
    assert [fold.metrics for fold in few.folds] == [fold.metrics for fold in many.folds]
    assert few.prediction.tolist() == many.prediction.tolist()
    assert few.method == "random"


def test_groups_and_times_decide_the_folds():
    random = np.random.default_rng(0)
    x = random.normal(size=120)
    frame = {"user": np.arange(120) // 4, "day": random.permutation(120), "x": x, "z": 2 * x + random.normal(size=120)}
    grouped = nn.cross_validate(frame, (4,), folds=5, split="group:user", epochs=3, target="z")
    assert (grouped.method, [fold.rows["test"] for fold in grouped.folds]) == ("group", [24] * 5)
    timed = nn.cross_validate(frame, (4,), folds=5, split="time:day", epochs=3, target="z")
    assert [fold.rows for fold in timed.folds] == [{"train": 20 * k, "test": 20} for k in range(1, 6)]
    assert sorted(frame["day"][timed.rows]) == list(range(20, 120))
    assert timed.prediction.shape == (100,)


def test_with_patience_a_part_of_the_other_rows_validates():
    result = nn.cross_validate("iris", (4,), folds=3, epochs=40, patience=2, learning_rate=0.2)
    assert [fold.rows for fold in result.folds] == [{"train": 85, "validation": 15, "test": 50}] * 3


def test_a_divergence_of_a_fold_is_reported_and_does_not_stop_the_others():
    result = nn.cross_validate("diabetes", (), folds=3, epochs=50, learning_rate=1e6, optimizer="sgd", scale="none")
    assert [fold.status for fold in result.folds] == ["diverged"] * 3


def test_each_warning_is_issued_once():
    frame = {"x": np.arange(30.0), "city": ["a", "b", "c"] * 10, "z": np.arange(30) + 0.5}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        nn.cross_validate(frame, (2,), folds=3, split="group:city", features=["x", "city"], target="z", epochs=1)
    texts = [str(warning.message) for warning in caught]
    assert len(texts) == len(set(texts)) == 3
    assert all("no training row has" in text for text in texts)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"folds": 1}, "at least 2"),
        ({"folds": 151}, "150 rows, too few for 151 folds"),
        ({"split": "time:day"}, "no column 'day'"),
        ({"workers": 0}, "number of workers"),
        ({"epochs": -1}, "epochs must be at least 0"),
        ({"out_of_core": True}, "read in batches"),
    ],
)
def test_bad_arguments_are_one_sentence(options, sentence):
    with pytest.raises(nn.NNPlayError, match=sentence):
        nn.cross_validate("iris", (4,), **options)


def test_a_result_needs_every_fold():
    run = CrossValidationRun("iris", (4,), folds=3, epochs=2)
    assert (run.total, run.done) == (3, 0)
    with pytest.raises(nn.NNPlayError, match="Only 0 of 3 folds"):
        run.result()
    run.cancel()
    assert list(run) == []
