"""The norm of the gradient during training."""

import time

import numpy as np

from nnplay.network.parameters import Parameters
from nnplay.training.problem import Problem

MIN_ROWS, MAX_ROWS = 32, 1000  # training rows per evaluation
MAX_PRODUCTS = 20_000_000  # multiplications per evaluation, except that MIN_ROWS are always used
REST_FACTOR = 15  # pause between evaluations, in multiples of their duration


class GradientNorm:
    """The norm of the gradient of the mean loss with its penalties, over training rows.

    Args:
        problem: the training problem.

    Attributes:
        rows: number of training rows used: all of them, or a sample.
    """

    def __init__(self, problem: Problem) -> None:
        from nnplay.engine.compiled import Engine

        train, recipe = problem.parts["train"], problem.recipe
        self.rows = min(len(train.X), MAX_ROWS, max(MIN_ROWS, MAX_PRODUCTS // max(problem.start.count, 1)))
        sample = np.sort(np.random.default_rng(0).permutation(len(train.X))[: self.rows])
        self._batch = [np.ascontiguousarray(values[sample]) for values in (train.X, train.Y, train.weight)]
        self._penalty_strengths = recipe.penalty_strengths
        self._last, self._next_time = 0.0, 0.0
        self._engine = Engine(problem.architecture, recipe.dtype, rows=self.rows, threads=1)

    def compute(self, parameters: Parameters, *, allow_cached: bool = False) -> float:
        """‖∂(loss + penalties)/∂θ‖ in training mode; with `allow_cached` it may be slightly out of date."""
        start = time.monotonic()
        if allow_cached and start < self._next_time:
            return self._last
        theta = parameters.theta.copy()  # batch normalization updates its running statistics
        gradient = self._engine.gradient(theta, *self._batch, **self._penalty_strengths)[1]
        self._last = float(np.linalg.norm(gradient.astype(np.float64)))
        self._next_time = time.monotonic() + REST_FACTOR * (time.monotonic() - start)
        return self._last
