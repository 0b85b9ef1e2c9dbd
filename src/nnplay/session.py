"""A training under way, from the data to the run: what every door uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Event
from typing import Any

from nnplay import checkpoints
from nnplay.architecture import Architecture
from nnplay.asking import instance
from nnplay.course import Course
from nnplay.data import Dataset, Told
from nnplay.large import out_of_core, prepare_large, silent
from nnplay.problem import Problem, Shelf, as_dataset, prepare
from nnplay.recipe import Recipe
from nnplay.runs import Run
from nnplay.trail import MEMORY, Trail

DEFAULT_HIDDEN = (32, 16)


def recipe_of(recipe: Recipe | None, settings: Mapping[str, Any]) -> Recipe:
    """The recipe that was given, or the usual one, with these settings in it.

    Raises:
        NNPlayError: no recipe, or settings that do not fit.
    """
    return (Recipe() if recipe is None else instance(recipe, Recipe, "recipe")).but(**settings)


def make_problem(
    data: Any,
    architecture: Architecture | Sequence[int] | None,
    recipe: Recipe | None,
    settings: dict[str, Any],
    told: Told = silent,
    shelf: Shelf | None = None,
) -> Problem:
    """Load the data if need be, and prepare the training."""
    recipe = recipe_of(recipe, settings)
    if architecture is None:
        architecture = Architecture.dense(DEFAULT_HIDDEN)
    elif not isinstance(architecture, Architecture):
        architecture = Architecture.dense(architecture)
    if out_of_core(data, recipe):
        return prepare_large(data, architecture, recipe, told)
    dataset = as_dataset(data, recipe)
    return prepare(dataset, architecture, recipe.but(**_origin(dataset)), shelf=shelf)


def _origin(dataset: Dataset) -> dict[str, Any]:
    """What a recipe must say to load this dataset again."""
    names = {"source": "data", "seed": "data_seed"}
    return {names.get(k, k): v for k, v in dataset.origin.items() if v is not None}


class Session(Course):
    """A training under way, from the data: iterate over its snapshots, then ask for the run. What every door uses.

    See Course for `every`, `stop` and `threads`. While a file larger than memory is read, `told` is called with what is
    being done and the part of it that has been done, from 0 to 1. Sessions of one dataset may have a `shelf` in common
    (problem.py). What `checkpoint` gave is taken up again by a session of the same data, architecture and recipe.
    `memory` is how many bytes the states on the way may take.
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
        memory: int = MEMORY,
        **settings: Any,
    ) -> None:
        problem = make_problem(data, architecture, recipe, settings, told, shelf)
        progress, record = (None, None) if checkpoint is None else checkpoints.unpack(checkpoint, problem)
        trail = Trail(problem.architecture, memory)
        super().__init__(
            problem, every=every, stop=stop, threads=threads, progress=progress, record=record, trail=trail
        )

    def run(self) -> Run:
        """The run so far, with the last weights if training finished, else with the best."""
        return Run.of_course(self)
