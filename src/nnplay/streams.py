"""What one does with a stream of snapshots: stop it early, record it, take the latest."""

from __future__ import annotations

import threading
import time
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
        if snapshot.batches:
            continue
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


class Player:
    """Pulls a stream in a thread of its own: play, pause, step. The newest snapshot is there to be read.

    While it plays it makes at most `pace` snapshots a second; None is as many as it can. A door that draws slower than
    the engine trains reads `snapshot` whenever it is ready; stale ones are dropped. An error of the stream is raised by
    `wait`.
    """

    def __init__(self, snapshots: Iterable[Snapshot], *, playing: bool = True, pace: float | None = None) -> None:
        self._prepare(playing, pace)
        self._thread = threading.Thread(target=self._pull, args=(snapshots,), daemon=True)
        self._thread.start()

    def _prepare(self, playing: bool, pace: float | None) -> None:
        self.snapshot: Snapshot | None = None
        self.playing, self.pace = playing, pace
        self._due = 0.0  # when the next snapshot may be made
        self._wanted = 0  # steps, while it is paused
        self._busy = self._stopped = False
        self._error: BaseException | None = None
        self._change = threading.Condition()

    def _pull(self, snapshots: Iterable[Snapshot]) -> None:
        try:
            for _ in self._followed(snapshots):
                pass
        except BaseException as error:
            self._error = error

    def _followed(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The snapshots, each when it may be made."""
        waiting = iter(snapshots)
        try:
            while self._may_go_on():
                snapshot = self._next(waiting)
                if snapshot is None:
                    break
                self.snapshot = snapshot
                yield snapshot
        finally:
            if isinstance(waiting, Generator):
                waiting.close()
            with self._change:
                self._busy, self._stopped = False, True
                self._change.notify_all()

    def _next(self, waiting: Iterator[Snapshot]) -> Snapshot | None:
        """Have a snapshot made; None at the end."""
        return next(waiting, None)

    def _may_go_on(self) -> bool:
        """Wait until there is something to do; False when it was stopped."""
        with self._change:
            self._busy = False
            self._change.notify_all()
            while not (self._stopped or self._wanted):
                late = 0.0 if self.pace is None else self._due - time.monotonic()
                if self.playing and late <= 0:
                    break
                self._change.wait(late if self.playing else None)
            if self.pace is not None:
                self._due = max(self._due + 1 / self.pace, time.monotonic())
            self._wanted = max(self._wanted - 1, 0)
            self._busy = not self._stopped
            return self._busy

    @property
    def running(self) -> bool:
        """True while the stream has not ended, paused or not."""
        return self._thread.is_alive()

    def play(self) -> None:
        """Go on."""
        with self._change:
            self.playing, self._wanted = True, 0
            self._change.notify_all()

    def pause(self, seconds: float | None = None) -> bool:
        """Stop after the snapshot that is being made, and wait for it, so many seconds at most; whether it is there."""
        with self._change:
            self.playing, self._wanted = False, 0
            return self._change.wait_for(lambda: not self._busy or self._stopped, seconds)

    def keep_pace(self, pace: float | None) -> None:
        """Make at most so many snapshots a second from now on."""
        with self._change:
            self.pace, self._due = pace, 0.0
            self._change.notify_all()

    def step(self) -> None:
        """Make one more snapshot, and return when it is there."""
        self.pause()
        with self._change:
            if not self._stopped:
                self._wanted, self._busy = 1, True
                self._change.notify_all()
            self._change.wait_for(lambda: not self._busy or self._stopped)

    def stop(self) -> None:
        """End the stream after the snapshot that is being made."""
        with self._change:
            self._stopped = True
            self._change.notify_all()

    def wait(self, seconds: float | None = None) -> Snapshot | None:
        """Wait for the end of the stream and return its last snapshot."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error
        return self.snapshot


class Gate(Player):
    """The same where another one pulls the stream: `follow` gives it the snapshots, each when it may be made."""

    def __init__(self) -> None:
        self._prepare(playing=True, pace=None)

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots; while this is paused, the next one is not made."""
        yield from self._followed(snapshots)

    @property
    def running(self) -> bool:
        """True while the stream has not ended, paused or not."""
        return not self._stopped

    def wait(self, seconds: float | None = None) -> Snapshot | None:
        """Wait for the end of the stream and return its last snapshot."""
        with self._change:
            self._change.wait_for(lambda: self._stopped and not self._busy, seconds)
        return self.snapshot
