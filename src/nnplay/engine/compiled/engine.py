"""The compiled engine: a resolved architecture made ready to run in one dtype."""

from __future__ import annotations

from contextlib import nullcontext
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import losses, penalties
from nnplay.engine.compiled import dropout_skip, normalization
from nnplay.engine.compiled import layer_table as column
from nnplay.engine.compiled.forward_backward import backward, forward
from nnplay.engine.compiled.inference import JOB, evaluate, evaluate_chunks
from nnplay.engine.compiled.inference_pool import BOX, worker_pool
from nnplay.engine.compiled.intrinsics import address_of
from nnplay.engine.compiled.kernels import activation_kernels, loss_kernels, penalty_kernels
from nnplay.engine.compiled.matmul import BLAS_FROM, blas_address, unpacked
from nnplay.engine.compiled.regularization import penalize, price_of
from nnplay.engine.compiled.thread_team import CORES, ThreadTeam, available, one_blas_thread, parts_of
from nnplay.engine.compiled.training_steps import one_gradient
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout

Array = NDArray[Any]
NORMS = {
    "batch": (normalization.batch_norm, normalization.batch_norm_back),
    "layer": (normalization.layer_norm, normalization.layer_norm_back),
}
PLAIN_SKIP = dropout_skip.skip, dropout_skip.skip_back
PROJECTED_SKIP = dropout_skip.projected_skip, dropout_skip.projected_skip_back, dropout_skip.projected_skip_slope
BY_COLUMN_FROM = 8_000_000  # multiply-adds of a product that are worth two more waits, so that W is packed once
CHUNK = 256  # rows that go forward together when nobody trains
WORTH_A_THREAD = 500_000  # multiply-adds that are worth asking another thread, if it is awake
FEWEST_AT_ONCE = 4  # rows
BLAS_ALONE = 250_000  # multiply-adds of a product from which BLAS may use threads of its own, if it packs


def _plain(array: Array) -> Array:
    """The array in the order of C and writeable, which is what the loops are compiled for."""
    return array if array.flags.carray else np.require(array, requirements=("C", "W", "A"))


class Engine:
    """A resolved architecture made ready to run in one dtype.

    It trains with batches of up to `rows` rows, and evaluates `chunk` rows at a time. It holds only scratch memory: θ
    is always given, so one engine serves any number of states, one at a time; threads that evaluate wait for each
    other. `threads` is the most that may work at once; None is one for each core. The numbers do not depend on it.
    """

    def __init__(
        self,
        architecture: Architecture,
        dtype: str = "float32",
        rows: int = CHUNK,
        chunk: int = CHUNK,
        threads: int | None = None,
    ) -> None:
        self.architecture, self.layout = architecture, layout(architecture)
        self.dtype = np.dtype(dtype)
        self.rows, self.chunk = rows, chunk
        self.threads = available() if threads is None else threads
        entry, constants = losses.resolve(architecture.loss or "")
        joint = entry.joint(architecture.output)
        value, gradient = loss_kernels(entry, joint, dtype)
        self.loss_table = np.array([value, gradient, joint], dtype=np.int64)
        self.loss_constants = np.array([*constants.values(), 0.0])
        self.segments = np.array(self.layout.weights, dtype=np.int64).reshape(-1, 2)
        self._build_table()
        kernels = forward, backward, evaluate_chunks
        self.passes = np.array([address_of(each, dtype) for each in kernels], dtype=np.int64)
        self.multiplications = sum(block.n_in * block.n_z for block in self.layout.blocks)
        self._largest = max(max(block.n_in * block.n_z, block.n_in * block.n_out) for block in self.layout.blocks)
        self.blas = (blas_address(dtype), unpacked()) if max(rows, chunk) * self._largest >= BLAS_FROM else (0, 0)
        self._alone = ThreadTeam(1, 1, self.blas)
        self._nobody = nullcontext(np.zeros((0, BOX), np.int64))
        self._spare = np.empty((0, len(self.work)), self.dtype)
        self._job = np.zeros(JOB, np.int64)
        self._no_targets = np.empty((0, self.layout.blocks[-1].n_out), self.dtype)
        self._no_weight = np.empty(0)
        self._lock = Lock()

    def _build_table(self) -> None:
        blocks = self.layout.blocks
        self.table = np.zeros((len(blocks), column.COLUMNS), dtype=np.int64)
        self.dropout = np.array([block.layer.dropout for block in blocks])
        constants: list[float] = []
        size, capacity = 0, max(self.rows, self.chunk)

        def reserve(columns: int, rows: int = capacity) -> int:
            nonlocal size
            size += rows * columns
            return size - rows * columns

        names = ("W", "b", "gamma", "beta", "learned", "P", "mean", "variance")
        for row, block in zip(self.table, blocks, strict=True):
            n_in, n_z, n_out, layer = block.n_in, block.n_z, block.n_out, block.layer
            row[[column.N_IN, column.N_Z, column.N_OUT]] = n_in, n_z, n_out
            detour = (PROJECTED_SKIP if "P" in block.places else PLAIN_SKIP) if layer.skip else ()
            self._place(row, column.NORM, NORMS[layer.norm] if layer.norm else ())
            self._place(row, column.DROP, (dropout_skip.drop, dropout_skip.drop_back) if layer.dropout > 0 else ())
            self._place(row, column.SKIP, detour)
            row[column.CONSTANTS] = len(constants)
            constants += block.constants
            row[column.FORWARD], row[column.BACKWARD] = activation_kernels(block.activation, self.dtype.name)
            row[column.LEARNS] = len(block.activation.learned)
            large = self.rows * n_in * n_z >= BY_COLUMN_FROM
            row[column.BY_COLUMN], row[column.BY_COLUMN_BELOW] = large and n_z > self.rows, large and n_in > self.rows
            for place, name in enumerate(names, start=column.W):
                row[place] = block.places.get(name, (0, ()))[0]
            row[column.Z] = reserve(n_z)
            row[column.U] = reserve(n_z) if layer.norm else row[column.Z]
            row[column.F] = reserve(n_out)
            changed = layer.dropout > 0 or layer.skip
            row[column.A] = reserve(n_out) if changed else row[column.F]
            row[column.SIGMA] = reserve(1, max(capacity, n_z)) if layer.norm else 0
            row[column.MASK] = reserve(n_out) if layer.dropout > 0 else 0
            row[column.SPARE] = reserve(max(n_in, n_out)) if "P" in block.places else 0
            row[column.DELTA], row[column.DELTA_A] = reserve(n_z), reserve(n_out)
            row[column.DELTA_F] = reserve(n_out) if layer.dropout > 0 else row[column.DELTA_A]
        self.constants = np.array([*constants, 0.0])
        self.work = np.empty(size, self.dtype)

    def _place(self, row: Array, column: int, kernels: tuple[Any, ...]) -> None:
        """Write the addresses of kernels into a row of the table, from a column on."""
        row[column : column + len(kernels)] = [address_of(each, self.dtype.name) for each in kernels]

    @property
    def _network(self) -> tuple[Array, ...]:
        return self.table, self.dropout, self.constants, self.loss_table, self.loss_constants

    def evaluate(
        self, theta: Array, X: Array, Y: Array | None = None, weight: Array | None = None
    ) -> tuple[Array, float]:
        """The outputs ŷ (n, n_out) of all rows, and their mean loss (weighted; nan without Y)."""
        outputs = np.empty((len(X), self.layout.blocks[-1].n_out), self.dtype)
        targets = self._no_targets if Y is None else _plain(Y)
        weights = self._no_weight if Y is None else (np.ones(len(X)) if weight is None else _plain(weight))
        theta, X = _plain(theta), _plain(X)
        rows = self._rows_at_once(len(X))
        totals = np.zeros(-(-len(X) // rows))
        guarded = self.blas[0] and not self.blas[1] and rows * self._largest >= BLAS_ALONE
        with self._lock, one_blas_thread() if guarded else nullcontext():
            others = min(self.threads, len(totals)) - 1
            with worker_pool().helpers(others) if others > 0 else self._nobody as boxes:
                self._evaluate(boxes, theta, X, targets, weights, outputs, totals, rows)
        return outputs, float("nan") if Y is None or not len(X) else float(totals.sum() / weights.sum())

    def activations(self, theta: Array, X: Array) -> list[Array]:
        """What each layer gives for all rows of X (n, n_in): arrays (n, n_out), the output last."""
        theta, X = _plain(theta), _plain(X)
        found = [np.empty((len(X), block.n_out), self.dtype) for block in self.layout.blocks]
        for start in range(0, len(X), self.chunk):
            rows = X[start : start + self.chunk]
            with self._lock:
                outputs, total = np.empty((len(rows), found[-1].shape[1]), self.dtype), np.zeros(1)
                with self._nobody as nobody:
                    self._evaluate(nobody, theta, rows, self._no_targets, self._no_weight, outputs, total, len(rows))
                for place, layer in zip(self.table[:, column.A], found, strict=True):
                    part = layer[start : start + len(rows)]
                    part[:] = self.work[place : place + part.size].reshape(part.shape)
        return found

    def _evaluate(self, boxes: Array, *arrays: Any) -> None:
        if len(self._spare) < len(boxes):
            self._spare = np.empty((len(boxes), len(self.work)), self.dtype)
        theta, *others = arrays
        evaluate(boxes, self._spare, self._job, self.passes, self._alone.seats[0], *self._network, theta, self.work,
                 *others)  # fmt: skip

    def _rows_at_once(self, count: int) -> int:
        """How many of so many rows go forward together: not by the number of threads, so the outputs are not either."""
        parts = max(1, min(CORES, count * self.multiplications // WORTH_A_THREAD, count // FEWEST_AT_ONCE))
        return min(self.chunk, -(-count // parts)) or 1

    def gradient(
        self,
        theta: Array,
        X: Array,
        Y: Array,
        weight: Array | None = None,
        *,
        scale: float = 1.0,
        seed: int = 0,
        step: int = 0,
        **strengths: float,
    ) -> tuple[float, Array]:
        """The mean loss of one batch in training and ∂(scale·loss + penalties)/∂θ; the batch must fit into `rows`."""
        parts = parts_of(len(X), self.multiplications)
        team = self._alone if parts == 1 else ThreadTeam(self.threads, parts, self.blas)
        g = np.zeros(self.layout.trained, self.dtype)
        weights = np.ones(len(X)) if weight is None else weight
        X, Y, weights = (np.ascontiguousarray(x) for x in (X, Y, weights))
        addresses = (X.ctypes.data, Y.ctypes.data, weights.ctypes.data)
        scratch, losses = np.zeros((team.threads, 16)), np.zeros(parts)
        team.run(
            one_gradient, self.passes, *self._network, theta, self.work, g, *addresses, *Y.shape, float(weights.sum()),
            float(scale), seed, step, scratch, losses,
        )  # fmt: skip
        penalize(theta, g, self.segments, *self.prices(strengths), 0, len(g))
        return float(losses.sum() * scratch[0, 0] / scale), g

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
        return float(price_of(theta, self.segments, *self.prices(strengths), 0, self.layout.trained))
