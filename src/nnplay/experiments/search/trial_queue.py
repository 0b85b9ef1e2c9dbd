"""The trials of a search in their order: what is proposed, what came of it, and which is best."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.metrics import deciding
from nnplay.errors import NNPlayError
from nnplay.experiments.search.holdout import Rows
from nnplay.experiments.search.sampler import Sampler, importance
from nnplay.experiments.search.space import Space
from nnplay.experiments.search.trial import Outcome
from nnplay.network.architecture import Architecture
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe

AHEAD = 8  # trials that are proposed before what came of the first of them is used; the same on every machine


@dataclass(frozen=True, eq=False)
class Plan:
    """A trial as it was proposed.

    Attributes:
        number: of the trial, from 0.
        asked: the value of every setting; `settings` are those that have a say.
        architecture, recipe: what they make.
    """

    number: int
    asked: dict[str, Any]
    settings: dict[str, Any]
    architecture: Architecture
    recipe: Recipe


@dataclass(frozen=True, eq=False)
class Task:
    """What is needed to train a trial.

    Attributes:
        number: of the trial.
        problem: the network on the rows that trials see.
        rivals: earlier trials that have finished, to be measured by.
    """

    number: int
    problem: Problem
    rivals: list[Outcome]


class Proposals:
    """Trial n builds on what came of all trials but the last few before it, whoever finished first.

    Attributes:
        space: what is searched.
        total: how many trials there will be.
        metric, higher: what is compared, and whether larger is better.
        plans: the trials so far; `outcomes` has what came of them by number.

    Raises:
        NNPlayError: a space without anything to search, or a metric that does not suit it.
    """

    def __init__(self, space: Space, rows: Rows, total: int, metric: str | None, *, prune: bool) -> None:
        self.space, self.rows, self.total, self.prune = space, rows, total, prune
        self.metric, self.higher = deciding(metric, rows.dataset.task)
        if not space.dimensions:
            raise NNPlayError("Every setting is fixed, so there is nothing to search: leave some open.")
        self._losses = any(dimension.name == "loss" for dimension in space.dimensions)
        if self.metric == "loss" and self._losses:
            raise NNPlayError("Values of different losses cannot be compared: choose another metric, or fix the loss.")
        self.plans: list[Plan] = []
        self.outcomes: dict[int, Outcome] = {}
        self._sampler = Sampler(space.dimensions, higher=self.higher, seed=space.recipe.seed)

    def extremes(self) -> Iterator[tuple[Architecture, Recipe]]:
        """A network with each value of each setting, and the largest one."""
        dimensions = self.space.dimensions
        least = {d.name: d.corners[-1] if d.name == "depth" else d.corners[0] for d in dimensions}
        most = {d.name: d.corners[-1] for d in dimensions if d.name in ("depth", "width", "taper")}
        for change in [most, *({d.name: value} for d in dimensions for value in d.corners)]:
            yield self.space.build(least | change)[:2]

    @property
    def ready(self) -> bool:
        """Whether what the next trial builds on is there."""
        number = len(self.plans)
        return number < self.total and (number < AHEAD or number - AHEAD in self.outcomes)

    def ask(self) -> Plan:
        """The next trial."""
        number = len(self.plans)
        if number >= AHEAD:
            told = self.outcomes[number - AHEAD]
            self._sampler.tell(number - AHEAD, told.state, self.value(told), told.epoch)
        asked = self._sampler.ask()
        architecture, recipe, settings = self.space.build(asked)
        self.plans.append(Plan(number, asked, settings, architecture, recipe))
        return self.plans[-1]

    def task(self, plan: Plan) -> Task:
        """A trial made ready; its rivals are those that were known when it was proposed."""
        before = range(plan.number - AHEAD + 1) if self.prune else ()
        rivals = [self.outcomes[n] for n in before if self._comparable(n, plan.architecture)]
        return Task(plan.number, self.rows.prepare(plan.architecture, plan.recipe), rivals)

    def _comparable(self, number: int, architecture: Architecture) -> bool:
        """Whether a trial has finished, with the loss of this network."""
        same = not self._losses or self.plans[number].architecture.loss == architecture.loss
        return same and self.outcomes[number].state == "finished"

    def value(self, outcome: Outcome) -> float:
        """The metric of the validation rows; nan of a divergence."""
        return outcome.metrics["validation"][self.metric] if outcome.metrics else math.nan

    @property
    def finished(self) -> list[int]:
        """The numbers of the trials that have finished."""
        return [number for number in sorted(self.outcomes) if self.outcomes[number].state == "finished"]

    @property
    def leader(self) -> int | None:
        """The number of the best trial so far, None while none has finished."""
        return min(self.finished, key=self._worth, default=None)

    def _worth(self, number: int) -> tuple[float, float, int]:
        """Smaller is better: the metric, then the validation loss where all have the same, then the number."""
        outcome = self.outcomes[number]
        value = self.value(outcome)
        loss = 0.0 if self._losses else outcome.metrics["validation"]["loss"]
        return -value if self.higher else value, loss, number

    def row(self, number: int) -> dict[str, Any]:
        """A trial as `Search.trials` has it."""
        outcome = self.outcomes[number]
        value = self.value(outcome)
        return {
            "number": number + 1, "settings": self.plans[number].settings,
            "value": value if math.isfinite(value) else None, "state": outcome.state, "epochs": outcome.epochs,
            "seconds": outcome.seconds, "parameters": outcome.parameters,
        }  # fmt: skip

    def importance(self) -> dict[str, float]:
        """The share of each setting in how much the finished trials differ, {} when they are too few."""
        asked = [self.plans[number].asked for number in self.finished]
        values = [self.value(self.outcomes[number]) for number in self.finished]
        return importance(self.space.dimensions, asked, values, self.space.recipe.seed)
