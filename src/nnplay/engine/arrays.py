"""From the catalogue's functions of one number (or one row) to functions of whole NumPy arrays.

The arithmetic is IEEE's: e^1000 is inf and 1/0 is inf, as in the compiled engine, where Python itself would raise.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable
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
    """The same function with IEEE arithmetic in place of Python's exceptions."""
    if not isinstance(function, types.FunctionType):
        return function
    names = {k: _ieee if v is math else v for k, v in function.__globals__.items()}
    copy = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def elementwise(function: Function) -> Callable[..., Array]:
    """The function of arrays that applies a function of numbers to each element; constants may be arrays or numbers."""
    one = ieee(function)

    def apply(*arrays: Any) -> Array:
        broadcast = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in arrays))
        with np.errstate(all="ignore"):
            values = [one(*numbers) for numbers in zip(*(x.flat for x in broadcast), strict=True)]
        return np.array(values, dtype=np.float64).reshape(broadcast[0].shape)

    return apply


def numerical_derivative(function: Function) -> Function:
    """The central difference (f(z + h) − f(z − h)) / 2h, for a function that came without a derivative."""

    def derivative(z: float, *rest: float) -> float:
        h = 6e-6 * max(1.0, abs(z))  # ∛ε balances the rounding of f against the curvature
        return float((function(z + h, *rest) - function(z - h, *rest)) / (2 * h))

    return derivative
