"""Helper threads for predictions, which poll for the next prediction for a moment before they sleep.

Waking a thread takes the operating system longer than a small prediction takes; a thread that still polls starts at
once. Nothing waits for a helper that is late: each thread takes the next chunk of rows when it is ready.
"""

import atexit
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from nnplay.engine.compiled.machine_code import callable_kernel
from nnplay.engine.compiled.thread_team import CORES

# A helper's mailbox: its state, the kernel to call, and the addresses of job, workspace and outputs.
STATE, KERNEL, JOB, WORK, OUTPUTS = range(5)
MAILBOX_SIZE = 32  # four cache lines, so that no two mailboxes share one
ASLEEP, POLLING, CALLED, BUSY = range(4)


class WorkerPool:
    """One helper thread for each core but the first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # the helpers serve one prediction at a time
        self.mailboxes = np.zeros((CORES - 1, MAILBOX_SIZE), np.int64)
        self._serve = serve_kernel()
        self._wake = [threading.Semaphore(0) for _ in self.mailboxes]
        self._closing = False
        self.threads = [
            threading.Thread(target=self._help, args=each, name="nnplay-helper", daemon=True)
            for each in zip(self.mailboxes, self._wake, strict=True)
        ]
        for thread in self.threads:
            thread.start()
        atexit.register(self.close)  # the compiled code is freed when the interpreter ends

    def _help(self, mailbox: Any, wake: threading.Semaphore) -> None:
        while wake.acquire() and not self._closing:
            self._serve(mailbox.ctypes.data)

    def close(self) -> None:
        """End the helpers; returns when none of them is in compiled code any more."""
        self._closing = True
        for thread, wake in zip(self.threads, self._wake, strict=True):
            wake.release()
            thread.join()

    @contextmanager
    def helpers(self, count: int) -> Iterator[Any]:
        """The mailboxes of `count` helpers, awake or about to be; of none while another thread uses them."""
        if not self._lock.acquire(blocking=False):
            yield self.mailboxes[:0]
            return
        try:
            mailboxes = self.mailboxes[:count]
            for mailbox, wake in zip(mailboxes, self._wake, strict=False):
                if mailbox[STATE] == ASLEEP:
                    mailbox[STATE] = POLLING
                    wake.release()
            yield mailboxes
        finally:
            self._lock.release()


def serve_kernel() -> Callable[..., None]:
    """What a helper thread runs; it has no numbers, so any dtype does."""
    return callable_kernel("mailbox.serve", "float32")


@lru_cache(maxsize=1)
def worker_pool() -> WorkerPool:
    """The worker pool of this process."""
    return WorkerPool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=worker_pool.cache_clear)  # threads do not survive a fork
