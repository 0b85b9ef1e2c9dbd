"""Sample a function of one number and its slope: where it jumps, has kinks or poles, and what it tends to."""

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from nnplay.catalog.formulas import derivative
from nnplay.catalog.formulas.codegen import compile_function
from nnplay.catalog.formulas.stabilize import stabilize
from nnplay.utils.expressions.tree import Node, names

REACH, STEPS = 10.0, 2000  # the grid: from −REACH to REACH, where z usually is
FAR = tuple(10.0**k for k in range(1, 8))  # start of each far window, which ends at twice that
FLOAT32_MAX = 3.4e38
VANISHED_SLOPE = 1e-10  # a smaller slope has faded out; a larger one that drops to 0 was cut off
Scalar = Callable[[float], float]


@dataclass(frozen=True)
class Trend:
    """What a function does far out: the kind, with the smallest and largest value in the last window.

    The kind is "limit", "bounded", "up", "down", "both" or "undefined".
    """

    kind: str
    low: float
    high: float


class SampledFunction:
    """A function of one number and its slope, sampled on a grid and in windows far out on both sides.

    Args:
        f: the function.
        slope: its derivative.
        tree: its expression.
        variable: the variable's name in the tree.
        label: the variable's name in messages.
        constants: the values of the other names.
    """

    def __init__(self, f: Scalar, slope: Scalar, tree: Node, variable: str, label: str, constants: dict[str, float]):
        self.f, self.slope, self.x = f, slope, label
        self.grid = [REACH * (2 * k / STEPS - 1) for k in range(STEPS + 1)]
        self.far_grid = {-1: [[-s * (1 + j / 64) for j in range(65)] for s in FAR],
                      +1: [[s * (1 + j / 64) for j in range(65)] for s in FAR]}  # fmt: skip
        self.values = [f(x) for x in self.grid]
        self.slopes = [slope(x) for x in self.grid]
        self.far_values = {
            side: [[f(x) for x in window] for window in windows] for side, windows in self.far_grid.items()
        }
        self.depends = variable in names(tree)

        def compiled(part: Node) -> Scalar:
            compute = compile_function(stabilize(part), [variable], constants)
            return lambda x: float(compute(x))

        self.switches = [compiled(each) for each in derivative.switches(tree) if variable in names(each)]
        self.divisors = [compiled(each) for each in derivative.divisors(tree) if variable in names(each)]

    def zeros(self, part: Scalar) -> list[float]:
        """Where a part is 0 or changes its sign, from −10 to 10; none if it is 0 on a large share of the grid."""
        zeros: list[float] = []
        values = [part(x) for x in self.grid]
        for k, (x, value) in enumerate(zip(self.grid, values, strict=True)):
            if value == 0:
                zeros.append(x)
            elif k and values[k - 1] * value < 0:
                zeros.append(_bisect(partial(_has_sign, part, value > 0), self.grid[k - 1], x))
        return zeros if len(zeros) <= STEPS // 4 else []

    def all_zeros(self, parts: Iterable[Scalar]) -> list[float]:
        """The distinct zeros of several parts, sorted."""
        zeros: list[float] = []
        for x in sorted(x for part in parts for x in self.zeros(part)):
            x = round(x, 9) + 0.0
            if not zeros or x - zeros[-1] > 1e-7:
                zeros.append(x)
        return zeros

    def jumps_and_kinks(self) -> tuple[list[float], list[float]]:
        """Where the value jumps, and where only the slope does."""
        jumps, kinks = [], []
        for x in self.all_zeros(self.switches):
            h = 1e-6 * max(1.0, abs(x))
            below, above = self.f(x - h), self.f(x + h)
            slope_below, slope_above = self.slope(x - h), self.slope(x + h)
            steepest = max(abs(slope_below), abs(slope_above))
            if not all(map(math.isfinite, (below, above, slope_below, slope_above))):
                continue
            if abs(above - below) > 4 * h * steepest + 1e-5 * max(1.0, abs(below)):
                jumps.append(x)
            elif abs(slope_above - slope_below) > 1e-3 * max(steepest, 1e-3):
                kinks.append(x)
        return jumps, kinks

    def poles(self, f: Scalar) -> list[float]:
        """The points where a function is unbounded or not a number, and finite around."""
        poles = []
        for x in self.all_zeros(self.divisors):
            near = [max(_magnitude(f(x - h)), _magnitude(f(x + h))) for h in (1e-2, 1e-4, 1e-6)]
            grows = near[0] < near[1] < near[2] and near[2] - near[1] > 0.5 * (near[1] - near[0]) > 1e-3
            defined_around = f(x - 1e-6) == f(x - 1e-6) and f(x + 1e-6) == f(x + 1e-6)
            if grows or (defined_around and not math.isfinite(f(x))):
                poles.append(x)
        return poles

    def intervals(self, holds: Callable[[float], bool], breakpoints: list[float]) -> list[tuple[float, float]]:
        """The intervals where a condition holds; an end is ±∞ if the condition holds as far as the samples go.

        Args:
            holds: the condition at x.
            breakpoints: known jumps and kinks; ends that nearly equal one are set to it.
        """
        grid = sorted({*self.grid, *(s * far for far in (*FAR, 1e9) for s in (-1.03440804, 1.03440804))})
        intervals: list[tuple[float, float]] = []
        start = None
        for k, x in enumerate(grid):
            if holds(x) and start is None:
                start = -math.inf if k == 0 else _bisect(holds, grid[k - 1], x)
            elif not holds(x) and start is not None:
                intervals.append((start, _bisect(lambda t: not holds(t), grid[k - 1], x)))
                start = None
        if start is not None:
            intervals.append((start, math.inf))
        merged: list[tuple[float, float]] = []
        for a, b in intervals:  # merge intervals that only a point separates
            if merged and a - merged[-1][1] < 3 * REACH / STEPS:
                a = merged.pop()[0]
            merged.append((a, b))
        return [(_snap(a, breakpoints), _snap(b, breakpoints)) for a, b in merged if b - a > 3 * REACH / STEPS]

    def trends(self) -> dict[int, Trend]:
        """What the function does for x → −∞ (key −1) and x → ∞ (key 1)."""
        return {side: trend(windows) for side, windows in self.far_values.items()}


def _has_sign(part: Scalar, positive: bool, x: float) -> bool:
    return (part(x) > 0) == positive


def _bisect(holds: Callable[[float], bool], outside: float, inside: float) -> float:
    """The point where a condition begins to hold, between one where it does not and one where it does."""
    for _ in range(60):
        middle = (outside + inside) / 2
        outside, inside = (outside, middle) if holds(middle) else (middle, inside)
    return inside


def _magnitude(value: float) -> float:
    return abs(value) if value == value else 0.0


def _snap(x: float, breakpoints: list[float]) -> float:
    """The breakpoint or round number that equals x up to rounding, else x."""
    if not math.isfinite(x):
        return x
    for each in (*breakpoints, round(x, 4)):
        if abs(x - each) <= 1e-6 * max(1.0, abs(x)):
            return each + 0.0
    return x


def trend(windows: list[list[float]]) -> Trend:
    """The trend of values in windows that lie further and further out."""
    last = windows[-1]
    if any(v != v for v in last):
        return Trend("undefined", math.nan, math.nan)
    highs, lows = [max(w) for w in windows], [min(w) for w in windows]
    up, down = _grows(highs), _grows([-v for v in lows])
    if up or down:
        return Trend("both" if up and down else "up" if up else "down", lows[-1], highs[-1])
    has_limit = highs[-1] - lows[-1] <= 1e-6 * max(1.0, abs(last[-1]))
    return Trend("limit" if has_limit else "bounded", lows[-1], highs[-1])


def _grows(highs: list[float]) -> bool:
    """Whether the values still grow from each power of ten to the next, about as much as before."""
    if highs[-1] == math.inf:
        return True
    *_, first, second, last = (b - a for a, b in itertools.pairwise(highs))
    return last > 1e-3 * max(1.0, 1e-9 * abs(highs[-1])) and last > 0.6 * second > 0 and second > 0.6 * first
