"""`nnplay.train`: train a network and return the run."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

from nnplay.errors import StoreWarning
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import RunRecorder, check_store
from nnplay.runs.run import Run
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.session import TrainingSession

if TYPE_CHECKING:
    from nnplay.runs.store import Store


def train(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    store: Store | None = None,
    **settings: Unpack[RecipeSettings],
) -> Run:
    """Train a network and return the run.

    Args:
        data: a Dataset, the name of a built-in set, a file, a DataFrame, or a dict of columns.
        architecture: the network; a list of widths is short for ``Architecture.dense(widths)``.
        recipe: the settings to start from.
        store: a store that records the run from its first step on; None records nothing.
        **settings: any setting of `Recipe`: epochs, learning_rate, optimizer, batch_size, seed, …

    Returns:
        The run, with the weights of the last epoch. With `patience`, after Ctrl-C and after a divergence (which warns)
        it has the best weights.

    Raises:
        NNPlayError: an argument that is not valid, or that does not suit the data.

    >>> import nnplay as nn
    >>> run = nn.train("iris", nn.Architecture.dense((8,)), epochs=50, seed=1)
    >>> run.metrics["test"]["accuracy"] >= 0.9
    True
    """
    session = TrainingSession.start(data, architecture, recipe=recipe, **settings)
    recorder = None if (store := check_store(store)) is None else RunRecorder(store, session)
    snapshots = session.by_block()
    try:
        for _ in snapshots if recorder is None else recorder.follow(snapshots):
            pass
    except KeyboardInterrupt:
        session.mark_interrupted()
    run = Run.from_session(session)
    if recorder is not None:
        recorder.finish(run)
        if recorder.trouble:
            warnings.warn(f"{recorder.trouble} This run is not saved in the store.", StoreWarning, 2)
    return run
