"""`nnplay compare`: every combination of what was typed, several seeds each, as a leaderboard."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterator
from typing import Annotated, Any, get_args

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from nnplay.cli.console import complain, errors, output, write_json
from nnplay.cli.network_options import architecture_of, of_network
from nnplay.cli.options import LISTS, RESULT, completing, of_recipe, parameter, settings_of, taking
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.progress import collect_garbage, preparing
from nnplay.cli.signals import Stop
from nnplay.cli.tables import COLOURS, TITLES, table
from nnplay.data import builtin_names
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.compare.candidates import each_with_each
from nnplay.experiments.compare.compare import Race
from nnplay.experiments.compare.result import Comparison, summary
from nnplay.network.architecture import Architecture
from nnplay.runs.store import Store
from nnplay.training.recipe import Recipe
from nnplay.training.recipe_file import read_recipe
from nnplay.training.setup import DEFAULT_HIDDEN

SHOWN = 10  # candidates of the live table
RACE = "The race"
VERDICTS = {"best": "bold green", "no real difference": "green", "worse": "dim", "": "default"}


def several(parameters: list[inspect.Parameter]) -> list[inspect.Parameter]:
    """The same options, each of which may be given more than once."""
    made = []
    for given in parameters:
        kind, option = get_args(given.annotation)
        if kind == str | None and given.name not in ("sheet", "task", "missing", "data_seed", "samples", "noise"):
            kind = list[str] | None
        made.append(given.replace(annotation=Annotated[kind, option]))
    return made


def _options() -> list[inspect.Parameter]:
    data = typer.Argument(
        help="A built-in set or a file, as for `nnplay train`; or the recipe's.", metavar="DATA", show_default=False,
        autocompletion=completing(list(builtin_names())),
    )  # fmt: skip

    def option(
        name: str, metavar: str | None, text: str, kind: Any = str | None, default: Any = None, **more: Any
    ) -> Any:
        settings: dict[str, Any] = {"help": text, "metavar": metavar, "rich_help_panel": RACE, "show_default": False}
        flag = f"--{name}/--no-{name}" if default is True else f"--{name}"
        return parameter(name, kind, default, typer.Option(flag, **(settings | more)))

    return [
        parameter("data", str | None, None, data),
        *several(of_network()),
        *(p for p in several(of_recipe()) if p.name != "seed"),
        option("seeds", "N", "How many seeds each candidate has, or which: 3,4,5. \\[default: 5]"),
        option("at", "equal-parameters|equal-flops|equal-seconds", "A fair race: widths or epochs are made to fit."),
        option("metric", "NAME", "What decides; accuracy or r2 of the test rows when left out."),
        option("workers", "N", "Trainings at once; one a core when left out.", int | None),
        option("cluster", "ADDRESS", "Train on the workers of this Dask scheduler: tcp://host:8786."),
        option("recipe", "FILE.toml", "Start from the settings in this file.", rich_help_panel=RESULT),
        option("plot", "FILE.png|svg|pdf", "Draw the leaderboard.", rich_help_panel=RESULT),
        option("report", "FILE.html", "Write everything as one page.", rich_help_panel=RESULT),
        option("store", None, "Keep every run: see `nnplay runs`.", bool, True, rich_help_panel=RESULT),
        option("json", None, "Print one JSON object and nothing else.", bool, False, rich_help_panel=RESULT),
        option("quiet", None, "Print one line, and no progress.", bool, False, rich_help_panel=RESULT),
    ]  # fmt: skip


@taking(_options())
def compare(**options: Any) -> None:
    """Train every combination of what is given, several seeds each, and tell which is best.

    Repeat an option to try several values: --hidden 4 --hidden 8,8 --activation relu --activation tanh.
    """
    settings, base = read_recipe(options["recipe"]) if options["recipe"] else ({}, None)
    data = options["data"] if options["data"] is not None else settings.get("data")
    if data is None:
        raise NNPlayError("Say what to compare on, as in `nnplay compare iris --hidden 4 --hidden 8,8`.")
    check_outputs(options, data)
    architectures = list(_architectures(options, base))
    recipes = [Recipe(**(settings | typed | {"data": None})) for typed in _settings(options)]
    store = Store() if options["store"] else None
    race = Race(
        data, architectures, recipes, seeds=seeds_of(options["seeds"]), at=options["at"], metric=options["metric"],
        store=store, workers=options["workers"], cluster=options["cluster"],
    )  # fmt: skip
    raise typer.Exit(run(race, options))


def run(race: Race, options: dict[str, Any]) -> int:
    """Follow a race to its end, or to a signal, and show what it found; the exit code."""
    code = 0
    with Stop() as stop:
        try:
            with preparing(quiet=options["quiet"]):
                race.warm_up()
            for _ in follow(race, quiet=options["quiet"]):
                if stop.code:
                    break
        except KeyboardInterrupt:
            code = 130
    code = stop.code or code
    if not race.done:
        more = f": `nnplay runs resume {race.sweep}` goes on" if race.sweep else ": there is nothing to compare"
        errors().print(f"Interrupted before the first training ended{more}.", soft_wrap=True)
        return code
    found = race.result()
    failed = show(found, options)
    if code:
        more = f"; `nnplay runs resume {race.sweep}` goes on" if race.sweep else ""
        errors().print(f"Interrupted after {race.done:,} of {race.total:,} trainings{more}.", soft_wrap=True)
        return code
    return 1 if failed else 0


def seeds_of(text: str | None) -> int | list[int]:
    """How many seeds, or which."""
    parts = (text or "5").replace(" ", "").split(",")
    if not all(part.isdecimal() for part in parts if part) or not any(parts):
        raise NNPlayError(f"--seeds takes a number of seeds, or several seeds such as 3,4,5, not {text!r}.")
    numbers = [int(part) for part in parts if part]
    return numbers[0] if len(parts) == 1 else numbers


def _architectures(options: dict[str, Any], base: Architecture | None) -> Iterator[Architecture]:
    """Every combination of what was typed of the network."""
    names = ("hidden", "layers", "neurons", "activation", "output", "loss", "dropout", "norm")
    for values in each_with_each(*(options[name] or [None] for name in names)):
        single = dict(zip(names, values, strict=True)) | {"skip": options["skip"]}
        single["activation"] = None if single["activation"] is None else [single["activation"]]
        yield architecture_of(single, base, DEFAULT_HIDDEN)


def _settings(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every combination of what was typed of the recipe."""
    typed = {name: options[name] for name in Recipe.model_fields if options.get(name) not in (None, [])}
    lists = {name: values for name, values in typed.items() if isinstance(values, list) and name not in LISTS}
    fixed = {name: value for name, value in typed.items() if name not in lists}
    for values in each_with_each(*lists.values()):
        yield settings_of(fixed | dict(zip(lists, values, strict=True)))


def follow(race: Race, *, quiet: bool) -> Iterator[Any]:
    """The outcomes of a race, with a live table on the way."""
    silent = quiet or not errors().is_terminal or errors().is_dumb_terminal
    if silent:
        for outcome in race:
            collect_garbage()
            yield outcome
        return
    columns = (
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(None, complete_style=COLOURS["train"], finished_style=COLOURS["train"]),
        TimeElapsedColumn(), TextColumn("left", style="dim"), TimeRemainingColumn(),
    )  # fmt: skip
    progress = Progress(*columns, expand=True)
    task = progress.add_task("", total=race.total)
    with Live(progress, console=errors(), transient=True, refresh_per_second=4, redirect_stdout=False,
              redirect_stderr=False, get_renderable=lambda: Group(_live(race), progress)):  # fmt: skip
        for outcome in race:
            collect_garbage()
            progress.update(task, completed=race.done)
            yield outcome


def _live(race: Race) -> Table | Text:
    """The leaderboard so far."""
    return leaderboard(race.result(), errors(), SHOWN) if race.done else Text("")


def leaderboard(found: Comparison, screen: Console, most: int | None = None) -> Table:
    """One row a candidate, best first, with as much about it as the screen has room for."""
    optional = ["p", "FLOPs", "Seconds"]
    while True:
        shown = _leaderboard(found, optional, most)
        wanted = screen.measure(shown, options=screen.options.update(width=1000)).maximum
        if not optional or wanted <= screen.width:
            return shown
        optional.pop()


def _leaderboard(found: Comparison, optional: list[str], most: int | None) -> Table:
    metric = TITLES.get(found.metric, found.metric.capitalize())
    epochs = len({round(s.epochs) for s in found.standings}) > 1
    heads = [
        ">",
        "Candidate",
        f">{metric}",
        ">±",
        "Against the best",
        *(f">{name}" for name in optional),
        ">Parameters",
    ]
    shown = table(*heads, *([">Epochs"] if epochs else []))
    for place, s in enumerate(found.standings[:most], start=1):
        margin = "" if math.isnan(s.low) else f"{(s.high - s.low) / 2:.3g}"
        more = {"p": "" if math.isnan(s.p) else f"{s.p:.2g}", "FLOPs": large(s.flops), "Seconds": f"{s.seconds:.2g}"}
        shown.add_row(
            f"{place}", Text(clean(s.name)), Text(f"{s.mean:.4g}", "bold"), margin,
            Text(s.verdict, VERDICTS[s.verdict]), *(more[name] for name in optional), f"{s.parameters:,}",
            *([f"{s.epochs:,.0f}"] if epochs else []),
        )  # fmt: skip
    return shown


def large(count: float) -> str:
    """Such as 459 M: three digits and the thousands, millions, … in a letter."""
    for unit in ("", " k", " M", " G", " T", " P"):
        if count < 999.5 or unit == " P":
            return f"{count:.3g}{unit}"
        count /= 1000
    return ""


def show(found: Comparison, options: dict[str, Any]) -> bool:
    """Print the result, and write what was asked for; True where something could not be written."""
    if options["json"]:
        write_json(as_json(found))
    elif options["quiet"]:
        output().print(clean(summary(found)), soft_wrap=True)
    else:
        equal = f", at equal {found.at}" if found.at else ""
        candidates, seeds = len(found.standings), len(found.seeds)
        title = (
            f"{clean(found.name)}: {candidates} candidates, {seeds} seeds each{equal}, judged on the {found.part} rows"
        )
        output().print(Text(title, "bold"), Text(""), leaderboard(found, output()), Text(""), sep="\n")
        output().print(clean(summary(found)), soft_wrap=True)
        if found.sweep:
            output().print(Text(f"Kept as {found.sweep}: `nnplay runs compare {found.sweep}` shows it again.", "dim"))
    failed = False
    for name, write in (("report", found.report), ("plot", lambda path: _draw(found, path))):
        if options[name]:
            try:
                write(options[name])
            except (NNPlayError, OSError) as error:
                complain(error)
                failed = True
    return failed


def _draw(found: Comparison, path: str) -> None:
    from nnplay import plots

    plots.save(found.plot(), path)


def as_json(found: Comparison) -> dict[str, Any]:
    """The comparison with every seed's metrics."""
    standings = []
    for row, s in zip(found.table(), found.standings, strict=True):
        told = [{"seed": o.seed, "metrics": o.metrics, "run": o.run, "status": o.status} for o in s.outcomes]
        net, recipe = s.candidate.architecture.to_json(), s.candidate.recipe.to_json()
        standings.append(row | {"architecture": net, "recipe": recipe, "outcomes": told})
    return {
        "data": found.name, "task": found.task, "metric": found.metric, "part": found.part, "at": found.at or "epochs",
        "seeds": list(found.seeds), "sweep": found.sweep, "standings": standings, "summary": summary(found),
    }  # fmt: skip
