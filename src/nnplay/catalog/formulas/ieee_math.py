"""Functions of one number with IEEE arithmetic: 1/0 is infinite and ln(−1) is NaN, where Python would raise.

The functions that `codegen` writes call these; the compiled engine compiles them too.
"""

import math

from nnplay.catalog.stable_math import log_one_plus_exp, logistic

__all__ = [
    "ieee_cos", "ieee_cosh", "ieee_divide", "ieee_exp", "ieee_expm1", "ieee_log", "ieee_log1p", "ieee_power",
    "ieee_sin", "ieee_sinh", "ieee_sqrt", "ieee_tan", "log_one_plus_exp", "logistic",
]  # fmt: skip


def ieee_divide(x: float, y: float) -> float:
    """X / y; x/0 is ±∞ and 0/0 is NaN."""
    return x / y if y != 0 else x * math.inf


def ieee_exp(x: float) -> float:
    """e^x."""
    return math.exp(x) if x < 709.0 else x * math.inf


def ieee_expm1(x: float) -> float:
    """e^x − 1."""
    return math.expm1(x) if x < 709.0 else x * math.inf


def ieee_log(x: float) -> float:
    """Ln x; −∞ at 0, NaN below."""
    return math.log(x) if x > 0 else (-math.inf if x == 0 else math.nan)


def ieee_log1p(x: float) -> float:
    """ln(1 + x); −∞ at −1, NaN below."""
    return math.log1p(x) if x > -1 else (-math.inf if x == -1 else math.nan)


def ieee_sqrt(x: float) -> float:
    """√x; NaN below 0."""
    return math.sqrt(x) if x >= 0 else math.nan


def ieee_sin(x: float) -> float:
    """The sine; NaN at ±∞."""
    return math.sin(x) if abs(x) < math.inf else math.nan


def ieee_cos(x: float) -> float:
    """The cosine; NaN at ±∞."""
    return math.cos(x) if abs(x) < math.inf else math.nan


def ieee_tan(x: float) -> float:
    """The tangent; NaN at ±∞."""
    return math.tan(x) if abs(x) < math.inf else math.nan


def ieee_sinh(x: float) -> float:
    """The hyperbolic sine (e^x − e^(−x)) / 2."""
    return math.sinh(x) if abs(x) < 709.0 else x * math.inf


def ieee_cosh(x: float) -> float:
    """The hyperbolic cosine (e^x + e^(−x)) / 2."""
    return math.cosh(x) if abs(x) < 709.0 else abs(x) * math.inf


def ieee_power(x: float, y: float) -> float:
    """x^y; for x < 0 it is NaN unless y is an integer."""
    if not abs(y) < math.inf or x != x:
        return math.nan
    if x == 0:
        return 1.0 if y == 0 else (0.0 if y > 0 else math.inf)
    log_magnitude = y * math.log(abs(x)) if abs(x) < math.inf else y * math.inf
    if log_magnitude > 709.0:
        value = math.inf
    elif log_magnitude < -745.0:
        value = 0.0
    else:
        value = abs(x) ** y
    if x > 0:
        return value
    if y != math.floor(y):
        return math.nan
    return value if y == 2 * math.floor(y / 2) else -value
