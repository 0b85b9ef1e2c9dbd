"""What a learning curve does: whether it falls, rests, or jumps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.network.parameters import Array

LEAST = 10  # values, below which a curve says nothing
FALLING = 0.025  # of the loss, lost in the last quarter
RESTING = 0.05  # of the loss, lost in the last half
RESTLESS = 0.25  # of the loss, moved from one epoch to the next
STRAIGHT = 0.3  # of what the first quarter lost, lost in the last


@dataclass(frozen=True)
class Shape:
    """The shape of a curve that should fall.

    Attributes:
        lost: the share of the loss that the last quarter took away, along a straight line.
        falling: whether that is 2.5 % or more, and more than twice the noise around the line.
        straight: whether the last quarter lost a third of what the first one did: it hardly bends yet.
        resting: whether the last half lost less than 5 % of the loss.
        jumps: the mean move from one epoch to the next in the last half, as a share of the loss.
    """

    lost: float
    falling: bool
    straight: bool
    resting: bool
    jumps: float

    @property
    def restless(self) -> bool:
        """Whether it jumps too much to say anything else."""
        return self.jumps > RESTLESS


def shape(values: Array) -> Shape | None:
    """The shape of a curve (n,); None where it is too short, or 0."""
    if len(values) < LEAST or not np.abs(values).max() > 0:
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
    eighth = max(len(half) // 4, 1)
    gone = float(half[:eighth].mean() - half[-eighth:].mean())
    return Shape(
        lost=drop / typical, falling=drop > FALLING * typical and drop > 2 * noise,
        straight=drop > STRAIGHT * first > 0, resting=gone < RESTING * typical,
        jumps=float(np.abs(np.diff(half)).mean()) / typical,
    )  # fmt: skip
