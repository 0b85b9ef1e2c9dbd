"""Where the time goes: the parts of a step beside the whole step, and the parts of an epoch that is watched.

    python benchmarks/breakdown.py            a minute; writes its tables into docs/explanation/speed.md
    python benchmarks/breakdown.py --quick    rougher; writes nothing

Each part of a step is called in a compiled loop on matrices of the same sizes as in the workload (workloads.py). What
is left of the step is what no part has: adding the biases, the loops themselves, and memory that is no longer near the
processor.

An epoch of a session is trained, evaluated on all training rows (the loss and the outputs, in compiled code), turned
into metrics, and recorded: history, best weights, and states for time travel. The parts are measured on one thread;
"as called" is the session on all cores, where training and the rest overlap if training leaves a core idle.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import njit
from peers import NNPlay
from report import machine, table, write
from watching import Watched
from workloads import WORKLOADS, Workload

from nnplay.catalog import activations, losses, optimizers
from nnplay.engine.compiled import Engine, Trainer
from nnplay.engine.compiled.intrinsics import call
from nnplay.engine.compiled.kernels import activation_kernels, loss_kernels, optimizer_kernel
from nnplay.engine.compiled.matmul import product, product_left_transposed, product_right_transposed
from nnplay.engine.compiled.thread_team import one_blas_thread
from nnplay.engine.compiled.training_steps import gather
from nnplay.training.evaluation import PartEvaluator
from nnplay.training.setup import make_problem

Timed = Callable[[int], None]
PARTS = ("products", "activations", "loss", "optimizer", "gather")
EPOCH_PARTS = ("training", "evaluation", "metrics", "recording")
REPEATS, SECONDS = 9, 0.02
EPOCHS_SECONDS, EVALUATED_BYTES = 0.1, 1 << 20


@cache
def repeated(product: Any) -> Any:
    """A product of matrices as a function that computes it so many times."""

    @njit
    def multiply(team: Any, A: Any, B: Any, C: Any, columns: int, count: int) -> None:
        for _ in range(count):
            product(team, A, B, C, 0, columns)

    return multiply


@njit
def again(address: int, arguments: Any, count: int) -> None:
    """A kernel, so many times."""
    for _ in range(count):
        call(address, arguments)


@njit
def collect(team: Any, order: Any, X: Any, Y: Any, weight: Any, x: Any, y: Any, w: Any, count: int) -> None:
    """The rows of one batch after the other, so many times."""
    batch = x.shape[0]
    for k in range(count):
        start = k * batch % (X.shape[0] - batch + 1)
        gather(team, order, start, batch, X.shape[1], Y.shape[1], X, Y, weight, x, y, w)


def kernel(address: int, *arguments: Any) -> Timed:
    """The kernel called with numbers, and with the addresses of arrays."""
    fixed = tuple(np.int64(a.ctypes.data if isinstance(a, np.ndarray) else a) for a in arguments)
    keep = arguments
    return lambda count: again(address, fixed, count) if keep else None


def parts_of(w: Workload, trainer: Trainer, engine: Engine) -> dict[str, list[Timed]]:
    """Every call of a step, by what it is for."""
    rng, rows, context = np.random.default_rng(0), min(w.batch, w.rows), trainer.team.contexts[0]
    A = [rng.random((rows, n), np.float32) for n in w.widths]
    D = [rng.random((rows, n), np.float32) for n in w.widths]
    W = [each.copy() for each, _ in w.start()]
    none, zeros = np.zeros(8), np.zeros(8, np.float32)
    found: dict[str, list[Timed]] = {part: [] for part in PARTS}
    for k, weights in enumerate(W):
        g, n = np.empty_like(weights), w.widths[k + 1]
        calls = [(product, A[k], weights, D[k + 1], n), (product_left_transposed, A[k], D[k + 1], g, w.widths[k])]
        if k:
            calls.append((product_right_transposed, A[k + 1], weights, D[k], w.widths[k]))
        found["products"] += [lambda count, c=c: repeated(c[0])(context, *c[1:], count) for c in calls]
        name = w.activation if k < len(W) - 1 else w.output
        forward, backward = activation_kernels(activations.resolve(name)[0], "float32")
        found["activations"].append(kernel(forward, A[k + 1], D[k + 1], rows, n, n, none, zeros))
        if k < len(W) - 1 or not engine.loss_table[2]:
            found["activations"].append(
                kernel(backward, A[k + 1], A[k + 1], D[k + 1], D[k + 1].copy(), rows, n, n, none, zeros, zeros)
            )
    entry = losses.resolve(w.loss)[0]
    value, gradient = loss_kernels(entry, entry.joint(w.output), "float32")
    last, weight, y = A[-1], np.ones(rows), w.one_hot[:rows].copy()
    probabilities = (last / last.sum(axis=1, keepdims=True)) if w.output == "softmax" else last
    found["loss"] = [
        kernel(value, last, probabilities, y, weight, rows, y.shape[1], none, np.zeros(1)),
        kernel(gradient, last, probabilities, y, weight, rows, y.shape[1], none, np.ones(1), D[-1]),
    ]
    rule, constants = optimizers.resolve(w.optimizer)
    n = engine.layout.trained
    theta, g, slots = (rng.random(count).astype(np.float32) for count in (n, n, len(rule.slots) * n + 1))
    scalars = np.array([1e-6, 10.0, *constants.values()])
    found["optimizer"] = [kernel(optimizer_kernel(rule, "float32"), theta, g, slots, 0, n, n, scalars)]
    if w.steps > 1:
        order = rng.permutation(len(trainer.X))
        batch = np.empty((rows, w.widths[0]), np.float32), np.empty_like(y), np.empty(rows)
        found["gather"] = [
            lambda count: collect(context, order, trainer.X, trainer.Y, trainer.weight, *batch, count)
        ]  # fmt: skip
    return found


def microseconds(calls: list[Timed], repeats: int) -> float:
    """Microseconds of all the calls, once each; the median of some repeats of each."""
    total = 0.0
    for each in calls:
        each(1)
        count, spent = 1, 0.0
        while spent < SECONDS:
            count = count * 4 if spent < SECONDS / 8 else count * 2
            began = time.perf_counter()
            each(count)
            spent = time.perf_counter() - began
        times = []
        for _ in range(repeats):
            began = time.perf_counter()
            each(count)
            times.append((time.perf_counter() - began) / count * 1e6)
        total += statistics.median(times)
    return total


def measure(w: Workload, repeats: int) -> list[str]:
    """A row of the table."""
    peer = NNPlay(w)
    problem = make_problem(
        peer.dataset, peer.architecture, None,
        {"batch_size": w.batch, "optimizer": w.optimizer, "scale": "none", "test_fraction": 0.0},
    )  # fmt: skip
    train = problem.parts["train"]
    engine = Engine(problem.architecture, "float32", rows=w.batch, threads=1)
    trainer = Trainer(
        engine, train.X, train.Y, train.weight, optimizer=w.optimizer, batch=w.batch, weight_decay=0.0, clip=0.0,
        seed=0, shuffle=True,
    )  # fmt: skip
    state = trainer.start(problem.start.theta)
    whole = microseconds([lambda count: trainer.advance(state, np.full(count, 1e-4))], repeats)
    spent = {name: microseconds(calls, repeats) for name, calls in parts_of(w, trainer, engine).items()}
    shares = [f"{spent[name] / whole:.0%}" if spent[name] else "–" for name in PARTS]
    rest = 1 - sum(spent.values()) / whole
    return [w.name, f"{whole:,.3g}" if whole < 1000 else f"{whole:,.0f}", *shares, f"{rest:.0%}"]


def watched_epoch(w: Workload, repeats: int) -> list[str]:
    """A row of the table of an epoch: microseconds of its parts, of all of them, and of the session as called."""
    watched = Watched(w)
    epochs = 2
    watched.unwatched(epochs)
    while (spent := watched.unwatched(epochs)) < EPOCHS_SECONDS:
        epochs = math.ceil(epochs * min(1.1 * EPOCHS_SECONDS / spent, 50))
    problem = make_problem(watched.data, watched.architecture, None, watched.settings)
    engine = Engine(problem.architecture, "float32", rows=problem.batch, threads=1)
    part, count = problem.parts["train"], min(epochs, max(1, EVALUATED_BYTES // problem.parts["train"].Y.nbytes))
    evaluator, states = PartEvaluator(problem, engine, part), np.tile(problem.start.theta, (count, 1))

    def outputs() -> float:
        began = time.perf_counter()
        engine.evaluate_states(states, part.X, part.Y, part.weight)
        return (time.perf_counter() - began) / count

    def scores() -> float:
        began = time.perf_counter()
        evaluator(states)
        return (time.perf_counter() - began) / count

    ways = [
        lambda: watched.unwatched(epochs, threads=1) / epochs, outputs, scores,
        lambda: watched.session(epochs, threads=1) / epochs, lambda: watched.session(epochs) / epochs,
    ]  # fmt: skip
    times = [[way() * 1e6 for way in ways] for _ in range(repeats)]
    training, evaluation, scored, alone, called = (statistics.median(each) for each in zip(*times, strict=True))
    recording = max(alone - training - scored, 0.0)
    return [w.name, *(f"{each:,.3g}" for each in (training, evaluation, scored - evaluation, recording, alone, called))]


def main(quick: bool) -> None:
    warnings.simplefilter("ignore")
    repeats = 3 if quick else REPEATS
    with one_blas_thread():
        rows = [measure(workload, repeats) for workload in WORKLOADS.values()]
        head = ["µs an epoch, watched", *EPOCH_PARTS, "sum, one thread", "as called"]
        epochs = [watched_epoch(WORKLOADS[name], repeats) for name in ("scores", "spiral", "digits", "mnist")]
    versions = machine(("nnplay", "numpy", "numba"))
    steps = f"{table(['one thread', 'µs a step', *PARTS, 'the rest'], rows)}\n\n{versions}"
    watched = f"{table(head, epochs)}\n\n{versions}"
    print(f"{steps}\n\n{watched}")
    if not quick:
        write("breakdown", steps)
        write("watched epoch", watched)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
