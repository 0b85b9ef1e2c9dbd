"""Analyze an activation: its range, its kinks, and notes on what may go wrong in training."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.printer import number_text
from nnplay.catalog.formulas.sampled_function import (  # fmt: skip
    FLOAT32_MAX,
    VANISHED_SLOPE,
    SampledFunction,
    Scalar,
    Trend,
    trend,
)

MAX_LISTED = 6  # points or intervals listed in a sentence
Intervals = list[tuple[float, float]]


@dataclass(frozen=True)
class Note:
    """Something to know about a formula: its kind, in one word, and a sentence."""

    kind: str
    text: str


@dataclass(frozen=True)
class ActivationAnalysis:
    """The result of analyzing an activation.

    Attributes:
        notes: the notes, the most serious first.
        range: the smallest and the largest value.
        kinks: the points without a derivative.
        rectifies: whether it passes one side and damps the other, as relu does.
    """

    notes: tuple[Note, ...]
    range: tuple[float, float]
    kinks: tuple[float, ...]
    rectifies: bool


def analyze_activation(formula: Formula) -> ActivationAnalysis:
    """Analyze an activation at the defaults of its constants."""
    constants = list(formula.constants.values())
    f = nan_on_error(lambda z: formula.function(z, *constants))
    slope = nan_on_error(lambda z: formula.slope(z, formula.function(z, *constants), *constants))
    variable = formula.variable
    return _analyze(
        SampledFunction(f, slope, formula.parsed.tree, variable, formula.spelled(variable), formula.constants)
    )


def nan_on_error(compute: Scalar) -> Scalar:
    """The function with NaN as its value where Python's arithmetic raises."""

    def value(z: float) -> float:
        try:
            return float(compute(z))
        except (ValueError, ArithmeticError):
            return math.nan

    return value


def _analyze(function: SampledFunction) -> ActivationAnalysis:
    x = function.x
    if not function.depends or _is_constant(function):
        note = Note("constant", f"It does not depend on {x}, so no information passes and the gradient is 0.")
        values = [v for v in function.values if math.isfinite(v)] or [math.nan]
        return ActivationAnalysis((note,), (min(values), max(values)), (), False)
    poles = function.poles(function.f)
    jumps, kinks = ([at for at in points if at not in poles] for points in function.jumps_and_kinks())
    breakpoints = [*jumps, *kinks]
    undefined = function.intervals(lambda t: function.f(t) != function.f(t), breakpoints)
    trends = function.trends()
    notes = [*_undefined(function, undefined, poles), *_overflow(function)]
    notes += [Note("jump", f"It jumps at {_points(x, jumps)}; its gradient ignores the jump.")] if jumps else []
    steep = [at for at in function.poles(function.slope) if at not in poles and math.isfinite(function.f(at))]
    if steep:
        notes.append(Note("infinite", f"Its gradient is unbounded at {_points(x, steep)}."))
    flat = function.intervals(lambda t: abs(function.slope(t)) <= 0, breakpoints)
    flat = [(a, b) for a, b in flat if _is_cut_off(function, a, b, undefined)]
    notes += _flat(x, flat)
    if kinks:
        notes.append(Note("kink", f"It has a kink at {_points(x, kinks)}, where its gradient is that of one side."))
    notes += _linear(function, breakpoints)
    notes += _unbounded(x, trends)
    notes += _saturates(x, trends, flat)
    notes += _exploding(function, bool(poles or steep))
    has_pole = any(not math.isfinite(function.f(at)) for at in poles)
    range_ = (-math.inf, math.inf) if has_pole else _range(function, trends)
    left, right = function.slope(-50.0), function.slope(50.0)
    rectifies = right > 0.3 and abs(left) < 0.5 * right
    return ActivationAnalysis(tuple(notes), range_, tuple(kinks + jumps), rectifies)


def _far_values(function: SampledFunction) -> list[float]:
    return [v for windows in function.far_values.values() for window in windows for v in window]


def _is_constant(function: SampledFunction) -> bool:
    values = [*function.values, *_far_values(function)]
    return all(map(math.isfinite, values)) and max(values) - min(values) <= 1e-12 * max(1.0, abs(values[0]))


def _undefined(function: SampledFunction, intervals: Intervals, poles: list[float]) -> list[Note]:
    x, notes = function.x, []
    if intervals:
        text = f"It is undefined for {_intervals(x, intervals)}: one such input makes the loss NaN."
        notes.append(Note("undefined", text))
    holes = [at for at in poles if function.f(at) != function.f(at) and _continues(function.f, at)]
    if holes:
        value = f"where({x} == {format_number(holes[0])}, {format_number(_limit(function.f, holes[0]))}, …)"
        notes.append(Note("hole", f"It is 0/0 at {_points(x, holes)}: define a value there, as in {value}."))
    infinite = [at for at in poles if at not in holes]
    if infinite:
        notes.append(Note("pole", f"It is not finite at {_points(x, infinite)}."))
    return notes


def _continues(f: Scalar, at: float) -> bool:
    """Whether the values on both sides meet."""
    below, above = f(at - 1e-6), f(at + 1e-6)
    return math.isfinite(below) and math.isfinite(above) and abs(above - below) < 1e-3 * max(1.0, abs(below))


def _limit(f: Scalar, at: float) -> float:
    return float(f"{(f(at - 1e-6) + f(at + 1e-6)) / 2:.6g}")


def _overflow(function: SampledFunction) -> list[Note]:
    """Where the value exceeds float32, if that is for |x| below a million."""
    notes = []
    for side in (-1, 1):
        inside, outside = 1.0, 1e6

        def overflows(size: float, side: int = side) -> bool:
            return abs(function.f(side * size)) > FLOAT32_MAX

        if not overflows(outside) or overflows(inside):
            continue
        for _ in range(60):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if overflows(middle) else (middle, outside)
        bound = format_number(float(f"{side * outside:.3g}"))
        notes.append(Note("overflow", f"It overflows for {function.x} {'>' if side > 0 else '<'} {bound} in float32."))
    return notes


def _is_cut_off(function: SampledFunction, start: float, end: float, undefined: Intervals) -> bool:
    """Whether the slope drops to 0 at once, rather than fading out as a sigmoid's does."""
    if any(a <= start and end <= b for a, b in undefined):
        return False
    for edge, direction in ((start, -1), (end, 1)):
        if math.isfinite(edge):
            outside = function.slope(edge + direction * 1e-6 * max(1.0, abs(edge)))
            if outside == outside and abs(outside) < VANISHED_SLOPE:
                return False
    return True


def _flat(x: str, flat: Intervals) -> list[Note]:
    if not flat:
        return []
    if flat[0][0] == -math.inf and flat[-1][1] == math.inf and all(a[1] == b[0] for a, b in itertools.pairwise(flat)):
        return [Note("flat", "Its gradient is 0 everywhere, so the layers below it cannot learn.")]
    return [Note("flat", f"Its gradient is 0 for {_intervals(x, flat)}: a neuron that is always there stops learning.")]


def _linear(function: SampledFunction, breakpoints: list[float]) -> list[Note]:
    if any(not math.isfinite(s) for s in function.slopes) or breakpoints:
        return []
    far = [function.slope(side * size) for side in (-1, 1) for size in (100.0, 1e4)]
    slopes = [*function.slopes, *far]
    if max(slopes) - min(slopes) > 1e-9 * max(1.0, abs(function.slopes[0])):
        return []
    return [Note("linear", "It is a straight line: a network of it equals one linear layer, however deep.")]


def _unbounded(x: str, trends: dict[int, Trend]) -> list[Note]:
    words = {"up": "above", "down": "below", "both": "above and below"}
    sides = [f"{words[trends[s].kind]} for {x} → {'∞' if s > 0 else '−∞'}" for s in (1, -1) if trends[s].kind in words]
    return [Note("unbounded", f"It is unbounded {', '.join(sides)}.")] if sides else []


def _saturates(x: str, trends: dict[int, Trend], flat: Intervals) -> list[Note]:
    limits: dict[str, list[str]] = {}
    for side in (-1, 1):
        is_flat = any((a if side < 0 else b) == side * math.inf for a, b in flat)
        if trends[side].kind == "limit" and not is_flat:
            limit = (trends[side].low + trends[side].high) / 2
            text = format_number(limit if abs(limit) > 1e-5 else 0.0)
            limits.setdefault(text, []).append("∞" if side > 0 else "−∞")
    if not limits:
        return []
    text = " and to ".join(f"{limit} for {x} → {' and '.join(sides)}" for limit, sides in limits.items())
    return [Note("saturates", f"It saturates: it tends to {text}, and its gradient to 0.")]


def _exploding(function: SampledFunction, has_poles: bool) -> list[Note]:
    finite = [(abs(s), x) for s, x in zip(function.slopes, function.grid, strict=True) if math.isfinite(s)]
    if not finite:
        return []
    largest, at = max(finite, key=lambda pair: (float(f"{pair[0]:.9g}"), -abs(pair[1])))
    grows = any(
        trend([[abs(function.slope(x)) for x in window] for window in windows]).kind == "up"
        for windows in function.far_grid.values()
    )
    if largest <= 1.001 or (has_poles and not grows):
        return []
    place = f"at {function.x} = {format_number(float(f'{at:.2g}'))}"
    size = f"up to {largest:.3g} {place}"
    if grows:
        size = f"{largest:.3g} {place} and still growing"
    elif any(abs(abs(function.slope(at + d)) - largest) < 1e-9 * largest for d in (-0.5, 0.5)):  # on an interval
        size = f"{largest:.3g}"
    return [Note("exploding", f"Its gradient is larger than 1 ({size}), so it can explode through many layers.")]


def _range(function: SampledFunction, trends: dict[int, Trend]) -> tuple[float, float]:
    extrema = [function.f(x) for x in function.all_zeros([function.slope])]
    values = [v for v in (*function.values, *_far_values(function), *extrema) if v == v]
    if not values:
        return -math.inf, math.inf
    low, high = min(values), max(values)
    kinds = {each.kind for each in trends.values()}
    low = -math.inf if kinds & {"down", "both"} or low < -FLOAT32_MAX else low
    high = math.inf if kinds & {"up", "both"} or high > FLOAT32_MAX else high
    return low + 0.0, high + 0.0


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────


def format_number(value: float) -> str:
    """A number in a sentence: four digits, a true minus sign, and ∞."""
    if abs(value) == math.inf:
        return "∞" if value > 0 else "−∞"
    return number_text(float(f"{value:.4g}")).replace("-", "−")


def _points(x: str, points: Sequence[float]) -> str:
    text = ", ".join(map(format_number, sorted(points, key=abs)[:MAX_LISTED]))
    more = len(points) - MAX_LISTED
    return f"{x} = {text}" + (f" and {more} more points from −10 to 10" if more > 0 else "")


def _intervals(x: str, intervals: Sequence[tuple[float, float]]) -> str:
    texts = []
    for a, b in intervals[:MAX_LISTED]:
        if a == -math.inf and b == math.inf:
            texts.append(f"any {x}")
        elif a == -math.inf:
            texts.append(f"{x} < {format_number(b)}")
        elif b == math.inf:
            texts.append(f"{x} > {format_number(a)}")
        else:
            texts.append(f"{format_number(a)} < {x} < {format_number(b)}")
    return " and ".join(texts) + (" and so on" if len(intervals) > MAX_LISTED else "")
