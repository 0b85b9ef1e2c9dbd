"""What was given, checked: the value, if it fits, or one sentence that names it."""

from __future__ import annotations

import math
import operator
from typing import Any, TypeVar

from nnplay.errors import NNPlayError, clean

T = TypeVar("T")


def check_int(value: Any, what: str, least: int = 1, most: int | None = None) -> int:
    """A whole number from `least` on, to `most` if that is set.

    Raises:
        NNPlayError: something else; `what` is what the sentence calls it.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        between = f"of at least {least}" if most is None else f"from {least:,} to {most:,}"
        raise NNPlayError(f"{what} must be a whole number {between}, not {_shown(value)}.")
    return number


def check_positive(value: Any, what: str) -> float:
    """A finite number above 0.

    Raises:
        NNPlayError: something else.
    """
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, str | bytes | bool) or not 0 < number < math.inf:
        raise NNPlayError(f"{what} must be a number above 0, not {_shown(value)}.")
    return number


def check_type(value: T, kind: type[Any], what: str) -> T:
    """A value of that class.

    Raises:
        NNPlayError: one of another.
    """
    if not isinstance(value, kind):
        name = kind.__name__
        raise NNPlayError(f"{what} must be {'an' if name[0] in 'AEIOaeio' else 'a'} {name}, not {_shown(value)}.")
    return value


def _shown(value: Any) -> str:
    return clean(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else repr(value), 80)
