"""Argument validation: each check returns the value or raises an error that names the argument."""

import math
import operator
from typing import Any, TypeVar

from nnplay.errors import NNPlayError, clean

T = TypeVar("T")


def check_int(value: Any, name: str, minimum: int = 1, maximum: int | None = None) -> int:
    """A whole number from `minimum` to `maximum`, both included; no upper limit if `maximum` is None.

    Raises:
        NNPlayError: anything else; the message calls the value `name`.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < minimum or (maximum is not None and number > maximum):
        bounds = f"of at least {minimum}" if maximum is None else f"from {minimum:,} to {maximum:,}"
        raise NNPlayError(f"{name} must be a whole number {bounds}, not {_format(value)}.")
    return number


def check_positive(value: Any, name: str) -> float:
    """A finite number above 0.

    Raises:
        NNPlayError: anything else.
    """
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, str | bytes | bool) or not 0 < number < math.inf:
        raise NNPlayError(f"{name} must be a number above 0, not {_format(value)}.")
    return number


def check_type(value: T, kind: type[Any], name: str) -> T:
    """An instance of a class.

    Raises:
        NNPlayError: anything else.
    """
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOaeio" else "a"
        raise NNPlayError(f"{name} must be {article} {kind.__name__}, not {_format(value)}.")
    return value


def _format(value: Any) -> str:
    return clean(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else repr(value), 80)
