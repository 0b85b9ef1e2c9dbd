"""Training from outside: `train` for the whole run, `training` for the stream."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nnplay.errors import StoreWarning
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import Keeper, checked
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession

if TYPE_CHECKING:
    from nnplay.runs.store import Store


def train(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    store: Store | None = None,
    **settings: Any,
) -> Run:
    """Train a network and return the run.

    Args:
        data: a Dataset, the name of a built-in one, a file, a DataFrame, or a dict of columns.
        architecture: what to build; a list of widths is short for ``Architecture.dense(widths)``.
        recipe: the settings to start from.
        store: where to keep the run, from its first step on; None keeps nothing.
        **settings: any setting of Recipe: epochs, learning_rate, optimizer, batch_size, seed, …

    Returns:
        The run, with the weights of the last epoch; with `patience`, after Ctrl-C and after a divergence (which
        warns) with the best ones.

    Raises:
        NNPlayError: when something does not fit, in one sentence.

    >>> run = train("iris", Architecture.dense((8,)), epochs=50, seed=1)
    >>> run.metrics["test"]["accuracy"] >= 0.9
    True
    """
    session = TrainingSession.start(data, architecture, recipe=recipe, **settings)
    keeper = None if (store := checked(store)) is None else Keeper(store, session)
    try:
        for _ in session if keeper is None else keeper.follow(session):
            pass
    except KeyboardInterrupt:
        session.interrupted()
    run = Run.from_session(session)
    if keeper is not None:
        keeper.finish(run)
        if keeper.trouble:
            warnings.warn(f"{keeper.trouble} This run is not kept.", StoreWarning, 2)
    return run
