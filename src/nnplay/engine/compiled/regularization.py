"""Penalties, gradient clipping and weight decay, between the gradient and the optimizer."""

import numpy as np
from numba import carray, njit

from nnplay.engine.compiled.intrinsics import JIT, JIT_SUMS, call, kernel, ptr
from nnplay.engine.compiled.thread_team import CONTEXT_SIZE, PARTS, RANK, THREADS, part_range, wait

LANES = 64  # the range of a thread starts at a multiple, so that vectorization does not depend on the threads
DECAY, CLIP = range(2)  # indices into the limits
RATE = 0  # index into an optimizer's scalars
TINY = 1e-160  # the square of TINY times any number is finite


@njit(**JIT)
def theta_range(n, part, parts):
    """The range of the n parameters that belong to a part."""
    first, last = part_range((n + LANES - 1) // LANES, part, parts)
    return first * LANES, min(last * LANES, n)


@njit(**JIT)
def add_penalty_gradient(theta, g, segments, penalties, strengths, first, last):
    """Add the derivative of every penalty, times its strength, to the gradient of the weights in a range of θ."""
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = max(segments[s, 0], first), min(segments[s, 1], last)
            if start < stop:  # strengths[k] is the strength followed by the penalty's constants
                constants = (ptr(strengths[k], 0), ptr(strengths[k], 1))
                call(penalties[k, 1], (ptr(theta, start), ptr(g, start), stop - start, *constants))


@njit(**JIT_SUMS)
def squared_norm(g, scale):
    """‖scale · g‖²."""
    square = 0.0
    for i in range(g.shape[0]):
        scaled = scale * np.float64(g[i])
        square += scaled * scaled
    return square


@njit(**JIT)
def sum_over_parts(team, squares):
    """The sum over all parts, once every thread has computed its own."""
    wait(team)
    total = 0.0
    for part in range(team[PARTS]):
        total += squares[part]
    return total


@njit(**JIT)
def penalty_cost(theta, segments, penalties, strengths, first, last):
    """The penalties of the weights in a range of θ."""
    out = np.zeros(1)
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = max(segments[s, 0], first), min(segments[s, 1], last)
            if start < stop:
                constants = (ptr(strengths[k], 0), ptr(strengths[k], 1))
                call(penalties[k, 0], (ptr(theta, start), stop - start, *constants, ptr(out, 0)))
    return out[0]


@kernel("i*, T*, T*, n, i*, n, i*, d*, n, n, d*, d*, d*")
def regularize(
    team, theta, g, n, segments, n_segments, penalties, strengths, n_penalties, width, limits, scalars, squares
):  # fmt: skip
    """Add penalties to the gradient, clip its norm, and decay the weights, for the thread's range of θ.

    Clipping: Pascanu, Mikolov & Bengio 2013; decoupled weight decay: Loshchilov & Hutter 2019.
    """
    team, theta, g = carray(team, (CONTEXT_SIZE,)), carray(theta, (n,)), carray(g, (n,))
    segments, penalties = carray(segments, (n_segments, 2)), carray(penalties, (n_penalties, 2))
    strengths, limits = carray(strengths, (n_penalties, width)), carray(limits, (2,))
    scalars, squares = carray(scalars, (1,)), carray(squares, (team[PARTS],))
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = theta_range(n, part, team[PARTS])
        add_penalty_gradient(theta, g, segments, penalties, strengths, first, last)
        if limits[CLIP] > 0:
            squares[part] = squared_norm(g[first:last], 1.0)
    shrink = 1.0
    if limits[CLIP] > 0:
        scale, total = 1.0, sum_over_parts(team, squares)
        if total == np.inf:  # the square of 1e155 overflows, the norm does not
            wait(team)
            scale = TINY
            for part in range(team[RANK], team[PARTS], team[THREADS]):
                first, last = theta_range(n, part, team[PARTS])
                squares[part] = squared_norm(g[first:last], scale)
            total = sum_over_parts(team, squares)
        if np.sqrt(total) > scale * limits[CLIP]:
            shrink = scale * limits[CLIP] / np.sqrt(total)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = theta_range(n, part, team[PARTS])
        if shrink < 1:
            for i in range(first, last):
                g[i] *= g.dtype.type(shrink)
        if limits[DECAY] > 0:
            factor = theta.dtype.type(1 - scalars[RATE] * limits[DECAY])
            for s in range(n_segments):
                for i in range(max(segments[s, 0], first), min(segments[s, 1], last)):
                    theta[i] *= factor
