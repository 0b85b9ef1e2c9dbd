"""`nnplay formula`: an activation or a loss by its formula, looked at, and remembered under a name."""

from __future__ import annotations

import math
from typing import Annotated, Any

import typer
from rich.text import Text

from nnplay.catalog.formulas import Book, Formula
from nnplay.catalog.formulas.preview import FormulaPreview, look_at
from nnplay.catalog.formulas.sympy_simplify import available
from nnplay.cli import tables
from nnplay.cli.console import output, warn, write_json
from nnplay.cli.options import number, parts
from nnplay.cli.output_checks import check_outputs
from nnplay.errors import NNPlayError, clean
from nnplay.plots.terminal.line_chart import chart

MARK = {"unbounded": "dim", "saturates": "dim"}  # of what is worth knowing, and no trouble


def formula(
    text: Annotated[
        str | None, typer.Argument(help="An activation in x, such as 'x*sigmoid(b*x)', or a loss in y and y_hat.",
                                   metavar="FORMULA", show_default=False)
    ] = None,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="The value of a constant; 1 when left out.", metavar="NAME=X")
    ] = None,
    learn: Annotated[
        list[str] | None, typer.Option("--learn", help="A constant that each neuron learns.", metavar="NAME")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Remember it under this name, for --activation and --loss.")] = None,
    initializer: Annotated[str | None, typer.Option(help="Of its weights; chosen by its shape when left out.")] = None,
    plot: Annotated[str | None, typer.Option(help="Draw both curves.", metavar="FILE.png|svg|pdf")] = None,
    reach: Annotated[float, typer.Option(help="Draw it from −X to X.", metavar="X")] = 5.0,
    y: Annotated[float, typer.Option("--y", help="Of a loss: the answer for which it is drawn.", metavar="X")] = 1.0,
    list_: Annotated[bool, typer.Option("--list", help="List the formulas that are remembered.")] = False,
    forget: Annotated[str | None, typer.Option(help="Forget a formula.", metavar="NAME", show_default=False)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:  # fmt: skip
    """Type an activation or a loss: see its derivative, both as curves, and what to beware of; use it by a name.

    A formula that begins with a minus sign stands after --, as in `nnplay formula -- "-x"`.
    """
    if sum((text is not None, list_, forget is not None)) != 1:
        raise NNPlayError("Give a formula such as 'x*sigmoid(b*x)', or --list, or --forget NAME.")
    if text is None:
        if name or set or learn or plot or initializer:
            raise NNPlayError("--name, --set, --learn, --initializer and --plot go with a formula: give one.")
        _list(json) if forget is None else _forget(forget, json)
        return
    if not 0 < reach <= 1e6:
        raise NNPlayError(f"--reach is a number above 0 and up to a million, not {reach:g}.")
    if not math.isfinite(y):
        raise NNPlayError("--y is a finite number.")
    check_outputs({"plot": plot})
    found = Formula.of(text, dict(_pair(part) for each in set or () for part in parts(each)), tuple(learn or ()))
    seen = look_at(found, reach=reach, y=y)
    if not available():
        warn("The derivative is as the rules give it; SymPy would shorten it: pip install 'nnplay[formula]'.")
    if name is not None:
        Book().remember(found, name, initializer)
    elif initializer is not None:
        raise NNPlayError("--initializer goes with --name.")
    if plot is not None:
        _draw(found, seen, name, plot)
    if json:
        write_json(_as_json(found, seen, name))
    else:
        _show(found, seen, name, named=set or ())


def _pair(part: str) -> tuple[str, float]:
    key, _, said = part.partition("=")
    value = number(said)
    if not key.strip() or isinstance(value, str):
        raise NNPlayError(f"--set takes a constant and its number, as in b=1.5, not {part!r}.")
    return key.strip(), float(value)


def _show(found: Formula, seen: FormulaPreview, name: str | None, *, named: Any) -> None:
    screen = output()
    about = tables.table("", "")
    about.show_header = False
    constants = ", ".join(
        f"{found.spelled(key)} = {value:g}" + (" (learned)" if key in found.learned else "")
        for key, value in found.constants.items()
    )
    if found.constants and not named:
        constants += f"  (--set {next(iter(found.constants))}=… changes it)"
    rows = {"derivative": found.derivative, "constants": constants, seen.range_name: seen.range_text}
    about.add_row(Text("formula", "dim"), clean(found.text))
    for label, told in rows.items():
        if told:
            about.add_row(Text(label, "dim"), clean(told))
    head = Text.assemble((clean(name or "your formula"), "bold cyan"), (f"  {found.kind}", "dim"))
    screen.print(head, about, _curves(seen, min(screen.width, 72)), sep="\n")
    if seen.notes:
        screen.print()
    for note in seen.notes:
        screen.print(Text("• ", "yellow").append(note.text, MARK.get(note.kind, "default")), soft_wrap=True)
    screen.print()
    if name is not None:
        option = "--activation" if found.kind == "activation" else "--loss"
        screen.print(Text(f"Remembered: nnplay train iris {option} {name}", "dim"))
    else:
        screen.print(Text("To train with it, give it a name with --name.", "dim"))


def _curves(seen: FormulaPreview, width: int) -> Text:
    """The function and its derivative, cut off where they are far higher than elsewhere."""
    curves: list[Any] = [
        (seen.names[0], tables.COLOURS["train"], seen.places, seen.cut(seen.values)),
        (seen.names[1], tables.COLOURS["test"], seen.places, seen.cut(seen.slopes)),
    ]
    return chart(curves, width, 12, seen.x_name, log=False)


def _draw(found: Formula, seen: FormulaPreview, name: str | None, path: str) -> None:
    from nnplay import plots

    figure = plots.function(
        seen.places, seen.values, seen.slopes, formula=found.text, derivative=found.derivative, x_name=seen.x_name,
        title=name or "", kinks=seen.kinks, warnings=[note.text for note in seen.notes],
    )  # fmt: skip
    plots.save(figure, path)


def _as_json(found: Formula, seen: FormulaPreview, name: str | None) -> dict[str, Any]:
    return {
        "name": name, "kind": found.kind, "formula": found.text, "derivative": found.derivative,
        "constants": found.constants, "learned": found.learned, "range": seen.range, "kinks": seen.kinks,
        "warnings": [{"kind": note.kind, "text": note.text} for note in seen.notes],
    }  # fmt: skip


def _list(json: bool) -> None:
    book = Book()
    entries = book.entries()
    if json:
        write_json({"file": str(book.path), "formulas": entries})
        return
    if not entries:
        output().print(
            Text('No formula is remembered yet: nnplay formula "x*sigmoid(b*x)" --name swishy', "dim"), soft_wrap=True
        )
        return
    shown = tables.table("Name", "Kind", "Formula", "Derivative", "Constants")
    for each in entries:
        constants = each.get("constants")
        told = constants.items() if isinstance(constants, dict) else ()
        shown.add_row(
            Text(clean(each.get("name"), 64), "cyan"), clean(each.get("kind"), 20), clean(each.get("formula"), 200),
            Text(clean(each.get("derivative"), 200), tables.COLOURS["test"]),
            Text(", ".join(f"{clean(key, 32)}={clean(value, 12)}" for key, value in told)),
        )  # fmt: skip
    output().print(shown)


def _forget(name: str, json: bool) -> None:
    Book().forget(name)
    if json:
        write_json({"forgotten": name})
    else:
        output().print(Text(f"{clean(name)} is forgotten; models that were saved with it keep their own copy.", "dim"))
