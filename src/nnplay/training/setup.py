"""From data, architecture and settings to a training problem."""

from collections.abc import Mapping, Sequence
from typing import Any

from nnplay.data import Dataset, ProgressCallback
from nnplay.network.architecture import Architecture
from nnplay.training.out_of_core import no_progress, out_of_core, prepare_large
from nnplay.training.problem import Problem, as_dataset, origin_settings, prepare
from nnplay.training.recipe import Recipe
from nnplay.utils.cache import LRUCache
from nnplay.utils.validation import check_type

DEFAULT_HIDDEN = (32, 16)


def resolve_recipe(recipe: Recipe | None, settings: Mapping[str, Any]) -> Recipe:
    """The recipe, or the default one, with these settings changed.

    Raises:
        NNPlayError: `recipe` is not a recipe, or a setting is invalid.
    """
    return (Recipe() if recipe is None else check_type(recipe, Recipe, "recipe")).replace(**settings)


def resolve_architecture(architecture: Architecture | Sequence[int] | None) -> Architecture:
    """The architecture, that with these widths, or the default one."""
    if isinstance(architecture, Architecture):
        return architecture
    return Architecture.dense(DEFAULT_HIDDEN if architecture is None else architecture)


def recipe_of_data(recipe: Recipe, dataset: Dataset) -> Recipe:
    """The recipe with the settings with which the data were loaded."""
    return recipe.replace(**origin_settings(dataset) | {"split": dataset.split})


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
        recipe: the recipe; None is the default one.
        settings: settings of the recipe to change.
        on_progress: called while a file larger than memory is read.
        cache: prepared data that several problems with the same dataset share.

    Raises:
        NNPlayError: data, architecture and settings are invalid or do not fit together.
    """
    recipe = resolve_recipe(recipe, settings)
    architecture = resolve_architecture(architecture)
    if out_of_core(data, recipe):
        return prepare_large(data, architecture, recipe, on_progress)
    dataset = as_dataset(data, recipe)
    return prepare(dataset, architecture, recipe_of_data(recipe, dataset), cache=cache)
