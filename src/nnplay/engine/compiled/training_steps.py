"""The compiled training loop: many optimizer steps, and many epochs, in one call."""

from __future__ import annotations

import numpy as np
from numba import njit

from nnplay.engine.compiled.intrinsics import FLUSH, JIT, at, call, control_register, set_control_register
from nnplay.engine.compiled.layer_table import DELTA, DELTA_A, A, U
from nnplay.engine.compiled.regularization import price_of, theta_share
from nnplay.engine.compiled.rng import shuffle
from nnplay.engine.compiled.thread_team import PARTS, RANK, THREADS, share, wait


@njit(**JIT)
def loss_gradient(team, table, work, loss_table, constants, y, weight, rows, n, scale, itemsize, losses):
    """∂L/∂ŷ of the thread's rows, or ∂L/∂z where the loss and the output are taken together, and each part's Σ wᵢlᵢ."""
    target = table[-1, DELTA] if loss_table[2] == 1 else table[-1, DELTA_A]
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = share(rows, part, team[PARTS])
        place = first * n
        batch = (
            at(work, table[-1, U] + place), at(work, table[-1, A] + place), y + place * itemsize, weight + first * 8,
            last - first, n, at(constants, 0),
        )  # fmt: skip
        call(loss_table[0], (*batch, at(losses, part)))
        call(loss_table[1], (*batch, at(scale, 0), at(work, target + place)))


@njit(**JIT)
def loss_and_gradient(
    team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n, total,
    scale, seed, step, scratch, losses,
):  # fmt: skip
    """The gradient of `scale` × a batch's weighted mean loss into g, and each part's Σ wᵢlᵢ into `losses`.

    X, y and weight are addresses; `total` is the sum of the weights. `scratch` belongs to the thread.
    """
    layers = table.shape[0]
    described, filled = (at(team, 0), at(table, 0), layers), (at(constants, 0), at(theta, 0), at(work, 0), X, rows)
    call(passes[0], (*described, at(dropout, 0), *filled, seed, step))
    scratch[0] = scale / total if total > 0 else 0.0  # rows without weight teach nothing
    size = theta.itemsize
    loss_gradient(team, table, work, loss_table, loss_constants, y, weight, rows, n, scratch, size, losses)
    call(passes[1], (*described, *filled, at(g, 0), loss_table[2]))


@njit(**JIT)
def one_gradient(
    team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n, total,
    scale, seed, step, all_scratch, losses,
):  # fmt: skip
    """`loss_and_gradient` of one batch alone, with a row of scratch for each thread."""
    loss_and_gradient(
        team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n,
        total, scale, seed, step, all_scratch[team[RANK]], losses,
    )  # fmt: skip


@njit(**JIT)
def update(team, optimizer, scalars, theta, slots, g, restrain, segments, penalties, strengths, limits, squares):
    """One step of the optimizer, each thread on its share of θ."""
    n, parts = g.shape[0], team[PARTS]
    if restrain != 0:
        call(
            restrain,
            (at(team, 0), at(theta, 0), at(g, 0), n, at(segments, 0), segments.shape[0], at(penalties, 0),
             at(strengths, 0), strengths.shape[0], strengths.shape[1], at(limits, 0), at(scalars, 0), at(squares, 0)),
        )  # fmt: skip
    for part in range(team[RANK], parts, team[THREADS]):
        first, last = theta_share(n, part, parts)
        call(optimizer, (at(theta, 0), at(g, 0), at(slots, 0), first, last, n, at(scalars, 0)))


@njit(**JIT)
def run_steps(
    team, passes, table, dropout, constants, loss_table, loss_constants, optimizer, all_scalars, segments,
    theta, slots, work, g, X, Y, weight, batch_X, batch_Y, batch_weight, order,
    batch, begin, began, first, rates, losses, prices, scale, restrain, penalties, given_strengths, all_strengths,
    by_rows, limits, seed, shuffled, scratch, squares, part_losses, part_prices,
):  # fmt: skip
    """Take one optimizer step for each of `rates`, starting with step `first` (counted from 0 over all epochs).

    Step `begin` was, or is, the first one on these rows, and step `began` the optimizer's first. What is minimised is
    `scale` × the mean loss + the penalties, which with `by_rows` are `batch` / Σw times as strong in a batch of that
    weight.

    Each step's mean loss goes into `losses`, and what the penalties cost before it into `prices`, if that has a place
    for each step. Returns the number of steps taken: fewer than asked for when a loss is not finite, or a step led to
    numbers that are not, in which case its loss is nan and it does not count. `order` ends with the epoch that it is
    the order of.
    """
    before: np.uint32 = control_register()
    set_control_register(np.uint32(before | np.uint32(FLUSH)))
    scalars, own, strengths = all_scalars[team[RANK]], scratch[team[RANK]], all_strengths[team[RANK]]
    n, n_in, n_out = X.shape[0], X.shape[1], Y.shape[1]
    taken = rates.shape[0]
    per_epoch = (n + batch - 1) // batch
    gathered = shuffled and per_epoch > 1
    for k in range(rates.shape[0]):
        step = first + k
        epoch, start = (step - begin) // per_epoch, (step - begin) % per_epoch * batch
        rows = min(batch, n - start)
        x, y, w = at(X, start * n_in), at(Y, start * n_out), at(weight, start)
        total = 0.0
        if gathered:
            if order[n] != epoch:
                wait(team)
                if team[RANK] == 0:
                    shuffle(order[:n], seed, begin + epoch)
                    order[n] = epoch
                wait(team)
            gather(team, order, start, rows, X, Y, weight, batch_X, batch_Y, batch_weight)
            for i in range(rows):
                total += weight[order[start + i]]
            x, y, w = at(batch_X, 0), at(batch_Y, 0), at(batch_weight, 0)
        else:
            for i in range(start, start + rows):
                total += weight[i]
        loss_and_gradient(
            team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, x, y, w, rows, n_out,
            total, scale, seed, step, own, part_losses,
        )  # fmt: skip
        if by_rows:
            for j in range(strengths.shape[0]):
                strengths[j, 0] = given_strengths[j, 0] * batch / total if total > 0 else 0.0
        if k < prices.shape[0]:
            for part in range(team[RANK], team[PARTS], team[THREADS]):
                start, stop = theta_share(g.shape[0], part, team[PARTS])
                part_prices[part] = price_of(theta, segments, penalties, strengths, start, stop)
        wait(team)
        loss = 0.0
        for part in range(team[PARTS]):
            loss += part_losses[part]
        losses[k] = loss * own[0] / scale  # every thread writes the same number
        if k < prices.shape[0]:
            prices[k] = part_prices.sum()
        if not np.isfinite(loss):
            taken = k
            break
        scalars[0], scalars[1] = rates[k], step + 1 - began
        update(team, optimizer, scalars, theta, slots, g, restrain, segments, penalties, strengths, limits, squares)
        wait(team)
        if all_scalars[:, -1].any():
            losses[k] = np.nan
            taken = k
            break
    set_control_register(before)
    return taken


@njit(**JIT)
def gather(team, order, start, rows, X, Y, weight, batch_X, batch_Y, batch_weight):
    """Copy the thread's rows of a batch together, in the epoch's order."""
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = share(rows, part, team[PARTS])
        for i in range(first, last):
            row = order[start + i]
            batch_weight[i] = weight[row]
            for j in range(X.shape[1]):
                batch_X[i, j] = X[row, j]
            for j in range(Y.shape[1]):
                batch_Y[i, j] = Y[row, j]
