"""`nnplay compare`: train every combination of options with several seeds, and rank them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.choices import COMPARED_SETTINGS
from nnplay.cli.console import errors, hides_progress, output, write_json
from nnplay.cli.network_options import NetworkOptions, build_architecture
from nnplay.cli.options import DataArgument, Only, OutputOptions, RecipeFile, option_groups
from nnplay.cli.output_files import save_plot, write_files
from nnplay.cli.recipe_options import LISTS, RecipeOptions, parse_settings, read_base
from nnplay.cli.signals import StopOnSignal
from nnplay.errors import NNPlayError, clean
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from nnplay.experiments.compare.compare import ComparisonRun
    from nnplay.experiments.compare.result import Candidate, Comparison, SeedResult
    from nnplay.network.architecture import Architecture


MAX_LIVE_ROWS = 10  # of the table during the comparison
VERDICT_STYLES = {"best": "bold green", "worse": "dim", "": "default"}  # green for no significant difference
OUTPUTS = ("plot", "report", "store", "json", "quiet")


def _option(flag: str, text: str, metavar: str) -> Any:
    return typer.Option(flag, help=text, metavar=metavar, rich_help_panel="Comparison", show_default=False)


@option_groups
def compare(
    data: DataArgument = None,
    *,
    network: NetworkOptions[list[str]],
    settings: Annotated[
        RecipeOptions[list[str]],
        Only(COMPARED_SETTINGS, show_defaults=True),
    ],
    seeds: Annotated[
        str | None, _option("--seeds", "Number of seeds for each candidate, or the seeds: 3,4,5. [default: 5]", "N")
    ] = None,
    at: Annotated[
        str | None,
        _option("--at", "Make the comparison fair by adjusting widths or epochs.",
                "equal-parameters|equal-flops|equal-seconds"),
    ] = None,
    metric: Annotated[
        str | None, _option("--metric", "Rank by this test metric; accuracy or r2 by default.", "NAME")
    ] = None,
    workers: Annotated[int | None, _option("--workers", "Parallel runs; one for each core by default.", "N")] = None,
    cluster: Annotated[
        str | None, _option("--cluster", "Use the workers of this Dask scheduler: tcp://host:8786.", "ADDRESS")
    ] = None,
    recipe: RecipeFile = None,
    outputs: Annotated[OutputOptions, Only(OUTPUTS)],
) -> None:  # fmt: skip
    """Train every combination of options, several seeds each, and rank them.

    Repeat an option to try several values: --hidden 4 --hidden 8,8 --activation relu --activation tanh.
    """
    from nnplay.experiments.compare.compare import ComparisonRun
    from nnplay.runs.store import Store
    from nnplay.training.defaults import default_hidden

    data, base_settings, base = read_base(data, recipe, "compare")
    outputs.check(data)
    architectures = list(_architectures(network, base, default_hidden(data)))
    from nnplay.training.recipe import Recipe

    recipes: list[Recipe | dict[str, Any]] = [
        Recipe(**(base_settings | typed)) if recipe else typed for typed in _settings(settings)
    ]
    comparison = ComparisonRun(
        data, architectures, recipes, seeds=parse_seeds(seeds), at=at, metric=metric,
        store=Store() if outputs.store else None, workers=workers, cluster=cluster,
    )  # fmt: skip
    raise typer.Exit(run(comparison, outputs))


def run(comparison: ComparisonRun, outputs: OutputOptions) -> int:
    """Run a comparison to its end, or to a signal, and print its result; returns the exit code."""
    from nnplay.cli.progress import compiling_notice

    code = 0
    with StopOnSignal() as stop:
        try:
            with compiling_notice(quiet=outputs.quiet):
                comparison.warm_up()
            for _ in follow(comparison, quiet=outputs.quiet):
                if stop.code:
                    break
        except KeyboardInterrupt:
            code = 130
    code = stop.code or code
    hint = f"; `nnplay runs resume {comparison.sweep}` continues" if comparison.sweep else ""
    if not comparison.done:
        errors().print(f"Interrupted before the first run finished{hint}.", soft_wrap=True)
        return code
    failed = print_result(comparison.result(), outputs)
    if code:
        errors().print(
            f"Interrupted after {comparison.done:,} of {plural(comparison.total, 'run')}{hint}.", soft_wrap=True
        )
        return code
    return 1 if failed else 0


def parse_seeds(text: str | None) -> int | list[int]:
    """The number of seeds, or the seeds themselves."""
    parts = (text or "5").replace(" ", "").split(",")
    if not all(part.isdecimal() for part in parts if part) or not any(parts):
        raise NNPlayError(f"--seeds takes a number of seeds, or several seeds such as 3,4,5, not {text!r}.")
    numbers = [int(part) for part in parts if part]
    return numbers[0] if len(parts) == 1 else numbers


def _architectures(
    options: NetworkOptions[list[str]], base: Architecture | None, hidden: tuple[int, ...]
) -> Iterator[Architecture]:
    """Every combination of the network options."""
    from nnplay.experiments.compare.candidates import cartesian_product

    names = ("hidden", "layers", "neurons", "activation", "output", "loss", "dropout", "norm")
    for values in cartesian_product(*(getattr(options, name) or [None] for name in names)):
        single: dict[str, Any] = dict(zip(names, values, strict=True))
        single["activation"] = None if single["activation"] is None else [single["activation"]]
        single |= {"layer": options.layer, "skip": options.skip}
        yield build_architecture(NetworkOptions[str](**single), base, hidden)


def _settings(options: RecipeOptions[list[str]]) -> Iterator[dict[str, Any]]:
    """Every combination of the settings."""
    from nnplay.experiments.compare.candidates import cartesian_product

    typed = options.typed()
    lists = {name: values for name, values in typed.items() if isinstance(values, list) and name not in LISTS}
    fixed = {name: value for name, value in typed.items() if name not in lists}
    for values in cartesian_product(*lists.values()):
        yield parse_settings(fixed | dict(zip(lists, values, strict=True)))


def follow(comparison: ComparisonRun, *, quiet: bool) -> Iterator[tuple[Candidate, SeedResult]]:
    """The results of a comparison as they come in, with a live table."""
    from rich.console import Group
    from rich.live import Live
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from nnplay.cli.progress import resume_garbage_collection
    from nnplay.cli.tables import COLOURS

    if hides_progress(quiet=quiet):
        for outcome in comparison:
            resume_garbage_collection()
            yield outcome
        return
    columns = (
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(None, complete_style=COLOURS["train"], finished_style=COLOURS["train"]),
        TimeElapsedColumn(), TextColumn("left", style="dim"), TimeRemainingColumn(),
    )  # fmt: skip
    progress = Progress(*columns, expand=True)
    task = progress.add_task("", total=comparison.total)
    with Live(progress, console=errors(), transient=True, refresh_per_second=4, redirect_stdout=False,
              redirect_stderr=False, get_renderable=lambda: Group(_live(comparison), progress)):  # fmt: skip
        for outcome in comparison:
            resume_garbage_collection()
            progress.update(task, completed=comparison.done)
            yield outcome


def _live(comparison: ComparisonRun) -> Table | Text:
    """The leaderboard so far."""
    from rich.text import Text

    return leaderboard(comparison.result(), errors(), MAX_LIVE_ROWS) if comparison.done else Text("")


def leaderboard(result: Comparison, screen: Console, max_rows: int | None = None) -> Table:
    """One row for each candidate, best first, with as many columns as the screen has room for."""
    optional = ["p", "FLOPs", "Seconds"]
    while True:
        rows = _leaderboard(result, optional, max_rows)
        width = screen.measure(rows, options=screen.options.update(width=1000)).maximum
        if not optional or width <= screen.width:
            return rows
        optional.pop()


def _leaderboard(result: Comparison, optional: list[str], max_rows: int | None) -> Table:
    from rich.text import Text

    from nnplay.cli.tables import TITLES, table

    metric = TITLES.get(result.metric, result.metric.capitalize())
    epochs = len({round(s.epochs) for s in result.standings}) > 1
    heads = [">", "Candidate", f">{metric}", ">±", "vs. best", *(f">{name}" for name in optional)]
    rows = table(*heads, ">Parameters", *([">Epochs"] if epochs else []))
    for place, s in enumerate(result.standings[:max_rows], start=1):
        margin = "" if math.isnan(s.low) else f"{(s.high - s.low) / 2:.3g}"
        more = {
            "p": "" if math.isnan(s.p) else f"{s.p:.2g}", "FLOPs": format_count(s.flops), "Seconds": f"{s.seconds:.2g}",
        }  # fmt: skip
        rows.add_row(
            f"{place}", Text(clean(s.name)), Text(f"{s.mean:.4g}", "bold"), margin,
            Text(s.verdict, VERDICT_STYLES.get(s.verdict, "green")), *(more[name] for name in optional),
            f"{s.parameters:,}", *([f"{s.epochs:,.0f}"] if epochs else []),
        )  # fmt: skip
    return rows


def format_count(count: float) -> str:
    """A large number with three digits and a unit, such as 459 M."""
    for unit in ("", " k", " M", " G", " T", " P"):
        if count < 999.5 or unit == " P":
            return f"{count:.3g}{unit}"
        count /= 1000
    return ""


def print_result(result: Comparison, outputs: OutputOptions) -> bool:
    """Print the result and write its files; True if a file could not be written, which is reported."""
    from rich.text import Text

    from nnplay.experiments.compare.result import summary

    if outputs.json:
        write_json(comparison_to_json(result))
    elif outputs.quiet:
        output().print(clean(summary(result)), soft_wrap=True)
    else:
        equal = f", at equal {result.at}" if result.at else ""
        counts = f"{plural(len(result.standings), 'candidate')}, {plural(len(result.seeds), 'seed')} each"
        title = f"{clean(result.name)}: {counts}{equal}, ranked on the {result.part} split"
        output().print(Text(title, "bold"), Text(""), leaderboard(result, output()), Text(""), sep="\n")
        output().print(clean(summary(result)), soft_wrap=True)
        if result.sweep:
            output().print(
                Text(f"Saved as {result.sweep}; `nnplay runs compare {result.sweep}` shows it again.", "dim")
            )
    return write_files(
        (outputs.report, result.report), (outputs.plot, lambda path: save_plot(result, path, style=outputs.style))
    )


def comparison_to_json(result: Comparison) -> dict[str, Any]:
    """The comparison with the metrics of every seed."""
    from nnplay.experiments.compare.result import summary

    standings = []
    for row, s in zip(result.table(), result.standings, strict=True):
        outcomes = [{"seed": o.seed, "metrics": o.metrics, "run": o.run, "status": o.status} for o in s.outcomes]
        architecture, recipe = s.candidate.architecture.to_json(), s.candidate.recipe.to_json()
        standings.append(row | {"architecture": architecture, "recipe": recipe, "outcomes": outcomes})
    return {
        "data": result.name, "task": result.task, "metric": result.metric, "part": result.part,
        "at": result.at or "epochs", "seeds": list(result.seeds), "sweep": result.sweep, "standings": standings,
        "summary": summary(result),
    }  # fmt: skip
