"""What a plot of a formula needs: values, slopes and notes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.catalog.formulas.activation_analysis import Note, analyze_activation, format_number, nan_on_error
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.loss_analysis import loss_domain, loss_notes

POINTS = 401
CLIP_FACTOR = 4.0  # a chart clips values beyond this multiple of the 90th percentile


@dataclass(frozen=True)
class FormulaPreview:
    """A formula and its derivative over an interval.

    Attributes:
        x: the points (n,); z of an activation, ŷ of a loss.
        values: the function there.
        slopes: its derivative there.
        x_name: the label of the axis.
        names: the labels of the two curves.
        notes: what to know about the formula.
        range: the smallest and the largest value of an activation; the outputs for which a loss is defined.
        range_name: "range" or "domain".
        kinks: the points where an activation has no derivative.
    """

    x: list[float]
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
        """The range as text, such as "0 … ∞"."""
        return " … ".join(format_number(bound) for bound in self.range)

    def clip(self, values: Sequence[float]) -> list[float]:
        """The values, clipped where they are far larger than most of the preview's."""
        finite = sorted(abs(v) for v in (*self.values, *self.slopes) if math.isfinite(v))
        limit = CLIP_FACTOR * max(finite[int(0.9 * (len(finite) - 1))], 0.25) if finite else 1.0
        return [min(max(v, -limit), limit) if v == v else math.nan for v in values]


def preview_formula(formula: Formula, *, reach: float = 5.0, y: float = 1.0) -> FormulaPreview:
    """Compute a formula from −reach to reach; a loss as a function of ŷ, for one y."""
    constants = list(formula.constants.values())
    label = formula.spelled(formula.variable)
    if formula.kind == "activation":
        f = nan_on_error(lambda z: formula.function(z, *constants))
        slope = nan_on_error(lambda z: formula.slope(z, formula.function(z, *constants), *constants))
        analysis = analyze_activation(formula)
        notes, bounds, kinks, range_name = analysis.notes, analysis.range, analysis.kinks, "range"
        low, high = -reach, reach
        x_name, names = label, ("a", "a′")
    else:
        f = nan_on_error(lambda p: formula.function(p, y, *constants))
        slope = nan_on_error(lambda p: formula.slope(p, y, *constants))
        notes, bounds, kinks, range_name = loss_notes(formula), loss_domain(formula), (), "domain"
        low, high = max(-reach, bounds[0]), min(reach, bounds[1])
        x_name, names = f"{label}, for y = {y:g}", ("L", "L′")
    x = [low + (high - low) * k / (POINTS - 1) for k in range(POINTS)]
    if formula.kind == "loss" and bounds[0] == 0:
        x = [p for p in x if 0 < p < bounds[1]]  # at the ends, clamped logarithms hide the pole
    values, slopes = [f(p) for p in x], [slope(p) for p in x]
    return FormulaPreview(x, values, slopes, x_name, names, notes, bounds, range_name, kinks)
