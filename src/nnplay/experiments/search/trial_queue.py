"""The queue of the trials of a search: proposals, their results, and the best trial."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.metrics import comparison_metric
from nnplay.errors import NNPlayError
from nnplay.experiments.search.holdout import Holdout
from nnplay.experiments.search.sampler import Sampler, importance
from nnplay.experiments.search.space import SHAPE, Space
from nnplay.experiments.search.trial import TrialResult
from nnplay.network.architecture import Architecture
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe

LOOKAHEAD = 8  # proposals before the first result is used; the same on every machine, for reproducible searches


@dataclass(frozen=True, eq=False)
class Proposal:
    """A proposed trial.

    Attributes:
        number: the number of the trial, from 0.
        sample: the value of every searched setting.
        settings: those that have an effect.
        architecture, recipe: the configuration for these values.
    """

    number: int
    sample: dict[str, Any]
    settings: dict[str, Any]
    architecture: Architecture
    recipe: Recipe


@dataclass(frozen=True, eq=False)
class TrialTask:
    """A trial that is ready to train.

    Attributes:
        number: the number of the trial.
        problem: the network, with the training and validation rows.
        rivals: the results of earlier trials, for the pruning rule.
    """

    number: int
    problem: Problem
    rivals: list[TrialResult]


class TrialQueue:
    """Proposes trials in order. Trial n uses the results of trials 0 … n − LOOKAHEAD, no matter which ended first.

    Attributes:
        space: the search space.
        holdout: the rows for the trials, and the test rows.
        total: how many trials there will be.
        prune: whether unpromising trials are stopped early.
        metric, higher: the metric to compare, and whether larger is better.
        proposals: the trials so far.
        outcomes: their results, by number.

    Raises:
        NNPlayError: a space with nothing to search, or a metric that does not suit it.
    """

    def __init__(self, space: Space, holdout: Holdout, total: int, metric: str | None, *, prune: bool) -> None:
        self.space, self.holdout, self.total, self.prune = space, holdout, total, prune
        self.metric, self.higher = comparison_metric(metric, holdout.dataset.task)
        if not space.dimensions:
            raise NNPlayError("All settings are fixed, so there is nothing to search: leave some of them out.")
        self._varied_loss = any(dimension.name == "loss" for dimension in space.dimensions)
        if self.metric == "loss" and self._varied_loss:
            raise NNPlayError("Values of different losses cannot be compared: choose another metric, or fix the loss.")
        self.proposals: list[Proposal] = []
        self.outcomes: dict[int, TrialResult] = {}
        self._sampler = Sampler(space.dimensions, higher=self.higher, seed=space.recipe.seed)

    def extremes(self) -> Iterator[tuple[Architecture, Recipe]]:
        """A configuration for each value of each setting, and the largest network, to check them before the search."""
        dimensions = self.space.dimensions
        base = {d.name: d.extremes[-1] if d.name == "depth" else d.extremes[0] for d in dimensions}
        largest = {d.name: d.extremes[-1] for d in dimensions if d.name in SHAPE}
        for change in [largest, *({d.name: value} for d in dimensions for value in d.extremes)]:
            yield self.space.build(base | change)[:2]

    @property
    def ready(self) -> bool:
        """Whether the results for the next proposal are available."""
        number = len(self.proposals)
        return number < self.total and (number < LOOKAHEAD or number - LOOKAHEAD in self.outcomes)

    def propose(self) -> Proposal:
        """The next trial."""
        number = len(self.proposals)
        if number >= LOOKAHEAD:
            outcome = self.outcomes[number - LOOKAHEAD]
            self._sampler.tell(number - LOOKAHEAD, outcome.state, self.value(outcome), outcome.epoch)
        sample = self._sampler.ask()
        architecture, recipe, settings = self.space.build(sample)
        self.proposals.append(Proposal(number, sample, settings, architecture, recipe))
        return self.proposals[-1]

    def task(self, proposal: Proposal) -> TrialTask:
        """Prepare a trial; its rivals are the results that were known when it was proposed."""
        earlier = range(proposal.number - LOOKAHEAD + 1) if self.prune else ()
        rivals = [self.outcomes[n] for n in earlier if self._is_rival(n, proposal.architecture)]
        return TrialTask(proposal.number, self.holdout.prepare(proposal.architecture, proposal.recipe), rivals)

    def _is_rival(self, number: int, architecture: Architecture) -> bool:
        """Whether a trial has finished and has the loss of this network."""
        same_loss = not self._varied_loss or self.proposals[number].architecture.loss == architecture.loss
        return same_loss and self.outcomes[number].state == "finished"

    def value(self, outcome: TrialResult) -> float:
        """The metric of the validation split; NaN if the trial diverged."""
        return outcome.metrics["validation"][self.metric] if outcome.metrics else math.nan

    @property
    def finished(self) -> list[int]:
        """The numbers of the finished trials."""
        return [number for number in sorted(self.outcomes) if self.outcomes[number].state == "finished"]

    @property
    def leader(self) -> int | None:
        """The number of the best trial so far; None if none has finished."""
        return min(self.finished, key=self._sort_key, default=None)

    def _sort_key(self, number: int) -> tuple[float, float, int]:
        """Smaller is better: the metric, then the validation loss if all trials have the same loss, then the number."""
        outcome = self.outcomes[number]
        value = self.value(outcome)
        loss = 0.0 if self._varied_loss else outcome.metrics["validation"]["loss"]
        return -value if self.higher else value, loss, number

    def row(self, number: int) -> dict[str, Any]:
        """A trial as in `SearchResult.trials`."""
        outcome = self.outcomes[number]
        value = self.value(outcome)
        return {
            "number": number + 1, "settings": self.proposals[number].settings,
            "value": value if math.isfinite(value) else None, "state": outcome.state, "epochs": outcome.epochs,
            "seconds": outcome.seconds, "parameters": outcome.parameters,
        }  # fmt: skip

    def importance(self) -> dict[str, float]:
        """Each setting's share of the variance between the finished trials; {} for too few trials."""
        samples = [self.proposals[number].sample for number in self.finished]
        values = [self.value(self.outcomes[number]) for number in self.finished]
        return importance(self.space.dimensions, samples, values, self.space.recipe.seed)
