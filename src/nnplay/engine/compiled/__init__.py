"""The compiled engine: reference.py made fast. The only room that knows Numba."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.architecture import Architecture
from nnplay.catalog import losses, optimizers, penalties
from nnplay.engine.compiled.cache import engine_cache
from nnplay.engine.compiled.kernels import activation_kernels, loss_kernels, optimizer_kernel, penalty_kernels
from nnplay.parameters import layout

with engine_cache():
    from nnplay.engine.compiled import network as column
    from nnplay.engine.compiled.steps import evaluate, loss_and_gradient, penalize, price_of, run_steps

Array = NDArray[Any]
NORMS = {None: column.NO_NORM, "batch": column.BATCH_NORM, "layer": column.LAYER_NORM}


@dataclass
class State:
    """What training carries from step to step: θ, what the optimizer remembers, and how many steps were taken."""

    theta: Array
    slots: Array
    step: int = 0

    def copy(self) -> State:
        """An independent copy, from which training can go on."""
        return State(self.theta.copy(), self.slots.copy(), self.step)


class Engine:
    """A resolved architecture made ready to run in one dtype, for batches of up to `rows` rows.

    It holds only scratch memory: θ is always given, so one engine serves any number of states, one at a time.
    """

    def __init__(self, architecture: Architecture, dtype: str = "float32", rows: int = 256) -> None:
        self.layout = layout(architecture)
        self.dtype = np.dtype(dtype)
        self.rows = rows
        entry, constants = losses.resolve(architecture.loss or "")
        joint = entry.joint(architecture.output)
        value, gradient = loss_kernels(entry, joint, dtype)
        self.loss_table = np.array([value, gradient, joint], dtype=np.int64)
        self.loss_constants = np.array([*constants.values(), 0.0, 0.0])
        self.segments = np.array(self.layout.weights, dtype=np.int64).reshape(-1, 2)
        self._build_table()
        widest = max(max(block.n_in, block.n_z, block.n_out) for block in self.layout.blocks)
        self._delta, self._spare = (np.empty(rows * widest, self.dtype) for _ in range(2))
        self._no_targets = np.empty((0, self.layout.blocks[-1].n_out), self.dtype)
        self._no_weight = np.empty(0)

    def _build_table(self) -> None:
        blocks = self.layout.blocks
        self.table = np.zeros((len(blocks), column.COLUMNS), dtype=np.int64)
        self.dropout = np.array([block.layer.dropout for block in blocks])
        constants: list[float] = []
        size = n_in = 0

        def reserve(count: int) -> int:
            nonlocal size
            size += count
            return size - count

        names = ("W", "b", "gamma", "beta", "learned", "P", "mean", "variance")
        for row, block in zip(self.table, blocks, strict=True):
            n_in, n_z, n_out, layer = block.n_in, block.n_z, block.n_out, block.layer
            row[[column.N_IN, column.N_Z, column.N_OUT]] = n_in, n_z, n_out
            row[column.NORM] = NORMS[layer.norm]
            row[column.SKIP] = (column.PROJECTED_SKIP if "P" in block.places else column.PLAIN_SKIP) * layer.skip
            row[column.CONSTANTS] = len(constants)
            constants += block.constants
            row[column.FORWARD], row[column.BACKWARD] = activation_kernels(block.activation, self.dtype.name)
            for place, name in enumerate(names, start=column.W):
                row[place] = block.places.get(name, (0, ()))[0]
            row[column.Z] = reserve(self.rows * n_z)
            row[column.U] = reserve(self.rows * n_z) if layer.norm else row[column.Z]
            row[column.F] = reserve(self.rows * n_out)
            changed = layer.dropout > 0 or layer.skip
            row[column.A] = reserve(self.rows * n_out) if changed else row[column.F]
            row[column.SIGMA] = reserve(max(self.rows, n_z)) if layer.norm else 0
            row[column.MASK] = reserve(self.rows * n_out) if layer.dropout > 0 else 0
        self.constants = np.array([*constants, 0.0])
        self.work = np.empty(size, self.dtype)

    @property
    def _network(self) -> tuple[Array, ...]:
        return self.table, self.dropout, self.constants, self.loss_table, self.loss_constants

    def evaluate(
        self, theta: Array, X: Array, Y: Array | None = None, weight: Array | None = None
    ) -> tuple[Array, float]:
        """The outputs ŷ (n, n_out) of all rows, and their mean loss (weighted; nan without Y)."""
        outputs = np.empty((len(X), self.layout.blocks[-1].n_out), self.dtype)
        targets = self._no_targets if Y is None else Y
        weights = self._no_weight if Y is None else (np.ones(len(X)) if weight is None else weight)
        theta, X, targets, weights = (np.require(x, requirements=("C", "W")) for x in (theta, X, targets, weights))
        total = evaluate(*self._network, theta, self.work, X, targets, weights, outputs, self.rows)
        return outputs, float("nan") if Y is None or not len(X) else total / weights.sum()

    def gradient(
        self,
        theta: Array,
        X: Array,
        Y: Array,
        weight: Array | None = None,
        *,
        seed: int = 0,
        step: int = 0,
        **strengths: float,
    ) -> tuple[float, Array]:
        """The mean loss of one batch in training and ∂(loss + penalties)/∂θ; the batch must fit into `rows`."""
        g = np.zeros(self.layout.trained, self.dtype)
        weights = np.ones(len(X)) if weight is None else weight
        work = (self.work, self._delta, self._spare)
        value = loss_and_gradient(*self._network, theta, *work, g, X, Y, weights, seed, step)
        penalize(theta, g, self.segments, *self.prices(strengths))
        return value, g

    def prices(self, strengths: dict[str, float]) -> tuple[Array, Array]:
        """The kernels of penalties, and for each its strength and constants, as the compiled loop takes them."""
        found = [(penalties.resolve(name), strength) for name, strength in strengths.items() if strength]
        kernels = [penalty_kernels(entry, self.dtype.name) for (entry, _), _ in found]
        widest = max((len(constants) for (_, constants), _ in found), default=0)
        rows = [[strength, *constants.values()] for (_, constants), strength in found]
        table = np.zeros((len(rows), 2 + widest))
        for place, row in zip(table, rows, strict=True):
            place[: len(row)] = row
        return np.array(kernels, dtype=np.int64).reshape(-1, 2), table

    def penalty(self, theta: Array, **strengths: float) -> float:
        """What the weights cost: the penalties' part of the objective."""
        return float(price_of(theta, self.segments, *self.prices(strengths)))


class Trainer:
    """An engine with its data, optimizer and settings: it advances a State by any number of steps."""

    def __init__(
        self, engine: Engine, X: Array, Y: Array, weight: Array, *, optimizer: str, batch: int,
        weight_decay: float, clip: float, seed: int, shuffle: bool, **strengths: float,
    ) -> None:  # fmt: skip
        entry, constants = optimizers.resolve(optimizer)
        self.engine, self.X, self.Y, self.weight = engine, X, Y, weight
        self.slot_count = len(entry.slots)
        self.batch = min(batch, len(X))
        self.per_epoch = -(-len(X) // self.batch)
        self._address = 0 if entry.full_batch else optimizer_kernel(entry, engine.dtype.name)
        self._scalars = np.array([0.0, 0.0, *constants.values()])
        self._settings = (*engine.prices(strengths), float(weight_decay), float(clip), int(seed), bool(shuffle))
        self._g = np.zeros(engine.layout.trained, engine.dtype)
        self._batch_X = np.empty((self.batch, X.shape[1]), engine.dtype)
        self._batch_Y = np.empty((self.batch, Y.shape[1]), engine.dtype)
        self._batch_weight = np.empty(self.batch)
        self._order = np.arange(len(X))
        self.begin = 0

    def start(self, theta: Array) -> State:
        """The state before the first step."""
        return State(theta.copy(), np.zeros(self.slot_count * self.engine.layout.trained + 1, self.engine.dtype))

    def feed(self, state: State, X: Array, Y: Array, weight: Array) -> None:
        """Train on these rows from now on, beginning with an epoch over them; there must be a batch of them."""
        self.X, self.Y, self.weight, self.begin = X, Y, weight, state.step
        self.per_epoch = -(-len(X) // self.batch)
        self._order = np.arange(len(X))

    def advance(self, state: State, rates: Array) -> Array:
        """Take a step for each learning rate; returns the mean loss of each batch.

        The last loss is not finite when training diverged there; that step was not taken.
        """
        e = self.engine
        losses = np.empty(len(rates))
        taken = run_steps(
            *e._network, self._address, self._scalars, e.segments, state.theta, state.slots, e.work, e._delta, e._spare,
            self._g, self.X, self.Y, self.weight, self._batch_X, self._batch_Y, self._batch_weight, self._order,
            self.batch, self.begin, state.step, rates, losses, *self._settings,
        )  # fmt: skip
        state.step += int(taken)
        return losses[: taken + 1]
