"""`nnplay doctor --find-rate`: suggest a learning rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.choices import HIGHEST_RATE, LOWEST_RATE, RATE_SEEDS, RATE_STEPS
from nnplay.cli.console import errors, hides_progress, output, write_json

if TYPE_CHECKING:
    from nnplay.doctor.lr_finder import LearningRateTest
    from nnplay.training.session import TrainingSession


def _option(flag: str, text: str, metavar: str | None = None) -> Any:
    return typer.Option(flag, help=text, metavar=metavar, rich_help_panel="Learning rate", show_default=True)


@dataclass(frozen=True)
class LearningRateOptions:
    """The learning rates to try, and how to check the suggestion."""

    find_rate: Annotated[bool, _option("--find-rate", "Suggest a learning rate instead.")] = False
    lowest: Annotated[float, _option("--lowest", "First learning rate.", "X")] = LOWEST_RATE
    highest: Annotated[float, _option("--highest", "Last learning rate, unless the loss explodes before.", "X")] = (
        HIGHEST_RATE
    )
    steps: Annotated[int, _option("--steps", "Number of steps.", "N")] = RATE_STEPS
    seeds: Annotated[int, _option("--seeds", "Runs for each rate that check the suggestion; 0 for no check.", "N")] = (
        RATE_SEEDS
    )


def find_rate(session: TrainingSession, options: LearningRateOptions, plot: str | None, *, json: bool) -> None:
    """Raise the learning rate from step to step, and suggest one that short runs show to be no worse than now."""
    from rich.text import Text

    from nnplay.doctor.lr_finder import learning_rates
    from nnplay.plots.terminal.line_chart import chart

    problem = session.problem
    with run_progress() as on_run:
        result = learning_rates(
            problem.dataset, problem.architecture, recipe=problem.recipe, lowest=options.lowest,
            highest=options.highest, steps=options.steps, seeds=options.seeds, on_run=on_run,
        )  # fmt: skip
    if plot is not None:
        from nnplay import plots

        plots.save(result.plot(), plot)
    if json:
        write_json({
            "suggestion": result.suggestion, "candidate": result.candidate, "steepest": result.steepest,
            "current": result.current, "rates": result.rates.tolist(), "losses": result.losses.tolist(),
            "trials": [asdict(trial) for trial in result.trials],
        })  # fmt: skip
        return
    import numpy as np

    exponents = np.log10(result.rates).round(2).tolist()
    losses = np.minimum(result.losses, 2 * float(result.losses[0])).tolist()
    output().print(chart([("loss", "cyan", exponents, losses)], 80, 10, "log₁₀ of the learning rate"))
    note = " (the current one)" * (result.suggestion == result.current)
    output().print(Text(f"\nSuggestion: --learning-rate {result.suggestion:.2g}{note}", "bold"))
    output().print(Text(f"The loss falls most steeply at {result.steepest:.2g}.", "dim"))
    if result.trials:
        output().print(Text(f"\n{result.check}"), soft_wrap=True)
        _print_trials(result)


def _print_trials(result: LearningRateTest) -> None:
    """Print what each rate brought."""
    from nnplay.cli.tables import table
    from nnplay.doctor.lr_finder import rounded

    part, score_name = result.trials[0].part, "R²" if result.trials[0].score_name == "r2" else "accuracy"
    names = {rounded(result.steepest): "steepest", rounded(result.candidate): "range test", result.current: "current"}
    rows = table("learning rate", "", f">{part} loss", f">{part} {score_name}")
    for trial in result.trials:
        style = "bold" if trial.rate == result.suggestion else None
        score = f"{trial.score:.4g}" if isfinite(trial.score) else "–"
        rows.add_row(
            f"{trial.rate:.2g}",
            names[trial.rate],
            f"{trial.loss:.4g}" if isfinite(trial.loss) else "diverged",
            score,
            style=style,
        )
    output().print(rows)


@contextmanager
def run_progress() -> Iterator[Callable[[float, int, int], None]]:
    """A progress bar for the runs that check a rate."""
    from rich.progress import BarColumn, Progress, TextColumn

    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f} runs"),
        console=errors(), transient=True, disable=hides_progress(), redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    task = progress.add_task("", total=1, visible=False)

    def on_run(rate: float, run: int, runs: int) -> None:
        progress.update(task, description=f"Checking {rate:.2g}", completed=run - 1, total=runs, visible=True)

    with progress:
        yield on_run
