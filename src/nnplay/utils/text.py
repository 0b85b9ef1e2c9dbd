"""Short pieces of error messages: lists of names, spelling hints, shortened values."""

from collections.abc import Iterable
from difflib import get_close_matches

from nnplay.errors import clean


def did_you_mean(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint such as " (did you mean 'age'?)", or "" if no known name is similar."""
    by_lower = {each.lower(): each for each in known}
    matches = get_close_matches(name.lower(), list(by_lower), n=1, cutoff=cutoff)
    return f" (did you mean {by_lower[matches[0]]!r}?)" if matches else ""


def format_list(items: Iterable[object], max_items: int = 12) -> str:
    """Items joined by commas: the first few, and how many more there are."""
    texts = [clean(item) for item in items]
    joined = ", ".join(texts[:max_items])
    more = len(texts) - max_items
    return f"{joined} and {more} more" if more > 0 else joined


def short_repr(value: object, max_length: int = 60) -> str:
    """The value as text in quotes, cut to `max_length` characters."""
    text = str(value)
    return repr(text if len(text) <= max_length else text[: max_length - 1] + "…")


def plural(count: int, noun: str, plural_noun: str = "") -> str:
    """A count with its noun: "1 run", "2,000 runs", "2 matrices" (where the plural is given)."""
    return f"{count:,} {noun if count == 1 else plural_noun or noun + 's'}"
