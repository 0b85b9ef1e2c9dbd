"""The formulas that stand in the catalogue, and how a model file carries them: as text, never as code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnplay.catalog import Activation, Component, Registry, activations, losses

if TYPE_CHECKING:
    from nnplay.catalog.formulas.formula import Formula

FAMILIES: dict[str, Registry[Any]] = {"activation": activations, "loss": losses}
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
