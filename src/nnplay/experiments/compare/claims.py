"""The trials that a process takes from a store at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nnplay.runs.run import Run

if TYPE_CHECKING:
    from nnplay.runs.store import Entry

FLUSH = 0.5  # seconds between two writes to the store


class Pace:
    """How many trials to claim at a time: about what half a second of work is."""

    def __init__(self, workers: int) -> None:
        self.workers, self.count = workers, workers
        self._ids: set[str] = set()

    def claimed(self, entries: Sequence[Entry]) -> None:
        """These are ours now."""
        self._ids.update(entry.id for entry in entries)

    def mine(self, entry: Entry) -> bool:
        """Whether it is one of them."""
        return entry.id in self._ids

    def done(self, run: Run) -> None:
        """Learn from a training how long one takes."""
        seconds = max((run.history.get("seconds") or [0.0])[-1], 1e-4)
        self.count = max(self.workers, min(64, int(FLUSH / seconds * self.workers)))
