"""Training: a generator of snapshots. Pause = stop asking, step = next, cancel = close. It never prints."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import metrics as metric_registry
from nnplay.catalog import optimizers
from nnplay.engine.lbfgs import iterations
from nnplay.errors import DivergenceError
from nnplay.network.parameters import Parameters
from nnplay.training.gradient_descent import Descent, Rates, advice
from nnplay.training.problem import Part, Problem
from nnplay.utils.validation import check_int

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network at the end of an epoch (epoch 0: untrained).

    Attributes:
        epoch: how many epochs have been trained.
        loss: the mean loss over the training rows with these parameters, without penalties.
        metrics: ``{"train": {"loss": …, "accuracy": …}, "validation": …, "test": …}``, for the parts that have rows.
        seconds: time spent in training, with evaluation but without loading or compiling the engine.
        learning_rate: η of the last step.
        parameters: a copy of θ, where it was asked for.
        batches: steps taken since that epoch ended, where single batches were asked for; 0 at the end of an epoch.
    """

    epoch: int
    loss: float
    metrics: dict[str, dict[str, float]]
    seconds: float
    learning_rate: float
    parameters: Parameters | None = None
    batches: int = 0


class Progress:
    """How far a training is, as it can be taken up again: what the optimizer knows (a State), epoch and seconds.

    A stream keeps it current: between two snapshots it is what belongs to the last one. `told` are the losses that a
    schedule with feedback has been told, one for each epoch. While `by_batch` is set, each batch is shown.
    """

    def __init__(self, state: Any = None, epoch: int = 0, seconds: float = 0.0, told: Sequence[float] = ()) -> None:
        self.state, self.epoch, self.seconds, self.told = state, epoch, seconds, list(told)
        self.by_batch = False

    def copy(self) -> Progress:
        """An independent copy, from which training can go on."""
        return Progress(self.state and self.state.copy(), self.epoch, self.seconds, self.told)


def stream(
    problem: Problem,
    *,
    every: int = 1,
    keep_parameters: bool = False,
    stop: Event | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Generator[Snapshot, None, None]:
    """Train, yielding a snapshot of the untrained network, of each `every`-th epoch and of the last one.

    When another thread sets `stop`, the stream ends between two calls of the engine, within a tenth of a second.
    `threads` is the most that may work on the network; None is one for each core. The numbers do not depend on it.
    A `progress` with a state is taken up: the first snapshot is that of the next epoch, and the numbers are those that
    an undisturbed training would have had.

    Raises:
        DivergenceError: when a loss is not finite, within one batch, naming epoch, layer and learning rate.
        NNPlayError: no whole number of epochs or of threads.
    """
    from nnplay.engine.compiled import Engine

    every, threads = check_int(every, "every"), None if threads is None else check_int(threads, "threads")
    recipe = problem.recipe
    batch = min(recipe.batch_size or problem.training_rows, problem.training_rows)
    full = optimizers.resolve(recipe.optimizer)[0].full_batch
    engine = Engine(problem.architecture, recipe.dtype, rows=batch, threads=threads)
    progress = progress or Progress()
    steps = (
        _lbfgs(problem, every, progress, threads) if full else _descent(problem, engine, batch, every, stop, progress)
    )
    taken_up, seconds = progress.state is not None, progress.seconds

    def snapshot(epoch: int, theta: Array, rate: float, batches: int = 0) -> Snapshot:
        metrics = {name: measure(problem, engine, theta, part) for name, part in problem.parts.items()}
        kept = Parameters(problem.architecture, theta.copy()) if keep_parameters else None
        loss = metrics["train"]["loss"]
        if epoch and not (np.isfinite(loss) and np.isfinite(theta).all()):
            what = "A statistic of the normalisation" if np.isfinite(loss) else "The loss"
            raise DivergenceError(advice(problem.architecture, recipe, theta, epoch, rate, what=what))
        return Snapshot(epoch, loss, metrics, seconds, rate, kept, batches)

    first = next(steps)  # everything is loaded and compiled before the clock starts
    if not taken_up:
        yield snapshot(*first)
    while True:
        resumed = time.perf_counter()
        step = next(steps, None)
        if step is None:
            return
        shown = snapshot(*step)
        seconds += time.perf_counter() - resumed
        if not shown.batches:
            progress.epoch, progress.seconds = shown.epoch, seconds
        yield replace(shown, seconds=seconds)


def _descent(
    problem: Problem, engine: Any, batch: int, every: int, stop: Event | None, progress: Progress
) -> Iterator[tuple[int, Array, float, int]]:
    """(epoch, θ, η, batches since) before the first step, and after each `every`-th epoch of gradient descent."""
    recipe, train = problem.recipe, problem.parts["train"]
    pools = None if problem.shuffle_buffer is None else problem.shuffle_buffer.pools(batch)
    rows = (train.X, train.Y, train.weight) if pools is None else next(pools)
    descent = Descent(engine, recipe, rows, batch, problem.start.theta if progress.state is None else progress.state)
    trainer, state = descent.trainer, descent.state
    trainer.begin, progress.state = 0, state
    begun = progress.epoch
    per_epoch = -(-problem.training_rows // batch)
    rates = Rates(recipe, per_epoch)
    for loss in progress.told:
        rates.learn(loss)
    η = rates.of(0, 1)
    yield begun, state.theta, float(η[0]), 0
    for last in _ends(recipe.epochs, 1 if rates.feedback else every):
        if last <= begun:
            continue
        total, first = 0.0, state.step
        try:
            while state.step < last * per_epoch:
                if stop is not None and stop.is_set():
                    return
                until = last * per_epoch
                if pools is not None:
                    if state.step == trainer.begin + trainer.per_epoch:
                        trainer.feed(state, *next(pools))
                    until = trainer.begin + trainer.per_epoch
                η = rates.of(state.step, min(1 if progress.by_batch else descent.pace, until - state.step))
                total += float(descent.advance(η)[0].sum())
                if progress.by_batch and state.step < last * per_epoch:
                    yield state.step // per_epoch, state.theta, float(η[-1]), state.step % per_epoch
        except KeyboardInterrupt:  # show how far it came before it is passed on
            yield state.step // per_epoch, state.theta, float(η[-1]), 0
            raise
        if rates.feedback:
            progress.told.append(total / max(state.step - first, 1))
            rates.learn(progress.told[-1])
        if last % every == 0 or last == recipe.epochs:
            yield last, state.theta, float(η[-1]), 0


def _ends(epochs: int, every: int) -> Iterator[int]:
    """The epochs at which to look: every, 2·every, …, and the last."""
    epoch = 0
    while epoch < epochs:
        epoch = min(epoch + every, epochs)
        yield epoch


def _lbfgs(
    problem: Problem, every: int, progress: Progress, threads: int | None
) -> Iterator[tuple[int, Array, float, int]]:
    """(epoch, θ, 1, 0) before the first iteration of L-BFGS and after each, on all training rows and in float64.

    A progress with a state is where it begins, knowing nothing of what was before.
    """
    from nnplay.engine.compiled import Engine

    recipe, train = problem.recipe, problem.parts["train"]
    engine = Engine(problem.architecture, "float64", rows=len(train.X), threads=threads)
    X, Y = train.X.astype(np.float64), train.Y.astype(np.float64)
    start, begun = (problem.start if progress.state is None else progress.state).theta, progress.epoch
    theta = start.astype(np.float64)
    trained = engine.layout.trained

    def objective(moved: Array) -> tuple[float, Array]:
        theta[:trained] = moved
        loss, g = engine.gradient(theta, X, Y, train.weight, **recipe.penalty_strengths)
        return loss + engine.penalty(theta, **recipe.penalty_strengths), g

    yield begun, start, 1.0, 0
    epoch, whole = begun, theta
    left = recipe.epochs - begun
    for epoch, moved in enumerate(iterations(objective, theta[:trained].copy(), left), start=begun + 1):
        whole = theta.copy()
        whole[:trained] = moved
        if epoch % every == 0 or epoch == recipe.epochs:
            yield epoch, whole.astype(recipe.dtype), 1.0, 0
    if epoch > begun and epoch % every and epoch < recipe.epochs:  # it converged in between
        yield epoch, whole.astype(recipe.dtype), 1.0, 0


def measure(problem: Problem, engine: Any, theta: Array, part: Part) -> dict[str, float]:
    """The loss and the metrics that are always wanted of one part of the data."""
    return judge(problem, engine, theta, part, every_metric=False)[0]


def judge(
    problem: Problem, engine: Any, theta: Array, part: Part, *, every_metric: bool = True
) -> tuple[dict[str, float], Array]:
    """The loss and the metrics of one part of the data, and the predictions for it."""
    outputs, loss = engine.evaluate(theta, part.X, part.Y, part.weight)
    measured = {"loss": float(loss)}
    with np.errstate(all="ignore"):
        prediction = problem.coding.decode(outputs)
        for name, entry in metric_registry.items():
            if entry.task == problem.dataset.task and (entry.always or every_metric):
                measured[name] = float(entry(part.truth, prediction))
    return measured, prediction
