"""`nnplay doctor`: find what is wrong with a run, and try the fixes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli.console import errors, output, write_json
from nnplay.cli.learning_rate_test import LearningRateOptions, find_rate
from nnplay.cli.network_options import NetworkOptions, build_architecture
from nnplay.cli.options import OUTPUT, Only, OutputOptions, RecipeFile, option_groups, output_option
from nnplay.cli.recipe_options import RecipeOptions, parse_settings, read_base
from nnplay.cli.train import follow_session
from nnplay.errors import DataWarning, NNPlayError, clean
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from nnplay.doctor.diagnosis import Diagnosis
    from nnplay.doctor.findings import Finding
    from nnplay.doctor.fix_trial import FixTrial
    from nnplay.network.architecture import Architecture
    from nnplay.runs.run import Run
    from nnplay.training.session import TrainingSession


COLOURS = {"serious": "bold red", "warning": "bold yellow", "advice": "bold cyan"}
VERDICTS = {"better": "green", "mixed": "yellow", "worse": "red"}
BARS = "▁▂▃▄▅▆▇█"
SPARKLINE_WIDTH = 40  # characters


@dataclass(frozen=True)
class TrainingOptions:
    """Data, network and recipe, as `train` takes them, or a saved run."""

    data: Annotated[
        str | None,
        typer.Argument(help="Data as for `nnplay train`, or a file that it saved.", metavar="DATA", show_default=False),
    ] = None
    network: NetworkOptions[str] = field(default_factory=NetworkOptions[str])
    settings: RecipeOptions[str] = field(default_factory=RecipeOptions[str])
    recipe: RecipeFile = None


@option_groups
def doctor(
    training: TrainingOptions,
    try_: Annotated[
        bool, typer.Option("--try", help="Train again with each fix, and compare.", rich_help_panel=OUTPUT)
    ] = False,
    *,
    rates: LearningRateOptions,
    plot: Annotated[
        str | None,
        output_option("--plot", "Plot each layer's gradients and inactive neurons over the epochs; with --find-rate, "
                      "the loss over the learning rate.", "FILE.png|svg|pdf"),
    ] = None,
    outputs: Annotated[OutputOptions, Only(["json", "quiet"])],
) -> None:  # fmt: skip
    """Train a network, and report problems with evidence and fixes.

    --try trains again with each fix. --find-rate suggests a learning rate instead.
    """
    from nnplay.doctor.diagnosis import finish_diagnosis
    from nnplay.doctor.monitor import TrainingMonitor

    quiet = outputs.quiet
    OutputOptions(plot=plot).check()
    if try_ and rates.find_rate:
        raise NNPlayError("--try and --find-rate are two different tasks; run one after the other.")
    session = start_session(training, quiet=quiet or rates.find_rate)
    if rates.find_rate:
        find_rate(session, rates, plot, json=outputs.json)
        return
    if session.problem.shuffle_buffer is not None:
        raise NNPlayError("The doctor needs the data in memory; leave out --out-of-core, or use a part of the file.")
    monitor = TrainingMonitor(session.problem)
    code = follow_session(session, session, quiet=quiet, on_snapshot=monitor.update)
    diagnosis = finish_diagnosis(session, monitor)
    if plot is not None:
        from nnplay import plots

        plots.save(diagnosis.plot(), plot)
    trials: tuple[FixTrial, ...] = ()
    if try_ and not code:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            trials = diagnosis.try_fixes(on_finding=None if quiet else _print_trial_start)
    if outputs.json:
        write_json(_to_json(diagnosis, trials))
    else:
        _print_diagnosis(diagnosis, trials)
    if code:
        epochs = plural(diagnosis.run.history["epoch"][-1], "epoch")
        errors().print(f"Interrupted after {epochs}; these are the findings so far.")
        raise typer.Exit(code)


def start_session(options: TrainingOptions, *, quiet: bool) -> TrainingSession:
    """A training session as the options describe it."""
    from nnplay.cli.progress import reading_progress
    from nnplay.training.session import TrainingSession

    data, architecture, arguments, _ = resolve(options)
    with reading_progress(quiet=quiet) as on_progress:
        arguments.setdefault("max_restarts", 0)  # what goes nowhere is to be seen
        return TrainingSession.start(data, architecture, on_progress=on_progress, **arguments)


def resolve(
    options: TrainingOptions, widths: tuple[int, ...] | None = None
) -> tuple[Any, Architecture, dict[str, Any], Run | None]:
    """The data, architecture, and recipe or settings that the options describe, and the saved run if they name one.

    `widths` are those of the hidden layers where the options name none; None are the default ones for the data.

    Raises:
        NNPlayError: no data, or options that do not fit together.
    """
    from nnplay.data import builtin_names
    from nnplay.doctor.fixes import without_sizes
    from nnplay.runs.run import load_run
    from nnplay.training.defaults import default_hidden
    from nnplay.training.recipe import Recipe

    source, typed = options.data, parse_settings(options.settings.typed())
    if source is not None and source not in builtin_names() and Path(source).suffix.lower() == ".nnplay":
        if options.recipe:
            raise NNPlayError("A saved run has its own recipe; leave out --recipe, or give data instead of the run.")
        run = load_run(source).with_data()
        architecture = build_architecture(options.network, without_sizes(run.architecture), ())
        return run.dataset, architecture, {"recipe": run.recipe.replace(**typed)}, run
    data, settings, base = read_base(source, options.recipe, "train")
    settings |= typed
    complete = Recipe(**settings)
    arguments = {"recipe": complete} if options.recipe else settings
    widths = default_hidden(data) if widths is None else widths
    return data, build_architecture(options.network, base, widths), arguments, None


def _print_trial_start(finding: Finding) -> None:
    errors().print(f"Trying the fix for: {finding.name} …", style="dim")


def _print_diagnosis(diagnosis: Diagnosis, trials: tuple[FixTrial, ...]) -> None:
    from rich.text import Text

    screen, run = output(), diagnosis.run
    metrics = run.metrics[run.eval_split]
    name = "accuracy" if run.facts["task"] == "classification" else "r2"
    scores = f"{run.eval_split} loss {metrics['loss']:.4g}, {name} {metrics[name]:.4g}"
    screen.print(Text(f"{clean(run.facts['name'])}: {scores}\n", "bold"))
    if diagnosis.healthy:
        screen.print(diagnosis.summary)
        return
    trial_of = {id(trial.finding): trial for trial in trials}
    printed: dict[str, str] = {}  # the finding of each fix
    for finding in diagnosis.findings:
        _print_finding(finding)
        options, trial = finding.fix.options if finding.fix else "", trial_of.get(id(finding))
        if finding.fix is not None and options in printed:
            screen.print(Text(f"  Fix: the same as for {printed[options]}."))
        elif finding.fix is not None:
            screen.print(Text.assemble("  Fix: ", clean(finding.fix.description, 300)), soft_wrap=True)
            if options:
                printed[options] = finding.name
                screen.print(Text("  " + clean(options), "cyan"), soft_wrap=True)
            if trial is not None:
                _print_trial(trial)
        screen.print()


def _print_finding(finding: Finding) -> None:
    """Print a finding with its place and its curve."""
    from rich.text import Text

    screen = output()
    place = "".join([
        f", layer {finding.layer}" if finding.layer is not None else "",
        f", epoch {finding.epoch:,}" if finding.epoch is not None else "",
    ])  # fmt: skip
    screen.print(Text.assemble((f"{finding.severity}: ", COLOURS[finding.severity]), (finding.name, "bold"), place))
    screen.print(Text("  " + clean(finding.message, 600)), soft_wrap=True)
    if finding.series is not None and len(finding.series[2]) > 2:
        name, epochs, values = finding.series
        screen.print(Text.assemble(
            f"  {name} ", (sparkline(values), "cyan"), (f" {values[0]:.3g} … {values[-1]:.3g}", "dim"),
            (f", epochs {epochs[0]:,.0f} … {epochs[-1]:,.0f}", "dim"),
        ))  # fmt: skip


def _print_trial(trial: FixTrial) -> None:
    """Print the metrics before and after a fix."""
    from rich.text import Text

    from nnplay.cli.tables import table

    before, after = trial.numbers(trial.before), trial.numbers(trial.after)
    rows = table("  Tried", *(f">{trial.before.eval_split} {name}" for name in before), ">epochs")
    for name, numbers, run in (("  before", before, trial.before), ("  after", after, trial.after)):
        rows.add_row(name, *(f"{value:.4g}" for value in numbers.values()), f"{run.history['epoch'][-1]:,}")
    output().print(rows)
    output().print(Text(f"  {trial.verdict}", VERDICTS.get(trial.verdict, "dim")))


def sparkline(values: list[float]) -> str:
    """A curve on one line."""
    stride = max(1, -(-len(values) // SPARKLINE_WIDTH))
    finite = [value for value in values[::stride] if value == value and abs(value) != float("inf")]
    if not finite:
        return ""
    low, high = min(finite), max(finite)
    return "".join(BARS[round((value - low) / (high - low) * 7)] if high > low else BARS[0] for value in finite)


def _to_json(diagnosis: Diagnosis, trials: tuple[FixTrial, ...]) -> dict[str, Any]:
    trial_of = {
        id(trial.finding): {
            "before": trial.numbers(trial.before), "after": trial.numbers(trial.after), "verdict": trial.verdict,
        }
        for trial in trials
    }  # fmt: skip
    return {
        "healthy": diagnosis.healthy, "metrics": diagnosis.run.metrics, "findings": [
            {
                "name": f.name, "severity": f.severity, "layer": f.layer, "epoch": f.epoch, "says": f.message,
                "evidence": f.evidence, "fix": f.fix and {"says": f.fix.description, "options": f.fix.options},
                "tried": trial_of.get(id(f)),
            }
            for f in diagnosis.findings
        ],
    }  # fmt: skip
