"""The shape of a learning curve: falling, flat, or noisy."""

from dataclasses import dataclass

import numpy as np

from nnplay.network.parameters import Array

MIN_EPOCHS = 10  # a shorter curve says nothing
FALLING = 0.025  # relative decrease in the last quarter
FLAT = 0.05  # relative decrease in the last half
NOISY = 0.25  # mean relative change from one epoch to the next
STRAIGHT = 0.3  # decrease in the last quarter, relative to the first


@dataclass(frozen=True)
class CurveShape:
    """The shape of a loss curve.

    Attributes:
        decrease: relative decrease in the last quarter, along a fitted line.
        falling: whether that is at least 2.5 % and more than twice the noise around the line.
        straight: whether the last quarter decreased by 30 % or more of what the first one did, so it hardly bends yet;
            both relative to their learning rates, which a schedule changes.
        flat: whether the last half decreased by less than 5 %.
        jumps: mean relative change from one epoch to the next in the last half.
    """

    decrease: float
    falling: bool
    straight: bool
    flat: bool
    jumps: float

    @property
    def noisy(self) -> bool:
        """Whether it jumps too much for any other conclusion."""
        return self.jumps > NOISY


def shape(values: Array, rates: Array) -> CurveShape | None:
    """The shape of a curve (n,) with these learning rates (n,); None where it is too short, or constantly 0."""
    if len(values) < MIN_EPOCHS or not np.abs(values).max() > 0:
        return None
    late = values[-max(len(values) // 4, 5) :]
    at = np.arange(len(late), dtype=float)
    slope, start = np.polyfit(at, late, 1)
    noise = float(np.std(late - (start + slope * at)))
    drop = -float(slope) * (len(late) - 1)
    half = values[len(values) // 2 :]
    typical = max(float(np.median(np.abs(half))), 1e-12)
    quarter = len(late)
    first = float(values[0] - values[quarter])
    early_rate, late_rate = float(np.mean(rates[1 : quarter + 1])), float(np.mean(rates[-quarter:]))
    eighth = max(len(half) // 4, 1)
    gone = float(half[:eighth].mean() - half[-eighth:].mean())
    return CurveShape(
        decrease=drop / typical, falling=drop > FALLING * typical and drop > 2 * noise,
        straight=drop * early_rate > STRAIGHT * first * late_rate > 0, flat=gone < FLAT * typical,
        jumps=float(np.abs(np.diff(half)).mean()) / typical,
    )  # fmt: skip
