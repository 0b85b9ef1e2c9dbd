"""Reading JSON strictly: each field is there, has its type, and nothing is left over."""

import math
from collections.abc import Sequence
from typing import Any

from nnplay.data.columns import shortened
from nnplay.errors import DataError


class Fields:
    """The fields of one JSON object, taken one by one; each problem is one sentence that names the field."""

    def __init__(self, what: str, document: Any) -> None:
        if not isinstance(document, dict):
            raise DataError(f"{what} must be a JSON object, but it is {shortened(document)}")
        self.what = what
        self.left = dict(document)

    def take(self, name: str) -> Any:
        """The value of a field, whatever it is."""
        if name not in self.left:
            raise DataError(f"{self.what} lacks the field {name!r}")
        return self.left.pop(name)

    def require(self, good: bool, name: str) -> None:
        """Complain about a field unless its value is good."""
        if not good:
            raise DataError(f"{self.what} has an unusable value in the field {name!r}")

    def text(self, name: str) -> str:
        """A text."""
        value = self.take(name)
        self.require(isinstance(value, str), name)
        return str(value)

    def truth(self, name: str) -> bool:
        """True or false."""
        value = self.take(name)
        self.require(isinstance(value, bool), name)
        return bool(value)

    def number(self, name: str) -> float:
        """A finite number."""
        return self._number(name, self.take(name))

    def choice(self, name: str, allowed: Sequence[Any]) -> Any:
        """One of the allowed values."""
        value = self.take(name)
        self.require((value is None or isinstance(value, str)) and value in allowed, name)
        return value

    def sequence(self, name: str) -> tuple[Any, ...]:
        """A list of anything."""
        value = self.take(name)
        self.require(isinstance(value, list), name)
        return tuple(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of different texts."""
        values = self.sequence(name)
        self.require(all(isinstance(value, str) for value in values) and len(set(values)) == len(values), name)
        return values

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(self._number(name, value) for value in self.sequence(name))

    def done(self) -> None:
        """Complain about fields that nobody took."""
        if self.left:
            raise DataError(f"{self.what} has a field that is not known: {shortened(next(iter(self.left)))}")

    def _number(self, name: str, value: Any) -> float:
        self.require(isinstance(value, int | float) and not isinstance(value, bool), name)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        self.require(math.isfinite(number), name)
        return number
