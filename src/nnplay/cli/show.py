"""`nnplay show`: print a saved run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.console import output, write_json
from nnplay.cli.options import JsonOption, ModelArgument
from nnplay.cli.output_files import save_plot
from nnplay.cli.saved_run import saved_run
from nnplay.cli.train import run_to_json
from nnplay.errors import clean

if TYPE_CHECKING:
    from rich.console import Console

    from nnplay.runs.run import Run


ARRAYS = ("W", "b", "gamma", "beta", "learned", "P", "mean", "variance")


def show(
    model: ModelArgument,
    weights: Annotated[bool, typer.Option("--weights", help="Every number of every W and b.")] = False,
    plot: Annotated[str | None, typer.Option(help="Plot the run.", metavar="FILE.png|svg|pdf")] = None,
    json: JsonOption = False,
) -> None:
    """Show a saved run: its layers, recipe, data, metrics and learning curve."""
    from rich.text import Text

    from nnplay.cli import report, tables

    run = saved_run(model)
    if plot is not None:
        save_plot(run, plot)
    if json:
        arrays = {"weights": [_arrays(run, depth) for depth in range(len(run.parameters.W))]} if weights else {}
        write_json(run_to_json(run) | arrays)
        return
    screen = output()
    report.print_report(screen, run)
    for note in run.notes:
        screen.print(Text(clean(note), "yellow"), "", sep="\n")
    screen.print(tables.settings_table(run.recipe.summary()), "", sep="\n")
    if weights:
        _print_weights(screen, run)
    screen.print(report.next_step(run, str(model), saved=False), soft_wrap=True)


def _arrays(run: Run, depth: int) -> dict[str, Any]:
    """The arrays of one layer by name."""
    views = {name: getattr(run.parameters, name)[depth] for name in ARRAYS}
    return {name: view for name, view in views.items() if view is not None}


def _print_weights(screen: Console, run: Run) -> None:
    """Print every array of every layer, each row on one line."""
    from rich.text import Text

    last = len(run.parameters.W) - 1
    for depth in range(last + 1):
        name = "output" if depth == last else f"hidden {depth + 1}"
        for letter, values in _arrays(run, depth).items():
            shape = " × ".join(map(str, values.shape))
            screen.print(Text(f"{letter} of {name}, {shape}", "bold"), soft_wrap=True)
            for row in values.reshape(-1, values.shape[-1]).tolist():
                screen.print(Text("  " + " ".join(f"{value: .6g}".ljust(12) for value in row).rstrip()), soft_wrap=True)
    screen.print()
