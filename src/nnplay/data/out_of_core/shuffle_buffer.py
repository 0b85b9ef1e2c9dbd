"""Shuffle buffer on disk: the encoded training rows of a large file, read back in a new order in every epoch.

Rows are shuffled within each chunk as they are written, and stored in small blocks. Every epoch draws a new order of
the blocks and reads them into pools of some hundred blocks from all over the file. The engine shuffles the rows of the
pool it trains on, while a thread reads the next pool.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from nnplay.data.sample_weights import mean_weight
from nnplay.errors import DataError
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.tempfiles import ScratchFile, check_free_space, disk_full_error, is_disk_full
from nnplay.utils.types import Array

BLOCK_BYTES = 128 << 10
"""Bytes of one read: large enough for any disk, small enough that a pool has hundreds of blocks."""

POOL_BYTES = 64 << 20
"""Bytes that are shuffled together. Two pools are in memory: one to train on, one being read."""


class ShuffleBuffer:
    """Training rows in a temporary file: X (rows, n_in), Y (rows, n_out) and, if rows are weighted, their weights.

    Args:
        rows: number of rows that will be written.
        n_in: columns of X.
        n_out: columns of Y.
        dtype: type of X and Y.
        weighted: whether rows have weights.
        shuffle: whether to shuffle them.
        seed: decides the order.
        name: what error messages call the data.

    Raises:
        DataError: not enough disk space.
    """

    def __init__(
        self, rows: int, n_in: int, n_out: int, dtype: str, *, weighted: bool, shuffle: bool, seed: int, name: str
    ) -> None:
        self.rows, self.shuffle, self.seed, self.name = rows, shuffle, seed, name
        self.fields = [(n_in, np.dtype(dtype)), (n_out, np.dtype(dtype))] + [(1, np.dtype(np.float64))] * weighted
        self.row_bytes = sum(width * kind.itemsize for width, kind in self.fields)
        self.block = max(1, min(BLOCK_BYTES // self.row_bytes, rows))
        check_free_space(rows * self.row_bytes, f"Training on {name} in batches")
        self._scratch = ScratchFile()
        self._lock = threading.Lock()
        self.written = 0
        self._weights: Counter[float] = Counter()

    @property
    def mean_weight(self) -> float:
        """The mean weight of the rows that were written; 1 if rows have no weights."""
        return mean_weight(*np.array(sorted(self._weights.items())).T) if self._weights else 1.0

    def fill(self, chunks: Iterable[tuple[Array, ...]]) -> None:
        """Write all rows, shuffled within each chunk.

        Raises:
            DataError: the disk is full.
        """
        rest: tuple[Array, ...] | None = None
        try:
            for number, chunk in enumerate(chunks):
                if rest is not None:
                    chunk = tuple(np.concatenate(pair) for pair in zip(rest, chunk, strict=True))
                if self.shuffle:
                    order = stream(self.seed, Purpose.BUFFER_CHUNK, number).permutation(len(chunk[0]))
                    chunk = tuple(part[order] for part in chunk)
                count = len(chunk[0]) // self.block * self.block
                self._write(chunk, count)
                rest = tuple(part[count:].copy() for part in chunk)
            if rest is not None:
                self._write(rest, len(rest[0]))
        except OSError as problem:
            raise disk_full_error(f"Training on {self.name} in batches") if is_disk_full(problem) else problem from None

    def _write(self, chunk: tuple[Array, ...], count: int) -> None:
        for first in range(0, count, self.block):
            for part, (_, kind) in zip(chunk, self.fields, strict=True):
                data = np.ascontiguousarray(part[first : first + self.block], dtype=kind).data.cast("B")
                while data:
                    data = data[self._scratch.file.write(data) :]
        for weight in chunk[2:]:
            values, counts = np.unique(weight[:count], return_counts=True)
            self._weights.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
        self.written += count

    def steps(self, batch: int) -> int:
        """Number of batches in an epoch."""
        return -(-self.rows // batch)

    def pools(self, batch: int) -> Generator[tuple[Array, Array, Array], None, None]:
        """X, Y and weights of one pool after another, epoch after epoch without end.

        All pools of an epoch but the last have a whole number of batches; the remaining rows go into the next pool.
        The arrays of a pool are valid until the next pool is requested.

        Raises:
            DataError: a batch too large for a pool, or a truncated temporary file.
        """
        if batch * self.row_bytes > POOL_BYTES and batch < self.rows:
            raise DataError(
                f"a batch of {batch:,} rows needs {batch * self.row_bytes / 1e6:,.0f} MB, too much for training in "
                f"batches; use batch_size={POOL_BYTES // self.row_bytes:,} or less"
            )
        with ThreadPoolExecutor(1, thread_name_prefix="nnplay-shuffle") as reader:
            buffers = itertools.cycle([RowPool(self, batch), RowPool(self, batch)])
            pending, previous = None, None
            for blocks, last in self._order(batch):
                pool = next(buffers)
                task = reader.submit(pool.fill, blocks, previous, batch, last)
                if pending is not None:
                    yield pending.result()
                pending, previous = task, pool

    def _order(self, batch: int) -> Generator[tuple[Array, bool], None, None]:
        """The blocks of each pool of each epoch, and whether it is the epoch's last pool."""
        count = self.pool_count(batch)
        for epoch in itertools.count():
            blocks = np.arange(-(-self.rows // self.block))
            if self.shuffle:  # the last block may be short and stays last, so that the pools of all epochs are equal
                stream(self.seed, Purpose.BUFFER_BLOCKS, epoch).shuffle(blocks[:-1])
            for number, chosen in enumerate(np.array_split(blocks, count), start=1):
                yield chosen, number == count

    def pool_count(self, batch: int) -> int:
        """Number of pools in an epoch, each of at least one batch."""
        blocks = -(-self.rows // self.block)
        max_rows = max(POOL_BYTES // self.row_bytes, 2 * (batch + self.block))
        return max(1, min(-(-self.rows // max_rows), blocks))

    def read(self, block: int, parts: tuple[Array, ...]) -> None:
        """Read a block into arrays of its size."""
        with self._lock:
            file = self._scratch.file
            file.seek(block * self.block * self.row_bytes)
            for part in parts:
                data = part.data.cast("B")
                while data:
                    count = file.readinto(data)
                    if not count:
                        raise DataError(f"the temporary file of {self.name} was truncated; train again")
                    data = data[count:]


class RowPool:
    """Memory for the rows of one pool."""

    def __init__(self, buffer: ShuffleBuffer, batch: int) -> None:
        blocks = -(-buffer.rows // buffer.block)
        rows = min(-(-blocks // buffer.pool_count(batch)) * buffer.block, buffer.rows) + batch
        self.buffer = buffer
        self.parts = tuple(np.empty((rows, width), kind) for width, kind in buffer.fields)
        self.ones = np.ones(0 if len(buffer.fields) > 2 else rows)
        self.ready = self.filled = 0

    def fill(self, blocks: Array, previous: RowPool | None, batch: int, last: bool) -> tuple[Array, Array, Array]:
        """Copy the rows that the previous pool left over, and read these blocks after them."""
        position = 0
        if previous is not None:
            position = previous.filled - previous.ready
            for part, old in zip(self.parts, previous.parts, strict=True):
                part[:position] = old[previous.ready : previous.filled]
        for block in blocks.tolist():
            count = min(self.buffer.block, self.buffer.rows - block * self.buffer.block)
            self.buffer.read(block, tuple(part[position : position + count] for part in self.parts))
            position += count
        self.filled = position
        self.ready = position if last else position // batch * batch
        X, Y, *weight = (part[: self.ready] for part in self.parts)
        return X, Y, weight[0][:, 0] if weight else self.ones[: self.ready]
