"""Dates and times: infer how a column writes them, and read them as seconds since 1970."""

import datetime
import itertools
import re
from collections.abc import Mapping
from functools import lru_cache

ISO = "iso"
DAYS = (
    "%Y/%m/%d", "%Y.%m.%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%m/%d/%y", "%d/%m/%y",
    "%d.%m.%y", "%d-%m-%y", "%m-%d-%y", "%y/%m/%d", "%y-%m-%d", "%Y%m%d",
    "%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%b-%d-%Y", "%Y %b %d",
    "%Y-%b-%d", "%a %d %b %Y", "%A %d %B %Y", "%a %b %d %Y", "%A %B %d %Y",
)  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I %p", "T%H:%M:%S")
ALONE = (
    "%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y", "%b %Y", "%B %Y", "%b-%Y", "%b-%y", "%Y %b", "%Y-%b",
    "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%a %b %d %H:%M:%S %Y",
)  # fmt: skip
FORMATS = tuple(day + time for day, time in itertools.product(DAYS, TIMES)) + ALONE
SAMPLE = 100
"""How many distinct texts are tried with every format."""

POSSIBLE = re.compile(r"(?=.*[0-9])[0-9A-Za-z:,./+\- T]{4,40}")
LONE_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
EPOCH = datetime.datetime(1970, 1, 1)
YEARS = range(1000, 3000)


def infer_date_format(counts: Mapping[str, int], share: float) -> tuple[str, str]:
    """The format that reads at least this share of the cells as dates, and a note if another reads them as well.

    Args:
        counts: number of rows of each distinct text.
        share: the smallest fraction of the rows that must be dates.

    Returns:
        "iso", a format of `strptime`, or "" if the texts are no dates.
    """
    sample = list(itertools.islice(counts, SAMPLE))
    if not sample or sum(bool(POSSIBLE.fullmatch(text)) for text in sample) < share * len(sample):
        return "", ""
    if all(LONE_NUMBER.fullmatch(text) for text in sample):
        return "", ""
    fitting = [each for each in (ISO, *FORMATS) if _share(each, sample) >= share]
    fitting = [each for each in fitting if _share(each, counts, counts) >= share]
    if not fitting:
        return "", ""
    exact = max(_share(each, counts, counts) for each in fitting)
    best, *others = [each for each in fitting if _share(each, counts, counts) == exact]
    if best == ISO or not (swapped := [each for each in others if _day_and_month_swapped(best, each)]):
        return best, ""
    return best, f"dates such as {sample[0]} are read as {best}; {swapped[0]} would fit as well"


def _share(format: str, texts: Mapping[str, int] | list[str], counts: Mapping[str, int] | None = None) -> float:
    """The fraction of the rows, or of the texts, that are dates in this format."""
    total = len(texts) if counts is None else sum(counts.values())
    hits = sum(1 if counts is None else counts[text] for text in texts if parse_date(text, format) is not None)
    return hits / total


def _day_and_month_swapped(one: str, other: str) -> bool:
    return one.replace("%m", "%D").replace("%d", "%m").replace("%D", "%d") == other


@lru_cache(maxsize=1 << 16)
def parse_date(text: str, format: str) -> float | None:
    """The seconds from 1970 to a date or time, in its own time zone or, with an offset, in UTC; None for other texts.

    A time of day without a date is a time on 1 January 1970.

    Args:
        text: the cell.
        format: "iso" or a format of `strptime`.
    """
    text = " ".join(text.replace(",", " ").split())
    try:
        if format == ISO:
            if LONE_NUMBER.fullmatch(text) and len(text) != len("20141231"):
                return None
            when = datetime.datetime.fromisoformat(text)
        else:
            when = datetime.datetime.strptime(text, format)
    except ValueError:
        return None
    if "%Y" not in format and "%y" not in format and format != ISO:
        when = when.replace(year=1970)
    return seconds_since_1970(when) if when.year in YEARS else None


def seconds_since_1970(when: datetime.date | datetime.time) -> float:
    """A date, or a time of day, as seconds since 1970."""
    if isinstance(when, datetime.time):
        when = datetime.datetime.combine(EPOCH.date(), when)
    elif not isinstance(when, datetime.datetime):
        when = datetime.datetime.combine(when, datetime.time.min)
    if when.tzinfo is not None:
        when = when.astimezone(datetime.UTC).replace(tzinfo=None)
    return (when - EPOCH).total_seconds()


def date_text(seconds: float) -> str:
    """Seconds since 1970 as an ISO date, with the time if it is not midnight."""
    when = EPOCH + datetime.timedelta(seconds=seconds)
    return when.date().isoformat() if when.time() == datetime.time.min else when.isoformat(" ", "seconds")
