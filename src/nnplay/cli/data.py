"""`nnplay data`: list the built-in datasets, and describe any data."""

from typing import Annotated

import typer

from nnplay.cli.console import output, write_json
from nnplay.cli.help_screen import HelpCommand
from nnplay.cli.options import DATA, JsonOption, complete_data
from nnplay.cli.recipe_options import OptionText, parse_settings, setting
from nnplay.errors import clean
from nnplay.utils.text import plural

data = typer.Typer(
    help="List the built-in datasets, or describe the columns of any data.", invoke_without_command=True,
    rich_markup_mode="rich",
)  # fmt: skip


@data.callback()
def default(context: typer.Context, json: JsonOption = False) -> None:
    """List the built-in datasets, or describe the columns of any data."""
    if context.invoked_subcommand is None:
        list_datasets(json)


@data.command("list", cls=HelpCommand)
def list_datasets(json: JsonOption = False) -> None:
    """List the built-in datasets."""
    from rich.text import Text

    from nnplay.cli import tables
    from nnplay.data import builtin_names, load

    datasets = [load(name) for name in builtin_names()]
    if json:
        write_json({"data": [{"name": d.name, "task": d.task, "rows": d.n_rows, "features": len(d.features),
                              "targets": d.target_names, "classes": d.classes} for d in datasets]})  # fmt: skip
        return
    rows = tables.table("Name", "Task", ">Rows", ">Features", "Target")
    for d in datasets:
        target = ", ".join(d.target_names) + (f" ({len(d.classes)} classes)" if d.classes else "")
        rows.add_row(Text(d.name, "cyan"), d.task, f"{d.n_rows:,}", f"{len(d.features):,}", target)
    output().print(rows)
    output().print("nnplay data describe iris: its columns.  nnplay train iris: train a network.", style="dim")


@data.command(cls=HelpCommand)
def describe(
    source: Annotated[str, typer.Argument(
        metavar="DATA", help="A built-in dataset or a file.", autocompletion=complete_data)],
    target: Annotated[list[str] | None, setting("target", "NAME", DATA)] = None,
    features: Annotated[list[str] | None, setting("features", "NAMES", DATA)] = None,
    exclude: Annotated[list[str] | None, setting("exclude", "NAMES", DATA)] = None,
    columns: Annotated[list[str] | None, setting("columns", "NAME:KIND", DATA)] = None,
    task: Annotated[str | None, setting("task", "classification|regression", DATA)] = None,
    missing: Annotated[str | None, setting("missing", "impute|refuse|drop", DATA)] = None,
    sheet: Annotated[str | None, setting("sheet", "NAME|N", DATA)] = None,
    header: Annotated[bool | None, setting("header", None, DATA)] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Describe every column of any table: its kind, role, missing values and range, and why one is left out."""
    from rich.text import Text

    from nnplay.cli import tables
    from nnplay.data import describe_data

    typed: dict[str, OptionText | None] = {
        "target": target, "features": features, "exclude": exclude, "columns": columns, "task": task,
        "missing": missing, "sheet": sheet,
    }  # fmt: skip
    settings = parse_settings({name: text for name, text in typed.items() if text})
    description = describe_data(source, header=header, **settings)
    dataset = description.dataset
    if json:
        write_json({"name": description.name, "task": dataset and dataset.task, "rows": description.n_rows,
                    "classes": dataset.classes if dataset else [], "notes": description.notes,
                    "problem": description.problem,
                    "columns": [report.to_json() for report in description.columns]})  # fmt: skip
        return
    screen = output()
    size = f": {plural(description.n_rows, 'row')}" + (f", {dataset.task}" if dataset else "")
    screen.print(Text.assemble((clean(description.name, 40), "bold"), size))
    for note in tables.notes(description.notes):
        screen.print(note)
    screen.print(tables.columns(description.columns, screen.width))
    if description.problem:
        screen.print(Text(f"It cannot be trained on like this: {clean(description.problem)}", "yellow"))
