"""A player for one of many visitors: it trains in turns, so that the server answers however many train at once."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator

from nnplay.training.player import Player
from nnplay.training.snapshot import Snapshot

TURNS = (os.cpu_count() or 1) + 1  # players that train at once
QUICK_SECONDS = 0.02  # of processor time for a snapshot; a longer one is made in compiled code, which hinders nobody
PATIENCE_SECONDS = 2.0  # to wait for a turn at most
_turns = threading.Semaphore(TURNS)


class VisitorPlayer(Player):
    """A player that makes each snapshot when it is its turn, and says so.

    Args:
        snapshots: what is played.
        on_snapshot: called in the thread of the player after each snapshot, and at the end.
        playing: whether it begins to play at once.
        pace: maximum snapshots per second; None is unlimited.
    """

    def __init__(
        self,
        snapshots: Iterable[Snapshot],
        on_snapshot: Callable[[], None],
        *,
        playing: bool = True,
        pace: float | None = None,
    ) -> None:
        self._on_snapshot = on_snapshot
        self._last_seconds = QUICK_SECONDS
        super().__init__(snapshots, playing=playing, pace=pace)

    def _next(self, stream: Iterator[Snapshot]) -> Snapshot | None:
        has_turn = self._last_seconds < QUICK_SECONDS and _turns.acquire(timeout=PATIENCE_SECONDS)
        started = time.thread_time()
        try:
            return next(stream, None)
        finally:
            self._last_seconds = time.thread_time() - started
            if has_turn:
                _turns.release()

    def _tell(self) -> None:
        self._on_snapshot()
