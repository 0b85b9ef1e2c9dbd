"""Several threads on one network: which rows each computes, and where they wait for each other.

A batch is divided into parts. Their number depends only on the sizes of the network and on the machine, and a part is
computed in the same way by any thread, so the numbers do not depend on the number of threads. A thread runs the whole
training loop on its parts. Where it needs the results of others it waits at a barrier, spinning, since half a
microsecond is too short for the operating system. BLAS is limited to one thread meanwhile.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

import numpy as np

# The context of a thread in a team is a vector of these.
RANK, THREADS, PARTS, ARRIVED, ROUND, YIELD, BLAS, UNPACKED, BLOCKED, PACK = range(10)
CONTEXT_SIZE = 10
SCRATCH_SIZE = 16  # numbers for each thread, in cache lines of its own
MAX_PARTS = 8
MULTIPLICATIONS_PER_PART = 2_300_000  # multiply-adds that are worth another part, about 60 µs of a core
MIN_ROWS_PER_PART = 16
CORES = os.cpu_count() or 1


def parts_of(rows: int, weights: int) -> int:
    """The number of parts of a batch, a power of 2, from its size and the number of cores."""
    limit = min(MAX_PARTS, CORES, 3 * rows * weights // MULTIPLICATIONS_PER_PART, rows // MIN_ROWS_PER_PART)
    return 1 << (max(limit, 1).bit_length() - 1)


class ThreadTeam:
    """The threads that work on one network together; each has a row of `contexts`.

    `products` are the addresses and sizes by which a product is computed, matmul.py's `product_settings`.
    """

    def __init__(self, threads: int, parts: int, products: tuple[int, int, int, int]) -> None:
        self.threads = max(1, min(threads, parts))
        self._uses_blas = bool(products[0])
        self._barrier = np.zeros(32, np.int64)  # two numbers in separate cache lines
        arrived = self._barrier.ctypes.data
        self.contexts = np.array(
            [
                [rank, self.threads, parts, arrived, arrived + 128, yield_address(), *products]
                for rank in range(self.threads)
            ],
            dtype=np.int64,
        )
        self.addresses = [context.ctypes.data for context in self.contexts]

    def run(self, function: Callable[..., None], *arguments: Any) -> None:
        """Run function(address of the context, *arguments) in every thread."""
        first, *rest = self.addresses
        if not self._uses_blas and self.threads == 1:
            function(first, *arguments)
            return
        with one_blas_thread() if self._uses_blas else nullcontext():
            others = [thread_pool().submit(function, context, *arguments) for context in rest]
            try:
                function(first, *arguments)
            finally:
                for other in others:
                    other.result()


@lru_cache(maxsize=1)
def thread_pool() -> ThreadPoolExecutor:
    """The threads besides the calling one.

    Their number is not limited in practice, because a team in which one thread is missing would wait forever.
    """
    return ThreadPoolExecutor(max_workers=10_000, thread_name_prefix="nnplay-team")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=thread_pool.cache_clear)  # threads do not survive a fork


@lru_cache(maxsize=1)
def yield_address() -> int:
    """The address of the operating system's function that yields the core to another thread; 0 if unknown."""
    try:
        if sys.platform == "win32":
            return ctypes.cast(ctypes.WinDLL("kernel32").SwitchToThread, ctypes.c_void_p).value or 0
        return ctypes.cast(ctypes.CDLL(None).sched_yield, ctypes.c_void_p).value or 0
    except (OSError, AttributeError):
        return 0


# ── threads of BLAS ────────────────────────────────────────────────────────────────────────────────────

_lock = threading.Lock()
_active = 0
_previous: list[tuple[Any, int]] = []


@lru_cache(maxsize=1)
def blas_libraries() -> list[Any]:
    """The BLAS libraries that this process has loaded, as controllers of threadpoolctl."""
    from threadpoolctl import ThreadpoolController

    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Limit BLAS to the calling thread; the last thread to leave restores the previous limits."""
    global _active
    with _lock:
        if _active == 0:
            _previous[:] = [(library, library.num_threads) for library in blas_libraries()]
            for library, threads in _previous:
                if threads != 1:
                    library.set_num_threads(1)
        _active += 1
    try:
        yield
    finally:
        with _lock:
            _active -= 1
            if _active == 0:
                for library, threads in _previous:
                    if threads != 1:
                        library.set_num_threads(threads)
