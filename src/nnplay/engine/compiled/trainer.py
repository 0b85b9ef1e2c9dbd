"""The trainer: an engine with data, optimizer and settings, which advances the state of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.catalog import optimizers
from nnplay.engine.batches import batch_starts, largest_batch
from nnplay.engine.compiled.aligned_memory import aligned, aligned_empty
from nnplay.engine.compiled.engine import Engine, plain
from nnplay.engine.compiled.kernels import optimizer_kernel
from nnplay.engine.compiled.machine_code import address_of, arguments_of, callable_kernel
from nnplay.engine.compiled.thread_team import SCRATCH_SIZE, ThreadTeam, parts_of
from nnplay.utils.types import Array

AT_ONCE_FROM = 50_000  # parameters from which the optimizer takes its step while the gradient is still in a cache


@dataclass
class TrainState:
    """θ and the optimizer's state.

    Attributes:
        theta: the parameters.
        slots: the optimizer's state, such as Adam's moments.
        step: number of steps taken.
        first_step: the step at which the optimizer started; it counts t = 1, 2, 3, … from there.
        optimizer: name of the optimizer to which the slots belong; "" if to none.
    """

    theta: Array
    slots: Array
    step: int = 0
    first_step: int = 0
    optimizer: str = ""

    def copy(self) -> TrainState:
        """An independent copy, from which training can continue."""
        return TrainState(aligned(self.theta), aligned(self.slots), self.step, self.first_step, self.optimizer)


class Trainer:
    """An engine with data, optimizer and settings, which advances a TrainState by any number of steps.

    The objective is `scale` × the mean loss + the penalties. The mean loss of a batch of n rows is
    Σ wᵢlᵢ / (n · `mean_weight`) with the mean weight of all training rows: weights count in a batch of any size;
    without `mean_weight` it is Σ wᵢlᵢ / Σ wᵢ, as in scikit-learn. With `scale_penalties` a strength applies to a full
    batch of rows of weight 1, and is multiplied by batch / Σw in a smaller batch. With `record_penalties`,
    `penalty_costs` are the penalties before each step of the last call.
    """

    def __init__(
        self, engine: Engine, X: Array, Y: Array, weight: Array, *, optimizer: str, batch: int,
        weight_decay: float, clip: float, seed: int, shuffle: bool, mean_weight: float | None = None,
        scale: float = 1.0, scale_penalties: bool = False, record_penalties: bool = False, **strengths: float,
    ) -> None:  # fmt: skip
        entry, constants = optimizers.resolve(optimizer)
        self.engine, self.optimizer, self.slot_count = engine, optimizer, len(entry.slots)
        self.mean_weight, self.batch = mean_weight or 0.0, min(batch, len(X))
        largest = min(largest_batch(engine.architecture, self.batch), len(X))
        if largest > engine.rows:  # the compiled loop does not check bounds
            raise ValueError(f"The engine was made for batches of {engine.rows} rows, not of {largest}.")
        parts, trained, dtype = parts_of(largest, engine.multiplications), engine.layout.trained, engine.dtype
        self.team = ThreadTeam(engine.threads, parts, engine.products)
        threads = self.team.threads
        update_kernel = 0 if entry.full_batch else optimizer_kernel(entry, dtype.name)
        self._scalars = np.tile([0.0, 0.0, *constants.values(), 0.0], (threads, 1))
        limits = np.array([weight_decay, clip], dtype=np.float64)
        regularized = limits.any() or any(strengths.values())
        regularize_kernel = address_of("regularization.regularize", dtype.name) if regularized else 0
        plain_network = all(block.arrays.keys() == {"W", "b"} for block in engine.layout.blocks)
        at_once = plain_network and not regularized and trained >= AT_ONCE_FROM
        kernels, table = engine.penalty_table(strengths)
        thread_tables, scratch = np.tile(table, (threads, 1, 1)), np.zeros((threads, SCRATCH_SIZE))
        sums = np.zeros((3, parts))
        self._batch = (*(aligned_empty((largest, each.shape[1]), dtype) for each in (X, Y)), np.empty(largest))
        self._g, self._taken = aligned(np.zeros(trained, dtype)), np.zeros(1, np.int64)
        self._sizes = engine.layout.size, self.slot_count * trained + 1, trained
        self._settings = (
            update_kernel, self._scalars, self._scalars.shape[1], at_once, regularize_kernel, engine.segments,
            len(engine.segments), kernels, len(kernels), table, thread_tables, table.shape[1], scale_penalties, limits,
            float(scale), int(seed), shuffle, scratch, *sums,
        )  # fmt: skip
        self.penalty_costs, self._record_penalties = np.zeros(0), record_penalties
        self._no_states = np.empty((0, 0), dtype)
        self._run_steps = callable_kernel("training_steps.run_steps", dtype.name)
        self._set_rows(X, Y, weight, 0)

    def _set_rows(self, X: Array, Y: Array, weight: Array, start_step: int) -> None:
        e = self.engine
        self.X, self.Y, self.weight = plain(X, e.dtype), plain(Y, e.dtype), plain(weight)
        self.start_step = start_step  # the first step on these rows
        self._starts = batch_starts(e.architecture, len(X), self.batch)
        self._order = np.full(len(X) + 1, -1)
        rows = self.X, self.Y, self.weight, *self._batch, self._order, self._starts, self.batch, e.work, self._g
        sizes = len(X), self.per_epoch, self.mean_weight, X.shape[1], Y.shape[1], *self._sizes
        self._fixed = *e.network, *sizes, *arguments_of(*self._settings), *arguments_of(*rows)

    @property
    def per_epoch(self) -> int:
        """Number of steps in an epoch of these rows."""
        return len(self._starts) - 1

    @property
    def update_failed(self) -> bool:
        """Whether the last step led to numbers that are not finite, although its loss was."""
        return bool(self._scalars[:, -1].any())

    def start(self, theta: Array) -> TrainState:
        """The state before the first step."""
        slots = aligned(np.zeros(self._sizes[1], self.engine.dtype))
        return TrainState(aligned(theta), slots, optimizer=self.optimizer)

    def set_rows(self, state: TrainState, X: Array, Y: Array, weight: Array) -> None:
        """Train on these rows from now on, starting with a new epoch; there must be at least a batch of them."""
        self._set_rows(X, Y, weight, state.step)

    def set_order(self, epoch: int, order: Array) -> None:
        """Take the rows in this order (n,) in an epoch, which is counted from 0 since `set_rows`."""
        self._order[:-1], self._order[-1] = order, epoch

    def advance(self, state: TrainState, rates: Array, states: Array | None = None, interval: int = 1) -> Array:
        """Take one step with each learning rate, and return the mean loss of each batch.

        θ and the slots after each step whose number, counted from 1 over all epochs, is a multiple of `interval` are
        written into the rows of `states` (m, θ + slots), if it is given, until there are none left.

        If training diverges, the last loss is not finite, and that step does not count. The loss is nan if the step led
        to a weight or an optimizer state that is not finite.

        Raises:
            ValueError: the state belongs to another network or optimizer.
        """
        lengths, dtype = self._sizes[:2], self.engine.dtype
        if (len(state.theta), len(state.slots)) != lengths:  # the compiled loop does not check bounds
            raise ValueError(
                f"The state has {len(state.theta)} parameters and {len(state.slots)} slots, but this network and "
                f"optimizer need {lengths[0]} and {lengths[1]}."
            )
        states = self._no_states if states is None else states
        if len(states) and states.shape[1] != sum(lengths):
            raise ValueError(f"A row of states has {states.shape[1]} numbers, but {sum(lengths)} are needed.")
        for array in (state.theta, state.slots, states):
            if array.dtype != dtype or not array.flags.carray:
                raise ValueError(f"A state of this network is a contiguous array of {dtype}.")
        self._scalars[:, -1] = 0
        count = len(rates)
        rates, losses = plain(rates), np.empty(count)
        self.penalty_costs = np.zeros(count if self._record_penalties else 0)
        changing = arguments_of(
            state.theta, state.slots, self.start_step, state.first_step, state.step, count, rates, losses,
            self.penalty_costs, self._record_penalties, states, len(states), interval, self._taken,
        )  # fmt: skip
        self.team.run(self._run_steps, *self._fixed, *changing)
        taken = int(self._taken[0])
        state.step += taken
        return losses[: taken + 1]
