"""Diagnosis: a monitored run, its findings, and trials of their fixes."""

import html
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any, Unpack

import numpy as np

from nnplay.doctor.curve_shape import MIN_EPOCHS
from nnplay.doctor.findings import Finding, Fix
from nnplay.doctor.fix_trial import FixTrial, TrainFunction, key, retrain, verdict
from nnplay.doctor.fixes import without_sizes
from nnplay.doctor.monitor import TrainingMonitor
from nnplay.errors import DivergenceWarning, NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.session import TrainingSession
from nnplay.training.snapshot import Snapshot
from nnplay.utils.text import plural

TRIAL_SECONDS = 10.0
MIN_TRIAL_EPOCHS = 20


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """The findings of one run.

    Attributes:
        run: the run.
        findings: serious ones first.
        statistics: layer statistics over the epochs, as columns.

    >>> import nnplay as nn
    >>> diagnosis = nn.diagnose("circle", (8,), learning_rate=1e-6, epochs=30, noise=0.0)
    >>> diagnosis.healthy, diagnosis.findings[0].name
    (False, 'learning rate too low')
    """

    run: Run
    findings: tuple[Finding, ...]
    statistics: dict[str, list[Any]]

    @property
    def healthy(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def summary(self) -> str:
        """The number of findings in one sentence, or that the run was too short to tell."""
        if self.findings:
            return f"{plural(len(self.findings), 'finding')}."
        epochs = len(self.run.history.get("epoch", ())) - 1
        if epochs < MIN_EPOCHS - 1:
            trained = plural(max(epochs, 0), "epoch")
            return f"No problems found, but {trained} cannot show much; train for {MIN_EPOCHS} or more."
        return "No problems found."

    def try_fixes(
        self,
        finding: Finding | str | None = None,
        epochs: int | None = None,
        *,
        on_finding: Callable[[Finding], None] | None = None,
        stop: Event | None = None,
        threads: int | None = None,
    ) -> tuple[FixTrial, ...]:
        """Train again with each fix and compare; a fix that several findings share is trained once.

        Args:
            finding: try only this finding's fix (or its name).
            epochs: how long; None is as long as the run, but at most ten seconds.
            on_finding: called with each finding before its fix is tried.
            stop: an event that ends the trials; an unfinished one is left out.
            threads: for each run.

        Raises:
            NNPlayError: an unknown finding, or epochs below 1.
        """
        selected = [f for f in self.findings if finding is None or finding in (f, f.name)]
        if finding is not None and not selected:
            name = finding.name if isinstance(finding, Finding) else str(finding)
            raise NNPlayError(
                f"There is no finding {name!r} here, only {', '.join(f.name for f in self.findings) or 'none'}."
            )
        if epochs is not None and (not isinstance(epochs, int) or epochs < 1):
            raise NNPlayError(f"epochs must be a whole number of at least 1, not {epochs!r}.")
        if self.run.dataset is None:
            raise NNPlayError("A loaded run holds no data: `run.with_data()` brings them back.")
        runs: dict[str, Run] = {}
        trials = []
        train = partial(retrain, self.run, stop=stop, threads=threads)
        for one in selected:
            if one.fix is not None and one.fix.triable:
                if on_finding is not None and key(one.fix) not in runs:
                    on_finding(one)
                trial = self._trial(one, one.fix, epochs, runs, train)
                if stop is not None and stop.is_set():
                    break
                trials.append(trial)
        return tuple(trials)

    def _trial(
        self, finding: Finding, fix: Fix, epochs: int | None, runs: dict[str, Run], train: TrainFunction
    ) -> FixTrial:
        run = self.run
        if epochs is None:
            spent = max((run.history.get("seconds") or [0.0])[-1], 1e-6)
            trained = max((run.history.get("epoch") or [1])[-1], 1)
            epochs = int(min(run.recipe.epochs, max(MIN_TRIAL_EPOCHS, TRIAL_SECONDS / spent * trained)))
        same = without_sizes(run.architecture)
        if "" not in runs:
            runs[""] = run if epochs == run.recipe.epochs else train(same, run.recipe.replace(epochs=epochs))
        if key(fix) not in runs:
            settings = {"epochs": epochs} | fix.settings
            if "epochs" in fix.settings:  # in the same proportion as the time for the other run
                settings["epochs"] = max(1, fix.settings["epochs"] * epochs // max(run.recipe.epochs, 1))
            recipe = run.recipe.replace(**settings)
            runs[key(fix)] = train(fix.architecture or same, recipe)
        before, after = runs[""], runs[key(fix)]
        return FixTrial(finding, before, after, verdict(before, after, finding.name))

    def plot(self, *names: str) -> Any:
        """A Matplotlib figure of the layer statistics over the epochs.

        Args:
            *names: "gradient", "weights", "dead" or "saturated"; by default the gradients and the inactive neurons.

        Raises:
            NNPlayError: another name.
        """
        from nnplay.plots.diagnosis import TITLES, layers_over_time

        for name in names:
            if name not in TITLES:
                raise NNPlayError(f"There is no plot {name!r}; choose from {', '.join(TITLES)}.")
        flat = any(np.isfinite(column).any() for key, column in self.statistics.items() if key.startswith("saturated"))
        return layers_over_time(self.statistics, names or ("gradient", "saturated" if flat else "dead"))

    def __str__(self) -> str:
        if self.healthy:
            return self.summary
        lines = []
        for finding in self.findings:
            where = "".join([
                f", layer {finding.layer}" if finding.layer is not None else "",
                f", epoch {finding.epoch:,}" if finding.epoch is not None else "",
            ])  # fmt: skip
            lines.append(f"{finding.severity}: {finding.name}{where}\n  {clean(finding.message)}")
            if finding.fix is not None:
                change = finding.fix.options
                lines.append(clean(f"  Fix: {finding.fix.description}" + (f" ({change})" if change else "")))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def diagnose(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    on_finding: Callable[[Snapshot, list[Finding]], None] | None = None,
    **settings: Unpack[RecipeSettings],
) -> Diagnosis:
    """Train a network, monitor it, and say what is wrong.

    Args:
        data: as for `train`; or a Run with its data, which is trained again.
        architecture: what to build.
        recipe: the settings to start from.
        on_finding: called with each snapshot and its new findings.
        **settings: any setting of Recipe.

    Raises:
        NNPlayError: when something does not fit.

    >>> import nnplay as nn
    >>> diagnosis = nn.diagnose("circle", (8,), learning_rate=1e-6, epochs=30, noise=0.0)
    >>> [finding.name for finding in diagnosis.findings]
    ['learning rate too low']
    """
    if isinstance(data, Run):
        if data.dataset is None:
            raise NNPlayError("A loaded run holds no data: `run.with_data()` brings them back.")
        recipe, architecture = recipe or data.recipe, architecture or data.architecture
        data = data.dataset
    settings.setdefault("max_restarts", 0)  # what goes nowhere is to be seen
    session = TrainingSession.start(data, architecture, recipe=recipe, **settings)
    if session.problem.shuffle_buffer is not None:
        raise NNPlayError("The doctor needs data in memory: pass out_of_core=False, or a part of the file.")
    return follow(session, on_finding)


def follow(session: TrainingSession, on_finding: Callable[[Snapshot, list[Finding]], None] | None = None) -> Diagnosis:
    """Run a session to its end and diagnose it."""
    monitor = TrainingMonitor(session.problem)
    for snapshot in session:
        new = monitor.update(snapshot)
        if on_finding is not None:
            on_finding(snapshot, new)
    return finish_diagnosis(session, monitor)


def finish_diagnosis(session: TrainingSession, monitor: TrainingMonitor) -> Diagnosis:
    """The diagnosis of a session that has ended."""
    monitor.end(session.status)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        run = Run.from_session(session)
    return Diagnosis(run, tuple(monitor.findings), monitor.statistics)
