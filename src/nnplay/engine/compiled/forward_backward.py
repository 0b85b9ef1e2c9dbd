"""The compiled forward and backward pass: reference.py on preallocated memory, without Python.

A network is a table of integers with one row per layer: sizes, offsets into θ and the workspace, addresses of kernels.
One compiled function therefore serves every architecture, and custom activations do not require compiling it again.

Each thread of a team (thread_team.py) computes its parts of the rows of a batch through all layers and back, and waits
for the others only where a sum runs over all rows.
"""

import numpy as np

from nnplay.engine.compiled.barrier import part_range, wait
from nnplay.engine.compiled.intrinsics import UNBOUNDED, array_at, call, copy, kernel, matrix, ptr
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
    PACKED_DELTA,
    SKIP,
    SKIP_BACK,
    SKIP_SLOPE,
    A,
    F,
    U,
    W,
    Z,
)
from nnplay.engine.compiled.matmul import (
    pack,
    prefers_narrow,
    product,
    product_left_transposed,
    product_of_packed,
    product_right_transposed,
)
from nnplay.engine.compiled.narrow_product import narrow_product
from nnplay.engine.compiled.thread_team import CONTEXT_SIZE, PARTS, RANK, THREADS

CHUNK_ROWS = 64  # of a gradient, after which the optimizer takes its step


@kernel("i*, i*, n, d*, d*, T*, T*, T*, n, n, n")
def forward(team, table, layers, dropout, constants, theta, work, X, rows, seed, step):
    """The forward pass of every layer, into the workspace.

    A step of −1 is a prediction: without dropout, and with the running statistics of batch normalization.
    """
    team, table, dropout = (
        array_at(team, (CONTEXT_SIZE,)),
        array_at(table, (layers, COLUMNS)),
        array_at(dropout, (layers,)),
    )
    constants, theta = array_at(constants, (UNBOUNDED,)), array_at(theta, (UNBOUNDED,))
    work, X = array_at(work, (UNBOUNDED,)), array_at(X, (UNBOUNDED,))
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
                first, last = part_range(n_z, part, parts)
                product(team, a_in, weights, z, first, last)
            wait(team)
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = part_range(rows, part, parts)
            z = matrix(work, t[Z] + first * n_z, last - first, n_z)
            a_in = matrix(before, start + first * n_in, last - first, n_in)
            if t[BY_COLUMN] == 0 and prefers_narrow(z, last - first, n_in, n_z):
                narrow_product(a_in, 0, n_in, 1, weights, 0, n_z, z, 0, n_z, last - first, n_z, n_in, b, n_z)
                continue
            if not t[BY_COLUMN]:
                product(team, a_in, weights, z, zero, n_z)
            for i in range(last - first):
                for j in range(n_z):
                    z[i, j] += b[0, j]
        if t[NORM] != 0:
            call(t[NORM], (ptr(team, 0), ptr(t, 0), ptr(theta, 0), ptr(work, 0), rows, step))
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = part_range(rows, part, parts)
            u, f = ptr(work, t[U] + first * n_z), ptr(work, t[F] + first * n_out)
            call(t[FORWARD], (u, f, last - first, n_z, n_out, ptr(constants, t[CONSTANTS]), ptr(theta, t[LEARNED])))
            if t[A] != t[F]:
                copy(work, t[A] + first * n_out, work, t[F] + first * n_out, (last - first) * n_out)
        if t[DROP] != 0 and step >= 0:
            call(t[DROP], (ptr(team, 0), ptr(t, 0), ptr(work, 0), rows, ptr(dropout, l), seed, step, l))
        if t[SKIP] != 0:
            call(t[SKIP], (ptr(team, 0), ptr(t, 0), ptr(theta, 0), ptr(work, 0), ptr(before, start), rows))


@kernel("i*, i*, n, d*, T*, T*, T*, n, T*, n")
def backward(team, table, layers, constants, theta, work, X, rows, g, joint):
    """Compute δ = ∂L/∂z of every layer, from ∂L/∂ŷ in DELTA_A of the last one, or from its δ if `joint`.

    The gradients of learned constants and of normalization are written into g.
    """
    team, table = array_at(team, (CONTEXT_SIZE,)), array_at(table, (layers, COLUMNS))
    constants, theta, g = array_at(constants, (UNBOUNDED,)), array_at(theta, (UNBOUNDED,)), array_at(g, (UNBOUNDED,))
    work, X = array_at(work, (UNBOUNDED,)), array_at(X, (UNBOUNDED,))
    parts, zero = team[PARTS], np.int64(0)
    for l in range(layers - 1, -1, -1):
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        if l < layers - 1 or joint == 0:
            if t[DROP] != 0:
                call(t[DROP_BACK], (ptr(team, 0), ptr(t, 0), ptr(work, 0), rows))
            if t[LEARNS] != 0:
                wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = part_range(rows, part, parts)
                if t[LEARNS] != 0:  # gradients of learned constants are sums over all rows
                    first, last = (zero, rows) if part == 0 else (zero, zero)
                if first < last:
                    z, f = first * n_z, first * n_out
                    call(
                        t[BACKWARD],
                        (ptr(work, t[U] + z), ptr(work, t[F] + f), ptr(work, t[DELTA_F] + f), ptr(work, t[DELTA] + z),
                         last - first, n_z, n_out, ptr(constants, t[CONSTANTS]), ptr(theta, t[LEARNED]),
                         ptr(g, t[LEARNED])),
                    )  # fmt: skip
            if t[LEARNS] != 0:
                wait(team)
        if t[NORM] != 0:
            call(t[NORM_BACK], (ptr(team, 0), ptr(t, 0), ptr(theta, 0), ptr(work, 0), rows, ptr(g, 0)))
        if l > 0:
            target, weights = table[l - 1, DELTA_A], matrix(theta, t[W], n_in, n_z)
            if t[BY_COLUMN_BELOW]:
                wait(team)
                delta, below = matrix(work, t[DELTA], rows, n_z), matrix(work, target, rows, n_in)
                for part in range(team[RANK], parts, team[THREADS]):
                    first, last = part_range(n_in, part, parts)
                    product_right_transposed(team, delta, weights, below, first, last)
                wait(team)
            else:
                for part in range(team[RANK], parts, team[THREADS]):
                    first, last = part_range(rows, part, parts)
                    delta = matrix(work, t[DELTA] + first * n_z, last - first, n_z)
                    below = matrix(work, target + first * n_in, last - first, n_in)
                    product_right_transposed(team, delta, weights, below, zero, n_in)
            if t[SKIP] != 0:
                call(t[SKIP_BACK], (ptr(team, 0), ptr(t, 0), ptr(theta, 0), ptr(work, 0), ptr(work, target), rows))


@kernel("i*, i*, n, T*, T*, T*, n, T*, n, T*, d*, n")
def gradients(team, table, layers, theta, work, X, rows, g, optimizer, slots, scalars, n):
    """Write ∂L/∂W and ∂L/∂b into g, from the δ of every layer; each thread computes its rows of every W.

    With the kernel of an optimizer, its step is taken as soon as some rows of a gradient are known, while they are in a
    cache. Only W and b are changed, and g is left with the gradients of the last rows.
    """
    team, table = array_at(team, (CONTEXT_SIZE,)), array_at(table, (layers, COLUMNS))
    theta, g, slots = array_at(theta, (UNBOUNDED,)), array_at(g, (UNBOUNDED,)), array_at(slots, (UNBOUNDED,))
    work, X, scalars = array_at(work, (UNBOUNDED,)), array_at(X, (UNBOUNDED,)), array_at(scalars, (UNBOUNDED,))
    parts, zero, one = team[PARTS], np.int64(0), np.int64(1)
    packed = False
    for l in range(layers):
        t = table[l]
        if t[PACKED_DELTA] != 0:
            packed = True
            pack(team, ptr(work, t[DELTA]), t[N_Z], one, t[N_Z], rows, ptr(work, t[PACKED_DELTA]))
    if packed:
        wait(team)
    for l in range(layers):
        t = table[l]
        n_in, n_z = t[N_IN], t[N_Z]
        before, start = (X, zero) if l == 0 else (work, table[l - 1, A])
        a_in, delta = matrix(before, start, rows, n_in), matrix(work, t[DELTA], rows, n_z)
        b = matrix(g, t[BIAS], 1, n_z)
        chunk = CHUNK_ROWS if optimizer != 0 or t[PACKED_DELTA] != 0 else n_in
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = part_range(n_in, part, parts)
            for row in range(first, last, chunk):
                stop = min(row + chunk, last)
                shift = zero if optimizer == 0 else (row - first) * n_z  # every chunk has the place of the first one
                if t[PACKED_DELTA] != 0:
                    product_of_packed(
                        team, ptr(before, start + row), one, n_in, ptr(work, t[PACKED_DELTA]),
                        ptr(g, t[W] - shift + row * n_z), n_z, stop - row, n_z, rows,
                    )  # fmt: skip
                else:
                    product_left_transposed(team, a_in, delta, matrix(g, t[W] - shift, n_in, n_z), row, stop)
                if optimizer != 0:
                    call(
                        optimizer,
                        (ptr(theta, 0), ptr(g, -shift), ptr(slots, 0), t[W] + row * n_z, t[W] + stop * n_z, n,
                         ptr(scalars, 0)),
                    )  # fmt: skip
            first, last = part_range(n_z, part, parts)
            for j in range(np.uint64(first), np.uint64(last)):
                b[0, j] = 0
            for i in range(rows):
                for j in range(np.uint64(first), np.uint64(last)):
                    b[0, j] += delta[i, j]
            if optimizer != 0:
                first, last = t[BIAS] + first, t[BIAS] + last
                call(optimizer, (ptr(theta, 0), ptr(g, 0), ptr(slots, 0), first, last, n, ptr(scalars, 0)))
        if t[SKIP_SLOPE] != 0:
            call(t[SKIP_SLOPE], (ptr(team, 0), ptr(t, 0), ptr(work, 0), ptr(before, start), rows, ptr(g, 0)))
