"""The mistakes are the rows whose prediction is not the truth, with their place in the user's file."""

import csv
import io
import json

import numpy as np
import pytest

import nnplay as nn
from nnplay.analysis.mistakes import Mistakes
from nnplay.runs import views


@pytest.fixture(scope="module")
def iris():
    return nn.train("iris", (3,), epochs=8, learning_rate=0.02)


@pytest.mark.parametrize("part", [None, "train", "test"])
def test_truth_is_not_prediction_and_rows_are_the_users(iris, part):
    result = views.mistakes(iris, part=part)
    rows = getattr(iris.split, part or "test")
    table = {c.name: c.values[rows] for c in iris.dataset.features}
    truth, predicted = iris.dataset.targets[0].values[rows], iris.predict(table)
    assert sorted(result.rows - 1) == sorted(rows[truth != predicted].tolist())
    assert result.wrong == len(result.rows) == (truth != predicted).sum()
    for k, row in enumerate(result.rows - 1):
        own = {c.name: c.values[row] for c in iris.dataset.features}
        assert {name: values[k] for name, values in result.inputs.items()} == own
        assert result.truth[k] == iris.dataset.targets[0].values[row] != result.prediction[k]
        np.testing.assert_allclose(result.probabilities[k], iris.probabilities(own)[0], rtol=1e-6)
        assert result.errors[k] == result.probabilities[k].max()
    assert (np.diff(result.errors) <= 0).all()


def test_most_cuts_but_counts_all(iris):
    result = views.mistakes(iris, part="train", most=2)
    assert len(result.rows) == 2 < result.wrong
    assert "2 most confident" in str(result)


def test_two_classes_and_outputs_that_are_no_probabilities():
    for settings in ({}, {"loss": "hinge"}):
        run = nn.train("circle", nn.Architecture.dense((2,), **settings), epochs=3)
        result = views.mistakes(run)
        assert result.wrong == (run.truth != run.prediction).sum()
        assert (result.probabilities is None) == bool(settings)
        result.plot()


def test_residuals_of_a_regression():
    run = nn.train("diabetes", (4,), epochs=10)
    result = views.mistakes(run)
    residuals = run.prediction - run.truth
    order = np.argsort(-np.abs(residuals), kind="stable")[:20]
    np.testing.assert_allclose(result.errors, residuals[order])
    np.testing.assert_array_equal(result.rows, run.split.test[order] + 1)
    assert "20 largest residuals of 88" in str(result)
    assert {"progression", "prediction", "residual"} <= set(result.columns())


def test_several_targets_and_several_labels():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(60, 3)), rng.normal(size=(60, 2)) * [1, 1000]
    result = views.mistakes(nn.train(nn.Dataset.from_arrays(X, Y), (3,), epochs=3))
    assert {"y1", "y1, predicted", "y1, residual", "y2, residual"} <= set(result.columns())
    with pytest.raises(nn.NNPlayError, match="one target"):
        result.plot()
    labels = nn.train(nn.Dataset.from_arrays(X, rng.integers(0, 2, (60, 4)), task="classification"), (3,), epochs=3)
    wrong = views.mistakes(labels)
    assert wrong.wrong == (labels.truth != labels.prediction).any(axis=1).sum()
    assert {"y1", "y1, predicted", "p(y1)"} <= set(wrong.columns())


def test_pictures_are_known_as_such():
    digits = nn.train("digits", (16,), epochs=3)
    result = views.mistakes(digits)
    assert result.image == (8, 8)
    pixels = np.stack(list(result.inputs.values()), axis=1).reshape(-1, 8, 8)
    np.testing.assert_array_equal(pixels[0], np.reshape([c.values[result.rows[0] - 1] for c in digits.dataset.features],
                                                        (8, 8)))  # fmt: skip
    assert views.importance(digits, repeats=1).image.shape == (8, 8)
    assert views.mistakes(nn.train("iris", (2,), epochs=1)).image == ()


def test_a_perfect_run_has_none():
    run = nn.train("iris", (2,), epochs=1)
    perfect = views.mistakes(run)
    empty = {name: getattr(perfect, name)[:0] for name in ("rows", "truth", "prediction", "probabilities", "errors")}
    inputs = {name: values[:0] for name, values in perfect.inputs.items()}
    none = Mistakes(**{**vars(perfect), **empty, "inputs": inputs, "wrong": 0})
    assert "none of the 30 test rows" in str(none)
    assert none.to_csv().count("\n") == 1
    none.plot()


def test_csv_and_json_are_whole_and_harmless(tmp_path):
    n = 40
    data = {"=HYPERLINK(1)": np.arange(n) % 5, "name": np.array([f"@cmd{k % 3}" for k in range(n)]),
            "row": np.arange(n) * 1.0, "<img onerror=x>": np.array(["-a", "+b"] * (n // 2))}  # fmt: skip
    run = nn.train(data, (2,), epochs=1, learning_rate=1e-6)
    result = views.mistakes(run, part="train")
    result.save(tmp_path / "m.csv")
    read = list(csv.reader(io.StringIO((tmp_path / "m.csv").read_text())))
    assert len(read) == 1 + result.wrong
    assert all(not cell.startswith(("=", "@")) for line in read for cell in line)
    assert read[0][:4] == ["row", "'=HYPERLINK(1)", "name", "row_"]
    assert len(json.loads(json.dumps(result.to_json()))["rows"]) == result.wrong
    assert "<img" not in result._repr_html_()
    assert "@cmd" in str(result)


def test_dropped_rows_are_noted(tmp_path):
    lines = ["a,b,y"] + [f"{'' if k == 2 else k},{k % 3},{'yes' if k % 2 else 'no'}" for k in range(40)]
    (tmp_path / "d.csv").write_text("\n".join(lines))
    with pytest.warns(nn.DataWarning):
        run = nn.train(str(tmp_path / "d.csv"), (2,), missing="drop", epochs=1)
    assert "1 of 40 rows" in views.mistakes(run).note


def test_invalid_options_raise_one_sentence(iris):
    for options, message in (({"part": "../x"}, "no ../x rows"), ({"most": 0}, "at least 1")):
        with pytest.raises(nn.NNPlayError, match=message):
            views.mistakes(iris, **options)
