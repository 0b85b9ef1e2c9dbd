"""How long the gradient of a training is at this moment."""

from __future__ import annotations

import time

import numpy as np

from nnplay.network.parameters import Parameters
from nnplay.training.problem import Problem

MOST_ROWS, FEWEST_ROWS = 1000, 32  # that are looked at
WORK = 20_000_000  # products that one look may cost, unless so few rows cost more
REST = 15  # how many times as long as a look takes the next one may be put off


class Steepness:
    """The gradient of the mean loss with its penalties, over training rows.

    Args:
        problem: what is trained.

    Attributes:
        rows: how many training rows are looked at: all of them, or some of many.
    """

    def __init__(self, problem: Problem) -> None:
        from nnplay.engine.compiled import Engine

        train, recipe = problem.parts["train"], problem.recipe
        self.rows = min(len(train.X), MOST_ROWS, max(FEWEST_ROWS, WORK // max(problem.start.count, 1)))
        chosen = np.sort(np.random.default_rng(0).permutation(len(train.X))[: self.rows])
        self._batch = [np.ascontiguousarray(values[chosen]) for values in (train.X, train.Y, train.weight)]
        self._prices = recipe.penalty_strengths
        self._known, self._again = 0.0, 0.0
        self._engine = Engine(problem.architecture, recipe.dtype, rows=self.rows, threads=1)

    def length(self, parameters: Parameters, *, hurry: bool = False) -> float:
        """‖∂(loss + penalties)/∂θ‖ with these parameters, in training; in a hurry it may be that of a moment ago."""
        begun = time.monotonic()
        if hurry and begun < self._again:
            return self._known
        theta = parameters.theta.copy()  # batch normalisation moves its running statistics
        gradient = self._engine.gradient(theta, *self._batch, **self._prices)[1]
        self._known = float(np.linalg.norm(gradient.astype(np.float64)))
        self._again = time.monotonic() + REST * (time.monotonic() - begun)
        return self._known
