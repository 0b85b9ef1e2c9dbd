"""The loss and the metrics of a split: of one network, and of the networks after many epochs at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nnplay.training.model import class_probabilities
from nnplay.training.problem import Part, Problem
from nnplay.training.scores import batched_scores, needs_probabilities, scores
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine

ROWS = 8  # rows whose outputs are compared at first; the others are looked at only if these agree


def epoch_metrics(problem: Problem, engine: Engine, theta: Array, part: Part) -> dict[str, float]:
    """The loss and the metrics that are computed after every epoch, on one split."""
    return evaluate_part(problem, engine, theta, part, all_metrics=False)[0]


def evaluate_part(
    problem: Problem, engine: Engine, theta: Array, part: Part, *, all_metrics: bool = True
) -> tuple[dict[str, float], Array]:
    """The loss and the metrics on one split, those that are defined, and the predictions for its rows."""
    outputs, loss = engine.evaluate(theta, part.X, part.Y, part.weight)
    metrics, prediction = _metrics(problem, part, outputs, all_metrics=all_metrics)
    return {"loss": float(loss)} | metrics, prediction


def _metrics(problem: Problem, part: Part, outputs: Array, *, all_metrics: bool) -> tuple[dict[str, float], Array]:
    """The metrics of outputs (n, n_out), and the predictions that they stand for."""
    with np.errstate(all="ignore"):
        prediction = problem.coding.decode(outputs)
        probabilities = None
        if needs_probabilities(problem.dataset.task, always=not all_metrics):
            probabilities = class_probabilities(problem.coding, problem.architecture, outputs)
    if probabilities is not None:
        probabilities = probabilities.astype(outputs.dtype)  # sorting them takes a third of the time
    result = scores(
        problem.dataset.task, part.truth, prediction, classes=problem.coding.classes, probabilities=probabilities,
        sample_weight=part.sample_weight, always=not all_metrics,
    )  # fmt: skip
    return result.metrics, prediction


@dataclass(frozen=True, eq=False)
class EpochScores:
    """What is computed after every epoch, on one split, for each of m networks.

    Attributes:
        losses: the loss of each.
        same_output: whether all rows have the same output, of each; [] if nobody asks.
        columns: the loss and the metrics of each, {"loss": …, "accuracy": …}; None if they were computed one by one.
        single: the metrics of each without the loss, if they were computed one by one.
    """

    losses: list[float]
    same_output: list[bool]
    columns: dict[str, list[float]] | None
    single: Sequence[dict[str, float]] = ()

    def metrics(self, k: int) -> dict[str, float]:
        """The loss and the metrics of the k-th network."""
        if self.columns is None:
            return {"loss": self.losses[k]} | self.single[k]
        return {name: values[k] for name, values in self.columns.items()}


class PartEvaluator:
    """Evaluates networks on one split of a problem, several at once.

    With `compare`, it looks whether all rows have the same output.
    """

    def __init__(self, problem: Problem, engine: Engine, part: Part, *, compare: bool = True) -> None:
        self.problem, self.engine, self.part, self.compare = problem, engine, part, compare
        self._classes = problem.coding.form in ("column", "one_hot")
        self._truth = problem.coding.decode_codes(part.Y) if self._classes else part.truth
        self._every = max(1, len(part.X) // ROWS)

    @property
    def output_bytes(self) -> int:
        """Bytes of the outputs of one network."""
        return self.part.Y.nbytes

    def __call__(self, states: Array) -> EpochScores:
        """Evaluate the networks whose θ is the beginning of each row of `states` (m, ≥ θ)."""
        part = self.part
        outputs, losses = self.engine.evaluate_states(states, part.X, part.Y, part.weight)
        loss, same, batched = losses.tolist(), self._same_output(outputs) if self.compare else [], None
        if part.sample_weight is None:
            batched = batched_scores(self.problem.dataset.task, self._truth, lambda: self._predictions(outputs))
        if batched is None:
            single = [_metrics(self.problem, part, each, all_metrics=False)[0] for each in outputs]
            return EpochScores(loss, same, None, single)
        return EpochScores(loss, same, {"loss": loss} | {name: column.tolist() for name, column in batched.items()})

    def _predictions(self, outputs: Array) -> Array:
        """Class indices (m, n), or values or 0/1 labels (m, n) or (m, n, k), for outputs (m, n, n_out)."""
        if self._classes:
            return self.problem.coding.decode_codes(outputs)
        m, n, n_out = outputs.shape
        predictions = self.problem.coding.decode(outputs.reshape(m * n, n_out))
        return predictions.reshape(m, n, *predictions.shape[1:])

    def _same_output(self, outputs: Array) -> list[bool]:
        """Whether all rows of outputs (m, n, n_out) are the same."""
        first = outputs[:, :1]
        same = (outputs[:, :: self._every] == first).all(axis=(1, 2))
        if same.any():
            same[same] = (outputs[same] == first[same]).all(axis=(1, 2))
        result: list[bool] = same.tolist()
        return result
