"""A diagnosis: a training that was watched, what was found, and what the fixes bring."""

from __future__ import annotations

import html
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import Any

import numpy as np

from nnplay.doctor.curve_shape import LEAST as CURVE
from nnplay.doctor.findings import Finding, Fix
from nnplay.doctor.fix_trial import Trained, Trial, again, key, verdict
from nnplay.doctor.fixes import asked
from nnplay.doctor.monitor import Watcher
from nnplay.errors import DivergenceWarning, NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.loop import Snapshot
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.validation import check_type

SECONDS = 10.0  # that trying out one fix may take
LEAST = 20  # epochs of a try
PLAIN = Recipe()


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What the doctor found in one training.

    Attributes:
        run: the training.
        findings: the serious ones first.
        statistics: what the looks at the layers have seen, as columns.
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
        """How many findings there are, in one sentence; or that the training was too short to say much."""
        if self.findings:
            return f"{len(self.findings)} finding{'s' * (len(self.findings) > 1)}."
        epochs = len(self.run.history.get("epoch", ())) - 1
        if epochs < CURVE - 1:
            return f"Nothing was found, but a curve of {max(epochs, 0)} epochs says little: train for {CURVE} or more."
        return "Nothing was found: the training looks healthy."

    def try_fixes(
        self,
        finding: Finding | str | None = None,
        epochs: int | None = None,
        *,
        told: Callable[[Finding], None] | None = None,
        stop: Event | None = None,
        threads: int | None = None,
    ) -> tuple[Trial, ...]:
        """Train again with each fix, and compare; a fix that several findings have in common is trained once.

        Args:
            finding: the only one whose fix is tried, or its name.
            epochs: how long; None is as long as the training was, or ten seconds.
            told: called with each finding before its fix is tried.
            stop: setting it in another thread ends the trials; the one under way is left out.
            threads: of each training.

        Raises:
            NNPlayError: a name that was not found, or epochs that are no number from 1 on.
        """
        chosen = [f for f in self.findings if finding is None or finding in (f, f.name)]
        if finding is not None and not chosen:
            name = finding.name if isinstance(finding, Finding) else str(finding)
            raise NNPlayError(f"{name!r} was not found: {', '.join(f.name for f in self.findings) or 'nothing was'}.")
        if epochs is not None and (not isinstance(epochs, int) or epochs < 1):
            raise NNPlayError(f"A fix is tried for 1 epoch or more, not {epochs!r}.")
        if self.run.dataset is None:
            raise NNPlayError("A loaded run holds no data: `run.with_data()` brings them back.")
        runs: dict[str, Run] = {}
        trials = []
        train = partial(again, self.run, stop=stop, threads=threads)
        for one in chosen:
            if one.fix is not None and one.fix.triable:
                if told is not None and key(one.fix) not in runs:
                    told(one)
                trial = self._trial(one, one.fix, epochs, runs, train)
                if stop is not None and stop.is_set():
                    break
                trials.append(trial)
        return tuple(trials)

    def _trial(self, finding: Finding, fix: Fix, epochs: int | None, runs: dict[str, Run], train: Trained) -> Trial:
        run = self.run
        if epochs is None:
            spent = max((run.history.get("seconds") or [0.0])[-1], 1e-6)
            trained = max((run.history.get("epoch") or [1])[-1], 1)
            epochs = int(min(run.recipe.epochs, max(LEAST, SECONDS / spent * trained)))
        same = asked(run.architecture)
        if "" not in runs:
            runs[""] = run if epochs == run.recipe.epochs else train(same, run.recipe.replace(epochs=epochs))
        if key(fix) not in runs:
            recipe = run.recipe.replace(**({"epochs": epochs} | fix.settings))
            runs[key(fix)] = train(fix.architecture or same, recipe)
        before, after = runs[""], runs[key(fix)]
        return Trial(finding, before, after, verdict(before, after, finding.name))

    def plot(self, *names: str) -> Any:
        """A Matplotlib figure of what the looks have seen of each layer over the epochs.

        Args:
            *names: "gradient", "weights", "dead" or "saturated"; gradients, and the neurons that learn nothing, when
                left out.

        Raises:
            NNPlayError: another name.
        """
        from nnplay.plots.diagnosis import TITLES, layers_over_time

        for name in names:
            if name not in TITLES:
                raise NNPlayError(f"The doctor draws {', '.join(TITLES)}, not {name!r}.")
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
            lines.append(f"{finding.severity}: {finding.name}{where}\n  {clean(finding.says)}")
            if finding.fix is not None:
                change = finding.fix.options
                lines.append(clean(f"  Fix: {finding.fix.says}" + (f" ({change})" if change else "")))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


def diagnose(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    told: Callable[[Snapshot, list[Finding]], None] | None = None,
    **settings: Any,
) -> Diagnosis:
    """Train a network, watch it, and say what is wrong with it.

    Args:
        data: as for `train`; or a Run with its data, which is trained again as it was.
        architecture: what to build.
        recipe: the settings to start from.
        told: called with each snapshot and what it showed.
        **settings: any setting of Recipe.

    Raises:
        NNPlayError: when something does not fit.

    >>> diagnosis = diagnose("circle", (8,), learning_rate=1e-6, epochs=30, noise=0.0)
    >>> [finding.name for finding in diagnosis.findings]
    ['the rate is too low']
    """
    if isinstance(data, Run):
        if data.dataset is None:
            raise NNPlayError("A loaded run holds no data: `run.with_data()` brings them back.")
        recipe, architecture = recipe or data.recipe, architecture or data.architecture
        data = data.dataset
    recipe = PLAIN if recipe is None else check_type(recipe, Recipe, "recipe")
    session = TrainingSession.start(
        data, architecture, recipe=recipe, every=1 if recipe.epochs <= 1000 else None, **settings
    )
    if session.problem.shuffle_buffer is not None:
        raise NNPlayError("The doctor watches trainings in memory: pass out_of_core=False, or a part of the file.")
    return watched(session, told)


def watched(session: TrainingSession, told: Callable[[Snapshot, list[Finding]], None] | None = None) -> Diagnosis:
    """Follow a training under way to its end, and say what is wrong with it."""
    watcher = Watcher(session.problem)
    for snapshot in session:
        new = watcher.see(snapshot)
        if told is not None:
            told(snapshot, new)
    return concluded(session, watcher)


def concluded(session: TrainingSession, watcher: Watcher) -> Diagnosis:
    """The diagnosis of a training that has ended."""
    watcher.end(session.status)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        run = Run.from_session(session)
    return Diagnosis(run, tuple(watcher.findings), watcher.statistics)
