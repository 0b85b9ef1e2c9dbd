"""Play, pause and step through a stream of snapshots from another thread."""

import threading
import time
from collections.abc import Generator, Iterable, Iterator

from nnplay.training.snapshot import Snapshot


class Player:
    """Runs a stream in its own thread, with play, pause and step; `snapshot` is the latest one.

    While it plays it makes at most `pace` snapshots per second, or as many as it can if that is None. An interface that
    draws more slowly than the engine trains reads `snapshot` when it is ready and misses the ones in between. `wait`
    raises the error of a stream that failed.
    """

    _pause_seconds: float | None = None  # between two looks whether it is still paused; None waits to be told

    def __init__(self, snapshots: Iterable[Snapshot], *, playing: bool = True, pace: float | None = None) -> None:
        self._prepare(playing, pace)
        self._thread = threading.Thread(target=self._run, args=(snapshots,), daemon=True)
        self._thread.start()

    def _prepare(self, playing: bool, pace: float | None) -> None:
        self.snapshot: Snapshot | None = None
        self.playing, self.pace = playing, pace
        self._next_time = self._rest_until = 0.0  # when the next snapshot may be made
        self._pending_steps = 0  # while it is paused
        self._busy = self._stopped = self._ended = False
        self._error: BaseException | None = None
        self._condition = threading.Condition()

    def _run(self, snapshots: Iterable[Snapshot]) -> None:
        try:
            for _ in self._controlled(snapshots):
                self._tell()
        except BaseException as error:
            self._error = error
        finally:
            self._tell()

    def _tell(self) -> None:
        """There is a new snapshot, or the stream has ended; called in the thread of the player."""

    def _controlled(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The snapshots, each made when it may be."""
        stream = iter(snapshots)
        try:
            while self._wait_for_turn():
                snapshot = self._next(stream)
                if snapshot is None:
                    break
                self.snapshot = snapshot
                yield snapshot
        finally:
            if isinstance(stream, Generator):
                stream.close()
            with self._condition:
                self._busy, self._stopped, self._ended = False, True, True
                self._condition.notify_all()

    def _next(self, stream: Iterator[Snapshot]) -> Snapshot | None:
        """The next snapshot; None at the end."""
        return next(stream, None)

    def _wait_for_turn(self) -> bool:
        """Wait until the next snapshot may be made; False if the player was stopped."""
        with self._condition:
            self._busy = False
            self._condition.notify_all()
            while not (self._stopped or self._pending_steps):
                earliest = self._rest_until if self.pace is None else max(self._next_time, self._rest_until)
                delay = earliest - time.monotonic()
                if self.playing and delay <= 0:
                    break
                self._condition.wait(delay if self.playing else self._pause_seconds)
            if self.pace is not None:
                self._next_time = max(self._next_time + 1 / self.pace, time.monotonic())
            self._pending_steps = max(self._pending_steps - 1, 0)
            self._busy = not self._stopped
            return self._busy

    @property
    def running(self) -> bool:
        """Whether the stream has not ended, even if it is paused."""
        return not self._ended

    def play(self) -> None:
        """Continue."""
        with self._condition:
            self.playing, self._pending_steps = True, 0
            self._condition.notify_all()

    def pause(self, seconds: float | None = None) -> bool:
        """Pause after the snapshot in progress and wait for it, at most `seconds`; False if that was too short."""
        with self._condition:
            self.playing, self._pending_steps = False, 0
            return self._condition.wait_for(lambda: not self._busy or self._stopped, seconds)

    def set_pace(self, pace: float | None) -> None:
        """Make at most `pace` snapshots per second from now on."""
        with self._condition:
            self.pace, self._next_time = pace, 0.0
            self._condition.notify_all()

    def rest(self, seconds: float) -> None:
        """Make no snapshot for so long while playing, so that other threads get the interpreter; 0 ends the rest."""
        with self._condition:
            self._rest_until = time.monotonic() + seconds
            self._condition.notify_all()

    def step(self) -> None:
        """Make one more snapshot and wait for it."""
        self.pause()
        with self._condition:
            if not self._stopped:
                self._pending_steps, self._busy = 1, True
                self._condition.notify_all()
            self._condition.wait_for(lambda: not self._busy or self._stopped)

    def stop(self) -> None:
        """End the stream after the snapshot in progress."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def wait(self, seconds: float | None = None) -> Snapshot | None:
        """Wait for the end of the stream; returns its last snapshot."""
        self._thread.join(seconds)
        if self._error is not None:
            raise self._error
        return self.snapshot


class ControlledPlayer(Player):
    """A player without a thread: the caller iterates over `follow`, which waits while the player is paused."""

    _pause_seconds = 0.2  # a signal that comes just before the main thread waits would not wake it

    def __init__(self) -> None:
        self._prepare(playing=True, pace=None)

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots, each made when it may be."""
        yield from self._controlled(snapshots)

    @property
    def running(self) -> bool:
        """Whether the stream has not ended, even if it is paused."""
        return not self._stopped

    def wait(self, seconds: float | None = None) -> Snapshot | None:
        """Wait for the end of the stream; returns its last snapshot."""
        with self._condition:
            self._condition.wait_for(lambda: self._stopped and not self._busy, seconds)
        return self.snapshot
