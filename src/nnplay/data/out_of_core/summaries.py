"""Column statistics that are updated one chunk at a time: mean, deviation, range, category counts."""

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from nnplay.data.columns import EXACT_INTEGERS, Column, Floats, Kind, Label
from nnplay.data.encoding.feature import Feature, Scale, fit_category
from nnplay.data.encoding.statistics import mean_and_std, range_error

MAX_LEVELS = 10_000
"""Maximum number of distinct texts in a categorical column of a file larger than memory."""


@dataclass
class ColumnSummary:
    """Statistics of one column in one pass over its chunks; equal to those of all rows at once.

    Attributes:
        name: the column's name.
        kind: the column's kind.
        count: number of values present.
        missing: number of missing values.
        mean: mean of the values present.
        std: their standard deviation.
        low: their minimum.
        high: their maximum.
        levels: number of rows of each category.
        order: the levels of an ordered category, from low to high.
    """

    name: str
    kind: Kind
    order: tuple[str, ...] = ()
    count: int = 0
    missing: int = 0
    mean: float = 0.0
    std: float = 0.0
    low: float = math.inf
    high: float = -math.inf
    levels: Counter[str] = field(default_factory=Counter)

    def add(self, column: Column) -> None:
        """Update the statistics with the rows of one chunk.

        Raises:
            DataError: values so far apart that their differences exceed float64.
        """
        missing = column.missing
        present = column.values[~missing] if missing.any() else column.values
        self.missing += int(missing.sum())
        if not len(present):
            return
        if self.kind == "category":
            self.count += len(present)
            self.levels.update(present.tolist())
        else:
            self._merge(present)

    def _merge(self, values: Floats) -> None:
        """Combine means and deviations (Chan, Golub & LeVeque 1979), without squares that overflow."""
        mean, std = mean_and_std(self.name, values)
        low, high = float(values.min()), float(values.max())
        if low == high:
            std = 0.0
        n = self.count + len(values)
        old, new = self.count / n, len(values) / n
        delta = mean - self.mean if self.count else 0.0
        if not math.isfinite(delta):
            raise range_error(self.name)
        self.std = math.hypot(self.std * math.sqrt(old), std * math.sqrt(new), delta * math.sqrt(old * new))
        self.mean = self.mean + new * delta if self.count else mean
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.count = n

    @property
    def constant(self) -> bool:
        """Whether all values that are present are equal."""
        if self.missing and self.count:
            return False
        return len(self.levels) <= 1 if self.kind == "category" else self.low == self.high or not self.count

    @property
    def exceeds_exact_integers(self) -> bool:
        """Whether there are numbers of 2**53 or more, where float64 may round integers."""
        return self.kind == "number" and max(-self.low, self.high) >= EXACT_INTEGERS

    def standard(self) -> tuple[float, float]:
        """Offset and divisor for mean 0 and deviation 1, with missing values replaced by the mean."""
        if self.low == self.high:
            return self.low, 1.0
        return self.mean, self.std * math.sqrt(self.count / (self.count + self.missing)) or 1.0

    def minmax(self) -> tuple[float, float]:
        """Offset and divisor for the range 0 to 1.

        Raises:
            DataError: a range that exceeds float64.
        """
        extent = self.high - self.low
        if not math.isfinite(extent):
            raise range_error(self.name)
        return self.low, extent or 1.0

    def feature(self, scale: Scale, impute: bool, indicator: bool = True) -> Feature:
        """The same feature as `fit_feature` for all rows at once.

        Raises:
            DataError: values too far apart to be scaled.
        """
        gaps = impute and indicator and self.missing > 0
        if self.kind == "category":
            column = Column(self.name, "category", np.empty(0, dtype=object), order=self.order)
            return fit_category(column, self.levels, scale, impute, gaps)
        if not self.count:
            return Feature(self.name, self.kind, fill=0.0 if impute else None)
        if self.kind == "boolean":
            return Feature(self.name, "boolean", fill=float(self.mean > 0.5) if impute else None, indicator=gaps)
        fill = self.mean if impute else None
        if scale == "none":
            return Feature(self.name, "number", fill=fill, indicator=gaps)
        offset, divisor = self.standard() if scale == "standard" else self.minmax()
        return Feature(self.name, "number", fill=fill, offset=offset, scale=divisor, indicator=gaps)


def count_labels(column: Column) -> Counter[Label]:
    """Number of rows of each label in a target; the labels are those of `Column.distinct`."""
    if column.kind == "category":
        return Counter(column.values.tolist())
    values, counts = np.unique(column.values, return_counts=True)
    kind = bool if column.kind == "boolean" else int if column.is_integer else float
    return Counter(dict(zip(map(kind, values.tolist()), counts.tolist(), strict=True)))
