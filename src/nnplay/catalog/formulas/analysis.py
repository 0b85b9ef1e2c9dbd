"""What is found about a formula, as sentences."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.printer import figure
from nnplay.catalog.formulas.probes import GONE, HEIGHT, Behaviour, Look, Note, Scalar, tend

MOST_PLACES = 6


def behaviour(formula: Formula) -> Behaviour:
    """All that is to be known of an activation, at its constants' defaults."""
    constants = list(formula.constants.values())
    f = safely(lambda z: formula.function(z, *constants))
    slope = safely(lambda z: formula.slope(z, formula.function(z, *constants), *constants))
    tree, variable = formula.parsed.tree, formula.variable
    look = Look(f, slope, tree, variable, formula.parsed.spelling.get(variable, variable), formula.constants)
    return describe(look)


def safely(compute: Scalar) -> Scalar:
    """The function, which is not a number where Python's arithmetic gives up."""

    def value(z: float) -> float:
        try:
            return float(compute(z))
        except (ValueError, ArithmeticError):
            return math.nan

    return value


def describe(look: Look) -> Behaviour:
    """The notes on a function of one number."""
    x = look.x
    if not look.depends or _constant(look):
        note = Note("constant", f"It does not depend on {x}: nothing that comes in goes out, and the gradient is 0.")
        values = [v for v in look.values if math.isfinite(v)] or [math.nan]
        return Behaviour((note,), (min(values), max(values)), (), False)
    poles = look.poles(look.f)
    jumps, kinks = ([at for at in places if at not in poles] for places in look.jumps_and_kinks())
    known = [*jumps, *kinks]
    undefined = look.stretches(lambda t: look.f(t) != look.f(t), known)
    ends = {side: tend(windows) for side, windows in look.far.items()}
    notes = [*_undefined(look, undefined, poles), *_overflow(look, ends)]
    notes += [Note("jump", f"It jumps at {_places(x, jumps)}, which its gradient does not see.")] if jumps else []
    steep = [at for at in look.poles(look.slope) if at not in poles and math.isfinite(look.f(at))]
    if steep:
        notes.append(Note("infinite", f"Its gradient grows beyond all bounds at {_places(x, steep)}."))
    flat = look.stretches(lambda t: abs(look.slope(t)) <= 0, known)
    flat = [(a, b) for a, b in flat if _cut_off(look, a, b, undefined)]
    notes += _flat(x, flat)
    if kinks:
        notes.append(Note("kink", f"It has a kink at {_places(x, kinks)}: the gradient there is that of one side."))
    notes += _linear(look, known)
    notes += _unbounded(x, ends)
    notes += _saturates(x, ends, flat)
    notes += _exploding(look, bool(poles or steep))
    low, high = (-math.inf, math.inf) if any(not math.isfinite(look.f(at)) for at in poles) else _range(look, ends)
    slopes = {side: look.slope(side * 50.0) for side in (-1, 1)}
    rectifies = slopes[1] > 0.3 and abs(slopes[-1]) < 0.5 * slopes[1]
    return Behaviour(tuple(notes), (low, high), tuple(kinks + jumps), rectifies)


def _constant(look: Look) -> bool:
    values = [*look.values, *(v for windows in look.far.values() for window in windows for v in window)]
    finite = [v for v in values if math.isfinite(v)]
    return len(finite) == len(values) and max(finite) - min(finite) <= 1e-12 * max(1.0, abs(finite[0]))


def _undefined(look: Look, stretches: list[tuple[float, float]], poles: list[float]) -> list[Note]:
    x, notes = look.x, []
    if stretches:
        notes.append(
            Note(
                "undefined",
                f"It is not defined for {_stretches(x, stretches)}: one such value, and the loss is not a number.",
            )
        )
    inner = [at for at in poles if look.f(at) != look.f(at)]
    holes = [at for at in inner if _continues(look.f, at)]
    if holes:
        value = f"where({x} == {figured(holes[0])}, {figured(_limit(look.f, holes[0]))}, …)"
        notes.append(Note("hole", f"It is 0/0 at {_places(x, holes)}: give a value there, as in {value}."))
    infinite = [at for at in poles if at not in holes]
    if infinite:
        notes.append(Note("pole", f"It is not finite at {_places(x, infinite)}."))
    return notes


def _continues(f: Scalar, at: float) -> bool:
    """Whether the values on both sides meet."""
    below, above = f(at - 1e-6), f(at + 1e-6)
    return math.isfinite(below) and math.isfinite(above) and abs(above - below) < 1e-3 * max(1.0, abs(below))


def _limit(f: Scalar, at: float) -> float:
    return float(f"{(f(at - 1e-6) + f(at + 1e-6)) / 2:.6g}")


def _overflow(look: Look, ends: dict[int, tuple[str, float, float]]) -> list[Note]:
    """Where it leaves float32, should that be before a million."""
    notes = []
    for side in (-1, 1):
        inside, out = 1.0, 1e6

        def beyond(size: float, side: int = side) -> bool:
            return abs(look.f(side * size)) > HEIGHT

        if not beyond(out) or beyond(inside):
            continue
        for _ in range(60):
            middle = (inside + out) / 2
            inside, out = (inside, middle) if beyond(middle) else (middle, out)
        sign = ">" if side > 0 else "<"
        notes.append(
            Note("overflow", f"It overflows for {look.x} {sign} {figured(float(f'{side * out:.3g}'))} in float32.")
        )
    return notes


def _cut_off(look: Look, start: float, end: float, undefined: list[tuple[float, float]]) -> bool:
    """Whether the slope goes to 0 at once, and has not faded little by little (as a sigmoid's)."""
    if any(a <= start and end <= b for a, b in undefined):
        return False
    for edge, out in ((start, -1), (end, 1)):
        if math.isfinite(edge):
            outside = look.slope(edge + out * 1e-6 * max(1.0, abs(edge)))
            if outside == outside and abs(outside) < GONE:
                return False
    return True


def _flat(x: str, flat: list[tuple[float, float]]) -> list[Note]:
    if not flat:
        return []
    if flat[0][0] == -math.inf and flat[-1][1] == math.inf and all(a[1] == b[0] for a, b in itertools.pairwise(flat)):
        return [Note("flat", "Its gradient is 0 everywhere: what is below it cannot learn.")]
    return [Note("flat", f"Its gradient is 0 for {_stretches(x, flat)}: a neuron that is always there learns no more.")]


def _linear(look: Look, known: list[float]) -> list[Note]:
    if any(not math.isfinite(s) for s in look.slopes) or known:
        return []
    far = [look.slope(side * size) for side in (-1, 1) for size in (100.0, 1e4)]
    if max([*look.slopes, *far]) - min([*look.slopes, *far]) > 1e-9 * max(1.0, abs(look.slopes[0])):
        return []
    return [Note("linear", "It is a straight line: a network of it is one linear layer, however deep.")]


def _unbounded(x: str, ends: dict[int, tuple[str, float, float]]) -> list[Note]:
    words = {"up": "above", "down": "below", "both": "above and below"}
    told = [f"{words[ends[s][0]]} for {x} → {'∞' if s > 0 else '−∞'}" for s in (1, -1) if ends[s][0] in words]
    return [Note("unbounded", f"It is unbounded: {', '.join(told)}.")] if told else []


def _saturates(x: str, ends: dict[int, tuple[str, float, float]], flat: list[tuple[float, float]]) -> list[Note]:
    told: dict[str, list[str]] = {}
    for side in (-1, 1):
        covered = any((a if side < 0 else b) == side * math.inf for a, b in flat)
        if ends[side][0] == "limit" and not covered:
            limit = (ends[side][1] + ends[side][2]) / 2
            reached = figured(limit if abs(limit) > 1e-5 else 0.0)
            told.setdefault(reached, []).append("∞" if side > 0 else "−∞")
    if not told:
        return []
    said = " and to ".join(f"{limit} for {x} → {' and '.join(sides)}" for limit, sides in told.items())
    return [Note("saturates", f"It saturates: it goes to {said}, and its gradient to 0.")]


def _exploding(look: Look, infinite: bool) -> list[Note]:
    finite = [(abs(s), x) for s, x in zip(look.slopes, look.grid, strict=True) if math.isfinite(s)]
    if not finite:
        return []
    largest, at = max(finite, key=lambda pair: (float(f"{pair[0]:.9g}"), -abs(pair[1])))
    far = (
        tend([[abs(look.slope(x)) for x in window] for window in look.sides[1]])[0],
        tend([[abs(look.slope(x)) for x in window] for window in look.sides[-1]])[0],
    )
    if largest <= 1.001 or (infinite and "up" not in far):
        return []
    said = f"up to {largest:.3g} at {look.x} = {figured(float(f'{at:.2g}'))}"
    if "up" in far:
        said = f"{largest:.3g} at {look.x} = {figured(float(f'{at:.2g}'))} and still growing"
    elif _same_slope(look, at, largest):
        said = f"{largest:.3g}"
    return [Note("exploding", f"Its gradient is larger than 1 ({said}): through many layers it can explode.")]


def _same_slope(look: Look, at: float, largest: float) -> bool:
    """Whether the slope is that on a whole stretch."""
    near = [abs(look.slope(at + d)) for d in (-0.5, 0.5)]
    return any(abs(s - largest) < 1e-9 * largest for s in near)


def _range(look: Look, ends: dict[int, tuple[str, float, float]]) -> tuple[float, float]:
    values = [v for v in look.values if v == v]
    values += [v for windows in look.far.values() for window in windows for v in window if v == v]
    values += [v for x in look.places([look.slope]) for v in (look.f(x),) if v == v]
    if not values:
        return -math.inf, math.inf
    low, high = min(values), max(values)
    kinds = {ends[side][0] for side in (-1, 1)}
    low = -math.inf if kinds & {"down", "both"} or low < -HEIGHT else low
    high = math.inf if kinds & {"up", "both"} or high > HEIGHT else high
    return low + 0.0, high + 0.0


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────


def figured(value: float) -> str:
    """A number in a sentence."""
    if abs(value) == math.inf:
        return "∞" if value > 0 else "−∞"
    return figure(float(f"{value:.4g}")).replace("-", "−")


def _places(x: str, places: Sequence[float]) -> str:
    told = ", ".join(map(figured, sorted(places, key=abs)[:MOST_PLACES]))
    more = len(places) - MOST_PLACES
    return f"{x} = {told}" + (f" and {more} more places from −10 to 10" if more > 0 else "")


def _stretches(x: str, stretches: Sequence[tuple[float, float]]) -> str:
    told = []
    for a, b in stretches[:MOST_PLACES]:
        if a == -math.inf and b == math.inf:
            told.append(f"any {x}")
        elif a == -math.inf:
            told.append(f"{x} < {figured(b)}")
        elif b == math.inf:
            told.append(f"{x} > {figured(a)}")
        else:
            told.append(f"{figured(a)} < {x} < {figured(b)}")
    return " and ".join(told) + (" and so on" if len(stretches) > MOST_PLACES else "")
