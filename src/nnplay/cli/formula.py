"""`nnplay formula`: define an activation or a loss by its formula, and save it under a name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.console import output, print_warning, write_json
from nnplay.cli.options import JsonOption, parse_number, split_list
from nnplay.cli.output_checks import check_outputs
from nnplay.errors import NNPlayError, clean

if TYPE_CHECKING:
    from rich.text import Text

    from nnplay.catalog.formulas import Formula
    from nnplay.catalog.formulas.preview import FormulaPreview


NOTE_STYLES = {"unbounded": "dim", "saturates": "dim"}  # worth knowing, but not a problem


def formula(
    text: Annotated[
        str | None, typer.Argument(help="An activation in x, such as 'x*sigmoid(b*x)', or a loss in y and y_hat.",
                                   metavar="FORMULA", show_default=False)
    ] = None,
    set: Annotated[
        list[str] | None, typer.Option("--set", help="The value of a constant; 1 by default.", metavar="NAME=X")
    ] = None,
    learn: Annotated[
        list[str] | None, typer.Option("--learn", help="A constant that each neuron learns.", metavar="NAME")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Save it under this name, for --activation and --loss.", metavar="NAME")
    ] = None,
    initializer: Annotated[
        str | None, typer.Option(help="Weight initializer; chosen by its shape by default.", metavar="NAME")
    ] = None,
    plot: Annotated[str | None, typer.Option(help="Plot both curves.", metavar="FILE.png|svg|pdf")] = None,
    reach: Annotated[float, typer.Option(help="Plot from −X to X.", metavar="X")] = 5.0,
    y: Annotated[float, typer.Option("--y", help="The true value for which a loss is plotted.", metavar="X")] = 1.0,
    list_: Annotated[bool, typer.Option("--list", help="List saved formulas.")] = False,
    forget: Annotated[str | None, typer.Option(help="Delete a formula.", metavar="NAME", show_default=False)] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Define an activation or a loss by its formula: see its derivative, both curves and warnings; use it by name.

    Write -- before a formula that begins with a minus sign: `nnplay formula -- "-x"`.
    """
    from nnplay.catalog.formulas import Formula, UserFormulas
    from nnplay.catalog.formulas.preview import preview_formula
    from nnplay.catalog.formulas.sympy_simplify import has_sympy

    if sum((text is not None, list_, forget is not None)) != 1:
        raise NNPlayError("Give a formula such as 'x*sigmoid(b*x)', or --list, or --forget NAME.")
    if text is None:
        if name or set or learn or plot or initializer:
            raise NNPlayError("--name, --set, --learn, --initializer and --plot go with a formula; add one.")
        _list(json) if forget is None else _forget(forget, json)
        return
    if not 0 < reach <= 1e6:
        raise NNPlayError(f"--reach must be above 0 and at most a million, not {reach:g}.")
    if not math.isfinite(y):
        raise NNPlayError("--y must be a finite number.")
    check_outputs(plot=plot)
    constants = dict(_parse_constant(item) for each in set or () for item in split_list(each))
    parsed = Formula.of(text, constants, tuple(learn or ()))
    preview = preview_formula(parsed, reach=reach, y=y)
    if not has_sympy():
        print_warning("The derivative is not simplified; for that, pip install 'nnplay[formula]'.")
    if name is not None:
        UserFormulas().add(parsed, name, initializer)
    elif initializer is not None:
        raise NNPlayError("--initializer goes with --name.")
    if plot is not None:
        _save_plot(parsed, preview, name, plot)
    if json:
        write_json(_to_json(parsed, preview, name))
    else:
        _print(parsed, preview, name, constants_typed=bool(set))


def _parse_constant(item: str) -> tuple[str, float]:
    key, _, text = item.partition("=")
    value = parse_number(text)
    if not key.strip() or isinstance(value, str):
        raise NNPlayError(f"--set takes a constant and its number, as in b=1.5, not {item!r}.")
    return key.strip(), float(value)


def _print(parsed: Formula, preview: FormulaPreview, name: str | None, *, constants_typed: bool) -> None:
    from rich.text import Text

    from nnplay.cli import tables

    screen = output()
    constants = ", ".join(
        f"{parsed.spelled(key)} = {value:g}" + (" (learned)" if key in parsed.learned else "")
        for key, value in parsed.constants.items()
    )
    if parsed.constants and not constants_typed:
        constants += f"  (change it with --set {next(iter(parsed.constants))}=…)"
    facts = {
        "formula": parsed.text, "derivative": parsed.derivative, "constants": constants,
        preview.range_name: preview.range_text,
    }  # fmt: skip
    rows = tables.table("", "")
    rows.show_header = False
    for label, text in facts.items():
        if text:
            rows.add_row(Text(label, "dim"), clean(text))
    head = Text.assemble((clean(name or "your formula"), "bold cyan"), (f"  {parsed.kind}", "dim"))
    screen.print(head, rows, _curves(preview, min(screen.width, 72)), sep="\n")
    if preview.notes:
        screen.print()
    for note in preview.notes:
        screen.print(Text("• ", "yellow").append(note.text, NOTE_STYLES.get(note.kind, "default")), soft_wrap=True)
    screen.print()
    if name is not None:
        option = "--activation" if parsed.kind == "activation" else "--loss"
        screen.print(Text(f"Saved. Use it with: nnplay train iris {option} {name}", "dim"))
    else:
        screen.print(Text("To train with it, save it with --name NAME.", "dim"))


def _curves(preview: FormulaPreview, width: int) -> Text:
    """The function and its derivative; values far above the others are cut off."""
    from nnplay.cli import tables
    from nnplay.plots.terminal.line_chart import chart

    curves: list[Any] = [
        (preview.names[0], tables.COLOURS["train"], preview.x, preview.clip(preview.values)),
        (preview.names[1], tables.COLOURS["test"], preview.x, preview.clip(preview.slopes)),
    ]
    return chart(curves, width, 12, preview.x_name, log=False)


def _save_plot(parsed: Formula, preview: FormulaPreview, name: str | None, path: str) -> None:
    from nnplay import plots

    figure = plots.function(
        preview.x, preview.values, preview.slopes, formula=parsed.text, derivative=parsed.derivative,
        x_name=preview.x_name, title=name or "", kinks=preview.kinks, warnings=[note.text for note in preview.notes],
    )  # fmt: skip
    plots.save(figure, path)


def _to_json(parsed: Formula, preview: FormulaPreview, name: str | None) -> dict[str, Any]:
    return {
        "name": name, "kind": parsed.kind, "formula": parsed.text, "derivative": parsed.derivative,
        "constants": parsed.constants, "learned": parsed.learned, "range": preview.range, "kinks": preview.kinks,
        "warnings": [{"kind": note.kind, "text": note.text} for note in preview.notes],
    }  # fmt: skip


def _list(json: bool) -> None:
    from rich.text import Text

    from nnplay.catalog.formulas import UserFormulas
    from nnplay.cli import tables

    saved = UserFormulas()
    entries = saved.entries()
    if json:
        write_json({"file": str(saved.path), "formulas": entries})
        return
    if not entries:
        hint = 'No formula is saved yet; try nnplay formula "x*sigmoid(b*x)" --name swishy'
        output().print(Text(hint, "dim"), soft_wrap=True)
        return
    rows = tables.table("Name", "Kind", "Formula", "Derivative", "Constants")
    for entry in entries:
        constants = entry.get("constants")
        items = constants.items() if isinstance(constants, dict) else ()
        rows.add_row(
            Text(clean(entry.get("name"), 64), "cyan"), clean(entry.get("kind"), 20), clean(entry.get("formula"), 200),
            Text(clean(entry.get("derivative"), 200), tables.COLOURS["test"]),
            Text(", ".join(f"{clean(key, 32)}={clean(value, 12)}" for key, value in items)),
        )  # fmt: skip
    output().print(rows)


def _forget(name: str, json: bool) -> None:
    from rich.text import Text

    from nnplay.catalog.formulas import UserFormulas

    UserFormulas().remove(name)
    if json:
        write_json({"forgotten": name})
    else:
        output().print(Text(f"Deleted {clean(name)}; saved models that use it keep their own copy.", "dim"))
