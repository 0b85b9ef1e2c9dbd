"""Threads that help with predictions: after each they look for the next one for a moment before they fall asleep.

Waking a thread takes the operating system longer than a small prediction takes; one that is still awake begins at once.
Nothing waits for a helper that is not there in time: the rows are handed out a chunk at a time, to whoever asks.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from nnplay.engine.compiled.intrinsics import JIT, at, call
from nnplay.engine.compiled.thread_team import CORES, look, write

# A helper's box: what it does, the kernel it is to call, and the addresses of job, workspace and outputs.
STATE, KERNEL, JOB, WORK, OUTPUTS = range(5)
BOX = 32  # numbers, four cache lines, so that no two boxes share one
ASLEEP, LOOKING, CALLED, BUSY = range(4)
LOOKS = 10_000  # before a helper falls asleep, some 200 µs


class WorkerPool:
    """As many helpers as there are further cores."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # one prediction at a time has them
        self.boxes = np.zeros((CORES - 1, BOX), np.int64)
        self._bells = [threading.Semaphore(0) for _ in self.boxes]
        for box, bell in zip(self.boxes, self._bells, strict=True):
            threading.Thread(target=self._help, args=(box, bell), name="nnplay-helper", daemon=True).start()

    @staticmethod
    def _help(box: Any, bell: threading.Semaphore) -> None:
        while bell.acquire():
            serve(box)

    @contextmanager
    def helpers(self, count: int) -> Iterator[Any]:
        """The boxes of so many helpers, awake or about to be; of none while another thread has them."""
        if not self._lock.acquire(blocking=False):
            yield self.boxes[:0]
            return
        try:
            boxes = self.boxes[:count]
            for box, bell in zip(boxes, self._bells, strict=False):
                if box[STATE] == ASLEEP:
                    box[STATE] = LOOKING
                    bell.release()
            yield boxes
        finally:
            self._lock.release()


@lru_cache(maxsize=1)
def worker_pool() -> WorkerPool:
    """The helpers of this process."""
    return WorkerPool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=worker_pool.cache_clear)  # threads do not survive a fork


@intrinsic
def _change(typing_context: Any, address: Any, before: Any, after: Any) -> Any:
    """Change the number at an address if it is `before`, atomically; whether it was."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        place = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.extract_value(builder.cmpxchg(place, values[1], values[2], "seq_cst"), 1)

    return types.boolean(types.int64, types.int64, types.int64), generate


@njit(**JIT)
def serve(box):
    """A helper's work: do every job that comes, until none has come for a while."""
    state = at(box, STATE)
    looks = 0
    while looks < LOOKS or not _change(state, LOOKING, ASLEEP):
        looks += 1
        if look(state) == CALLED and _change(state, CALLED, BUSY):
            call(box[KERNEL], (box[JOB], box[WORK], box[OUTPUTS]))
            write(state, np.int64(LOOKING))
            looks = 0


@njit(**JIT)
def ask(box, kernel, job, work, outputs):
    """Give a helper that is awake its job."""
    box[KERNEL], box[JOB], box[WORK], box[OUTPUTS] = kernel, job, work, outputs
    _change(at(box, STATE), LOOKING, CALLED)


@njit(**JIT)
def dismiss(box, offer):
    """Return when the helper is not at the job any more; one that has not begun does not need to."""
    state = at(box, STATE)
    if _change(state, CALLED, LOOKING):
        return
    spins = 0
    while look(state) == BUSY:
        spins += 1
        if spins > LOOKS and offer != 0:
            call(offer, ())
