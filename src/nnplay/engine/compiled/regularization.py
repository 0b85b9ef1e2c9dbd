"""Penalties, gradient clipping and weight decay, between the gradient and the optimizer."""

import numpy as np

from nnplay.engine.compiled.barrier import part_range, wait
from nnplay.engine.compiled.intrinsics import array_at, call, kernel, ptr, skip_to, subroutine, subroutine_of_sums
from nnplay.engine.compiled.thread_team import CONTEXT_SIZE, PARTS, RANK, THREADS

LANES = 64  # the range of a thread starts at a multiple, so that vectorization does not depend on the threads
DECAY, CLIP = range(2)  # indices into the limits
RATE = 0  # index into an optimizer's scalars
TINY = 1e-160  # the square of TINY times any number is finite


@subroutine
def theta_range(n, part, parts):
    """The range of the n parameters that belong to a part."""
    first, last = part_range((n + LANES - 1) // LANES, part, parts)
    first, last = first * LANES, last * LANES
    return first, last if last < n else n


@subroutine
def overlap(segments, s, first, last):
    """The part of a segment of θ that lies in a range."""
    start, stop = segments[s, 0], segments[s, 1]
    return start if start > first else first, stop if stop < last else last


@subroutine
def add_penalty_gradient(theta, g, segments, penalties, strengths, first, last):
    """Add the derivative of every penalty, times its strength, to the gradient of the weights in a range of θ."""
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = overlap(segments, s, first, last)
            if start < stop:  # strengths[k] is the strength followed by the penalty's constants
                strength = ptr(strengths, k * strengths.shape[1])
                call(penalties[k, 1], (ptr(theta, start), ptr(g, start), stop - start, strength, strength + 8))


@subroutine_of_sums
def squared_norm(g, n, scale):
    """‖scale · g‖² of the n numbers at an address."""
    g, square = array_at(g, (n,)), 0.0
    for i in range(n):
        scaled = scale * np.float64(g[i])
        square += scaled * scaled
    return square


@subroutine
def sum_over_parts(team, squares):
    """The sum over all parts, once every thread has computed its own."""
    wait(team)
    total = 0.0
    for part in range(team[PARTS]):
        total += squares[part]
    return total


@subroutine
def penalty_cost(theta, segments, penalties, strengths, first, last, cost):
    """Write the penalties of the weights in a range of θ to an address."""
    array_at(cost, (1,))[0] = 0.0
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = overlap(segments, s, first, last)
            if start < stop:
                strength = ptr(strengths, k * strengths.shape[1])
                call(penalties[k, 0], (ptr(theta, start), stop - start, strength, strength + 8, ptr(cost, 0)))


@kernel("T*, T*, n, i*, n, i*, d*, n, n, d*")
def penalties_alone(theta, g, n, segments, n_segments, penalties, strengths, n_penalties, width, cost):
    """Add the derivative of the penalties to a gradient, and write their value."""
    segments, penalties = array_at(segments, (n_segments, 2)), array_at(penalties, (n_penalties, 2))
    strengths = array_at(strengths, (n_penalties, width))
    add_penalty_gradient(theta, g, segments, penalties, strengths, 0, n)
    penalty_cost(theta, segments, penalties, strengths, 0, n, cost)


@kernel("i*, T*, T*, n, i*, n, i*, d*, n, n, d*, d*, d*")
def regularize(
    team, theta, g, n, segments, n_segments, penalties, strengths, n_penalties, width, limits, scalars, squares
):  # fmt: skip
    """Add penalties to the gradient, clip its norm, and decay the weights, for the thread's range of θ.

    Clipping: Pascanu, Mikolov & Bengio 2013; decoupled weight decay: Loshchilov & Hutter 2019.
    """
    team, segments = array_at(team, (CONTEXT_SIZE,)), array_at(segments, (n_segments, 2))
    penalties, strengths = array_at(penalties, (n_penalties, 2)), array_at(strengths, (n_penalties, width))
    limits, scalars, squares = array_at(limits, (2,)), array_at(scalars, (1,)), array_at(squares, (team[PARTS],))
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = theta_range(n, part, team[PARTS])
        add_penalty_gradient(theta, g, segments, penalties, strengths, first, last)
    shrink, scale = 1.0, 1.0
    while limits[CLIP] > 0:
        for part in range(team[RANK], team[PARTS], team[THREADS]):
            first, last = theta_range(n, part, team[PARTS])
            squares[part] = squared_norm(skip_to(g, first), last - first, scale)
        total = sum_over_parts(team, squares)
        if total == np.inf and scale == 1.0:  # the square of 1e155 overflows, the norm does not
            wait(team)
            scale = TINY
            continue
        if np.sqrt(total) > scale * limits[CLIP]:
            shrink = scale * limits[CLIP] / np.sqrt(total)
        break
    theta, g = array_at(theta, (n,)), array_at(g, (n,))
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = theta_range(n, part, team[PARTS])
        if shrink < 1:
            for i in range(first, last):
                g[i] *= g.dtype.type(shrink)
        if limits[DECAY] > 0:
            factor = theta.dtype.type(1 - scalars[RATE] * limits[DECAY])
            for s in range(n_segments):
                start, stop = overlap(segments, s, first, last)
                for i in range(start, stop):
                    theta[i] *= factor
