"""Means and spreads that do not overflow, of one column or of many at once.

Both add up the rows in the same order, so that a column has the same mean, to the bit, alone and in a matrix.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.data.columns import Floats, Integers
from nnplay.data.number_matrix import column_ranges
from nnplay.errors import DataError
from nnplay.utils.threads import map_threads

SUM_ROWS = 128
"""NumPy adds up so many numbers of a vector with eight accumulators, and halves a longer one."""

ACCUMULATORS = 8
TASKS = 16  # parts of a sum, which threads compute


def mean(values: Floats) -> float:
    """The mean of shape (n,), computed in units of the largest value so that the sum cannot overflow."""
    unit = float(np.abs(values).max(initial=0.0)) or 1.0
    return float(np.clip(np.mean(values / unit), -1, 1)) * unit


def mean_and_std(name: str, values: Floats) -> tuple[float, float]:
    """Mean and standard deviation of shape (n,); the deviation is 1 for a constant column.

    Raises:
        DataError: values so far apart that their differences exceed float64.
    """
    center = mean(values)
    if values.min() == values.max():
        return float(values[0]), 1.0
    with np.errstate(over="ignore"):
        deviations = values - center
    _check_finite(name, deviations)
    unit = float(np.abs(deviations).max())
    std = float(np.sqrt(np.mean((deviations / unit) ** 2))) * unit if unit > 0 else 0.0
    return center, std or 1.0


def min_and_range(name: str, values: Floats) -> tuple[float, float]:
    """Minimum and range of shape (n,); the range is 1 for a constant column.

    Raises:
        DataError: a range that exceeds float64.
    """
    low = float(values.min())
    with np.errstate(over="ignore"):
        extent = float(values.max() - low)
    _check_finite(name, np.array([extent]))
    return low, extent or 1.0


def _check_finite(name: str, differences: Floats) -> None:
    if not np.isfinite(differences).all():
        raise range_error(name)


def range_error(name: str) -> DataError:
    """The error for a column whose differences exceed float64."""
    return DataError(f"column {name!r} has values too far apart to be scaled; divide the column by a large number")


@dataclass(frozen=True, eq=False)
class MatrixStatistics:
    """The same numbers of the columns of a matrix (n, k), for some of its rows; all of them are finite.

    Attributes:
        values: the matrix.
        rows: the rows, (m,).
        low: the minimum of each column, (k,).
        high: the maximum of each column, (k,).
    """

    values: NDArray[Any]
    rows: Integers
    low: Floats
    high: Floats

    @staticmethod
    def of_rows(values: NDArray[Any], rows: Integers) -> "MatrixStatistics":
        """The statistics of these rows of a matrix."""
        low, high = column_ranges(lambda part: values[rows[part]], len(rows), values.shape[1])
        return MatrixStatistics(values, rows, low, high)

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Whether all values of a column are equal, (k,)."""
        same: NDArray[np.bool_] = self.low == self.high
        return same

    @cached_property
    def mean(self) -> Floats:
        """`mean` of each column."""
        unit = np.maximum(-self.low, self.high)
        unit[unit == 0] = 1.0
        sums = self._sums(lambda block, result: np.divide(block, unit, out=result))
        return np.clip(sums / len(self.rows), -1, 1) * unit

    def mean_and_std(self, names: Sequence[str]) -> tuple[Floats, Floats]:
        """`mean_and_std` of each column.

        Raises:
            DataError: values so far apart that their differences exceed float64.
        """
        center = self.mean
        with np.errstate(over="ignore"):
            unit = np.maximum(np.abs(self.low - center), np.abs(self.high - center))
        unit[self.constant] = 0.0
        _check_all_finite(names, unit)
        divisor = np.where(unit > 0, unit, 1.0)

        def squares(block: NDArray[Any], result: Floats) -> Floats:
            np.subtract(block, center, out=result)
            np.divide(result, divisor, out=result)
            return np.square(result, out=result)

        std = np.sqrt(self._sums(squares) / len(self.rows)) * unit
        std[std == 0] = 1.0
        first = self.values[self.rows[0]].astype(np.float64)
        return np.where(self.constant, first, center), np.where(self.constant, 1.0, std)

    def min_and_range(self, names: Sequence[str]) -> tuple[Floats, Floats]:
        """`min_and_range` of each column.

        Raises:
            DataError: a range that exceeds float64.
        """
        with np.errstate(over="ignore"):
            extent = self.high - self.low
        _check_all_finite(names, extent)
        return self.low, np.where(extent == 0, 1.0, extent)

    def _sums(self, function: Callable[[NDArray[Any], Floats], Floats]) -> Floats:
        """The sum of each column (k,) in the order in which NumPy adds up a vector.

        What is added up is what a function makes of some rows (m, k); it gets an array (m, k) for its result.
        """
        k = self.values.shape[1]

        def add(part: tuple[int, int], results: Floats | None = None) -> Floats:
            first, last = part
            results = np.empty((SUM_ROWS, k)) if results is None else results
            if last - first > SUM_ROWS:
                left, right = _halves(part)
                return add(left, results) + add(right, results)
            return _sum_few_rows(function(self.values[self.rows[first:last]], results[: last - first]))

        parts = [(0, len(self.rows))]
        while len(parts) < TASKS and min(last - first for first, last in parts) > SUM_ROWS:
            parts = [half for part in parts for half in _halves(part)]
        sums = map_threads(add, parts, len(self.rows) * k)
        while len(sums) > 1:
            sums = [left + right for left, right in zip(sums[::2], sums[1::2], strict=True)]
        return sums[0]


def _halves(part: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """A range of rows in two halves, the first of which is a multiple of eight rows."""
    first, last = part
    half = (last - first) // 2
    middle = first + half - half % ACCUMULATORS
    return (first, middle), (middle, last)


def _sum_few_rows(rows: Floats) -> Floats:
    """The sum of each column of at most `SUM_ROWS` rows (m, k)."""
    m, k = rows.shape
    total: Floats
    if m < ACCUMULATORS:
        total = np.add.reduce(rows, axis=0)
        return total
    even = m - m % ACCUMULATORS
    a, b, c, d, e, f, g, h = np.add.reduce(rows[:even].reshape(-1, ACCUMULATORS, k), axis=0)
    total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for row in rows[even:]:
        total += row
    return total


def _check_all_finite(names: Sequence[str], differences: Floats) -> None:
    for name, finite in zip(names, np.isfinite(differences).tolist(), strict=True):
        if not finite:
            raise range_error(name)
