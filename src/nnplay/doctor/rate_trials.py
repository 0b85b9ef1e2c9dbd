"""Short runs with several learning rates and seeds, which decide between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

import numpy as np

from nnplay.data import Dataset
from nnplay.network.architecture import Architecture
from nnplay.network.flops import training_flops
from nnplay.training.problem import Problem
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.cache import LRUCache

SECONDS = 12.0  # of all runs together, as estimated
SECONDS_PER_STEP, OPERATIONS_PER_SECOND = 6e-6, 5e9  # a rough estimate for the engine, the same on every machine
MIN_EPOCHS = 5
MIN_ROWS = 40  # from where validation rows decide; with fewer, the training rows do
VALIDATION_FRACTION = 0.15
TIE = 0.005  # of accuracy or R², within which scores are equally good


@dataclass(frozen=True)
class RateTrial:
    """The results of one learning rate.

    Attributes:
        rate: the learning rate η.
        epochs: how long each seed was trained.
        part: the split on which the results are measured: "validation", or "train" where there are few rows.
        losses: the loss at the end of each seed's run; infinite where it diverged.
        score_name: "accuracy" or "r2".
        scores: the score at the end of each seed's run; minus infinity where it diverged.
    """

    rate: float
    epochs: int
    part: str
    losses: tuple[float, ...]
    score_name: str
    scores: tuple[float, ...]

    @property
    def loss(self) -> float:
        """The mean loss over the seeds."""
        return float(np.mean(self.losses))

    @property
    def score(self) -> float:
        """The mean score over the seeds."""
        return float(np.mean(self.scores))

    def not_worse_than(self, other: "RateTrial") -> bool:
        """Whether the mean score and the mean logarithm of the loss are at least as good, seed by seed."""
        if not np.isfinite(self.loss):
            return False
        if not np.isfinite(other.loss):
            return True
        return self.score >= other.score - TIE and _mean_log(self.losses) <= _mean_log(other.losses)


def try_rates(
    dataset: Dataset,
    architecture: Architecture,
    recipe: Recipe,
    rates: Sequence[float],
    seeds: int,
    *,
    on_run: Callable[[float, int], None] | None = None,
    stop: Event | None = None,
) -> tuple[RateTrial, ...]:
    """Train with each learning rate and several seeds, each seed with its own split and first weights.

    The runs are as long as the recipe's, but no longer than a budget of about 12 s for all of them allows; the budget
    is estimated from the number of operations, so the result does not depend on the speed of the machine.

    Args:
        dataset: the data.
        architecture: the network, without sizes that other splits could contradict.
        recipe: all other settings; where it has no validation split, 15 % of the rows are held out for one.
        rates: the learning rates.
        seeds: how many; the first is the recipe's.
        on_run: called with the learning rate and the number of the run, from 1, before each run.
        stop: an event that ends the trials; what is unfinished is left out.
    """
    few = dataset.n_rows < MIN_ROWS
    if not few and not recipe.resolved_validation_fraction and recipe.test_fraction + VALIDATION_FRACTION < 1:
        recipe = recipe.replace(validation_fraction=VALIDATION_FRACTION)
    caches = [LRUCache() for _ in range(seeds)]  # of prepared data, which the rates share
    results: dict[float, list[tuple[float, float]]] = {rate: [] for rate in rates}
    epochs, part, name = 0, "train", "accuracy" if dataset.task == "classification" else "r2"
    run = 0
    for k, cache in enumerate(caches):
        for rate in rates:
            run += 1
            if stop is not None and stop.is_set():
                return ()
            if on_run is not None:
                on_run(rate, run)
            changed = recipe.replace(learning_rate=rate, seed=recipe.seed + k, max_restarts=0)
            if not epochs:
                problem = TrainingSession.start(dataset, architecture, recipe=changed, memory=0, cache=cache).problem
                epochs = affordable_epochs(problem, runs=len(rates) * seeds)
                part = "validation" if "validation" in problem.parts and not few else "train"
            changed = changed.replace(epochs=epochs)
            session = TrainingSession.start(
                dataset, architecture, recipe=changed, memory=0, cache=cache, stop=stop,
                every=None if changed.patience else max(epochs, 1),
            )  # fmt: skip
            for _ in session.by_block():
                pass
            results[rate].append(_result(session, part, name))
    return tuple(
        RateTrial(rate, epochs, part, tuple(loss for loss, _ in pairs), name, tuple(score for _, score in pairs))
        for rate, pairs in results.items()
    )


def affordable_epochs(problem: Problem, runs: int) -> int:
    """Epochs of each of several runs, so that all of them take about SECONDS; at most the recipe's."""
    rows, batch = problem.training_rows, problem.recipe.batch_size or problem.training_rows
    operations = rows * training_flops(problem.architecture) / OPERATIONS_PER_SECOND
    seconds = operations + max(rows / batch, 1) * SECONDS_PER_STEP
    return min(problem.recipe.epochs, max(MIN_EPOCHS, int(SECONDS / (runs * seconds))))


def _result(session: TrainingSession, part: str, name: str) -> tuple[float, float]:
    """Loss and score of the run's result on one split."""
    history = session.history
    snapshot = history.last if session.problem.recipe.patience is None else history.best
    if session.status == "diverged" or snapshot is None or not np.isfinite(snapshot.metrics[part]["loss"]):
        return float("inf"), float("-inf")
    return snapshot.metrics[part]["loss"], snapshot.metrics[part][name]


def _mean_log(losses: tuple[float, ...]) -> float:
    """The mean logarithm of losses; a loss that may be negative counts as it is."""
    values = np.array(losses)
    return float(np.mean(np.log(np.maximum(values, 1e-12)) if (values >= 0).all() else values))
