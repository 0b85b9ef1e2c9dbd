"""`nnplay.cross_validate`: train a network on k different splits of the data, and say how well it does on average."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Unpack

import numpy as np

from nnplay.catalog.metrics import comparison_metric
from nnplay.data import Split, k_folds
from nnplay.data.split_setting import parse_split
from nnplay.errors import DivergenceWarning, NNPlayError, clean
from nnplay.experiments.compare.statistics import interval
from nnplay.experiments.parallel import run_each, shared_dataset, worker_count
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.defaults import LARGE_ROWS
from nnplay.training.problem import Problem, prepare
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.session import TrainingSession
from nnplay.training.setup import complete_recipe, recipe_of_data, resolve_architecture
from nnplay.training.state_history import StateHistory
from nnplay.utils.types import Array

FOLDS = 5
INTERVAL = "95 % t-interval over the folds, corrected for shared training rows (Nadeau & Bengio 2003)"


@dataclass(frozen=True)
class FoldResult:
    """The result of one fold.

    Attributes:
        fold: its number, from 1.
        rows: how many rows train, validate and test.
        metrics: ``metrics["test"]["accuracy"]`` and so on, as of a run.
        epoch: the epoch of the weights that were evaluated.
        status: "finished", "stopped early" or "diverged".
        seconds: how long training took.
    """

    fold: int
    rows: dict[str, int]
    metrics: dict[str, dict[str, float]]
    epoch: int
    status: str
    seconds: float


@dataclass(frozen=True, eq=False, repr=False)
class CrossValidation:
    """The result of a cross-validation: the scores of every fold, their means and intervals.

    Attributes:
        name: of the data.
        task: "classification" or "regression".
        notes: what was decided while reading the data.
        method: how the folds were made: "random", "stratified", "time" or "group".
        architecture: the resolved architecture.
        recipe: the settings of every fold.
        folds: the result of each fold.
        rows: the row numbers that were tested, increasing, shape (m,); all rows, except with `split="time:…"`.
        truth: the labels or values of these rows.
        prediction: their predictions, each by the network that has not trained on that row.

    >>> import nnplay as nn
    >>> result = nn.cross_validate("iris", (8,), folds=5, epochs=30)
    >>> mean, low, high = result.interval("accuracy")
    >>> low < mean < high
    True
    """

    name: str
    task: str
    notes: tuple[str, ...]
    method: str
    architecture: Architecture
    recipe: Recipe
    folds: tuple[FoldResult, ...]
    rows: Array
    truth: Array
    prediction: Array

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics of the test rows."""
        return tuple(self.folds[0].metrics["test"])

    def scores(self, metric: str | None = None) -> Array:
        """A metric of the test rows of each fold (k,); by default the accuracy or R².

        Raises:
            NNPlayError: there is no such metric.
        """
        name, _ = comparison_metric(metric, self.task)
        return np.array([fold.metrics["test"][name] for fold in self.folds])

    def interval(self, metric: str | None = None) -> tuple[float, float, float]:
        """The mean of a metric over the folds, and the ends of its 95 % interval.

        The networks of two folds share most of their training rows, so their scores are not independent. The variance
        of the mean is therefore taken as (1/k + ρ)·s², ρ = test rows / training rows, with k − 1 degrees of freedom:
        Nadeau & Bengio 2003, "Inference for the generalization error", Machine Learning 52.

        Raises:
            NNPlayError: there is no such metric.
        """
        ratios = [fold.rows["test"] / fold.rows["train"] for fold in self.folds]
        return interval(self.scores(metric).tolist(), float(np.mean(ratios)))

    def table(self) -> list[dict[str, Any]]:
        """One dict for each fold, for any DataFrame library: its number, rows and test metrics."""
        return [
            {"fold": each.fold, **{f"{part}_rows": count for part, count in each.rows.items()}}
            | each.metrics["test"] | {"epoch": each.epoch, "status": each.status, "seconds": each.seconds}
            for each in self.folds
        ]  # fmt: skip

    def __repr__(self) -> str:
        name, _ = comparison_metric(None, self.task)
        mean, low, high = self.interval()
        folds = f"{len(self.folds)} {self.method} folds"
        return f"<cross-validation of {clean(self.name)}, {folds}: {name} {mean:.4g} ({low:.4g} to {high:.4g})>"


def cross_validate(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    folds: int = FOLDS,
    recipe: Recipe | None = None,
    workers: int | None = None,
    **settings: Unpack[RecipeSettings],
) -> CrossValidation:
    """Train on k different splits of the data, so that every row is tested once, and report scores with an interval.

    The folds are stratified for classes, keep groups together with `split="group:COLUMN"`, and are expanding windows
    with `split="time:COLUMN"`: see `nnplay.data.k_folds`. All folds start from the same weights. `test_fraction` does
    not matter; with `validation_fraction` or `patience`, that fraction of the other rows of each fold validates.

    Args:
        data: as for `train`.
        architecture: as for `train`.
        folds: k, at least 2.
        recipe: the settings to start from.
        workers: how many networks to train at once; None is one for each core.
        **settings: any setting of `Recipe`.

    Raises:
        NNPlayError: an argument that is not valid or that does not suit the data, or too few rows, groups or times.

    >>> import nnplay as nn
    >>> result = nn.cross_validate("iris", (8,), folds=3, epochs=20)
    >>> len(result.folds), result.scores("accuracy").shape, len(result.prediction)
    (3, (3,), 150)
    """
    run = CrossValidationRun(data, architecture, folds=folds, recipe=recipe, workers=workers, **settings)
    for _ in run:
        pass
    return run.result()


class CrossValidationRun:
    """A cross-validation in progress: iterate over its folds as they end, then call `result`.

    Its arguments are those of `cross_validate`.

    Attributes:
        dataset: the data.
        architecture: the network as requested.
        recipe: the settings of every fold.
        total: how many folds there are.
    """

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        *,
        folds: int = FOLDS,
        recipe: Recipe | None = None,
        workers: int | None = None,
        **settings: Unpack[RecipeSettings],
    ) -> None:
        self.architecture = resolve_architecture(architecture, data)
        self.dataset = shared_dataset(data, [complete_recipe(data, LARGE_ROWS, self.architecture, recipe, settings)])
        recipe = complete_recipe(data, self.dataset.n_rows, self.architecture, recipe, settings)
        self.recipe = recipe_of_data(recipe, self.dataset)
        self._splits = k_folds(self.dataset, folds, recipe.resolved_validation_fraction, recipe.seed)
        self.total = len(self._splits)
        self._workers = worker_count(workers, self.total)
        self._stop = threading.Event()
        self._runs: dict[int, Run] = {}

    @property
    def done(self) -> int:
        """How many folds have ended."""
        return len(self._runs)

    def cancel(self) -> None:
        """Stop training: the iteration ends."""
        self._stop.set()

    def warm_up(self) -> None:
        """Load the engine, and compile it if necessary, by training the first fold for one epoch."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the folds issue them again
            for _ in TrainingSession(self._problem(self._splits[0], self.recipe.replace(epochs=1)), threads=1):
                pass

    def __iter__(self) -> Iterator[FoldResult]:
        """Train the folds in parallel, and yield each result as it comes. Each warning is issued once, at the end."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            tasks: Iterator[tuple[int, Callable[[], TrainingSession]]] = (
                (k, partial(self._start, parts)) for k, parts in enumerate(self._splits)
            )
            for k, run in run_each(tasks, workers=self._workers, stop=self._stop):
                self._runs[k] = run
                yield _fold_result(k, run)
        for warning in {str(w.message): w for w in caught if not issubclass(w.category, DivergenceWarning)}.values():
            warnings.warn(warning.message, stacklevel=3)

    def _start(self, parts: Split) -> TrainingSession:
        problem = self._problem(parts, self.recipe)
        return TrainingSession(
            problem, stop=self._stop, threads=1, state_history=StateHistory(problem.architecture, memory=0)
        )

    def _problem(self, parts: Split, recipe: Recipe) -> Problem:
        return prepare(self.dataset, self.architecture, recipe, divided=parts)

    def result(self) -> CrossValidation:
        """The results of all folds.

        Raises:
            NNPlayError: not all folds have ended.
        """
        if self.done < self.total:
            raise NNPlayError(f"Only {self.done} of {self.total} folds have ended: iterate to the end first.")
        runs = [self._runs[k] for k in range(self.total)]
        rows = np.concatenate([parts.test for parts in self._splits])
        order = np.argsort(rows)
        return CrossValidation(
            name=self.dataset.name,
            task=self.dataset.task,
            notes=self.dataset.notes,
            method=fold_method(self.dataset.split, classes=bool(self.dataset.classes)),
            architecture=runs[0].architecture,
            recipe=self.recipe,
            folds=tuple(_fold_result(k, run) for k, run in enumerate(runs)),
            rows=rows[order],
            truth=np.concatenate([run.truth for run in runs])[order],
            prediction=np.concatenate([run.prediction for run in runs])[order],
        )


def fold_method(split: str | None, *, classes: bool) -> str:
    """How the folds are made: "random", "stratified", "time" or "group"."""
    method = parse_split(split).method
    return ("stratified" if classes else "random") if method == "auto" else method


def _fold_result(k: int, run: Run) -> FoldResult:
    seconds = (run.history.get("seconds") or [0.0])[-1]
    return FoldResult(k + 1, run.facts["parts"], run.metrics, run.epoch, run.status, seconds)
