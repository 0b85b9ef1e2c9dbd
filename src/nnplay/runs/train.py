"""Training from outside: `train` for the whole run, `training` for the stream."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, TYPE_CHECKING, Unpack

from nnplay.errors import StoreWarning
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import RunRecorder, checked
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
    recorder = None if (store := checked(store)) is None else RunRecorder(store, session)
    try:
        for _ in session if recorder is None else recorder.follow(session):
            pass
    except KeyboardInterrupt:
        session.interrupted()
    run = Run.from_session(session)
    if recorder is not None:
        recorder.finish(run)
        if recorder.trouble:
            warnings.warn(f"{recorder.trouble} This run is not kept.", StoreWarning, 2)
    return run
