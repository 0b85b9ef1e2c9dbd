"""The history of a run: one row per epoch, the last snapshot, and the best weights."""

import math
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import Any

from nnplay.network.parameters import Parameters
from nnplay.training.early_stopping import monitored_loss
from nnplay.training.snapshot import Snapshot, SnapshotBlock, row_from_snapshot


class TrainingHistory:
    """What is recorded of a stream of snapshots.

    Args:
        rows: the rows so far, one for each epoch.
        last: the last snapshot.
        best: the snapshot with the lowest monitored loss.
        best_parameters: its parameters.
    """

    def __init__(
        self,
        rows: Iterable[dict[str, Any]] = (),
        last: Snapshot | None = None,
        best: Snapshot | None = None,
        best_parameters: Parameters | None = None,
    ) -> None:
        self.last, self.best, self.best_parameters = last, best, best_parameters
        self._rows = list(rows)
        self._blocks: list[dict[str, Sequence[Any]]] = []  # columns of the epochs after these rows
        self._lock = Lock()  # another thread may look at the rows

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row for each epoch; those of a block of epochs are made when somebody asks for them."""
        with self._lock:
            for columns in self._blocks:
                self._rows += [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            self._blocks = []
            return self._rows

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
        with self._lock:
            self._blocks.append(block.columns(first, last))
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
        with self._lock:
            self._rows, self._blocks = [], []
        self.last = self.best = self.best_parameters = None

    def replace_last(self, snapshot: Snapshot) -> None:
        """Replace the last snapshot by another one of the same moment."""
        self.last = snapshot
        if not snapshot.batches:
            rows = [*self.rows[:-1], row_from_snapshot(snapshot)]
            with self._lock:
                self._rows = rows

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The history as columns of equal length."""
        with self._lock:
            names = list(self._rows[0]) if self._rows else list(self._blocks[0]) if self._blocks else []
            return {
                name: [row[name] for row in self._rows] + [value for block in self._blocks for value in block[name]]
                for name in names
            }


def record(snapshots: Iterable[Snapshot], history: TrainingHistory) -> Iterator[Snapshot]:
    """Yield the snapshots, adding each to the history."""
    for snapshot in snapshots:
        history.add(snapshot)
        yield snapshot
