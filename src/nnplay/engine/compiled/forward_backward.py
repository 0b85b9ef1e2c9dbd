"""The compiled forward and backward pass: reference.py again, on preallocated memory and without Python.

A network is a table of integers, one row a layer: sizes, offsets into θ and into the workspace, addresses of kernels.
So one compiled function serves every architecture, and a user's own activation needs no recompilation of it.

Each thread of a team (team.py) does its own parts of the batch's rows, from the first layer to the last and back, and
waits for the others only where a sum runs over all rows.
"""

from __future__ import annotations

import numpy as np
from numba import carray

from nnplay.engine.compiled.intrinsics import UNBOUNDED, at, call, kernel, matrix
from nnplay.engine.compiled.layer_table import (  # fmt: skip
    BACKWARD,
    BIAS,
    BY_COLUMN,
    BY_COLUMN_BELOW,
    COLUMNS,
    CONSTANTS,
    DELTA,
    DELTA_A,
    DELTA_F,
    DROP,
    DROP_BACK,
    FORWARD,
    LEARNED,
    LEARNS,
    N_IN,
    N_OUT,
    N_Z,
    NORM,
    NORM_BACK,
    SKIP,
    SKIP_BACK,
    SKIP_SLOPE,
    A,
    F,
    U,
    W,
    Z,
)
from nnplay.engine.compiled.matmul import product, product_left_transposed, product_right_transposed
from nnplay.engine.compiled.thread_team import PARTS, RANK, SEAT, THREADS, share, wait


@kernel("i*, i*, n, d*, d*, T*, T*, T*, n, n, n")
def forward(team, table, layers, dropout, constants, theta, work, X, rows, seed, step):
    """Every layer's forward pass into the workspace, the last of them ŷ.

    A step of −1 is no step of training: no dropout, and the running statistics of batch normalisation.
    """
    team, table, dropout = carray(team, (SEAT,)), carray(table, (layers, COLUMNS)), carray(dropout, (layers,))
    constants, theta = carray(constants, (UNBOUNDED,)), carray(theta, (UNBOUNDED,))
    work, X = carray(work, (UNBOUNDED,)), carray(X, (UNBOUNDED,))
    parts, zero = team[PARTS], np.int64(0)
    for l in range(layers):
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        before, start = (X, zero) if l == 0 else (work, table[l - 1, A])
        weights, b = matrix(theta, t[W], n_in, n_z), matrix(theta, t[BIAS], 1, n_z)
        if t[BY_COLUMN]:
            wait(team)
            a_in, z = matrix(before, start, rows, n_in), matrix(work, t[Z], rows, n_z)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(n_z, part, parts)
                product(team, a_in, weights, z, first, last)
            wait(team)
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = share(rows, part, parts)
            z = matrix(work, t[Z] + first * n_z, last - first, n_z)
            if not t[BY_COLUMN]:
                a_in = matrix(before, start + first * n_in, last - first, n_in)
                product(team, a_in, weights, z, zero, n_z)
            for i in range(last - first):
                for j in range(n_z):
                    z[i, j] += b[0, j]
        if t[NORM] != 0:
            call(t[NORM], (at(team, 0), at(t, 0), at(theta, 0), at(work, 0), rows, step))
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = share(rows, part, parts)
            u, f = at(work, t[U] + first * n_z), at(work, t[F] + first * n_out)
            call(t[FORWARD], (u, f, last - first, n_z, n_out, at(constants, t[CONSTANTS]), at(theta, t[LEARNED])))
            if t[A] != t[F]:
                activated = matrix(work, t[F] + first * n_out, last - first, n_out)
                a = matrix(work, t[A] + first * n_out, last - first, n_out)
                for i in range(last - first):
                    for j in range(n_out):
                        a[i, j] = activated[i, j]
        if t[DROP] != 0 and step >= 0:
            call(t[DROP], (at(team, 0), at(t, 0), at(work, 0), rows, at(dropout, l), seed, step, l))
        if t[SKIP] != 0:
            call(t[SKIP], (at(team, 0), at(t, 0), at(theta, 0), at(work, 0), at(before, start), rows))


@kernel("i*, i*, n, d*, T*, T*, T*, n, T*, n")
def backward(team, table, layers, constants, theta, work, X, rows, g, joint):
    """∂L/∂θ into g, given ∂L/∂ŷ at the last layer's DELTA_A, or ∂L/∂z at its DELTA when `joint`."""
    team, table = carray(team, (SEAT,)), carray(table, (layers, COLUMNS))
    constants, theta, g = carray(constants, (UNBOUNDED,)), carray(theta, (UNBOUNDED,)), carray(g, (UNBOUNDED,))
    work, X = carray(work, (UNBOUNDED,)), carray(X, (UNBOUNDED,))
    parts, zero = team[PARTS], np.int64(0)
    for l in range(layers - 1, -1, -1):  # δ of every layer, each thread for its own rows
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        if l < layers - 1 or joint == 0:
            if t[DROP] != 0:
                call(t[DROP_BACK], (at(team, 0), at(t, 0), at(work, 0), rows))
            if t[LEARNS] != 0:
                wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(rows, part, parts)
                if t[LEARNS] != 0:  # the slopes of learned constants are sums over all rows
                    first, last = (zero, rows) if part == 0 else (zero, zero)
                if first < last:
                    z, f = first * n_z, first * n_out
                    call(
                        t[BACKWARD],
                        (at(work, t[U] + z), at(work, t[F] + f), at(work, t[DELTA_F] + f), at(work, t[DELTA] + z),
                         last - first, n_z, n_out, at(constants, t[CONSTANTS]), at(theta, t[LEARNED]),
                         at(g, t[LEARNED])),
                    )  # fmt: skip
            if t[LEARNS] != 0:
                wait(team)
        if t[NORM] != 0:
            call(t[NORM_BACK], (at(team, 0), at(t, 0), at(theta, 0), at(work, 0), rows, at(g, 0)))
        if l > 0:
            target, weights = table[l - 1, DELTA_A], matrix(theta, t[W], n_in, n_z)
            if t[BY_COLUMN_BELOW]:
                wait(team)
                delta, below = matrix(work, t[DELTA], rows, n_z), matrix(work, target, rows, n_in)
                for part in range(team[RANK], parts, team[THREADS]):
                    first, last = share(n_in, part, parts)
                    product_right_transposed(team, delta, weights, below, first, last)
                wait(team)
            else:
                for part in range(team[RANK], parts, team[THREADS]):
                    first, last = share(rows, part, parts)
                    delta = matrix(work, t[DELTA] + first * n_z, last - first, n_z)
                    below = matrix(work, target + first * n_in, last - first, n_in)
                    product_right_transposed(team, delta, weights, below, zero, n_in)
            if t[SKIP] != 0:
                call(t[SKIP_BACK], (at(team, 0), at(t, 0), at(theta, 0), at(work, 0), at(work, target), rows))
    wait(team)
    for l in range(layers):  # the gradients, each thread its own rows of every W
        t = table[l]
        n_in, n_z = t[N_IN], t[N_Z]
        before, start = (X, zero) if l == 0 else (work, table[l - 1, A])
        a_in, delta = matrix(before, start, rows, n_in), matrix(work, t[DELTA], rows, n_z)
        W_gradient, b = matrix(g, t[W], n_in, n_z), matrix(g, t[BIAS], 1, n_z)
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = share(n_in, part, parts)
            product_left_transposed(team, a_in, delta, W_gradient, first, last)
            first, last = share(n_z, part, parts)
            for j in range(np.uint64(first), np.uint64(last)):
                b[0, j] = 0
            for i in range(rows):
                for j in range(np.uint64(first), np.uint64(last)):
                    b[0, j] += delta[i, j]
        if t[SKIP_SLOPE] != 0:
            call(t[SKIP_SLOPE], (at(team, 0), at(t, 0), at(work, 0), at(before, start), rows, at(g, 0)))
