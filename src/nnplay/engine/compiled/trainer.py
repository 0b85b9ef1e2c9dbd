"""The trainer: an engine with data, optimizer and settings, which advances the state of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nnplay.catalog import optimizers
from nnplay.engine.batches import batch_starts, largest_batch
from nnplay.engine.compiled.intrinsics import address_of
from nnplay.engine.compiled.kernels import optimizer_kernel
from nnplay.engine.compiled.regularization import regularize
from nnplay.engine.compiled.thread_team import ThreadTeam, parts_of
from nnplay.engine.compiled.training_steps import run_steps
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled.engine import Engine


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
        return TrainState(self.theta.copy(), self.slots.copy(), self.step, self.first_step, self.optimizer)


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
        self.engine, self.X, self.Y, self.weight, self.optimizer = engine, X, Y, weight, optimizer
        self.mean_weight, self.slot_count = mean_weight or 0.0, len(entry.slots)
        self.batch = min(batch, len(X))
        self._starts = batch_starts(engine.architecture, len(X), self.batch)
        largest = min(largest_batch(engine.architecture, self.batch), len(X))
        if largest > engine.rows:  # the compiled loop does not check bounds
            raise ValueError(f"The engine was made for batches of {engine.rows} rows, not of {largest}.")
        parts = parts_of(largest, engine.multiplications)
        self.team = ThreadTeam(engine.threads, parts, engine.products)
        self._update_kernel = 0 if entry.full_batch else optimizer_kernel(entry, engine.dtype.name)
        self._scalars = np.tile([0.0, 0.0, *constants.values(), 0.0], (self.team.threads, 1))
        self._scratch = np.zeros((self.team.threads, 16))
        limits = np.array([weight_decay, clip], dtype=np.float64)
        regularized = limits.any() or any(strengths.values())
        address = address_of(regularize, engine.dtype.name) if regularized else 0
        kernels, table = engine.penalty_table(strengths)
        thread_tables = np.tile(table, (self.team.threads, 1, 1))
        self._settings = (
            float(scale), address, kernels, table, thread_tables, bool(scale_penalties), limits, int(seed),
            bool(shuffle), self._scratch, *np.zeros((3, parts)),
        )  # fmt: skip
        self.penalty_costs, self._record_penalties = np.zeros(0), record_penalties
        self._no_states = np.empty((0, 0), engine.dtype)
        self._g = np.zeros(engine.layout.trained, engine.dtype)
        self._batch_X = np.empty((largest, X.shape[1]), engine.dtype)
        self._batch_Y = np.empty((largest, Y.shape[1]), engine.dtype)
        self._batch_weight = np.empty(largest)
        self._order = np.full(len(X) + 1, -1)
        self.start_step = 0  # the first step on these rows

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
        slots = np.zeros(self.slot_count * self.engine.layout.trained + 1, self.engine.dtype)
        return TrainState(theta.copy(), slots, optimizer=self.optimizer)

    def set_rows(self, state: TrainState, X: Array, Y: Array, weight: Array) -> None:
        """Train on these rows from now on, starting with a new epoch; there must be at least a batch of them."""
        self.X, self.Y, self.weight, self.start_step = X, Y, weight, state.step
        self._starts = batch_starts(self.engine.architecture, len(X), self.batch)
        self._order = np.full(len(X) + 1, -1)

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
        e = self.engine
        lengths = e.layout.size, self.slot_count * e.layout.trained + 1
        if (len(state.theta), len(state.slots)) != lengths:  # the compiled loop does not check bounds
            raise ValueError(
                f"The state has {len(state.theta)} parameters and {len(state.slots)} slots, but this network and "
                f"optimizer need {lengths[0]} and {lengths[1]}."
            )
        states = self._no_states if states is None else states
        if len(states) and states.shape[1] != sum(lengths):
            raise ValueError(f"A row of states has {states.shape[1]} numbers, but {sum(lengths)} are needed.")
        self._scalars[:, -1] = 0
        losses = np.empty(len(rates))
        self.penalty_costs = np.zeros(len(rates) if self._record_penalties else 0)
        count = self.team.run(
            run_steps, e.passes, *e.network, self._update_kernel, self._scalars, e.segments, state.theta, state.slots,
            e.work, self._g, self.X, self.Y, self.weight, self._batch_X, self._batch_Y, self._batch_weight, self._order,
            self._starts, self.batch, self.mean_weight, self.start_step, state.first_step, state.step, rates, losses,
            self.penalty_costs, states, interval, *self._settings,
        )  # fmt: skip
        state.step += int(count)
        return losses[: count + 1]
