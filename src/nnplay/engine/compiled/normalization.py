"""Batch and layer normalization, forward and backward: x̂ = (z − mean)/σ, u = γ·x̂ + β.

Statistics are summed in float64. A statistic of the batch runs over all rows, so each thread computes some columns and
waits for the others; a statistic of a layer belongs to one row.
"""

import numpy as np

from nnplay.engine.compiled.barrier import part_range, wait
from nnplay.engine.compiled.intrinsics import UNBOUNDED, array_at, kernel, matrix, subroutine
from nnplay.engine.compiled.layer_table import BETA, COLUMNS, DELTA, GAMMA, MEAN, N_Z, SIGMA, VARIANCE, U, Z
from nnplay.engine.compiled.thread_team import CONTEXT_SIZE, PARTS, RANK, THREADS

EPSILON = 1e-5
MOMENTUM = 0.9  # running mean ← MOMENTUM · running mean + (1 − MOMENTUM) · batch mean


@kernel("i*, i*, T*, T*, n, n")
def batch_norm(team, t, theta, work, rows, step):
    """Normalize every column over the rows of the batch, or with the running statistics in a prediction."""
    normalize_columns(team, t, theta, work, rows, step, MOMENTUM)


@kernel("i*, i*, T*, T*, n, n")
def full_batch_norm(team, t, theta, work, rows, step):
    """As `batch_norm` for a batch of all rows, whose statistics are those of a prediction at the same θ."""
    normalize_columns(team, t, theta, work, rows, step, 0.0)


@subroutine
def normalize_columns(team, t, theta, work, rows, step, momentum):
    """Normalize the columns; of the running statistics, `momentum` is kept."""
    team, t = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,))
    theta, work = array_at(theta, (UNBOUNDED,)), array_at(work, (UNBOUNDED,))
    n_z = t[N_Z]
    z = matrix(work, t[Z], rows, n_z)
    wait(team)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(n_z, part, team[PARTS])
        for j in range(first, last):
            if step >= 0:
                mean, variance = 0.0, 0.0
                for i in range(rows):
                    mean += z[i, j]
                mean /= rows
                for i in range(rows):
                    variance += (z[i, j] - mean) ** 2
                variance /= rows
                if momentum == 0:  # whatever they were, nan included
                    theta[t[MEAN] + j], theta[t[VARIANCE] + j] = mean, variance
                else:
                    theta[t[MEAN] + j] = momentum * theta[t[MEAN] + j] + (1 - momentum) * mean
                    theta[t[VARIANCE] + j] = momentum * theta[t[VARIANCE] + j] + (1 - momentum) * variance
            else:
                mean, variance = np.float64(theta[t[MEAN] + j]), np.float64(theta[t[VARIANCE] + j])
            sigma = np.sqrt(variance + EPSILON)
            work[t[SIGMA] + j] = sigma
            for i in range(rows):
                z[i, j] = (z[i, j] - mean) / sigma
    wait(team)
    scale_and_shift(team, t, theta, work, rows)


@kernel("i*, i*, T*, T*, n, n")
def layer_norm(team, t, theta, work, rows, step):
    """Normalize every row over its neurons."""
    team, t = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,))
    theta, work = array_at(theta, (UNBOUNDED,)), array_at(work, (UNBOUNDED,))
    n_z = t[N_Z]
    z = matrix(work, t[Z], rows, n_z)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        for i in range(first, last):
            mean, variance = 0.0, 0.0
            for j in range(n_z):
                mean += z[i, j]
            mean /= n_z
            for j in range(n_z):
                variance += (z[i, j] - mean) ** 2
            sigma = np.sqrt(variance / n_z + EPSILON)
            work[t[SIGMA] + i] = sigma
            for j in range(n_z):
                z[i, j] = (z[i, j] - mean) / sigma
    scale_and_shift(team, t, theta, work, rows)


@subroutine
def scale_and_shift(team, t, theta, work, rows):
    """U = γ·x̂ + β, for the thread's rows."""
    n_z = t[N_Z]
    x_hat, u = matrix(work, t[Z], rows, n_z), matrix(work, t[U], rows, n_z)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        for i in range(first, last):
            for j in range(n_z):
                u[i, j] = theta[t[GAMMA] + j] * x_hat[i, j] + theta[t[BETA] + j]


@subroutine
def gamma_beta_gradients(team, t, work, g, rows):
    """∂L/∂γ = Σ δᵤx̂ and ∂L/∂β = Σ δᵤ over the rows, for the thread's columns."""
    n_z = t[N_Z]
    x_hat, delta = matrix(work, t[Z], rows, n_z), matrix(work, t[DELTA], rows, n_z)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(n_z, part, team[PARTS])
        for j in range(first, last):
            d_gamma, d_beta = 0.0, 0.0
            for i in range(rows):
                d_gamma += delta[i, j] * x_hat[i, j]
                d_beta += delta[i, j]
            g[t[GAMMA] + j], g[t[BETA] + j] = d_gamma, d_beta


@kernel("i*, i*, T*, T*, n, T*")
def batch_norm_backward(team, t, theta, work, rows, g):
    """δᵤ becomes δ_z in place: (δ̂ − mean δ̂ − x̂·mean(δ̂x̂)) / σ with δ̂ = γδᵤ, means over the rows."""
    team, t, g = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,)), array_at(g, (UNBOUNDED,))
    theta, work = array_at(theta, (UNBOUNDED,)), array_at(work, (UNBOUNDED,))
    n_z = t[N_Z]
    x_hat, delta = matrix(work, t[Z], rows, n_z), matrix(work, t[DELTA], rows, n_z)
    wait(team)
    gamma_beta_gradients(team, t, work, g, rows)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(n_z, part, team[PARTS])
        for j in range(first, last):
            mean, along = 0.0, 0.0
            for i in range(rows):
                delta[i, j] *= theta[t[GAMMA] + j]
                mean += delta[i, j]
                along += delta[i, j] * x_hat[i, j]
            mean /= rows
            along /= rows
            for i in range(rows):
                delta[i, j] = (delta[i, j] - mean - x_hat[i, j] * along) / work[t[SIGMA] + j]
    wait(team)


@kernel("i*, i*, T*, T*, n, T*")
def layer_norm_backward(team, t, theta, work, rows, g):
    """δᵤ becomes δ_z in place, as for a batch, with means over the neurons of a row."""
    team, t, g = array_at(team, (CONTEXT_SIZE,)), array_at(t, (COLUMNS,)), array_at(g, (UNBOUNDED,))
    theta, work = array_at(theta, (UNBOUNDED,)), array_at(work, (UNBOUNDED,))
    n_z = t[N_Z]
    x_hat, delta = matrix(work, t[Z], rows, n_z), matrix(work, t[DELTA], rows, n_z)
    wait(team)
    gamma_beta_gradients(team, t, work, g, rows)
    wait(team)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        for i in range(first, last):
            mean, along = 0.0, 0.0
            for j in range(n_z):
                delta[i, j] *= theta[t[GAMMA] + j]
                mean += delta[i, j]
                along += delta[i, j] * x_hat[i, j]
            mean /= n_z
            along /= n_z
            for j in range(n_z):
                delta[i, j] = (delta[i, j] - mean - x_hat[i, j] * along) / work[t[SIGMA] + i]
