"""One trial of a search: a network that is trained until it is done, hopeless or diverged; and the threads for many."""

from __future__ import annotations

import bisect
import itertools
import math
import statistics
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from nnplay.errors import DivergenceError
from nnplay.training.early_stopping import stop_early, watched
from nnplay.training.history import Record, record
from nnplay.training.loop import judge, stream
from nnplay.training.problem import Problem

LOOKS = 50  # snapshots of a trial
RIVALS = 5  # finished trials before any is given up
GRACE = 0.25  # of the epochs that every trial may have

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a trial.

    Attributes:
        state: "finished", "pruned" or "diverged".
        epoch: whose weights were judged; `epochs` is how far it was trained.
        seconds: of training.
        parameters: how many numbers are trained.
        metrics: of the "train" and "validation" rows, as of a Run.
        history: a dict of columns, as of a Run.
        message: of a divergence.
    """

    state: str
    epoch: int
    epochs: int
    seconds: float
    parameters: int
    metrics: dict[str, dict[str, float]]
    history: dict[str, list[Any]] = field(default_factory=dict)
    message: str = ""

    @property
    def best_losses(self) -> tuple[list[int], list[float]]:
        """The epochs looked at, and the least validation loss until then."""
        return self.history["epoch"], list(itertools.accumulate(self.history["validation_loss"], min))


def attempt(problem: Problem, rivals: Sequence[Outcome], stop: threading.Event) -> Outcome | None:
    """Train a problem that has validation rows; None when `stop` was set before the end.

    It is given up where its least validation loss so far is above the median of those that the rivals had by then,
    once there are some: the median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2).
    """
    recipe, kept = problem.recipe, Record()
    every = 1 if recipe.patience else max(1, -(-recipe.epochs // LOOKS))
    curves = [rival.best_losses for rival in rivals] if len(rivals) >= RIVALS else []
    state, message, least = "finished", "", math.inf
    try:
        with closing(stream(problem, every=every, keep_parameters=True, stop=stop, threads=1)) as snapshots:
            for snapshot in record(stop_early(snapshots, recipe.patience) if recipe.patience else snapshots, kept):
                least = min(least, watched(snapshot))
                late = GRACE * recipe.epochs <= snapshot.epoch < recipe.epochs
                if curves and late and least > _median(curves, snapshot.epoch):
                    state = "pruned"
                    break
    except DivergenceError as error:
        state, message = "diverged", str(error)
    if stop.is_set():
        return None
    last, best = kept.last, kept.best
    assert last is not None
    assert best is not None
    chosen = best if recipe.patience and state == "finished" else last
    parameters = kept.best_parameters if chosen is best else last.parameters
    assert parameters is not None
    metrics = {} if state == "diverged" else _judged(problem, parameters.theta)
    if not all(map(math.isfinite, (part["loss"] for part in metrics.values()))):
        state, message = "diverged", "The loss is not finite."
    count = parameters.layout.trained
    return Outcome(state, chosen.epoch, last.epoch, last.seconds, count, metrics, kept.columns, message)


def _judged(problem: Problem, theta: Any) -> dict[str, dict[str, float]]:
    """Every metric of the training and the validation rows."""
    from nnplay.engine.compiled import Engine

    engine = Engine(problem.architecture, problem.recipe.dtype, threads=1)
    return {name: judge(problem, engine, theta, part)[0] for name, part in problem.parts.items()}


def _median(curves: Sequence[tuple[list[int], list[float]]], epoch: int) -> float:
    """Of the least losses until this epoch."""
    return statistics.median(losses[bisect.bisect_right(epochs, epoch) - 1] for epochs, losses in curves)


class Crew(Generic[T, R]):
    """Threads that do the tasks they are given; the engine works without Python's interpreter lock.

    Args:
        work: what is done with a task and the event that `close` sets.
        count: how many threads.
    """

    def __init__(self, work: Callable[[T, threading.Event], R], count: int) -> None:
        self.stop = threading.Event()
        self._work = work
        self._tasks: SimpleQueue[T | None] = SimpleQueue()
        self._results: SimpleQueue[R | BaseException] = SimpleQueue()
        self._threads = [threading.Thread(target=self._run, name=f"nnplay-{k}", daemon=True) for k in range(count)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None and not self.stop.is_set():
            try:
                self._results.put(self._work(task, self.stop))
            except BaseException as error:
                self._results.put(error)

    def give(self, task: T) -> None:
        """A task for the next thread that is free."""
        self._tasks.put(task)

    def take(self, seconds: float | None) -> R | None:
        """The next result; None when none came in that time. An error of the work is raised."""
        try:
            found = self._results.get(timeout=None if seconds is None else min(max(seconds, 0), threading.TIMEOUT_MAX))
        except Empty:
            return None
        if isinstance(found, BaseException):
            raise found
        return found

    def close(self) -> None:
        """End, with what is under way, within a tenth of a second."""
        self.stop.set()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
