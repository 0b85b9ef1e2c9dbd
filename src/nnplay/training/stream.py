"""The public function `nn.training(data, …)`, a generator of snapshots."""

from collections.abc import Generator, Iterator, Sequence
from typing import Any, Unpack

from nnplay.network.architecture import Architecture
from nnplay.training.early_stopping import stop_early
from nnplay.training.loop import stream
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.setup import make_problem
from nnplay.training.snapshot import Snapshot


def training(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    every: int = 1,
    keep_parameters: bool = False,
    **settings: Unpack[RecipeSettings],
) -> Generator[Snapshot, None, None]:
    """Train, and yield a frozen snapshot of the untrained network and after each `every`-th epoch.

    The arguments are those of `train`; `keep_parameters` copies θ into each snapshot. To pause, do not ask for the
    next snapshot; to step, call ``next``; to cancel, call ``close``.

    Raises:
        DivergenceError: the loss of a batch is not finite.

    >>> import nnplay as nn
    >>> for snapshot in nn.training("circle", (8,), epochs=500):
    ...     if snapshot.loss < 0.2:
    ...         break
    >>> snapshot.epoch < 500
    True
    """
    problem = make_problem(data, architecture, recipe, settings)
    snapshots: Iterator[Snapshot] = stream(problem, every=every, keep_parameters=keep_parameters)
    if problem.recipe.patience is not None:
        snapshots = stop_early(snapshots, problem.recipe.patience)
    return (snapshot for snapshot in snapshots)
