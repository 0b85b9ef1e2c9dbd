"""The compiled training loop: many optimizer steps, and many epochs, in one call."""

import numpy as np
from numba import njit

from nnplay.engine.compiled.intrinsics import FLUSH_DENORMALS, JIT, call, control_register, ptr, set_control_register
from nnplay.engine.compiled.layer_table import DELTA, DELTA_A, A, U
from nnplay.engine.compiled.regularization import penalty_cost, theta_range
from nnplay.engine.compiled.rng import shuffle
from nnplay.engine.compiled.thread_team import PARTS, RANK, THREADS, part_range, wait


@njit(**JIT)
def loss_gradient(team, table, work, loss_table, constants, y, weight, rows, n, scale, itemsize, losses):
    """∂L/∂ŷ of the thread's rows, or ∂L/∂z if loss and output are taken jointly, and each part's Σ wᵢlᵢ."""
    target = table[-1, DELTA] if loss_table[2] == 1 else table[-1, DELTA_A]
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        offset = first * n
        batch = (
            ptr(work, table[-1, U] + offset), ptr(work, table[-1, A] + offset), y + offset * itemsize,
            weight + first * 8, last - first, n, ptr(constants, 0),
        )  # fmt: skip
        call(loss_table[0], (*batch, ptr(losses, part)))
        call(loss_table[1], (*batch, ptr(scale, 0), ptr(work, target + offset)))


@njit(**JIT)
def loss_and_gradient(
    team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n, total,
    scale, seed, step, scratch, losses,
):  # fmt: skip
    """Write the gradient of `scale` × the mean loss of a batch into g, and each part's Σ wᵢlᵢ into `losses`.

    X, y and weight are addresses; `total` is what Σ wᵢlᵢ is divided by; each thread has its own `scratch`.
    """
    layers = table.shape[0]
    network, data = (ptr(team, 0), ptr(table, 0), layers), (ptr(constants, 0), ptr(theta, 0), ptr(work, 0), X, rows)
    call(passes[0], (*network, ptr(dropout, 0), *data, seed, step))
    scratch[0] = scale / total if total > 0 else 0.0  # no gradient if all weights are 0
    size = theta.itemsize
    loss_gradient(team, table, work, loss_table, loss_constants, y, weight, rows, n, scratch, size, losses)
    call(passes[1], (*network, *data, ptr(g, 0), loss_table[2]))


@njit(**JIT)
def one_gradient(
    team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n, total,
    scale, seed, step, all_scratch, losses,
):  # fmt: skip
    """`loss_and_gradient` of a single batch, with a row of scratch for each thread."""
    loss_and_gradient(
        team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n,
        total, scale, seed, step, all_scratch[team[RANK]], losses,
    )  # fmt: skip


@njit(**JIT)
def update(team, optimizer, scalars, theta, slots, g, regularize, segments, penalties, strengths, limits, squares):
    """One step of the optimizer, for the thread's range of θ."""
    n, parts = g.shape[0], team[PARTS]
    if regularize != 0:
        call(
            regularize,
            (ptr(team, 0), ptr(theta, 0), ptr(g, 0), n, ptr(segments, 0), segments.shape[0], ptr(penalties, 0),
             ptr(strengths, 0), strengths.shape[0], strengths.shape[1], ptr(limits, 0), ptr(scalars, 0),
             ptr(squares, 0)),
        )  # fmt: skip
    for part in range(team[RANK], parts, team[THREADS]):
        first, last = theta_range(n, part, parts)
        call(optimizer, (ptr(theta, 0), ptr(g, 0), ptr(slots, 0), first, last, n, ptr(scalars, 0)))


@njit(**JIT)
def run_steps(
    team, passes, table, dropout, constants, loss_table, loss_constants, optimizer, all_scalars, segments,
    theta, slots, work, g, X, Y, weight, batch_X, batch_Y, batch_weight, order,
    starts, batch, mean_weight, start_step, first_step, first, rates, losses, penalty_costs, states, interval, scale,
    regularize, penalties, penalty_table, thread_tables, scale_penalties, limits, seed, shuffled, scratch, squares,
    part_losses, part_penalties,
):  # fmt: skip
    """Take one optimizer step with each of `rates`, starting at step `first`, counted from 0 over all epochs.

    An epoch's batches start at `starts`; `start_step` is the first step on these rows, and `first_step` the first one
    of the optimizer. The objective is `scale` × the mean loss + the penalties. The mean loss of a batch of n rows is
    Σ wᵢlᵢ / (n · `mean_weight`), or Σ wᵢlᵢ / Σ wᵢ if that is 0; with `scale_penalties` the penalties are multiplied by
    `batch` over the same number.

    Writes each step's mean loss into `losses`, the penalties before it into `penalty_costs` if that is not empty, and θ
    and the slots after every `interval`-th step into a row of `states` (m, θ + slots) as long as there are rows left.
    Returns the number of steps: fewer than requested if a loss is not finite, or if a step led to numbers that are
    not, in which case its loss is nan and it does not count. `order` ends with the epoch to which it belongs.
    """
    previous: np.uint32 = control_register()
    set_control_register(np.uint32(previous | np.uint32(FLUSH_DENORMALS)))
    scalars, thread_scratch, strengths = all_scalars[team[RANK]], scratch[team[RANK]], thread_tables[team[RANK]]
    n, n_in, n_out = X.shape[0], X.shape[1], Y.shape[1]
    count, stored = rates.shape[0], 0
    per_epoch = starts.shape[0] - 1
    gathered = shuffled and per_epoch > 1
    for k in range(rates.shape[0]):
        step = first + k
        epoch, position = (step - start_step) // per_epoch, (step - start_step) % per_epoch
        start, rows = starts[position], starts[position + 1] - starts[position]
        x, y, w = ptr(X, start * n_in), ptr(Y, start * n_out), ptr(weight, start)
        total = rows * mean_weight
        if gathered:
            if order[n] != epoch:
                wait(team)
                if team[RANK] == 0:
                    shuffle(order[:n], seed, start_step + epoch)
                    order[n] = epoch
                wait(team)
            gather(team, order, start, rows, X, Y, weight, batch_X, batch_Y, batch_weight)
            if mean_weight == 0:
                for i in range(rows):
                    total += weight[order[start + i]]
            x, y, w = ptr(batch_X, 0), ptr(batch_Y, 0), ptr(batch_weight, 0)
        elif mean_weight == 0:
            for i in range(start, start + rows):
                total += weight[i]
        loss_and_gradient(
            team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, x, y, w, rows, n_out,
            total, scale, seed, step, thread_scratch, part_losses,
        )  # fmt: skip
        if scale_penalties:
            for j in range(strengths.shape[0]):
                strengths[j, 0] = penalty_table[j, 0] * batch / total if total > 0 else 0.0
        if k < penalty_costs.shape[0]:
            for part in range(team[RANK], team[PARTS], team[THREADS]):
                start, stop = theta_range(g.shape[0], part, team[PARTS])
                part_penalties[part] = penalty_cost(theta, segments, penalties, strengths, start, stop)
        wait(team)
        loss = 0.0
        for part in range(team[PARTS]):
            loss += part_losses[part]
        losses[k] = loss * thread_scratch[0] / scale  # every thread writes the same number
        if k < penalty_costs.shape[0]:
            penalty_costs[k] = part_penalties.sum()
        if not np.isfinite(loss):
            count = k
            break
        scalars[0], scalars[1] = rates[k], step + 1 - first_step
        update(team, optimizer, scalars, theta, slots, g, regularize, segments, penalties, strengths, limits, squares)
        wait(team)
        if all_scalars[:, -1].any():
            losses[k] = np.nan
            count = k
            break
        if stored < states.shape[0] and (step + 1) % interval == 0:
            if team[RANK] == 0:
                copy_state(theta, slots, states[stored])
            stored += 1
            wait(team)  # the next step changes θ
    set_control_register(previous)
    return count


@njit(**JIT)
def copy_state(theta, slots, row):
    """Copy θ and the slots into a row (θ + slots)."""
    size = theta.shape[0]
    for i in range(size):
        row[i] = theta[i]
    for i in range(slots.shape[0]):
        row[size + i] = slots[i]


@njit(**JIT)
def gather(team, order, start, rows, X, Y, weight, batch_X, batch_Y, batch_weight):
    """Copy the thread's rows of a batch, in the order of the epoch."""
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        for i in range(first, last):
            row = order[start + i]
            batch_weight[i] = weight[row]
            for j in range(X.shape[1]):
                batch_X[i, j] = X[row, j]
            for j in range(Y.shape[1]):
                batch_Y[i, j] = Y[row, j]
