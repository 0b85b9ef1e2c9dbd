"""A fix, tried out: the same training with it and without it."""

from __future__ import annotations

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

BETTER = 0.02  # of the loss
LEAKS = ("leakage", "an id among the features")
UNEVEN = ("imbalance", "no better than always the same")
Trained: TypeAlias = Callable[[Architecture, Recipe], Run]


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
        return {name: run.metrics[run.eval_split][name] for name in ("loss", score(run, self.finding.name))}

    def plot(self) -> Any:
        """A Matplotlib figure: the training loss and that of the judged rows, before and after."""
        from nnplay.plots.diagnosis import before_and_after

        parts = tuple(dict.fromkeys(("train", self.before.eval_split)))
        return before_and_after(self.before.history, self.after.history, parts, self.finding.name, self.verdict)

    def __str__(self) -> str:
        numbers = zip(self.numbers(self.before).items(), self.numbers(self.after).values(), strict=True)
        told = ", ".join(f"{name} {old:.4g} → {new:.4g}" for (name, old), new in numbers)
        return f"{self.finding.name}: {self.verdict} ({self.before.eval_split} {told})"


def key(fix: Fix) -> str:
    """The same for the same change; "" is none."""
    return repr((sorted(fix.settings.items()), fix.architecture))


def again(
    run: Run, architecture: Architecture, recipe: Recipe, stop: Event | None = None, threads: int | None = None
) -> Run:
    """A run on the same data; other columns are read from the data that the run holds. `stop` ends it half done."""
    assert run.dataset is not None
    data: Any = run.dataset
    if recipe.features is not None and recipe.features != run.recipe.features:
        data = _without(run.dataset, recipe.features)
        recipe = recipe.replace(features=None)
    session = TrainingSession.start(data, architecture, recipe=recipe, stop=stop, threads=threads)
    for _ in session:
        if stop is not None and stop.is_set():
            break
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        return Run.from_session(session)


def _without(data: Dataset, features: Sequence[str]) -> Dataset:
    """The dataset with these of its features alone."""
    kept = tuple(column for column in data.features if column.name in features)
    expressions = tuple(name for name in data.expressions if name in features)
    raw = data.raw if expressions else tuple(column for column in data.raw if column.name in features)
    return replace(data, features=kept, raw=raw, expressions=expressions, origin={})


def score(run: Run, finding: str) -> str:
    """What a network is judged by: where classes are uneven, each of them counts alike."""
    if run.facts["task"] != "classification":
        return "r2"
    return "f1" if finding in UNEVEN and "f1" in run.metrics[run.eval_split] else "accuracy"


def verdict(before: Run, after: Run, finding: str) -> str:
    """What a Trial says of two runs."""
    judged = score(before, finding)
    old, new = before.metrics[before.eval_split], after.metrics[after.eval_split]
    if before.status == "diverged" and after.status != "diverged":
        return "better"
    gained = new[judged] - old[judged]
    margin = max(0.005, 1.5 / len(before.truth))  # a row more or less says nothing
    fell = 1 - new["loss"] / old["loss"] if old["loss"] > 0 and finding not in UNEVEN else 0.0
    better, worse = gained > margin or fell > BETTER, gained < -margin or fell < -BETTER
    if finding in LEAKS and worse:
        return "worse on paper, as it should be"
    if better and worse:
        return "mixed"
    return "better" if better else "worse" if worse else "no better"
