"""Record a training session in a store: an entry before the first step, regular checkpoints, and the result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from nnplay.errors import StoreError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.problem import data_changed, data_source
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.snapshot import Snapshot
from nnplay.utils.validation import check_type
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.runs.store import RunResult, Store

CHECKPOINT_INTERVAL = 5.0  # seconds


def check_store(store: Store | None) -> Store | None:
    """The store itself, or None.

    Raises:
        NNPlayError: the value is not a Store.
    """
    if store is not None:
        from nnplay.runs.store import Store

        check_type(store, Store, "store")
    return store


class RunRecorder:
    """Records one training session in a store.

    If the store fails, training goes on: `trouble` has the error message, and nothing more is recorded.

    Attributes:
        id: the run's id in the store; "" if it is not recorded.
        trouble: the error message of the store, or "".
    """

    def __init__(self, store: Store, session: TrainingSession, id: str = "") -> None:
        self.store, self.session, self.id, self.trouble = store, session, id, ""
        self._written = time.monotonic()
        problem = session.problem
        if not id:
            self._attempt(
                lambda: store.begin(
                    name=problem.dataset.name, fingerprint=problem.dataset.fingerprint, versions=versions(),
                    architecture=problem.architecture.to_json(), recipe=problem.recipe.to_json(),
                    epochs=problem.recipe.epochs,
                )
            )  # fmt: skip

    def _attempt(self, write: Callable[[], str | None]) -> None:
        if self.trouble:
            return
        try:
            self.id = write() or self.id
        except StoreError as error:
            self.trouble, self.id = str(error), ""

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """Pass the snapshots on, and save a checkpoint every few seconds."""
        for snapshot in snapshots:
            if time.monotonic() - self._written > CHECKPOINT_INTERVAL:
                self.checkpoint()
            yield snapshot

    def checkpoint(self) -> None:
        """Save the state of the session."""
        content, last = self.session.checkpoint(), self.session.history.last
        if content is not None and last is not None and self.id:
            self._attempt(lambda: self.store.checkpoint(self.id, last.epoch, content))
        self._written = time.monotonic()

    def release(self) -> None:
        """Save where the session is, after an error that is not its own, so that the run can be resumed."""
        self.checkpoint()
        if self.id:
            self._attempt(lambda: self.store.release([self.id]))

    def finish(self, run: Run) -> None:
        """Save the run; an interrupted run can be resumed."""
        if run.status == "interrupted":
            self.checkpoint()
        if self.id:
            self._attempt(lambda: self.store.finish(run_result(self.id, run)))


def run_result(id: str, run: Run) -> RunResult:
    """The record of a finished run for a store."""
    from nnplay.runs.store import RunResult

    seconds = (run.history.get("seconds") or [0.0])[-1]
    return RunResult(
        id=id, state=run.status, epoch=run.epoch, seconds=seconds, parameters=run.parameters.count,
        metrics=run.metrics, history=run.history, model=run.to_bytes(), message=run.message,
        recipe=run.recipe.to_json() if run.recipe.restarts else None,
    )  # fmt: skip


def resume(store: Store, id: str, data: Any = None) -> tuple[TrainingSession, RunRecorder]:
    """A session that continues a stored run, and its recorder. The run ends with the same bits as an uninterrupted one.

    Args:
        store: the store.
        id: the id of the run, or its first letters.
        data: the data, if the store does not know where they came from.

    Raises:
        NNPlayError: the run has finished, another process trains it, or its data are missing or have changed.
    """
    stored = store.get(id)
    recipe = Recipe.from_json(stored.recipe)
    source = data_source(data, recipe)
    checkpoint = store.checkpoint_of(stored.id)
    store.resume(stored.id)
    try:
        session = TrainingSession.start(
            source, Architecture.from_json(stored.architecture), recipe=recipe,
            checkpoint=None if checkpoint is None else checkpoint[1],
        )  # fmt: skip
        if session.problem.dataset.fingerprint != stored.fingerprint:
            raise data_changed(session.problem.dataset.name)
    except BaseException:
        store.release([stored.id])
        raise
    return session, RunRecorder(store, session, stored.id)
