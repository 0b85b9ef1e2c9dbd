"""`nnplay doctor`: what is wrong with a training, and whether the fix helps."""

from __future__ import annotations

import inspect
import warnings
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from nnplay.cli.console import errors, output, write_json
from nnplay.cli.network_options import architecture_of, of_network
from nnplay.cli.options import RESULT, of_recipe, parameter, settings_of, taking
from nnplay.cli.output_checks import check_outputs
from nnplay.cli.progress import Follower, preparing, reading
from nnplay.cli.signals import Stop
from nnplay.cli.tables import table
from nnplay.data import builtin_names
from nnplay.doctor.diagnosis import Diagnosis, concluded
from nnplay.doctor.findings import Finding
from nnplay.doctor.fix_trial import Trial
from nnplay.doctor.fixes import asked
from nnplay.doctor.monitor import Watcher
from nnplay.errors import DataWarning, NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run, load_run
from nnplay.training.recipe import Recipe
from nnplay.training.recipe_file import read_recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import DEFAULT_HIDDEN

COLOURS = {"serious": "bold red", "warning": "bold yellow", "advice": "bold cyan"}
VERDICTS = {"better": "green", "mixed": "yellow", "worse": "red"}
BARS = "▁▂▃▄▅▆▇█"
WIDTH = 40  # characters of a small curve


def of_training() -> list[inspect.Parameter]:
    """The data, the network and the recipe, as `train` takes them."""
    text = "What `nnplay train` takes, or a file that it saved."
    data = typer.Argument(help=text, metavar="DATA", show_default=False)
    recipe = typer.Option("--recipe", help="Start from the settings in this file.", metavar="FILE.toml",
                          rich_help_panel=RESULT, show_default=False)  # fmt: skip
    return [
        parameter("data", str | None, None, data), *of_network(), *of_recipe(),
        parameter("recipe", str | None, None, recipe),
    ]  # fmt: skip


def _options() -> list[inspect.Parameter]:
    def flag(name: str, text: str, option: str = "") -> inspect.Parameter:
        return parameter(name, bool, False, typer.Option(option or f"--{name}", help=text, rich_help_panel=RESULT))

    return [
        *of_training(), flag("tried", "Train again with each fix, and compare.", "--try"),
        plotted("Draw the gradients of each layer over the epochs, and the neurons that learn nothing."),
        flag("json", "Print one JSON object and nothing else."), flag("quiet", "No progress."),
    ]  # fmt: skip


def plotted(text: str) -> inspect.Parameter:
    """The option --plot."""
    return parameter("plot", str | None, None, typer.Option(
        "--plot", help=text, metavar="FILE.png|svg|pdf", rich_help_panel=RESULT, show_default=False
    ))  # fmt: skip


def session_of(options: dict[str, Any], *, quiet: bool) -> TrainingSession:
    """The training that the options describe; of a saved run, the one that it came from."""
    check_outputs(options)
    data, network, recipe, _ = training_of(options)
    with reading(quiet=quiet) as on_progress:
        return TrainingSession.start(data, network, recipe=recipe, on_progress=on_progress, every=_every(recipe))


def training_of(options: dict[str, Any]) -> tuple[Any, Architecture, Recipe, Run | None]:
    """The data, the network and the recipe that the options describe, and the saved run if they name one."""
    data = options["data"]
    if data is not None and data not in builtin_names() and Path(data).suffix.lower() == ".nnplay":
        if options["recipe"]:
            raise NNPlayError("A saved run has its own recipe: leave out --recipe, or bring the data instead.")
        run = load_run(data).with_data()
        network = architecture_of(options, asked(run.architecture), ())
        return run.dataset, network, run.recipe.replace(**settings_of(options)), run
    settings, base = read_recipe(options["recipe"]) if options["recipe"] else ({}, None)
    settings |= settings_of(options)
    data = data if data is not None else settings.get("data")
    if data is None:
        raise NNPlayError("Say what to train on, such as iris: `nnplay data` lists the built-in sets.")
    network = architecture_of(options, base, DEFAULT_HIDDEN)
    return data, network, Recipe(**(settings | {"data": None})), None


def _every(recipe: Recipe) -> int | None:
    return 1 if recipe.epochs <= 1000 else None


@taking(_options())
def doctor(**options: Any) -> None:
    """Train, watch what goes wrong, show the evidence, and say what to do; with --try, do it."""
    quiet = options["quiet"]
    session = session_of(options, quiet=quiet)
    if session.problem.shuffle_buffer is not None:
        raise NNPlayError(
            "The doctor watches trainings in memory: leave out --out-of-core, or take a part of the file."
        )
    code, found = _watched(session, quiet=quiet)
    if options["plot"]:
        from nnplay import plots

        plots.save(found.plot(), options["plot"])
    trials: tuple[Trial, ...] = ()
    if options["tried"] and not code:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            trials = found.try_fixes(told=None if quiet else _tell)
    if options["json"]:
        write_json(_as_json(found, trials))
    else:
        _show(found, trials)
    if code:
        errors().print(
            f"Interrupted after {found.run.history['epoch'][-1]:,} epochs: this is what was found until then."
        )
        raise typer.Exit(code)


def _watched(session: TrainingSession, *, quiet: bool) -> tuple[int, Diagnosis]:
    """Follow a training to its end, or to a signal; the signal's exit code, or 0, and what was found."""
    watcher = Watcher(session.problem)
    with preparing(quiet=quiet) as ready, Stop() as stop:
        try:
            for snapshot in Follower(session.problem.recipe.epochs, quiet=quiet).follow(session):
                ready.set()
                watcher.see(snapshot)
                if stop.code:
                    break
        except KeyboardInterrupt:
            ready.set()
        if stop.code:
            session.interrupted()
    if session.record.last is None:
        errors().print("Interrupted before the first epoch: there is nothing to be said.")
        raise typer.Exit(stop.code)
    return stop.code, concluded(session, watcher)


def _tell(finding: Finding) -> None:
    errors().print(f"Trying the fix for: {finding.name} …", style="dim")


def _show(found: Diagnosis, trials: tuple[Trial, ...]) -> None:
    screen, run = output(), found.run
    part = run.metrics[run.eval_split]
    name = "accuracy" if run.facts["task"] == "classification" else "r2"
    screen.print(
        Text(f"{clean(run.facts['name'])}: {run.eval_split} loss {part['loss']:.4g}, {name} {part[name]:.4g}\n", "bold")
    )
    if found.healthy:
        screen.print(found.summary)
        return
    tried = {id(trial.finding): trial for trial in trials}
    shown: dict[str, str] = {}
    for finding in found.findings:
        _tell_of(finding)
        change, trial = finding.fix.options if finding.fix else "", tried.get(id(finding))
        if finding.fix is not None and change in shown:
            screen.print(Text(f"  Fix: the same as for {shown[change]}."))
        elif finding.fix is not None:
            screen.print(Text.assemble("  Fix: ", clean(finding.fix.says, 300)), soft_wrap=True)
            if change:
                shown[change] = finding.name
                screen.print(Text("  " + clean(change), "cyan"), soft_wrap=True)
            if trial is not None:
                _compared(trial)
        screen.print()


def _tell_of(finding: Finding) -> None:
    """What was found, where, and its curve."""
    screen = output()
    where = "".join([
        f", layer {finding.layer}" if finding.layer is not None else "",
        f", epoch {finding.epoch:,}" if finding.epoch is not None else "",
    ])  # fmt: skip
    screen.print(Text.assemble((f"{finding.severity}: ", COLOURS[finding.severity]), (finding.name, "bold"), where))
    screen.print(Text("  " + clean(finding.says, 600)), soft_wrap=True)
    if finding.series is not None and len(finding.series[2]) > 2:
        what, epochs, values = finding.series
        screen.print(Text.assemble(
            f"  {what} ", (small_curve(values), "cyan"), (f" {values[0]:.3g} … {values[-1]:.3g}", "dim"),
            (f", epochs {epochs[0]:,.0f} … {epochs[-1]:,.0f}", "dim"),
        ))  # fmt: skip


def _compared(trial: Trial) -> None:
    """Before and after, in a small table."""
    before, after = trial.numbers(trial.before), trial.numbers(trial.after)
    shown = table("  Tried", *(f">{trial.before.eval_split} {name}" for name in before), ">epochs")
    for name, numbers, run in (("  before", before, trial.before), ("  after", after, trial.after)):
        shown.add_row(name, *(f"{value:.4g}" for value in numbers.values()), f"{run.history['epoch'][-1]:,}")
    output().print(shown)
    output().print(Text(f"  {trial.verdict}", VERDICTS.get(trial.verdict, "dim")))


def small_curve(values: list[float]) -> str:
    """A curve of one line."""
    stride = max(1, -(-len(values) // WIDTH))
    shown = [value for value in values[::stride] if value == value and abs(value) != float("inf")]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    return "".join(BARS[round((value - low) / (high - low) * 7)] if high > low else BARS[0] for value in shown)


def _as_json(found: Diagnosis, trials: tuple[Trial, ...]) -> dict[str, Any]:
    tried = {
        id(trial.finding): {
            "before": trial.numbers(trial.before), "after": trial.numbers(trial.after), "verdict": trial.verdict,
        }
        for trial in trials
    }  # fmt: skip
    return {
        "healthy": found.healthy, "metrics": found.run.metrics, "findings": [
            {
                "name": f.name, "severity": f.severity, "layer": f.layer, "epoch": f.epoch, "says": f.says,
                "evidence": f.evidence, "fix": f.fix and {"says": f.fix.says, "options": f.fix.options},
                "tried": tried.get(id(f)),
            }
            for f in found.findings
        ],
    }  # fmt: skip
