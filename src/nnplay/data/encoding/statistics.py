"""Means and spreads that do not overflow."""

import numpy as np

from nnplay.data.columns import Floats
from nnplay.errors import DataError


def mean(values: Floats) -> float:
    """The mean of shape (n,), computed in units of the largest value so that the sum cannot overflow."""
    unit = float(np.abs(values).max(initial=0.0)) or 1.0
    return float(np.clip(np.mean(values / unit), -1, 1)) * unit


def mean_and_spread(name: str, values: Floats) -> tuple[float, float]:
    """Mean and standard deviation of shape (n,); the deviation of a constant column counts as 1.

    Raises:
        DataError: values so far apart that their differences exceed float64.
    """
    middle = mean(values)
    if values.min() == values.max():
        return float(values[0]), 1.0
    with np.errstate(over="ignore"):
        away = values - middle
    _refuse_overflow(name, away)
    unit = float(np.abs(away).max())
    spread = float(np.sqrt(np.mean((away / unit) ** 2))) * unit if unit > 0 else 0.0
    return middle, spread or 1.0


def low_and_range(name: str, values: Floats) -> tuple[float, float]:
    """Minimum and range of shape (n,); the range of a constant column counts as 1.

    Raises:
        DataError: a range that exceeds float64.
    """
    low = float(values.min())
    with np.errstate(over="ignore"):
        extent = float(values.max() - low)
    _refuse_overflow(name, np.array([extent]))
    return low, extent or 1.0


def _refuse_overflow(name: str, differences: Floats) -> None:
    if not np.isfinite(differences).all():
        raise too_far_apart(name)


def too_far_apart(name: str) -> DataError:
    """The error of a column whose differences exceed float64."""
    return DataError(f"column {name!r} has values too far apart to be scaled; divide the column by a large number")
