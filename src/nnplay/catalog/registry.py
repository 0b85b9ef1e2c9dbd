"""The registry: a family of components by name, each defined by one entry."""

import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from nnplay.catalog.intervals import contains, format_interval, is_interval
from nnplay.errors import NNPlayError
from nnplay.utils.text import did_you_mean, short_repr

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SPEC = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*(?:\(([^()]*)\))?\s*")


@dataclass(eq=False, kw_only=True)
class Component:
    """An entry of the catalog; each family adds its own fields.

    Attributes:
        name: what architectures, recipes and the command line call it.
        formula: the formula, for display.
        source: the paper or library that defines it.
        function: the function that computes it.
        aliases: other names.
        constants: the function's keyword arguments and their defaults; users set them in the name, as in
            ``leaky_relu(0.2)`` or ``huber(delta=2)``.
        limits: the intervals of the constants, such as ``{"delta": "(0, inf)"}``; the others may be any finite number.
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
            raise NNPlayError(f"{self.name!r} needs a function, not {short_repr(self.function)}.")
        if not self.constants:
            self.constants = keyword_defaults(self.function)
        for name, interval in self.limits.items():
            if not is_interval(interval) or not contains(interval, self.constants.get(name, math.nan)):
                raise NNPlayError(
                    f"limits= of {self.name!r} needs an interval that contains the default of {name!r}, as in "
                    "{'gamma': '[0, 1)'}."
                )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the component's function."""
        return self.function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<{type(self).__name__.lower()} {self.name}: {self.formula}>"


C = TypeVar("C", bound=Component)


class Registry(Mapping[str, C], Generic[C]):
    """A family of components by name; the error for an unknown name suggests the closest one.

    Attributes:
        family: the singular name of the family, such as "activation".
        version: counts the registrations, so that caches can tell when an entry was replaced.
    """

    def __init__(self, family: str) -> None:
        self.family = family
        self._entries: dict[str, C] = {}
        self._aliases: dict[str, str] = {}
        self.version = 0

    def add(self, component: C) -> C:
        """Register a component; it replaces one of the same name, as when a notebook cell runs again."""
        self.version += 1
        self._entries[component.name] = component
        self._aliases.update(dict.fromkeys(component.aliases, component.name))
        return component

    def __getitem__(self, name: str) -> C:
        key = name if name in self._entries else self._aliases.get(name, name)
        if key not in self._entries and isinstance(name, str):  # "LeakyReLU" and "leaky-relu" are leaky_relu
            spelled = {_letters(each): each for each in (*self._entries, *self._aliases)}
            key = spelled.get(_letters(name), name)
            key = self._aliases.get(key, key)
        if key in self._entries:
            return self._entries[key]
        hint = did_you_mean(str(name), [*self._entries, *self._aliases], cutoff=0.5)
        raise NNPlayError(
            f"There is no {self.family} {name!r}{hint}; `nnplay catalog {pluralize(self.family)}` lists them all."
        )

    def __contains__(self, name: object) -> bool:
        return name in self._entries or name in self._aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def resolve(self, spec: str) -> tuple[C, dict[str, float]]:
        """The entry and all constants of a specification, ``name`` or ``name(constant, key=constant)``.

        Raises:
            NNPlayError: not a specification, an unknown name, or constants that the component does not have.
        """
        match = _SPEC.fullmatch(spec) if isinstance(spec, str) and len(spec) <= 200 else None
        if match is None:
            noun = f"an {self.family}" if self.family[0] in "aeio" else f"a {self.family}"
            raise NNPlayError(f"{short_repr(spec)} is not the name of {noun}: write it as in `name(0.1)`.")
        component = self[match[1]]
        constants, keys, assigned = dict(component.constants), list(component.constants), set[str]()
        for position, text in enumerate(filter(None, (part.strip() for part in (match[2] or "").split(",")))):
            key, _, value = text.rpartition("=")
            key = key.strip() or (keys[position] if position < len(keys) else "")
            if key not in constants:
                raise NNPlayError(f"{spec!r} does not fit: {component.name!r} has {_list_constants(component)}.")
            if key in assigned:
                raise NNPlayError(f"{spec!r} sets {key} twice: set it once.")
            constants[key] = _parse_constant(component, key, value)
            assigned.add(key)
        return component, constants

    def canonical(self, spec: str) -> str:
        """The shortest form of a specification: no aliases, and no constants that equal their defaults."""
        component, constants = self.resolve(spec)
        changed = [f"{k}={format_number(v)}" for k, v in constants.items() if v != component.constants[k]]
        return component.name + (f"({', '.join(changed)})" if changed else "")


def _letters(name: str) -> str:
    """A name without what people spell differently: Adam, cross-entropy, LeakyReLU."""
    return name.lower().replace("_", "").replace("-", "")


def _parse_constant(component: Component, key: str, text: str) -> float:
    subject, interval = f"{component.name}({key}=…)", component.limits.get(key)
    value = parse_number(text, subject)
    if interval is not None and not contains(interval, value):
        raise NNPlayError(f"{subject} must be in {format_interval(interval)}, not {format_number(value)}.")
    return value


def _list_constants(component: Component) -> str:
    if not component.constants:
        return "no constants"
    return "the constants " + ", ".join(f"{k}={format_number(v)}" for k, v in component.constants.items())


def pluralize(family: str) -> str:
    """The plural of a family's name: losses, penalties, activations."""
    if family.endswith("y"):
        return family[:-1] + "ies"
    return family + ("es" if family.endswith("s") else "s")


def format_number(value: float) -> str:
    """The shortest text that reads back as the same number: 2, 0.1, 1e-08."""
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def parse_number(text: str, subject: str) -> float:
    """A finite number from its text.

    Args:
        text: the text.
        subject: what the error message calls it.

    Raises:
        NNPlayError: not a finite number.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise NNPlayError(f"{subject} needs a finite number, not {text!r}.")
    return value


def keyword_defaults(function: Callable[..., Any]) -> dict[str, float]:
    """The constants of a function: its parameters with a default number, and these."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: float(p.default) for p in parameters if p.default not in (inspect.Parameter.empty, None)}
