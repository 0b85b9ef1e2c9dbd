"""Loggers: which there are, that they change nothing, and that a failure of theirs does not end a run."""

import sys
import time

import numpy as np
import pytest

import nnplay as nn
from nnplay.loggers import MLflowLogger, RunLogger, TensorBoardLogger, WandbLogger

SETTINGS = {"epochs": 6, "learning_rate": 0.05, "seed": 3}


class Recorder:
    """A logger of one's own."""

    name = "my logger"

    def __init__(self, broken=()):
        self.calls, self.broken = [], broken

    def _call(self, what, value):
        if what in self.broken:
            raise OSError(f"{what}: the disk is full\nand more")
        self.calls.append((what, value))

    def start(self, problem):
        self._call("start", problem.recipe.restarts)

    def log(self, snapshot):
        self._call("log", snapshot.epoch)
        snapshot.metrics.clear()

    def finish(self, result, files):
        self._call("finish", sorted(files))

    def fail(self, reason):
        self._call("fail", reason)


def test_a_logger_of_ones_own_gets_every_epoch_and_the_files_of_the_result():
    logger = Recorder()
    assert isinstance(logger, RunLogger)
    run, plain = nn.train("iris", (8,), log=logger, **SETTINGS), nn.train("iris", (8,), **SETTINGS)
    assert logger.calls == [("start", 0), *(("log", k) for k in range(7)), ("finish", ["README.md", "iris.nnplay"])]
    assert np.array_equal(run.parameters.theta, plain.parameters.theta)
    assert run.metrics == plain.metrics


@pytest.mark.parametrize("broken", ["log", "finish"])
def test_a_logger_that_fails_is_left_out_with_a_warning(broken):
    bad, good = Recorder({broken}), Recorder()
    with pytest.warns(nn.LoggerWarning, match="my logger: .*: the disk is full. Training goes on") as warned:
        run = nn.train("iris", (8,), log=[bad, good], **SETTINGS)
    assert len(warned) == 1
    assert run.epoch == 6
    assert good.calls[-1][0] == "finish"


def test_a_logger_that_cannot_start_stops_the_run_and_ends_the_others():
    good, bad = Recorder(), Recorder({"start"})
    with pytest.raises(nn.NNPlayError, match=r"^my logger could not start: start: the disk is full\.$"):
        nn.train("iris", (8,), log=[good, bad], **SETTINGS)
    assert good.calls == [("start", 0), ("fail", "my logger could not start")]


def test_a_run_that_fails_ends_as_failed():
    logger = Recorder()
    with pytest.raises(RuntimeError):
        nn.train("iris", (8,), log=logger, on_epoch=lambda _: (_ for _ in ()).throw(RuntimeError("no")), **SETTINGS)
    assert logger.calls == [("start", 0), ("log", 0), ("fail", "RuntimeError: no")]


def test_a_run_that_begins_again_is_a_new_one_for_a_logger():
    logger = Recorder()
    with pytest.warns(nn.RestartWarning):
        run = nn.train("iris", (8,), initializer="zeros", epochs=30, max_restarts=2, log=logger)
    starts = [value for what, value in logger.calls if what == "start"]
    assert starts == list(range(run.recipe.restarts + 1))
    assert len(starts) > 1
    again = logger.calls.index(("start", 1))
    assert logger.calls[again - 1][0] == "fail"
    assert logger.calls[again + 1] == ("log", 0)


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ("tensorbord:runs", "There is no logger 'tensorbord' .did you mean 'tensorboard'.*: choose"),
        ("tensorboard:", "Nothing follows the colon of 'tensorboard:'"),
        ("", "There is no logger ''"),
        (3, "log must be a text such as 'tensorboard:runs'"),
        (Recorder, "log must be a text"),
        (["tensorboard:x\0y"], "cannot be the name of a file"),
    ],
)
def test_what_is_no_logger_is_refused_before_anything_is_trained(log, sentence):
    with pytest.raises(nn.NNPlayError, match=sentence):
        nn.train("no such data", log=log)


@pytest.mark.parametrize(
    ("kind", "library", "sentence"),
    [
        (TensorBoardLogger, "tensorboardX", r"pip install 'nnplay\[tensorboard\]'"),
        (MLflowLogger, "mlflow", "pip install mlflow"),
        (WandbLogger, "wandb", "pip install wandb"),
    ],
)
def test_a_missing_library_is_one_sentence(monkeypatch, kind, library, sentence):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(nn.NNPlayError, match=sentence):
        kind()


def test_tensorboard_has_the_history_the_settings_and_the_card(tmp_path, read_events):
    run = nn.train("iris", (8,), log=f"tensorboard:{tmp_path / 'board'}", **SETTINGS)
    (folder,) = (tmp_path / "board").iterdir()
    numbers, others = read_events(folder)
    for column in ("train_loss", "test_loss", "test_accuracy"):
        tag = column.replace("_", "/", 1)
        logged = [numbers[tag, epoch] for epoch in run.history["epoch"]]
        assert logged == pytest.approx(run.history[column])
    assert numbers["result/test/accuracy", 6] == pytest.approx(run.metrics["test"]["accuracy"])
    assert {"W/layer_1", "b/layer_2", "settings/text_summary", "model card/text_summary"} <= set(others)
    assert "adamw" in others["_hparams_/session_start_info"]
    assert "Limits" in others["model card/text_summary"]


def test_tensorboard_is_live(tmp_path, read_events):
    seen = {}

    def look(snapshot):
        if snapshot.epoch == 2:
            deadline = time.monotonic() + 20
            while ("train/loss", 1) not in seen and time.monotonic() < deadline:
                time.sleep(0.05)
                seen.update(read_events(tmp_path)[0])

    nn.train("iris", (8,), log=f"tensorboard:{tmp_path}", on_epoch=look, **SETTINGS)
    assert ("train/loss", 1) in seen


def test_a_folder_of_tensorboard_stays_inside(tmp_path):
    data = nn.Dataset.from_arrays([[0.0], [1.0], [2.0], [3.0]], [0.0, 1.0, 2.0, 3.0], name="../../etc|x")
    nn.train(data, (2,), epochs=2, test_fraction=0, log=f"tensorboard:{tmp_path / 'board'}")
    assert [path.name for path in tmp_path.iterdir()] == ["board"]
    (folder,) = (tmp_path / "board").iterdir()
    assert folder.name.startswith("______etc_x-")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(nn.NNPlayError, match="could not be made"):
        nn.train("iris", (8,), log=f"tensorboard:{tmp_path / 'file'}", **SETTINGS)
