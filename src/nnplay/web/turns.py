"""Turns: however many visitors train and look at once, the server itself still answers."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

from nnplay.loop import Snapshot
from nnplay.streams import Player

AT_ONCE = (os.cpu_count() or 1) + 1
LONGEST = 0.05  # seconds that a turn is waited for; who trains a large network does not keep it from others for longer
_training = threading.Semaphore(AT_ONCE)


class InTurn(Player):
    """A player that makes each snapshot when it is its turn."""

    def _next(self, waiting: Iterator[Snapshot]) -> Snapshot | None:
        mine = _training.acquire(timeout=LONGEST)
        try:
            return next(waiting, None)
        finally:
            if mine:
                _training.release()
