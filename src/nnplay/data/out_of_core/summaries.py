"""What a column teaches when its rows come a chunk at a time: mean, spread, range, levels."""

import math
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from nnplay.data.columns import EXACT_INTEGERS, Column, Floats, Kind, Label
from nnplay.data.encoding.feature import Feature, Scale
from nnplay.data.encoding.statistics import mean_and_spread, too_far_apart
from nnplay.errors import DataError

MOST_LEVELS = 10_000
"""The most different texts a column of categories may have in a file larger than memory."""


@dataclass
class Summary:
    """One column in one pass. After any number of chunks it knows what all of their rows together would teach.

    Attributes:
        name: the column's name.
        kind: its kind.
        count: how many values were present.
        missing: how many were not.
        middle: the mean of those present.
        spread: their standard deviation.
        low: the smallest.
        high: the largest.
        levels: how often each category came.
    """

    name: str
    kind: Kind
    count: int = 0
    missing: int = 0
    middle: float = 0.0
    spread: float = 0.0
    low: float = math.inf
    high: float = -math.inf
    levels: Counter[str] = field(default_factory=Counter)

    def add(self, column: Column) -> None:
        """Take in the rows of one chunk.

        Raises:
            DataError: values so far apart that their differences exceed float64, or too many categories.
        """
        gone = column.missing
        present = column.values[~gone] if gone.any() else column.values
        self.missing += int(gone.sum())
        if not len(present):
            return
        if self.kind == "category":
            self.count += len(present)
            self.levels.update(present.tolist())
        else:
            self._merge(present)

    def _merge(self, values: Floats) -> None:
        """Mean and deviation of both samples together (Chan, Golub & LeVeque 1979), without squares that overflow."""
        middle, spread = mean_and_spread(self.name, values)
        low, high = float(values.min()), float(values.max())
        if low == high:
            spread = 0.0
        n = self.count + len(values)
        old, new = self.count / n, len(values) / n
        away = middle - self.middle if self.count else 0.0
        if not math.isfinite(away):
            raise too_far_apart(self.name)
        self.spread = math.hypot(self.spread * math.sqrt(old), spread * math.sqrt(new), away * math.sqrt(old * new))
        self.middle = self.middle + new * away if self.count else middle
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.count = n

    @property
    def constant(self) -> bool:
        """Whether all the values that are present are the same."""
        return len(self.levels) == 1 if self.kind == "category" else self.low == self.high

    @property
    def beyond_exact(self) -> bool:
        """Whether there are numbers of 2**53 or more, where float64 skips some whole ones."""
        return self.kind == "number" and max(-self.low, self.high) >= EXACT_INTEGERS

    def standard(self) -> tuple[float, float]:
        """What to subtract and to divide by for mean 0 and deviation 1; missing values count as the mean."""
        if self.constant:
            return self.low, 1.0
        return self.middle, self.spread * math.sqrt(self.count / (self.count + self.missing)) or 1.0

    def minmax(self) -> tuple[float, float]:
        """What to subtract and to divide by for 0 to 1."""
        extent = self.high - self.low
        if not math.isfinite(extent):
            raise too_far_apart(self.name)
        return self.low, extent or 1.0

    def feature(self, scale: Scale, impute: bool) -> Feature:
        """What `features.learned` finds when it has all rows at once.

        Raises:
            DataError: no value at all, or values too far apart to be scaled.
        """
        if not self.count:
            raise DataError(f"column {self.name!r} has no value in the training rows; leave it out with features=")
        if self.kind == "category":
            levels = sorted(self.levels)
            fill = max(levels, key=self.levels.__getitem__) if impute else None
            return Feature(self.name, "category", tuple(levels), fill)
        if self.kind == "boolean":
            return Feature(self.name, "boolean", fill=float(self.middle > 0.5) if impute else None)
        filling = self.middle if impute else None
        if scale == "none":
            return Feature(self.name, "number", fill=filling)
        offset, divisor = self.standard() if scale == "standard" else self.minmax()
        return Feature(self.name, "number", fill=filling, offset=offset, scale=divisor)


def labels_of(column: Column) -> Counter[Label]:
    """How often each label comes in a target, as the Python values that `Column.distinct` gives."""
    if column.kind == "category":
        return Counter(column.values.tolist())
    values, counts = np.unique(column.values, return_counts=True)
    kind = bool if column.kind == "boolean" else int if column.whole else float
    return Counter(dict(zip(map(kind, values.tolist()), counts.tolist(), strict=True)))
