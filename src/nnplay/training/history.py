"""What one does with a stream of snapshots: stop it early, record it, take the latest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nnplay.network.parameters import Parameters
from nnplay.training.early_stopping import watched
from nnplay.training.loop import Snapshot


@dataclass
class Record:
    """Everything a stream has shown: the history as columns, the last snapshot, and the best weights."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    last: Snapshot | None = None
    best: Snapshot | None = None
    best_parameters: Parameters | None = None

    def add(self, snapshot: Snapshot) -> None:
        """Enter one snapshot; its parameters are kept only while they are the best.

        One between two epochs is only the last one: the history is by epochs.
        """
        self.last = snapshot
        if snapshot.batches:
            return
        self.rows.append(row_of(snapshot))
        if self.best is None or watched(snapshot) < watched(self.best):
            self.best, self.best_parameters = snapshot, snapshot.parameters

    def amend(self, snapshot: Snapshot) -> None:
        """Put another snapshot of the same moment in the place of the last one."""
        self.last = snapshot
        if not snapshot.batches:
            self.rows = [*self.rows[:-1], row_of(snapshot)]

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The history as columns of equal length."""
        return {name: [row[name] for row in self.rows] for name in self.rows[0]} if self.rows else {}


def row_of(snapshot: Snapshot) -> dict[str, Any]:
    """A row of the history."""
    row: dict[str, Any] = {"epoch": snapshot.epoch}
    for part, metrics in snapshot.metrics.items():
        row |= {f"{part}_{name}": value for name, value in metrics.items()}
    return row | {"learning_rate": snapshot.learning_rate, "seconds": snapshot.seconds}


def record(snapshots: Iterable[Snapshot], into: Record) -> Iterator[Snapshot]:
    """Pass the snapshots on, entering each into a record."""
    for snapshot in snapshots:
        into.add(snapshot)
        yield snapshot
