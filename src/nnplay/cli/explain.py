"""`nnplay explain`: every matrix of a forward and a backward pass, and worksheets made from them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.choices import DOCUMENT_FORMS
from nnplay.cli.console import errors, output, write_json
from nnplay.cli.network_options import NetworkOptions, build_architecture
from nnplay.cli.options import SAVED_RUN, JsonOption, Only, completer, option_groups
from nnplay.cli.predict import ROW_HELP, parse_row, parse_rows
from nnplay.cli.recipe_options import RecipeOptions, parse_settings
from nnplay.cli.saved_run import saved_run
from nnplay.errors import NNPlayError, clean

if TYPE_CHECKING:
    from nnplay.analysis.explain.render import RenderedDocument
    from nnplay.runs.run import Run
    from nnplay.training.recipe import Recipe


STEP = ("optimizer", "learning_rate", "momentum", "l1", "l2", "weight_decay", "clip")  # settings of one update
STYLES = {"title": "bold", "part": "bold cyan", "heading": "bold", "written": "dim", "equation": "green"}


def _option(flag: str, text: str, metavar: str | None = None, panel: str | None = None, **more: Any) -> Any:
    return typer.Option(flag, help=text, metavar=metavar, rich_help_panel=panel, **more)


def _sheet_option(flag: str, text: str, metavar: str | None = None, *, show_default: bool = True) -> Any:
    return _option(flag, text, metavar, "Worksheet", show_default=show_default)


@dataclass(frozen=True)
class RowOptions:
    """The model and its rows."""

    model: Annotated[str | None, typer.Argument(help=SAVED_RUN, metavar="MODEL", show_default=False)] = None
    row: Annotated[list[str] | None, _option("--row", ROW_HELP, "ROW", show_default=False)] = None
    target: Annotated[
        list[str] | None,
        _option("--target", "The true target of each row, in your labels or units; the rows may contain it instead.",
                "VALUE", show_default=False),
    ] = None  # fmt: skip
    neuron: Annotated[
        list[str] | None,
        _option("--neuron", "Write out this neuron: 2:5 is the fifth of layer 2, 2:5:3 its weight from the third "
                "input.", "L:N[:I]", show_default=False),
    ] = None  # fmt: skip
    full: Annotated[bool, _option("--full", "Show every number of large matrices.", show_default=False)] = False
    digits: Annotated[int, _option("--digits", "Decimals.", "N")] = 4


@dataclass(frozen=True)
class PrintOptions:
    """What to print and to write."""

    to: Annotated[
        str, _option("--to", f"Output format: {', '.join(DOCUMENT_FORMS)}.", "FORM",
                     autocompletion=completer(DOCUMENT_FORMS))
    ] = "text"  # fmt: skip
    save: Annotated[Path | None, _option("--save", "Write a file.", "FILE.html|tex|txt|json")] = None
    json: JsonOption = False

    @property
    def form(self) -> str:
        """The format that is printed."""
        return "json" if self.json else self.to


@dataclass(frozen=True)
class WorksheetOptions:
    """An exercise instead of an explanation."""

    worksheet: Annotated[
        bool, _sheet_option("--worksheet", "An exercise with blanks, and its answer key.", show_default=False)
    ] = False
    answers: Annotated[
        bool, _sheet_option("--answers", "Print the answer key instead of the exercise.", show_default=False)
    ] = False
    seed: Annotated[int, _sheet_option("--seed", "Seed of the numbers.", "N")] = 0
    inputs: Annotated[int, _sheet_option("--inputs", "Number of inputs.", "N")] = 2
    outputs: Annotated[int, _sheet_option("--outputs", "Number of outputs.", "N")] = 1
    rows: Annotated[int, _sheet_option("--rows", "Rows in the batch.", "N")] = 1


@option_groups
def explain(
    rows: RowOptions,
    printing: PrintOptions,
    sheet: WorksheetOptions,
    network: NetworkOptions[str],
    step: Annotated[RecipeOptions[str], Only(STEP)],
) -> None:
    """Show every matrix of one forward and one backward pass, with its equation and numbers."""
    from nnplay.analysis.explain import explain as explain_model
    from nnplay.analysis.explain.render import form_of

    if printing.save is not None:
        form_of(printing.save)
    if printing.form not in DOCUMENT_FORMS:
        raise NNPlayError(f"--to takes {', '.join(DOCUMENT_FORMS)}, not {printing.form!r}.")
    if sheet.worksheet:
        _worksheet(rows, printing, sheet, network, step)
        return
    typed = ["answers"] * sheet.answers + [field.name for field in fields(network) if getattr(network, field.name)]
    if typed:
        raise NNPlayError(f"--{typed[0]} is for worksheets; add --worksheet, or leave it out.")
    run, columns, target = _load(rows)
    explanation = explain_model(
        run.model, _recipe(run, step), columns, target, digits=rows.digits, neuron=rows.neuron or (), full=rows.full,
        learning_rate=parse_settings(step.typed()).get("learning_rate"),
    )  # fmt: skip
    if printing.save is not None:
        explanation.save(printing.save)
        _print_paths([printing.save], printing)
    if printing.save is None or printing.json:
        _print(explanation, printing.form)


def _load(options: RowOptions) -> tuple[Run, dict[str, list[Any]], Any]:
    """The run, its rows as columns, and the targets."""
    if options.model is None:
        raise NNPlayError("Missing MODEL; give a file saved by `nnplay train --save`, or --worksheet for an exercise.")
    run = saved_run(options.model)
    if not options.row:
        example = shlex.join(f"{name}={value}" for name, value in run.facts.get("example", {}).items())
        raise NNPlayError(f'Missing row; try --row "{clean(example, 200) or "a=1 b=2"}".')
    return run, parse_rows(options.row, list(run.model.encoding.columns)), _parse_targets(run, options.target)


def _parse_targets(run: Run, texts: list[str] | None) -> Any:
    """The targets: a value for each row, or name=value pairs if the model has several targets."""
    if not texts:
        return None
    names = run.model.coding.names
    if len(names) == 1:
        return texts
    rows = [parse_row(text) for text in texts]
    return {name: [row.get(name) for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}


def _recipe(run: Run, step: RecipeOptions[str]) -> Recipe:
    """The recipe of the run with the settings that were typed; another optimizer has a momentum of its own."""
    changes = parse_settings(step.typed())
    return run.recipe.replace(**({"momentum": None} if "optimizer" in changes else {}) | changes)


def _worksheet(
    rows: RowOptions, printing: PrintOptions, sheet: WorksheetOptions, network: NetworkOptions[str],
    step: RecipeOptions[str],
) -> None:  # fmt: skip
    """Print or write an exercise with its answer key."""
    from rich.text import Text

    from nnplay.analysis.explain import worksheet_of
    from nnplay.training.recipe import Recipe

    if rows.model is not None:
        run, columns, target = _load(rows)
        made = worksheet_of(run.model, _recipe(run, step), columns, target, digits=rows.digits)
    else:
        if rows.row or rows.target:
            raise NNPlayError("A worksheet without a model draws its own numbers; leave out --row and --target.")
        architecture = build_architecture(
            replace(network, activation=network.activation or ["sigmoid"]), None, default_widths=(2,)
        )
        settings: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 0.5} | parse_settings(step.typed())
        from nnplay.analysis.explain import worksheet

        made = worksheet(
            sheet.seed, architecture, inputs=sheet.inputs, outputs=sheet.outputs, rows=sheet.rows,
            recipe=Recipe(**settings), digits=rows.digits,
        )  # fmt: skip
    if printing.save is not None:
        _print_paths(made.save(printing.save), printing)
    if printing.json:
        write_json(made.json())
    elif printing.save is None:
        _print(made.answers if sheet.answers else made.exercise, printing.form)
        if not sheet.answers:
            hint = "--answers prints the answer key; --save sheet.html writes both."
            errors().print(Text(hint, "dim"), soft_wrap=True)


def _print(document: RenderedDocument, form: str) -> None:
    """Print a document, with styles if it is text."""
    from rich.text import Text

    from nnplay.analysis.explain.render_text import lines

    screen = output()
    if form == "text":
        for line in lines(document, screen.width):
            screen.print(Text(line.text, STYLES.get(line.kind, "")), soft_wrap=True)
    elif form == "json":
        write_json(document.json())
    else:
        screen.file.write(document.form(form))


def _print_paths(paths: Iterable[Path], printing: PrintOptions) -> None:
    from rich.text import Text

    if not printing.json:
        output().print(Text(f"Wrote {' and '.join(clean(path) for path in paths)}"), soft_wrap=True)
