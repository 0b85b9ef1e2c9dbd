"""Formulas in files: an architecture carries those it uses as text, and brings them to where it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnplay.catalog import Activation, Component, Registry, activations, losses
from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.formulas.values import Formula

FAMILIES: dict[str, Registry[Any]] = {"activation": activations, "loss": losses}
MOST = 1000  # formulas in one file
entered: dict[Component, Formula] = {}  # the entries of the catalogue that are formulas


def formula_of(entry: Component) -> Formula | None:
    """The formula of an entry, None for one that has none."""
    return entered.get(entry)


def packed(specs: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The formulas among components, as plain values.

    Args:
        specs: for "activation" and "loss" the specifications in use, such as "relu" or "swishy(b=2)".
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, used in specs.items() if entered else ():
        for spec in used:
            name = spec.partition("(")[0].strip()
            if name in FAMILIES[kind] and (entry := FAMILIES[kind][name]) in entered:
                found[kind, entry.name] = as_plain(entry)
    return list(found.values())


def as_plain(entry: Component) -> dict[str, Any]:
    """A formula's entry as plain values: its text, and no code."""
    own = entered[entry]
    plain = {
        "name": entry.name, "kind": own.kind, "formula": own.text, "derivative": own.derivative,
        "constants": own.constants, "learned": list(own.learned),
    }  # fmt: skip
    return plain | ({"initializer": entry.initializer} if isinstance(entry, Activation) else {})


def from_plain(plain: Any) -> tuple[Formula, str, str | None]:
    """A formula, its name and its initializer, as `as_plain` wrote them.

    The formula is read from its text and differentiated anew; the derivative's text is only shown.

    Raises:
        NNPlayError: what is no formula.
    """
    from nnplay.catalog import initializers
    from nnplay.formulas.values import Formula

    strange = NNPlayError("This is not how a formula is written in a file.")
    if not isinstance(plain, dict) or not isinstance(plain.get("constants"), dict):
        raise strange
    name, text, learned, initializer = (plain.get(key) for key in ("name", "formula", "learned", "initializer"))
    if not isinstance(name, str) or not isinstance(text, str) or not isinstance(learned, list):
        raise strange
    if not all(isinstance(each, str) for each in learned) or not isinstance(initializer, str | None):
        raise strange
    found = Formula.of(text, plain["constants"], learned)
    if plain.get("kind") != found.kind:
        raise strange
    found.show_derivative(plain.get("derivative"))
    return found, name, None if initializer is None else initializers.canonical(initializer)


def enter_packed(plain: Any, where: str) -> None:
    """Enter formulas that came with an architecture, where the name is free or stands for the same.

    Raises:
        NNPlayError: another component of the same name is here.
    """
    if not plain:
        return
    from nnplay.formulas.entering import enter

    if not isinstance(plain, list) or len(plain) > MOST:
        raise NNPlayError(f"{where} has no list of formulas.")
    for each in plain:
        found, name, initializer = from_plain(each)
        registry = FAMILIES[found.kind]
        if name not in registry:
            enter(found, name, initializer)
            continue
        own = entered.get(registry[name])
        if own is None or not own.same(found):
            there = f"the {repr(own)[1:-1]}" if own is not None else f"another {found.kind}"
            raise NNPlayError(
                f"{where} brings {name!r} as the {repr(found)[1:-1]}, but here {name!r} is {there}: give yours another "
                f"name, or forget it, as with `nnplay formula --forget {name}`."
            )
