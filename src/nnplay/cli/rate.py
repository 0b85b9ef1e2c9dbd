"""`nnplay rate`: suggest a learning rate."""

from typing import Annotated

import typer
from rich.text import Text

from nnplay.cli.console import output, write_json
from nnplay.cli.doctor import TrainingOptions, start_session
from nnplay.cli.options import OUTPUT, OutputOptions, option_groups, output_option
from nnplay.doctor.lr_finder import HIGHEST, LOWEST, STEPS, learning_rates
from nnplay.plots.terminal.line_chart import chart


@option_groups
def rate(
    training: TrainingOptions,
    lowest: Annotated[
        float, typer.Option("--lowest", help="First learning rate.", metavar="X", rich_help_panel=OUTPUT)
    ] = LOWEST,
    highest: Annotated[
        float,
        typer.Option("--highest", help="Last learning rate, unless the loss explodes before.", metavar="X",
                     rich_help_panel=OUTPUT),
    ] = HIGHEST,
    steps: Annotated[
        int, typer.Option("--steps", help="Number of steps.", metavar="N", rich_help_panel=OUTPUT)
    ] = STEPS,
    plot: Annotated[
        str | None, output_option("--plot", "Plot the loss over the learning rate.", "FILE.png|svg|pdf")
    ] = None,
    json: Annotated[bool, output_option("--json", "Print one JSON object and nothing else.")] = False,
) -> None:  # fmt: skip
    """Raise the learning rate from step to step, and suggest a tenth of the one where the loss is lowest."""
    OutputOptions(plot=plot).check()
    problem = start_session(training, quiet=True).problem
    result = learning_rates(
        problem.dataset, problem.architecture, recipe=problem.recipe, lowest=lowest, highest=highest, steps=steps
    )
    if plot is not None:
        from nnplay import plots

        plots.save(result.plot(), plot)
    if json:
        write_json({"suggestion": result.suggestion, "steepest": result.steepest, "rates": result.rates.tolist(),
                    "losses": result.losses.tolist()})  # fmt: skip
        return
    import numpy as np

    exponents = np.log10(result.rates).round(2).tolist()
    losses = np.minimum(result.losses, 2 * float(result.losses[0])).tolist()
    output().print(chart([("loss", "cyan", exponents, losses)], 80, 10, "log₁₀ of the learning rate"))
    output().print(Text(f"\nSuggestion: --learning-rate {result.suggestion:.2g}", "bold"))
    output().print(Text(f"The loss falls most steeply at {result.steepest:.2g}.", "dim"))
