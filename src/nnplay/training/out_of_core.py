"""Training on a file larger than memory: its problem is a sample in memory, and all training rows in a spool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import optimizers
from nnplay.data import Large, ProgressCallback, can_be_large, is_large, read_large
from nnplay.data.out_of_core.shuffle_buffer import ShuffleBuffer
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.training.problem import Problem, in_range, prepare, weights_of_classes
from nnplay.training.recipe import Recipe

Array = NDArray[Any]


def silent(what: str, share: float) -> None:
    """Tell nobody how far it is."""


def out_of_core(data: Any, recipe: Recipe) -> bool:
    """Whether the recipe, or else the size of the file, wants the data to be read in batches.

    Raises:
        NNPlayError: what cannot be read or trained in batches.
    """
    if recipe.out_of_core is None:
        wanted = is_large(data)
        instead = "pass out_of_core=False if the file fits into memory"
    else:
        wanted = recipe.out_of_core
        instead = "leave out_of_core out"
    if not wanted:
        return False
    if not can_be_large(data):
        raise NNPlayError(
            "out_of_core=True reads a .csv, .tsv, .txt or .parquet file in batches: give its path, or leave it out."
        )
    if optimizers.resolve(recipe.optimizer)[0].full_batch:
        raise NNPlayError(f"L-BFGS needs all rows at once, not in batches: choose another optimizer, or {instead}.")
    if recipe.batch_size is None:
        raise NNPlayError(f"A full batch needs all rows at once: set batch_size, as in batch_size=256, or {instead}.")
    return True


def prepare_large(
    data: Any, architecture: Architecture, recipe: Recipe, on_progress: ProgressCallback = silent
) -> Problem:
    """Survey the file, prepare the sample, and write all training rows into a spool.

    Raises:
        NNPlayError: what `prepare` and `read_large` refuse; no room for the temporary files.
    """
    large = survey(data, recipe, on_progress)
    names = {"source": "data"}
    settings = {names.get(name, name): value for name, value in large.dataset.origin.items()}
    recipe = recipe.replace(**settings, out_of_core=True)
    problem = prepare(large.dataset, architecture, recipe, large=large)
    weights = weights_of_classes(large.dataset, large.class_counts, large.split.train, recipe)
    shuffle_buffer = ShuffleBuffer(
        large.rows, large.encoding.n_in, problem.coding.n_out, recipe.dtype, weighted=bool(weights),
        shuffle=recipe.shuffle, seed=recipe.seed, name=large.pieces.chunks.source,
    )  # fmt: skip
    shuffle_buffer.fill(_encoded(large, problem, weights, on_progress))
    return replace(problem, shuffle_buffer=shuffle_buffer)


def survey(data: Any, recipe: Recipe, on_progress: ProgressCallback = silent) -> Large:
    """What the recipe makes of the file: its encoding, a sample of its rows, and the way to read all of them.

    Raises:
        NNPlayError: what `read_large` refuses.
    """
    return read_large(
        data, target=recipe.target and list(recipe.target), features=recipe.features and list(recipe.features),
        task=recipe.task, missing=recipe.missing, test_fraction=recipe.test_fraction,
        validation_fraction=recipe.held_out, scale=recipe.scale, seed=recipe.seed, on_progress=on_progress,
    )  # fmt: skip


def _encoded(
    large: Large, problem: Problem, weights: dict[Any, float], on_progress: ProgressCallback
) -> Iterator[tuple[Array, ...]]:
    """X, Y and, where classes weigh differently, the weights (n, 1) of the training rows, a piece at a time."""
    for X, Y, truth in large.encoded(problem.coding, on_progress):
        X, Y = in_range(X, "The inputs", problem.recipe), in_range(Y, "The targets", problem.recipe)
        yield (X, Y, np.array([[weights[label]] for label in truth.tolist()])) if weights else (X, Y)
