"""`nnplay train`: train a network, print a report, and save the run."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.console import errors, output, print_error, print_warning, write_json
from nnplay.cli.network_options import NetworkOptions, build_architecture
from nnplay.cli.options import (
    RUN_OUTPUTS,
    TRAINING,
    DataArgument,
    Only,
    OutputOptions,
    RecipeFile,
    option_groups,
    output_option,
)  # fmt: skip
from nnplay.cli.output_files import save_plot, write_files
from nnplay.cli.recipe_options import RecipeOptions, parse_settings, read_base
from nnplay.cli.signals import StopOnSignal
from nnplay.errors import DataError, DivergenceWarning, NNPlayError, StoreError
from nnplay.utils.files import check_path, protect
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from nnplay.loggers import LoggerGroup
    from nnplay.network.architecture import Architecture
    from nnplay.runs.recorder import RunRecorder
    from nnplay.runs.run import Run
    from nnplay.training.session import TrainingSession
    from nnplay.training.snapshot import Snapshot
    from nnplay.web.watch import WatchedRun


@option_groups
def train(
    data: DataArgument = None,
    *,
    network: NetworkOptions[str],
    settings: RecipeOptions[str],
    recipe: RecipeFile = None,
    cv: Annotated[
        int | None,
        typer.Option(
            "--cv", help="Cross-validate with K folds instead of one test split; --save then trains on all rows.",
            metavar="K", rich_help_panel=TRAINING, show_default=False,
        ),
    ] = None,
    watch: Annotated[bool, output_option("--watch", "Show the run live in the browser; see `nnplay web`.")] = False,
    log: Annotated[
        list[str] | None,
        output_option("--log", "Log every epoch: tensorboard[:FOLDER], mlflow[:URI] or wandb[:PROJECT].", "LOGGER"),
    ] = None,
    outputs: Annotated[OutputOptions, Only(RUN_OUTPUTS)],
) -> None:  # fmt: skip
    """Train a network, and report its layers, metrics and learning curve."""
    from nnplay.cli.progress import reading_progress
    from nnplay.training.defaults import default_hidden
    from nnplay.training.recipe import Recipe
    from nnplay.training.session import TrainingSession

    data, base_settings, base = read_base(data, recipe, "train")
    base_settings |= parse_settings(settings.typed())
    architecture = build_architecture(network, base, default_hidden(data))
    complete = Recipe(**base_settings)
    arguments: dict[str, Any] = {"recipe": complete} if recipe else base_settings
    for file in (complete.test_data, complete.validation_data):
        if file is not None:
            protect(check_path(file, DataError))
    outputs.check(data)
    if cv is not None:
        cross_validate(data, architecture, arguments, cv, outputs, watch=watch, log=bool(log))
        return
    loggers = loggers_from_options(log)
    with reading_progress(quiet=outputs.quiet) as on_progress:
        session = TrainingSession.start(
            data, architecture, on_progress=on_progress, every=1 if watch else None, **arguments
        )
    if loggers is not None:
        loggers.start(session)
    page = open_page(session) if watch else None
    recorder = start_recording(session) if outputs.store else None
    try:
        code, run = train_session(session, recorder, quiet=outputs.quiet, page=page, loggers=loggers)
        finish(run, outputs, code, recorder)
        if page is not None:
            errors().print(f"The page stays open at {page.address}; press Ctrl-C to close it.")
            page.wait()
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    finally:
        if loggers is not None:
            loggers.fail("interrupted")  # unless it has finished
        if page is not None:
            page.close()
        if recorder is not None:
            recorder.store.close()


def cross_validate(
    data: str, architecture: Architecture, arguments: dict[str, Any], folds: int, outputs: OutputOptions, *,
    watch: bool, log: bool,
) -> None:  # fmt: skip
    """Cross-validate, print the scores, and train once more on all rows if the network is to be saved.

    Raises:
        NNPlayError: options that need a single run.
        typer.Exit: a signal, or a file that could not be written.
    """
    from nnplay.cli import report
    from nnplay.cli.cross_validation import print_result, run_folds
    from nnplay.training.recipe_file import write_recipe
    from nnplay.training.session import TrainingSession

    for name, value in (("--plot", outputs.plot), ("--watch", watch), ("--log", log), ("--card", outputs.card)):
        if value:
            raise NNPlayError(f"--cv trains {folds:,} networks, and {name} shows one: leave out one of the two.")
    result = run_folds(data, architecture, arguments, folds, quiet=outputs.quiet)
    print_result(result, outputs)
    code, failed, run = 0, False, None
    if outputs.save is not None:
        session = TrainingSession.start(data, architecture, recipe=result.recipe.replace(test_fraction=0.0))
        code, run = train_session(session, start_recording(session) if outputs.store else None, quiet=outputs.quiet)
        failed = write_files((outputs.save, run.save))
        if not (failed or outputs.json or outputs.quiet):
            output().print(f"Trained once more on all {plural(run.facts['rows'], 'row')}, without a test split.")
            output().print(report.next_step(run, outputs.save), soft_wrap=True)
        if run.status == "diverged":
            print_error(f"{run.message} The result has the weights of epoch {run.epoch:,}.")
    failed |= write_files((outputs.save_recipe, lambda path: write_recipe(path, architecture, result.recipe)))
    if code or failed or (run is not None and run.status == "diverged"):
        raise typer.Exit(code or 1)


def loggers_from_options(log: list[str] | None) -> LoggerGroup | None:
    """The loggers of `--log`; None without one, so that nothing is imported."""
    if not log:
        return None
    from nnplay.loggers import as_logger_group

    return as_logger_group(log)


def open_page(session: TrainingSession) -> WatchedRun:
    """A page in the browser that shows the run.

    Raises:
        NNPlayError: no page can show this run.
    """
    from nnplay.web import watch

    return watch(session, show=errors().is_terminal)


def start_recording(session: TrainingSession) -> RunRecorder | None:
    """Add the run to the user's store; None, with a warning, if that fails."""
    from nnplay.runs.recorder import RunRecorder
    from nnplay.runs.store import Store

    try:
        return RunRecorder(Store(), session)
    except StoreError as error:
        print_warning(f"{error} This run is not saved.")
        return None


def train_session(
    session: TrainingSession, recorder: RunRecorder | None, *, quiet: bool, page: WatchedRun | None = None,
    loggers: LoggerGroup | None = None,
) -> tuple[int, Run]:  # fmt: skip
    """Train to the end, or to a signal; returns the exit code of the signal (else 0) and the run."""
    from nnplay.runs.run import Run

    snapshots: Iterable[Snapshot] = session.by_block() if page is None and loggers is None else session
    if recorder is not None:
        snapshots = recorder.follow(snapshots)
    if page is not None:
        snapshots = page.follow(snapshots)
    if loggers is not None:
        snapshots = loggers.follow(session, snapshots)
    code = follow_session(session, snapshots, quiet=quiet)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)  # `finish` reports it
        run = Run.from_session(session)
    if loggers is not None:
        from nnplay.runs.model_card import result_files

        loggers.finish(run, result_files(run))
    if recorder is not None:
        recorder.finish(run)
    return code, run


def follow_session(
    session: TrainingSession,
    snapshots: Iterable[Snapshot],
    *,
    quiet: bool,
    on_snapshot: Callable[[Snapshot], object] | None = None,
) -> int:
    """Iterate over the snapshots with a progress bar, to the end or to a signal; the exit code of the signal, or 0.

    Raises:
        typer.Exit: a signal before the first epoch.
    """
    from nnplay.cli.progress import compiling_notice, track

    with compiling_notice(quiet=quiet), StopOnSignal() as stop:
        with suppress(KeyboardInterrupt):
            for snapshot in track(snapshots, session.problem.recipe.epochs, quiet=quiet):
                if on_snapshot is not None:
                    on_snapshot(snapshot)
                if stop.code:
                    break
        if stop.code:
            session.mark_interrupted()
    if session.history.last is None:
        errors().print("Interrupted before the first epoch; there is no result.")
        raise typer.Exit(stop.code)
    return stop.code


def finish(run: Run, outputs: OutputOptions, code: int, recorder: RunRecorder | None, plot: str = "summary") -> None:
    """Write and print the results, with the plot of that kind, and exit with the right code."""
    from nnplay.runs.model_card import write_card
    from nnplay.training.recipe_file import write_recipe

    failed = write_files(
        (outputs.save, run.save),
        (outputs.save_recipe, lambda path: write_recipe(path, run.architecture, run.recipe)),
        (outputs.card, lambda path: write_card(run, path, outputs.save or "")),
    )
    stored = recorder is not None and not recorder.trouble
    _print(run, outputs, None if failed else outputs.save, stored=stored)
    failed |= write_files(
        (outputs.plot, lambda path: save_plot(run, path, plot, style=outputs.style))
    )  # last, as the least important
    if recorder is not None and recorder.trouble:
        print_warning(f"{recorder.trouble} This run is not saved.")
    if code:
        hint = f"; `nnplay runs resume {recorder.id}` continues" if recorder is not None and recorder.id else ""
        errors().print(f"Interrupted; the result has the best weights so far, of epoch {run.epoch:,}{hint}.")
    if run.status == "diverged":
        print_error(f"{run.message} The result has the weights of epoch {run.epoch:,}.")
    if run.status in ("finished", "stopped early") and not outputs.json:  # JSON has the notes
        for note in run.notes:
            print_warning(note)
    if code or failed or run.status == "diverged":
        raise typer.Exit(code or 1)


def _print(run: Run, outputs: OutputOptions, saved: str | None, *, stored: bool) -> None:
    from nnplay.cli import report

    if outputs.json:
        write_json(run_to_json(run))
    elif outputs.quiet:
        output().print(report.summary(run), soft_wrap=True)
    else:
        report.print_report(output(), run)
        step = report.next_step(run, saved) if saved or not stored else report.next_step(run, "last", saved=False)
        output().print(step, soft_wrap=True)


def run_to_json(run: Run) -> dict[str, Any]:
    """Everything about a run but its weights."""
    seconds = run.history.get("seconds") or [0.0]
    return {
        "metrics": run.metrics, "history": run.history, "architecture": run.architecture.to_json(),
        "recipe": run.recipe.to_json(), "epoch": run.epoch, "status": run.status, "message": run.message,
        "parameters": run.parameters.count, "seconds": seconds[-1], "data": dict(run.facts), "classes": run.classes,
        "baseline": run.baseline, "notes": run.notes, "per_target": run.per_target,
        "per_class": [{"class": label} | values for label, values in run.per_class.items()],
    }  # fmt: skip
