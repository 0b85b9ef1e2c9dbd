"""The formulas in the catalog, and their JSON form in model files: text, never code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nnplay.catalog import Activation, Component, Registry, activations, losses

if TYPE_CHECKING:
    from nnplay.catalog.formulas.formula import Formula

FAMILIES: dict[str, Registry[Any]] = {"activation": activations, "loss": losses}
registered: dict[Component, Formula] = {}  # the catalog's entries that are formulas


def formula_of(entry: Component) -> Formula | None:
    """The formula of an entry; None for an entry that is not a formula."""
    return registered.get(entry)


def formulas_to_json(specs: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """The formulas among components, as JSON values.

    Args:
        specs: for "activation" and "loss" the specifications in use, such as "relu" or "swishy(b=2)".
    """
    results: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, used in specs.items() if registered else ():
        for spec in used:
            name = spec.partition("(")[0].strip()
            if name in FAMILIES[kind] and (entry := FAMILIES[kind][name]) in registered:
                results[kind, entry.name] = formula_to_json(entry)
    return list(results.values())


def formula_to_json(entry: Component) -> dict[str, Any]:
    """The formula of an entry, as JSON values."""
    formula = registered[entry]
    result = {
        "name": entry.name, "kind": formula.kind, "formula": formula.text, "derivative": formula.derivative,
        "constants": formula.constants, "learned": list(formula.learned),
    }  # fmt: skip
    return result | ({"initializer": entry.initializer} if isinstance(entry, Activation) else {})
