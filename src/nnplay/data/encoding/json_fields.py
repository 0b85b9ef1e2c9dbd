"""Strict reading of JSON objects: every field is required and checked, unknown fields are errors."""

import math
from collections.abc import Sequence
from typing import Any

from nnplay.errors import DataError
from nnplay.utils.text import short_repr


class JSONFields:
    """The fields of one JSON object, taken one by one. All methods raise a DataError that names an invalid field.

    Args:
        name: what error messages call the object.
        document: the object.
    """

    def __init__(self, name: str, document: Any) -> None:
        if not isinstance(document, dict):
            raise DataError(f"{name} must be a JSON object, but it is {short_repr(document)}")
        self.name = name
        self.remaining = dict(document)

    def take(self, name: str) -> Any:
        """The value of a field, of any type."""
        if name not in self.remaining:
            raise DataError(f"{self.name} lacks the field {name!r}")
        return self.remaining.pop(name)

    def require(self, valid: bool, name: str) -> None:
        """Raise an error for a field unless its value is valid."""
        if not valid:
            raise DataError(f"{self.name} has an invalid value in the field {name!r}")

    def text(self, name: str) -> str:
        """A string."""
        value = self.take(name)
        self.require(isinstance(value, str), name)
        return str(value)

    def number(self, name: str) -> float:
        """A finite number."""
        return self._number(name, self.take(name))

    def flag(self, name: str) -> bool:
        """True or false; false if the field is missing, as in files of earlier versions."""
        value = self.remaining.pop(name, False)
        self.require(isinstance(value, bool), name)
        return bool(value)

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
        """A list of distinct strings."""
        values = self.sequence(name)
        self.require(all(isinstance(value, str) for value in values) and len(set(values)) == len(values), name)
        return values

    def numbers(self, name: str) -> tuple[float, ...]:
        """A list of finite numbers."""
        return tuple(self._number(name, value) for value in self.sequence(name))

    def done(self) -> None:
        """Raise an error for a field that was not taken."""
        if self.remaining:
            raise DataError(f"{self.name} has an unknown field: {short_repr(next(iter(self.remaining)))}")

    def _number(self, name: str, value: Any) -> float:
        self.require(isinstance(value, int | float) and not isinstance(value, bool), name)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        self.require(math.isfinite(number), name)
        return number
