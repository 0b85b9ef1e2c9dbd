"""Columns of numbers of one type as one matrix, which is copied, checked, scaled and hashed as a whole.

A picture of 28 × 28 pixels is 784 columns. Looking at each by itself takes longer than training on them.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.utils.threads import blocks, map_rows

COLUMNS_AT_ONCE = 64  # columns that are read together: a row of them is a few cache lines
TRANSPOSED_ROWS = 1024
SHARED_BYTES = 32 << 20  # of an array from which on it is not copied
WORDS, TABLE_ROWS = 4095, 16  # columns of the table of a checksum, and how many of its rows are added up together


@dataclass(frozen=True, eq=False)
class NumberMatrix:
    """Numbers of one type, such as float32, as a matrix with the range of each column.

    Attributes:
        values: shape (n, k), C-contiguous; floats, integers or booleans.
        low: the minimum of each column, (k,) in float64; not finite if the column has missing or infinite values.
        high: the maximum of each column, likewise.
        checksum: of an array of the user that was not copied although it can be changed; else b"".
    """

    values: NDArray[Any]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    checksum: bytes = b""

    @staticmethod
    def of_array(array: NDArray[Any]) -> "NumberMatrix":
        """The matrix of an array (n, k) of numbers: a copy, unless the array is large or nobody can change it."""
        native = array.dtype.newbyteorder("=") if array.dtype.itemsize <= 8 else np.dtype(np.float64)
        if array.dtype == native and array.flags.c_contiguous and array.flags.aligned:
            if is_immutable(array):
                return _with_range(array, lambda rows: array[rows])
            if array.nbytes >= SHARED_BYTES:
                checksum = checksum_of(array)
                return replace(_with_range(array, lambda rows: array[rows]), checksum=checksum)
        values = np.empty(array.shape, native)

        def fill(rows: slice) -> NDArray[Any]:
            values[rows] = array[rows]
            return values[rows]

        return _with_range(values, fill)

    @staticmethod
    def of_columns(columns: Sequence[NDArray[Any]]) -> "NumberMatrix":
        """The matrix of some columns (n,) of one type."""
        values = np.empty((len(columns[0]), len(columns)), columns[0].dtype)

        def fill(rows: slice) -> None:
            for place in blocks(slice(0, len(columns)), COLUMNS_AT_ONCE):
                values[rows, place] = np.stack([column[rows] for column in columns[place]]).T

        map_rows(fill, len(values), values.size)
        low, high = (np.array([float(getattr(column, name)()) for column in columns]) for name in ("min", "max"))
        return NumberMatrix(values, low, high)

    def take(self, rows: NDArray[Any]) -> "NumberMatrix":
        """The matrix with only these rows (indices or a mask)."""
        rows = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        values = np.empty((len(rows), self.values.shape[1]), self.values.dtype)

        def fill(part: slice) -> NDArray[Any]:
            values[part] = self.values[rows[part]]
            return values[part]

        return _with_range(values, fill)

    @property
    def is_changed(self) -> bool:
        """Whether the user has changed the array since this was made of it."""
        return self.checksum != b"" and checksum_of(self.values) != self.checksum

    def columns(self, positions: Sequence[int]) -> NDArray[np.float64]:
        """Some columns in float64, each contiguous: (columns, n)."""
        result = np.empty((len(positions), len(self.values)))
        chosen = as_slice(positions)
        for rows in blocks(slice(0, len(self.values)), TRANSPOSED_ROWS):
            result[:, rows] = self.values[rows][:, chosen].T
        return result


@dataclass(frozen=True, eq=False)
class MatrixColumn:
    """A column of a matrix; all of its numbers are finite."""

    matrix: NumberMatrix
    position: int

    def __len__(self) -> int:
        return len(self.matrix.values)

    @property
    def low(self) -> float:
        """The minimum."""
        return float(self.matrix.low[self.position])

    @property
    def high(self) -> float:
        """The maximum."""
        return float(self.matrix.high[self.position])

    def take(self, rows: Any) -> NDArray[np.float64]:
        """The numbers of some rows (indices, a mask or a slice), in float64."""
        return np.array(self.matrix.values[rows, self.position], dtype=np.float64)


def as_slice(positions: Sequence[int]) -> Any:
    """The positions as a slice if they follow each other, which is faster; else as an array."""
    first = positions[0]
    if list(positions) == list(range(first, first + len(positions))):
        return slice(first, first + len(positions))
    return np.array(positions)


def is_immutable(array: NDArray[Any]) -> bool:
    """Whether nobody can change the numbers: the array is read-only, and so is all that it is a view of."""
    owner: Any = array
    while isinstance(owner, np.ndarray):
        if owner.flags.writeable:
            return False
        owner = owner.base
    return owner is None or isinstance(owner, bytes)


def checksum_of(values: NDArray[Any]) -> bytes:
    """A checksum of a contiguous matrix: its words of eight bytes as a table, and the sums of its rows and columns.

    The sums are modulo 2⁶⁴. A changed word changes two of them, and words that change places change some of each. The
    table has an odd number of columns, so that other signs of all float64 numbers, each of which adds 2⁶³, do not
    cancel. This takes half the time of a checksum with weights, and a fourth of that of CRC-32.
    """
    content = values.reshape(-1).view(np.uint8)
    size = len(content) // (8 * WORDS) * (8 * WORDS)
    table = content[:size].view(np.uint64).reshape(-1, WORDS)
    row_sums = np.empty(len(table), np.uint64)

    def column_sums(share: slice) -> NDArray[np.uint64]:
        result = np.zeros(WORDS, np.uint64)
        for rows in blocks(share, TABLE_ROWS):
            result += np.add.reduce(table[rows], axis=0)
            np.add.reduce(table[rows], axis=1, out=row_sums[rows])
        return result

    digest = hashlib.blake2b(np.sum(map_rows(column_sums, len(table), table.size), axis=0, dtype=np.uint64).tobytes())
    digest.update(row_sums.tobytes())
    digest.update(content[size:].tobytes())
    return digest.digest()


def _with_range(values: NDArray[Any], block_of: Callable[[slice], NDArray[Any]]) -> NumberMatrix:
    """The matrix of these values; `block_of` returns the rows of a block, after writing them if necessary."""
    low, high = column_ranges(block_of, *values.shape)
    return NumberMatrix(values, low, high)


def column_ranges(
    block_of: Callable[[slice], NDArray[Any]], n: int, k: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The minimum and the maximum of each column, (k,), of n rows that `block_of` returns block by block."""

    def extremes(share: slice) -> tuple[NDArray[Any], NDArray[Any]]:
        low = high = block_of(slice(share.start, share.start + 1))[0]
        for rows in blocks(share):
            block = block_of(rows)
            low, high = np.minimum(low, block.min(axis=0)), np.maximum(high, block.max(axis=0))
        return low, high

    low, high = zip(*map_rows(extremes, n, n * k), strict=True)
    return np.min(low, axis=0).astype(np.float64), np.max(high, axis=0).astype(np.float64)
