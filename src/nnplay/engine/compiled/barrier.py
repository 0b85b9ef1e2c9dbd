"""Where the threads of a team (thread_team.py) wait for each other, and which part of the work each takes."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from nnplay.engine.compiled.intrinsics import call, subroutine
from nnplay.engine.compiled.processor import X86
from nnplay.engine.compiled.thread_team import ARRIVED, ROUND, THREADS, YIELD

SPINS = 4000  # before a waiting thread yields its core to others, about 40 µs


@intrinsic
def atomic_add(typing_context: Any, address: Any, value: Any) -> Any:
    """Atomically add to the number at an address; returns the previous number."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.atomic_rmw("add", pointer, values[1], "seq_cst")

    return types.int64(types.int64, types.int64), generate


@intrinsic
def atomic_load(typing_context: Any, address: Any) -> Any:
    """Atomically read the number at an address, after a short pause."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        if X86:
            kind = ir.FunctionType(ir.VoidType(), [])
            builder.call(builder.module.declare_intrinsic("llvm.x86.sse2.pause", (), kind), [])
        pointer = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        return builder.load_atomic(pointer, "seq_cst", 8)

    return types.int64(types.int64), generate


@intrinsic
def atomic_store(typing_context: Any, address: Any, value: Any) -> Any:
    """Atomically write the number at an address."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        pointer = builder.inttoptr(values[0], ir.IntType(64).as_pointer())
        builder.store_atomic(values[1], pointer, "seq_cst", 8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), generate


@subroutine
def wait(team):
    """Wait until every thread of the team has arrived here."""
    if team[THREADS] == 1:
        return
    current = atomic_load(team[ROUND])
    if atomic_add(team[ARRIVED], np.int64(1)) == team[THREADS] - 1:
        atomic_store(team[ARRIVED], np.int64(0))
        atomic_store(team[ROUND], current + 1)
        return
    spins = 0
    while atomic_load(team[ROUND]) == current:
        spins += 1
        if spins > SPINS and team[YIELD] != 0:
            call(team[YIELD], ())


@subroutine
def part_range(count, part, parts):
    """The range [first, last) of `count` items that belongs to a part."""
    return count * part // parts, count * (part + 1) // parts
