"""The history of a run: one row per epoch, the last snapshot, and the best weights."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, overload

from nnplay.network.parameters import Parameters
from nnplay.training.early_stopping import monitored_loss
from nnplay.training.snapshot import Snapshot, SnapshotBlock, row_from_snapshot

Row = dict[str, Any]


class HistoryRows(Sequence[Row]):
    """The rows of a history, one for each epoch, made of its columns when somebody looks at them.

    More may be added meanwhile, by another thread as well. Columns of numbers take a tenth of the memory of rows, and
    Python's garbage collector does not visit them.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self._columns: dict[str, array[Any]] = {}
        for row in rows:
            self.extend({name: [value] for name, value in row.items()})

    def extend(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add rows, as columns of equal length."""
        if not self._columns:
            self._columns = {name: array("q" if name == "epoch" else "d") for name in columns}
        for name, column in self._columns.items():
            column.extend(columns[name])

    def columns(self, start: int = 0) -> dict[str, list[Any]]:
        """Copies of the columns from a row on."""
        end = len(self)
        return {name: column[start:end].tolist() for name, column in self._columns.items()}

    def of_epoch(self, epoch: int) -> Row | None:
        """The row of an epoch, if there is one."""
        epochs = self._columns.get("epoch", array("q"))
        place = bisect_left(epochs, epoch, hi=len(self))
        return self[place] if place < len(self) and epochs[place] == epoch else None

    def __len__(self) -> int:
        return min(map(len, self._columns.values()), default=0)  # while rows are added, some columns are longer

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self._columns, row, strict=True)) for row in zip(*self._columns.values(), strict=False))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, int):
            k = range(len(self))[place]
            return {name: column[k] for name, column in self._columns.items()}
        chosen = range(len(self))[place]
        return [{name: column[k] for name, column in self._columns.items()} for k in chosen]


class TrainingHistory:
    """What is recorded of a stream of snapshots.

    Args:
        rows: the rows so far, one for each epoch.
        last: the last snapshot.
        best: the snapshot with the lowest monitored loss.
        best_parameters: its parameters.

    Attributes:
        rows: one row for each epoch.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]] = (),
        last: Snapshot | None = None,
        best: Snapshot | None = None,
        best_parameters: Parameters | None = None,
    ) -> None:
        self.last, self.best, self.best_parameters = last, best, best_parameters
        self.rows = HistoryRows(rows)

    def add(self, snapshot: Snapshot) -> None:
        """Record a snapshot; its parameters are kept only as long as they are the best.

        A snapshot between two epochs becomes `last`, but not a row.
        """
        self.last = snapshot
        if snapshot.batches:
            return
        self.add_row(row_from_snapshot(snapshot))
        if self.best is None or monitored_loss(snapshot) < monitored_loss(self.best):
            self.best, self.best_parameters = snapshot, snapshot.parameters

    def add_row(self, row: Mapping[str, Any]) -> None:
        """Record a row alone."""
        self.rows.extend({name: [value] for name, value in row.items()})

    def extend(self, block: SnapshotBlock, first: int, last: int) -> Snapshot:
        """Record the epochs `first` to `last` of a block, `last` excluded; returns the last snapshot."""
        self.last = block.snapshot(last - 1)
        if block.batches:
            return self.last
        self.rows.extend(block.columns(first, last))
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
        self.rows = HistoryRows()
        self.last = self.best = self.best_parameters = None

    def replace_last(self, snapshot: Snapshot) -> None:
        """Replace the last snapshot by another one of the same moment."""
        self.last = snapshot
        if not snapshot.batches:
            rows = HistoryRows(islice(self.rows, len(self.rows) - 1))
            rows.extend({name: [value] for name, value in row_from_snapshot(snapshot).items()})
            self.rows = rows

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The history as columns of equal length."""
        return self.rows.columns()


def record(snapshots: Iterable[Snapshot], history: TrainingHistory) -> Iterator[Snapshot]:
    """Yield the snapshots, adding each to the history."""
    for snapshot in snapshots:
        history.add(snapshot)
        yield snapshot
