"""The compiled forward pass over any number of rows, and their loss: a chunk of rows at a time."""

from __future__ import annotations

import numpy as np
from numba import carray, njit

from nnplay.engine.compiled.inference_pool import ask, dismiss
from nnplay.engine.compiled.intrinsics import JIT, UNBOUNDED, at, call, kernel, matrix
from nnplay.engine.compiled.layer_table import A, U
from nnplay.engine.compiled.thread_team import YIELD, add

# A job: the next chunk and how many there are; rows in all and in a chunk; sizes; addresses; places in the workspace.
NEXT, CHUNKS, ROWS, CHUNK, N_IN, N_OUT, LAYERS, SIZE = range(8)
FORWARD, SEAT, TABLE, DROPOUT, CONSTANTS, THETA, INPUTS, TARGETS, WEIGHT, TOTALS, LOSS, LOSS_CONSTANTS = range(8, 20)
Y_HAT, Z = 20, 21
JOB = 22  # numbers


@kernel("i*, T*, T*")
def evaluate_chunks(job, work, outputs):
    """Take one chunk of rows after the other, as long as there are any: their outputs, and their Σ wᵢlᵢ."""
    job, work, outputs = carray(job, (JOB,)), carray(work, (UNBOUNDED,)), carray(outputs, (UNBOUNDED,))
    n_in, n, size = job[N_IN], job[N_OUT], job[SIZE]
    while True:
        c = add(at(job, NEXT), np.int64(1))
        if c >= job[CHUNKS]:
            break
        start = c * job[CHUNK]
        rows = min(job[CHUNK], job[ROWS] - start)
        call(
            job[FORWARD],
            (job[SEAT], job[TABLE], job[LAYERS], job[DROPOUT], job[CONSTANTS], job[THETA], at(work, 0),
             job[INPUTS] + start * n_in * size, rows, np.int64(0), np.int64(-1)),
        )  # fmt: skip
        y_hat, out = matrix(work, job[Y_HAT], rows, n), matrix(outputs, start * n, rows, n)
        for i in range(rows):
            for j in range(n):
                out[i, j] = y_hat[i, j]
        if job[TARGETS] != 0:
            call(
                job[LOSS],
                (at(work, job[Z]), at(work, job[Y_HAT]), job[TARGETS] + start * n * size, job[WEIGHT] + start * 8,
                 rows, n, job[LOSS_CONSTANTS], job[TOTALS] + c * 8),
            )  # fmt: skip


@njit(**JIT)
def evaluate(
    boxes, spare, job, passes, seat, table, dropout, constants, loss_table, loss_constants, theta, work, X, Y, weight,
    outputs, totals, chunk,
):  # fmt: skip
    """The outputs of all rows, and Σ wᵢlᵢ of each chunk into `totals` when Y has rows; `boxes` are those of helpers.

    Each helper has a row of `spare` as its workspace.
    """
    job[NEXT], job[CHUNKS], job[ROWS], job[CHUNK] = 0, totals.shape[0], X.shape[0], chunk
    job[N_IN], job[N_OUT], job[LAYERS], job[SIZE] = X.shape[1], outputs.shape[1], table.shape[0], X.itemsize
    job[FORWARD], job[SEAT], job[TABLE], job[DROPOUT] = passes[0], at(seat, 0), at(table, 0), at(dropout, 0)
    job[CONSTANTS], job[THETA], job[INPUTS] = at(constants, 0), at(theta, 0), at(X, 0)
    job[TARGETS] = at(Y, 0) if Y.shape[0] > 0 else 0
    job[WEIGHT], job[TOTALS] = at(weight, 0), at(totals, 0)
    job[LOSS], job[LOSS_CONSTANTS] = loss_table[0], at(loss_constants, 0)
    job[Y_HAT], job[Z] = table[-1, A], table[-1, U]
    for k in range(boxes.shape[0]):
        ask(boxes[k], passes[2], at(job, 0), at(spare, k * work.shape[0]), at(outputs, 0))
    call(passes[2], (at(job, 0), at(work, 0), at(outputs, 0)))
    for k in range(boxes.shape[0]):
        dismiss(boxes[k], seat[YIELD])
