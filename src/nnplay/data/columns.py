"""A column: one named, typed list of values, and the words that mean "true", "false" and "missing"."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import clean

Kind: TypeAlias = Literal["number", "category", "boolean"]
Label: TypeAlias = int | float | bool | str
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Values: TypeAlias = NDArray[Any]

MISSING_WORDS = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-", "."})
"""What people write in a numeric column where there is no number, in lower case."""

TRUE_WORDS = frozenset({"true", "yes"})
FALSE_WORDS = frozenset({"false", "no"})

EXACT_INTEGERS = 2.0**53
"""Beyond this float64 no longer holds every whole number."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a dataset.

    Attributes:
        name: the header.
        kind: "number", "boolean" or "category".
        values: shape (n,). float64 for numbers and booleans (0 or 1), NaN where missing;
            an object array of str for categories, None where missing.
        whole: a number column that was written or stored as integers, so that its class labels are ints.
    """

    name: str
    kind: Kind
    values: Values
    whole: bool = False

    def __post_init__(self) -> None:
        self.values.setflags(write=False)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is no value, shape (n,)."""
        if self.kind == "category":
            return np.fromiter((value is None for value in self.values), dtype=np.bool_, count=len(self))
        return np.isnan(self.values)

    def take(self, rows: NDArray[Any]) -> "Column":
        """The same column with only these rows (indices or a mask)."""
        return Column(self.name, self.kind, self.values[rows], self.whole)

    def distinct(self) -> tuple[Label, ...]:
        """The different values that are present, sorted, as Python values: int, float, bool or str."""
        if self.kind == "category":
            return tuple(sorted({value for value in self.values if value is not None}))
        numbers = np.unique(self.values[~np.isnan(self.values)]).tolist()
        if self.kind == "boolean":
            return tuple(bool(number) for number in numbers)
        return tuple(int(number) for number in numbers) if self.whole else tuple(numbers)


def unmasked(values: Any) -> Any:
    """What an array of NumPy's masked kind holds, with nothing where it is masked; anything else as it is."""
    return np.ma.filled(values.astype(object), None) if isinstance(values, np.ma.MaskedArray) else values


def nearest(wanted: str, names: Iterable[str]) -> str:
    """A hint such as " (did you mean 'age'?)", or nothing when no name is near."""
    by_lower = {name.lower(): name for name in names}
    found = get_close_matches(wanted.lower(), list(by_lower), n=1, cutoff=0.6)
    return f" (did you mean {by_lower[found[0]]!r}?)" if found else ""


def listed(names: Iterable[object], most: int = 12) -> str:
    """Names for a sentence: the first few, and how many more there are."""
    everything = [clean(name) for name in names]
    shown = ", ".join(everything[:most])
    more = len(everything) - most
    return f"{shown} and {more} more" if more > 0 else shown


def shortened(value: object, most: int = 60) -> str:
    """The value as it appears in a sentence: quoted, and cut when it is long."""
    text = str(value)
    return repr(text if len(text) <= most else text[: most - 1] + "…")
