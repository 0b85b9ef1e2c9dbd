"""What a store keeps of a search: each trial before it is trained, and what came of it; so that it can be resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nnplay.errors import NNPlayError, StoreError
from nnplay.experiments.search.trial import Outcome
from nnplay.runs.recorder import RunRecorder
from nnplay.training.session import TrainingSession
from nnplay.utils.versions import versions

if TYPE_CHECKING:
    from nnplay.runs.store import Entry, Store

ENDED = ("finished", "pruned", "diverged")
FINAL = "final"  # in the spec: the number of the best trial, and the id of its final run


class Logbook:
    """A search's place in a store; without a store it keeps nothing.

    A store that fails does not end a search: `trouble` says what went wrong, and nothing more is kept.

    Attributes:
        sweep: the id of the search in the store, "" while it has none.
        trouble: a sentence, or "".
    """

    def __init__(self, store: Store | None, spec: dict[str, Any], sweep: str = "") -> None:
        self._store, self._spec, self.sweep, self.trouble = store, spec, sweep, ""
        self._entries: list[Entry] = []
        self._working: set[str] = set()

    def begin(self) -> None:
        """Take over the trials that were left.

        Raises:
            NNPlayError: when another process works on them.
        """
        if self._store is None or not self.sweep:
            return
        self._entries = self._store.find(sweep=self.sweep, sort="place", descending=False)
        if any(entry.state == "damaged" for entry in self._entries):
            raise NNPlayError(f"The search {self.sweep} has damaged trials in the store: begin it anew.")
        if any(entry.state == "running" and entry.id not in self._working for entry in self._entries):
            raise NNPlayError(f"The search {self.sweep} is at work in another process: wait for it, or stop that.")
        self._claim(len(self._entries))

    def add(self, number: int, facts: dict[str, Any]) -> Outcome | None:
        """Enter a trial, or find it where it has been entered before, with what came of it.

        Raises:
            NNPlayError: when another one was entered in its place.
        """
        if number < len(self._entries):
            return self._found(number, facts)
        self._attempt(lambda store: self._enter(store, facts | {"versions": versions()}))
        return None

    def _enter(self, store: Store, facts: dict[str, Any]) -> None:
        if self.sweep:
            self._entries += store.add_trials(self.sweep, [facts])
        else:
            self.sweep = store.new_sweep("search", self._spec, [facts])
            self._entries = store.find(sweep=self.sweep)
        self._claim(1)

    def _found(self, number: int, facts: dict[str, Any]) -> Outcome | None:
        kept = self._entries[number]
        if kept.recipe != facts["recipe"] or kept.architecture != facts["architecture"]:
            told = ", ".join(f"{name} {version}" for name, version in kept.versions.items())
            optuna = self._spec.get("optuna")
            raise NNPlayError(
                f"Trial {number} of this search is not what it was when it was begun, with Optuna {optuna}, {told}: go "
                "on with these versions, or begin anew."
            )
        if kept.state not in ENDED or self._store is None:
            return None
        history = self._store.history(kept.id)
        epochs = history["epoch"][-1]
        return Outcome(
            kept.state, kept.epoch, epochs, kept.seconds, kept.parameters, kept.metrics, history, kept.message
        )

    def keep(self, number: int, outcome: Outcome) -> None:
        """Enter what came of a trial."""
        if self._store is None:
            return
        from nnplay.runs.store import Result

        id = self._entries[number].id
        self._working.discard(id)
        result = Result(
            id=id, state=outcome.state, epoch=outcome.epoch, seconds=outcome.seconds, parameters=outcome.parameters,
            metrics=outcome.metrics, history=outcome.history, model=None, message=outcome.message,
        )  # fmt: skip
        self._attempt(lambda store: store.finish_many([result]))

    def final(self, number: int, session: TrainingSession) -> RunRecorder | None:
        """Who keeps the final run, that of the best trial; the same run when it is made once more."""
        if self._store is None:
            return None
        known = self._spec.get(FINAL) or {}
        if known.get("number") == number:
            return RunRecorder(self._store, session, known["id"])
        recorder = RunRecorder(self._store, session)
        if recorder.id:
            self._spec = self._spec | {FINAL: {"number": number, "id": recorder.id}}
            self._attempt(lambda store: store.update_spec(self.sweep, self._spec))
        return recorder

    def leave(self) -> None:
        """Let go of the trials that are not done."""
        self._attempt(lambda store: store.release(list(self._working)))
        self._working.clear()

    def _claim(self, count: int) -> None:
        self._attempt(lambda store: self._working.update(e.id for e in store.claim(self.sweep, count)))

    def _attempt(self, write: Callable[[Store], Any]) -> None:
        if self._store is None:
            return
        try:
            write(self._store)
        except StoreError as error:
            self.trouble, self._store = str(error), None
