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
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from nnplay.engine.compiled.intrinsics import array_at, call, callable_kernel, kernel, ptr, subroutine
from nnplay.engine.compiled.thread_team import CORES, atomic_load, atomic_store

# A helper's mailbox: its state, the kernel to call, and the addresses of job, workspace and outputs.
STATE, KERNEL, JOB, WORK, OUTPUTS = range(5)
MAILBOX_SIZE = 32  # four cache lines, so that no two mailboxes share one
ASLEEP, POLLING, CALLED, BUSY = range(4)
MAX_POLLS = 10_000  # before a helper sleeps, about 200 µs


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
    return callable_kernel(serve, "float32")


@lru_cache(maxsize=1)
def worker_pool() -> WorkerPool:
    """The worker pool of this process."""
    return WorkerPool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=worker_pool.cache_clear)  # threads do not survive a fork


@intrinsic
def compare_and_swap(typing_context: Any, address: Any, expected: Any, new: Any) -> Any:
    """Atomically write `new` to an address if the number there is `expected`; returns whether it was."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.extract_value(builder.cmpxchg(pointer, values[1], values[2], "seq_cst"), 1)

    return types.boolean(types.int64, types.int64, types.int64), generate


@kernel("i*")
def serve(mailbox):
    """Run a helper: do every job that arrives, until none has arrived for a while."""
    mailbox = array_at(mailbox, (MAILBOX_SIZE,))
    state = ptr(mailbox, STATE)
    polls = 0
    while polls < MAX_POLLS or not compare_and_swap(state, POLLING, ASLEEP):
        polls += 1
        if atomic_load(state) == CALLED and compare_and_swap(state, CALLED, BUSY):
            call(mailbox[KERNEL], (mailbox[JOB], mailbox[WORK], mailbox[OUTPUTS]))
            atomic_store(state, np.int64(POLLING))
            polls = 0


@subroutine
def submit(mailbox, kernel, job, work, outputs):
    """Give a job to a helper; one that sleeps ignores it."""
    mailbox[KERNEL], mailbox[JOB], mailbox[WORK], mailbox[OUTPUTS] = kernel, job, work, outputs
    compare_and_swap(ptr(mailbox, STATE), POLLING, CALLED)


@subroutine
def join(mailbox, yield_core):
    """Wait until the helper has finished its job, or cancel the job if it has not started."""
    state = ptr(mailbox, STATE)
    if compare_and_swap(state, CALLED, POLLING):
        return
    spins = 0
    while atomic_load(state) == BUSY:
        spins += 1
        if spins > MAX_POLLS and yield_core != 0:
            call(yield_core, ())
