"""The training loop: a generator of snapshots that can be paused, stepped and closed, and never prints."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.engine.batches import largest_batch
from nnplay.engine.lbfgs import iterates
from nnplay.errors import DivergenceError
from nnplay.network.parameters import Parameters
from nnplay.training.gradient_descent import GradientDescent, LearningRateSchedule, divergence_message
from nnplay.training.model import class_probabilities
from nnplay.training.problem import Part, Problem
from nnplay.training.scores import needs_probabilities, scores
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network at the end of an epoch; epoch 0 is the untrained network.

    Attributes:
        epoch: number of completed epochs.
        loss: mean loss over the training rows, without penalties.
        metrics: ``{"train": {"loss": …, "accuracy": …}, "validation": …, "test": …}``, for the splits that have rows.
        seconds: time spent on training and evaluation, without loading data and compiling.
        learning_rate: the learning rate of the last step.
        parameters: a copy of θ if it was requested.
        batches: number of steps since that epoch, when each batch is a snapshot; 0 at the end of an epoch.
    """

    epoch: int
    loss: float
    metrics: dict[str, dict[str, float]]
    seconds: float
    learning_rate: float
    parameters: Parameters | None = None
    batches: int = 0


class TrainingProgress:
    """The progress of a run, from which it can resume. A stream keeps it up to date with the last snapshot.

    Attributes:
        state: θ and the optimizer's state, a TrainState; None before the start.
        epoch: number of completed epochs.
        seconds: time spent so far.
        epoch_losses: the mean loss of each epoch, for schedules that depend on it.
        by_batch: whether each batch is a snapshot.
    """

    def __init__(
        self, state: Any = None, epoch: int = 0, seconds: float = 0.0, epoch_losses: Sequence[float] = ()
    ) -> None:
        self.state, self.epoch, self.seconds, self.epoch_losses = state, epoch, seconds, list(epoch_losses)
        self.by_batch = False

    def restart(self) -> None:
        """Go back to the start; the time goes on."""
        self.state, self.epoch, self.epoch_losses = None, 0, []

    def copy(self) -> TrainingProgress:
        """An independent copy, from which training can continue."""
        return TrainingProgress(self.state and self.state.copy(), self.epoch, self.seconds, self.epoch_losses)


def stream(
    problem: Problem,
    *,
    every: int = 1,
    keep_parameters: bool = False,
    stop: Event | None = None,
    threads: int | None = None,
    progress: TrainingProgress | None = None,
) -> Generator[Snapshot, None, None]:
    """Train, and yield a snapshot of the untrained network, of each `every`-th epoch, and of the last one.

    Args:
        problem: what to train.
        every: epochs between two snapshots.
        keep_parameters: copy θ into each snapshot.
        stop: an event that ends the stream within a tenth of a second when another thread sets it.
        threads: maximum number of threads, one per core by default; the numbers do not depend on it.
        progress: progress to resume from if it has a state. The first snapshot is then the next epoch, and the numbers
            are those of a run without the interruption.

    Raises:
        DivergenceError: a loss is not finite; raised within one batch, with epoch, layer and learning rate.
        NNPlayError: `every` or `threads` is not a positive integer.
    """
    from nnplay.engine.compiled import Engine

    every, threads = check_int(every, "every"), None if threads is None else check_int(threads, "threads")
    recipe = problem.recipe
    rows = largest_batch(problem.architecture, problem.batch)
    engine = Engine(problem.architecture, recipe.dtype, rows=rows, threads=threads)
    progress = progress or TrainingProgress()
    resumed, seconds = progress.state is not None, progress.seconds
    if recipe.full_batch:
        steps = _lbfgs(problem, every, stop, progress, threads)
    else:
        steps = _gradient_descent(problem, engine, every, stop, progress)

    def snapshot(epoch: int, theta: Array, rate: float, batches: int = 0) -> Snapshot:
        metrics = {name: epoch_metrics(problem, engine, theta, part) for name, part in problem.parts.items()}
        parameters = Parameters(problem.architecture, theta.copy()) if keep_parameters else None
        loss = metrics["train"]["loss"]
        if epoch and not (np.isfinite(loss) and np.isfinite(theta).all()):
            what = "A statistic of the normalization" if np.isfinite(loss) else "The loss"
            raise DivergenceError(divergence_message(problem.architecture, recipe, theta, epoch, rate, what=what))
        return Snapshot(epoch, loss, metrics, seconds, rate, parameters, batches)

    first = next(steps)  # loads and compiles everything before the clock starts
    if not resumed:
        yield snapshot(*first)
    while True:
        started = time.perf_counter()
        step = next(steps, None)
        if step is None:
            return
        current = snapshot(*step)
        seconds += time.perf_counter() - started
        if not current.batches:
            progress.epoch, progress.seconds = current.epoch, seconds
        yield replace(current, seconds=seconds)


def _gradient_descent(
    problem: Problem, engine: Engine, every: int, stop: Event | None, progress: TrainingProgress
) -> Iterator[tuple[int, Array, float, int]]:
    """Yield (epoch, θ, learning rate, batches since the epoch) at the start and after each `every`-th epoch."""
    recipe, train = problem.recipe, problem.parts["train"]
    pools = None if problem.shuffle_buffer is None else problem.shuffle_buffer.pools(problem.batch)
    rows = (train.X, train.Y, train.weight) if pools is None else next(pools)
    start = problem.start.theta if progress.state is None else progress.state
    descent = GradientDescent(engine, recipe, rows, problem.batch, start, mean_weight=problem.mean_weight)
    trainer, state = descent.trainer, descent.state
    trainer.start_step, progress.state = 0, state
    start_epoch = progress.epoch
    per_epoch = problem.steps_per_epoch
    schedule = LearningRateSchedule(recipe, per_epoch)
    for loss in progress.epoch_losses:
        schedule.end_epoch(loss)
    rates = schedule.of(0, 1)
    yield start_epoch, state.theta, float(rates[0]), 0
    for epoch in _every(1 if schedule.feedback else every, recipe.epochs):
        if epoch <= start_epoch:
            continue
        total, first_step = 0.0, state.step
        try:
            while state.step < epoch * per_epoch:
                if stop is not None and stop.is_set():
                    return
                end = epoch * per_epoch
                if pools is not None:
                    if state.step == trainer.start_step + trainer.per_epoch:
                        trainer.set_rows(state, *next(pools))
                    end = trainer.start_step + trainer.per_epoch
                rates = schedule.of(
                    state.step, min(1 if progress.by_batch else descent.steps_per_call, end - state.step)
                )
                total += float(descent.advance(rates)[0].sum())
                if progress.by_batch and state.step < epoch * per_epoch:
                    yield state.step // per_epoch, state.theta, float(rates[-1]), state.step % per_epoch
        except KeyboardInterrupt:  # a last snapshot before the interrupt is passed on
            yield state.step // per_epoch, state.theta, float(rates[-1]), 0
            raise
        if schedule.feedback:
            progress.epoch_losses.append(total / max(state.step - first_step, 1))
            schedule.end_epoch(progress.epoch_losses[-1])
        if epoch % every == 0 or epoch == recipe.epochs:
            yield epoch, state.theta, float(rates[-1]), 0


def _every(interval: int, epochs: int) -> Iterator[int]:
    """Each `interval`-th epoch and the last one."""
    epoch = 0
    while epoch < epochs:
        epoch = min(epoch + interval, epochs)
        yield epoch


def _lbfgs(
    problem: Problem, every: int, stop: Event | None, progress: TrainingProgress, threads: int | None
) -> Iterator[tuple[int, Array, float, int]]:
    """Yield (epoch, θ, 1, 0) at the start and after each iteration of L-BFGS, on all training rows in float64.

    It starts from the θ of the progress if there is one, without the optimizer's memory.
    """
    from nnplay.engine.compiled import Engine

    recipe, train = problem.recipe, problem.parts["train"]
    engine = Engine(problem.architecture, "float64", rows=len(train.X), threads=threads, full_batch=True)
    X, Y = train.X.astype(np.float64), train.Y.astype(np.float64)
    start, start_epoch = (problem.start if progress.state is None else progress.state).theta, progress.epoch
    theta = start.astype(np.float64)
    trained = engine.layout.trained

    def objective(point: Array) -> tuple[float, Array]:
        theta[:trained] = point
        loss, g = engine.gradient(theta, X, Y, train.weight, **recipe.penalty_strengths)
        return loss + engine.penalty(theta, **recipe.penalty_strengths), g

    yield start_epoch, start, 1.0, 0
    epoch = yielded = start_epoch
    latest = theta
    points = iterates(objective, theta[:trained].copy(), recipe.epochs - start_epoch, stop)
    try:
        for epoch, point in enumerate(points, start=start_epoch + 1):
            if not np.array_equal(theta[:trained], point):  # the line search went on from here
                objective(point)  # for the running statistics at this θ
            latest = theta.copy()
            if epoch % every == 0 or epoch == recipe.epochs:
                yielded = epoch
                yield epoch, latest.astype(recipe.dtype), 1.0, 0
    except KeyboardInterrupt:  # a last snapshot before the interrupt is passed on
        if epoch > yielded:
            yield epoch, latest.astype(recipe.dtype), 1.0, 0
        raise
    if epoch > yielded and not (stop is not None and stop.is_set()):  # it converged between two snapshots
        yield epoch, latest.astype(recipe.dtype), 1.0, 0


def epoch_metrics(problem: Problem, engine: Engine, theta: Array, part: Part) -> dict[str, float]:
    """The loss and the metrics that are computed after every epoch, on one split."""
    return evaluate_part(problem, engine, theta, part, all_metrics=False)[0]


def evaluate_part(
    problem: Problem, engine: Engine, theta: Array, part: Part, *, all_metrics: bool = True
) -> tuple[dict[str, float], Array]:
    """The loss and the metrics on one split, those that are defined, and the predictions for its rows."""
    outputs, loss = engine.evaluate(theta, part.X, part.Y, part.weight)
    with np.errstate(all="ignore"):
        prediction = problem.coding.decode(outputs)
        probabilities = None
        if needs_probabilities(problem.dataset.task, always=not all_metrics):
            probabilities = class_probabilities(problem.coding, problem.architecture, outputs)
    if probabilities is not None:
        probabilities = probabilities.astype(outputs.dtype)  # sorting them takes a third of the time
    result = scores(
        problem.dataset.task, part.truth, prediction, classes=problem.coding.classes, probabilities=probabilities,
        sample_weight=part.sample_weight, always=not all_metrics,
    )  # fmt: skip
    return {"loss": float(loss)} | result.metrics, prediction
