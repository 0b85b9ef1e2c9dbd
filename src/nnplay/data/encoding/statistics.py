"""Means and spreads that do not overflow."""

import numpy as np

from nnplay.data.columns import Floats
from nnplay.errors import DataError


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
