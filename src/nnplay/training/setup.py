"""From data, architecture and settings to a training problem."""

from collections.abc import Mapping, Sequence
from typing import Any

from nnplay.data import Dataset, ProgressCallback
from nnplay.network.architecture import Architecture
from nnplay.training.defaults import LARGE_ROWS, default_hidden, default_settings
from nnplay.training.out_of_core import no_progress, out_of_core, prepare_large, survey
from nnplay.training.problem import Problem, as_dataset, origin_settings, prepare
from nnplay.training.recipe import Recipe
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_type


def resolve_architecture(architecture: Architecture | Sequence[int] | None, data: Any) -> Architecture:
    """The architecture, that with these widths, or the default one for the data."""
    if isinstance(architecture, Architecture):
        return architecture
    return Architecture.dense(default_hidden(data) if architecture is None else architecture)


def recipe_of_data(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe with the settings with which the data were loaded."""
    return recipe.replace(**origin_settings(dataset) | {"split": dataset.split})


def complete_recipe(
    data: Any, rows: int, architecture: Architecture, recipe: Recipe | None, settings: Mapping[str, Any]
) -> Recipe:
    """The recipe with these settings changed; without one, the default for data of so many rows and the network.

    Raises:
        NNPlayError: `recipe` is not a recipe, or a setting is invalid.
    """
    if recipe is not None:
        return check_type(recipe, Recipe, "recipe").replace(**settings)
    return Recipe(**dict(settings)).replace(**default_settings(data, rows, settings, architecture))


def make_problem(
    data: Any,
    architecture: Architecture | Sequence[int] | None,
    recipe: Recipe | None,
    settings: Mapping[str, Any],
    on_progress: ProgressCallback = no_progress,
    cache: LRUCache | None = None,
) -> Problem:
    """Load the data if necessary, and prepare them for training.

    Args:
        data: a Dataset, or anything that `nn.load` accepts.
        architecture: the network, or the widths of its hidden layers; None is the default network.
        recipe: the recipe; None is the default one for the data.
        settings: settings of the recipe to change.
        on_progress: called while a file larger than memory is read.
        cache: prepared data that several problems with the same dataset share.

    Raises:
        NNPlayError: data, architecture and settings are invalid or do not fit together.
    """
    architecture = resolve_architecture(architecture, data)
    preliminary = complete_recipe(data, LARGE_ROWS, architecture, recipe, settings)
    if out_of_core(data, preliminary):
        large = survey(data, preliminary, on_progress)
        recipe = complete_recipe(data, large.n_rows, architecture, recipe, settings)
        if recipe.resolved_validation_fraction != preliminary.resolved_validation_fraction:  # few rows after all
            large = survey(data, recipe, on_progress)
        return prepare_large(large, architecture, recipe, on_progress)
    dataset = as_dataset(data, preliminary)
    recipe = complete_recipe(data, dataset.n_rows, architecture, recipe, settings)
    return prepare(dataset, architecture, recipe_of_data(recipe, dataset), cache=cache)
