"""Large arrays in blocks of rows, several at a time: NumPy lets other threads run while it computes."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

MIN_NUMBERS = 1_000_000
"""Fewer numbers are not worth waking a thread for."""


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
    with ThreadPoolExecutor(threads, "nnplay-blocks") as pool:
        return list(pool.map(function, items))


def blocks(count: int, size: int) -> list[slice]:
    """The rows 0 … count − 1 as blocks of at most this size."""
    return [slice(first, min(first + size, count)) for first in range(0, count, size)]
