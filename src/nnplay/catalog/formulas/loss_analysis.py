"""What is found about a loss, as sentences, and for which outputs it is meant."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from nnplay.catalog.formulas.analysis import figured, safely
from nnplay.catalog.formulas.codegen import function_of
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.probes import REACH, Note
from nnplay.catalog.formulas.stabilize import careful

ANSWERS = (0.0, 1.0, -1.0, 2.5)  # values of y at which a loss is looked at


def loss_notes(formula: Formula) -> tuple[Note, ...]:
    """What is to be known of a loss, looked at from some values of y."""
    constants = list(formula.constants.values())
    spelled = formula.parsed.spelling.get(formula.variable, formula.variable)
    low, high = domain(formula)
    notes: list[Note] = []
    if (low, high) != (-math.inf, math.inf):
        shown = f"0 < {spelled} < 1" if high == 1 else f"{spelled} > 0"
        notes.append(
            Note("domain", f"It is defined for {shown} only, so it needs an output such as {output_of((low, high))!r}.")
        )
    inside = [low + 0.01 if low == 0 else -REACH, high - 0.01 if high == 1 else REACH]
    grid = [inside[0] + (inside[1] - inside[0]) * k / 400 for k in range(401)]
    flats, below, missed, moves = [], False, [], False
    for y in ANSWERS:
        f, g = (safely(partial(_at, function, y, constants)) for function in (formula.function, formula.slope))
        values = [(f(p), p) for p in grid]
        finite = [(v, p) for v, p in values if math.isfinite(v)]
        if not finite or not low <= y <= high:
            continue
        moves |= max(finite)[0] > min(finite)[0]
        far = [f(s * size) for s in (-1, 1) for size in (1e3, 1e6, 1e9) if low < s * size < high]
        below |= any(v < -1e2 for v in far)
        flats.append(all(g(p) == 0 for p in grid))
        best = min(finite)
        if inside[0] < y < inside[1] and f(y) - best[0] > 1e-6 * max(1.0, abs(best[0])):
            missed.append((y, best[1]))
    if not moves:
        notes.insert(0, Note("constant", f"It does not depend on {spelled}: there is nothing to learn from."))
    elif flats and all(flats):
        notes.insert(0, Note("flat", "Its gradient is 0 everywhere: nothing can learn from it."))
    if below:
        notes.append(Note("unbounded", f"It is unbounded below: {spelled} can run away with the loss going to −∞."))
    if missed and moves and not below:
        y, best_at = missed[0]
        notes.append(
            Note("minimum", f"It is not smallest at {spelled} = y: for y = {figured(y)}, {best_at:.3g} costs less.")
        )
    return tuple(notes)


def _at(function: Any, y: float, constants: list[float], prediction: float) -> float:
    return float(function(prediction, y, *constants))


def domain(formula: Formula) -> tuple[float, float]:
    """The outputs for which a loss is defined: all, those above 0, or those from 0 to 1."""
    constants = list(formula.constants.values())
    plain = function_of(careful(formula.parsed.tree), (formula.variable, "y"), formula.constants)

    def somewhere(*predictions: float) -> bool:
        found = [safely(partial(_at, plain, y, constants)) for y in (0.3, 0.7, 1.0)]
        return any(math.isfinite(f(p)) for p in predictions for f in found)

    low = -math.inf if somewhere(-0.3, -2.5) or not somewhere(0.3, 0.6) else 0.0
    high = math.inf if somewhere(1.3, 3.5) or not somewhere(0.3, 0.6) else 1.0
    return (low, high) if low == 0.0 or high == math.inf else (-math.inf, math.inf)


def output_of(place: tuple[float, float]) -> str:
    """An output that stays within."""
    return {(0.0, 1.0): "sigmoid", (0.0, math.inf): "softplus"}.get(place, "identity")


def of_difference(formula: Formula) -> bool:
    """Whether a loss depends on ŷ − y only, so that targets may be standardised before."""
    constants = list(formula.constants.values())
    pairs = [(p, y, shift) for p in (-1.7, 0.2, 0.9, 3.1) for y in (-0.8, 0.4, 1.0, 2.3) for shift in (-2.1, 0.7)]
    for p, y, shift in pairs:
        here, there = (safely(partial(_at, formula.function, y + s, constants))(p + s) for s in (0.0, shift))
        if not abs(here - there) <= 1e-9 * max(1.0, abs(here)):
            return False
    return True
