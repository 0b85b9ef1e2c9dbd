"""A training under way, from the data to the run: what every door uses."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any

from nnplay import checkpoints
from nnplay.architecture import Architecture
from nnplay.data import Dataset, Told, load
from nnplay.errors import DivergenceError, DivergenceWarning
from nnplay.large import out_of_core, prepare_large, silent
from nnplay.loop import Progress, Snapshot, stream
from nnplay.problem import Problem, Shelf, prepare
from nnplay.recipe import Recipe
from nnplay.runs import Run
from nnplay.streams import Record, record, stop_early, watched_row

DEFAULT_HIDDEN = (32, 16)
MOST_ROWS = 1000  # of a history that nobody asked to be finer


def make_problem(
    data: Any,
    architecture: Architecture | Sequence[int] | None,
    recipe: Recipe | None,
    settings: dict[str, Any],
    told: Told = silent,
    shelf: Shelf | None = None,
) -> Problem:
    """Load the data if need be, and prepare the training."""
    recipe = (recipe or Recipe()).but(**settings)
    if architecture is None:
        architecture = Architecture.dense(DEFAULT_HIDDEN)
    elif not isinstance(architecture, Architecture):
        architecture = Architecture.dense(architecture)
    if out_of_core(data, recipe):
        return prepare_large(data, architecture, recipe, told)
    dataset = as_dataset(data, recipe)
    return prepare(dataset, architecture, recipe.but(**_origin(dataset)), shelf=shelf)


def as_dataset(data: Any, recipe: Recipe) -> Dataset:
    """The data as a Dataset: itself, or loaded as the recipe says."""
    if isinstance(data, Dataset):
        return data
    return load(
        data, target=recipe.target and list(recipe.target), features=recipe.features and list(recipe.features),
        task=recipe.task, noise=recipe.noise, samples=recipe.samples, seed=recipe.data_seed, missing=recipe.missing,
        sheet=recipe.sheet,
    )  # fmt: skip


def _origin(dataset: Dataset) -> dict[str, Any]:
    """What a recipe must say to load this dataset again."""
    names = {"source": "data", "seed": "data_seed"}
    return {names.get(k, k): v for k, v in dataset.origin.items() if v is not None}


class Session:
    """A training under way: iterate over its snapshots, then ask for the run. What every door uses.

    Setting `stop` in another thread ends it. With more than 1,000 epochs a snapshot comes only every so many, unless
    `every` says otherwise or patience needs each one. While a file larger than memory is read, `told` is called with
    what is being done and the part of it that has been done, from 0 to 1. Sessions of one dataset may have a `shelf` in
    common (problem.py); `threads` is the most that may work on the network, None one for each core. What `checkpoint`
    gave is taken up again by a session of the same data, architecture and recipe.
    """

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        *,
        recipe: Recipe | None = None,
        every: int | None = None,
        stop: Event | None = None,
        told: Told = silent,
        shelf: Shelf | None = None,
        threads: int | None = None,
        checkpoint: bytes | None = None,
        **settings: Any,
    ) -> None:
        self.problem = make_problem(data, architecture, recipe, settings, told, shelf)
        patience = self.problem.recipe.patience
        if every is None:
            every = 1 if patience else max(1, -(-self.problem.recipe.epochs // MOST_ROWS))
        self._progress, self.record = Progress(), Record()
        if checkpoint is not None:
            self._progress, self.record = checkpoints.unpack(checkpoint, self.problem)
        past = [watched_row(row) for row in self.record.rows]
        snapshots: Iterator[Snapshot] = stream(
            self.problem, every=every, keep_parameters=True, stop=stop, threads=threads, progress=self._progress
        )
        if patience:
            snapshots = stop_early(snapshots, patience, past)
        self.ending = "finished"
        self.message = ""
        self._snapshots = record(snapshots, self.record)

    def __iter__(self) -> Iterator[Snapshot]:
        """The snapshots; a divergence ends them, and the run tells of it."""
        try:
            yield from self._snapshots
        except DivergenceError as error:
            self.ending, self.message = "diverged", str(error)
        else:
            last = self.record.last
            if last is not None and last.epoch < self.problem.recipe.epochs and self.ending == "finished":
                self.ending = "stopped early"

    def checkpoint(self) -> bytes | None:
        """The training after its last snapshot, to be taken up again; None before the first, or where it cannot be."""
        if self.record.last is None or not checkpoints.resumable(self.problem, self._progress):
            return None
        return checkpoints.pack(self._progress, self.record)

    def interrupted(self) -> None:
        """Say that the user stopped the training: the run will have the best weights so far."""
        self.ending = "interrupted"

    def run(self) -> Run:
        """The run so far, with the last weights if training finished, else with the best."""
        if self.record.last is None:
            next(iter(self._snapshots))
        record_, problem = self.record, self.problem
        assert record_.last is not None
        assert record_.best is not None
        chosen = record_.last if self.ending == "finished" and problem.recipe.patience is None else record_.best
        parameters = record_.last.parameters if chosen is record_.last else record_.best_parameters
        assert parameters is not None
        if self.ending == "diverged":
            warnings.warn(f"{self.message} The weights of epoch {chosen.epoch} are kept.", DivergenceWarning, 3)
        return Run.of(problem, parameters, record_, chosen.epoch, self.ending, self.message)
