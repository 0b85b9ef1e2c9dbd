"""The training loop: a generator of snapshots that can be paused, stepped and closed, and never prints.

The epochs of a small network take microseconds, less than a call into the engine. Several of them are therefore
trained in one call, which stores the state after each, and evaluated in another: a block. The snapshots of a block are
handed out one by one, and the progress goes with them, so that whoever stops, edits or forks at a snapshot is at
exactly that epoch; what was computed ahead is then forgotten.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.engine.batches import largest_batch
from nnplay.engine.lbfgs import iterates
from nnplay.errors import DivergenceError, NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.evaluation import EpochScores, PartEvaluator
from nnplay.training.gradient_descent import GradientDescent, LearningRateSchedule, divergence_message
from nnplay.training.problem import Problem
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine, TrainState

BLOCK_SECONDS = 0.02  # target duration of a block of epochs, so that interfaces get their snapshots in time
BLOCK_BYTES = 1 << 20  # of the states and outputs of a block


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
        same_output: whether every training row has the same output.
    """

    epoch: int
    loss: float
    metrics: dict[str, dict[str, float]]
    seconds: float
    learning_rate: float
    parameters: Parameters | None = None
    batches: int = 0
    same_output: bool = False


class TrainingProgress:
    """The progress of a run, from which it can resume. A stream keeps it up to date with the last snapshot.

    Attributes:
        state: θ and the optimizer's state, a TrainState; None before the start.
        epoch: number of completed epochs.
        seconds: time spent so far.
        epoch_losses: the mean loss of each epoch, for schedules that depend on it.
        changed: whether the state or `by_batch` was changed since the last snapshot; what was computed ahead does not
            count then.
    """

    def __init__(
        self, state: Any = None, epoch: int = 0, seconds: float = 0.0, epoch_losses: Sequence[float] = ()
    ) -> None:
        self.state, self.epoch, self.seconds, self.epoch_losses = state, epoch, seconds, list(epoch_losses)
        self.changed = self._by_batch = False

    @property
    def by_batch(self) -> bool:
        """Whether each batch is a snapshot."""
        return self._by_batch

    @by_batch.setter
    def by_batch(self, enabled: bool) -> None:
        self.changed = self.changed or enabled != self._by_batch
        self._by_batch = enabled

    def edit(self, index: int, value: float) -> None:
        """Set one number of θ; training continues from there."""
        self.state.theta[index] = value
        self.changed = True

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
    progress, size = progress or TrainingProgress(), len(problem.start.theta)
    resumed, seconds = progress.state is not None, progress.seconds
    evaluators = {name: PartEvaluator(problem, engine, part) for name, part in problem.parts.items()}
    if recipe.full_batch:
        blocks = _lbfgs(problem, every, stop, progress, threads)
    else:
        outputs = sum(evaluator.output_bytes for evaluator in evaluators.values())
        blocks = _gradient_descent(problem, engine, every, stop, progress, outputs)

    def evaluate(block: EpochBlock) -> Iterator[Snapshot]:
        """The snapshots of a block; the first one is ready when this is called."""
        scores = {name: evaluator(block.states) for name, evaluator in evaluators.items()}
        thetas = block.states[:, :size]
        finite = np.logical_and.reduce(np.isfinite(thetas), axis=1)
        return (snapshot(block, k, scores, thetas[k], bool(finite[k])) for k in range(len(block.epochs)))

    def snapshot(block: EpochBlock, k: int, scores: dict[str, EpochScores], theta: Array, finite: bool) -> Snapshot:
        epoch, rate = block.epochs[k], block.rates[k]
        metrics = {name: each.metrics[k] for name, each in scores.items()}
        loss = metrics["train"]["loss"]
        if epoch and not (finite and math.isfinite(loss)):
            what = "A statistic of the normalization" if math.isfinite(loss) else "The loss"
            raise DivergenceError(divergence_message(problem.architecture, recipe, theta, epoch, rate, what=what))
        parameters = problem.start.replace(theta) if keep_parameters else None
        time_spent = seconds + block.seconds * (k + 1) / len(block.epochs)
        same_output = scores["train"].same_output[k]
        return Snapshot(epoch, loss, metrics, time_spent, rate, parameters, block.batches, same_output)

    first = next(blocks)  # loads and compiles everything before the clock starts
    if not resumed:
        yield from evaluate(first)
    while True:
        started = time.perf_counter()
        block = next(blocks, None)
        if block is None:
            return
        snapshots = evaluate(block)
        block.seconds = time.perf_counter() - started
        latest = seconds
        for k in range(len(block.epochs)):
            if k and (progress.changed or is_set(stop)):
                break
            progress.state = block.state(k) or progress.state
            current = next(snapshots)
            latest = current.seconds
            if not block.batches:
                progress.epoch, progress.seconds = current.epoch, latest
            yield current
        seconds = latest


@dataclass
class EpochBlock:
    """The networks after some epochs.

    Attributes:
        epochs: the epochs, m of them.
        states: (m, ≥ θ); each row begins with θ.
        rates: the learning rate of the last step of each.
        batches: number of steps since the epoch, of a block of one.
        steps: number of steps taken after each, if a row of `states` is θ and the slots; else () and the progress has
            the state.
        origin: the state of the same run from which the other attributes of a state are taken.
        seconds: time spent on the block.
    """

    epochs: Sequence[int]
    states: Array
    rates: Sequence[float]
    batches: int = 0
    steps: Sequence[int] = ()
    origin: TrainState | None = None
    seconds: float = 0.0

    def state(self, k: int) -> TrainState | None:
        """The state after the k-th epoch, in the memory of the block; None if the progress has it."""
        if self.origin is None:
            return None
        row, origin, size = self.states[k], self.origin, len(self.origin.theta)
        return type(origin)(row[:size], row[size:], self.steps[k], origin.first_step, origin.optimizer)


def _gradient_descent(
    problem: Problem, engine: Engine, every: int, stop: Event | None, progress: TrainingProgress, outputs: int
) -> Iterator[EpochBlock]:
    """Yield the network at the start and after each `every`-th epoch; `outputs` are the bytes of those of an epoch."""
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
    yield EpochBlock([start_epoch], state.theta[None], [float(rates[0])])
    interval = 1 if schedule.feedback else every
    largest = BLOCK_BYTES // (state.theta.nbytes + state.slots.nbytes + outputs)
    length = 1  # of a block
    while True:
        if progress.state is not state:
            restore(state, progress.state)
        progress.changed = False
        done = max(start_epoch, state.step // per_epoch)
        if done >= recipe.epochs or is_set(stop):
            return
        epochs = _next_epochs(done, interval, recipe.epochs)[:length]
        epochs = epochs[: max(1, descent.steps_per_call // (interval * per_epoch))]
        if len(epochs) > 1 and not progress.by_batch:
            try:
                rates = schedule.of(state.step, epochs[-1] * per_epoch - state.step)
            except NNPlayError:  # after some of these epochs
                epochs = epochs[:1]
        if len(epochs) > 1 and not progress.by_batch:
            block, failure = _train_block(descent, epochs, per_epoch, rates)
            if block.epochs:
                yield block
            if failure is not None and not progress.changed and not is_set(stop):
                progress.state = state
                if isinstance(failure, KeyboardInterrupt):  # a last snapshot before the interrupt is passed on
                    yield EpochBlock([state.step // per_epoch], state.theta[None], [float(rates[-1])])
                raise failure
            length = _next_length(block, largest)
            continue
        epoch, progress.state = epochs[0], state
        total, first_step = 0.0, state.step
        try:
            while state.step < epoch * per_epoch:
                if is_set(stop):
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
                    at = divmod(state.step, per_epoch)
                    yield EpochBlock([at[0]], state.theta[None], [float(rates[-1])], batches=at[1])
        except KeyboardInterrupt:  # a last snapshot before the interrupt is passed on
            yield EpochBlock([state.step // per_epoch], state.theta[None], [float(rates[-1])])
            raise
        if schedule.feedback:
            progress.epoch_losses.append(total / max(state.step - first_step, 1))
            schedule.end_epoch(progress.epoch_losses[-1])
        if epoch % every == 0 or epoch == recipe.epochs:
            block = EpochBlock([epoch], state.theta[None], [float(rates[-1])])
            yield block
            if pools is None and not schedule.feedback:
                length = _next_length(block, largest)


def _train_block(
    descent: GradientDescent, epochs: Sequence[int], per_epoch: int, rates: Array
) -> tuple[EpochBlock, BaseException | None]:
    """Train for these epochs, evenly spaced, in one call; returns those that were completed, and what ended it."""
    state, failure = descent.state, None
    first_step, steps = state.step, [epoch * per_epoch for epoch in epochs]
    states = np.empty((len(epochs), len(state.theta) + len(state.slots)), state.theta.dtype)
    try:
        descent.advance(rates, states, (epochs[1] - epochs[0]) * per_epoch)
    except (DivergenceError, KeyboardInterrupt) as error:
        failure = error
    count = bisect_right(steps, state.step)
    steps = steps[:count]
    last_rates = [float(rates[step - 1 - first_step]) for step in steps]
    return EpochBlock(epochs[:count], states[:count], last_rates, steps=steps, origin=replace(state)), failure


def _next_epochs(done: int, interval: int, last: int) -> range:
    """The epochs that are multiples of `interval`, after those that are done; of none left, the last one."""
    return range(done - done % interval + interval, last + 1, interval) or range(last, last + 1)


def _next_length(block: EpochBlock, largest: int) -> int:
    """The number of epochs in the next block, by the time and the memory that this one took."""
    factor = min(BLOCK_SECONDS / max(block.seconds, 1e-9), 2.0)
    return max(1, min(int(len(block.epochs) * factor), largest))


def is_set(stop: Event | None) -> bool:
    """Whether the stream is to end."""
    return stop is not None and stop.is_set()


def restore(state: TrainState, earlier: TrainState) -> None:
    """Go back to an earlier state of the same run."""
    state.theta[:], state.slots[:], state.step = earlier.theta, earlier.slots, earlier.step


def _lbfgs(
    problem: Problem, every: int, stop: Event | None, progress: TrainingProgress, threads: int | None
) -> Iterator[EpochBlock]:
    """Yield a block at the start and after each iteration of L-BFGS, on all training rows in float64.

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

    yield EpochBlock([start_epoch], start[None], [1.0])
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
                yield EpochBlock([epoch], latest.astype(recipe.dtype)[None], [1.0])
    except KeyboardInterrupt:  # a last snapshot before the interrupt is passed on
        if epoch > yielded:
            yield EpochBlock([epoch], latest.astype(recipe.dtype)[None], [1.0])
        raise
    if epoch > yielded and not (stop is not None and stop.is_set()):  # it converged between two snapshots
        yield EpochBlock([epoch], latest.astype(recipe.dtype)[None], [1.0])
