"""The evidence a check sees: the problem, the history so far, and statistics of each layer on some training rows."""

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnplay.doctor.baseline_models import BaselinePrediction, baseline_predictions
from nnplay.doctor.held_out import HeldOut
from nnplay.engine import reference
from nnplay.engine.batched import activate, activation_delta, loss_per_row
from nnplay.network.parameters import Array, Block, Parameters, layout
from nnplay.training.problem import Problem

ROWS = 128  # training rows on which the layers are measured
MAX_COMPARED_ROWS = 300  # rows whose losses are compared one by one
FLAT = 0.05  # a slope below this fraction of the activation's largest is saturated
GRID = np.linspace(-10, 10, 801)  # where slopes are computed; interpolated linearly in between


@dataclass(frozen=True, eq=False)
class LayerStatistics:
    """Statistics of the hidden and output layers after one epoch; each array is (layers,).

    Attributes:
        epoch: of the snapshot.
        gradient: root mean square of ∂L/∂W.
        weights: root mean square of W.
        dead: fraction of neurons whose slope is 0 for every row; 0 for bounded activations.
        saturated: fraction of slopes near 0, for bounded activations; NaN for others.
    """

    epoch: int
    gradient: Array
    weights: Array
    dead: Array
    saturated: Array


@dataclass(eq=False)
class Evidence:
    """Everything the checks can use.

    Attributes:
        problem: the training problem.
        rows: the history.
        layer_statistics: one entry for each measured epoch.
        status: "" while training, else the status of the session.
        best, last: θ with the lowest loss on the monitored split, and the newest.
        result: θ of the finished run: the last ones, or with early stopping the best ones.
        result_row: its row of the history.
        result_statistics: its layer statistics.
    """

    problem: Problem
    rows: list[dict[str, Any]] = field(default_factory=list)
    layer_statistics: list[LayerStatistics] = field(default_factory=list)
    status: str = ""
    best: Parameters | None = None
    last: Parameters | None = None
    result: Parameters | None = None
    result_row: int = -1
    result_statistics: LayerStatistics | None = None

    @property
    def hidden(self) -> int:
        """Number of hidden layers."""
        return len(self.problem.architecture.layers)

    def column(self, name: str) -> Array:
        """A column of the history (n,); NaN where there is no value."""
        return np.array([row.get(name, np.nan) for row in self.rows], dtype=float)

    @property
    def epochs(self) -> Array:
        """The epochs of the history (n,)."""
        return self.column("epoch")

    @property
    def monitored_split(self) -> str:
        """The split that shows generalization: "validation", "test" or, failing both, "train"."""
        return next(part for part in ("validation", "test", "train") if part in self.problem.parts)

    @property
    def score_name(self) -> str:
        """The name of the score: accuracy or r2."""
        return "accuracy" if self.problem.dataset.task == "classification" else "r2"

    def score(self, part: str = "train") -> float:
        """The score of a split at the end of the run, or so far."""
        values = self.column(f"{part}_{self.score_name}")
        return float(values[self.result_row]) if len(values) else float("nan")

    @property
    def score_label(self) -> str:
        """The name of the score on held-out rows: accuracy, class-weighted accuracy or R²."""
        if self.score_name == "r2":
            return "R²"
        return "accuracy" if self.problem.recipe.class_weight is None else "class-weighted accuracy"

    @cached_property
    def held_out(self) -> HeldOut | None:
        """The network's predictions for held-out rows; only after training."""
        return None if self.result is None else HeldOut.of(self.problem, self.result)

    @cached_property
    def train_score(self) -> float:
        """The score of the finished run on its training rows."""
        return float("nan") if self.result is None else HeldOut.of_part(self.problem, self.result, "train").score()

    @cached_property
    def baselines(self) -> tuple[BaselinePrediction, ...]:
        """The predictions of baseline models for the held-out rows; only after training."""
        return () if self.held_out is None else tuple(baseline_predictions(self.problem, self.held_out))

    @property
    def dead_share(self) -> float:
        """The largest fraction of dead neurons in a hidden layer of the finished run."""
        return (
            0.0 if self.result_statistics is None else float(self.result_statistics.dead[: self.hidden].max(initial=0))
        )

    @property
    def underfits(self) -> bool:
        """Whether even the training rows are not learned."""
        return not self.score() >= (0.9 if self.score_name == "accuracy" else 0.4)

    @cached_property
    def knn_score(self) -> float:
        """The score of a five-nearest-neighbours baseline on the training rows: at least this much can be learned."""
        from nnplay.doctor.knn_baseline import knn_score

        part, task = self.problem.parts["train"], self.problem.dataset.task
        return knn_score(part.X, part.truth, task)

    def layer_series(self, name: str, layer: int) -> tuple[list[float], list[float]]:
        """Epochs and values of a statistic of one layer (counted from 0)."""
        return [float(look.epoch) for look in self.layer_statistics], [
            float(getattr(look, name)[layer]) for look in self.layer_statistics
        ]

    def losses_by_row(self, parameters: Parameters, part: str) -> Array:
        """The loss of each row of a split (n,), for at most MAX_COMPARED_ROWS rows."""
        X, Y = (
            a[:MAX_COMPARED_ROWS].astype(np.float64) for a in (self.problem.parts[part].X, self.problem.parts[part].Y)
        )
        p = Parameters(self.problem.architecture, parameters.theta.astype(np.float64))
        with np.errstate(all="ignore"):
            output = reference.forward(p, X)[-1]
            return loss_per_row(self.problem.architecture, output.u, output.a, Y)


class LayerObserver:
    """Measures the layers of a network on some of its training rows."""

    def __init__(self, problem: Problem) -> None:
        from nnplay.engine.compiled import Engine

        part = problem.parts["train"]
        chosen = np.random.default_rng(0).permutation(len(part.X))[:ROWS]
        self.X, self.Y = (np.ascontiguousarray(a[chosen], dtype=np.float64) for a in (part.X, part.Y))
        self.engine = Engine(problem.architecture, "float64", rows=len(self.X), chunk=1, threads=1)
        self.blocks = layout(problem.architecture).blocks
        self._slopes = [slopes(block) for block in self.blocks[:-1]]

    def sums(self, layer: int) -> Array:
        """U = norm(z) of a layer (counted from 0), (rows, neurons), as the last measurement left it."""
        from nnplay.engine.compiled.layer_table import U

        start, shape = int(self.engine.table[layer, U]), (len(self.X), self.blocks[layer].n_z)
        return self.engine.work[start : start + shape[0] * shape[1]].reshape(shape)

    def measure(self, parameters: Parameters, epoch: int) -> LayerStatistics:
        """The layers' statistics with these parameters, in training mode."""
        theta = parameters.theta.astype(np.float64)
        _, g = self.engine.gradient(theta.copy(), self.X, self.Y)
        sizes = [[rms(block.view(values, "W")) for block in self.blocks] for values in (g, theta)]
        dead, saturated = np.zeros(len(self.blocks)), np.full(len(self.blocks), np.nan)
        for l, known in enumerate(self._slopes):
            if known is None:
                continue
            slope = np.interp(self.sums(l), GRID, known)
            if np.isfinite(self.blocks[l].activation.range).all():
                saturated[l] = np.mean(slope <= FLAT * np.nanmax(known))
            else:
                dead[l] = np.mean((slope == 0).all(axis=0))
        return LayerStatistics(epoch, np.array(sizes[0]), np.array(sizes[1]), dead, saturated)


def slopes(block: Block) -> Array | None:
    """|f'| of a layer's activation on the grid; None for rowwise activations and those with learned constants."""
    if block.activation.shape != "element" or block.activation.learned:
        return None
    z = GRID[:, None]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.abs(activation_delta(block, z, activate(block, z), np.ones_like(z)))[:, 0]


def rms(values: Array) -> float:
    """Root mean square."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(np.square(values)))) if values.size else 0.0
