"""Intervals of constants as text: "[0, 1)" means 0 ≤ c < 1."""

import re

ABOVE_0, FROM_0, FROM_1, BELOW_1, FROM_0_TO_1 = "(0, inf)", "[0, inf)", "[1, inf)", "[0, 1)", "[0, 1]"
_INTERVAL = re.compile(r"[\[(]\s*(-?[0-9.]+|-inf)\s*,\s*(-?[0-9.]+|inf)\s*[\])]")


def is_interval(text: object) -> bool:
    """Whether a value is the text of an interval."""
    return isinstance(text, str) and _INTERVAL.fullmatch(text) is not None


def contains(interval: str, value: float) -> bool:
    """Whether a number is in an interval."""
    low, high = map(float, interval[1:-1].split(","))
    return low < value < high or (value == low and interval[0] == "[") or (value == high and interval[-1] == "]")


def format_interval(interval: str) -> str:
    """The text of an interval with the sign for infinity."""
    return interval.replace("inf", "∞")
