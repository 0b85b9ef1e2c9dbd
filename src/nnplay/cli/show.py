"""`nnplay show`: a saved run as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from nnplay.cli import report, tables
from nnplay.cli.console import output, write_json
from nnplay.cli.train import as_json, draw
from nnplay.errors import clean
from nnplay.runs.run import Run, load_run

ARRAYS = ("W", "b", "gamma", "beta", "learned", "P", "mean", "variance")


def show(
    model: Annotated[Path, typer.Argument(help="A file that `nnplay train --save` wrote.", show_default=False)],
    weights: Annotated[bool, typer.Option("--weights", help="Every number of every W and b.")] = False,
    plot: Annotated[str | None, typer.Option(help="Draw a picture of the run.", metavar="FILE.png|svg|pdf")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")] = False,
) -> None:
    """Show a saved run: its layout, recipe, data, metrics and learning curve."""
    run = load_run(model)
    if plot is not None:
        draw(run, plot)
    if json:
        arrays = {"weights": [_arrays(run, depth) for depth in range(len(run.parameters.W))]} if weights else {}
        write_json(as_json(run) | arrays)
        return
    screen = output()
    report.show(screen, run)
    screen.print(_recipe(run), "", sep="\n")
    if weights:
        _weights(screen, run)
    screen.print(report.advice(run, str(model)), soft_wrap=True)


def _recipe(run: Run) -> Any:
    shown = tables.table("Setting", "Value", title="The recipe")
    for name, value in run.recipe.to_json().items():
        text = ", ".join(map(clean, value)) if isinstance(value, list) else clean("full" if value is None else value)
        shown.add_row(Text(name, "dim"), text)
    return shown


def _arrays(run: Run, depth: int) -> dict[str, Any]:
    """The arrays of one layer by name."""
    views = {name: getattr(run.parameters, name)[depth] for name in ARRAYS}
    return {name: view for name, view in views.items() if view is not None}


def _weights(screen: Console, run: Run) -> None:
    """Every array of every layer, one line a row, as wide as it is."""
    last = len(run.parameters.W) - 1
    for depth in range(last + 1):
        name = "output" if depth == last else f"hidden {depth + 1}"
        for letter, values in _arrays(run, depth).items():
            shape = " × ".join(map(str, values.shape))
            screen.print(Text(f"{letter} of {name}, {shape}", "bold"), soft_wrap=True)
            for row in values.reshape(-1, values.shape[-1]).tolist():
                screen.print(Text("  " + " ".join(f"{value: .6g}".ljust(12) for value in row).rstrip()), soft_wrap=True)
    screen.print()
