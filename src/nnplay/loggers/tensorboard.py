"""TensorBoard: event files, which it reads while they grow. The only file that imports tensorboardX."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.loggers.run_logger import result_numbers, run_name, run_settings, snapshot_numbers
from nnplay.training.problem import Problem
from nnplay.training.result import TrainingResult
from nnplay.training.snapshot import Snapshot
from nnplay.utils.files import check_path

FLUSH = 1  # seconds until what was logged is in the file
HISTOGRAMS = 50  # of each layer, in the whole run
BINS = 30  # of a histogram


class TensorBoardLogger:
    """Logs a run to a folder of its own in `folder`: metrics, histograms of the weights, settings and model card.

    Raises:
        NNPlayError: tensorboardX is not installed, or a folder that cannot exist.
    """

    name = "TensorBoard"

    def __init__(self, folder: str | os.PathLike[str] = "runs") -> None:
        self.folder = check_path(folder)
        _summary_writer()
        self._writer: Any = None
        self._settings: dict[str, Any] = {}
        self._histogram_every = 1

    def start(self, problem: Problem) -> None:
        """Open the event file of a new run."""
        self._writer = _summary_writer()(str(new_folder(self.folder, run_name(problem))), flush_secs=FLUSH)
        self._settings = {name: _plain(value) for name, value in run_settings(problem).items()}
        self._histogram_every = max(1, problem.recipe.epochs // HISTOGRAMS)
        self._writer.add_text("settings", _table(self._settings))

    def log(self, snapshot: Snapshot) -> None:
        """Add the numbers of an epoch, and histograms of the weights at some."""
        for name, value in snapshot_numbers(snapshot).items():
            self._writer.add_scalar(name, value, snapshot.epoch)
        if snapshot.parameters is not None and snapshot.epoch % self._histogram_every == 0:
            for name, arrays in (("W", snapshot.parameters.W), ("b", snapshot.parameters.b)):
                for layer, values in enumerate(arrays, start=1):
                    self._writer.add_histogram(f"{name}/layer_{layer}", values, snapshot.epoch, bins=BINS)

    def finish(self, result: TrainingResult, files: Mapping[str, bytes]) -> None:
        """Add the result for the table of hyperparameters, and the model card; close the file."""
        from tensorboardX.summary import hparams

        numbers = result_numbers(result)
        for summary in hparams(self._settings, dict.fromkeys(numbers, 0.0)):
            self._writer.file_writer.add_summary(summary)
        for name, value in numbers.items():
            self._writer.add_scalar(name, value, result.epoch)
        for name, content in files.items():
            if name.endswith(".md"):
                self._writer.add_text("model card", content.decode("utf-8"))
        self._close(f"{result.status} {result.message}".strip())

    def fail(self, reason: str) -> None:
        """Close the file."""
        self._close(reason)

    def _close(self, status: str) -> None:
        self._writer.add_text("status", status)
        self._writer.close()
        self._writer = None


def write_history(folder: Path, history: Mapping[str, Sequence[Any]], texts: Mapping[str, str], started: float) -> None:
    """Write a run that has ended as event files in a folder of its own.

    Raises:
        NNPlayError: tensorboardX is not installed.
        OSError: the files cannot be written.
    """
    writer = _summary_writer()(str(folder))
    for tag, text in texts.items():
        writer.add_text(tag, text)
    for column, values in history.items():
        part, _, metric = column.partition("_")
        tag = f"{part}/{metric}" if part in ("train", "validation", "test") else column
        for epoch, value in zip(history.get("epoch", []), values, strict=False):
            if column != "epoch" and value is not None:
                writer.add_scalar(tag, value, epoch, walltime=started + 0.001 * epoch)
    writer.close()


def new_folder(parent: Path, name: str) -> Path:
    """A new folder for a run, with the time in its name."""
    folder = parent / f"{folder_name(name)}-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise NNPlayError(f"The folder {str(folder)!r} could not be made: {error.strerror or error}.") from None
    return folder


def folder_name(name: str) -> str:
    """A safe folder name: letters, digits, - and _ only, so that it cannot point outside the folder."""
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name)[:60] or "run"


def _summary_writer() -> Any:
    try:
        from tensorboardX import SummaryWriter
    except ImportError:
        raise NNPlayError("TensorBoard needs tensorboardX: pip install 'nnplay[tensorboard]'.") from None
    return SummaryWriter


def _plain(value: Any) -> Any:
    """A value that the table of hyperparameters takes."""
    return value if isinstance(value, bool | int | float | str) else json.dumps(value, ensure_ascii=False)


def _table(settings: Mapping[str, Any]) -> str:
    """The settings as a Markdown table, which TensorBoard shows."""
    rows = [f"| {name} | {str(value).replace('|', chr(92) + '|')} |" for name, value in settings.items()]
    return "\n".join(["| setting | value |", "| --- | --- |", *rows])
