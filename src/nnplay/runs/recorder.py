"""A training that a store keeps: entered before the first step, with a checkpoint every few seconds, and its result."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from nnplay.errors import NNPlayError, StoreError
from nnplay.network.architecture import Architecture
from nnplay.runs.run import Run
from nnplay.training.loop import Snapshot
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.utils.validation import check_type
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.runs.store import Result, Store

SECONDS = 5.0  # between two checkpoints


def checked(store: Store | None) -> Store | None:
    """The store that was given, or none.

    Raises:
        NNPlayError: something that is no store.
    """
    if store is not None:
        from nnplay.runs import store as room

        check_type(store, room.Store, "store")
    return store


class RunRecorder:
    """Keeps one session in a store.

    A store that fails does not end a training: `trouble` says what went wrong, and nothing more is kept.

    Attributes:
        id: the run's id in the store, "" when it is not kept.
        trouble: a sentence, or "".
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

    def _attempt(self, write: Any) -> None:
        if self.trouble:
            return
        try:
            self.id = write() or self.id
        except StoreError as error:
            self.trouble, self.id = str(error), ""

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots, with a checkpoint now and then."""
        for snapshot in snapshots:
            if time.monotonic() - self._written > SECONDS:
                self.checkpoint()
            yield snapshot

    def checkpoint(self) -> None:
        """Keep how far the training is."""
        content, last = self.session.checkpoint(), self.session.record.last
        if content is not None and last is not None and self.id:
            self._attempt(lambda: self.store.checkpoint(self.id, last.epoch, content))
        self._written = time.monotonic()

    def finish(self, run: Run) -> None:
        """Keep the run; one that was interrupted can be resumed."""
        if run.status == "interrupted":
            self.checkpoint()
        if self.id:
            self._attempt(lambda: self.store.finish(result_of(self.id, run)))


def result_of(id: str, run: Run) -> Result:
    """What a store keeps of a run."""
    from nnplay.runs.store import Result

    seconds = (run.history.get("seconds") or [0.0])[-1]
    return Result(
        id=id, state=run.status, epoch=run.epoch, seconds=seconds, parameters=run.parameters.count,
        metrics=run.metrics, history=run.history, model=run.to_bytes(), message=run.message,
    )  # fmt: skip


def resume(store: Store, id: str, data: Any = None, **options: Any) -> tuple[TrainingSession, RunRecorder]:
    """A session that goes on where a stored run was left, and its keeper; it ends as an undisturbed one would.

    Args:
        store: the store.
        id: of the run, or its beginning.
        data: needed where the store cannot know where they are.
        **options: of the Session.

    Raises:
        NNPlayError: a run that is finished or at work elsewhere, or data that are missing or have changed.
    """
    entry = store.get(id)
    recipe = Recipe.from_json(entry.recipe)
    if data is None and recipe.data is None:
        raise NNPlayError("The store does not know where these data came from: give them, as they were.")
    kept = store.checkpoint_of(entry.id)
    store.resume(entry.id)
    try:
        session = TrainingSession.start(
            recipe.data if data is None else data, Architecture.from_json(entry.architecture), recipe=recipe,
            checkpoint=None if kept is None else kept[1], **options,
        )  # fmt: skip
        if session.problem.dataset.fingerprint != entry.fingerprint:
            raise changed(session.problem.dataset.name)
    except BaseException:
        store.release([entry.id])
        raise
    return session, RunRecorder(store, session, entry.id)


def changed(name: str) -> NNPlayError:
    """The error of data that are not what they were."""
    return NNPlayError(f"{name!r} has other rows than when this was begun: bring the old data back, or begin anew.")
