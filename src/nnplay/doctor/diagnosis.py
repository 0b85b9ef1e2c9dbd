"""A diagnosis: a training that was watched, what was found, and what the fixes bring."""

from __future__ import annotations

import html
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnplay.architecture import Architecture
from nnplay.data import Dataset
from nnplay.doctor.curves import LEAST as CURVE
from nnplay.doctor.findings import Finding, Fix
from nnplay.doctor.remedies import asked
from nnplay.doctor.watcher import Watcher
from nnplay.errors import DivergenceWarning, NNPlayError, clean
from nnplay.loop import Snapshot
from nnplay.recipe import Recipe
from nnplay.runs import Run
from nnplay.session import Session

SECONDS = 10.0  # that trying out one fix may take
LEAST = 20  # epochs of a try
BETTER = 0.02  # of the loss
PLAIN = Recipe()
LEAKS = ("leakage", "an id among the features")
UNEVEN = ("imbalance", "no better than always the same")


@dataclass(frozen=True, eq=False)
class Trial:
    """A fix, tried out: the same data, split and seed, before and after.

    Attributes:
        finding: what was to be mended.
        before: the run as it was, as long as `after` was trained.
        after: the run with the change.
        verdict: "better", "mixed" (score and loss disagree), "no better" or "worse", by the score and the loss of the
            judged rows; "worse on paper, as it should be" where a column was left out that told the target.
    """

    finding: Finding
    before: Run
    after: Run
    verdict: str

    def numbers(self, run: Run) -> dict[str, float]:
        """The loss and the score of the judged rows."""
        return {name: run.metrics[run.judged][name] for name in ("loss", _score(run, self.finding.name))}

    def plot(self) -> Any:
        """A Matplotlib figure: the training loss and that of the judged rows, before and after."""
        from nnplay.draw.diagnosis import before_and_after

        parts = tuple(dict.fromkeys(("train", self.before.judged)))
        return before_and_after(self.before.history, self.after.history, parts, self.finding.name, self.verdict)

    def __str__(self) -> str:
        numbers = zip(self.numbers(self.before).items(), self.numbers(self.after).values(), strict=True)
        told = ", ".join(f"{name} {old:.4g} → {new:.4g}" for (name, old), new in numbers)
        return f"{self.finding.name}: {self.verdict} ({self.before.judged} {told})"


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
    ) -> tuple[Trial, ...]:
        """Train again with each fix, and compare; a fix that several findings have in common is trained once.

        Args:
            finding: the only one whose fix is tried, or its name.
            epochs: how long; None is as long as the training was, or ten seconds.
            told: called with each finding before its fix is tried.

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
        for one in chosen:
            if one.fix is not None and one.fix.triable:
                if told is not None and _key(one.fix) not in runs:
                    told(one)
                trials.append(self._trial(one, one.fix, epochs, runs))
        return tuple(trials)

    def _trial(self, finding: Finding, fix: Fix, epochs: int | None, runs: dict[str, Run]) -> Trial:
        run = self.run
        if epochs is None:
            spent = max((run.history.get("seconds") or [0.0])[-1], 1e-6)
            trained = max((run.history.get("epoch") or [1])[-1], 1)
            epochs = int(min(run.recipe.epochs, max(LEAST, SECONDS / spent * trained)))
        same = asked(run.architecture)
        if "" not in runs:
            runs[""] = run if epochs == run.recipe.epochs else _trained(run, same, run.recipe.but(epochs=epochs))
        if _key(fix) not in runs:
            recipe = run.recipe.but(**({"epochs": epochs} | fix.settings))
            runs[_key(fix)] = _trained(run, fix.architecture or same, recipe)
        before, after = runs[""], runs[_key(fix)]
        return Trial(finding, before, after, _verdict(before, after, finding.name))

    def plot(self, *names: str) -> Any:
        """A Matplotlib figure of what the looks have seen of each layer over the epochs.

        Args:
            *names: "gradient", "weights", "dead" or "saturated"; gradients, and the neurons that learn nothing, when
                left out.

        Raises:
            NNPlayError: another name.
        """
        from nnplay.draw.diagnosis import TITLES, layers_over_time

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


def _key(fix: Fix) -> str:
    """The same for the same change; "" is none."""
    return repr((sorted(fix.settings.items()), fix.architecture))


def _trained(run: Run, architecture: Architecture, recipe: Recipe) -> Run:
    """A run on the same data; other columns are read from the data that the run holds."""
    assert run.dataset is not None
    data: Any = run.dataset
    if recipe.features is not None and recipe.features != run.recipe.features:
        data = _without(run.dataset, recipe.features)
        recipe = recipe.but(features=None)
    session = Session(data, architecture, recipe=recipe)
    for _ in session:
        pass
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        return session.run()


def _without(data: Dataset, features: Sequence[str]) -> Dataset:
    """The dataset with these of its features alone."""
    kept = tuple(column for column in data.features if column.name in features)
    expressions = tuple(name for name in data.expressions if name in features)
    raw = data.raw if expressions else tuple(column for column in data.raw if column.name in features)
    return replace(data, features=kept, raw=raw, expressions=expressions, origin={})


def _score(run: Run, finding: str) -> str:
    """What a network is judged by: where classes are uneven, each of them counts alike."""
    if run.facts["task"] != "classification":
        return "r2"
    return "f1" if finding in UNEVEN and "f1" in run.metrics[run.judged] else "accuracy"


def _verdict(before: Run, after: Run, finding: str) -> str:
    score = _score(before, finding)
    old, new = before.metrics[before.judged], after.metrics[after.judged]
    if before.ending == "diverged" and after.ending != "diverged":
        return "better"
    gained = new[score] - old[score]
    margin = max(0.005, 1.5 / len(before.truth))  # a row more or less says nothing
    fell = 1 - new["loss"] / old["loss"] if old["loss"] > 0 and finding not in UNEVEN else 0.0
    better, worse = gained > margin or fell > BETTER, gained < -margin or fell < -BETTER
    if finding in LEAKS and worse:
        return "worse on paper, as it should be"
    if better and worse:
        return "mixed"
    return "better" if better else "worse" if worse else "no better"


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
    session = Session(
        data, architecture, recipe=recipe, every=1 if (recipe or PLAIN).epochs <= 1000 else None, **settings
    )
    if session.problem.spool is not None:
        raise NNPlayError("The doctor watches trainings in memory: pass out_of_core=False, or a part of the file.")
    return watched(session, told)


def watched(session: Session, told: Callable[[Snapshot, list[Finding]], None] | None = None) -> Diagnosis:
    """Follow a training under way to its end, and say what is wrong with it."""
    watcher = Watcher(session.problem)
    for snapshot in session:
        new = watcher.see(snapshot)
        if told is not None:
            told(snapshot, new)
    return concluded(session, watcher)


def concluded(session: Session, watcher: Watcher) -> Diagnosis:
    """The diagnosis of a training that has ended."""
    watcher.end(session.ending)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        run = session.run()
    return Diagnosis(run, tuple(watcher.findings), watcher.statistics)
