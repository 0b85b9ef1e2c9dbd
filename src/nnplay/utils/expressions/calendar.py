"""The parts of a date, from its seconds since 1970-01-01 00:00."""

from collections.abc import Callable

import numpy as np

from nnplay.utils.expressions.tree import Node, build, number
from nnplay.utils.types import Array

SECONDS_PER_DAY = 86_400.0
LATEST = 253_402_300_800.0  # the end of the year 9999; dates before 1970 are as far back
MONDAY = 3  # 1970-01-01 was a Thursday, three days after a Monday


def days(t: Array) -> Array:
    """Days since 1970, with fractions."""
    return np.asarray(t) / SECONDS_PER_DAY


def year(t: Array) -> Array:
    """The year, such as 2014."""
    return _part(t, lambda date: date.astype("datetime64[Y]").astype(np.int64) + 1970)


def month(t: Array) -> Array:
    """The month, 1 to 12."""
    return _part(t, lambda date: date.astype("datetime64[M]").astype(np.int64) % 12 + 1)


def dayofyear(t: Array) -> Array:
    """The day of the year, 1 to 366."""
    return _part(t, lambda date: (date - date.astype("datetime64[Y]")).astype(np.int64) + 1)


def weekday(t: Array) -> Array:
    """The day of the week, 0 for Monday to 6 for Sunday."""
    return (np.floor(days(t)) + MONDAY) % 7


def hour(t: Array) -> Array:
    """The hour of the day with fractions, 0 to 24."""
    return (np.asarray(t) % SECONDS_PER_DAY) / 3600


def _part(t: Array, of: Callable[[Array], Array]) -> Array:
    """A part of each date; NaN where t is no date."""
    t = np.asarray(t, dtype=np.float64)
    valid = np.abs(t) < LATEST
    date = np.floor(np.where(valid, t, 0.0) / SECONDS_PER_DAY).astype(np.int64).astype("datetime64[D]")
    return np.where(valid, of(date), np.nan)


DATE_PARTS: dict[str, Callable[[Array], Array]] = {
    "days": days, "year": year, "month": month, "dayofyear": dayofyear, "weekday": weekday, "hour": hour,
}  # fmt: skip


def date_part_tree(part: str, t: Node) -> Node:
    """A part of a date as a tree of arithmetic and "floor", for formats without a calendar (Hinnant, days_from_civil).

    Years begin in March, so that the leap day is the last of its year, and 400 of them are an era of 146,097 days.
    """
    day = _floor_div(t, SECONDS_PER_DAY)
    if part == "days":
        return build("/", t, number(SECONDS_PER_DAY))
    if part == "weekday":
        return _modulo(build("+", day, number(MONDAY)), 7)
    if part == "hour":
        return build("/", _modulo(t, SECONDS_PER_DAY), number(3600))
    era = _floor_div(build("+", day, number(719_468)), 146_097)
    day_of_era = build("-", build("+", day, number(719_468)), build("*", number(146_097), era))
    leap_days = _sum(_floor_div(day_of_era, 1_460), _floor_div(day_of_era, 146_096))
    year_of_era = _floor_div(_sum(build("-", day_of_era, leap_days), _floor_div(day_of_era, 36_524)), 365)
    before = _sum(build("*", number(365), year_of_era), _floor_div(year_of_era, 4))
    day_from_march = build("-", day_of_era, build("-", before, _floor_div(year_of_era, 100)))
    month_from_march = _floor_div(_sum(build("*", number(5), day_from_march), number(2)), 153)
    after_december = build("where", build(">=", month_from_march, number(10)), number(1), number(0))
    year_ = _sum(build("*", number(400), era), year_of_era, after_december)
    if part == "year":
        return year_
    if part == "month":
        return build("-", build("+", month_from_march, number(3)), build("*", number(12), after_december))
    is_leap = build("-", _divisible(year_, 4), build("-", _divisible(year_, 100), _divisible(year_, 400)))
    from_january = build("where", build(">=", month_from_march, number(10)), number(-305), _sum(is_leap, number(60)))
    return _sum(day_from_march, from_january)


def _sum(*terms: Node) -> Node:
    total = terms[0]
    for term in terms[1:]:
        total = build("+", total, term)
    return total


def _floor_div(a: Node, b: float) -> Node:
    return build("floor", build("/", a, number(b)))


def _modulo(a: Node, b: float) -> Node:
    return build("-", a, build("*", number(b), _floor_div(a, b)))


def _divisible(a: Node, b: float) -> Node:
    """1 where a is divisible by b, else 0."""
    return build("where", build("==", _modulo(a, b), number(0)), number(1), number(0))
