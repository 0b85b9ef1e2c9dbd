"""From the catalogue's functions of one number (or one row) to functions of whole NumPy arrays.

The arithmetic is IEEE's: e^1000 is inf and 1/0 is inf, as in the compiled engine, where Python itself would raise.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[..., Any]


class _IeeeMath(types.ModuleType):
    """The math module, but overflow is inf and a domain error is nan."""

    _numpy = ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh")

    def __getattr__(self, name: str) -> Any:
        if name in self._numpy:
            return getattr(np, name)
        value = getattr(math, name)
        return (lambda *z: np.float64(value(*z))) if callable(value) else value


_ieee = _IeeeMath("math")


def ieee(function: Function) -> Function:
    """The same function with IEEE arithmetic in place of Python's exceptions, in the helpers that it calls too."""
    return _with_ieee(function, {}) if isinstance(function, types.FunctionType) else function


def _with_ieee(value: Any, seen: dict[Any, Any]) -> Any:
    if value is math or (isinstance(value, types.BuiltinFunctionType) and value.__module__ == "math"):
        return _ieee if value is math else getattr(_ieee, value.__name__)
    if not isinstance(value, types.FunctionType):
        return value
    if value not in seen:
        names = dict(value.__globals__)
        cells = tuple(types.CellType() for _ in value.__closure__ or ())
        copy = types.FunctionType(value.__code__, names, value.__name__, value.__defaults__, cells or None)
        copy.__kwdefaults__ = value.__kwdefaults__
        seen[value] = copy
        names.update({n: _with_ieee(names[n], seen) for n in value.__code__.co_names if n in names})
        for cell, own in zip(value.__closure__ or (), cells, strict=True):
            own.cell_contents = _with_ieee(cell.cell_contents, seen)
    return seen[value]


def elementwise(function: Function) -> Callable[..., Array]:
    """The function of arrays that applies a function of numbers to each element; constants may be arrays or numbers."""
    one = ieee(function)

    def apply(*arrays: Any) -> Array:
        broadcast = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in arrays))
        with np.errstate(all="ignore"):
            values = [one(*numbers) for numbers in zip(*(x.flat for x in broadcast), strict=True)]
        return np.array(values, dtype=np.float64).reshape(broadcast[0].shape)

    return apply


def numerical_derivative(function: Function, place: int = 0) -> Function:
    """The central difference (f(x + h) − f(x − h)) / 2h in the argument at `place`, where no derivative was given."""

    def derivative(*numbers: float) -> float:
        before, x, after = numbers[:place], numbers[place], numbers[place + 1 :]
        h = step(x)
        return float((function(*before, x + h, *after) - function(*before, x - h, *after)) / (2 * h))

    return derivative


def numerical_row_loss(function: Function) -> Function:
    """The central difference of a loss of rows in each ŷⱼ, as a function that fills its third argument."""

    def derivative(y_hat: Array, y: Array, gradient: Array, *constants: float) -> None:
        for j, (up, down, h) in enumerate(moved(y_hat)):
            gradient[j] = (function(up, y, *constants) - function(down, y, *constants)) / (2 * h)

    return derivative


def numerical_row_activation(function: Function) -> Function:
    """∂L/∂z from δ = ∂L/∂a of an activation of rows, by a central difference in each zⱼ."""

    def derivative(z: Array, a: Array, delta: Array, delta_z: Array, *constants: float) -> None:
        above, below = np.empty_like(a), np.empty_like(a)
        for j, (up, down, h) in enumerate(moved(z)):
            function(up, above, *constants)
            function(down, below, *constants)
            delta_z[j] = delta @ (above - below) / (2 * h)

    return derivative


def step(x: float) -> float:
    """The step of a central difference: ∛ε balances the rounding of f against its curvature."""
    return 6e-6 * max(1.0, abs(x))


def moved(row: Array) -> Iterator[tuple[Array, Array, float]]:
    """For each place of a row: the row with that number a step larger, a step smaller, and the step."""
    for j in range(len(row)):
        h = step(row[j])
        up, down = row.copy(), row.copy()
        up[j] += h
        down[j] -= h
        yield up, down, h
