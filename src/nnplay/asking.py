"""What was given, checked: the value, if it fits, or one sentence that names it."""

from __future__ import annotations

import math
from typing import Any, TypeVar

from nnplay.errors import NNPlayError, clean

T = TypeVar("T")


def whole(value: Any, what: str, least: int = 1, most: int | None = None) -> int:
    """A whole number from `least` on, to `most` if that is set.

    Raises:
        NNPlayError: something else; `what` is what the sentence calls it.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or value.__index__() < least:
        raise NNPlayError(f"{what} must be a whole number {_between(least, most)}, not {_shown(value)}.")
    if most is not None and value.__index__() > most:
        raise NNPlayError(f"{what} must be a whole number {_between(least, most)}, not {_shown(value)}.")
    return int(value)


def positive(value: Any, what: str) -> float:
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


def instance(value: T, kind: type[Any], what: str) -> T:
    """A value of that class.

    Raises:
        NNPlayError: one of another.
    """
    if not isinstance(value, kind):
        name = kind.__name__
        raise NNPlayError(f"{what} must be {'an' if name[0] in 'AEIO' else 'a'} {name}, not {_shown(value)}.")
    return value


def _between(least: int, most: int | None) -> str:
    return f"of at least {least}" if most is None else f"from {least:,} to {most:,}"


def _shown(value: Any) -> str:
    return clean(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else repr(value), 80)
