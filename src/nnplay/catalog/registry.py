"""The registry: one table per family, from a component's name to the one entry that defines it."""

from __future__ import annotations

import difflib
import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from nnplay.catalog.intervals import shown, within, written
from nnplay.errors import NNPlayError

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SPEC = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\(([^()]*)\))?\s*")


@dataclass(eq=False, kw_only=True)
class Component:
    """What every catalogue entry says of itself; the families below add their functions.

    `constants` are the function's keyword arguments and their defaults: a user sets them in the name,
    as in ``leaky_relu(0.2)`` or ``huber(delta=2)``. `limits` are the intervals that they must be in, as in
    ``{"delta": "(0, inf)"}``; a constant that is not among them may be any finite number.
    """

    name: str
    formula: str
    source: str
    function: Callable[..., Any]
    aliases: tuple[str, ...] = ()
    constants: dict[str, float] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in (self.name, *self.aliases):
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise NNPlayError(f"{name!r} cannot name a component: use up to 64 letters, digits and underscores.")
        if not callable(self.function):
            raise NNPlayError(f"{self.name!r} needs a function to compute it.")
        if not self.constants:
            self.constants = keyword_defaults(self.function)
        for name, interval in self.limits.items():
            if not written(interval) or not within(interval, self.constants.get(name, math.nan)):
                raise NNPlayError(
                    f"limits= of {self.name!r} says in which interval each constant is, such as {{'gamma': '[0, 1)'}}, "
                    f"and its default must be in it: not so for {name!r}."
                )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function the component was defined with."""
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.name}: {self.formula}>"


C = TypeVar("C", bound=Component)


class Registry(Mapping[str, C], Generic[C]):
    """A family of components by name; an unknown name is answered with the nearest known one."""

    def __init__(self, family: str) -> None:
        self.family = family
        self._entries: dict[str, C] = {}
        self._aliases: dict[str, str] = {}
        self.version = 0

    def add(self, component: C) -> C:
        """Enter a component; a second one of the same name replaces the first (as when a notebook cell runs again)."""
        self.version += 1
        self._entries[component.name] = component
        self._aliases.update(dict.fromkeys(component.aliases, component.name))
        return component

    def __getitem__(self, name: str) -> C:
        known = name if name in self._entries else self._aliases.get(name, name)
        if known in self._entries:
            return self._entries[known]
        raise NNPlayError(f"There is no {self.family} {name!r}{self._advice(name)}")

    def _advice(self, name: str) -> str:
        known = [*self._entries, *self._aliases]
        near = difflib.get_close_matches(str(name).lower(), known, n=1, cutoff=0.5)
        listing = f"`nnplay catalog {plural(self.family)}` lists them all."
        return f"; did you mean {near[0]!r}? {listing}" if near else f": {listing}"

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def resolve(self, spec: str) -> tuple[C, dict[str, float]]:
        """Read ``name`` or ``name(constant, key=constant)`` and return the entry with all its constants.

        Raises NNPlayError naming the entry's constants when the specification does not fit them.
        """
        match = _SPEC.fullmatch(spec) if isinstance(spec, str) and len(spec) <= 200 else None
        if match is None:
            one = ("an " if self.family[0] in "aeio" else "a ") + self.family
            raise NNPlayError(f"{str(spec)[:60]!r} is not the name of {one}: write it as in `name(0.1)`.")
        component = self[match[1]]
        constants, given = dict(component.constants), set[str]()
        keys = list(constants)
        for position, text in enumerate(filter(None, (part.strip() for part in (match[2] or "").split(",")))):
            key, _, value = text.rpartition("=")
            key = key.strip() or (keys[position] if position < len(keys) else "")
            if key not in constants:
                raise NNPlayError(
                    f"{component.name!r} takes {self._constants(component)}, so {spec!r} does not fit it."
                )
            if key in given:
                raise NNPlayError(f"{spec!r} gives {key} twice: once is enough.")
            constants[key] = self._constant(component, key, value)
            given.add(key)
        return component, constants

    @staticmethod
    def _constant(component: Component, key: str, text: str) -> float:
        """A constant from its text, where it may be."""
        what, interval = f"{component.name}({key}=…)", component.limits.get(key)
        value = read_number(text, what)
        if interval is not None and not within(interval, value):
            raise NNPlayError(f"{what} must be in {shown(interval)}, not {number(value)}.")
        return value

    def canonical(self, spec: str) -> str:
        """The shortest way to write a specification: aliases replaced, constants at their defaults left out."""
        component, constants = self.resolve(spec)
        changed = [f"{k}={number(v)}" for k, v in constants.items() if v != component.constants[k]]
        return component.name + (f"({', '.join(changed)})" if changed else "")

    @staticmethod
    def _constants(component: Component) -> str:
        if not component.constants:
            return "no constants"
        return "the constants " + ", ".join(f"{k}={number(v)}" for k, v in component.constants.items())


def plural(family: str) -> str:
    """The family's name for a list of it: losses, penalties, activations."""
    if family.endswith("y"):
        return family[:-1] + "ies"
    return family + ("es" if family.endswith("s") else "s")


def number(value: float) -> str:
    """The shortest text that reads back as the same number: 2, 0.1, 1e-08."""
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def read_number(text: str, what: str) -> float:
    """A finite number from text, or one sentence that names what it was for."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise NNPlayError(f"{what} needs a finite number, not {text!r}.")
    return value


def keyword_defaults(function: Callable[..., Any]) -> dict[str, float]:
    """The constants of a function: its parameters that have a default value."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: float(p.default) for p in parameters if p.default is not inspect.Parameter.empty}
