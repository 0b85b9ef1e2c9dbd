"""Large arrays in shares of rows, several at a time: NumPy lets other threads run while it computes."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

MIN_NUMBERS = 1_000_000  # fewer are not worth waking a thread for
SHARES = 8  # of the rows, so that threads finish at about the same time
ROWS_AT_ONCE = 128  # rows of a block, which stays in the processor's cache


def available_threads() -> int:
    """The number of cores this process may use; OMP_NUM_THREADS, which joblib sets in its workers, can lower it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    limit = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(limit)) if limit.isdecimal() and int(limit) > 0 else cores


def map_threads(function: Callable[[T], R], items: Sequence[T], numbers: int) -> list[R]:
    """The results of a function for all items, in their order; in threads if there are enough numbers to compute."""
    threads = min(available_threads(), len(items)) if numbers >= MIN_NUMBERS else 1
    if threads <= 1:
        return [function(item) for item in items]
    with ThreadPoolExecutor(threads, "nnplay-rows") as pool:
        return list(pool.map(function, items))


def blocks(rows: slice, size: int = ROWS_AT_ONCE) -> list[slice]:
    """A range of rows as blocks of at most this size."""
    return [slice(first, min(first + size, rows.stop)) for first in range(rows.start, rows.stop, size)]


def map_rows(function: Callable[[slice], R], count: int, numbers: int) -> list[R]:
    """The results of a function for shares of the rows 0 … count − 1; see `map_threads`."""
    return map_threads(function, blocks(slice(0, count), max(-(-count // SHARES), 1)), numbers)
