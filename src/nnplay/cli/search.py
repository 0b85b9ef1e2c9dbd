"""`nnplay search`: read what is searched and what is fixed, follow the trials, show and save what was found."""

from __future__ import annotations

import inspect
import re
import shlex
import warnings
from collections.abc import Iterator
from typing import Any

import typer
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from nnplay.cli import search_report
from nnplay.cli.console import complain, errors, warn
from nnplay.cli.network_options import architecture_of, of_network
from nnplay.cli.options import RESULT, completing, number, of_recipe, parameter, parts, settings_of, taking
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.progress import collect_garbage, preparing
from nnplay.cli.signals import Stop
from nnplay.cli.tables import COLOURS
from nnplay.data import builtin_names
from nnplay.errors import DivergenceWarning, NNPlayError, StoreError
from nnplay.experiments.search.result import Search
from nnplay.experiments.search.search import Searching
from nnplay.experiments.search.space import NAMES
from nnplay.network.architecture import Architecture
from nnplay.training.recipe_file import read_recipe
from nnplay.training.setup import DEFAULT_HIDDEN

SEARCH = "The search"
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
TIME = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)")


def _options() -> list[inspect.Parameter]:
    data = typer.Argument(
        help="A built-in set or a file, as for `nnplay train`; or the recipe's.", metavar="DATA", show_default=False,
        autocompletion=completing(list(builtin_names())),
    )  # fmt: skip

    def option(
        name: str, metavar: str | None, text: str, kind: Any = str | None, default: Any = None, panel: str = SEARCH
    ) -> Any:
        settings: dict[str, Any] = {"help": text, "metavar": metavar, "rich_help_panel": panel, "show_default": False}
        flag = "--" + name.replace("_", "-")
        return parameter(name, kind, default, typer.Option(flag + f"/--no-{name}" * (default is True), **settings))

    return [
        parameter("data", str | None, None, data),
        option("trials", "N", "How many configurations are tried. \\[default: 50]", int, 50),
        option("timeout", "SECONDS|10m|2h", "When to stop trying, however many are left."),
        option("space", "SETTINGS", "What is tried: width=4:256:log activation=relu,tanh; may be repeated.",
               list[str] | None),
        option("metric", "NAME", "Of the validation rows, by which trials are compared; accuracy or r2."),
        option("prune", None, "Give up trials that are hopeless.", bool, True),
        option("workers", "N", "Trials at once; one a core when left out.", int | None),
        *of_network(),
        *of_recipe(),
        option("recipe", "FILE.toml", "What this file says is not searched.", panel=RESULT),
        option("save", "FILE", "Write the final network, for `nnplay predict` and `nnplay show`.", panel=RESULT),
        option("save_recipe", "FILE.toml", "Write the best recipe with its architecture.", panel=RESULT),
        option("plot", "FILE.png|svg|pdf", "Draw the progress of the search.", panel=RESULT),
        option("report", "FILE.html", "Write everything as one page.", panel=RESULT),
        option("store", None, "Keep every trial: see `nnplay runs`.", bool, True, panel=RESULT),
        option("json", None, "Print one JSON object and nothing else.", bool, False, RESULT),
        option("quiet", None, "Print one line, and no progress.", bool, False, RESULT),
    ]  # fmt: skip


@taking(_options())
def search(**options: Any) -> None:
    """Search architectures and settings; whatever option of the network or the training is typed is not searched."""
    settings, base = read_recipe(options["recipe"]) if options["recipe"] else ({}, None)
    settings |= settings_of(options)
    data = options["data"] if options["data"] is not None else settings.get("data")
    if data is None:
        raise NNPlayError("Say what to search on, as in `nnplay search iris`: `nnplay data` lists the built-in sets.")
    settings = {name: value for name, value in settings.items() if name != "data"} | _network(options, base)
    check_outputs(options, data)
    searching = Searching(
        data, trials=options["trials"], timeout=seconds(options["timeout"]), space=space_of(options["space"] or []),
        metric=options["metric"], prune=options["prune"], workers=options["workers"],
        store=_store() if options["store"] else None, **settings,
    )  # fmt: skip
    raise typer.Exit(run(searching, options))


def run(searching: Searching, options: dict[str, Any]) -> int:
    """Follow a search to its end, or to a signal, show and write what it found; the exit code."""
    with preparing(quiet=options["quiet"]) as ready, Stop() as stop:
        try:
            for _ in follow(searching, quiet=options["quiet"]):
                ready.set()
                if stop.code:
                    break
        except KeyboardInterrupt:
            ready.set()
    if stop.code:
        searching.interrupted()
        if searching.leader is None:
            errors().print("Interrupted before the first trial had finished: there is nothing to show.")
            return stop.code
    found, code = _final(searching, quiet=options["quiet"])
    failed = search_report.write(found, options, "save", "save_recipe")
    search_report.show(found, options, searching.total)
    failed |= search_report.write(found, options, "report", "plot")  # last, so that nothing is lost should it go wrong
    if searching.trouble:
        warn(f"{searching.trouble} The rest of this search is not kept.")
    if stop.code:
        more = f"; `nnplay runs resume {found.sweep}` goes on" if found.sweep else ""
        errors().print(f"Interrupted after {searching.done:,} of {searching.total:,} trials{more}.", soft_wrap=True)
    if found.run.status == "interrupted":
        errors().print(f"Interrupted in the final training: its best weights, of epoch {found.run.epoch:,}, are kept.")
    if found.run.status == "diverged":
        complain(f"{found.run.message} The weights of epoch {found.run.epoch:,} are kept.")
    return stop.code or code or int(failed or found.run.status == "diverged")


def _final(searching: Searching, *, quiet: bool) -> tuple[Search, int]:
    """Train the best configuration; a signal ends that as well, and its exit code says so."""
    silent = quiet or not errors().is_terminal or errors().is_dumb_terminal
    with Stop() as stop, warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # told later
        if silent:
            return searching.result(), stop.code
        with errors().status(Text("Training the best one on all but the test rows …", "dim")):
            return searching.result(), stop.code


def follow(searching: Searching, *, quiet: bool) -> Iterator[dict[str, Any]]:
    """The trials of a search, with a live line on the way."""
    silent = quiet or not errors().is_terminal or errors().is_dumb_terminal
    progress = Progress(
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(None, table_column=Column(ratio=1), complete_style=COLOURS["train"]),
        _Best(table_column=Column(no_wrap=True)), TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("left"),
        console=errors(), transient=True, expand=True, disable=silent, redirect_stdout=False, redirect_stderr=False,
    )  # fmt: skip
    with progress:
        task = progress.add_task("", total=searching.total, best=None, metric=searching.metric)
        for trial in searching:
            collect_garbage()
            progress.update(task, completed=searching.done, best=searching.leader)
            yield trial


class _Best(ProgressColumn):
    """The best trial so far."""

    def render(self, task: Task) -> Text:
        """Such as: best accuracy 0.958 (2 × 64 tanh)."""
        best = task.fields["best"]
        if best is None:
            return Text("")
        told = Text.assemble((f"best {task.fields['metric']} ", "dim"), f"{best['value']:.4g} ")
        return told.append(search_report.network(best["settings"]), COLOURS["validation"])


def _store() -> Any:
    """The user's store; None, with a warning, where there can be none."""
    from nnplay.runs.store import Store

    try:
        return Store()
    except StoreError as error:
        warn(f"{error} This search is not kept.")
        return None


def _network(options: dict[str, Any], base: Architecture | None) -> dict[str, Any]:
    """What was typed or read of the network, none of which is searched."""
    if base is not None:
        return {"architecture": architecture_of(options, base, DEFAULT_HIDDEN)}
    fixed: dict[str, Any] = {name: options[name] for name in ("output", "loss", "skip") if options[name] is not None}
    if options["dropout"] is not None:
        fixed["dropout"] = number(options["dropout"])
    if options["norm"] is not None:
        fixed["norm"] = None if options["norm"] == "none" else options["norm"]
    if options["hidden"] is not None or (options["layers"] is not None and options["neurons"] is not None):
        alone = {"dropout": None, "norm": None, "skip": None, "output": None, "loss": None}
        fixed["hidden"] = [layer.width for layer in architecture_of(options | alone, None, ()).layers]
    else:
        typed = {"depth": options["layers"], "width": options["neurons"]}
        fixed |= {name: number(text) for name, text in typed.items() if text is not None}
    names = [name for text in options["activation"] or [] for name in parts(text)]
    if len(names) > 1 and "hidden" not in fixed:
        raise NNPlayError("One activation for each layer needs --hidden; to try several, --space activation=relu,tanh.")
    return fixed | ({"activation": names if len(names) > 1 else names[0]} if names else {})


def seconds(text: str | None) -> float | None:
    """A time such as 90, 90s, 10m or 2h in seconds."""
    if text is None:
        return None
    found = TIME.fullmatch(text.strip().lower())
    if found is None:
        raise NNPlayError(f"--timeout takes a time such as 90, 10m or 2h, not {text!r}.")
    return float(found[1]) * UNITS[found[2]]


def space_of(texts: list[str]) -> dict[str, Any]:
    """The space that was typed: ``name=low:high``, ``name=low:high:log`` or ``name=choice,choice``."""
    found: dict[str, Any] = {}
    for text in texts:
        for word in _words(text):
            name, sign, values = word.partition("=")
            if not sign or not values:
                raise NNPlayError(f"--space takes name=low:high, name=low:high:log or name=a,b, not {word!r}.")
            found[name.strip().replace("-", "_")] = _values(name.strip().replace("-", "_"), values)
    return found


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise NNPlayError(f"--space has a quote without an end: {text!r}.") from None


def _values(name: str, text: str) -> Any:
    ends = text.split(":")
    if len(ends) in (2, 3) and not isinstance(number(ends[0]), str) and not isinstance(number(ends[1]), str):
        if len(ends) == 3 and ends[2] != "log":
            raise NNPlayError(f"--space {name}: a range is low:high or low:high:log, not {text!r}.")
        return (number(ends[0]), number(ends[1]), *ends[2:])
    return [_value(name, part) for part in parts(text)]


def _value(name: str, text: str) -> Any:
    if name == "hidden":
        return tuple(_width(part) for part in text.split("-")) if text != "0" else ()
    if text.lower() == "none" or (name == "batch_size" and text == "full"):
        return None
    if name in NAMES and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return number(text)


def _width(text: str) -> Any:
    value = number(text)
    if not isinstance(value, int):
        raise NNPlayError(f"--space takes hidden layers as 64-32, not {text!r}.")
    return value
