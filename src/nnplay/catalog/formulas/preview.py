"""A formula as a picture needs it: places, values, slopes, and what is to be known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.catalog.formulas.analysis import behaviour, figured, safely
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.loss_analysis import domain, loss_notes
from nnplay.catalog.formulas.probes import Note

POINTS = 401
TALL = 4.0  # how many times higher than most values one may be before a chart cuts it off


@dataclass(frozen=True)
class FormulaPreview:
    """What a picture shows.

    Attributes:
        places, values, slopes: the function and its derivative (n,); of a loss those in ŷ, for one y.
        x_name: what the axis is called.
        names: of the two curves.
        notes: the warnings.
        range: the smallest and the largest value of an activation; the outputs for which a loss is defined.
        kinks: where an activation has no derivative.
    """

    places: list[float]
    values: list[float]
    slopes: list[float]
    x_name: str
    names: tuple[str, str]
    notes: tuple[Note, ...]
    range: tuple[float, float]
    range_name: str
    kinks: tuple[float, ...] = ()

    @property
    def range_text(self) -> str:
        """The range in words."""
        return " … ".join(figured(end) for end in self.range)

    def cut(self, values: Sequence[float]) -> list[float]:
        """The values, cut off where they are far higher than most."""
        finite = sorted(abs(v) for v in (*self.values, *self.slopes) if math.isfinite(v))
        most = TALL * max(finite[int(0.9 * (len(finite) - 1))], 0.25) if finite else 1.0
        return [min(max(v, -most), most) if v == v else math.nan for v in values]


def look_at(found: Formula, *, reach: float = 5.0, y: float = 1.0) -> FormulaPreview:
    """A formula from −reach to reach; a loss for one y."""
    constants = list(found.constants.values())
    if found.kind == "activation":
        f = safely(lambda z: found.function(z, *constants))
        slope = safely(lambda z: found.slope(z, found.function(z, *constants), *constants))
        seen = behaviour(found)
        low, high = -reach, reach
        notes, range_, kinks, name = seen.notes, seen.range, seen.kinks, "range"
        x_name, names = found.spelled(found.variable), ("a", "a′")
    else:
        f = safely(lambda p: found.function(p, y, *constants))
        slope = safely(lambda p: found.slope(p, y, *constants))
        notes, range_, kinks, name = loss_notes(found), domain(found), (), "domain"
        low, high = max(-reach, range_[0]), min(reach, range_[1])
        x_name, names = f"{found.spelled(found.variable)}, for y = {y:g}", ("L", "L′")
    places = [low + (high - low) * k / (POINTS - 1) for k in range(POINTS)]
    if found.kind == "loss" and range_[0] == 0:
        places = [p for p in places if 0 < p < range_[1]]  # at the ends themselves a logarithm is held
    return FormulaPreview(
        places, [f(x) for x in places], [slope(x) for x in places], x_name, names, notes, range_, name, kinks
    )
