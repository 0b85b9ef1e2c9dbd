"""Trying a fix: the same run with and without it."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Any, TypeAlias

from nnplay.data import Dataset
from nnplay.doctor.findings import Finding, Fix
from nnplay.errors import DivergenceWarning
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession

MIN_DECREASE = 0.02  # relative decrease of the loss that counts as better
LEAKS = ("leakage", "ID among the features")
IMBALANCED = ("class imbalance", "no better than a constant guess")
TrainFunction: TypeAlias = Callable[[Architecture, Recipe], Run]


@dataclass(frozen=True, eq=False)
class FixTrial:
    """The outcome of a fix: the same data, split and seed, before and after.

    Attributes:
        finding: the finding to fix.
        before: the run as it was, trained as long as `after`.
        after: the run with the change.
        verdict: "better", "mixed" (score and loss disagree), "no better" or "worse", by the score and the loss of the
            test rows; "worse on paper, as expected" where a column was dropped that gave away the target.
    """

    finding: Finding
    before: Run
    after: Run
    verdict: str

    def numbers(self, run: Run) -> dict[str, float]:
        """Loss and score on the evaluation split."""
        return {name: run.metrics[run.eval_split][name] for name in ("loss", score(run, self.finding.name))}

    def plot(self) -> Any:
        """A Matplotlib figure: training and evaluation loss, before and after."""
        from nnplay.plots.diagnosis import before_and_after

        parts = tuple(dict.fromkeys(("train", self.before.eval_split)))
        return before_and_after(self.before.history, self.after.history, parts, self.finding.name, self.verdict)

    def __str__(self) -> str:
        numbers = zip(self.numbers(self.before).items(), self.numbers(self.after).values(), strict=True)
        changes = ", ".join(f"{name} {old:.4g} → {new:.4g}" for (name, old), new in numbers)
        return f"{self.finding.name}: {self.verdict} ({self.before.eval_split} {changes})"


def key(fix: Fix) -> str:
    """A key that is equal for equal changes."""
    return repr((sorted(fix.settings.items()), fix.architecture))


def retrain(
    run: Run, architecture: Architecture, recipe: Recipe, stop: Event | None = None, threads: int | None = None
) -> Run:
    """Train again on the data that the run holds, with the features of the recipe; `stop` ends it early."""
    assert run.dataset is not None
    data: Any = run.dataset
    if recipe.features is not None and recipe.features != run.recipe.features:
        data = _with_features(run.dataset, recipe.features)
        recipe = recipe.replace(features=None)
    session = TrainingSession.start(data, architecture, recipe=recipe, stop=stop, threads=threads)
    for _ in session.by_block():
        if stop is not None and stop.is_set():
            break
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        return Run.from_session(session)


def _with_features(data: Dataset, features: Sequence[str]) -> Dataset:
    """The dataset with only these features."""
    columns = tuple(column for column in data.features if column.name in features)
    expressions = tuple(name for name in data.expressions if name in features)
    raw = data.raw if expressions else tuple(column for column in data.raw if column.name in features)
    return replace(data, features=columns, raw=raw, expressions=expressions, origin={})


def score(run: Run, finding: str) -> str:
    """The metric that decides: F1 for imbalanced classes, which counts each class equally."""
    if run.facts["task"] != "classification":
        return "r2"
    return "f1" if finding in IMBALANCED and "f1" in run.metrics[run.eval_split] else "accuracy"


def verdict(before: Run, after: Run, finding: str) -> str:
    """The verdict of a trial."""
    metric = score(before, finding)
    old, new = before.metrics[before.eval_split], after.metrics[after.eval_split]
    if before.status == "diverged" and after.status != "diverged":
        return "better"
    gained = new[metric] - old[metric]
    margin = max(0.005, 1.5 / len(before.truth))  # one row more or less says nothing
    fell = 1 - new["loss"] / old["loss"] if old["loss"] > 0 and finding not in IMBALANCED else 0.0
    better, worse = gained > margin or fell > MIN_DECREASE, gained < -margin or fell < -MIN_DECREASE
    if finding in LEAKS and worse:
        return "worse on paper, as expected"
    if better and worse:
        return "mixed"
    return "better" if better else "worse" if worse else "no better"
