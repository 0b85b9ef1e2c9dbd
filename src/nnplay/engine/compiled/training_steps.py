"""The compiled training loop: many optimizer steps, and many epochs, in one call."""

import numpy as np

from nnplay.engine.compiled.barrier import part_range, wait
from nnplay.engine.compiled.intrinsics import (
    FLUSH_DENORMALS,
    array_at,
    call,
    control_register,
    copy,
    kernel,
    prefetch,
    ptr,
    set_control_register,
    skip_to,
    subroutine,
)
from nnplay.engine.compiled.layer_table import COLUMNS, DELTA, DELTA_A, A, U
from nnplay.engine.compiled.passes import BACKWARD, FORWARD, GRADIENTS, N_PASSES
from nnplay.engine.compiled.regularization import penalty_cost, theta_range
from nnplay.engine.compiled.rng import shuffle
from nnplay.engine.compiled.thread_team import CONTEXT_SIZE, PARTS, RANK, SCRATCH_SIZE, THREADS

LOSS_COLUMNS = 3  # value kernel, gradient kernel, whether loss and output are taken jointly
LONG_ROW, AHEAD = 64, 2  # numbers of a row from which it is asked for, and how many rows ahead


@subroutine
def loss_gradient(team, table, work, loss_table, constants, y, weight, rows, n, scale, losses):
    """∂L/∂ŷ of the thread's rows, or ∂L/∂z if loss and output are taken jointly, and each part's Σ wᵢlᵢ."""
    last_layer = table.shape[0] - 1
    target = table[last_layer, DELTA] if loss_table[2] == 1 else table[last_layer, DELTA_A]
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        offset = first * n
        batch = (
            ptr(work, table[last_layer, U] + offset), ptr(work, table[last_layer, A] + offset), ptr(y, offset),
            ptr(weight, first), last - first, n, ptr(constants, 0),
        )  # fmt: skip
        call(loss_table[0], (*batch, ptr(losses, part)))
        call(loss_table[1], (*batch, ptr(scale, 0), ptr(work, target + offset)))


@subroutine
def loss_and_delta(
    team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n, total,
    scale, seed, step, scratch, losses,
):  # fmt: skip
    """Compute each part's Σ wᵢlᵢ, and δ of every layer for `scale` × the mean loss of a batch.

    `total` is what Σ wᵢlᵢ is divided by; each thread has its own `scratch`.
    """
    network = ptr(team, 0), ptr(table, 0), table.shape[0]
    data = ptr(constants, 0), ptr(theta, 0), ptr(work, 0), ptr(X, 0), rows
    call(passes[FORWARD], (*network, ptr(dropout, 0), *data, seed, step))
    scratch[0] = scale / total if total > 0 else 0.0  # no gradient if all weights are 0
    loss_gradient(team, table, work, loss_table, loss_constants, y, weight, rows, n, scratch, losses)
    call(passes[BACKWARD], (*network, *data, ptr(g, 0), loss_table[2]))


@kernel("i*, i*, i*, n, d*, d*, i*, d*, T*, T*, T*, T*, T*, d*, n, n, d, d, n, n, d*, d*")
def one_gradient(
    team, passes, table, layers, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n,
    total, scale, seed, step, scratch, losses,
):  # fmt: skip
    """Write the gradient of a single batch into g, and each part's Σ wᵢlᵢ into `losses`.

    The arguments are those of `loss_and_delta`, with a row of scratch for each thread.
    """
    team, passes, table = (
        array_at(team, (CONTEXT_SIZE,)),
        array_at(passes, (N_PASSES,)),
        array_at(table, (layers, COLUMNS)),
    )
    loss_table, losses = array_at(loss_table, (LOSS_COLUMNS,)), array_at(losses, (team[PARTS],))
    thread_scratch = array_at(skip_to(scratch, team[RANK] * SCRATCH_SIZE), (SCRATCH_SIZE,))
    loss_and_delta(
        team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, X, y, weight, rows, n,
        total, scale, seed, step, thread_scratch, losses,
    )  # fmt: skip
    wait(team)
    nothing = np.int64(0)
    call(
        passes[GRADIENTS],
        (ptr(team, 0), ptr(table, 0), layers, ptr(theta, 0), ptr(work, 0), ptr(X, 0), rows, ptr(g, 0), nothing, nothing,
         nothing, nothing),
    )  # fmt: skip


@subroutine
def update(
    team, optimizer, scalars, theta, slots, g, n, regularize, segments, penalties, strengths, limits, squares
):  # fmt: skip
    """One step of the optimizer, for the thread's range of θ."""
    parts = team[PARTS]
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


@kernel(
    "i*, i*, i*, n, d*, d*, i*, d*, n, n, d, n, n, n, n, n, "  # network and sizes
    "n, d*, n, n, n, i*, n, i*, n, d*, d*, n, n, d*, d, n, n, d*, d*, d*, d*, "  # settings
    "T*, T*, d*, T*, T*, d*, i*, i*, n, T*, T*, "  # rows
    "T*, T*, n, n, n, n, d*, d*, d*, n, T*, n, n, i*"  # state and results
)
def run_steps(
    team, passes, table, layers, dropout, constants, loss_table, loss_constants,
    n, per_epoch, mean_weight, n_in, n_out, n_theta, n_slots, n_trained,
    optimizer, all_scalars, n_scalars, at_once, regularize, segments, n_segments, penalties, n_penalties, penalty_table,
    thread_tables, width, scale_penalties, limits, scale, seed, shuffled, scratch, squares, part_losses, part_penalties,
    X, Y, weight, batch_X, batch_Y, batch_weight, order, starts, batch, work, g,
    theta, slots, start_step, first_step, first, count, rates, losses, penalty_costs, record_penalties, states,
    n_states, interval, taken,
):  # fmt: skip
    """Take one optimizer step with each of `count` rates, starting at step `first`, counted from 0 over all epochs.

    An epoch's batches start at `starts`; `start_step` is the first step on these rows, and `first_step` the first one
    of the optimizer. The objective is `scale` × the mean loss + the penalties. The mean loss of a batch of m rows is
    Σ wᵢlᵢ / (m · `mean_weight`), or Σ wᵢlᵢ / Σ wᵢ if that is 0; with `scale_penalties` the penalties are multiplied by
    `batch` over the same number. With `at_once`, which needs a network of nothing but W and b and a gradient that is
    not regularized, the optimizer takes its step while the gradient is computed.

    Writes each step's mean loss into `losses`, the penalties before it into `penalty_costs` if `record_penalties`, and
    θ and the slots after every `interval`-th step into a row of `states` (n_states, θ + slots) as long as there are
    rows left. `taken` becomes the number of steps: fewer than requested if a loss is not finite, or if a step led to
    numbers that are not, in which case its loss is nan and it does not count. `order` ends with the epoch to which it
    belongs.
    """
    previous: np.uint32 = control_register()
    set_control_register(np.uint32(previous | np.uint32(FLUSH_DENORMALS)))
    team, passes, table = (
        array_at(team, (CONTEXT_SIZE,)),
        array_at(passes, (N_PASSES,)),
        array_at(table, (layers, COLUMNS)),
    )
    rank, parts, threads = team[RANK], team[PARTS], team[THREADS]
    loss_table, failed = array_at(loss_table, (LOSS_COLUMNS,)), array_at(all_scalars, (threads, n_scalars))
    scalars = array_at(skip_to(all_scalars, rank * n_scalars), (n_scalars,))
    segments, penalties = array_at(segments, (n_segments, 2)), array_at(penalties, (n_penalties, 2))
    penalty_table = array_at(penalty_table, (n_penalties, width))
    strengths = array_at(skip_to(thread_tables, rank * n_penalties * width), (n_penalties, width))
    thread_scratch = array_at(skip_to(scratch, rank * SCRATCH_SIZE), (SCRATCH_SIZE,))
    part_losses, costs = array_at(part_losses, (parts,)), array_at(part_penalties, (parts,))
    weights, order, starts = array_at(weight, (n,)), array_at(order, (n + 1,)), array_at(starts, (per_epoch + 1,))
    rates, losses, penalty_costs = (
        array_at(rates, (count,)),
        array_at(losses, (count,)),
        array_at(penalty_costs, (count,)),
    )
    done, stored = count, 0
    gathered = shuffled != 0 and per_epoch > 1
    for k in range(count):
        step = first + k
        epoch, position = (step - start_step) // per_epoch, (step - start_step) % per_epoch
        start, rows = starts[position], starts[position + 1] - starts[position]
        x, y, w = skip_to(X, start * n_in), skip_to(Y, start * n_out), skip_to(weight, start)
        total = rows * mean_weight
        if gathered:
            if order[n] != epoch:
                wait(team)
                if rank == 0:
                    shuffle(order, n, seed, start_step + epoch)
                    order[n] = epoch
                wait(team)
            gather(team, order, start, rows, n_in, n_out, X, Y, weight, batch_X, batch_Y, batch_weight)
            if mean_weight == 0:
                for i in range(rows):
                    total += weights[order[start + i]]
            x, y, w = batch_X, batch_Y, batch_weight
        elif mean_weight == 0:
            for i in range(start, start + rows):
                total += weights[i]
        loss_and_delta(
            team, passes, table, dropout, constants, loss_table, loss_constants, theta, work, g, x, y, w, rows, n_out,
            total, scale, seed, step, thread_scratch, part_losses,
        )  # fmt: skip
        if scale_penalties:
            for j in range(n_penalties):
                strengths[j, 0] = penalty_table[j, 0] * batch / total if total > 0 else 0.0
        if record_penalties:
            for part in range(rank, parts, threads):
                low, high = theta_range(n_trained, part, parts)
                penalty_cost(theta, segments, penalties, strengths, low, high, skip_to(part_penalties, part))
        wait(team)
        loss, penalty = 0.0, 0.0
        for part in range(parts):
            loss += part_losses[part]
        losses[k] = loss * thread_scratch[0] / scale  # every thread writes the same number
        if record_penalties:
            for part in range(parts):
                penalty += costs[part]
            penalty_costs[k] = penalty
        if not np.isfinite(loss):
            done = k
            break
        scalars[0], scalars[1] = rates[k], step + 1 - first_step
        call(
            passes[GRADIENTS],
            (ptr(team, 0), ptr(table, 0), layers, ptr(theta, 0), ptr(work, 0), ptr(x, 0), rows, ptr(g, 0),
             optimizer * at_once, ptr(slots, 0), ptr(scalars, 0), n_trained),
        )  # fmt: skip
        if not at_once:
            wait(team)
            update(
                team, optimizer, scalars, theta, slots, g, n_trained, regularize, segments, penalties, strengths,
                limits, squares,
            )  # fmt: skip
        wait(team)
        finite = True
        for thread in range(threads):
            finite = finite and failed[thread, n_scalars - 1] == 0
        if not finite:
            losses[k] = np.nan
            done = k
            break
        if stored < n_states and (step + 1) % interval == 0:
            if rank == 0:
                copy(states, stored * (n_theta + n_slots), theta, 0, n_theta)
                copy(states, stored * (n_theta + n_slots) + n_theta, slots, 0, n_slots)
            stored += 1
            wait(team)  # the next step changes θ
    set_control_register(previous)
    if rank == 0:
        array_at(taken, (1,))[0] = done


@subroutine
def gather(team, order, start, rows, n_in, n_out, X, Y, weight, batch_X, batch_Y, batch_weight):
    """Copy the thread's rows of a batch, in the order of the epoch."""
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        first, last = part_range(rows, part, team[PARTS])
        for i in range(first, last):
            row = order[start + i]
            if n_in >= LONG_ROW and i + AHEAD < last:
                prefetch(X, order[start + i + AHEAD] * n_in, n_in)
            copy(batch_X, i * n_in, X, row * n_in, n_in)
            copy(batch_Y, i * n_out, Y, row * n_out, n_out)
            copy(batch_weight, i, weight, row, 1)
