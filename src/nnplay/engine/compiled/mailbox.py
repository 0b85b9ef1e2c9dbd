"""How a helper thread (inference_pool.py) receives its jobs: through a mailbox, without the operating system."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from nnplay.engine.compiled.barrier import atomic_load, atomic_store
from nnplay.engine.compiled.inference_pool import (
    ASLEEP,
    BUSY,
    CALLED,
    JOB,
    KERNEL,
    MAILBOX_SIZE,
    OUTPUTS,
    POLLING,
    STATE,
    WORK,
)  # fmt: skip
from nnplay.engine.compiled.intrinsics import array_at, call, kernel, ptr, subroutine

MAX_POLLS = 10_000  # before a helper sleeps, about 200 µs


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
