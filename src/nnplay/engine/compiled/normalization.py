"""Batch and layer normalisation, forward and backward: x̂ = (z − mean)/σ, u = γ·x̂ + β.

Statistics are summed in float64. What runs over all rows is done column by column, so that a thread can take some of
the columns.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from nnplay.engine.compiled.native import JIT, matrix

EPSILON = 1e-5
KEEP = 0.9  # running mean ← KEEP · running mean + (1 − KEEP) · batch mean


@njit(**JIT)
def batch_statistics(theta, work, mean_at, variance_at, sigma_at, z_at, rows, n_z, first, last):
    """Make these columns of z into x̂ in place, and move the running statistics towards the batch's."""
    z = matrix(work, z_at, rows, n_z)
    for j in range(first, last):
        mean, variance = 0.0, 0.0
        for i in range(rows):
            mean += z[i, j]
        mean /= rows
        for i in range(rows):
            variance += (z[i, j] - mean) ** 2
        variance /= rows
        theta[mean_at + j] = KEEP * theta[mean_at + j] + (1 - KEEP) * mean
        theta[variance_at + j] = KEEP * theta[variance_at + j] + (1 - KEEP) * variance
        sigma = np.sqrt(variance + EPSILON)
        work[sigma_at + j] = sigma
        for i in range(rows):
            z[i, j] = (z[i, j] - mean) / sigma


@njit(**JIT)
def running_statistics(theta, mean_at, variance_at, z):
    """Make z into x̂ in place, by the statistics that training has collected."""
    for j in range(z.shape[1]):
        mean, sigma = np.float64(theta[mean_at + j]), np.sqrt(np.float64(theta[variance_at + j]) + EPSILON)
        for i in range(z.shape[0]):
            z[i, j] = (z[i, j] - mean) / sigma


@njit(**JIT)
def layer_statistics(work, sigma_at, z):
    """Make each row of z into x̂ in place."""
    n = z.shape[1]
    for i in range(z.shape[0]):
        mean, variance = 0.0, 0.0
        for j in range(n):
            mean += z[i, j]
        mean /= n
        for j in range(n):
            variance += (z[i, j] - mean) ** 2
        sigma = np.sqrt(variance / n + EPSILON)
        work[sigma_at + i] = sigma
        for j in range(n):
            z[i, j] = (z[i, j] - mean) / sigma


@njit(**JIT)
def scale_and_shift(theta, gamma_at, beta_at, x_hat, u):
    """u = γ·x̂ + β."""
    for i in range(x_hat.shape[0]):
        for j in range(x_hat.shape[1]):
            u[i, j] = theta[gamma_at + j] * x_hat[i, j] + theta[beta_at + j]


@njit(**JIT)
def slopes(work, g, x_at, delta_at, gamma_at, beta_at, rows, n_z, first, last):
    """∂L/∂γ = Σ δᵤx̂ and ∂L/∂β = Σ δᵤ over the rows, for these columns."""
    x_hat, delta = matrix(work, x_at, rows, n_z), matrix(work, delta_at, rows, n_z)
    for j in range(first, last):
        d_gamma, d_beta = 0.0, 0.0
        for i in range(rows):
            d_gamma += delta[i, j] * x_hat[i, j]
            d_beta += delta[i, j]
        g[gamma_at + j], g[beta_at + j] = d_gamma, d_beta


@njit(**JIT)
def batch_backward(theta, work, x_at, delta_at, gamma_at, sigma_at, rows, n_z, first, last):
    """δᵤ becomes δ_z in place for these columns: (δ̂ − mean δ̂ − x̂·mean(δ̂x̂)) / σ with δ̂ = γδᵤ, means over rows."""
    x_hat, delta = matrix(work, x_at, rows, n_z), matrix(work, delta_at, rows, n_z)
    for j in range(first, last):
        mean, along = 0.0, 0.0
        for i in range(rows):
            delta[i, j] *= theta[gamma_at + j]
            mean += delta[i, j]
            along += delta[i, j] * x_hat[i, j]
        mean /= rows
        along /= rows
        for i in range(rows):
            delta[i, j] = (delta[i, j] - mean - x_hat[i, j] * along) / work[sigma_at + j]


@njit(**JIT)
def layer_backward(theta, work, x_at, delta_at, gamma_at, sigma_at, n_z, first, last):
    """δᵤ becomes δ_z in place for these rows: as for batches, with means over the neurons of a row."""
    x_hat, delta = matrix(work, x_at, last, n_z), matrix(work, delta_at, last, n_z)
    for i in range(first, last):
        mean, along = 0.0, 0.0
        for j in range(n_z):
            delta[i, j] *= theta[gamma_at + j]
            mean += delta[i, j]
            along += delta[i, j] * x_hat[i, j]
        mean /= n_z
        along /= n_z
        for j in range(n_z):
            delta[i, j] = (delta[i, j] - mean - x_hat[i, j] * along) / work[sigma_at + i]
