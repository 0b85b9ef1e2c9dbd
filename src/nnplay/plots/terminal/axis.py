"""Axes with round ticks: 0, 50, 100 and not 0, 47, 94; powers of ten on a logarithmic scale."""

import math
from dataclasses import dataclass

HUGE = 1e300
MANTISSAS = (1.0, 2.0, 5.0)
WIDE = 50  # the ratio of the largest to the smallest value above which a scale is logarithmic


@dataclass(frozen=True)
class Axis:
    """The range of an axis and its ticks.

    Attributes:
        low, high: the ends.
        ticks: round values, ascending.
        logarithmic: whether equal distances are equal ratios.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    @classmethod
    def around(cls, low: float, high: float, max_ticks: int, *, log: bool = False) -> "Axis":
        """An axis between round values that contains all values, with at most about `max_ticks` ticks.

        Args:
            low: the smallest value.
            high: the largest value.
            max_ticks: how many ticks there is room for, at least two.
            log: use a logarithmic scale if the values span a wide range and are positive.
        """
        logarithmic = log and low > 0 and high > low * WIDE
        if logarithmic:
            return cls._logarithmic(low, high, max_ticks)
        if high <= low:
            half = abs(low) / 2 or 0.5
            low, high = low - half, high + half
        if not high / 2 - low / 2 < HUGE:  # round ends might overflow
            return cls(low, high, (low, high))
        step = round_step((high - low) / max(max_ticks - 1, 1))
        fine = round_step(step / 2.5)
        low, high = _multiple(math.floor(low / fine + 1e-9), fine), _multiple(math.ceil(high / fine - 1e-9), fine)
        ticks = _multiples(low, high, step)
        return cls(low, high, ticks if len(ticks) > 1 else _multiples(low, high, fine))

    @classmethod
    def _logarithmic(cls, low: float, high: float, max_ticks: int) -> "Axis":
        first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
        every = max(1, math.ceil((last - first) / max(max_ticks - 1, 1)))
        fine = [v for k in range(first, last + 1) for m in MANTISSAS if math.isfinite(v := float(f"{m:g}e{k}"))]
        below = max((v for v in fine if v <= low * (1 + 1e-9)), default=fine[0])
        above = min((v for v in fine if v >= high * (1 - 1e-9)), default=high)
        decades = [float(f"1e{k}") for k in range(first, last + 1, every)]
        inside = [v for v in fine if below <= v <= above]
        ticks = inside if len(inside) <= max_ticks else [v for v in decades if below <= v <= above]
        return cls(below, above, tuple(ticks), True)

    def position(self, value: float) -> float:
        """Where a value is, from 0 at the low end to 1 at the high end."""
        if self.logarithmic:
            low, high = math.log(self.low), math.log(self.high)
            return (math.log(value) - low) / (high - low)
        return (value / 2 - self.low / 2) / (self.high / 2 - self.low / 2)  # halves, as a difference might overflow

    def place(self, value: float, steps: int) -> int:
        """The nearest of so many places from the low to the high end."""
        return min(max(round(self.position(value) * (steps - 1)), 0), steps - 1)


def round_step(size: float) -> float:
    """The smallest of 1, 2, 5, 10, … times a power of ten that is at least this size."""
    exponent = math.floor(math.log10(size))
    candidates = [float(f"{m:g}e{exponent}") for m in MANTISSAS] + [float(f"1e{exponent + 1}")]
    return next((step for step in candidates if step >= size * (1 - 1e-9)), candidates[-1])


def _multiple(k: int, step: float) -> float:
    """k·step without the rounding errors of the multiplication."""
    return float(f"{k * step:.12g}")


def _multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of a step in a range."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(_multiple(k, step) for k in range(first, last + 1))


def round_end(epoch: int, end: int) -> int:
    """The end of an axis for a run of `end` steps that is at `epoch`: a round number, so that it rarely moves."""
    if epoch >= end:
        return max(epoch, 1)
    return min(int(round_step(max(1.1 * epoch, 10))), end)
