"""Training on a file larger than memory: a sample in memory, and all training rows in a shuffle buffer on disk."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.data import LargeDataset, ProgressCallback, can_be_large, encodes_large, is_large, read_large
from nnplay.data.out_of_core.shuffle_buffer import ShuffleBuffer
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.problem import Problem, cast_to_dtype, class_weights, origin_settings, prepare
from nnplay.training.recipe import Recipe
from nnplay.utils.types import Array


def no_progress(task: str, fraction: float) -> None:
    """The progress callback that does nothing."""


def out_of_core(data: Any, recipe: Recipe) -> bool:
    """Whether to read the data in batches: as the recipe says, or else if the file is large.

    Raises:
        NNPlayError: the data cannot be read in batches, or the recipe needs all rows at once.
    """
    if recipe.out_of_core is None:
        if not is_large(data):
            return not _reasons_against(data, recipe) and encodes_large(data, recipe.features)
        instead = "pass out_of_core=False if the file fits into memory"
    elif not recipe.out_of_core:
        return False
    else:
        instead = "leave out_of_core out"
    for reason in _reasons_against(data, recipe):
        raise NNPlayError(f"{reason}, or {instead}.")
    return True


def _reasons_against(data: Any, recipe: Recipe) -> list[str]:
    """Why these data cannot be read in batches, and what to do; [] if they can."""
    reasons = []
    if not can_be_large(data):
        reasons.append("Only a text table or a Parquet file can be read in batches; pass its path")
    if recipe.split not in (None, "random") or recipe.test_data is not None or recipe.validation_data is not None:
        reasons.append(
            "A file that is read in batches is split at random: leave out split, test_data and validation_data"
        )
    if recipe.sample_weight is not None:
        reasons.append("Weights of rows are not read in batches; leave out sample_weight")
    if recipe.full_batch:
        reasons.append("L-BFGS needs all rows at once, not in batches; choose another optimizer")
    if recipe.batch_size is None:
        reasons.append("A full batch needs all rows at once; set batch_size, as in batch_size=256")
    return reasons


def prepare_large(
    large: LargeDataset, architecture: Architecture, recipe: Recipe, on_progress: ProgressCallback = no_progress
) -> Problem:
    """Prepare a sample of a surveyed file, and write all training rows into a shuffle buffer.

    Raises:
        NNPlayError: for the reasons of `prepare`, or not enough disk space for temporary files.
    """
    recipe = recipe.replace(**origin_settings(large.dataset), out_of_core=True)
    problem = prepare(large.dataset, architecture, recipe, large=large)
    weights = class_weights(large.dataset, large.class_counts, large.split.train, recipe)
    shuffle_buffer = ShuffleBuffer(
        large.n_train, large.encoding.n_in, problem.coding.n_out, recipe.dtype, weighted=bool(weights),
        shuffle=recipe.shuffle, seed=recipe.seed, name=large.source,
    )  # fmt: skip
    shuffle_buffer.fill(_encoded_chunks(large, problem, weights, on_progress))
    return replace(problem, shuffle_buffer=shuffle_buffer)


def survey(data: Any, recipe: Recipe, on_progress: ProgressCallback = no_progress) -> LargeDataset:
    """Read the file once: its encoding, its split, a sample of its rows, and how to read all of them.

    Raises:
        NNPlayError: for the reasons of `read_large`.
    """
    return read_large(
        data, target=recipe.target and list(recipe.target), features=recipe.features and list(recipe.features),
        exclude=recipe.exclude and list(recipe.exclude), columns=recipe.columns, task=recipe.task,
        missing=recipe.missing, unknown=recipe.unknown, limit=recipe.input_limit, header=recipe.header,
        test_fraction=recipe.test_fraction,
        validation_fraction=recipe.resolved_validation_fraction, scale=recipe.scale, seed=recipe.seed,
        on_progress=on_progress,
    )  # fmt: skip


def _encoded_chunks(
    large: LargeDataset, problem: Problem, weights: dict[Any, float], on_progress: ProgressCallback
) -> Iterator[tuple[Array, ...]]:
    """Yield X and Y of the training rows in chunks, and their weights (n, 1) if there are class weights."""
    for X, Y, truth in large.encode(problem.coding, on_progress):
        X, Y = cast_to_dtype(X, "The inputs", problem.recipe), cast_to_dtype(Y, "The targets", problem.recipe)
        yield (X, Y, np.array([[weights[label]] for label in truth.tolist()])) if weights else (X, Y)
