"""What a frame shows of the inside of a network: the gradient of its loss, and the activations for some rows."""

from itertools import pairwise
from typing import Any

import numpy as np

from nnplay.engine.batches import batch_starts, largest_batch
from nnplay.engine.compiled import Engine
from nnplay.errors import NNPlayError
from nnplay.training.problem import Problem
from nnplay.utils.types import Array

MAX_ROWS = 256  # whose activations a frame has
MAX_BATCHES = 64  # over which the gradient of the training rows is averaged
TRAINING_ROWS = "train"


def gradient(problem: Problem, theta: Array, of: Any) -> tuple[Array, float]:
    """The gradient ∂L/∂θ of the mean loss of the training rows, or of the loss of one row, and that loss.

    Of more training rows than a few batches, it is that of the first of them.

    Args:
        problem: the data and the network.
        theta: its parameters.
        of: "train", or the place of a row in the data.

    Raises:
        NNPlayError: there is no such row, or it has no gradient.
    """
    architecture = problem.architecture
    if of == TRAINING_ROWS:
        part = problem.parts["train"]
        count = min(len(part.X), MAX_BATCHES * problem.batch)
        X, Y, starts = part.X[:count], part.Y[:count], batch_starts(architecture, count, problem.batch)
    else:
        if architecture.has_batch_norm:
            raise NNPlayError("With batch normalization a single row has no gradient.")
        X, Y = one_row(problem, of)
        starts = np.array([0, 1])
    rows = largest_batch(architecture, problem.batch)
    engine = Engine(architecture, problem.recipe.dtype, rows=rows, threads=1)
    total, loss = np.zeros(engine.layout.trained, theta.dtype), 0.0
    for step, (first, last) in enumerate(pairwise(starts)):
        share = (last - first) / starts[-1]
        value, g = engine.gradient(theta.copy(), X[first:last], Y[first:last], step=step)
        total, loss = total + g * share, loss + value * share
    return total.astype(theta.dtype), loss


def one_row(problem: Problem, row: Any) -> tuple[Array, Array]:
    """The inputs and the target outputs of a row, by its place in the data.

    Raises:
        NNPlayError: there is none.
    """
    if isinstance(row, int) and not isinstance(row, bool):
        for name, part in problem.parts.items():
            places = np.flatnonzero(getattr(problem.split, name) == row)
            if len(places):
                return part.X[places[:1]], part.Y[places[:1]]
    raise NNPlayError(f"There is no row {str(row)[:40]}.")


def activations(problem: Problem, engine: Engine, theta: Array) -> list[Array]:
    """The activations of each layer, the output last, for the first training rows: (rows, neurons)."""
    return engine.activations(theta, problem.parts["train"].X[:MAX_ROWS])
