"""`nnplay train`: read what was typed, follow the training, show and save the run."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from nnplay.cli import report
from nnplay.cli.console import complain, errors, output, warn, write_json
from nnplay.cli.network_options import architecture_of, of_network
from nnplay.cli.options import RESULT, completing, of_recipe, parameter, settings_of, taking
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.progress import Follower, preparing, reading
from nnplay.cli.signals import Stop
from nnplay.data import builtin_names
from nnplay.errors import DivergenceWarning, NNPlayError, StoreError
from nnplay.runs.recorder import RunRecorder
from nnplay.runs.run import Run
from nnplay.runs.store import Store
from nnplay.training.loop import Snapshot
from nnplay.training.recipe import Recipe
from nnplay.training.recipe_file import read_recipe, write_recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import DEFAULT_HIDDEN

if TYPE_CHECKING:
    from nnplay.web.watch import Watched


def _options() -> list[inspect.Parameter]:
    data = typer.Argument(
        help="A built-in set (`nnplay data`) or a .csv, .tsv, .txt, .parquet, .xlsx or .xls file; or the recipe's.",
        metavar="DATA", autocompletion=completing(list(builtin_names())), show_default=False,
    )  # fmt: skip

    watch = _option("watch", None, "Show the training live in the browser too: see `nnplay web`.", bool, False)
    recipe = _option("recipe", "FILE.toml", "Start from the settings in this file; what is typed overrides it.")
    return [parameter("data", str | None, None, data), *of_network(), *of_recipe(), recipe, watch, *of_result()]


def of_result(plot: str = "Draw a picture of the run.") -> list[inspect.Parameter]:
    """The options that say what becomes of a run."""
    return [
        _option("save", "FILE", "Write the trained network, for `nnplay predict` and `nnplay show`."),
        _option("save_recipe", "FILE.toml", "Write the recipe with its architecture."),
        _option("plot", "FILE.png|svg|pdf", plot),
        _option("store", None, "Keep the run: see `nnplay runs`.", bool, True),
        _option("json", None, "Print one JSON object and nothing else.", bool, False),
        _option("quiet", None, "Print one line, and no progress.", bool, False),
    ]


def _option(name: str, metavar: str | None, text: str, kind: Any = str | None, default: Any = None) -> Any:
    settings: dict[str, Any] = {"help": text, "metavar": metavar, "rich_help_panel": RESULT, "show_default": False}
    flag = "--" + name.replace("_", "-")
    return parameter(name, kind, default, typer.Option(flag + f"/--no-{name}" * (default is True), **settings))


@taking(_options())
def train(**options: Any) -> None:
    """Train a network, and show its layout, how good it is, and its learning curve."""
    settings, base = read_recipe(options["recipe"]) if options["recipe"] else ({}, None)
    settings |= settings_of(options)
    data = options["data"] if options["data"] is not None else settings.get("data")
    if data is None:
        raise NNPlayError("Say what to train on, as in `nnplay train iris`: `nnplay data` lists the built-in sets.")
    architecture = architecture_of(options, base, DEFAULT_HIDDEN)
    recipe = Recipe(**(settings | {"data": None}))
    check_outputs(options, data)
    with reading(quiet=options["quiet"]) as on_progress:
        session = TrainingSession.start(
            data, architecture, recipe=recipe, on_progress=on_progress, every=1 if options["watch"] else None
        )
    page = watched(session) if options["watch"] else None
    recorder = recorder_of(session) if options["store"] else None
    try:
        code, run = train_session(session, recorder, quiet=options["quiet"], page=page)
        finish(run, options, code, recorder)
        if page is not None:
            errors().print(f"The page stays at {page.address} until Ctrl-C ends it.")
            page.wait()
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    finally:
        if page is not None:
            page.close()


def watched(session: TrainingSession) -> Watched:
    """A page in the browser that shows the training too.

    Raises:
        NNPlayError: NiceGUI is not installed, or no page can show this training.
    """
    from nnplay.web import watch

    return watch(session, show=errors().is_terminal)


def recorder_of(session: TrainingSession) -> RunRecorder | None:
    """Who enters the training into the user's store; None, with a warning, where that cannot be."""
    try:
        return RunRecorder(Store(), session)
    except StoreError as error:
        warn(f"{error} This run is not kept.")
        return None


def train_session(
    session: TrainingSession, recorder: RunRecorder | None, *, quiet: bool, page: Watched | None = None
) -> tuple[int, Run]:
    """Follow a training to its end, or to a signal; the signal's exit code, or 0, and the run."""
    snapshots: Iterable[Snapshot] = session if recorder is None else recorder.follow(session)
    if page is not None:
        snapshots = page.follow(snapshots)
    with preparing(quiet=quiet) as ready, Stop() as stop:
        try:
            for _ in Follower(session.problem.recipe.epochs, quiet=quiet).follow(snapshots):
                ready.set()
                if stop.code:
                    break
        except KeyboardInterrupt:
            ready.set()
        if stop.code:
            session.interrupted()
    if session.record.last is None:
        errors().print("Interrupted before the first epoch: there is nothing to keep.")
        raise typer.Exit(stop.code)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # told later
        run = Run.from_session(session)
    if recorder is not None:
        recorder.finish(run)
    return stop.code, run


def finish(run: Run, options: dict[str, Any], code: int, recorder: RunRecorder | None, kind: str = "summary") -> None:
    """Write and show what was asked for, the picture of that kind, and end with the right exit code."""
    failed = _write(run, options)
    _show(run, options, None if failed else options["save"])
    if options["plot"]:  # last, so that nothing is lost should it go wrong
        failed |= _attempt(lambda: draw(run, options["plot"], kind), options["plot"])
    if recorder is not None and recorder.trouble:
        warn(f"{recorder.trouble} This run is not kept.")
    if code:
        more = f"; `nnplay runs resume {recorder.id}` goes on" if recorder is not None and recorder.id else ""
        errors().print(f"Interrupted: the weights of epoch {run.epoch:,}, the best so far, are kept{more}.")
    if run.status == "diverged":
        complain(f"{run.message} The weights of epoch {run.epoch:,} are kept.")
    if code or failed or run.status == "diverged":
        raise typer.Exit(code or 1)


def _write(run: Run, options: dict[str, Any]) -> bool:
    """Write what was asked for; True where something could not be, which is told."""
    failed = False
    if options["save"]:
        failed |= _attempt(lambda: run.save(options["save"]), options["save"])
    if options["save_recipe"]:
        path = options["save_recipe"]
        failed |= _attempt(lambda: write_recipe(path, run.architecture, run.recipe), path)
    return failed


def draw(run: Run, path: str, kind: str = "summary") -> None:
    """Write a picture of a run."""
    from nnplay import plots as pictures

    pictures.save(run.plot(kind), path)


def _attempt(write: Any, path: str) -> bool:
    try:
        write()
    except (KeyboardInterrupt, SystemExit):
        complain(f"Interrupted while {path!r} was being written: it is as it was before.")
        raise
    except (NNPlayError, OSError) as error:
        complain(error)
        return True
    return False


def _show(run: Run, options: dict[str, Any], saved: str | None) -> None:
    if options["json"]:
        write_json(as_json(run))
    elif options["quiet"]:
        output().print(report.summary(run), soft_wrap=True)
    else:
        report.show(output(), run)
        output().print(report.advice(run, saved), soft_wrap=True)


def as_json(run: Run) -> dict[str, Any]:
    """Everything about a run but its weights."""
    seconds = run.history.get("seconds") or [0.0]
    return {
        "metrics": run.metrics, "history": run.history, "architecture": run.architecture.to_json(),
        "recipe": run.recipe.to_json(), "epoch": run.epoch, "status": run.status, "message": run.message,
        "parameters": run.parameters.count, "seconds": seconds[-1], "data": run.facts, "classes": run.classes,
    }  # fmt: skip
