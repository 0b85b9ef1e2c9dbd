"""What is known of a training: its problem, its history, and what its layers do on some of its rows."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.catalog import losses
from nnplay.engine import reference
from nnplay.engine.functions import activate, activation_delta
from nnplay.parameters import Array, Parameters, layout
from nnplay.problem import Problem

ROWS = 64  # of the training data, on which the layers are watched
FLAT = 0.05  # a slope smaller than this share of the activation's largest is saturated
GROWTH = 1.15  # from one look to the next


@dataclass(frozen=True, eq=False)
class Look:
    """The layers after one epoch, hidden ones and output; each array is (layers,).

    Attributes:
        epoch: when.
        gradient: the root of the mean of (∂L/∂W)².
        weights: the root of the mean of W².
        dead: the share of neurons whose slope is 0 for every row.
        saturated: the share of slopes that are nearly 0, of activations with two bounds; NaN for others.
    """

    epoch: int
    gradient: Array
    weights: Array
    dead: Array
    saturated: Array


@dataclass(eq=False)
class Case:
    """A training as the doctor sees it."""

    problem: Problem
    rows: list[dict[str, Any]] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    ending: str = ""

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
    def score(self) -> tuple[str, float]:
        """The name of the training rows' score, and its last value."""
        name = "accuracy" if self.problem.dataset.task == "classification" else "r2"
        values = self.column(f"train_{name}")
        return name, float(values[-1]) if len(values) else float("nan")

    @property
    def poor(self) -> bool:
        """Whether the training rows themselves are not learned."""
        name, value = self.score
        return not value >= (0.9 if name == "accuracy" else 0.4)

    def layer_series(self, name: str, layer: int) -> tuple[list[float], list[float]]:
        """Epochs and values of a statistic of one layer, counted from 0."""
        return [float(look.epoch) for look in self.looks], [float(getattr(look, name)[layer]) for look in self.looks]


class Observer:
    """Looks at the layers of a problem's network on some of its training rows."""

    def __init__(self, problem: Problem) -> None:
        from nnplay.engine.compiled import Engine

        part = problem.parts["train"]
        chosen = np.random.default_rng(0).permutation(len(part.X))[:ROWS]
        self.X, self.Y = (np.ascontiguousarray(a[chosen], dtype=np.float64) for a in (part.X, part.Y))
        self.architecture = problem.architecture
        self.engine = Engine(problem.architecture, "float64", rows=len(self.X))
        self.joint = losses.resolve(problem.architecture.loss or "")[0].joint(problem.architecture.output)
        self._steepest: dict[int, float] = {}

    def look(self, parameters: Parameters, epoch: int) -> Look:
        """What the layers do with these parameters."""
        theta = parameters.theta.astype(np.float64)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            _, g = self.engine.gradient(theta.copy(), self.X, self.Y)
            p = Parameters(self.architecture, theta)
            passes = reference.forward(p, self.X)
            blocks = layout(self.architecture).blocks
            gradient = [rms(block.view(g, "W")) for block in blocks]
            weights = [rms(block.view(theta, "W")) for block in blocks]
            dead, saturated = [], []
            for l, block in enumerate(blocks):
                last = l == len(blocks) - 1
                if block.activation.shape != "element" or last:
                    dead.append(0.0)
                    saturated.append(np.nan)
                    continue
                ones = np.ones_like(passes[l].f)
                slope = np.abs(activation_delta(block, passes[l].u, passes[l].f, ones, p.learned[l]))
                dead.append(float(np.mean((slope == 0).all(axis=0))))
                bounded = np.isfinite(block.activation.range).all()
                steepest = self._steepest_of(l, block)
                saturated.append(float(np.mean(slope < FLAT * steepest)) if bounded else np.nan)
        return Look(epoch, *(np.array(values, dtype=float) for values in (gradient, weights, dead, saturated)))

    def _steepest_of(self, l: int, block: Any) -> float:
        """The largest slope of an activation."""
        if l not in self._steepest:
            z = np.linspace(-5, 5, 401)[:, None] * np.ones((1, block.n_out))
            learned = None
            a = activate(block, z, learned) if not block.activation.learned else z
            found = 1.0
            if not block.activation.learned:
                found = float(np.abs(activation_delta(block, z, a, np.ones_like(z), learned)).max())
            self._steepest[l] = found or 1.0
        return self._steepest[l]


def rms(values: Array) -> float:
    """The root of the mean of the squares."""
    return float(np.sqrt(np.mean(np.square(values)))) if values.size else 0.0
