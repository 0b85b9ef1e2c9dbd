"""The compiled engine: predictions, losses and gradients of one architecture in one dtype."""

from contextlib import nullcontext
from threading import Lock

import numpy as np
from numpy.typing import DTypeLike

from nnplay.catalog import losses, penalties
from nnplay.engine.compiled import layer_table as column
from nnplay.engine.compiled.aligned_memory import aligned_empty
from nnplay.engine.compiled.inference_job import JOB_SIZE, N_IN, NEXT, TOTALS
from nnplay.engine.compiled.inference_pool import MAILBOX_SIZE, serve_kernel, worker_pool
from nnplay.engine.compiled.kernels import activation_kernels, loss_kernels, penalty_kernels
from nnplay.engine.compiled.machine_code import address_of, arguments_of, callable_kernel
from nnplay.engine.compiled.passes import EVALUATE, FORWARD, PASSES
from nnplay.engine.compiled.product_choice import COPY_FROM, product_settings
from nnplay.engine.compiled.thread_team import CORES, SCRATCH_SIZE, YIELD, ThreadTeam, one_blas_thread, parts_of
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.utils.threads import available_threads
from nnplay.utils.types import Array

NORMS = {
    "batch": ("normalization.batch_norm", "normalization.batch_norm_backward"),
    "layer": ("normalization.layer_norm", "normalization.layer_norm_backward"),
}
FULL_BATCH_NORM = "normalization.full_batch_norm", "normalization.batch_norm_backward"
DROPOUT = "dropout_skip.dropout_forward", "dropout_skip.dropout_backward"
PLAIN_SKIP = "dropout_skip.skip", "dropout_skip.skip_backward"
PROJECTED_SKIP = (
    "dropout_skip.projected_skip", "dropout_skip.projected_skip_backward", "dropout_skip.projection_gradient"
)  # fmt: skip
PACKED_FROM = 4_000_000  # multiply-adds of a gradient from which a copy of δ pays
PANEL = 32  # columns, and rows, that a copy has more at most
LINE_NUMBERS = 16  # of a cache line; every array begins at one
BY_COLUMN_FROM = 8_000_000  # multiply-adds from which threads divide columns: two more barriers, but W is read once
CHUNK = 256  # rows per chunk in predictions
MULTIPLICATIONS_PER_CHUNK = 500_000  # multiply-adds that are worth waking another thread for
MIN_ROWS_PER_CHUNK = 4
BLAS_THREADS_FROM = 250_000  # multiply-adds of a product from which a BLAS that packs may use its own threads


def plain(array: Array, dtype: DTypeLike = np.float64) -> Array:
    """The array in a dtype, contiguous and writable, as the compiled loops require."""
    if array.dtype == dtype and array.flags.carray:
        return array
    return np.require(array, dtype, ("C", "W", "A"))


class Engine:
    """Computes predictions, losses and gradients of one resolved architecture in one dtype.

    The engine holds only scratch memory; θ is an argument of every method, so one engine serves many states. Threads
    that evaluate with the same engine wait for each other.

    Args:
        architecture: a resolved architecture.
        dtype: "float32" or "float64".
        rows: maximum number of rows in a batch of training.
        chunk: number of rows that are evaluated at a time.
        threads: maximum number of threads, one per core by default; the numbers do not depend on it.
        full_batch: whether each batch of training is all rows, so that batch normalization keeps the statistics of the
            last one rather than a running mean.
    """

    def __init__(
        self,
        architecture: Architecture,
        dtype: str = "float32",
        rows: int = CHUNK,
        chunk: int = CHUNK,
        threads: int | None = None,
        full_batch: bool = False,
    ) -> None:
        self.architecture, self.layout = architecture, layout(architecture)
        self.dtype = np.dtype(dtype)
        self.rows, self.chunk, self.full_batch = rows, chunk, full_batch
        self.threads = available_threads() if threads is None else threads
        entry, constants = losses.resolve(architecture.loss or "")
        joint = entry.joint(architecture.output)
        value, gradient = loss_kernels(entry, joint, dtype)
        self.loss_table = np.array([value, gradient, joint], dtype=np.int64)
        self.loss_constants = np.array([*constants.values(), 0.0])
        self.segments = np.array(self.layout.weights, dtype=np.int64).reshape(-1, 2)
        self._largest = max(max(block.n_in * block.n_z, block.n_in * block.n_out) for block in self.layout.blocks)
        self.products = product_settings(dtype, max(rows, chunk) * self._largest)
        self._build_table()
        self.passes = np.array([address_of(each, dtype) for each in PASSES], dtype=np.int64)
        self.multiplications = sum(block.n_in * block.n_z for block in self.layout.blocks)
        self._alone = ThreadTeam(1, 1, self.products)
        self._no_helpers = nullcontext(np.zeros((0, MAILBOX_SIZE), np.int64))
        self._spare = np.empty((0, len(self.work)), self.dtype)
        self._job, self._lock = self._prepare_job(), Lock()
        self._evaluate_kernel = callable_kernel("inference.evaluate", dtype)
        if self.threads > 1:
            serve_kernel()  # compiled now rather than during the first large prediction

    def _prepare_job(self) -> Array:
        """A job of this network for `evaluate`; the rows are still missing."""
        job, last = np.zeros(JOB_SIZE, np.int64), self.layout.blocks[-1]
        job[N_IN:] = arguments_of(
            self.layout.blocks[0].n_in, last.n_out, len(self.table), self.dtype.itemsize, self.passes[FORWARD],
            self._alone.addresses[0], self.table, self.dropout, self.constants, self.loss_table[0], self.loss_constants,
            self.table[-1, column.A], self.table[-1, column.U],
        )  # fmt: skip
        return job

    def _build_table(self) -> None:
        blocks = self.layout.blocks
        self.table = np.zeros((len(blocks), column.COLUMNS), dtype=np.int64)
        self.dropout = np.array([block.layer.dropout for block in blocks])
        constants: list[float] = []
        size, capacity = 0, max(self.rows, self.chunk)

        def reserve(columns: int, rows: int = capacity) -> int:
            nonlocal size
            start = size
            size += -(-rows * columns // LINE_NUMBERS) * LINE_NUMBERS
            return start

        names = ("W", "b", "gamma", "beta", "learned", "P", "mean", "variance")
        for row, block in zip(self.table, blocks, strict=True):
            n_in, n_z, n_out, layer = block.n_in, block.n_z, block.n_out, block.layer
            row[[column.N_IN, column.N_Z, column.N_OUT]] = n_in, n_z, n_out
            skip = (PROJECTED_SKIP if "P" in block.arrays else PLAIN_SKIP) if layer.skip else ()
            self._set_kernels(row, column.NORM, self._norm(layer.norm) if layer.norm else ())
            self._set_kernels(row, column.DROP, DROPOUT if layer.dropout > 0 else ())
            self._set_kernels(row, column.SKIP, skip)
            row[column.CONSTANTS] = len(constants)
            constants += block.constants
            row[column.FORWARD], row[column.BACKWARD] = activation_kernels(block.activation, self.dtype.name)
            row[column.LEARNS] = len(block.activation.learned)
            multiplications = self.rows * n_in * n_z
            large = multiplications >= BY_COLUMN_FROM
            row[column.BY_COLUMN], row[column.BY_COLUMN_BELOW] = large and n_z > self.rows, large and n_in > self.rows
            for k, name in enumerate(names, start=column.W):
                row[k] = block.arrays.get(name, (0, ()))[0]
            row[column.Z] = reserve(n_z)
            row[column.U] = reserve(n_z) if layer.norm else row[column.Z]
            row[column.F] = reserve(n_out)
            separate = layer.dropout > 0 or layer.skip
            row[column.A] = reserve(n_out) if separate else row[column.F]
            row[column.SIGMA] = reserve(1, max(capacity, n_z)) if layer.norm else 0
            row[column.MASK] = reserve(n_out) if layer.dropout > 0 else 0
            row[column.SPARE] = reserve(max(n_in, n_out)) if "P" in block.arrays else 0
            row[column.DELTA], row[column.DELTA_A] = reserve(n_z), reserve(n_out)
            row[column.DELTA_F] = reserve(n_out) if layer.dropout > 0 else row[column.DELTA_A]
            if self.products[-1] and n_z * self.dtype.itemsize >= COPY_FROM and multiplications >= PACKED_FROM:
                row[column.PACKED_DELTA] = reserve(n_z + PANEL - 1, self.rows + PANEL - 1)
        self.constants = np.array([*constants, 0.0])
        self.work = aligned_empty((size,), self.dtype)

    def _norm(self, name: str) -> tuple[str, ...]:
        """The kernels of a normalization, forward and backward."""
        return FULL_BATCH_NORM if name == "batch" and self.full_batch else NORMS[name]

    def _set_kernels(self, row: Array, column: int, kernels: tuple[str, ...]) -> None:
        """Write the addresses of kernels into a row of the table, starting at a column."""
        row[column : column + len(kernels)] = [address_of(each, self.dtype.name) for each in kernels]

    @property
    def training_threads(self) -> int:
        """The number of threads that share the largest batch of training."""
        return min(self.threads, parts_of(self.rows, self.multiplications))

    @property
    def network(self) -> tuple[int, ...]:
        """What describes the network to the compiled loops: addresses of arrays, and the number of layers."""
        return arguments_of(
            self.passes, self.table, len(self.table), self.dropout, self.constants, self.loss_table, self.loss_constants
        )

    def evaluate(
        self, theta: Array, X: Array, Y: Array | None = None, weight: Array | None = None
    ) -> tuple[Array, float]:
        """The outputs ŷ (n, n_out) of all rows, and their weighted mean loss; nan without Y."""
        outputs, losses = self.evaluate_states(theta.reshape(1, -1), X, Y, weight)
        return outputs[0], float(losses[0])

    def evaluate_states(
        self, states: Array, X: Array, Y: Array | None = None, weight: Array | None = None
    ) -> tuple[Array, Array]:
        """The same for several θ at once: outputs (m, n, n_out) and mean losses (m,).

        Each row of `states` (m, ≥ θ) begins with θ.

        Raises:
            ValueError: an array of another dtype or with another number of columns.
        """
        self._check(states, X, Y)
        m, n, n_out = len(states), len(X), self.layout.blocks[-1].n_out
        outputs = np.empty((m * n, n_out), self.dtype)
        targets = None if Y is None else plain(Y, self.dtype)
        weights = np.empty(0) if Y is None else np.ones(n) if weight is None else plain(weight)
        states, X = plain(states, self.dtype), plain(X, self.dtype)
        rows = self._chunk_rows(n)
        totals = np.zeros((m, -(-n // rows)))
        limit_blas = self.products[0] and not self.products[1] and rows * self._largest >= BLAS_THREADS_FROM
        with self._lock, one_blas_thread() if limit_blas else nullcontext():
            chunks = (
                totals.size if m == 1 else min(totals.size, m * n * self.multiplications // MULTIPLICATIONS_PER_CHUNK)
            )
            helpers = min(self.threads, chunks) - 1
            with worker_pool().helpers(helpers) if helpers > 0 else self._no_helpers as mailboxes:
                self._evaluate(mailboxes, states, X, targets, weights, outputs, totals, rows)
        losses = totals.sum(axis=1) / weights.sum() if Y is not None and n else np.full(m, np.nan)
        return outputs.reshape(m, n, n_out), losses

    def _check(self, states: Array, X: Array, Y: Array | None = None) -> None:
        """Refuse arrays that compiled code would read outside of their memory, since it does not check bounds."""
        blocks = self.layout.blocks
        if states.ndim != 2 or states.shape[1] < self.layout.size or states.dtype != self.dtype:
            raise ValueError(
                f"θ has {states.shape[-1]} numbers of {states.dtype}, not {self.layout.size} {self.dtype}."
            )
        for name, array, columns in (("X", X, blocks[0].n_in), ("Y", Y, blocks[-1].n_out)):
            if array is not None and (array.ndim != 2 or array.shape[1] != columns or array.dtype != self.dtype):
                raise ValueError(
                    f"{name} has the shape {array.shape} and {array.dtype}, not (n, {columns}) {self.dtype}."
                )
        if Y is not None and len(Y) != len(X):
            raise ValueError(f"X has {len(X)} rows, and Y {len(Y)}.")

    def activations(self, theta: Array, X: Array) -> list[Array]:
        """The activations a of each layer for all rows of X (n, n_in): arrays (n, n_out), the output last."""
        self._check(theta[None], X)
        theta, X = plain(theta, self.dtype), plain(X, self.dtype)
        result = [np.empty((len(X), block.n_out), self.dtype) for block in self.layout.blocks]
        for start in range(0, len(X), self.chunk):
            rows = X[start : start + self.chunk]
            with self._lock:
                outputs, total = np.empty((len(rows), result[-1].shape[1]), self.dtype), np.zeros((1, 1))
                with self._no_helpers as mailboxes:
                    self._evaluate(mailboxes, theta[None], rows, None, np.empty(0), outputs, total, len(rows))
                for offset, layer in zip(self.table[:, column.A], result, strict=True):
                    part = layer[start : start + len(rows)]
                    part[:] = self.work[offset : offset + part.size].reshape(part.shape)
        return result

    def _evaluate(
        self, mailboxes: Array, states: Array, X: Array, targets: Array | None, weights: Array, outputs: Array,
        totals: Array, rows: int,
    ) -> None:  # fmt: skip
        helpers = len(mailboxes)
        if len(self._spare) < helpers:
            self._spare = np.empty((helpers, len(self.work)), self.dtype)
        self._job[NEXT : TOTALS + 1] = arguments_of(
            0, totals.size, len(X), rows, states.shape[1] * states.itemsize, totals.shape[1], states, X,
            0 if targets is None else targets, weights, totals,
        )  # fmt: skip
        self._evaluate_kernel(*arguments_of(
            self._job, mailboxes, helpers, int(self.passes[EVALUATE]), self.work, self._spare, len(self.work), outputs,
            int(self._alone.contexts[0, YIELD]),
        ))  # fmt: skip

    def _chunk_rows(self, count: int) -> int:
        """Rows per chunk; independent of the number of threads, so that the outputs are, too."""
        chunks = min(CORES, count * self.multiplications // MULTIPLICATIONS_PER_CHUNK, count // MIN_ROWS_PER_CHUNK)
        return min(self.chunk, -(-count // max(1, chunks))) or 1

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
        """The mean loss of a training batch of at most `rows` rows, and ∂(scale·loss + penalties)/∂θ."""
        parts = parts_of(len(X), self.multiplications)
        team = self._alone if parts == 1 else ThreadTeam(self.threads, parts, self.products)
        g, theta = np.zeros(self.layout.trained, self.dtype), plain(theta, self.dtype)
        X, Y, weights = plain(X, self.dtype), plain(Y, self.dtype), np.ones(len(X)) if weight is None else plain(weight)
        scratch, losses = np.zeros((team.threads, SCRATCH_SIZE)), np.zeros(parts)
        arguments = arguments_of(
            theta, self.work, g, X, Y, weights, *Y.shape, weights.sum(), scale, seed, step, scratch, losses
        )
        team.run(callable_kernel("training_steps.one_gradient", self.dtype.name), *self.network, *arguments)
        self._penalties(theta, g, strengths)
        return float(losses.sum() * scratch[0, 0] / scale), g

    def _penalties(self, theta: Array, g: Array, strengths: dict[str, float]) -> float:
        """Add the derivative of the penalties to a gradient, and return their value."""
        kernels, table = self.penalty_table(strengths)
        cost = np.zeros(1)
        callable_kernel("regularization.penalties_alone", self.dtype.name)(*arguments_of(
            theta, g, len(g), self.segments, len(self.segments), kernels, table, *table.shape, cost
        ))  # fmt: skip
        return float(cost[0])

    def penalty_table(self, strengths: dict[str, float]) -> tuple[Array, Array]:
        """The kernels of the penalties (k, 2), and a table (k, …) with the strength and the constants of each."""
        entries = [(*penalties.resolve(name), strength) for name, strength in strengths.items() if strength]
        kernels = [penalty_kernels(entry, self.dtype.name) for entry, _, _ in entries]
        rows = [[strength, *constants.values()] for _, constants, strength in entries]
        table = np.zeros((len(rows), 1 + max(map(len, rows), default=1)))
        for target, row in zip(table, rows, strict=True):
            target[: len(row)] = row
        return np.array(kernels, dtype=np.int64).reshape(-1, 2), table

    def penalty(self, theta: Array, **strengths: float) -> float:
        """The penalties of the objective."""
        return self._penalties(plain(theta, self.dtype), np.zeros(self.layout.trained, self.dtype), strengths)
