"""The loggers of one run: they start together, follow it, and a failure of one stops neither the others nor the run."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nnplay.errors import LoggerWarning, NNPlayError, clean
from nnplay.loggers.mlflow import MLflowLogger
from nnplay.loggers.run_logger import RunLogger
from nnplay.loggers.tensorboard import TensorBoardLogger
from nnplay.loggers.wandb import WandbLogger
from nnplay.utils.text import did_you_mean

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult
    from nnplay.training.session import TrainingSession
    from nnplay.training.snapshot import Snapshot

LOGGERS: dict[str, Callable[[str | None], RunLogger]] = {
    "tensorboard": lambda folder: TensorBoardLogger() if folder is None else TensorBoardLogger(folder),
    "mlflow": MLflowLogger,
    "wandb": lambda project: WandbLogger() if project is None else WandbLogger(project),
}


def as_logger_group(log: str | RunLogger | Sequence[str | RunLogger] | None) -> LoggerGroup:
    """The loggers that a person asked for.

    Args:
        log: "tensorboard:FOLDER", "mlflow:URI" or "wandb:PROJECT", each also without what follows the colon; a logger;
            or a list of these.

    Raises:
        NNPlayError: an unknown logger, or one whose library is not installed.
    """
    if log is None:
        return LoggerGroup([])
    return LoggerGroup([_as_logger(each) for each in (log if isinstance(log, list | tuple) else [log])])


def _as_logger(log: object) -> RunLogger:
    if not isinstance(log, str):
        if isinstance(log, type) or not isinstance(log, RunLogger):
            raise NNPlayError(
                f"log must be a text such as 'tensorboard:runs', or a logger with name, start, log, finish and fail, "
                f"not {clean(repr(log), 80)}."
            )
        return log
    kind, colon, place = log.partition(":")
    if kind not in LOGGERS:
        raise NNPlayError(
            f"There is no logger {clean(repr(kind), 60)}{did_you_mean(kind, LOGGERS)}: choose tensorboard:FOLDER, "
            "mlflow:URI or wandb:PROJECT."
        )
    if colon and not place.strip():
        raise NNPlayError(f"Nothing follows the colon of {log!r}: write {kind}:PLACE, or {kind} alone.")
    return LOGGERS[kind](place if colon else None)


class LoggerGroup:
    """The loggers of one run."""

    def __init__(self, loggers: Iterable[RunLogger]) -> None:
        self._loggers = list(loggers)
        self._started: list[RunLogger] = []

    def __bool__(self) -> bool:
        return bool(self._loggers)

    def start(self, session: TrainingSession) -> None:
        """Begin a run in each.

        Raises:
            NNPlayError: one of them cannot begin it; the others have ended theirs.
        """
        for logger in self._loggers:
            try:
                logger.start(session.problem)
            except Exception as error:
                self.fail(f"{logger.name} could not start")
                if isinstance(error, NNPlayError):
                    raise
                raise NNPlayError(f"{logger.name} could not start: {_first_line(error)}") from error
            self._started.append(logger)

    def follow(self, session: TrainingSession, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """Pass the snapshots of a session on, and log each. A run that begins again is a new one for the loggers."""
        problem = session.problem
        for snapshot in snapshots:
            if session.problem is not problem:
                problem = session.problem
                for logger in list(self._started):
                    self._attempt(logger, logger.fail, "It went nowhere, and was begun again.")
                    self._attempt(logger, logger.start, problem)
            for logger in list(self._started):
                self._attempt(logger, logger.log, snapshot.copy())
            yield snapshot

    def finish(self, result: TrainingResult, files: Mapping[str, bytes]) -> None:
        """End the run in each."""
        for logger in list(self._started):
            self._attempt(logger, logger.finish, result, files)
        self._started.clear()

    def fail(self, reason: str) -> None:
        """End the run in each without a result."""
        for logger in list(self._started):
            self._attempt(logger, logger.fail, reason)
        self._started.clear()

    def _attempt(self, logger: RunLogger, action: Callable[..., None], *arguments: object) -> None:
        """Let a logger do something unless it failed before; a failure is a warning."""
        if logger not in self._started:
            return
        try:
            action(*arguments)
        except Exception as error:  # whatever its library raises: a full disk, a server that is gone
            self._started.remove(logger)
            warnings.warn(
                f"{logger.name}: {_first_line(error)} Training goes on; nothing more is logged there.", LoggerWarning, 3
            )


def _first_line(error: Exception) -> str:
    """The message of an error of any library as one sentence."""
    lines = str(error).strip().splitlines()
    text = clean(lines[0] if lines else type(error).__name__, 400)
    return text if text.endswith((".", "!", "?")) else f"{text}."
