"""Where a constant may be: an interval, written as on paper, "[0, 1)" for 0 ≤ c < 1."""

from __future__ import annotations

import re

ABOVE_0, FROM_0, FROM_1, BELOW_1, SHARE = "(0, inf)", "[0, inf)", "[1, inf)", "[0, 1)", "[0, 1]"
_WRITTEN = re.compile(r"[\[(]\s*(-?[0-9.]+|-inf)\s*,\s*(-?[0-9.]+|inf)\s*[\])]")


def written(text: object) -> bool:
    """Whether a text is an interval."""
    return isinstance(text, str) and _WRITTEN.fullmatch(text) is not None


def within(interval: str, value: float) -> bool:
    """Whether a number is in an interval."""
    low, high = map(float, interval[1:-1].split(","))
    return low < value < high or (value == low and interval[0] == "[") or (value == high and interval[-1] == "]")


def shown(interval: str) -> str:
    """An interval with the sign for infinity."""
    return interval.replace("inf", "∞")
