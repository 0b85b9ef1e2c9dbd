"""Dropout and skip connections, forward and backward, for the layers that have them."""

import numpy as np

from nnplay.engine.compiled.barrier import part_range
from nnplay.engine.compiled.intrinsics import UNBOUNDED, array_at, kernel, matrix, subroutine
from nnplay.engine.compiled.layer_table import COLUMNS, DELTA_A, DELTA_F, MASK, N_IN, N_OUT, SPARE, A, P
from nnplay.engine.compiled.matmul import product, product_left_transposed, product_right_transposed
from nnplay.engine.compiled.rng import fill_mask
from nnplay.engine.compiled.thread_team import CONTEXT_SIZE, PARTS, RANK, THREADS


@kernel("i*, i*, T*, n, d*, n, n, n")
def dropout_forward(team, t, work, rows, rate, seed, step, layer):
    """A ← a·mask, for the thread's rows."""
    team, t = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,))
    work, rate = array_at(work, (UNBOUNDED,)), array_at(rate, (1,))
    n_out = t[N_OUT]
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        mask = matrix(work, t[MASK] + first * n_out, last - first, n_out)
        a = matrix(work, t[A] + first * n_out, last - first, n_out)
        fill_mask(mask, rate[0], seed, step, layer, first)
        for i in range(last - first):
            for j in range(n_out):
                a[i, j] *= mask[i, j]


@kernel("i*, i*, T*, n")
def dropout_backward(team, t, work, rows):
    """∂L/∂f = δₐ·mask, for the thread's rows."""
    team, t, work = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,)), array_at(work, (UNBOUNDED,))
    n_out = t[N_OUT]
    mask, delta_a = matrix(work, t[MASK], rows, n_out), matrix(work, t[DELTA_A], rows, n_out)
    delta_f = matrix(work, t[DELTA_F], rows, n_out)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        for i in range(first, last):
            for j in range(n_out):
                delta_f[i, j] = delta_a[i, j] * mask[i, j]


@subroutine
def add_to(target, start, source, source_start, rows, columns):
    """Target += source, both (rows, columns) from an offset in their vectors."""
    to, term = matrix(target, start, rows, columns), matrix(source, source_start, rows, columns)
    for i in range(rows):
        for j in range(columns):
            to[i, j] += term[i, j]


@kernel("i*, i*, T*, T*, T*, n")
def skip(team, t, theta, work, a_in, rows):
    """A ← a + a_in, for the thread's rows."""
    team, t = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,))
    work, a_in = array_at(work, (UNBOUNDED,)), array_at(a_in, (UNBOUNDED,))
    n = t[N_OUT]
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        add_to(work, t[A] + first * n, a_in, first * n, last - first, n)


@kernel("i*, i*, T*, T*, T*, n")
def skip_backward(team, t, theta, work, delta_below, rows):
    """Add δₐ to the δ of the layer below."""
    team, t = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,))
    work, delta_below = array_at(work, (UNBOUNDED,)), array_at(delta_below, (UNBOUNDED,))
    n = t[N_OUT]
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        add_to(delta_below, first * n, work, t[DELTA_A] + first * n, last - first, n)


@kernel("i*, i*, T*, T*, T*, n")
def projected_skip(team, t, theta, work, a_in, rows):
    """A ← a + a_in·P, for the thread's rows."""
    team, t, theta = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,)), array_at(theta, (UNBOUNDED,))
    work, a_in = array_at(work, (UNBOUNDED,)), array_at(a_in, (UNBOUNDED,))
    n_in, n_out, zero = t[N_IN], t[N_OUT], np.int64(0)
    projection = matrix(theta, t[P], n_in, n_out)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        # each thread has its own spare rows, as others may already be in their backward pass
        count, spare = last - first, t[SPARE] + first * max(n_in, n_out)
        product(team, matrix(a_in, first * n_in, count, n_in), projection,
                matrix(work, spare, count, n_out), zero, n_out)  # fmt: skip
        add_to(work, t[A] + first * n_out, work, spare, count, n_out)


@kernel("i*, i*, T*, T*, T*, n")
def projected_skip_backward(team, t, theta, work, delta_below, rows):
    """Add δₐ·Pᵀ to the δ of the layer below."""
    team, t, theta = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,)), array_at(theta, (UNBOUNDED,))
    work, delta_below = array_at(work, (UNBOUNDED,)), array_at(delta_below, (UNBOUNDED,))
    n_in, n_out, zero = t[N_IN], t[N_OUT], np.int64(0)
    projection = matrix(theta, t[P], n_in, n_out)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        count, spare = last - first, t[SPARE] + first * max(n_in, n_out)
        product_right_transposed(team, matrix(work, t[DELTA_A] + first * n_out, count, n_out), projection,
                                 matrix(work, spare, count, n_in), zero, n_in)  # fmt: skip
        add_to(delta_below, first * n_in, work, spare, count, n_in)


@kernel("i*, i*, T*, T*, n, T*")
def projection_gradient(team, t, work, a_in, rows, g):
    """∂L/∂P = a_inᵀ·δₐ, for the thread's rows of P."""
    team, t, g = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,)), array_at(g, (UNBOUNDED,))
    work, a_in = array_at(work, (UNBOUNDED,)), array_at(a_in, (UNBOUNDED,))
    n_in, n_out = t[N_IN], t[N_OUT]
    delta_a, slope = matrix(work, t[DELTA_A], rows, n_out), matrix(g, t[P], n_in, n_out)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(n_in, part, team[PARTS])
        product_left_transposed(team, matrix(a_in, 0, rows, n_in), delta_a, slope, first, last)
