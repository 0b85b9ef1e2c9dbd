"""Begin training again when it goes nowhere: with other first weights and a third of the learning rate.

A training run goes nowhere in three ways: its loss stops being finite; every row gets the same output, because all
units of a hidden layer are 0 for all rows and no gradient passes them; or its loss stays at that of a constant. The
limits come from the runs in `docs/explanation/defaults.md`: none that learned came near them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.training.problem import Problem, first_weights
from nnplay.training.recipe import Recipe
from nnplay.utils.text import plural
from nnplay.utils.types import Array

RATE_FACTOR = 3.0  # the learning rate is divided by it
MIN_EPOCHS, MIN_STEPS = 5, 100  # so long the loss must be at that of a constant without a break
MARGIN = 0.995  # times the constant's loss
SAME_OUTPUT_EPOCHS = 3  # in a row with the same output for every row
FEW_ROWS = 100
SMALLEST = 1e-12  # of a probability whose logarithm is taken

INVERSES = {
    "identity": lambda mean: mean,
    "sigmoid": lambda mean: np.log(np.maximum(mean, SMALLEST) / np.maximum(1 - mean, SMALLEST)),
    "softmax": lambda mean: np.log(np.maximum(mean, SMALLEST)),
}
"""The z (n_out,) for which an output activation gives a mean target (n_out,)."""


class StartMonitor:
    """Watches the first start of a run, and says when it goes nowhere.

    Args:
        problem: what is trained.
        past: epoch and training loss of the snapshots so far, of a run that is resumed.
        threads: maximum number of threads for the network.
    """

    def __init__(self, problem: Problem, past: Iterable[tuple[int, float]] = (), threads: int | None = None) -> None:
        self.problem = problem
        X, Y = problem.parts["train"].X, problem.parts["train"].Y
        self._can_fail = _vary(X) and _vary(Y)
        self._constant = constant_loss(problem, threads) if self._can_fail else np.inf
        self._learned_at = max((epoch for epoch, loss in past if self._is_low(loss)), default=0)
        self._patience = max(MIN_EPOCHS, -(-MIN_STEPS // problem.steps_per_epoch))
        self._same_since: int | None = None

    def failure(self, epoch: int, loss: float, same_output: bool) -> str:
        """Why the run goes nowhere, as a part of a sentence; "" as long as it may learn.

        Args:
            epoch: the number of completed epochs.
            loss: the mean loss over the training rows.
            same_output: whether every training row has the same output.
        """
        if not self._can_fail or not epoch:
            return ""
        if self._is_low(loss):
            self._learned_at = epoch
        if not same_output:
            self._same_since = None
        elif self._same_since is None:
            self._same_since = epoch
        if self._same_since is not None and epoch - self._same_since >= SAME_OUTPUT_EPOCHS - 1:
            return f"every row has had the same output since epoch {self._same_since:,}"
        stuck = epoch - self._learned_at
        if stuck >= self._patience:
            return f"for {plural(stuck, 'epoch')} its training loss was no lower than that of a constant"
        return ""

    def failure_at_end(self) -> str:
        """Why the last weights are of no use; "" if they are, or if the best ones are taken instead.

        A run of a few epochs is not judged.
        """
        recipe = self.problem.recipe
        if self._same_since is None or recipe.patience is not None or recipe.epochs < MIN_EPOCHS:
            return ""
        return f"every row has had the same output since epoch {self._same_since:,}"

    def _is_low(self, loss: float) -> bool:
        """Whether a training loss is below that of a constant."""
        return loss < MARGIN * self._constant


def _vary(rows: Array) -> bool:
    """Whether the rows (n, k) differ."""
    few = rows[:FEW_ROWS]  # nearly always tell
    return bool((few != rows[0]).any() or (rows != rows[0]).any())


def constant_loss(problem: Problem, threads: int | None = None) -> float:
    """The training loss of a network that always answers with the mean target; inf if its output has no inverse here.

    No constant has a lower squared error or cross-entropy; for other losses it is an upper bound. The network has no
    hidden layers and weights of 0, so its answer is that of its biases: ŷ = output(b), and b = output⁻¹(mean of Y).
    """
    from nnplay.engine.compiled import Engine

    output, loss, train = problem.architecture.output, problem.architecture.loss, problem.parts["train"]
    inverse = INVERSES.get(output or "")
    if inverse is None:
        return float("inf")
    outputs = train.Y.shape[1]
    architecture = Architecture((), output=output, loss=loss).resolve(
        inputs=1, outputs=outputs, output=output or "", loss=loss or ""
    )
    theta = np.zeros(layout(architecture).size, problem.recipe.dtype)
    bias = layout(architecture).blocks[-1].view(theta, "b")
    bias[:] = inverse(np.average(train.Y.astype(float), axis=0, weights=train.weight))
    engine = Engine(architecture, problem.recipe.dtype, threads=threads)
    return engine.evaluate(theta, np.zeros((len(train.Y), 1), theta.dtype), train.Y, train.weight)[1]


def begin_again(problem: Problem) -> Problem:
    """The same problem with other first weights and a lower learning rate."""
    return of_recipe(problem, next_start(problem.recipe))


def next_start(recipe: Recipe) -> Recipe:
    """The recipe of the next start."""
    return recipe.replace(restarts=recipe.restarts + 1, learning_rate=recipe.learning_rate / RATE_FACTOR)


def problem_of_start(problem: Problem, restarts: int) -> Problem:
    """The problem after so many restarts in all."""
    recipe = problem.recipe
    while recipe.restarts < restarts:
        recipe = next_start(recipe)
    return problem if recipe is problem.recipe else of_recipe(problem, recipe)


def of_recipe(problem: Problem, recipe: Recipe) -> Problem:
    """The problem with the first weights of a recipe that differs in nothing else than the start."""
    return replace(problem, recipe=recipe, start=first_weights(problem.architecture, recipe))


def restart_note(recipe: Recipe) -> str:
    """The sentence about the restarts of a run; "" without one."""
    if not recipe.restarts:
        return ""
    times = "once" if recipe.restarts == 1 else f"{recipe.restarts} times"
    return (
        f"Training was begun again {times}, with other first weights and a lower learning rate (now "
        f"{recipe.learning_rate:.2g}), because it went nowhere."
    )
