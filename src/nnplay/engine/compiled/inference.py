"""Compiled predictions and losses for any number of rows and of states of a network, one chunk at a time."""

import numpy as np
from numba import carray, njit

from nnplay.engine.compiled.inference_pool import join, submit
from nnplay.engine.compiled.intrinsics import JIT, UNBOUNDED, call, kernel, matrix, ptr
from nnplay.engine.compiled.layer_table import A, U
from nnplay.engine.compiled.thread_team import YIELD, atomic_add

# A job is a vector: next chunk, number of chunks; rows in total and per chunk; sizes; addresses; workspace offsets;
# where the next state is.
NEXT, CHUNKS, ROWS, CHUNK, N_IN, N_OUT, LAYERS, SIZE = range(8)
FORWARD, CONTEXT, TABLE, DROPOUT, CONSTANTS, THETA, INPUTS, TARGETS, WEIGHT, TOTALS, LOSS, LOSS_CONSTANTS = range(8, 20)
Y_HAT, Z = 20, 21
STRIDE, CHUNKS_PER_STATE = 22, 23  # bytes from one θ to the next
JOB_SIZE = 24


@kernel("i*, T*, T*")
def evaluate_chunks(job, work, outputs):
    """Take chunks of rows until none are left; write their outputs and their Σ wᵢlᵢ."""
    job, work, outputs = carray(job, (JOB_SIZE,)), carray(work, (UNBOUNDED,)), carray(outputs, (UNBOUNDED,))
    n_in, n, size, per_state = job[N_IN], job[N_OUT], job[SIZE], job[CHUNKS_PER_STATE]
    while True:
        c = atomic_add(ptr(job, NEXT), np.int64(1))
        if c >= job[CHUNKS]:
            break
        state, start = c // per_state, c % per_state * job[CHUNK]
        rows = min(job[CHUNK], job[ROWS] - start)
        call(
            job[FORWARD],
            (job[CONTEXT], job[TABLE], job[LAYERS], job[DROPOUT], job[CONSTANTS], job[THETA] + state * job[STRIDE],
             ptr(work, 0), job[INPUTS] + start * n_in * size, rows, np.int64(0), np.int64(-1)),
        )  # fmt: skip
        y_hat, out = matrix(work, job[Y_HAT], rows, n), matrix(outputs, (state * job[ROWS] + start) * n, rows, n)
        for i in range(rows):
            for j in range(n):
                out[i, j] = y_hat[i, j]
        if job[TARGETS] != 0:
            call(
                job[LOSS],
                (ptr(work, job[Z]), ptr(work, job[Y_HAT]), job[TARGETS] + start * n * size, job[WEIGHT] + start * 8,
                 rows, n, job[LOSS_CONSTANTS], job[TOTALS] + c * 8),
            )  # fmt: skip


@njit(**JIT)
def evaluate(
    mailboxes, spare, job, passes, context, table, dropout, constants, loss_table, loss_constants, thetas, work, X, Y,
    weight, outputs, totals, chunk,
):  # fmt: skip
    """Write the outputs of all rows, and Σ wᵢlᵢ of each chunk into `totals` (m, chunks) if Y has rows.

    A row of `thetas` (m, ≥ θ) begins with θ; the outputs (m · n, n_out) of the m networks follow one another.
    `mailboxes` are those of helper threads, each of which uses a row of `spare` as its workspace.
    """
    job[NEXT], job[CHUNKS], job[ROWS], job[CHUNK] = 0, totals.size, X.shape[0], chunk
    job[STRIDE], job[CHUNKS_PER_STATE] = thetas.shape[1] * thetas.itemsize, totals.shape[1]
    job[N_IN], job[N_OUT], job[LAYERS], job[SIZE] = X.shape[1], outputs.shape[1], table.shape[0], X.itemsize
    job[FORWARD], job[CONTEXT], job[TABLE], job[DROPOUT] = passes[0], ptr(context, 0), ptr(table, 0), ptr(dropout, 0)
    job[CONSTANTS], job[THETA], job[INPUTS] = ptr(constants, 0), ptr(thetas, 0), ptr(X, 0)
    job[TARGETS] = ptr(Y, 0) if Y.shape[0] > 0 else 0
    job[WEIGHT], job[TOTALS] = ptr(weight, 0), ptr(totals, 0)
    job[LOSS], job[LOSS_CONSTANTS] = loss_table[0], ptr(loss_constants, 0)
    job[Y_HAT], job[Z] = table[-1, A], table[-1, U]
    for k in range(mailboxes.shape[0]):
        submit(mailboxes[k], passes[2], ptr(job, 0), ptr(spare, k * work.shape[0]), ptr(outputs, 0))
    call(passes[2], (ptr(job, 0), ptr(work, 0), ptr(outputs, 0)))
    for k in range(mailboxes.shape[0]):
        join(mailboxes[k], context[YIELD])
