"""Compiled predictions and losses for any number of rows and of states of a network, one chunk at a time."""

import numpy as np

from nnplay.engine.compiled.barrier import atomic_add
from nnplay.engine.compiled.inference_job import (
    CHUNK,
    CHUNKS,
    CHUNKS_PER_STATE,
    CONSTANTS,
    CONTEXT,
    DROPOUT,
    FORWARD,
    INPUTS,
    JOB_SIZE,
    LAYERS,
    LOSS,
    LOSS_CONSTANTS,
    N_IN,
    N_OUT,
    NEXT,
    ROWS,
    SIZE,
    STRIDE,
    TABLE,
    TARGETS,
    THETA,
    TOTALS,
    WEIGHT,
    Y_HAT,
    Z,
)  # fmt: skip
from nnplay.engine.compiled.inference_pool import MAILBOX_SIZE
from nnplay.engine.compiled.intrinsics import array_at, call, copy, kernel, ptr
from nnplay.engine.compiled.mailbox import join, submit


@kernel("i*, T*, T*")
def evaluate_chunks(job, work, outputs):
    """Take chunks of rows until none are left; write their outputs and their Σ wᵢlᵢ."""
    job = array_at(job, (JOB_SIZE,))
    n_in, n, size, per_state = job[N_IN], job[N_OUT], job[SIZE], job[CHUNKS_PER_STATE]
    while True:
        c = atomic_add(ptr(job, NEXT), np.int64(1))
        if c >= job[CHUNKS]:
            break
        state, start = c // per_state, c % per_state * job[CHUNK]
        rows = job[ROWS] - start
        if rows > job[CHUNK]:
            rows = job[CHUNK]
        call(
            job[FORWARD],
            (job[CONTEXT], job[TABLE], job[LAYERS], job[DROPOUT], job[CONSTANTS], job[THETA] + state * job[STRIDE],
             ptr(work, 0), job[INPUTS] + start * n_in * size, rows, np.int64(0), np.int64(-1)),
        )  # fmt: skip
        copy(outputs, (state * job[ROWS] + start) * n, work, job[Y_HAT], rows * n)
        if job[TARGETS] != 0:
            call(
                job[LOSS],
                (ptr(work, job[Z]), ptr(work, job[Y_HAT]), job[TARGETS] + start * n * size, job[WEIGHT] + start * 8,
                 rows, n, job[LOSS_CONSTANTS], job[TOTALS] + c * 8),
            )  # fmt: skip


@kernel("i*, i*, n, n, T*, T*, n, T*, n")
def evaluate(job, mailboxes, helpers, evaluate_chunks, work, spare, work_size, outputs, yield_core):
    """Do a job: write the outputs of all its rows, and Σ wᵢlᵢ of each chunk if it has targets.

    `mailboxes` are those of helper threads, each of which uses a row of `spare` as its workspace.
    """
    mailboxes = array_at(mailboxes, (helpers, MAILBOX_SIZE))
    for k in range(helpers):
        submit(mailboxes[k], evaluate_chunks, ptr(job, 0), ptr(spare, k * work_size), ptr(outputs, 0))
    call(evaluate_chunks, (ptr(job, 0), ptr(work, 0), ptr(outputs, 0)))
    for k in range(helpers):
        join(mailboxes[k], yield_core)
