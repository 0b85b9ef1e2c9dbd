"""Training in blocks of epochs: by gradient descent, or by L-BFGS.

The epochs of a small network take microseconds, less than a call into the engine. Several of them are therefore
trained in one call, which stores the state after each, and evaluated in another: a block. The batches of a small
network also leave all cores idle but one, so there the next block is trained while this one is evaluated and used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from nnplay.engine.lbfgs import iterates
from nnplay.errors import DivergenceError, NNPlayError
from nnplay.training.gradient_descent import GradientDescent, LearningRateSchedule
from nnplay.training.problem import Problem
from nnplay.training.progress import TrainingProgress
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine, TrainState

BLOCK_BYTES = 4 << 20  # of the states and outputs of a block
MAX_GROWTH = 8.0  # of the number of epochs from one block to the next
MIN_SECONDS_AHEAD = 0.001  # of a block; to hand a shorter one to another thread does not pay


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


def gradient_descent(
    problem: Problem,
    engine: Engine,
    every: int,
    stop: Event | None,
    progress: TrainingProgress,
    outputs: int,
    *,
    ahead: bool,
) -> Generator[EpochBlock, None, None]:
    """Yield the network at the start and after each `every`-th epoch.

    Args:
        problem: what to train.
        engine: the engine that trains; with `ahead` nothing else may use it.
        every: epochs between two networks.
        stop: an event that ends the training.
        progress: where it starts; the caller keeps it up to date with what was used of a block.
        outputs: bytes of the outputs of one network for all rows.
        ahead: whether the next block is trained in a thread of its own while this one is evaluated and used.
    """
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
    length = 1  # of the next block

    def next_block(step: int) -> tuple[range, Array] | None:
        """The epochs of the block after a step, and their learning rates; None if the next epoch is trained alone."""
        epochs = _next_epochs(max(start_epoch, step // per_epoch), interval, recipe.epochs)[:length]
        epochs = epochs[: max(1, descent.steps_per_call // (interval * per_epoch))]
        if len(epochs) < 2 or progress.by_batch:
            return None
        try:
            return epochs, schedule.of(step, epochs[-1] * per_epoch - step)
        except NNPlayError:  # after some of these epochs
            return None

    with BlockTrainer(descent, per_epoch) as blocks:
        while True:
            if progress.changed or is_set(stop):
                blocks.cancel()
            progress.changed = False
            if not blocks.pending:
                if progress.state is not state:
                    restore(state, progress.state)
                done = max(start_epoch, state.step // per_epoch)
                if done >= recipe.epochs or is_set(stop):
                    return
                blocks.start(next_block(state.step))
            if blocks.pending:
                block, failure = blocks.result()
                if failure is None and ahead and block.seconds > MIN_SECONDS_AHEAD:
                    blocks.start(next_block(block.steps[-1]), ahead=True)
                if block.epochs:
                    yield block
                    length = _next_length(block, largest, progress.block_seconds)
                if failure is not None and not progress.changed and not is_set(stop):
                    progress.state = state
                    if isinstance(failure, KeyboardInterrupt):  # a last snapshot before the interrupt is passed on
                        rate = float(schedule.of(state.step - 1, 1)[0])
                        yield EpochBlock([state.step // per_epoch], state.theta[None], [rate])
                    raise failure
                continue
            epoch, progress.state = _next_epochs(done, interval, recipe.epochs)[0], state
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
                    count = min(1 if progress.by_batch else descent.steps_per_call, end - state.step)
                    rates = schedule.of(state.step, count)
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
                    length = _next_length(block, largest, progress.block_seconds)


class BlockTrainer:
    """Trains blocks of epochs, the next one ahead of time, in a thread of its own, if there is an idle core."""

    def __init__(self, descent: GradientDescent, per_epoch: int) -> None:
        self.descent, self.per_epoch = descent, per_epoch
        self._executor: ThreadPoolExecutor | None = None
        self._pending: Callable[[], TrainedBlock] | Future[TrainedBlock] | None = None

    def __enter__(self) -> BlockTrainer:
        return self

    def __exit__(self, *exception: object) -> None:
        self.cancel()
        if self._executor is not None:
            self._executor.shutdown()

    @property
    def pending(self) -> bool:
        """Whether a block was started whose result was not taken yet."""
        return self._pending is not None

    def start(self, block: tuple[range, Array] | None, *, ahead: bool = False) -> None:
        """Train for these evenly spaced epochs, at these learning rates; without `ahead`, when the result is taken."""
        if block is None:
            return
        train = partial(train_block, self.descent, block[0], self.per_epoch, block[1])
        if ahead:
            self._executor = self._executor or ThreadPoolExecutor(1, "nnplay-block")
            self._pending = self._executor.submit(train)
        else:
            self._pending = train

    def result(self) -> TrainedBlock:
        """The block that was started, with the epochs that were completed, and what ended it early."""
        pending, self._pending = self._pending, None
        assert pending is not None
        if not isinstance(pending, Future):
            return pending()
        try:
            return pending.result()
        except KeyboardInterrupt as interrupt:  # while it waited
            block, failure = pending.result()
            return block, failure or interrupt

    def cancel(self) -> None:
        """Forget the block that was started."""
        if isinstance(self._pending, Future):
            wait([self._pending])
        self._pending = None


TrainedBlock: TypeAlias = tuple[EpochBlock, BaseException | None]


def train_block(descent: GradientDescent, epochs: range, per_epoch: int, rates: Array) -> TrainedBlock:
    """Train for these epochs, evenly spaced, in one call; returns those that were completed, and what ended it."""
    state, failure, started = descent.state, None, time.perf_counter()
    first_step, interval = state.step, epochs.step * per_epoch
    states = np.empty((len(epochs), len(state.theta) + len(state.slots)), state.theta.dtype)
    try:
        descent.advance(rates, states, interval)
    except (DivergenceError, KeyboardInterrupt) as error:
        failure = error
    steps = range(epochs.start * per_epoch, min(epochs[-1] * per_epoch, state.step) + 1, interval)
    count, last_rates = len(steps), rates[steps.start - 1 - first_step :: interval].tolist()
    block = EpochBlock(epochs[:count], states[:count], last_rates[:count], steps=steps, origin=replace(state))
    block.seconds = time.perf_counter() - started
    return block, failure


def _next_epochs(done: int, interval: int, last: int) -> range:
    """The epochs that are multiples of `interval`, after those that are done; of none left, the last one."""
    return range(done - done % interval + interval, last + 1, interval) or range(last, last + 1)


def _next_length(block: EpochBlock, largest: int, seconds: float) -> int:
    """The number of epochs in the next block, by the time and the memory that this one took."""
    factor = min(seconds / max(block.seconds, 1e-9), MAX_GROWTH)
    return max(1, min(int(len(block.epochs) * factor), largest))


def is_set(stop: Event | None) -> bool:
    """Whether the stream is to end."""
    return stop is not None and stop.is_set()


def restore(state: TrainState, earlier: TrainState) -> None:
    """Go back to an earlier state of the same run."""
    state.theta[:], state.slots[:], state.step = earlier.theta, earlier.slots, earlier.step


def lbfgs(
    problem: Problem, every: int, stop: Event | None, progress: TrainingProgress, threads: int | None
) -> Generator[EpochBlock, None, None]:
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
