"""Several threads on one network: who does which rows, and where they wait for each other.

A batch is cut into parts. How many is decided by the sizes of the network alone, and each part is computed in the same
way whoever does it, so the numbers do not depend on how many threads there are. A thread runs the whole training loop
on its own parts; where it needs the others' results it waits at a gate, spinning, as half a microsecond is too short
for the operating system. BLAS works on one thread meanwhile: the threads have one owner.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from nnplay.engine.compiled.intrinsics import JIT, X86, call

# What a thread knows about its team: a vector of these.
RANK, THREADS, PARTS, ARRIVED, ROUND, YIELD, BLAS, UNPACKED = range(8)
SEAT = 8  # how many they are
SPINS = 4000  # looks at the gate before a thread offers its core to others, about 40 µs
MOST_PARTS = 8
WORTH_A_PART = 2_300_000  # multiply-adds of a step that are worth a part of their own, some 60 µs of a core
FEWEST_ROWS = 16  # of a batch in a part
CORES = os.cpu_count() or 1


def parts_of(rows: int, weights: int) -> int:
    """How many parts a batch is cut into, from the sizes and this machine's cores: a power of 2."""
    most = min(MOST_PARTS, CORES, 3 * rows * weights // WORTH_A_PART, rows // FEWEST_ROWS)
    return 1 << (max(most, 1).bit_length() - 1)


class ThreadTeam:
    """The threads that work on one network together; each has a row of `seats`.

    `blas` is the address of its product and what it does without packing.
    """

    def __init__(self, threads: int, parts: int, blas: tuple[int, int]) -> None:
        self.threads = max(1, min(threads, parts))
        self._guarded = bool(blas[0])
        self._gate = np.zeros(32, np.int64)  # two numbers, each in a cache line of its own
        arrived = self._gate.ctypes.data
        self.seats = np.array(
            [
                [rank, self.threads, parts, arrived, arrived + 128, yield_address(), *blas]
                for rank in range(self.threads)
            ],
            dtype=np.int64,
        )

    def run(self, function: Any, *arguments: Any) -> Any:
        """Run function(seat, *arguments) in every thread; returns what the first one, this one, gives."""
        if not self._guarded and self.threads == 1:
            return function(self.seats[0], *arguments)
        with one_blas_thread() if self._guarded else nullcontext():
            others = [helpers().submit(function, seat, *arguments) for seat in self.seats[1:]]
            try:
                return function(self.seats[0], *arguments)
            finally:
                for other in others:
                    other.result()


@lru_cache(maxsize=1)
def helpers() -> ThreadPoolExecutor:
    """The threads beside the calling one, which sleep while nobody needs them.

    There are as many as all teams together want, because a team in which one is missing would wait for ever.
    """
    return ThreadPoolExecutor(max_workers=10_000, thread_name_prefix="nnplay-team")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=helpers.cache_clear)  # threads do not survive a fork


def available() -> int:
    """How many cores this process may use; OMP_NUM_THREADS, which joblib sets in its workers, may say less."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else CORES
    told = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(told)) if told.isdecimal() and int(told) > 0 else cores


@lru_cache(maxsize=1)
def yield_address() -> int:
    """The address of the operating system's function that offers the core to another thread; 0 where unknown."""
    try:
        if sys.platform == "win32":
            return ctypes.cast(ctypes.WinDLL("kernel32").SwitchToThread, ctypes.c_void_p).value or 0
        return ctypes.cast(ctypes.CDLL(None).sched_yield, ctypes.c_void_p).value or 0
    except (OSError, AttributeError):
        return 0


# ── one owner of the threads ────────────────────────────────────────────────────────────────────────────────────

_lock = threading.Lock()
_inside = 0
_before: list[tuple[Any, int]] = []


@lru_cache(maxsize=1)
def blas_libraries() -> list[Any]:
    """The BLAS libraries that this process has loaded, as threadpoolctl sees them."""
    from threadpoolctl import ThreadpoolController

    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Inside, BLAS keeps to the calling thread; after the last one has left, it is as it was before the first."""
    global _inside
    with _lock:
        if _inside == 0:
            _before[:] = [(library, library.num_threads) for library in blas_libraries()]
            for library, threads in _before:
                if threads != 1:
                    library.set_num_threads(1)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                for library, threads in _before:
                    if threads != 1:
                        library.set_num_threads(threads)


# ── inside the compiled loop ────────────────────────────────────────────────────────────────────────────────────


@intrinsic
def add(typing_context: Any, address: Any, value: Any) -> Any:
    """Add to the number at an address, atomically; the number before."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        place = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.atomic_rmw("add", place, values[1], "seq_cst")

    return types.int64(types.int64, types.int64), generate


@intrinsic
def look(typing_context: Any, address: Any) -> Any:
    """The number at an address as it is now, after a short pause."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        if X86:
            kind = ir.FunctionType(ir.VoidType(), [])
            builder.call(builder.module.declare_intrinsic("llvm.x86.sse2.pause", (), kind), [])
        place = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.load_atomic(place, "seq_cst", 8)

    return types.int64(types.int64), generate


@intrinsic
def write(typing_context: Any, address: Any, value: Any) -> Any:
    """Write the number at an address, atomically."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        place = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        builder.store_atomic(values[1], place, "seq_cst", 8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


@njit(**JIT)
def wait(team):
    """Return when every thread of the team has come here."""
    if team[THREADS] == 1:
        return
    now = look(team[ROUND])
    if add(team[ARRIVED], np.int64(1)) == team[THREADS] - 1:
        write(team[ARRIVED], np.int64(0))
        write(team[ROUND], now + 1)
        return
    spins = 0
    while look(team[ROUND]) == now:
        spins += 1
        if spins > SPINS and team[YIELD] != 0:
            call(team[YIELD], ())


@njit(**JIT)
def share(count, part, parts):
    """The first of the `count` things that belong to a part, and the first that does not any more."""
    return count * part // parts, count * (part + 1) // parts
