"""What is to be known of an activation before it is trained with: found by looking at its values and its slopes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from nnplay.catalog.formulas import derivative
from nnplay.catalog.formulas.codegen import function_of
from nnplay.catalog.formulas.expression import Node, names
from nnplay.catalog.formulas.stabilize import careful

REACH, STEPS = 10.0, 2000  # where z usually is, and how finely it is looked at
FAR = tuple(10.0**k for k in range(1, 8))  # each side is looked at from there to twice that
HEIGHT = 3.4e38  # of float32
GONE = 1e-10  # a slope that is smaller has faded; one that goes from more than that to 0 at once was cut off
Scalar = Callable[[float], float]


@dataclass(frozen=True)
class Note:
    """Something to know: what it is, in one word, and a sentence."""

    kind: str
    text: str


@dataclass(frozen=True)
class Behaviour:
    """What was found.

    Attributes:
        notes: the warnings, the worst first.
        range: the smallest and the largest value.
        kinks: where it has no derivative.
    """

    notes: tuple[Note, ...]
    range: tuple[float, float]
    kinks: tuple[float, ...]
    rectifies: bool


class Look:
    """A function of one number and its slope, looked at from all sides."""

    def __init__(self, f: Scalar, slope: Scalar, tree: Node, variable: str, spelled: str, constants: dict[str, float]):
        self.f, self.slope, self.x = f, slope, spelled
        self.grid = [REACH * (2 * k / STEPS - 1) for k in range(STEPS + 1)]
        self.sides = {-1: [[-s * (1 + j / 64) for j in range(65)] for s in FAR],
                      +1: [[s * (1 + j / 64) for j in range(65)] for s in FAR]}  # fmt: skip
        self.values = [f(x) for x in self.grid]
        self.slopes = [slope(x) for x in self.grid]
        self.far = {side: [[f(x) for x in window] for window in windows] for side, windows in self.sides.items()}
        self.depends = variable in names(tree)

        def alone(part: Node) -> Scalar:
            compute = function_of(careful(part), [variable], constants)
            return lambda x: float(compute(x))

        self.switches = [alone(each) for each in derivative.switches(tree) if variable in names(each)]
        self.divisors = [alone(each) for each in derivative.divisors(tree) if variable in names(each)]

    # ── places ───────────────────────────────────────────────────────────────────────────────────────────────────

    def zeros(self, part: Scalar) -> list[float]:
        """Where a part is 0 or changes its sign, from −10 to 10."""
        found: list[float] = []
        values = [part(x) for x in self.grid]
        for k, (x, value) in enumerate(zip(self.grid, values, strict=True)):
            if value == 0:
                found.append(x)
            elif k and values[k - 1] * value < 0:
                found.append(_edge(partial(_beyond, part, value > 0), self.grid[k - 1], x))
        if len(found) > STEPS // 4:
            return []  # it is 0 everywhere
        return found

    def places(self, parts: Iterable[Scalar]) -> list[float]:
        """All of them, each once."""
        found: list[float] = []
        for x in sorted(x for part in parts for x in self.zeros(part)):
            x = round(x, 9) + 0.0
            if not found or x - found[-1] > 1e-7:
                found.append(x)
        return found

    def jumps_and_kinks(self) -> tuple[list[float], list[float]]:
        """Where the value jumps, and where only the slope does."""
        jumps, kinks = [], []
        for x in self.places(self.switches):
            h = 1e-6 * max(1.0, abs(x))
            below, above = self.f(x - h), self.f(x + h)
            slope_below, slope_above = self.slope(x - h), self.slope(x + h)
            steep = max(abs(slope_below), abs(slope_above))
            if not all(map(math.isfinite, (below, above, slope_below, slope_above))):
                continue
            if abs(above - below) > 4 * h * steep + 1e-5 * max(1.0, abs(below)):
                jumps.append(x)
            elif abs(slope_above - slope_below) > 1e-3 * max(steep, 1e-3):
                kinks.append(x)
        return jumps, kinks

    def poles(self, f: Scalar) -> list[float]:
        """Where the function grows beyond all bounds, or is not a number, at one place."""
        found = []
        for x in self.places(self.divisors):
            near = [max(_height(f(x - h)), _height(f(x + h))) for h in (1e-2, 1e-4, 1e-6)]
            grows = near[0] < near[1] < near[2] and near[2] - near[1] > 0.5 * (near[1] - near[0]) > 1e-3
            around = f(x - 1e-6) == f(x - 1e-6) and f(x + 1e-6) == f(x + 1e-6)
            if grows or (around and not math.isfinite(f(x))):
                found.append(x)
        return found

    def stretches(self, holds: Callable[[float], bool], known: list[float]) -> list[tuple[float, float]]:
        """From where to where something holds; ±∞ where it does up to the end of what was looked at."""
        grid = sorted({*self.grid, *(s * far for far in (*FAR, 1e9) for s in (-1.03440804, 1.03440804))})
        found: list[tuple[float, float]] = []
        start = None
        for k, x in enumerate(grid):
            if holds(x) and start is None:
                start = -math.inf if k == 0 else _edge(holds, grid[k - 1], x)
            elif not holds(x) and start is not None:
                end = _edge(lambda t: not holds(t), grid[k - 1], x)
                found.append((start, end))
                start = None
        if start is not None:
            found.append((start, math.inf))
        joined: list[tuple[float, float]] = []
        for a, b in found:  # those between which there is one place only are one
            if joined and a - joined[-1][1] < 3 * REACH / STEPS:
                a = joined.pop()[0]
            joined.append((a, b))
        return [(_near(a, known), _near(b, known)) for a, b in joined if b - a > 3 * REACH / STEPS]


def _beyond(part: Scalar, up: bool, x: float) -> bool:
    return (part(x) > 0) == up


def _edge(holds: Callable[[float], bool], out: float, inside: float) -> float:
    """Where it begins to hold between one place where it does not and one where it does."""
    for _ in range(60):
        middle = (out + inside) / 2
        out, inside = (out, middle) if holds(middle) else (middle, inside)
    return inside


def _height(value: float) -> float:
    return abs(value) if value == value else 0.0


def _near(x: float, known: list[float]) -> float:
    """A round number, or a known place, where it is one but for rounding."""
    if not math.isfinite(x):
        return x
    for each in (*known, round(x, 4)):
        if abs(x - each) <= 1e-6 * max(1.0, abs(x)):
            return each + 0.0
    return x


def tend(windows: list[list[float]]) -> tuple[str, float, float]:
    """What becomes of values far out: "limit" (with it twice), "bounded", "up", "down", "both" or "undefined"."""
    if any(v != v for v in windows[-1]):
        return "undefined", math.nan, math.nan
    highs, lows = [max(w) for w in windows], [min(w) for w in windows]
    up, down = _grows(highs), _grows([-v for v in lows])
    if up or down:
        return ("both" if up and down else "up" if up else "down"), lows[-1], highs[-1]
    last = windows[-1]
    spread, size = max(last) - min(last), max(1.0, abs(last[-1]))
    return ("limit" if spread <= 1e-6 * size else "bounded"), min(last), max(last)


def _grows(highs: list[float]) -> bool:
    """Whether the values still grow as much as before from each power of ten to the next."""
    if highs[-1] == math.inf:
        return True
    *_, first, second, last = (b - a for a, b in itertools.pairwise(highs))
    return last > 1e-3 * max(1.0, 1e-9 * abs(highs[-1])) and last > 0.6 * second > 0 and second > 0.6 * first
