"""What one does with a stream of snapshots: stop it early, record it, take the latest."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nnplay.loop import Snapshot
from nnplay.parameters import Parameters


def watched(snapshot: Snapshot) -> float:
    """The loss that decides what is best: of the validation rows where there are any, else of the training rows."""
    part = snapshot.metrics.get("validation") or snapshot.metrics["train"]
    return part["loss"]


def watched_row(row: dict[str, Any]) -> tuple[int, float]:
    """Epoch and watched loss of a row of the history."""
    return row["epoch"], row.get("validation_loss", row["train_loss"])


def stop_early(
    snapshots: Iterable[Snapshot], patience: int, past: Iterable[tuple[int, float]] = ()
) -> Iterator[Snapshot]:
    """Pass the snapshots on until the watched loss has not improved for `patience` epochs (Prechelt 1998).

    `past` has epoch and watched loss of the snapshots before these.
    """
    best, since = float("inf"), 0
    for epoch, loss in past:
        if loss < best:
            best, since = loss, epoch
    for snapshot in snapshots:
        yield snapshot
        loss = watched(snapshot)
        if loss < best:
            best, since = loss, snapshot.epoch
        elif snapshot.epoch - since >= patience:
            if isinstance(snapshots, Generator):
                snapshots.close()
            return


@dataclass
class Record:
    """Everything a stream has shown: the history as columns, the last snapshot, and the best weights."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    last: Snapshot | None = None
    best: Snapshot | None = None
    best_parameters: Parameters | None = None

    def add(self, snapshot: Snapshot) -> None:
        """Enter one snapshot; its parameters are kept only while they are the best."""
        row: dict[str, Any] = {"epoch": snapshot.epoch}
        for part, metrics in snapshot.metrics.items():
            row |= {f"{part}_{name}": value for name, value in metrics.items()}
        row |= {"learning_rate": snapshot.learning_rate, "seconds": snapshot.seconds}
        self.rows.append(row)
        self.last = snapshot
        if self.best is None or watched(snapshot) < watched(self.best):
            self.best, self.best_parameters = snapshot, snapshot.parameters

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The history as columns of equal length."""
        return {name: [row[name] for row in self.rows] for name in self.rows[0]} if self.rows else {}


def record(snapshots: Iterable[Snapshot], into: Record) -> Iterator[Snapshot]:
    """Pass the snapshots on, entering each into a record."""
    for snapshot in snapshots:
        into.add(snapshot)
        yield snapshot


class Latest:
    """Pulls a stream in a thread of its own and offers the newest snapshot; stale ones are dropped.

    A door that draws slower than the engine trains reads `snapshot` whenever it is ready. An error of the stream is
    raised by `wait`.
    """

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        self.snapshot: Snapshot | None = None
        self._error: BaseException | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._pull, args=(snapshots,), daemon=True)
        self._thread.start()

    def _pull(self, snapshots: Iterable[Snapshot]) -> None:
        try:
            for snapshot in snapshots:
                self.snapshot = snapshot
                if self._stop.is_set():
                    break
        except BaseException as error:
            self._error = error
        finally:
            if isinstance(snapshots, Generator):
                snapshots.close()

    @property
    def running(self) -> bool:
        """True while the stream has not ended."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Ask the stream to end after its next snapshot."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> Snapshot | None:
        """Wait for the end of the stream and return its last snapshot."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error
        return self.snapshot
