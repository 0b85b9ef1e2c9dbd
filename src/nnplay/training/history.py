"""The history of a run: one row per epoch, the last snapshot, and the best weights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nnplay.network.parameters import Parameters
from nnplay.training.early_stopping import monitored_loss
from nnplay.training.loop import Snapshot


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


def row_from_snapshot(snapshot: Snapshot) -> dict[str, Any]:
    """A row of the history: epoch, train_loss, …, learning_rate, seconds."""
    row: dict[str, Any] = {"epoch": snapshot.epoch}
    for part, metrics in snapshot.metrics.items():
        row |= {f"{part}_{name}": value for name, value in metrics.items()}
    return row | {"learning_rate": snapshot.learning_rate, "seconds": snapshot.seconds}


def snapshot_from_row(row: dict[str, Any], parameters: Parameters) -> Snapshot:
    """The snapshot from which `row_from_snapshot` made a row."""
    metrics: dict[str, dict[str, float]] = {}
    for name, value in row.items():
        part, _, metric = name.partition("_")
        if part in ("train", "validation", "test"):
            metrics.setdefault(part, {})[metric] = value
    return Snapshot(row["epoch"], metrics["train"]["loss"], metrics, row["seconds"], row["learning_rate"], parameters)
