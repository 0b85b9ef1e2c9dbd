"""What holds the weights back between the gradient and the optimizer: penalties, clipping, weight decay."""

from __future__ import annotations

import numpy as np
from numba import carray, njit

from nnplay.engine.compiled.intrinsics import JIT, SUMS, at, call, kernel
from nnplay.engine.compiled.thread_team import PARTS, RANK, SEAT, THREADS, share, wait

LANES = 64  # a part of θ starts at a multiple of it, so that vector lanes fall on the same numbers
DECAY, CLIP = range(2)  # of the limits
RATE = 0  # of an optimizer's scalars
TINY = 1e-160  # squared, times any number squared, it is finite


@njit(**JIT)
def theta_share(n, part, parts):
    """Which of n parameters belong to a part."""
    first, last = share((n + LANES - 1) // LANES, part, parts)
    return first * LANES, min(last * LANES, n)


@njit(**JIT)
def penalize(theta, g, segments, penalties, strengths, first, last):
    """Add the slope of every penalty, times its strength, to the gradient of the weights from `first` to `last`."""
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = max(segments[s, 0], first), min(segments[s, 1], last)
            if start < stop:  # strengths[k] is the strength, followed by the penalty's constants
                constants = (at(strengths[k], 0), at(strengths[k], 1))
                call(penalties[k, 1], (at(theta, start), at(g, start), stop - start, *constants))


@njit(**SUMS)
def square_of(g, scale):
    """‖scale · g‖²."""
    square = 0.0
    for i in range(g.shape[0]):
        scaled = scale * np.float64(g[i])
        square += scaled * scaled
    return square


@njit(**JIT)
def total_of(team, squares):
    """The sum over all parts, when everybody's are there."""
    wait(team)
    total = 0.0
    for part in range(team[PARTS]):
        total += squares[part]
    return total


@njit(**JIT)
def price_of(theta, segments, penalties, strengths, first, last):
    """What the weights from `first` to `last` cost."""
    out = np.zeros(1)
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = max(segments[s, 0], first), min(segments[s, 1], last)
            if start < stop:
                constants = (at(strengths[k], 0), at(strengths[k], 1))
                call(penalties[k, 0], (at(theta, start), stop - start, *constants, at(out, 0)))
    return out[0]


@kernel("i*, T*, T*, n, i*, n, i*, d*, n, n, d*, d*, d*")
def restrain(
    team, theta, g, n, segments, n_segments, penalties, strengths, n_penalties, width, limits, scalars, squares
):  # fmt: skip
    """Penalties' slopes onto the gradient, ‖g‖ cut to `clip`, weights decayed: each thread on its share of θ.

    Clipping: Pascanu, Mikolov & Bengio 2013; decay apart from the gradient: Loshchilov & Hutter 2019.
    """
    team, theta, g = carray(team, (SEAT,)), carray(theta, (n,)), carray(g, (n,))
    segments, penalties = carray(segments, (n_segments, 2)), carray(penalties, (n_penalties, 2))
    strengths, limits = carray(strengths, (n_penalties, width)), carray(limits, (2,))
    scalars, squares = carray(scalars, (1,)), carray(squares, (team[PARTS],))
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = theta_share(n, part, team[PARTS])
        penalize(theta, g, segments, penalties, strengths, first, last)
        if limits[CLIP] > 0:
            squares[part] = square_of(g[first:last], 1.0)
    shrink = 1.0
    if limits[CLIP] > 0:
        scale, total = 1.0, total_of(team, squares)
        if total == np.inf:  # the squares of 1e155 overflow, the number does not
            wait(team)
            scale = TINY
            for part in range(team[RANK], team[PARTS], team[THREADS]):
                first, last = theta_share(n, part, team[PARTS])
                squares[part] = square_of(g[first:last], scale)
            total = total_of(team, squares)
        if np.sqrt(total) > scale * limits[CLIP]:
            shrink = scale * limits[CLIP] / np.sqrt(total)
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = theta_share(n, part, team[PARTS])
        if shrink < 1:
            for i in range(first, last):
                g[i] *= g.dtype.type(shrink)
        if limits[DECAY] > 0:
            kept = theta.dtype.type(1 - scalars[RATE] * limits[DECAY])
            for s in range(n_segments):
                for i in range(max(segments[s, 0], first), min(segments[s, 1], last)):
                    theta[i] *= kept
