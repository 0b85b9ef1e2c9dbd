"""Snapshots of a network: of one epoch, and of a block of epochs, which are made when somebody looks at them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnplay.data.columns import all_finite
from nnplay.errors import DivergenceError
from nnplay.network.parameters import Parameters
from nnplay.training.epoch_blocks import EpochBlock
from nnplay.training.evaluation import EpochScores
from nnplay.training.gradient_descent import divergence_message
from nnplay.training.problem import Problem
from nnplay.training.progress import TrainingProgress
from nnplay.utils.types import Array


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The network at the end of an epoch; epoch 0 is the untrained network.

    Attributes:
        epoch: number of completed epochs.
        loss: mean loss over the training rows, without penalties.
        metrics: ``{"train": {"loss": …, "accuracy": …}, "validation": …, "test": …}``, for the splits that have rows.
        seconds: time spent on training and evaluation, without loading data and compiling.
        learning_rate: the learning rate of the last step.
        parameters: a copy of θ if it was requested.
        batches: number of steps since that epoch, when each batch is a snapshot; 0 at the end of an epoch.
        same_output: whether every training row has the same output.

    >>> import nnplay as nn
    >>> for snapshot in nn.training("iris", (8,), epochs=2):
    ...     print(snapshot.epoch, sorted(snapshot.metrics), sorted(snapshot.metrics["test"]))
    0 ['test', 'train'] ['accuracy', 'loss']
    1 ['test', 'train'] ['accuracy', 'loss']
    2 ['test', 'train'] ['accuracy', 'loss']
    """

    epoch: int
    loss: float
    metrics: dict[str, dict[str, float]]
    seconds: float
    learning_rate: float
    parameters: Parameters | None = None
    batches: int = 0
    same_output: bool = False

    def copy(self) -> Snapshot:
        """A snapshot with metrics of its own; θ, which is read-only, is shared."""
        return replace(self, metrics={split: dict(values) for split, values in self.metrics.items()})


class SnapshotBlock:
    """The snapshots of a block of epochs; each is made when it is looked at.

    Args:
        problem: what is trained.
        block: the networks.
        scores: of each split.
        seconds: time spent before the block.

    Attributes:
        epochs: the epochs.
        batches: number of steps since the epoch, of a block of one.
        train_losses: the loss of the training rows after each epoch.
        monitored_losses: the loss that decides which epoch is best: of the validation rows if there are any.
        same_output: whether every training row has the same output, after each epoch.
        finite: number of epochs, from the first on, after which θ and the training loss are finite.
        seconds: time spent until the end of each epoch.
        rows: θ and the optimizer's slots after each epoch, (m, θ + slots); None if the progress has them.
        steps: number of steps taken after each, if there are such rows.
        used_seconds: the same of the last epoch to which a progress was brought.
    """

    def __init__(self, problem: Problem, block: EpochBlock, scores: dict[str, EpochScores], seconds: float) -> None:
        self._problem, self._block, self._scores, self.used_seconds = problem, block, scores, seconds
        self.epochs, self.batches, count = block.epochs, block.batches, len(block.epochs)
        self.train_losses = scores["train"].losses
        self.monitored_losses = scores["validation" if "validation" in scores else "train"].losses
        self.same_output = scores["train"].same_output
        self.seconds = [seconds + block.seconds * (k + 1) / count for k in range(count)]
        self.rows: Array | None = None if block.origin is None else block.states
        self.steps = block.steps
        self._thetas = block.states[:, : len(problem.start.theta)]
        self.finite = count
        if not (all_finite(self._thetas) and all(map(math.isfinite, self.train_losses))):
            finite = np.isfinite(self._thetas).all(axis=1) & np.isfinite(self.train_losses)
            self.finite = int(finite.argmin())

    def __len__(self) -> int:
        return len(self.epochs)

    def snapshot(self, k: int, *, keep_parameters: bool = True) -> Snapshot:
        """The snapshot after the k-th epoch."""
        metrics = {name: scores.metrics(k) for name, scores in self._scores.items()}
        return Snapshot(
            self.epochs[k], self.train_losses[k], metrics, self.seconds[k], self._block.rates[k],
            self.parameters(k) if keep_parameters else None, self.batches, self.same_output[k],
        )  # fmt: skip

    def parameters(self, k: int) -> Parameters:
        """A copy of the parameters after the k-th epoch."""
        return self._problem.start.replace(self._thetas[k])

    def columns(self, first: int, last: int) -> dict[str, Sequence[Any]]:
        """The columns of the history for the epochs `first` to `last` of the block; `last` is excluded."""
        columns: dict[str, Sequence[Any]] = {"epoch": self.epochs[first:last]}
        for part, scores in self._scores.items():
            if scores.columns is None:
                rows = [row_from_snapshot(self.snapshot(k, keep_parameters=False)) for k in range(first, last)]
                return {name: [row[name] for row in rows] for name in rows[0]}
            columns |= {f"{part}_{name}": values[first:last] for name, values in scores.columns.items()}
        return columns | {"learning_rate": self._block.rates[first:last], "seconds": self.seconds[first:last]}

    def state(self, k: int) -> Any:
        """The TrainState after the k-th epoch, in the memory of the block; None if the progress has it."""
        return self._block.state(k)

    def advance_to(self, k: int, progress: TrainingProgress) -> None:
        """Bring a progress to the k-th epoch.

        Raises:
            DivergenceError: that network is not finite.
        """
        progress.state = self.state(k) or progress.state
        epoch, rate = self.epochs[k], self._block.rates[k]
        if epoch and k >= self.finite:
            what = "A statistic of the normalization" if math.isfinite(self.train_losses[k]) else "The loss"
            architecture, recipe = self._problem.architecture, self._problem.recipe
            raise DivergenceError(divergence_message(architecture, recipe, self._thetas[k], epoch, rate, what=what))
        self.used_seconds = self.seconds[k]
        if not self.batches:
            progress.epoch, progress.seconds = epoch, self.seconds[k]


def row_from_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """A row of the history: epoch, train_loss, …, learning_rate, seconds."""
    row: dict[str, Any] = {"epoch": snapshot.epoch}
    for part, metrics in snapshot.metrics.items():
        row |= {f"{part}_{name}": value for name, value in metrics.items()}
    return row | {"learning_rate": snapshot.learning_rate, "seconds": snapshot.seconds}


def snapshot_from_row(row: dict[str, Any], parameters: Parameters) -> Snapshot:
    """The snapshot from which `row_from_snapshot` made a row."""
    metrics: dict[str, dict[str, float]] = {}
    for name, value in row.items():
        part, _, metric = name.partition("_")
        if part in ("train", "validation", "test"):
            metrics.setdefault(part, {})[metric] = value
    return Snapshot(row["epoch"], metrics["train"]["loss"], metrics, row["seconds"], row["learning_rate"], parameters)
