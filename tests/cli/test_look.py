"""`nnplay look`: views into a saved network."""

import csv
import json

import pytest

import nnplay as nn
from nnplay.runs import views


@pytest.mark.parametrize("kind", views.VIEWS)
def test_every_view_in_text_picture_and_json(nnplay, saved, saved_regression, tmp_path, kind):
    saved = saved_regression if kind == "residuals" else saved
    kind = [kind, "--column", "petal width (cm)"] if kind == "error_by_group" else [kind]
    ended = nnplay("look", saved, *kind, "--plot", tmp_path / "a.png")
    assert ended.code == 0, ended.err
    assert ended.out.strip()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert isinstance(json.loads(nnplay("look", saved, *kind, "--json").out), dict)


def test_without_a_kind_the_kinds_are_listed(nnplay, saved):
    ended = nnplay("look", saved)
    assert ended.code == 0
    assert all(kind in ended.out for kind in views.VIEWS)
    assert set(json.loads(nnplay("look", saved, "--json").out)["views"]) == set(views.VIEWS)


@pytest.fixture(scope="module")
def saved_regression(tmp_path_factory):
    path = tmp_path_factory.mktemp("regression") / "diabetes.nnplay"
    nn.train("diabetes", (4,), epochs=5).save(path)
    return path


def test_importance_is_a_table(nnplay, saved):
    ended = nnplay("look", saved, "importance", "--repeats", 3)
    found = views.importance(nn.load_run(saved).with_data(), repeats=3)
    assert f"{found.columns[0].loss:+.4f}" in ended.out
    assert "are correlated" in ended.out
    assert "3 shuffles" in ended.out


def test_mistakes_are_written(nnplay, saved, tmp_path):
    file = tmp_path / "wrong.csv"
    ended = nnplay("look", saved, "mistakes", "--part", "train", "--save", file)
    assert ended.code == 0, ended.err
    found = views.mistakes(nn.load_run(saved).with_data(), part="train")
    with file.open() as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["row"]) for row in rows] == found.rows.tolist()
    assert found.headline[1:] in ended.out
    said = json.loads(nnplay("look", saved, "mistakes", "--part", "train", "--json", "--most", "1").out)
    assert said["wrong"] == found.wrong
    assert len(said["rows"]) == 1


def test_the_path_of_a_saved_run(nnplay, saved):
    said = json.loads(nnplay("look", saved, "landscape", "--directions", "path", "--points", 5, "--json").out)
    assert said["epochs"][0] == 0
    assert said["epochs"][-1] == 30
    assert said["centre"]["train"] == pytest.approx(nn.load_run(saved).metrics["train"]["loss"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["beauty"], "choose one of landscape"),
        (["../../etc\x1b[31m"], "choose one of landscape"),
        (["mistakes", "--span", "2"], "--span is for landscape"),
        (["neurons", "--save", "a.csv"], "use it with mistakes"),
        (["neurons", "--plot", "a.exe"], ".svg"),
        (["neurons", "--plot", "nowhere/a.png"], "does not exist"),
        (["mistakes", "--save", "nowhere/a.csv"], "does not exist"),
        (["neurons", "wine"], "other rows"),
        (["neurons", "--layer", "9", "--plot", "a.png"], "from 1 to 2"),
        (["neurons", "--x", "beauty"], "numeric features"),
        (["landscape", "--directions", "up"], "'random' or 'path'"),
        (["landscape", "--part", "validation"], "no validation rows"),
        (["weights", "--array", "Q"], "choose one of W, b"),
        (["roc", "--column", "species"], "--column is for error_by_group"),
        (["residuals"], "the network predicts classes"),
        (["error_by_group"], "needs a column"),
        (["error_by_group", "--column", "beauty"], "has no column 'beauty'"),
    ],
)
def test_what_does_not_go_is_one_sentence(nnplay, saved, words, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = nnplay("look", saved, *words)
    assert ended.code == 2
    assert told in ended.err.splitlines()[-1]
    assert not ended.out
    assert not list(tmp_path.iterdir())
