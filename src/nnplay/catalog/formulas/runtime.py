"""The arithmetic of formulas: IEEE's, so that 1/0 is infinite and ln(−1) not a number, where Python would raise.

Each is a function of numbers, called by what source.py writes; the compiled engine takes it with it.
"""

from __future__ import annotations

import math

from nnplay.catalog.stable_math import log_one_plus_exp, logistic

__all__ = [
    "cosine", "difference_to_one", "hyperbolic_cosine", "hyperbolic_sine", "log_one_plus_exp", "logarithm",
    "logarithm_of_more", "logistic", "over", "raised", "root", "sine", "tangent", "to_the",
]  # fmt: skip


def over(x: float, y: float) -> float:
    """The quotient x / y; x/0 is infinite, and 0/0 not a number."""
    return x / y if y != 0 else x * math.inf


def to_the(x: float) -> float:
    """e^x."""
    return math.exp(x) if x < 709.0 else x * math.inf


def difference_to_one(x: float) -> float:
    """e^x − 1."""
    return math.expm1(x) if x < 709.0 else x * math.inf


def logarithm(x: float) -> float:
    """The logarithm ln x; −∞ at 0."""
    return math.log(x) if x > 0 else (-math.inf if x == 0 else math.nan)


def logarithm_of_more(x: float) -> float:
    """ln(1 + x); −∞ at −1."""
    return math.log1p(x) if x > -1 else (-math.inf if x == -1 else math.nan)


def root(x: float) -> float:
    """√x."""
    return math.sqrt(x) if x >= 0 else math.nan


def sine(x: float) -> float:
    """The sine; of ±∞ it is not a number."""
    return math.sin(x) if abs(x) < math.inf else math.nan


def cosine(x: float) -> float:
    """The cosine; of ±∞ it is not a number."""
    return math.cos(x) if abs(x) < math.inf else math.nan


def tangent(x: float) -> float:
    """The tangent; of ±∞ it is not a number."""
    return math.tan(x) if abs(x) < math.inf else math.nan


def hyperbolic_sine(x: float) -> float:
    """The hyperbolic sine (e^x − e^(−x)) / 2."""
    return math.sinh(x) if abs(x) < 709.0 else x * math.inf


def hyperbolic_cosine(x: float) -> float:
    """The hyperbolic cosine (e^x + e^(−x)) / 2."""
    return math.cosh(x) if abs(x) < 709.0 else abs(x) * math.inf


def raised(x: float, y: float) -> float:
    """x^y; of x < 0 it is a number where y is whole."""
    if not abs(y) < math.inf or x != x:
        return math.nan
    if x == 0:
        return 1.0 if y == 0 else (0.0 if y > 0 else math.inf)
    size = y * math.log(abs(x)) if abs(x) < math.inf else y * math.inf
    if size > 709.0:
        value = math.inf
    elif size < -745.0:
        value = 0.0
    else:
        value = abs(x) ** y
    if x > 0:
        return value
    if y != math.floor(y):
        return math.nan
    return value if y == 2 * math.floor(y / 2) else -value
