"""The public stream: `nn.training(data, …)` yields a snapshot after each epoch."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Unpack

from nnplay.network.architecture import Architecture
from nnplay.training.early_stopping import stop_early
from nnplay.training.loop import Snapshot, stream
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.setup import make_problem


def training(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    every: int = 1,
    keep_parameters: bool = False,
    **settings: Unpack[RecipeSettings],
) -> Generator[Snapshot, None, None]:
    """The stream itself: a generator of frozen snapshots, the first of them the untrained network.

    Arguments are those of `train`; a snapshot comes after each `every`-th epoch, with a copy of θ if
    `keep_parameters`. Pause by not asking, step with ``next``, cancel with ``close``.

    Raises:
        DivergenceError: when the loss of a batch is not finite.
    """
    problem = make_problem(data, architecture, recipe, settings)
    snapshots: Any = stream(problem, every=every, keep_parameters=keep_parameters)
    if problem.recipe.patience is not None:
        snapshots = stop_early(snapshots, problem.recipe.patience)
    return (snapshot for snapshot in snapshots)
