"""The history of a run: one row per epoch, the last snapshot, and the best weights."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nnplay.network.parameters import Parameters
from nnplay.training.early_stopping import monitored_loss
from nnplay.training.snapshot import Snapshot, SnapshotBlock, row_from_snapshot


@dataclass
class TrainingHistory:
    """What is recorded of a stream of snapshots."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    last: Snapshot | None = None
    best: Snapshot | None = None
    best_parameters: Parameters | None = None

    def add(self, snapshot: Snapshot) -> None:
        """Record a snapshot; its parameters are kept only as long as they are the best.

        A snapshot between two epochs becomes `last`, but not a row.
        """
        self.last = snapshot
        if snapshot.batches:
            return
        self.rows.append(row_from_snapshot(snapshot))
        if self.best is None or monitored_loss(snapshot) < monitored_loss(self.best):
            self.best, self.best_parameters = snapshot, snapshot.parameters

    def extend(self, block: SnapshotBlock, first: int, last: int) -> Snapshot:
        """Record the epochs `first` to `last` of a block, `last` excluded; returns the last snapshot."""
        self.last = block.snapshot(last - 1)
        if block.batches:
            return self.last
        self.rows += block.rows(first, last)
        lowest, best = math.inf if self.best is None else monitored_loss(self.best), None
        for k in range(first, last):
            if block.monitored_losses[k] < lowest or (self.best is None and best is None):
                lowest, best = block.monitored_losses[k], k
        if best is not None:
            self.best = self.last if best == last - 1 else block.snapshot(best)
            self.best_parameters = self.best.parameters
        return self.last

    def clear(self) -> None:
        """Forget everything."""
        self.rows, self.last, self.best, self.best_parameters = [], None, None, None

    def replace_last(self, snapshot: Snapshot) -> None:
        """Replace the last snapshot by another one of the same moment."""
        self.last = snapshot
        if not snapshot.batches:
            self.rows = [*self.rows[:-1], row_from_snapshot(snapshot)]

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The history as columns of equal length."""
        return {name: [row[name] for row in self.rows] for name in self.rows[0]} if self.rows else {}


def record(snapshots: Iterable[Snapshot], history: TrainingHistory) -> Iterator[Snapshot]:
    """Yield the snapshots, adding each to the history."""
    for snapshot in snapshots:
        history.add(snapshot)
        yield snapshot
