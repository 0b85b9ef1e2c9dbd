"""`nnplay.train`: train a network and return the run."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

from nnplay.errors import StoreWarning
from nnplay.loggers import RunLogger, as_logger_group
from nnplay.network.architecture import Architecture
from nnplay.runs.callbacks import EpochCallback, as_callbacks, call_with
from nnplay.runs.model_card import result_files
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
    on_epoch: EpochCallback | Sequence[EpochCallback] | None = None,
    log: str | RunLogger | Sequence[str | RunLogger] | None = None,
    **settings: Unpack[RecipeSettings],
) -> Run:
    """Train a network and return the run.

    Args:
        data: a Dataset, the name of a built-in set, a file, a DataFrame, or a dict of columns.
        architecture: the network; a list of widths is short for ``Architecture.dense(widths)``.
        recipe: the settings to start from.
        store: a store that records the run from its first step on; None records nothing.
        on_epoch: a function, or a list of them, called with the snapshot of each epoch that `Run.history` records:
            every epoch, or about 1,000 of a longer run. An exception in it ends the run and reaches the caller.
        log: where to log the run while it trains: "tensorboard:FOLDER", "mlflow:URI", "wandb:PROJECT", a logger, or a
            list of these. If a logger fails, training goes on, with a warning.
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
    callbacks, loggers = as_callbacks(on_epoch), as_logger_group(log)
    session = TrainingSession.start(data, architecture, recipe=recipe, **settings)
    loggers.start(session)
    recorder = None if (store := check_store(store)) is None else RunRecorder(store, session)
    snapshots = iter(session) if callbacks or loggers else session.by_block()
    if recorder is not None:
        snapshots = recorder.follow(snapshots)
    try:
        try:
            for _ in call_with(loggers.follow(session, snapshots), callbacks):
                pass
        except KeyboardInterrupt:
            session.mark_interrupted()
        run = Run.from_session(session)
    except BaseException as error:
        loggers.fail(f"{type(error).__name__}: {error}")
        if recorder is not None:
            recorder.release()
        raise
    loggers.finish(run, result_files(run) if loggers else {})
    if recorder is not None:
        recorder.finish(run)
        if recorder.trouble:
            warnings.warn(f"{recorder.trouble} This run is not saved in the store.", StoreWarning, 2)
    return run
