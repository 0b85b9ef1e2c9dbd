"""Play, pause and step through a stream of snapshots from another thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable, Iterator

from nnplay.training.loop import Snapshot


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


class ControlledPlayer(Player):
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
