"""The compiled forward and backward pass: reference.py again, on preallocated memory and without Python.

A network is a table of integers, one row a layer: sizes, offsets into θ and into the workspace, addresses of kernels.
So one compiled function serves every architecture, and a user's own activation needs no recompilation of it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from nnplay.engine.compiled.native import (
    JIT,
    at,
    call,
    fill_mask,
    matrix,
    product,
    product_left_transposed,
    product_right_transposed,
)

# The columns of the table. θ: where an array of parameters starts. Workspace: where an intermediate result starts.
N_IN, N_Z, N_OUT, NORM, SKIP, CONSTANTS, FORWARD, BACKWARD = range(8)
W, B, GAMMA, BETA, LEARNED, P, MEAN, VARIANCE = range(8, 16)
Z, U, F, A, SIGMA, MASK = range(16, 22)
COLUMNS = 22
NO_NORM, BATCH_NORM, LAYER_NORM = 0, 1, 2
NO_SKIP, PLAIN_SKIP, PROJECTED_SKIP = 0, 1, 2
EPSILON = 1e-5
KEEP = 0.9  # running mean ← KEEP · running mean + (1 − KEEP) · batch mean


@njit(**JIT)
def forward(table, dropout, constants, theta, work, X, seed, step):
    """Every layer's forward pass into the workspace; returns ŷ (rows, n_out), a view of it.

    A step of −1 is no step of training: no dropout, and the running statistics of batch normalisation.
    """
    rows = X.shape[0]
    training = step >= 0
    a_in = X
    for l in range(table.shape[0]):
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        z = matrix(work, t[Z], rows, n_z)
        product(a_in, matrix(theta, t[W], n_in, n_z), z)
        b = theta[t[B] : t[B] + n_z]
        for i in range(rows):
            for j in range(n_z):
                z[i, j] += b[j]
        if t[NORM] != NO_NORM:
            normalize(t, theta, work, z, training)
        call(
            t[FORWARD],
            (at(work, t[U]), at(work, t[F]), rows, n_z, n_out, at(constants, t[CONSTANTS]), at(theta, t[LEARNED])),
        )
        f = matrix(work, t[F], rows, n_out)
        a = matrix(work, t[A], rows, n_out)
        if t[A] != t[F]:
            for i in range(rows):
                for j in range(n_out):
                    a[i, j] = f[i, j]
        if training and dropout[l] > 0:
            mask = matrix(work, t[MASK], rows, n_out)
            fill_mask(mask, dropout[l], seed, step, l)
            for i in range(rows):
                for j in range(n_out):
                    a[i, j] *= mask[i, j]
        if t[SKIP] == PLAIN_SKIP:
            for i in range(rows):
                for j in range(n_out):
                    a[i, j] += a_in[i, j]
        elif t[SKIP] == PROJECTED_SKIP:
            projected = np.empty((rows, n_out), dtype=theta.dtype)
            product(a_in, matrix(theta, t[P], n_in, n_out), projected)
            for i in range(rows):
                for j in range(n_out):
                    a[i, j] += projected[i, j]
        a_in = a
    return a_in


@njit(**JIT)
def normalize(t, theta, work, z, training):
    """Make z into x̂ = (z − mean)/σ in place, and u = γ·x̂ + β; batch statistics move the running ones."""
    rows, n_z = z.shape
    u = matrix(work, t[U], rows, n_z)
    one = theta.dtype.type(1)
    if t[NORM] == LAYER_NORM:
        for i in range(rows):
            mean, variance = moments(z[i])
            sigma = np.sqrt(variance + EPSILON)
            work[t[SIGMA] + i] = sigma
            for j in range(n_z):
                z[i, j] = (z[i, j] - mean) / sigma
    else:
        for j in range(n_z):
            if training:
                mean, variance = moments(z[:, j])
                theta[t[MEAN] + j] = KEEP * theta[t[MEAN] + j] + (1 - KEEP) * mean
                theta[t[VARIANCE] + j] = KEEP * theta[t[VARIANCE] + j] + (1 - KEEP) * variance
            else:
                mean, variance = np.float64(theta[t[MEAN] + j]), np.float64(theta[t[VARIANCE] + j])
            sigma = np.sqrt(variance + EPSILON)
            work[t[SIGMA] + j] = sigma
            for i in range(rows):
                z[i, j] = (z[i, j] - mean) / sigma
    for i in range(rows):
        for j in range(n_z):
            u[i, j] = one * theta[t[GAMMA] + j] * z[i, j] + theta[t[BETA] + j]


@njit(**JIT)
def moments(x):
    """Mean and variance of a vector, summed in float64."""
    mean = 0.0
    for i in range(x.shape[0]):
        mean += x[i]
    mean /= x.shape[0]
    variance = 0.0
    for i in range(x.shape[0]):
        variance += (x[i] - mean) ** 2
    return mean, variance / x.shape[0]


@njit(**JIT)
def backward(table, dropout, constants, theta, work, X, delta, spare, g, joint):
    """∂L/∂θ into g, given δ = ∂L/∂ŷ (or ∂L/∂z of the last layer when `joint`) in `delta`.

    `delta` and `spare` are flat buffers for (rows, widest) that take turns.
    """
    rows = X.shape[0]
    last = table.shape[0] - 1
    for l in range(last, -1, -1):
        t = table[l]
        n_in, n_z, n_out = t[N_IN], t[N_Z], t[N_OUT]
        a_in = X if l == 0 else matrix(work, table[l - 1, A], rows, n_in)
        delta_a = matrix(delta, 0, rows, n_out)
        skipped = delta_a[:0]
        if t[SKIP] == PLAIN_SKIP:
            skipped = delta_a.copy()
        elif t[SKIP] == PROJECTED_SKIP:
            product_left_transposed(a_in, delta_a, matrix(g, t[P], n_in, n_out))
            skipped = np.empty((rows, n_in), dtype=theta.dtype)
            product_right_transposed(delta_a, matrix(theta, t[P], n_in, n_out), skipped)
        if dropout[l] > 0:
            mask = matrix(work, t[MASK], rows, n_out)
            for i in range(rows):
                for j in range(n_out):
                    delta_a[i, j] *= mask[i, j]
        if l < last or not joint:
            arguments = (at(work, t[U]), at(work, t[F]), at(delta, 0), at(spare, 0), rows, n_z, n_out,
                         at(constants, t[CONSTANTS]), at(theta, t[LEARNED]), at(g, t[LEARNED]))  # fmt: skip
            call(t[BACKWARD], arguments)
            delta, spare = spare, delta
        delta_z = matrix(delta, 0, rows, n_z)
        if t[NORM] != NO_NORM:
            normalize_backward(t, theta, work, matrix(work, t[Z], rows, n_z), delta_z, g)
        product_left_transposed(a_in, delta_z, matrix(g, t[W], n_in, n_z))
        b = g[t[B] : t[B] + n_z]
        for j in range(n_z):
            b[j] = 0
        for i in range(rows):
            for j in range(n_z):
                b[j] += delta_z[i, j]
        if l > 0:
            delta_in = matrix(spare, 0, rows, n_in)
            product_right_transposed(delta_z, matrix(theta, t[W], n_in, n_z), delta_in)
            if t[SKIP] != NO_SKIP:
                for i in range(rows):
                    for j in range(n_in):
                        delta_in[i, j] += skipped[i, j]
            delta, spare = spare, delta


@njit(**JIT)
def normalize_backward(t, theta, work, x_hat, delta, g):
    """δ_u becomes δ_z in place: (δ̂ − mean δ̂ − x̂·mean(δ̂x̂)) / σ with δ̂ = γδ_u; also ∂L/∂γ and ∂L/∂β."""
    rows, n_z = delta.shape
    for j in range(n_z):
        d_gamma, d_beta = 0.0, 0.0
        for i in range(rows):
            d_gamma += delta[i, j] * x_hat[i, j]
            d_beta += delta[i, j]
        g[t[GAMMA] + j], g[t[BETA] + j] = d_gamma, d_beta
        for i in range(rows):
            delta[i, j] *= theta[t[GAMMA] + j]
    if t[NORM] == LAYER_NORM:
        for i in range(rows):
            centre(delta[i], x_hat[i], work[t[SIGMA] + i])
    else:
        for j in range(n_z):
            centre(delta[:, j], x_hat[:, j], work[t[SIGMA] + j])


@njit(**JIT)
def centre(delta, x_hat, sigma):
    """δ ← (δ − mean δ − x̂·mean(δx̂)) / σ for one normalised vector."""
    mean, along = 0.0, 0.0
    for i in range(delta.shape[0]):
        mean += delta[i]
        along += delta[i] * x_hat[i]
    mean /= delta.shape[0]
    along /= delta.shape[0]
    for i in range(delta.shape[0]):
        delta[i] = (delta[i] - mean - x_hat[i] * along) / sigma
