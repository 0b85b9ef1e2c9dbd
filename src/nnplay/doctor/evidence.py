"""What is known of a training: its problem, its history, and what its layers do on some of its rows."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnplay.engine import reference
from nnplay.engine.batched import activate, activation_delta, loss_rows
from nnplay.network.parameters import Array, Block, Parameters, layout
from nnplay.training.problem import Problem

ROWS = 128  # of the training data, on which the layers are watched
JUDGED = 300  # rows whose losses are compared one by one
FLAT = 0.05  # a slope smaller than this share of the activation's largest is saturated
GRID = np.linspace(-10, 10, 801)  # where slopes are known; between them lies a straight line


@dataclass(frozen=True, eq=False)
class Look:
    """The layers after one epoch, hidden ones and output; each array is (layers,).

    Attributes:
        epoch: when.
        gradient: the root of the mean of (∂L/∂W)².
        weights: the root of the mean of W².
        dead: the share of neurons whose slope is 0 for every row; 0 for activations with two bounds.
        saturated: the share of slopes that are nearly 0, of activations with two bounds; NaN for others.
    """

    epoch: int
    gradient: Array
    weights: Array
    dead: Array
    saturated: Array


@dataclass(eq=False)
class Case:
    """A training as the doctor sees it.

    Attributes:
        problem: what is trained.
        rows: the history.
        looks: at the layers.
        ending: "" while it goes on, else that of the course.
        best, last: θ with the smallest loss of the watched rows, and the newest.
    """

    problem: Problem
    rows: list[dict[str, Any]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    status: str = ""
    best: Parameters | None = None
    last: Parameters | None = None

    @property
    def hidden(self) -> int:
        """How many hidden layers there are."""
        return len(self.problem.architecture.layers)

    def column(self, name: str) -> Array:
        """A column of the history (n,); NaN where it was not measured."""
        return np.array([row.get(name, np.nan) for row in self.rows], dtype=float)

    @property
    def epochs(self) -> Array:
        """The epochs of the history (n,)."""
        return self.column("epoch")

    @property
    def watched(self) -> str:
        """The part of the data that judges: "validation", "test" or "train"."""
        return next(part for part in ("validation", "test", "train") if part in self.problem.parts)

    @property
    def scored_by(self) -> str:
        """The name of the score: accuracy or r2."""
        return "accuracy" if self.problem.dataset.task == "classification" else "r2"

    def score(self, part: str = "train") -> float:
        """The last score of a part."""
        values = self.column(f"{part}_{self.scored_by}")
        return float(values[-1]) if len(values) else float("nan")

    @property
    def poor(self) -> bool:
        """Whether the training rows themselves are not learned."""
        return not self.score() >= (0.9 if self.scored_by == "accuracy" else 0.4)

    @cached_property
    def neighbours(self) -> float:
        """The score that the five nearest training rows of each training row give: what can be learned, at least."""
        from nnplay.doctor.knn_baseline import neighbours_score

        part, task = self.problem.parts["train"], self.problem.dataset.task
        return neighbours_score(part.X, part.truth, task)

    def layer_series(self, name: str, layer: int) -> tuple[list[float], list[float]]:
        """Epochs and values of a statistic of one layer, counted from 0."""
        return [float(look.epoch) for look in self.looks], [float(getattr(look, name)[layer]) for look in self.looks]

    def losses_by_row(self, parameters: Parameters, part: str) -> Array:
        """The loss of each row of a part (n,), of so many rows at the most."""
        X, Y = (a[:JUDGED].astype(np.float64) for a in (self.problem.parts[part].X, self.problem.parts[part].Y))
        p = Parameters(self.problem.architecture, parameters.theta.astype(np.float64))
        with np.errstate(all="ignore"):
            output = reference.forward(p, X)[-1]
            return loss_rows(self.problem.architecture, output.u, output.a, Y)


class Observer:
    """Looks at the layers of a problem's network on some of its training rows."""

    def __init__(self, problem: Problem) -> None:
        from nnplay.engine.compiled import Engine

        part = problem.parts["train"]
        chosen = np.random.default_rng(0).permutation(len(part.X))[:ROWS]
        self.X, self.Y = (np.ascontiguousarray(a[chosen], dtype=np.float64) for a in (part.X, part.Y))
        self.engine = Engine(problem.architecture, "float64", rows=len(self.X), chunk=1, threads=1)
        self.blocks = layout(problem.architecture).blocks
        self._slopes = [slopes(block) for block in self.blocks[:-1]]

    def sums(self, layer: int) -> Array:
        """U = norm(z) of a layer, counted from 0, (rows, neurons), as the last look has left it."""
        from nnplay.engine.compiled.layer_table import U

        start, shape = int(self.engine.table[layer, U]), (len(self.X), self.blocks[layer].n_z)
        return self.engine.work[start : start + shape[0] * shape[1]].reshape(shape)

    def look(self, parameters: Parameters, epoch: int) -> Look:
        """What the layers do with these parameters, in training."""
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
        return Look(epoch, np.array(sizes[0]), np.array(sizes[1]), dead, saturated)


def slopes(block: Block) -> Array | None:
    """|f'| of a layer's activation on the grid, None where it works on rows or learns."""
    if block.activation.shape != "element" or block.activation.learned:
        return None
    z = GRID[:, None]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.abs(activation_delta(block, z, activate(block, z), np.ones_like(z)))[:, 0]


def rms(values: Array) -> float:
    """The root of the mean of the squares."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(np.square(values)))) if values.size else 0.0
