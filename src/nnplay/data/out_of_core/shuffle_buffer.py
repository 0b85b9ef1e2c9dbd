"""The encoded training rows of a large file on disk, and how they come back: in pools, in a new order for each epoch.

Rows are shuffled as they are written, a piece at a time, and stand in small blocks. Each epoch draws a new order of the
blocks and reads them together into pools of some hundred blocks from all over the file; the engine shuffles the rows of
the pool it trains on, while a thread of its own reads the next one.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import DataError
from nnplay.utils.tempfiles import Scratch, disk_full, is_full, refuse_full

Array = NDArray[Any]

BLOCK_BYTES = 128 << 10
"""What is read at once: large enough for any disk, small enough that a pool has hundreds."""

POOL_BYTES = 64 << 20
"""What is shuffled together. Two pools are in memory: one to train on, one being read."""

WRITING, DRAWING = 1, 2  # what random numbers are for, beside the seed


class ShuffleBuffer:
    """Training rows in a temporary file: X (rows, n_in), Y (rows, n_out) and, where rows differ in it, their weight.

    Attributes:
        rows: how many there will be.
        steps: batches in an epoch, for a number of rows in a batch.
    """

    def __init__(
        self, rows: int, n_in: int, n_out: int, dtype: str, *, weighted: bool, shuffle: bool, seed: int, name: str
    ) -> None:
        """Make the file.

        Raises:
            DataError: there is no room for it.
        """
        self.rows, self.shuffle, self.seed, self.name = rows, shuffle, seed, name
        self.fields = [(n_in, np.dtype(dtype)), (n_out, np.dtype(dtype))] + [(1, np.dtype(np.float64))] * weighted
        self.row_bytes = sum(width * kind.itemsize for width, kind in self.fields)
        self.block = max(1, min(BLOCK_BYTES // self.row_bytes, rows))
        refuse_full(rows * self.row_bytes, f"Training on {name} in batches")
        self._scratch = Scratch()
        self._lock = threading.Lock()
        self.written = 0

    def fill(self, pieces: Iterable[tuple[Array, ...]]) -> None:
        """Write all rows, each piece of them shuffled in itself.

        Raises:
            DataError: the disk is full.
        """
        left: tuple[Array, ...] | None = None
        try:
            for number, piece in enumerate(pieces):
                if left is not None:
                    piece = tuple(np.concatenate(pair) for pair in zip(left, piece, strict=True))
                if self.shuffle:
                    order = np.random.default_rng((self.seed, WRITING, number)).permutation(len(piece[0]))
                    piece = tuple(part[order] for part in piece)
                whole = len(piece[0]) // self.block * self.block
                self._write(piece, whole)
                left = tuple(part[whole:].copy() for part in piece)
            if left is not None:
                self._write(left, len(left[0]))
        except OSError as problem:
            raise disk_full(f"Training on {self.name} in batches") if is_full(problem) else problem from None

    def _write(self, piece: tuple[Array, ...], count: int) -> None:
        for first in range(0, count, self.block):
            for part, (_, kind) in zip(piece, self.fields, strict=True):
                rest = np.ascontiguousarray(part[first : first + self.block], dtype=kind).data.cast("B")
                while rest:
                    rest = rest[self._scratch.file.write(rest) :]
        self.written += count

    def steps(self, batch: int) -> int:
        """How many batches an epoch has."""
        return -(-self.rows // batch)

    def pools(self, batch: int) -> Generator[tuple[Array, Array, Array], None, None]:
        """X, Y and weights of one pool after another, epoch after epoch without end.

        All pools of an epoch but the last have a whole number of batches; what is left over goes into the next.
        The arrays of a pool hold until the next one is asked for.

        Raises:
            DataError: a batch too large for a pool, or a temporary file that somebody has cut.
        """
        if batch * self.row_bytes > POOL_BYTES and batch < self.rows:
            raise DataError(
                f"a batch of {batch:,} rows needs {batch * self.row_bytes / 1e6:,.0f} MB, too much for training in "
                f"batches; use batch_size={POOL_BYTES // self.row_bytes:,} or less"
            )
        with ThreadPoolExecutor(1, thread_name_prefix="nnplay-spool") as reader:
            buffers = itertools.cycle([Pool(self, batch), Pool(self, batch)])
            waiting, before = None, None
            for blocks, last in self._order(batch):
                pool = next(buffers)
                coming = reader.submit(pool.fill, blocks, before, batch, last)
                if waiting is not None:
                    yield waiting.result()
                waiting, before = coming, pool

    def _order(self, batch: int) -> Generator[tuple[Array, bool], None, None]:
        """The blocks of each pool of each epoch, and whether it is the epoch's last."""
        count = self.pool_count(batch)
        for epoch in itertools.count():
            blocks = np.arange(-(-self.rows // self.block))
            if self.shuffle:  # the last block may be short: it stays the last, so that all epochs have equal pools
                np.random.default_rng((self.seed, DRAWING, epoch)).shuffle(blocks[:-1])
            for number, chosen in enumerate(np.array_split(blocks, count), start=1):
                yield chosen, number == count

    def pool_count(self, batch: int) -> int:
        """Into how many pools an epoch is divided, each of at least one batch."""
        blocks = -(-self.rows // self.block)
        most = max(POOL_BYTES // self.row_bytes, 2 * (batch + self.block))
        return max(1, min(-(-self.rows // most), blocks))

    def read(self, block: int, parts: tuple[Array, ...]) -> None:
        """Read a block into arrays of its size."""
        with self._lock:
            file = self._scratch.file
            file.seek(block * self.block * self.row_bytes)
            for part in parts:
                rest = part.data.cast("B")
                while rest:
                    count = file.readinto(rest)
                    if not count:
                        raise DataError(f"the temporary file of {self.name} has become shorter; train again")
                    rest = rest[count:]


class Pool:
    """Memory for the rows of one pool."""

    def __init__(self, shuffle_buffer: ShuffleBuffer, batch: int) -> None:
        blocks = -(-shuffle_buffer.rows // shuffle_buffer.block)
        rows = min(-(-blocks // shuffle_buffer.pool_count(batch)) * shuffle_buffer.block, shuffle_buffer.rows) + batch
        self.shuffle_buffer = shuffle_buffer
        self.parts = tuple(np.empty((rows, width), kind) for width, kind in shuffle_buffer.fields)
        self.ones = np.ones(0 if len(shuffle_buffer.fields) > 2 else rows)
        self.ready = self.filled = 0

    def fill(self, blocks: Array, before: Pool | None, batch: int, last: bool) -> tuple[Array, Array, Array]:
        """Take over what the pool before left, and read these blocks after it."""
        place = 0
        if before is not None:
            place = before.filled - before.ready
            for part, old in zip(self.parts, before.parts, strict=True):
                part[:place] = old[before.ready : before.filled]
        for block in blocks.tolist():
            count = min(self.shuffle_buffer.block, self.shuffle_buffer.rows - block * self.shuffle_buffer.block)
            self.shuffle_buffer.read(block, tuple(part[place : place + count] for part in self.parts))
            place += count
        self.filled = place
        self.ready = place if last else place // batch * batch
        X, Y, *weight = (part[: self.ready] for part in self.parts)
        return X, Y, weight[0][:, 0] if weight else self.ones[: self.ready]
