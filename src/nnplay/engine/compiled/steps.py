"""The compiled training loop: many optimizer steps, and many epochs, in one call."""

from __future__ import annotations

import numpy as np
from numba import njit

from nnplay.engine.compiled.native import FLUSH, JIT, at, call, control_register, set_control_register, shuffle
from nnplay.engine.compiled.network import A, U, backward, forward


@njit(**JIT)
def batch_loss(table, work, loss_table, loss_constants, y_hat, y, weight):
    """Σ wᵢlᵢ over the rows of a batch that has just gone forward.

    The last two places of the loss's constants are scratch: for this sum, and for the scale of the gradient.
    """
    rows, n = y.shape
    out = loss_constants[-2:]
    z = at(work, table[-1, U])
    call(loss_table[0], (z, at(work, table[-1, A]), at(y.reshape(y.size), 0), at(weight, 0), rows, n,
                         at(loss_constants, 0), at(out, 0)))  # fmt: skip
    return out[0]


@njit(**JIT)
def loss_and_gradient(
    table, dropout, constants, loss_table, loss_constants, theta, work, delta, spare, g, X, y, weight, seed, step
):
    """The weighted mean loss of one batch, and its gradient into g."""
    rows, n = y.shape
    y_hat = forward(table, dropout, constants, theta, work, X, seed, step)
    total = 0.0
    for i in range(rows):
        total += weight[i]
    value = batch_loss(table, work, loss_table, loss_constants, y_hat, y, weight) / total
    scale = loss_constants[-1:]
    scale[0] = 1.0 / total
    call(loss_table[1], (at(work, table[-1, U]), at(work, table[-1, A]), at(y.reshape(y.size), 0), at(weight, 0),
                         rows, n, at(loss_constants, 0), at(scale, 0), at(delta, 0)))  # fmt: skip
    backward(table, dropout, constants, theta, work, X, delta, spare, g, loss_table[2] == 1)
    return value


@njit(**JIT)
def penalize(theta, g, segments, penalties, strengths):
    """Add the slope of every penalty, times its strength, to the gradient of every weight matrix."""
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = segments[s, 0], segments[s, 1]
            # strengths[k] is the strength, followed by the penalty's constants
            call(
                penalties[k, 1],
                (at(theta, start), at(g, start), stop - start, at(strengths[k], 0), at(strengths[k], 1)),
            )


@njit(**JIT)
def price_of(theta, segments, penalties, strengths):
    """What all weight matrices cost."""
    out = np.zeros(1)
    for k in range(penalties.shape[0]):
        for s in range(segments.shape[0]):
            start, stop = segments[s, 0], segments[s, 1]
            call(
                penalties[k, 0],
                (at(theta, start), stop - start, at(strengths[k], 0), at(strengths[k], 1), at(out, 0)),
            )
    return out[0]


@njit(**JIT)
def clip_norm(g, limit):
    """Shrink the gradient to ‖g‖ = limit when it is longer (Pascanu, Mikolov & Bengio 2013)."""
    square = 0.0
    for i in range(g.shape[0]):
        square += np.float64(g[i]) * np.float64(g[i])
    norm = np.sqrt(square)
    if norm > limit:
        shrink = g.dtype.type(limit / norm)
        for i in range(g.shape[0]):
            g[i] *= shrink


@njit(**JIT)
def run_steps(
    table, dropout, constants, loss_table, loss_constants, optimizer, scalars, segments,
    theta, slots, work, delta, spare, g, X, Y, weight, batch_X, batch_Y, batch_weight, order,
    batch, begin, first, rates, losses, penalties, strengths, decay, clip, seed, shuffled,
):  # fmt: skip
    """Take one optimizer step for each of `rates`, starting with step `first` (counted from 0 over all epochs).

    Step `begin` was, or is, the first one on these rows.

    Each step's mean loss goes into `losses`. Returns the number of steps taken: fewer than asked for when a loss is
    not finite, in which case that step was not taken.
    """
    before: np.uint32 = control_register()
    set_control_register(np.uint32(before | np.uint32(FLUSH)))
    n = X.shape[0]
    trained = g.shape[0]
    taken = rates.shape[0]
    per_epoch = (n + batch - 1) // batch
    whole = per_epoch == 1
    ordered = np.int64(-1)
    for k in range(rates.shape[0]):
        step = first + k
        epoch, position = (step - begin) // per_epoch, (step - begin) % per_epoch
        start = position * batch
        rows = min(batch, n - start)
        if whole:
            x, y, w = X, Y, weight
        else:
            if shuffled:
                if ordered != epoch:
                    shuffle(order, seed, begin + epoch)
                    ordered = epoch
                for i in range(rows):
                    row = order[start + i]
                    batch_weight[i] = weight[row]
                    for j in range(X.shape[1]):
                        batch_X[i, j] = X[row, j]
                    for j in range(Y.shape[1]):
                        batch_Y[i, j] = Y[row, j]
                x, y, w = batch_X[:rows], batch_Y[:rows], batch_weight[:rows]
            else:
                x, y, w = X[start : start + rows], Y[start : start + rows], weight[start : start + rows]
        losses[k] = loss_and_gradient(
            table, dropout, constants, loss_table, loss_constants, theta, work, delta, spare, g, x, y, w, seed, step
        )
        if not np.isfinite(losses[k]):
            taken = k
            break
        penalize(theta, g, segments, penalties, strengths)
        if clip > 0:
            clip_norm(g, clip)
        if decay > 0:
            shrink = theta.dtype.type(1 - rates[k] * decay)
            for s in range(segments.shape[0]):
                for i in range(segments[s, 0], segments[s, 1]):
                    theta[i] *= shrink
        scalars[0] = rates[k]
        scalars[1] = step + 1
        call(optimizer, (at(theta, 0), at(g, 0), at(slots, 0), trained, at(scalars, 0)))
    set_control_register(before)
    return taken


@njit(**JIT)
def evaluate(table, dropout, constants, loss_table, loss_constants, theta, work, X, Y, weight, outputs, chunk):
    """The outputs of all rows, a chunk at a time, and Σ wᵢlᵢ over them (0 when Y is empty)."""
    total = 0.0
    for start in range(0, X.shape[0], chunk):
        stop = min(start + chunk, X.shape[0])
        y_hat = forward(table, dropout, constants, theta, work, X[start:stop], np.int64(0), np.int64(-1))
        for i in range(start, stop):
            for j in range(outputs.shape[1]):
                outputs[i, j] = y_hat[i - start, j]
        if Y.shape[0] > 0:
            total += batch_loss(table, work, loss_table, loss_constants, y_hat, Y[start:stop], weight[start:stop])
    return total
