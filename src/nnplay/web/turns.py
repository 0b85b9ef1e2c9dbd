"""Turns: however many visitors train and look at once, the server itself still answers."""

import os
import threading
import time
from collections.abc import Iterator

from nnplay.training.player import Player
from nnplay.training.snapshot import Snapshot

AT_ONCE = (os.cpu_count() or 1) + 1
QUICK = 0.02  # seconds of work for a snapshot; one that takes more is made in the engine, where it hinders nobody
LONGEST = 2.0  # seconds that a turn is waited for at most
_training = threading.Semaphore(AT_ONCE)


class InTurn(Player):
    """A player that makes each snapshot when it is its turn; one that takes long does not keep a turn from others."""

    _spent = QUICK

    def _next(self, waiting: Iterator[Snapshot]) -> Snapshot | None:
        mine = self._spent < QUICK and _training.acquire(timeout=LONGEST)
        began = time.thread_time()
        try:
            return next(waiting, None)
        finally:
            self._spent = time.thread_time() - began
            if mine:
                _training.release()
