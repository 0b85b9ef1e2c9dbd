"""`nnplay search`: search for the best configuration, and print and save it."""

from __future__ import annotations

import re
import shlex
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.console import errors, hides_progress, print_error, print_warning
from nnplay.cli.network_options import NetworkOptions, build_architecture
from nnplay.cli.options import DataArgument, OutputOptions, option_groups, output_option, parse_number, split_list
from nnplay.cli.recipe_options import RecipeOptions, parse_settings, read_base
from nnplay.cli.signals import StopOnSignal
from nnplay.errors import DivergenceWarning, NNPlayError, StoreError
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from nnplay.experiments.search.result import SearchResult
    from nnplay.experiments.search.search import SearchRun
    from nnplay.network.architecture import Architecture
    from nnplay.runs.store import Store


SECONDS_PER_UNIT = {"": 1, "s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)")


def _option(flag: str, text: str, metavar: str | None = None) -> Any:
    return typer.Option(flag, help=text, metavar=metavar, rich_help_panel="Search", show_default=False)


@option_groups
def search(
    data: DataArgument = None,
    *,
    trials: Annotated[int, _option("--trials", "Number of configurations to try. [default: 50]", "N")] = 50,
    timeout: Annotated[
        str | None,
        _option("--timeout", "Stop the search after this time; unfinished trials do not count.", "SECONDS|10m|2h"),
    ] = None,
    space: Annotated[
        list[str] | None,
        _option("--space", "What to search: width=4:256:log activation=relu,tanh. May be repeated.", "SETTINGS"),
    ] = None,
    metric: Annotated[
        str | None, _option("--metric", "Compare trials by this validation metric; accuracy or r2 by default.", "NAME")
    ] = None,
    prune: Annotated[bool, _option("--prune/--no-prune", "Stop hopeless trials early.")] = True,
    workers: Annotated[int | None, _option("--workers", "Parallel trials; one for each core by default.", "N")] = None,
    network: NetworkOptions[str],
    settings: RecipeOptions[str],
    recipe: Annotated[
        str | None, output_option("--recipe", "Settings in this file are fixed, not searched.", "FILE.toml")
    ] = None,
    outputs: OutputOptions,
) -> None:
    """Search for the best architecture and settings. Any network or training option that you give is fixed."""
    from nnplay.experiments.search.search import SearchRun
    from nnplay.training.recipe import Recipe

    data, fixed, base = read_base(data, recipe, "search")
    fixed |= parse_settings(settings.typed()) | _fixed_network(network, base)
    outputs.check(data)
    search_run = SearchRun(
        data, trials=trials, timeout=parse_duration(timeout), space=parse_space(space or []), metric=metric,
        prune=prune, workers=workers, store=_open_store() if outputs.store else None,
        recipe=Recipe() if recipe else None, **fixed,
    )  # fmt: skip
    raise typer.Exit(run(search_run, outputs))


def run(search_run: SearchRun, outputs: OutputOptions) -> int:
    """Run a search to its end, or to a signal, and print and write its result; returns the exit code."""
    from nnplay.cli import search_report
    from nnplay.cli.progress import compiling_notice

    with compiling_notice(quiet=outputs.quiet), StopOnSignal() as stop, suppress(KeyboardInterrupt):
        for _ in follow(search_run, quiet=outputs.quiet):
            if stop.code:
                break
    if stop.code:
        search_run.mark_interrupted()
        if search_run.leader is None:
            errors().print("Interrupted before the first trial finished; there is no result.")
            return stop.code
    result, code = _final_run(search_run, quiet=outputs.quiet)
    failed = search_report.write_model(result, outputs)
    search_report.print_result(result, outputs, search_run.total)
    failed |= search_report.write_figures(result, outputs)  # last, since it is the least important
    if search_run.trouble:
        print_warning(f"{search_run.trouble} The rest of this search is not saved.")
    if stop.code:
        hint = f"; `nnplay runs resume {result.sweep}` continues" if result.sweep else ""
        progress = f"{search_run.done:,} of {plural(search_run.total, 'trial')}"
        errors().print(f"Interrupted after {progress}{hint}.", soft_wrap=True)
    best = f"the weights of epoch {result.run.epoch:,}"
    if result.run.status == "interrupted":
        errors().print(f"Interrupted during the final run; the result has {best}, the best so far.")
    if result.run.status == "diverged":
        print_error(f"{result.run.message} The result has {best}.")
    return stop.code or code or int(failed or result.run.status == "diverged")


def _final_run(search_run: SearchRun, *, quiet: bool) -> tuple[SearchResult, int]:
    """Train the best configuration; returns the result, and the exit code of a signal (else 0)."""
    from rich.text import Text

    with StopOnSignal() as stop, warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # `run` reports it
        if hides_progress(quiet=quiet):
            return search_run.result(), stop.code
        with errors().status(Text("Training the best configuration on all rows but the test split …", "dim")):
            return search_run.result(), stop.code


def follow(search_run: SearchRun, *, quiet: bool) -> Iterator[dict[str, Any]]:
    """The trials of a search as they end, with a progress bar."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.table import Column

    from nnplay.cli.progress import resume_garbage_collection
    from nnplay.cli.search_report import BestColumn
    from nnplay.cli.tables import COLOURS

    progress = Progress(
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(None, table_column=Column(ratio=1), complete_style=COLOURS["train"]),
        BestColumn(table_column=Column(no_wrap=True)), TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("left"),
        console=errors(), transient=True, expand=True, disable=hides_progress(quiet=quiet), redirect_stdout=False,
        redirect_stderr=False,
    )  # fmt: skip
    with progress:
        task = progress.add_task("", total=search_run.total, best=None, metric=search_run.metric)
        for trial in search_run:
            resume_garbage_collection()
            progress.update(task, completed=search_run.done, best=search_run.leader)
            yield trial


def _open_store() -> Store | None:
    """The user's store; None, with a warning, if it cannot be opened."""
    from nnplay.runs.store import Store

    try:
        return Store()
    except StoreError as error:
        print_warning(f"{error} This search is not saved.")
        return None


def _fixed_network(options: NetworkOptions[str], base: Architecture | None) -> dict[str, Any]:
    """The settings of the network that are typed or in the recipe file, and are not searched."""
    from nnplay.training.defaults import HIDDEN

    if base is not None:
        return {"architecture": build_architecture(options, base, HIDDEN)}
    fixed: dict[str, Any] = {
        name: value for name in ("output", "loss", "skip") if (value := getattr(options, name)) is not None
    }
    if options.dropout is not None:
        fixed["dropout"] = parse_number(options.dropout)
    if options.norm is not None:
        fixed["norm"] = None if options.norm == "none" else options.norm
    if options.hidden is not None or (options.layers is not None and options.neurons is not None):
        widths = NetworkOptions[str](
            hidden=options.hidden, layers=options.layers, neurons=options.neurons, activation=options.activation,
            layer=options.layer,
        )  # fmt: skip
        fixed["hidden"] = [layer.width for layer in build_architecture(widths, None, ()).layers]
    else:
        typed = {"depth": options.layers, "width": options.neurons}
        fixed |= {name: parse_number(text) for name, text in typed.items() if text is not None}
    names = [name for text in options.activation or [] for name in split_list(text)]
    if len(names) > 1 and "hidden" not in fixed:
        raise NNPlayError(
            "One activation for each layer needs --hidden; to search among several, use --space activation=relu,tanh."
        )
    return fixed | ({"activation": names if len(names) > 1 else names[0]} if names else {})


def parse_duration(text: str | None) -> float | None:
    """A time such as 90, 90s, 10m or 2h in seconds."""
    if text is None:
        return None
    match = DURATION.fullmatch(text.strip().lower())
    if match is None:
        raise NNPlayError(f"--timeout takes a time such as 90, 10m or 2h, not {text!r}.")
    return float(match[1]) * SECONDS_PER_UNIT[match[2]]


def parse_space(texts: list[str]) -> dict[str, Any]:
    """The search space in ``name=low:high``, ``name=low:high:log`` or ``name=choice,choice``."""
    space: dict[str, Any] = {}
    for text in texts:
        for word in _words(text):
            name, sign, values = word.partition("=")
            if not sign or not values:
                raise NNPlayError(f"--space takes name=low:high, name=low:high:log or name=a,b, not {word!r}.")
            setting = name.strip().replace("-", "_")
            space[setting] = _parse_dimension(setting, values)
    return space


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise NNPlayError(f"--space has an unclosed quote: {text!r}.") from None


def _parse_dimension(name: str, text: str) -> Any:
    low, *rest = map(parse_number, text.split(":"))
    if len(rest) in (1, 2) and not isinstance(low, str) and not isinstance(rest[0], str):
        if rest[1:] not in ([], ["log"]):
            raise NNPlayError(f"--space {name}: a range is low:high or low:high:log, not {text!r}.")
        return (low, *rest)
    return [_parse_choice(name, part) for part in split_list(text)]


def _parse_choice(name: str, text: str) -> Any:
    from nnplay.experiments.search.space import NAMES

    if name == "hidden":
        return tuple(_parse_width(part) for part in text.split("-")) if text != "0" else ()
    if text.lower() == "none" or (name == "batch_size" and text == "full"):
        return None
    if name in NAMES and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return parse_number(text)


def _parse_width(text: str) -> int:
    value = parse_number(text)
    if not isinstance(value, int):
        raise NNPlayError(f"--space takes hidden layers as 64-32, not {text!r}.")
    return value
