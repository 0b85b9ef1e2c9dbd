"""`nnplay catalog`: list components with formulas and sources."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.choices import FAMILIES
from nnplay.cli.console import output, write_json
from nnplay.cli.options import JsonOption, completer
from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from nnplay.catalog import Activation, Component

REACH = 5.0  # an activation is plotted from −5 to 5
POINTS = 161
MIN_TABLE_WIDTH = 130  # characters of a terminal in which a family fits a table


def catalog(
    family: Annotated[
        str | None, typer.Argument(help="A family, or a component.", metavar="FAMILY|NAME", show_default=False,
                                   autocompletion=completer(FAMILIES))
    ] = None,
    name: Annotated[
        str | None, typer.Argument(help="A component of the family.", metavar="NAME", show_default=False)
    ] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """List activations, losses, optimizers and other components, or show one of them in full."""
    from nnplay.catalog import families

    if family is None:
        _print_families(json)
    elif name is None and family in families:
        _print_family(family, json)
    else:
        entries = [families[family][name]] if name is not None and family in families else _find(family, name)
        if json:
            write_json(_to_json(entries[0]))
            return
        for entry in entries:
            _print_entry(entry)


def _find(word: str, name: str | None) -> list[Component]:
    """The components of that name in every family.

    Raises:
        NNPlayError: there are none, or the word was meant as a family.
    """
    from nnplay.catalog import families

    if name is None:
        entries = [registry[word] for registry in families.values() if word in registry]
        if entries:
            return entries
    known = list(families) + ([] if name is not None else [each for r in families.values() for each in r])
    matches = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    hint = f"; did you mean {matches[0]!r}?" if matches else f"; the families are {', '.join(families)}."
    raise NNPlayError(f"The catalog has no {'family ' if name is not None else ''}{word!r}{hint}")


def _print_families(json: bool) -> None:
    from rich.text import Text

    from nnplay.catalog import families
    from nnplay.cli import tables

    if json:
        write_json({"families": {family: list(registry) for family, registry in families.items()}})
        return
    rows = tables.table("Family", ">Entries", "Names", shrink_last=True)
    for family, registry in families.items():
        rows.add_row(Text(family, "cyan"), str(len(registry)), Text(", ".join(registry), "dim", no_wrap=True))
    output().print(rows)
    output().print("nnplay catalog activations: one family.  nnplay catalog relu: one component.", style="dim")


def _print_family(family: str, json: bool) -> None:
    from nnplay.catalog import families

    registry = families[family]
    if json:
        write_json({family: [_to_json(entry) for entry in registry.values()]})
        return
    screen = output()
    screen.print(_wide_table(registry) if screen.width >= MIN_TABLE_WIDTH else _narrow_table(registry))


def _wide_table(registry: Mapping[str, Component]) -> Table:
    """One row for each component, with the columns that the family needs."""
    from rich.text import Text

    from nnplay.cli import tables

    columns = {"Derivative": _derivative, "Range": _range, "Constants": _constants}
    columns = {head: cell for head, cell in columns.items() if any(cell(entry) for entry in registry.values())}
    rows = tables.table("Name", "Formula", *columns, "Source")
    for entry in registry.values():
        cells = [cell(entry) for cell in columns.values()]
        rows.add_row(Text(entry.name, "cyan", no_wrap=True), entry.formula, *cells, Text(entry.source, "dim"))
    return rows


def _narrow_table(registry: Mapping[str, Component]) -> Table:
    """Each component on two or three lines, for terminals of 80 columns."""
    from rich.text import Text

    from nnplay.cli import tables

    rows = tables.table("Name", "Formula, derivative, range, constants, source")
    for entry in registry.values():
        derivative = _derivative(entry)
        text = Text(entry.formula).append(f"\nderivative {derivative}" if derivative else "", tables.COLOURS["test"])
        facts = [fact for fact in (_range(entry), _constants(entry), entry.source) if fact]
        rows.add_row(Text(entry.name, "cyan", no_wrap=True), text.append("\n" + " │ ".join(facts), "dim"))
    return rows


def _print_entry(entry: Component) -> None:
    from rich.text import Text

    from nnplay.catalog import Activation
    from nnplay.cli import tables

    screen = output()
    about = tables.table("", "")
    about.show_header = False
    facts = {
        "formula": entry.formula, "derivative": _derivative(entry), "range": _range(entry),
        "constants": _constants(entry), "aliases": ", ".join(entry.aliases), **_other_facts(entry),
        "source": entry.source,
    }  # fmt: skip
    for label, text in facts.items():
        if text:
            about.add_row(Text(label, "dim"), text)
    screen.print(Text.assemble((entry.name, "bold cyan"), (f"  {type(entry).__name__.lower()}", "dim")), about)
    if isinstance(entry, Activation) and entry.shape == "element":
        screen.print(_plot(entry, min(screen.width, 72)), "", sep="\n")


def _plot(entry: Activation, width: int) -> Text:
    """The activation and its derivative from −5 to 5."""
    from nnplay.cli import tables
    from nnplay.plots.terminal.line_chart import chart

    zs = [REACH * (2 * k / (POINTS - 1) - 1) for k in range(POINTS)]
    values = [float(entry(z, *entry.constants.values())) for z in zs]
    curves: list[Any] = [("a", tables.COLOURS["train"], zs, values)]
    slope = entry.derivative_function
    if slope is not None:
        constants = entry.constants.values()
        curves.append(
            (
                "a′",
                tables.COLOURS["test"],
                zs,
                [float(slope(z, a, *constants)) for z, a in zip(zs, values, strict=True)],
            )
        )
    return chart(curves, width, 12, "z", log=False)


def _derivative(entry: Component) -> str:
    formula = getattr(entry, "derivative_formula", "")
    return formula or ("numerical" if getattr(entry, "numerical", False) else "")


def _range(entry: Component) -> str:
    from nnplay.catalog import Activation

    if not isinstance(entry, Activation):
        return ""
    return " … ".join(
        "∞" if end == float("inf") else "−∞" if end == -float("inf") else f"{end:.4g}".replace("-", "−")
        for end in entry.range
    )


def _constants(entry: Component) -> str:
    from nnplay.catalog.intervals import format_interval
    from nnplay.catalog.registry import format_number

    notes = {name: f" in {format_interval(interval)}" for name, interval in entry.limits.items()}
    notes |= dict.fromkeys(getattr(entry, "learned", ()), " (learned)")
    return ", ".join(f"{name}={format_number(value)}{notes.get(name, '')}" for name, value in entry.constants.items())


def _other_facts(entry: Component) -> dict[str, str]:
    """Facts that only some families have."""
    facts = {name: getattr(entry, name, "") for name in ("output", "task", "slots", "initializer")}
    return {
        name: ", ".join(value) if isinstance(value, tuple) else str(value) for name, value in facts.items() if value
    }


def _to_json(entry: Component) -> dict[str, Any]:
    from nnplay.catalog import Activation

    facts: dict[str, Any] = {
        "name": entry.name, "family": type(entry).__name__.lower(), "formula": entry.formula, "source": entry.source,
        "constants": entry.constants, "limits": dict(entry.limits), "aliases": entry.aliases,
    }  # fmt: skip
    if hasattr(entry, "derivative_formula"):
        facts["derivative"] = _derivative(entry)
    if isinstance(entry, Activation):
        facts |= {"range": entry.range, "learned": entry.learned, "initializer": entry.initializer}
    return facts
