"""`nnplay catalog`: every component by its formula and its source."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from nnplay.catalog import Activation, Component, families
from nnplay.catalog.intervals import shown
from nnplay.catalog.registry import number
from nnplay.cli import tables
from nnplay.cli.console import output, write_json
from nnplay.cli.options import completing
from nnplay.errors import NNPlayError
from nnplay.plots.terminal.line_chart import chart

DERIVATIVE = tables.COLOURS["test"]
REACH = 5.0  # an activation is drawn from −5 to 5
POINTS = 161
WIDE = 130  # columns of a terminal in which a family fits a table


def catalog(
    family: Annotated[
        str | None, typer.Argument(help="A family, or the name of a component.", show_default=False,
                                   autocompletion=completing(list(families)))
    ] = None,
    name: Annotated[str | None, typer.Argument(help="The name of a component.", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:  # fmt: skip
    """List activations, losses, optimizers and the rest, or show one of them in full."""
    if family is None:
        _families(json)
    elif name is None and family in families:
        _family(family, json)
    else:
        found = [families[family][name]] if name is not None and family in families else _named(family, name)
        if json:
            write_json(_as_json(found[0]))
            return
        for entry in found:
            _entry(entry)


def _named(family: str, name: str | None) -> list[Component]:
    """Every component of that name, whatever its family."""
    if name is None:
        found = [registry[family] for registry in families.values() if family in registry]
        if found:
            return found
    known = list(families) + ([] if name is not None else [each for r in families.values() for each in r])
    near = difflib.get_close_matches(family, known, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else f": the families are {', '.join(families)}."
    raise NNPlayError(f"The catalogue has no {family!r}{hint}")


def _families(json: bool) -> None:
    if json:
        write_json({"families": {family: list(registry) for family, registry in families.items()}})
        return
    shown = tables.table("Family", ">Entries", "Among them", last_yields=True)
    for family, registry in families.items():
        shown.add_row(Text(family, "cyan"), str(len(registry)), Text(", ".join(registry), "dim", no_wrap=True))
    output().print(shown)
    output().print("nnplay catalog activations: one family.  nnplay catalog relu: one entry.", style="dim")


def _family(family: str, json: bool) -> None:
    registry = families[family]
    if json:
        write_json({family: [_as_json(entry) for entry in registry.values()]})
        return
    screen = output()
    screen.print(_wide(registry) if screen.width >= WIDE else _narrow(registry))


def _wide(registry: Mapping[str, Component]) -> Table:
    """One row an entry, with the columns that the family has."""
    columns = {"Derivative": _derivative, "Range": _range, "Constants": _constants}
    columns = {head: say for head, say in columns.items() if any(say(entry) for entry in registry.values())}
    shown = tables.table("Name", "Formula", *columns, "Source")
    for entry in registry.values():
        told = [say(entry) for say in columns.values()]
        shown.add_row(Text(entry.name, "cyan", no_wrap=True), entry.formula, *told, Text(entry.source, "dim"))
    return shown


def _narrow(registry: Mapping[str, Component]) -> Table:
    """An entry in two or three lines, for terminals of 80 columns."""
    shown = tables.table("Name", "Formula, derivative, range, constants, source")
    for entry in registry.values():
        derivative = _derivative(entry)
        told = Text(entry.formula).append(f"\nderivative {derivative}" if derivative else "", DERIVATIVE)
        facts = [fact for fact in (_range(entry), _constants(entry), entry.source) if fact]
        shown.add_row(Text(entry.name, "cyan", no_wrap=True), told.append("\n" + " │ ".join(facts), "dim"))
    return shown


def _entry(entry: Component) -> None:
    screen = output()
    about = tables.table("", "")
    about.show_header = False
    facts = {
        "formula": entry.formula, "derivative": _derivative(entry), "range": _range(entry),
        "constants": _constants(entry), "aliases": ", ".join(entry.aliases), **_further(entry), "source": entry.source,
    }  # fmt: skip
    for label, text in facts.items():
        if text:
            about.add_row(Text(label, "dim"), text)
    screen.print(Text.assemble((entry.name, "bold cyan"), (f"  {type(entry).__name__.lower()}", "dim")), about)
    if isinstance(entry, Activation) and entry.shape == "element":
        screen.print(_plot(entry, min(screen.width, 72)), "", sep="\n")


def _plot(entry: Activation, width: int) -> Text:
    """The activation and its derivative from −5 to 5."""
    zs = [REACH * (2 * k / (POINTS - 1) - 1) for k in range(POINTS)]
    values = [float(entry(z, *entry.constants.values())) for z in zs]
    curves: list[Any] = [("a", tables.COLOURS["train"], zs, values)]
    slope = entry.derivative_function
    if slope is not None:
        constants = entry.constants.values()
        curves.append(("a′", DERIVATIVE, zs, [float(slope(z, a, *constants)) for z, a in zip(zs, values, strict=True)]))
    return chart(curves, width, 12, "z", log=False)


def _derivative(entry: Component) -> str:
    formula = getattr(entry, "derivative_formula", "")
    return formula or ("numerical" if getattr(entry, "numerical", False) else "")


def _range(entry: Component) -> str:
    if not isinstance(entry, Activation):
        return ""
    return " … ".join(
        "∞" if end == float("inf") else "−∞" if end == -float("inf") else f"{end:.4g}".replace("-", "−")
        for end in entry.range
    )


def _constants(entry: Component) -> str:
    learned = getattr(entry, "learned", ())
    told = {name: f" in {shown(interval)}" for name, interval in entry.limits.items()}
    told |= dict.fromkeys(learned, " (learned)")
    return ", ".join(f"{name}={number(value)}{told.get(name, '')}" for name, value in entry.constants.items())


def _further(entry: Component) -> dict[str, str]:
    """What only some families say of themselves."""
    names = ("output", "task", "slots", "initializer")
    found = {name: getattr(entry, name, "") for name in names}
    return {
        name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in found.items() if value
    }


def _as_json(entry: Component) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": entry.name, "family": type(entry).__name__.lower(), "formula": entry.formula, "source": entry.source,
        "constants": entry.constants, "limits": dict(entry.limits), "aliases": entry.aliases,
    }  # fmt: skip
    if hasattr(entry, "derivative_formula"):
        facts["derivative"] = _derivative(entry)
    if isinstance(entry, Activation):
        facts |= {"range": entry.range, "learned": entry.learned, "initializer": entry.initializer}
    return facts
