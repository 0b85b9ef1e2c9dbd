"""Turns the catalog's functions of one number (or one row) into functions of NumPy arrays.

Arithmetic follows IEEE 754: e^1000 and 1/0 are inf, as in the compiled engine, where Python would raise an exception.
"""

import math
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nnplay.utils.types import Array

Function = Callable[..., Any]


class _IeeeMath(types.ModuleType):
    """The math module with inf for an overflow and nan for a domain error."""

    _numpy = ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh")

    def __getattr__(self, name: str) -> Any:
        if name in self._numpy:
            return getattr(np, name)
        value = getattr(math, name)
        return (lambda *z: np.float64(value(*z))) if callable(value) else value


_ieee = _IeeeMath("math")


def ieee(function: Function) -> Function:
    """The function with IEEE arithmetic instead of Python's exceptions, including the functions that it calls."""
    return _with_ieee(function, {}) if isinstance(function, types.FunctionType) else function


def _with_ieee(value: Any, copies: dict[Any, Any]) -> Any:
    if value is math or (isinstance(value, types.BuiltinFunctionType) and value.__module__ == "math"):
        return _ieee if value is math else getattr(_ieee, value.__name__)
    if not isinstance(value, types.FunctionType):
        return value
    if value not in copies:
        names = dict(value.__globals__)
        cells = tuple(types.CellType() for _ in value.__closure__ or ())
        copy = types.FunctionType(value.__code__, names, value.__name__, value.__defaults__, cells or None)
        copy.__kwdefaults__ = value.__kwdefaults__
        copies[value] = copy
        names.update({n: _with_ieee(names[n], copies) for n in value.__code__.co_names if n in names})
        for cell, own in zip(value.__closure__ or (), cells, strict=True):
            own.cell_contents = _with_ieee(cell.cell_contents, copies)
    return copies[value]


def elementwise(function: Function) -> Callable[..., Array]:
    """A function of arrays that applies `function` to each element; its arguments are broadcast."""
    scalar_function = ieee(function)

    def apply(*arrays: Any) -> Array:
        broadcast = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in arrays))
        with np.errstate(all="ignore"):
            values = [scalar_function(*numbers) for numbers in zip(*(x.flat for x in broadcast), strict=True)]
        return np.array(values, dtype=np.float64).reshape(broadcast[0].shape)

    return apply


def numerical_derivative(function: Function, position: int = 0) -> Function:
    """The central difference (f(x + h) − f(x − h)) / 2h in the argument at `position`."""

    def derivative(*numbers: float) -> float:
        before, x, after = numbers[:position], numbers[position], numbers[position + 1 :]
        h = step(x)
        return float((function(*before, x + h, *after) - function(*before, x - h, *after)) / (2 * h))

    return derivative


def numerical_row_loss(function: Function) -> Function:
    """The gradient of a row loss by central differences in each ŷⱼ, as a function that fills its third argument."""

    def derivative(y_hat: Array, y: Array, gradient: Array, *constants: float) -> None:
        for j, (up, down, h) in enumerate(perturbed(y_hat)):
            gradient[j] = (function(up, y, *constants) - function(down, y, *constants)) / (2 * h)

    return derivative


def numerical_row_activation(function: Function) -> Function:
    """∂L/∂z from δ = ∂L/∂a for an activation of rows, by central differences in each zⱼ."""

    def derivative(z: Array, a: Array, delta: Array, delta_z: Array, *constants: float) -> None:
        above, below = np.empty_like(a), np.empty_like(a)
        for j, (up, down, h) in enumerate(perturbed(z)):
            function(up, above, *constants)
            function(down, below, *constants)
            delta_z[j] = delta @ (above - below) / (2 * h)

    return derivative


def step(x: float) -> float:
    """The step h of a central difference: ∛ε balances the rounding error of f against its curvature."""
    return 6e-6 * max(1.0, abs(x))


def perturbed(row: Array) -> Iterator[tuple[Array, Array, float]]:
    """For each element of a row: the row with that element larger by h, smaller by h, and h."""
    for j in range(len(row)):
        h = step(row[j])
        up, down = row.copy(), row.copy()
        up[j] += h
        down[j] -= h
        yield up, down, h
