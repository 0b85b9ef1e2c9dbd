"""The trainer: an engine with its data, its optimizer and its settings, and the state that it advances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import optimizers
from nnplay.engine.compiled.intrinsics import address_of
from nnplay.engine.compiled.kernels import optimizer_kernel
from nnplay.engine.compiled.regularization import restrain
from nnplay.engine.compiled.thread_team import ThreadTeam, parts_of
from nnplay.engine.compiled.training_steps import run_steps

if TYPE_CHECKING:
    from nnplay.engine.compiled.engine import Engine

Array = NDArray[Any]


@dataclass
class State:
    """What training carries from step to step: θ, what the optimizer remembers, and how many steps were taken.

    `began` is the step at which the optimizer took over: it counts t = 1, 2, 3 … from there. `rule` names the optimizer
    whose memory the slots are, "" where they are nobody's.
    """

    theta: Array
    slots: Array
    step: int = 0
    began: int = 0
    rule: str = ""

    def copy(self) -> State:
        """An independent copy, from which training can go on."""
        return State(self.theta.copy(), self.slots.copy(), self.step, self.began, self.rule)


class Trainer:
    """An engine with its data, optimizer and settings: it advances a State by any number of steps.

    It minimises `scale` × the mean loss + the penalties, of the given strengths. With `by_rows` a strength is that of a
    full batch of rows of weight 1, and a smaller batch feels it more: × batch / Σw. With `priced`, `prices` has what
    the penalties cost before each step of the last call.
    """

    def __init__(
        self, engine: Engine, X: Array, Y: Array, weight: Array, *, optimizer: str, batch: int,
        weight_decay: float, clip: float, seed: int, shuffle: bool, scale: float = 1.0, by_rows: bool = False,
        priced: bool = False, **strengths: float,
    ) -> None:  # fmt: skip
        entry, constants = optimizers.resolve(optimizer)
        self.engine, self.X, self.Y, self.weight, self.optimizer = engine, X, Y, weight, optimizer
        self.slot_count = len(entry.slots)
        self.batch = min(batch, len(X))
        self.per_epoch = -(-len(X) // self.batch)
        parts = parts_of(self.batch, engine.multiplications)
        self.team = ThreadTeam(engine.threads, parts, engine.blas)
        self._address = 0 if entry.full_batch else optimizer_kernel(entry, engine.dtype.name)
        self._scalars = np.tile([0.0, 0.0, *constants.values(), 0.0], (self.team.threads, 1))
        self._scratch = np.zeros((self.team.threads, 16))
        limits = np.array([weight_decay, clip], dtype=np.float64)
        restrained = limits.any() or any(strengths.values())
        address = address_of(restrain, engine.dtype.name) if restrained else 0
        kernels, given = engine.prices(strengths)
        own = np.tile(given, (self.team.threads, 1, 1))
        settings = (float(scale), address, kernels, given, own, bool(by_rows), limits, int(seed), bool(shuffle))
        self._settings = (*settings, self._scratch, *np.zeros((3, parts)))
        self.prices, self._priced = np.zeros(0), priced
        self._g = np.zeros(engine.layout.trained, engine.dtype)
        self._batch_X = np.empty((self.batch, X.shape[1]), engine.dtype)
        self._batch_Y = np.empty((self.batch, Y.shape[1]), engine.dtype)
        self._batch_weight = np.empty(self.batch)
        self._order = np.full(len(X) + 1, -1)
        self.begin = 0

    def start(self, theta: Array) -> State:
        """The state before the first step."""
        slots = np.zeros(self.slot_count * self.engine.layout.trained + 1, self.engine.dtype)
        return State(theta.copy(), slots, rule=self.optimizer)

    def fits(self, state: State) -> bool:
        """Whether the arrays of a state are as long as the compiled loop takes them to be."""
        lengths = self.engine.layout.size, self.slot_count * self.engine.layout.trained + 1
        return (len(state.theta), len(state.slots)) == lengths

    def feed(self, state: State, X: Array, Y: Array, weight: Array) -> None:
        """Train on these rows from now on, beginning with an epoch over them; there must be a batch of them."""
        self.X, self.Y, self.weight, self.begin = X, Y, weight, state.step
        self.per_epoch = -(-len(X) // self.batch)
        self._order = np.full(len(X) + 1, -1)

    def use_order(self, epoch: int, order: Array) -> None:
        """Take the rows in this order (n,) in this epoch, counted from 0 since these rows were fed."""
        self._order[:-1], self._order[-1] = order, epoch

    def advance(self, state: State, rates: Array) -> Array:
        """Take a step for each learning rate; returns the mean loss of each batch.

        The last loss is not finite when training diverged there; that step was not taken. It is nan when the step led
        to a weight, or something that the optimizer remembers, that is not finite; that step does not count.

        Raises:
            ValueError: the state of another network or optimizer.
        """
        e = self.engine
        if not self.fits(state):
            raise ValueError(
                f"This state has {len(state.theta)} numbers and {len(state.slots)} slots: of another training."
            )
        self._scalars[:, -1] = 0
        losses = np.empty(len(rates))
        self.prices = np.zeros(len(rates) if self._priced else 0)
        taken = self.team.run(
            run_steps, e.passes, *e._network, self._address, self._scalars, e.segments, state.theta, state.slots,
            e.work, self._g, self.X, self.Y, self.weight, self._batch_X, self._batch_Y, self._batch_weight, self._order,
            self.batch, self.begin, state.began, state.step, rates, losses, self.prices, *self._settings,
        )  # fmt: skip
        state.step += int(taken)
        return losses[: taken + 1]
