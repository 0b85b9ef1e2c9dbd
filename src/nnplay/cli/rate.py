"""`nnplay rate`: a learning rate to begin with."""

from __future__ import annotations

import inspect
from typing import Any

import typer
from rich.text import Text

from nnplay.cli.console import output, write_json
from nnplay.cli.doctor import of_training, plotted, session_of
from nnplay.cli.options import RESULT, parameter, taking
from nnplay.doctor.lr_finder import HIGHEST, LOWEST, STEPS, learning_rates
from nnplay.plots.terminal.line_chart import chart


def _options() -> list[inspect.Parameter]:
    def option(name: str, kind: Any, default: Any, text: str, metavar: str | None = None) -> inspect.Parameter:
        return parameter(
            name, kind, default, typer.Option(f"--{name}", help=text, metavar=metavar, rich_help_panel=RESULT)
        )

    return [
        *of_training(),
        option("lowest", float, LOWEST, "The first rate.", "X"),
        option("highest", float, HIGHEST, "The last rate; the test ends where the loss explodes.", "X"),
        option("steps", int, STEPS, "How many steps.", "N"),
        plotted("Draw the loss over the rates."),
        option("json", bool, False, "Print one JSON object and nothing else."),
    ]  # fmt: skip


@taking(_options())
def rate(**options: Any) -> None:
    """Let the learning rate grow from step to step, and say where the loss falls best."""
    problem = session_of(options, quiet=True).problem
    found = learning_rates(
        problem.dataset, problem.architecture, recipe=problem.recipe, lowest=options["lowest"],
        highest=options["highest"], steps=options["steps"],
    )  # fmt: skip
    if options["plot"]:
        from nnplay import plots

        plots.save(found.plot(), options["plot"])
    if options["json"]:
        write_json({"suggestion": found.suggestion, "steepest": found.steepest, "rates": found.rates.tolist(),
                    "losses": found.losses.tolist()})  # fmt: skip
        return
    import numpy as np

    exponents = np.log10(found.rates).round(2).tolist()
    top = 2 * float(found.losses[0])
    shown = chart(
        [("loss", "cyan", exponents, np.minimum(found.losses, top).tolist())], 80, 10, "log₁₀ of the learning rate"
    )
    output().print(shown)
    output().print(Text(f"\nTake --learning-rate {found.suggestion:.2g}", "bold"))
    output().print(Text(f"The loss falls most steeply at {found.steepest:.2g}.", "dim"))
