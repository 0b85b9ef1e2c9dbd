"""`nnplay data`: the built-in sets, and a closer look at any data."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from nnplay.cli import tables
from nnplay.cli.console import output, write_json
from nnplay.cli.options import completing, settings_of
from nnplay.data import builtin_names, load
from nnplay.data import describe as columns_of
from nnplay.errors import clean

data = typer.Typer(
    help="List the built-in sets, or describe the columns of any data.", invoke_without_command=True,
    rich_markup_mode="rich",
)  # fmt: skip
NUMBERS = 62  # columns of the terminal that the numbers of a description take
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@data.callback()
def without(context: typer.Context, json: Json = False) -> None:
    """List the built-in sets, or describe the columns of any data."""
    if context.invoked_subcommand is None:
        list_sets(json)


@data.command("list")
def list_sets(json: Json = False) -> None:
    """List the built-in sets."""
    sets = [load(name) for name in builtin_names()]
    if json:
        write_json({"data": [{"name": s.name, "task": s.task, "rows": s.n_rows, "features": len(s.features),
                              "targets": s.target_names, "classes": s.classes} for s in sets]})  # fmt: skip
        return
    shown = tables.table("Name", "Task", ">Rows", ">Features", "Target")
    for s in sets:
        target = ", ".join(s.target_names) + (f" ({len(s.classes)} classes)" if s.classes else "")
        shown.add_row(Text(s.name, "cyan"), s.task, f"{s.n_rows:,}", f"{len(s.features):,}", target)
    output().print(shown)
    output().print("nnplay data describe iris: its columns.  nnplay train iris: a network for it.", style="dim")


@data.command()
def describe(
    source: Annotated[str, typer.Argument(
        metavar="DATA", help="A built-in set or a file.", autocompletion=completing(list(builtin_names())))],
    target: Annotated[list[str] | None, typer.Option(help="The column to predict.", metavar="NAME")] = None,
    features: Annotated[list[str] | None, typer.Option(help="The columns to predict from.", metavar="NAMES")] = None,
    task: Annotated[str | None, typer.Option(metavar="classification|regression")] = None,
    missing: Annotated[str, typer.Option(metavar="refuse|impute|drop")] = "refuse",
    sheet: Annotated[str | None, typer.Option(help="Of a workbook.", metavar="NAME|N")] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Describe the columns: their kinds, what is missing, and what they hold."""
    typed = {"target": target, "features": features, "task": task, "missing": missing, "sheet": sheet}
    settings: Any = {k: list(v) if isinstance(v, tuple) else v for k, v in settings_of(typed).items()}
    dataset = load(source, **settings)
    columns = columns_of(dataset)
    if json:
        write_json({"name": dataset.name, "task": dataset.task, "rows": dataset.n_rows, "classes": dataset.classes,
                    "notes": dataset.notes, "columns": columns})  # fmt: skip
        return
    screen = output()
    screen.print(Text.assemble((clean(dataset.name, 40), "bold"), f": {dataset.n_rows:,} rows, {dataset.task}"))
    for note in tables.notes(dataset.notes):
        screen.print(note)
    shown = tables.table(
        "Column", "Kind", ">Missing", ">Distinct", ">Min", ">Mean", ">Max", "Examples", last_yields=True
    )
    longest = max(18, min(32, screen.width - NUMBERS))
    for column in columns:
        mark, style = ("→ ", "bold cyan") if column["role"] == "target" else ("", "cyan")
        name = Text(mark).append(clean(column["name"], longest), style)
        examples = ", ".join(tables.number(value) for value in column["examples"])
        numbers = [tables.number(column[key]) for key in ("min", "mean", "max")]
        shown.add_row(
            name,
            column["kind"],
            _count(column["missing"]),
            f"{column['distinct']:,}",
            *numbers,
            Text(examples, no_wrap=True, overflow="ellipsis"),
        )
    screen.print(shown)


def _count(missing: int) -> Text:
    return Text(f"{missing:,}", "bold yellow") if missing else Text("0", "dim")
