"""The log of a search in a store: each trial before it is trained, and its result, so that a search can be resumed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nnplay.errors import NNPlayError, StoreError
from nnplay.experiments.search.trial import TrialResult
from nnplay.runs.recorder import RunRecorder
from nnplay.training.session import TrainingSession

if TYPE_CHECKING:
    from nnplay.runs.store import Store, StoredRun
    from nnplay.runs.store.records import NewRun

ENDED = ("finished", "pruned", "diverged")
FINAL = "final"  # key of the specification for the number of the best trial and the id of the final run


class TrialLog:
    """Records the trials of a search in a store; without a store it does nothing.

    If the store fails, the search goes on: `trouble` has the error message, and nothing more is recorded.

    Attributes:
        sweep: the id of the search in the store, or "".
        trouble: the error message of the store, or "".
    """

    def __init__(self, store: Store | None, spec: dict[str, Any], sweep: str = "") -> None:
        self._store, self._spec, self.sweep, self.trouble = store, spec, sweep, ""
        self._trials: list[StoredRun] = []
        self._claimed: set[str] = set()

    def claim_unfinished(self) -> None:
        """Claim the trials of a resumed search that have not ended.

        Raises:
            NNPlayError: another process trains them, or they are damaged.
        """
        if self._store is None or not self.sweep:
            return
        self._trials = self._store.find(sweep=self.sweep, sort="place", descending=False)
        if any(trial.state == "damaged" for trial in self._trials):
            raise NNPlayError(f"The search {self.sweep} has damaged trials in the store: start it again.")
        if any(trial.state == "running" and trial.id not in self._claimed for trial in self._trials):
            raise NNPlayError(f"The search {self.sweep} is running in another process: wait for it, or stop it.")
        self._claim(len(self._trials))

    def add(self, number: int, trial: NewRun) -> TrialResult | None:
        """Add a trial; in a resumed search, return the result that it already has.

        Raises:
            NNPlayError: the store has a different trial with this number.
        """
        if number < len(self._trials):
            return self._stored_result(number, trial)
        self._attempt(lambda store: self._add(store, trial))
        return None

    def _add(self, store: Store, trial: NewRun) -> None:
        if self.sweep:
            self._trials += store.add_trials(self.sweep, [trial])
        else:
            self.sweep = store.new_sweep("search", self._spec, [trial])
            self._trials = store.find(sweep=self.sweep)
        self._claim(1)

    def _stored_result(self, number: int, trial: NewRun) -> TrialResult | None:
        stored = self._trials[number]
        if stored.recipe != trial["recipe"] or stored.architecture != trial["architecture"]:
            versions = ", ".join(f"{name} {version}" for name, version in stored.versions.items())
            raise NNPlayError(
                f"Trial {number} of this search differs from the stored one, which was proposed by Optuna "
                f"{self._spec.get('optuna')}, {versions}: resume with these versions, or start the search again."
            )
        if stored.state not in ENDED or self._store is None:
            return None
        history = self._store.history(stored.id)
        return TrialResult(
            stored.state, stored.epoch, history["epoch"][-1], stored.seconds, stored.parameters, stored.metrics,
            history, stored.message,
        )  # fmt: skip

    def finish(self, number: int, outcome: TrialResult) -> None:
        """Record the result of a trial."""
        if self._store is None:
            return
        from nnplay.runs.store import RunResult

        id = self._trials[number].id
        self._claimed.discard(id)
        result = RunResult(
            id=id, state=outcome.state, epoch=outcome.epoch, seconds=outcome.seconds, parameters=outcome.parameters,
            metrics=outcome.metrics, history=outcome.history, model=None, message=outcome.message,
        )  # fmt: skip
        self._attempt(lambda store: store.finish_many([result]))

    def final_recorder(self, number: int, session: TrainingSession) -> RunRecorder | None:
        """The recorder of the final run, that of the best trial; training it again replaces the same run."""
        if self._store is None:
            return None
        final = self._spec.get(FINAL) or {}
        if final.get("number") == number:
            return RunRecorder(self._store, session, final["id"])
        recorder = RunRecorder(self._store, session)
        if recorder.id:
            self._spec = self._spec | {FINAL: {"number": number, "id": recorder.id}}
            self._attempt(lambda store: store.update_spec(self.sweep, self._spec))
        return recorder

    def release(self) -> None:
        """Release the trials that have not ended."""
        self._attempt(lambda store: store.release(list(self._claimed)))
        self._claimed.clear()

    def _claim(self, count: int) -> None:
        self._attempt(lambda store: self._claimed.update(trial.id for trial in store.claim(self.sweep, count)))

    def _attempt(self, write: Callable[[Store], Any]) -> None:
        if self._store is None:
            return
        try:
            write(self._store)
        except StoreError as error:
            self.trouble, self._store = str(error), None
