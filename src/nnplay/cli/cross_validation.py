"""`nnplay train --cv K`: the folds with their progress, and the table of their scores."""

from __future__ import annotations

import math
from typing import Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from nnplay.cli import tables
from nnplay.cli.console import errors, hides_progress, output, write_json
from nnplay.cli.options import OutputOptions
from nnplay.cli.progress import compiling_notice, resume_garbage_collection
from nnplay.cli.signals import StopOnSignal
from nnplay.errors import clean
from nnplay.experiments.cross_validation import INTERVAL, CrossValidation, CrossValidationRun
from nnplay.network.architecture import Architecture
from nnplay.utils.text import plural

METHODS = {
    "random": "at random", "stratified": "stratified", "time": "expanding windows in time", "group": "by groups",
}  # fmt: skip


def run_folds(
    data: str, architecture: Architecture, arguments: dict[str, Any], folds: int, *, quiet: bool
) -> CrossValidation:
    """Train every fold with a progress bar, with the recipe or the settings in `arguments`.

    Raises:
        NNPlayError: settings that do not suit the data.
        typer.Exit: a signal before the last fold ended.
    """
    run = CrossValidationRun(data, architecture, folds=folds, **arguments)
    code = 0
    with StopOnSignal() as stop:
        try:
            with compiling_notice(quiet=quiet):
                run.warm_up()
            _follow(run, stop, quiet=quiet)
        except KeyboardInterrupt:
            code = 130
    if run.done < run.total:
        errors().print(f"Interrupted after {run.done} of {plural(run.total, 'fold')}; there is no result.")
        raise typer.Exit(stop.code or code)
    return run.result()


def _follow(run: CrossValidationRun, stop: StopOnSignal, *, quiet: bool) -> None:
    columns = (
        TextColumn("{task.completed:,.0f}/{task.total:,.0f} folds"),
        BarColumn(None, complete_style=tables.COLOURS["train"], finished_style=tables.COLOURS["train"]),
        TimeElapsedColumn(), TextColumn("left", style="dim"), TimeRemainingColumn(),
    )  # fmt: skip
    progress = Progress(
        *columns, console=errors(), transient=True, expand=True, disable=hides_progress(quiet=quiet),
        redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    with progress:
        task = progress.add_task("", total=run.total)
        for _ in run:
            resume_garbage_collection()
            progress.update(task, completed=run.done)
            if stop.code:
                break


def print_result(result: CrossValidation, outputs: OutputOptions) -> None:
    """Print one row for each fold, the means, and their intervals."""
    if outputs.json:
        write_json(result_to_json(result))
        return
    names = [name for name in (*tables.METRICS[result.task], "loss") if name in result.metrics]
    if outputs.quiet:
        mean, low, high = result.interval(names[0])
        numbers = (format_score(value, names[0]) for value in (mean, low, high))
        line = "{}: {} {} ({} to {}), {}".format(result.name, names[0], *numbers, plural(len(result.folds), "fold"))
        output().print(clean(line), soft_wrap=True)
        return
    parts = list(result.folds[0].rows)
    title = f"{clean(result.name, 40)}: cross-validation, {plural(len(result.folds), 'fold')}, {METHODS[result.method]}"
    heads = [tables.TITLES.get(name, name.replace("_", " ").capitalize()) for name in names]
    ended = any(fold.status != "finished" for fold in result.folds)
    rows = tables.table("Fold", *(f">{part.capitalize()}" for part in parts), *(f">{head}" for head in heads),
                        *(["Status"] if ended else []))  # fmt: skip
    for fold in result.folds:
        scores = [format_score(fold.metrics["test"][name], name) for name in names]
        status = [f"{fold.status}, epoch {fold.epoch:,}"] if ended else []
        rows.add_row(f"{fold.fold}", *(f"{fold.rows.get(part, 0):,}" for part in parts), *scores, *status)
    rows.add_section()
    intervals = [result.interval(name) for name in names]
    blank = [""] * len(parts)
    for label, place, style in (("mean", 0, "bold"), ("from", 1, ""), ("to", 2, "")):
        cells = [Text(format_score(each[place], name), style) for each, name in zip(intervals, names, strict=True)]
        rows.add_row(Text(label, style), *blank, *cells, *([""] if ended else []))
    output().print(Text(title, "bold"), *tables.notes(result.notes), Text(""), rows, Text(""), sep="\n")
    output().print(Text(f"Scores of the test rows; from … to: {INTERVAL}.", "dim"), soft_wrap=True)


def format_score(value: float, metric: str) -> str:
    """A metric as in the report on a run: a rate of a classification in percent."""
    if not math.isfinite(value):
        return "–" if math.isnan(value) else f"{value}"
    return f"{value:.1%}" if metric in tables.METRICS["classification"] else tables.format_number(value)


def result_to_json(result: CrossValidation) -> dict[str, Any]:
    """The scores of every fold, their means and intervals, and what was trained."""
    intervals = {name: result.interval(name) for name in result.metrics}
    return {
        "data": result.name, "task": result.task, "method": result.method, "folds": result.table(),
        "mean": {name: mean for name, (mean, _, _) in intervals.items()},
        "interval": {name: [low, high] for name, (_, low, high) in intervals.items()},
        "interval_method": INTERVAL, "architecture": result.architecture.to_json(), "recipe": result.recipe.to_json(),
        "notes": result.notes,
    }  # fmt: skip
