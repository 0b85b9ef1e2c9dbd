"""From data, architecture and settings to a training problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnplay.data import Dataset, ProgressCallback
from nnplay.network.architecture import Architecture
from nnplay.training.out_of_core import out_of_core, prepare_large, silent
from nnplay.training.problem import Problem, as_dataset, prepare
from nnplay.training.recipe import Recipe
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_type

DEFAULT_HIDDEN = (32, 16)


def recipe_of(recipe: Recipe | None, settings: Mapping[str, Any]) -> Recipe:
    """The recipe that was given, or the usual one, with these settings in it.

    Raises:
        NNPlayError: no recipe, or settings that do not fit.
    """
    return (Recipe() if recipe is None else check_type(recipe, Recipe, "recipe")).replace(**settings)


def make_problem(
    data: Any,
    architecture: Architecture | Sequence[int] | None,
    recipe: Recipe | None,
    settings: Mapping[str, Any],
    on_progress: ProgressCallback = silent,
    cache: LRUCache | None = None,
) -> Problem:
    """Load the data if need be, and prepare the training."""
    recipe = recipe_of(recipe, settings)
    if architecture is None:
        architecture = Architecture.dense(DEFAULT_HIDDEN)
    elif not isinstance(architecture, Architecture):
        architecture = Architecture.dense(architecture)
    if out_of_core(data, recipe):
        return prepare_large(data, architecture, recipe, on_progress)
    dataset = as_dataset(data, recipe)
    return prepare(dataset, architecture, recipe.replace(**_origin(dataset)), cache=cache)


def _origin(dataset: Dataset) -> dict[str, Any]:
    """What a recipe must say to load this dataset again."""
    names = {"source": "data", "seed": "data_seed"}
    return {names.get(k, k): v for k, v in dataset.origin.items() if v is not None}
