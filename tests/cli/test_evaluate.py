"""`nnplay evaluate`, and the thresholds of `nnplay predict`."""

import csv
import io
import json
import string
import sys

import numpy as np
import pandas as pd
import pytest

import nnplay as nn


@pytest.fixture(scope="module")
def churn(tmp_path_factory):
    """A folder with a saved model of two classes and a labelled file."""
    folder = tmp_path_factory.mktemp("churn")
    rng = np.random.default_rng(0)
    age = rng.normal(50, 15, 300).round(1)
    labels = np.where(rng.random(300) < 1 / (1 + np.exp(-(age - 55) / 6)), "Yes", "No")
    frame = pd.DataFrame({"age": age, "region": rng.choice(["north", "south"], 300), "churn": labels})
    nn.train(frame[:200], (4,), epochs=20).save(folder / "m.nnplay")
    frame[200:].to_csv(folder / "new.csv", index=False)
    return folder


def test_the_report(nnplay, churn):
    ended = nnplay("evaluate", churn / "m.nnplay", churn / "new.csv", "--threshold", "0.3")
    assert ended.code == 0, ended.err
    result = nn.load_run(churn / "m.nnplay").evaluate(churn / "new.csv", threshold=0.3)
    for text in ("100 rows of new.csv", "ROC AUC", f"{result['roc_auc']:.4g}", f"{result['balanced_accuracy']:.1%}",
                 f"{result.per_class['Yes']['recall']:.1%}", "Confusion matrix", "probability of 0.3"):  # fmt: skip
        assert text in ended.out
    assert "np." not in ended.out


def test_json_is_the_same(nnplay, churn):
    ended = nnplay("evaluate", churn / "m.nnplay", churn / "new.csv", "--json")
    plain = json.loads(ended.out)
    result = nn.load_run(churn / "m.nnplay").evaluate(churn / "new.csv")
    assert plain["metrics"] | {"rows": plain["rows"]} == dict(result)
    assert sum(map(sum, plain["confusion"])) == 100
    assert [line["class"] for line in plain["per_class"]] == plain["classes"] == ["No", "Yes"]


def test_standard_input(nnplay, churn, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((churn / "new.csv").read_bytes())))
    assert "100 rows of standard input" in nnplay("evaluate", churn / "m.nnplay", "-").out


def test_figures(nnplay, churn, tmp_path):
    ended = nnplay(
        "evaluate", churn / "m.nnplay", churn / "new.csv", "--plot", f"roc={tmp_path / 'a.png'}", "--plot",
        tmp_path / "b.svg", "--plot", f"error-by-group={tmp_path / 'c.pdf'}", "--column", "region",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.png", "b.svg", "c.pdf"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["new.csv", "--threshold", "2"], "probability from 0 to 1"),
        (["new.csv", "--positive", "x"], "classes 'No' and 'Yes'"),
        (["new.csv", "--plot", "foo=a.png"], "There is no plot 'foo'"),
        (["new.csv", "--plot", "a.gif"], ".png, .svg, .pdf"),
        (["new.csv", "--plot", "error_by_group=a.png"], "needs --column"),
        (["new.csv", "--column", "age"], "--column is for"),
        (["none.csv"], "no file"),
        ([], "Missing argument"),
    ],
)
def test_what_does_not_go_is_one_sentence(nnplay, churn, words, message, monkeypatch):
    monkeypatch.chdir(churn)
    before = sorted(churn.iterdir())
    ended = nnplay("evaluate", "m.nnplay", *words)
    assert ended.code == 2
    assert message in ended.err.splitlines()[-1]
    assert not ended.out
    assert sorted(churn.iterdir()) == before


def test_twenty_six_classes_fit_in_80_columns(nnplay, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2600, 2))
    frame = pd.DataFrame({"a": X[:, 0], "b": X[:, 1], "letter": np.tile(list(string.ascii_uppercase), 100)})
    nn.train(frame, (3,), epochs=1).save(tmp_path / "m.nnplay")
    frame.to_csv(tmp_path / "new.csv", index=False)
    ended = nnplay("evaluate", tmp_path / "m.nnplay", tmp_path / "new.csv")
    lines = ended.out.splitlines()
    assert max(map(len, lines)) <= 80
    matrix = lines[next(k for k, line in enumerate(lines) if line.startswith("Confusion")) :]
    assert [line.split()[0] for line in matrix[2:28]] == list(string.ascii_uppercase)
    assert matrix[1].split()[2:] == [*string.ascii_uppercase, "recall"]


def test_several_targets(nnplay, tmp_path):
    X = np.random.default_rng(0).normal(size=(60, 2))
    frame = pd.DataFrame({"a": X[:, 0], "small": X[:, 0], "large": 1000 * X[:, 0]})
    nn.train(frame, (3,), target=["small", "large"], epochs=2).save(tmp_path / "m.nnplay")
    frame.to_csv(tmp_path / "new.csv", index=False)
    ended = nnplay("evaluate", tmp_path / "m.nnplay", tmp_path / "new.csv")
    assert "Targets" in ended.out
    plain = json.loads(nnplay("evaluate", tmp_path / "m.nnplay", tmp_path / "new.csv", "--json").out)
    assert set(plain["per_target"]) == {"small", "large"}


def test_predict_with_a_threshold_writes_every_probability(nnplay, churn, tmp_path):
    out = tmp_path / "p.csv"
    assert nnplay("predict", churn / "m.nnplay", churn / "new.csv", "--threshold", "0.1", "--output", out).code == 0
    with out.open() as stream:
        rows = list(csv.DictReader(stream))
    P = nn.load_run(churn / "m.nnplay").probabilities(churn / "new.csv")
    assert [float(row["P(Yes)"]) for row in rows] == pytest.approx(P[:, 1])
    assert [row["prediction"] for row in rows] == ["Yes" if p >= 0.1 else "No" for p in P[:, 1]]
    assert [float(row["probability"]) for row in rows] == pytest.approx(np.where(P[:, 1] >= 0.1, P[:, 1], P[:, 0]))


def test_the_table_shows_probabilities_that_fit(nnplay, churn, monkeypatch):
    monkeypatch.setenv("COLUMNS", "70")
    assert "P(Yes)" in nnplay("predict", churn / "m.nnplay", "--row", "age=50 region=north").out


def test_the_table_hides_probabilities_that_do_not_fit(nnplay, saved, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    row = "'sepal length (cm)=5' 'sepal width (cm)=3' 'petal length (cm)=1' 'petal width (cm)=0'"
    hidden = nnplay("predict", saved, "--row", row).out
    assert "P(setosa)" not in hidden
    assert "the probability of every class; --output" in hidden


def test_train_says_that_a_network_is_no_better_than_a_guess(nnplay, tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=100), "w": 1, "y": ["No", "No", "No", "Yes"] * 25})
    frame.to_csv(tmp_path / "d.csv", index=False)
    words = ("train", tmp_path / "d.csv", "--epochs", "1", "--no-store", "--hidden", "2", "--sample-weight", "w")
    ended = nnplay(*words)
    assert "Warning: The network is no better than predicting 'No' for every row" in ended.err
    assert "Baseline (test accuracy): always 'No' 75.0%" in ended.out
    plain = json.loads(nnplay(*words, "--json").out)
    assert plain["baseline"]["constant"]["prediction"] == "No"
    assert "no better" in plain["notes"][0]
    assert plain["per_class"][1]["class"] == "Yes"


def test_words_for_true_and_false_are_classes_in_any_case(nnplay, tmp_path):
    train, new, model = tmp_path / "train.csv", tmp_path / "new.csv", tmp_path / "m.nnplay"
    train.write_text("a,b\n" + "".join(f"{k},{'yes' if k % 2 else 'no'}\n" for k in range(20)))
    nn.train(train, (3,), epochs=2).save(model)
    new.write_text("a,b\n1,Yes \n2,NO\n3,yes\n")
    found = json.loads(nnplay("evaluate", model, new, "--json").out)
    assert [row["rows"] for row in found["per_class"]] == [1, 2]
    new.write_text("a,b\n1,yes\n2,perhaps\n")
    assert "'perhaps', which is not one of the classes no, yes" in nnplay("evaluate", model, new).error_line()
