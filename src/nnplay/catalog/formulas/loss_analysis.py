"""Analyze a loss: the outputs it is defined for, and notes on what may go wrong in training."""

import math
from collections.abc import Callable
from functools import partial

from nnplay.catalog.formulas.activation_analysis import Note, format_number, nan_on_error
from nnplay.catalog.formulas.codegen import compile_function
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.sampled_function import REACH
from nnplay.catalog.formulas.stabilize import stabilize

TARGETS = (0.0, 1.0, -1.0, 2.5)  # the values of y at which a loss is sampled


def loss_notes(formula: Formula) -> tuple[Note, ...]:
    """The notes on a loss, sampled at some values of y."""
    constants = list(formula.constants.values())
    label = formula.spelled(formula.variable)
    low, high = loss_domain(formula)
    notes: list[Note] = []
    if (low, high) != (-math.inf, math.inf):
        condition = f"0 < {label} < 1" if high == 1 else f"{label} > 0"
        output = output_for((low, high))
        notes.append(Note("domain", f"It is defined only for {condition}: use an output such as {output!r}."))
    start, end = low + 0.01 if low == 0 else -REACH, high - 0.01 if high == 1 else REACH
    grid = [start + (end - start) * k / 400 for k in range(401)]
    is_flat: list[bool] = []
    missed_minima: list[tuple[float, float]] = []  # (y, the output with the smallest loss)
    is_unbounded, depends = False, False
    for y in TARGETS:
        f, slope = (nan_on_error(partial(_at, each, y, constants)) for each in (formula.function, formula.slope))
        finite = [(value, p) for p in grid if math.isfinite(value := f(p))]
        if not finite or not low <= y <= high:
            continue
        depends |= max(finite)[0] > min(finite)[0]
        far = [f(s * size) for s in (-1, 1) for size in (1e3, 1e6, 1e9) if low < s * size < high]
        is_unbounded |= any(value < -1e2 for value in far)
        is_flat.append(all(slope(p) == 0 for p in grid))
        smallest, best = min(finite)
        if start < y < end and f(y) - smallest > 1e-6 * max(1.0, abs(smallest)):
            missed_minima.append((y, best))
    if not depends:
        notes.insert(0, Note("constant", f"It does not depend on {label}, so a network cannot learn from it."))
    elif is_flat and all(is_flat):
        notes.insert(0, Note("flat", "Its gradient is 0 everywhere, so a network cannot learn from it."))
    if is_unbounded:
        notes.append(Note("unbounded", "It is unbounded below: training can push it towards −∞ instead of the target."))
    if missed_minima and depends and not is_unbounded:
        y, best = missed_minima[0]
        text = f"Its minimum is not at {label} = y: for y = {format_number(y)}, it is smaller at {format_number(best)}."
        notes.append(Note("minimum", text))
    return tuple(notes)


def _at(function: Callable[..., float], y: float, constants: list[float], prediction: float) -> float:
    return float(function(prediction, y, *constants))


def loss_domain(formula: Formula) -> tuple[float, float]:
    """The outputs for which a loss is defined: all, those above 0, or those from 0 to 1."""
    constants = list(formula.constants.values())
    unclamped = compile_function(stabilize(formula.parsed.tree), (formula.variable, "y"), formula.constants)
    functions = [nan_on_error(partial(_at, unclamped, y, constants)) for y in (0.3, 0.7, 1.0)]

    def is_defined(*predictions: float) -> bool:
        return any(math.isfinite(f(p)) for p in predictions for f in functions)

    if not is_defined(0.3, 0.6):
        return -math.inf, math.inf
    low = -math.inf if is_defined(-0.3, -2.5) else 0.0
    high = math.inf if is_defined(1.3, 3.5) else 1.0
    return (low, high) if low == 0.0 else (-math.inf, math.inf)


def output_for(domain: tuple[float, float]) -> str:
    """An output activation whose values lie in the domain."""
    return {(0.0, 1.0): "sigmoid", (0.0, math.inf): "softplus"}.get(domain, "identity")


def depends_on_difference(formula: Formula) -> bool:
    """Whether a loss depends on ŷ − y only, so that targets may be standardized before training."""
    constants = list(formula.constants.values())
    points = [(p, y, shift) for p in (-1.7, 0.2, 0.9, 3.1) for y in (-0.8, 0.4, 1.0, 2.3) for shift in (-2.1, 0.7)]
    for p, y, shift in points:
        a, b = (nan_on_error(partial(_at, formula.function, y + s, constants))(p + s) for s in (0.0, shift))
        if not abs(a - b) <= 1e-9 * max(1.0, abs(a)):
            return False
    return True
