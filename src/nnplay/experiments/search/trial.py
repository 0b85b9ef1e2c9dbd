"""A trial of a search: train one network until it finishes, is pruned, or diverges; and worker threads for many."""

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
from nnplay.network.parameters import Array
from nnplay.training.early_stopping import monitored_loss, stop_early
from nnplay.training.evaluation import evaluate_part
from nnplay.training.history import TrainingHistory, record
from nnplay.training.loop import stream
from nnplay.training.problem import Problem

MAX_SNAPSHOTS = 50  # per trial
MIN_RIVALS = 5  # finished trials before any is pruned
MIN_FRACTION = 0.25  # of the epochs, before a trial is pruned

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class TrialResult:
    """The result of a trial.

    Attributes:
        state: "finished", "pruned" or "diverged".
        epoch: the epoch of the evaluated weights.
        epochs: how many epochs were trained.
        seconds: training time.
        parameters: how many parameters are trained.
        metrics: the metrics of the "train" and "validation" splits, as of a Run.
        history: a dict of columns, as of a Run.
        message: why it diverged, or "".
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
        """The epochs of the history, and the lowest validation loss until each."""
        return self.history["epoch"], list(itertools.accumulate(self.history["validation_loss"], min))


def run_trial(problem: Problem, rivals: Sequence[TrialResult], stop: threading.Event) -> TrialResult | None:
    """Train a problem that has validation rows; None if `stop` was set before the end.

    The trial is pruned if its lowest validation loss so far is above the median of what its rivals had reached by the
    same epoch: the median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2).
    """
    recipe, history = problem.recipe, TrainingHistory()
    every = 1 if recipe.patience else max(1, -(-recipe.epochs // MAX_SNAPSHOTS))
    curves = [rival.best_losses for rival in rivals] if len(rivals) >= MIN_RIVALS else []
    state, message, lowest = "finished", "", math.inf
    try:
        with closing(stream(problem, every=every, keep_parameters=True, stop=stop, threads=1)) as snapshots:
            for snapshot in record(stop_early(snapshots, recipe.patience) if recipe.patience else snapshots, history):
                lowest = min(lowest, monitored_loss(snapshot))
                may_prune = MIN_FRACTION * recipe.epochs <= snapshot.epoch < recipe.epochs
                if curves and may_prune and lowest > _median(curves, snapshot.epoch):
                    state = "pruned"
                    break
    except DivergenceError as error:
        state, message = "diverged", str(error)
    if stop.is_set():
        return None
    last, best = history.last, history.best
    assert last is not None
    assert best is not None
    final = best if recipe.patience and state == "finished" else last
    parameters = history.best_parameters if final is best else last.parameters
    assert parameters is not None
    metrics = {} if state == "diverged" else _metrics(problem, parameters.theta)
    if not all(map(math.isfinite, (part["loss"] for part in metrics.values()))):
        state, message = "diverged", "The loss is not finite."
    count = parameters.layout.trained
    return TrialResult(state, final.epoch, last.epoch, last.seconds, count, metrics, history.columns, message)


def _metrics(problem: Problem, theta: Array) -> dict[str, dict[str, float]]:
    """All metrics of the training and the validation split."""
    from nnplay.engine.compiled import Engine

    engine = Engine(problem.architecture, problem.recipe.dtype, threads=1)
    return {name: evaluate_part(problem, engine, theta, part)[0] for name, part in problem.parts.items()}


def _median(curves: Sequence[tuple[list[int], list[float]]], epoch: int) -> float:
    """The median of the lowest losses until this epoch."""
    return statistics.median(losses[bisect.bisect_right(epochs, epoch) - 1] for epochs, losses in curves)


class TrialWorkers(Generic[T, R]):
    """Worker threads; the engine releases Python's global interpreter lock.

    Args:
        work: the function that is called with a task and with the event that `close` sets.
        count: how many threads to start.
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

    def submit(self, task: T) -> None:
        """Queue a task for the next free thread."""
        self._tasks.put(task)

    def next_result(self, timeout: float | None) -> R | None:
        """The next result; None if there was none within `timeout` seconds. An exception of the work is raised."""
        try:
            result = self._results.get(timeout=None if timeout is None else min(max(timeout, 0), threading.TIMEOUT_MAX))
        except Empty:
            return None
        if isinstance(result, BaseException):
            raise result
        return result

    def close(self) -> None:
        """Stop the threads, and the trials in progress, within a tenth of a second."""
        self.stop.set()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
