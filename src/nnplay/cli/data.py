"""`nnplay data`: list the built-in datasets, and describe any data."""

from typing import Annotated

import typer
from rich.text import Text

from nnplay.cli import tables
from nnplay.cli.console import output, write_json
from nnplay.cli.options import JsonOption, completer
from nnplay.cli.recipe_options import OptionText, parse_settings
from nnplay.data import builtin_names, describe as describe_columns, load
from nnplay.errors import clean
from nnplay.utils.text import plural

data = typer.Typer(
    help="List the built-in datasets, or describe the columns of any data.", invoke_without_command=True,
    rich_markup_mode="rich",
)  # fmt: skip
OTHER_COLUMNS = 62  # characters of a description without the column names


@data.callback()
def default(context: typer.Context, json: JsonOption = False) -> None:
    """List the built-in datasets, or describe the columns of any data."""
    if context.invoked_subcommand is None:
        list_datasets(json)


@data.command("list")
def list_datasets(json: JsonOption = False) -> None:
    """List the built-in datasets."""
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


@data.command()
def describe(
    source: Annotated[str, typer.Argument(
        metavar="DATA", help="A built-in dataset or a file.", autocompletion=completer(builtin_names()))],
    target: Annotated[list[str] | None, typer.Option(help="The column to predict.", metavar="NAME")] = None,
    features: Annotated[list[str] | None, typer.Option(help="The columns to predict from.", metavar="NAMES")] = None,
    task: Annotated[str | None, typer.Option(metavar="classification|regression")] = None,
    missing: Annotated[str, typer.Option(metavar="refuse|impute|drop")] = "refuse",
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook.", metavar="NAME|N")] = None,
    header: Annotated[bool | None, typer.Option(
        "--header/--no-header", help="Whether the first line holds the column names; detected by default.")] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Describe the columns: their kinds, missing values, ranges and examples."""
    typed: dict[str, OptionText | None] = {
        "target": target, "features": features, "task": task, "missing": missing, "sheet": sheet,
    }  # fmt: skip
    settings = parse_settings({name: text for name, text in typed.items() if text})
    dataset = load(source, header=header, **settings)
    columns = describe_columns(dataset)
    if json:
        write_json({"name": dataset.name, "task": dataset.task, "rows": dataset.n_rows, "classes": dataset.classes,
                    "notes": dataset.notes, "columns": columns})  # fmt: skip
        return
    screen = output()
    size = f": {plural(dataset.n_rows, 'row')}, {dataset.task}"
    screen.print(Text.assemble((clean(dataset.name, 40), "bold"), size))
    for note in tables.notes(dataset.notes):
        screen.print(note)
    rows = tables.table(
        "Column", "Kind", ">Missing", ">Distinct", ">Min", ">Mean", ">Max", "Examples", shrink_last=True
    )
    max_name = max(18, min(32, screen.width - OTHER_COLUMNS))
    for column in columns:
        mark, style = ("→ ", "bold cyan") if column["role"] == "target" else ("", "cyan")
        examples = ", ".join(tables.format_number(value) for value in column["examples"])
        rows.add_row(
            Text(mark).append(clean(column["name"], max_name), style), column["kind"],
            Text(f"{column['missing']:,}", "bold yellow" if column["missing"] else "dim"), f"{column['distinct']:,}",
            *(tables.format_number(column[key]) for key in ("min", "mean", "max")),
            Text(examples, no_wrap=True, overflow="ellipsis"),
        )  # fmt: skip
    screen.print(rows)
