"""`nnplay train --log` and `--card`."""

import sys

import nnplay as nn


def test_a_run_is_logged_and_has_a_card(nnplay, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("train", "iris", "--hidden", "4", "--epochs", "5", "--quiet", "--no-store")
    plain = nnplay(*words, "--save", "plain.nnplay")
    logged = nnplay(*words, "--log", "tensorboard:board", "--save", "iris.nnplay", "--card", "iris.md")
    assert (logged.code, logged.err, logged.out) == (0, plain.err, plain.out)
    assert nn.load_run("iris.nnplay").history["train_loss"] == nn.load_run("plain.nnplay").history["train_loss"]
    assert [path.name.startswith("iris-") for path in (tmp_path / "board").iterdir()] == [True]
    assert "nn.load_run('iris.nnplay')" in (tmp_path / "iris.md").read_text("utf-8")


def test_what_is_wrong_is_one_sentence_before_anything_is_trained(nnplay, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    for words, sentence in (
        (("--log", "tensorbord"), "did you mean 'tensorboard'"),
        (("--log", "tensorboard:file"), "could not be made"),
        (("--card", "card.txt"), "--card writes .md files"),
        (("--cv", "3", "--log", "tensorboard"), "leave out one of the two"),
        (("--cv", "3", "--card", "a.md"), "leave out one of the two"),
    ):
        assert sentence in nnplay("train", "iris", *words).error_line()
    monkeypatch.setitem(sys.modules, "wandb", None)
    assert "pip install wandb" in nnplay("train", "iris", "--log", "wandb").error_line()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_without_log_no_logger_is_imported(nnplay, monkeypatch):
    monkeypatch.setitem(sys.modules, "nnplay.loggers", None)
    words = ("train", "iris", "--hidden", "4", "--epochs", "2", "--quiet", "--no-store")
    assert nnplay(*words).code == 0
    assert nnplay(*words, "--log", "tensorboard").code != 0
