"""The compiled forward and backward pass: reference.py again, on preallocated memory and without Python.

A network is a table of integers, one row a layer: sizes, offsets into θ and into the workspace, addresses of kernels.
So one compiled function serves every architecture, and a user's own activation needs no recompilation of it.

Each thread of a team (team.py) does its own parts of the batch's rows, from the first layer to the last and back, and
waits for the others only where a sum runs over all rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numba import carray, cfunc, njit, types

from nnplay.engine.compiled.cache import engine_cache
from nnplay.engine.compiled.native import JIT, at, call, matrix
from nnplay.engine.compiled.normalization import (
    batch_backward,
    batch_statistics,
    layer_backward,
    layer_statistics,
    running_statistics,
    scale_and_shift,
    slopes,
)
from nnplay.engine.compiled.products import product, product_left_transposed, product_right_transposed
from nnplay.engine.compiled.randomness import fill_mask
from nnplay.engine.compiled.table import (
    BACKWARD, BATCH_NORM, BETA, BIAS, BY_COLUMN, BY_COLUMN_BELOW, COLUMNS, CONSTANTS, DELTA, DELTA_A, FORWARD, GAMMA, LAYER_NORM, LEARNED, LEARNS,
    MASK, MEAN, N_IN, N_OUT, N_Z, NO_NORM, NO_SKIP, NORM, PLAIN_SKIP, PROJECTED_SKIP, SIGMA, SKIP, SPARE, VARIANCE, A,
    F, P, U, W, Z,
)  # fmt: skip
from nnplay.engine.compiled.team import BLAS, PARTS, RANK, THREADS, share, wait

SEAT = 7  # numbers in a thread's seat
UNBOUNDED = 2**40  # the length of a vector whose length nobody needs


@lru_cache(maxsize=4)
def address_of(kernel: Callable[..., Any], dtype: str) -> int:
    """The address of `forward` or `backward`, compiled for one dtype.

    They are called by address, as the kernels are: so they are compiled once and not again within each caller.
    """
    T, I, D = (types.CPointer(number) for number in (getattr(types, dtype), types.int64, types.float64))
    common = (I, I, types.intp, D, D, T, T, T, types.intp)
    rest = (types.int64, types.int64) if kernel is forward else (T, types.int64)
    with engine_cache():
        compiled = cfunc(types.void(*common, *rest), **{k: v for k, v in JIT.items() if k != "nogil"})(kernel)
    _kept.append(compiled)
    return int(compiled.address)


_kept: list[Any] = []  # their addresses are in use


def forward(team, table, layers, dropout, constants, theta, work, X, rows, seed, step):
    """Every layer's forward pass into the workspace, the last of them ŷ.

    A step of −1 is no step of training: no dropout, and the running statistics of batch normalisation.
    """
    team, table, dropout = carray(team, (SEAT,)), carray(table, (layers, COLUMNS)), carray(dropout, (layers,))
    constants, theta = carray(constants, (UNBOUNDED,)), carray(theta, (UNBOUNDED,))
    work, X = carray(work, (UNBOUNDED,)), carray(X, (UNBOUNDED,))
    parts, training = team[PARTS], step >= 0
    for l in range(layers):
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        before, start = (X, 0) if l == 0 else (work, table[l - 1, A])
        weights, b = matrix(theta, t[W], n_in, n_z), matrix(theta, t[BIAS], 1, n_z)
        if t[BY_COLUMN]:
            wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(n_z, part, parts)
                z = matrix(work, t[Z], rows, n_z)
                product(team[BLAS], matrix(before, start, rows, n_in), weights, z, first, last)
            wait(team)
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = share(rows, part, parts)
            z = matrix(work, t[Z] + first * n_z, last - first, n_z)
            if not t[BY_COLUMN]:
                product(team[BLAS], matrix(before, start + first * n_in, last - first, n_in), weights, z, 0, n_z)
            for i in range(last - first):
                for j in range(n_z):
                    z[i, j] += b[0, j]
        if t[NORM] == BATCH_NORM and training:
            wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(n_z, part, parts)
                batch_statistics(theta, work, t[MEAN], t[VARIANCE], t[SIGMA], t[Z], rows, n_z, first, last)
            wait(team)
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = share(rows, part, parts)
            count = last - first
            if t[NORM] != NO_NORM:
                z = matrix(work, t[Z] + first * n_z, count, n_z)
                if t[NORM] == LAYER_NORM:
                    layer_statistics(work, t[SIGMA] + first, z)
                elif not training:
                    running_statistics(theta, t[MEAN], t[VARIANCE], z)
                scale_and_shift(theta, t[GAMMA], t[BETA], z, matrix(work, t[U] + first * n_z, count, n_z))
            u, f = at(work, t[U] + first * n_z), at(work, t[F] + first * n_out)
            call(t[FORWARD], (u, f, count, n_z, n_out, at(constants, t[CONSTANTS]), at(theta, t[LEARNED])))
            if t[A] == t[F]:
                continue
            f_part = matrix(work, t[F] + first * n_out, count, n_out)
            a = matrix(work, t[A] + first * n_out, count, n_out)
            for i in range(count):
                for j in range(n_out):
                    a[i, j] = f_part[i, j]
            if training and dropout[l] > 0:
                mask = matrix(work, t[MASK] + first * n_out, count, n_out)
                fill_mask(mask, dropout[l], seed, step, l, first)
                for i in range(count):
                    for j in range(n_out):
                        a[i, j] *= mask[i, j]
            if t[SKIP] != NO_SKIP:
                a_in = matrix(before, start + first * n_in, count, n_in)
                if t[SKIP] == PROJECTED_SKIP:
                    projected = matrix(work, t[SPARE] + first * n_out, count, n_out)
                    product(team[BLAS], a_in, matrix(theta, t[P], n_in, n_out), projected, 0, n_out)
                    a_in = projected
                for i in range(count):
                    for j in range(n_out):
                        a[i, j] += a_in[i, j]


def backward(team, table, layers, dropout, constants, theta, work, X, rows, g, joint):
    """∂L/∂θ into g, given ∂L/∂ŷ at the last layer's DELTA_A, or ∂L/∂z at its DELTA when `joint`."""
    team, table, dropout = carray(team, (SEAT,)), carray(table, (layers, COLUMNS)), carray(dropout, (layers,))
    constants, theta, g = carray(constants, (UNBOUNDED,)), carray(theta, (UNBOUNDED,)), carray(g, (UNBOUNDED,))
    work, X = carray(work, (UNBOUNDED,)), carray(X, (UNBOUNDED,))
    parts = team[PARTS]
    for l in range(layers - 1, -1, -1):  # δ of every layer, for the thread's own rows
        t = table[l]
        if l < layers - 1 or joint == 0:
            delta_f = t[DELTA_A] if dropout[l] == 0 else t[MASK]
            if dropout[l] > 0:
                for part in range(team[RANK], parts, team[THREADS]):
                    first, last = share(rows, part, parts)
                    for i in range(first * t[N_OUT], last * t[N_OUT]):
                        work[t[MASK] + i] *= work[t[DELTA_A] + i]
            if t[LEARNS] != 0:
                wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(rows, part, parts)
                if t[LEARNS] != 0:  # the slopes of learned constants are sums over all rows
                    first, last = (0, rows) if part == 0 else (0, 0)
                if first < last:
                    z, f = first * t[N_Z], first * t[N_OUT]
                    arguments = (
                        at(work, t[U] + z), at(work, t[F] + f), at(work, delta_f + f), at(work, t[DELTA] + z),
                        last - first, t[N_Z], t[N_OUT], at(constants, t[CONSTANTS]), at(theta, t[LEARNED]),
                        at(g, t[LEARNED]),
                    )  # fmt: skip
                    call(t[BACKWARD], arguments)
            if t[LEARNS] != 0:
                wait(team)
        if t[NORM] != NO_NORM:
            wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(t[N_Z], part, parts)
                slopes(work, g, t[Z], t[DELTA], t[GAMMA], t[BETA], rows, t[N_Z], first, last)
                if t[NORM] == BATCH_NORM:
                    batch_backward(theta, work, t[Z], t[DELTA], t[GAMMA], t[SIGMA], rows, t[N_Z], first, last)
            wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(rows, part, parts)
                if t[NORM] == LAYER_NORM:
                    layer_backward(theta, work, t[Z], t[DELTA], t[GAMMA], t[SIGMA], t[N_Z], first, last)
        if l > 0:
            target = table[l - 1, DELTA_A]
            if t[BY_COLUMN_BELOW]:
                wait(team)
                weights, delta = matrix(theta, t[W], t[N_IN], t[N_Z]), matrix(work, t[DELTA], rows, t[N_Z])
                for part in range(team[RANK], parts, team[THREADS]):
                    first, last = share(t[N_IN], part, parts)
                    delta_in = matrix(work, target, rows, t[N_IN])
                    product_right_transposed(team[BLAS], delta, weights, delta_in, first, last)
                wait(team)
            for part in range(team[RANK], parts, team[THREADS]):
                first, last = share(rows, part, parts)
                below(team[BLAS], t, theta, work, target, first, last)
    wait(team)
    for l in range(layers):  # the gradients, each thread its own rows of every W
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        before, start = (X, 0) if l == 0 else (work, table[l - 1, A])
        a_in, delta = matrix(before, start, rows, n_in), matrix(work, t[DELTA], rows, n_z)
        b = matrix(g, t[BIAS], 1, n_z)
        for part in range(team[RANK], parts, team[THREADS]):
            first, last = share(n_in, part, parts)
            product_left_transposed(team[BLAS], a_in, delta, matrix(g, t[W], n_in, n_z), first, last)
            if t[SKIP] == PROJECTED_SKIP:
                delta_a = matrix(work, t[DELTA_A], rows, n_out)
                product_left_transposed(team[BLAS], a_in, delta_a, matrix(g, t[P], n_in, n_out), first, last)
            first, last = share(n_z, part, parts)
            for j in range(first, last):
                b[0, j] = 0
            for i in range(rows):
                for j in range(first, last):
                    b[0, j] += delta[i, j]


@njit(**JIT)
def below(blas, t, theta, work, target, first, last):
    """δ of the layer below for these rows: δ_z Wᵀ, and what comes around the layer through its skip connection."""
    n_in, n_z, n_out, count = t[N_IN], t[N_Z], t[N_OUT], last - first
    delta_in = matrix(work, target + first * n_in, count, n_in)
    if not t[BY_COLUMN_BELOW]:
        delta_z = matrix(work, t[DELTA] + first * n_z, count, n_z)
        product_right_transposed(blas, delta_z, matrix(theta, t[W], n_in, n_z), delta_in, 0, n_in)
    if t[SKIP] != NO_SKIP:
        around = matrix(work, t[DELTA_A] + first * n_out, count, n_out)
        if t[SKIP] == PROJECTED_SKIP:
            projected = matrix(work, t[SPARE] + first * n_in, count, n_in)
            product_right_transposed(blas, around, matrix(theta, t[P], n_in, n_out), projected, 0, n_in)
            around = projected
        for i in range(count):
            for j in range(n_in):
                delta_in[i, j] += around[i, j]
