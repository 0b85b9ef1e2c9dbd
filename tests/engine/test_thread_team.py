"""Several threads on one network: whoever does a part, the numbers are the same, and none is done twice or left out."""

import os
import subprocess
import sys

import cases
import numpy as np
import pytest
from numba import njit
from threadpoolctl import threadpool_info

from nnplay import Architecture, Layer
from nnplay.catalog import optimizers
from nnplay.engine import compiled
from nnplay.engine.compiled import Engine, Trainer
from nnplay.engine.compiled.barrier import part_range, wait
from nnplay.engine.compiled.product_choice import blocked_product_address
from nnplay.engine.compiled.thread_team import RANK, ThreadTeam, one_blas_thread, parts_of

LAYERS = {
    "plain": (Layer(9, "relu"), Layer(7, "tanh")),
    "dropout": (Layer(9, "gelu", dropout=0.4), Layer(5, "tanh", dropout=0.1)),
    "batch norm": (Layer(9, "relu", norm="batch"), Layer(7, "softmax", norm="batch", dropout=0.2)),
    "layer norm": (Layer(9, "relu", norm="layer"), Layer(6, "maxout(3)", norm="layer")),
    "skip": (Layer(3, "tanh", skip=True), Layer(8, "relu", skip=True), Layer(8, "silu", skip=True, dropout=0.3)),
    "learned": (Layer(9, "prelu"), Layer(4, "swish", norm="batch", skip=True)),
    "wide": (Layer(200, "softplus"), Layer(150, "sigmoid", norm="batch"), Layer(120, "tanh", skip=True)),
}
FAST = ("plain", "batch norm", "wide")  # the others are tested with the slow ones
SETTINGS = {"optimizer": "adam", "batch": 10, "weight_decay": 0.01, "clip": 0.5, "seed": 3, "shuffle": True, "l1": 1e-4}


def in_parts(monkeypatch, parts):
    """Have every batch worked on in so many parts."""
    for place in (compiled.engine, compiled.trainer):
        monkeypatch.setattr(place, "parts_of", lambda rows, weights: parts)


def trained(monkeypatch, layers, parts, threads, by_column, *, joint=True, **settings):
    """θ, the optimizer's memory and the losses of 12 steps of 23 rows, in batches of 10, 10 and 3."""
    in_parts(monkeypatch, parts)
    monkeypatch.setattr(compiled.engine, "BY_COLUMN_FROM", 0 if by_column else 1 << 60)
    output = {"output": "softmax", "loss": "cross_entropy"} if joint else {"output": "sigmoid", "loss": "mse"}
    architecture = Architecture(layers, **output).resolve(inputs=3, outputs=3)
    case = cases.make_case(architecture, rows=23, weighted=True)
    engine = Engine(architecture, "float64", rows=10, threads=threads)
    engine.work[:] = np.nan
    trainer = Trainer(engine, case.X, case.y, case.weight, **(SETTINGS | settings))
    assert trainer.team.threads == min(parts, threads)
    state = trainer.start(case.theta)
    losses = [trainer.advance(state, np.full(n, 0.05)) for n in (1, 4, 7)]
    assert state.step == 12
    return np.concatenate([state.theta, state.slots, *losses])


@pytest.mark.slow
@pytest.mark.parametrize(
    "layers",
    [pytest.param(layers, id=name, marks=[pytest.mark.slow] * (name not in FAST)) for name, layers in LAYERS.items()],
)
@pytest.mark.parametrize("by_column", [False, True], ids=["rows", "columns"])
def test_parts_and_threads_do_not_change_what_is_learned(monkeypatch, layers, by_column):
    for settings in ({}, {"joint": False, "clip": 0.0, "shuffle": False, "optimizer": "sgd"}):
        alone = trained(monkeypatch, layers, 1, 1, False, **settings)
        for parts in (2, 3, 8):
            one = trained(monkeypatch, layers, parts, 1, by_column, **settings)
            np.testing.assert_allclose(one, alone, rtol=1e-6, atol=1e-6)  # Adam makes steps of rounding errors
            for threads in (2, 3):
                several = trained(monkeypatch, layers, parts, threads, by_column, **settings)
                np.testing.assert_array_equal(several, one)


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", [name for name, entry in optimizers.items() if not entry.full_batch])
def test_no_optimizer_depends_on_the_threads(monkeypatch, optimizer):
    for layers in ("batch norm", "wide"):
        one, two = (trained(monkeypatch, LAYERS[layers], 3, n, False, optimizer=optimizer) for n in (1, 2))
        np.testing.assert_array_equal(two, one)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_gradient_in_parts_is_the_gradient_and_does_not_depend_on_the_threads(monkeypatch, dtype):
    layers = (Layer(200, "relu", norm="batch"), Layer(100, "maxout(2)", norm="layer"), Layer(100, "tanh", skip=True))
    architecture = Architecture(layers, output="softmax", loss="cross_entropy").resolve(inputs=8, outputs=4)
    rng = np.random.default_rng(0)
    theta, X = cases.draw_theta(architecture, rng).astype(dtype), rng.normal(0, 1, (200, 8)).astype(dtype)
    y, weight = cases.draw_targets("cross_entropy", 200, 4, rng).astype(dtype), rng.uniform(0.2, 2, 200)
    settings = {"l1": 0.01, "l2": 0.1}
    found = []
    for parts, threads in ((1, 1), (4, 1), (4, 2), (4, 3)):
        in_parts(monkeypatch, parts)
        engine = Engine(architecture, dtype, rows=200, threads=threads)
        found.append(engine.gradient(theta.copy(), X, y, weight, **settings))
    (whole, g), *others = found
    for loss, own in others:
        assert loss == others[0][0] == pytest.approx(whole, rel=1e-6)
        np.testing.assert_array_equal(own, others[0][1])
    rtol, part_range = cases.TOLERANCES[dtype]
    assert not cases.difference("gradient", others[0][1], g, rtol, part_range)


@pytest.mark.parametrize("by_column", [False, True], ids=["rows", "columns"])
def test_large_products_do_not_depend_on_the_threads(monkeypatch, by_column):
    in_parts(monkeypatch, 2)
    monkeypatch.setattr(compiled.engine, "BY_COLUMN_FROM", 0 if by_column else 1 << 60)
    architecture = Architecture.dense((300, 260), output="softmax", loss="cross_entropy").resolve(inputs=150, outputs=3)
    rng = np.random.default_rng(0)
    theta, X = cases.draw_theta(architecture, rng).astype("f4"), rng.normal(0, 1, (120, 150)).astype("f4")
    y = cases.draw_targets("cross_entropy", 120, 3, rng).astype("f4")
    one, two = (Engine(architecture, rows=120, threads=n).gradient(theta.copy(), X, y) for n in (1, 2))
    assert one[0] == two[0]
    np.testing.assert_array_equal(two[1], one[1])


@pytest.mark.skipif(not blocked_product_address("float32"), reason="BLAS may round parts of a product differently")
@pytest.mark.parametrize("optimizer", [name for name, entry in optimizers.items() if not entry.full_batch])
def test_a_step_taken_while_the_gradient_is_computed_is_the_same_step(monkeypatch, optimizer):
    in_parts(monkeypatch, 2)
    architecture = Architecture.dense((300, 260), output="softmax", loss="cross_entropy").resolve(inputs=150, outputs=3)
    rng = np.random.default_rng(0)
    theta, X = cases.draw_theta(architecture, rng).astype("f4"), rng.normal(0, 1, (240, 150)).astype("f4")
    y = cases.draw_targets("cross_entropy", 240, 3, rng).astype("f4")
    settings = SETTINGS | {"optimizer": optimizer, "batch": 120, "weight_decay": 0.0, "clip": 0.0, "l1": 0.0}

    def after(steps, at_once_from, threads):
        monkeypatch.setattr(compiled.trainer, "AT_ONCE_FROM", at_once_from)
        trainer = Trainer(Engine(architecture, rows=120, threads=threads), X, y, np.ones(240), **settings)
        state = trainer.start(theta)
        trainer.advance(state, np.full(steps, 0.01))
        assert state.step == steps
        return np.split(state.theta, [trainer.engine.layout.blocks[-1].arrays["W"][0]]), state.slots

    (hidden, output), _ = after(1, 0, 1)
    (hidden_afterwards, output_afterwards), _ = after(1, 1 << 60, 1)
    np.testing.assert_array_equal(hidden, hidden_afterwards)
    np.testing.assert_allclose(output, output_afterwards, atol=1e-5)  # BLAS computes its gradient
    (one, slots), (two, other_slots) = (
        (np.concatenate(found[0]), found[1]) for found in (after(4, 0, n) for n in (1, 2))
    )
    np.testing.assert_array_equal(two, one)
    np.testing.assert_array_equal(other_slots, slots)


def test_a_diverging_step_taken_while_the_gradient_is_computed_does_not_count(monkeypatch):
    monkeypatch.setattr(compiled.trainer, "AT_ONCE_FROM", 0)
    architecture = Architecture.dense((8,), output="identity", loss="mse").resolve(inputs=2, outputs=1)
    X = np.ones((32, 2), np.float32)
    X[20] = np.inf
    settings = SETTINGS | {"shuffle": False, "batch": 8, "weight_decay": 0.0, "clip": 0.0, "l1": 0.0}
    trainer = Trainer(Engine(architecture, rows=8), X, np.ones((32, 1), np.float32), np.ones(32), **settings)
    state, before = trainer.start(np.ones(trainer.engine.layout.trained, np.float32)), []
    for _ in range(2):
        trainer.advance(state, np.full(1, 0.01))
        before.append(state.theta.copy())
    losses = trainer.advance(state, np.full(1, 0.01))
    assert not np.isfinite(losses[-1])
    assert state.step == 2
    np.testing.assert_array_equal(state.theta, before[-1])
    trainer = Trainer(
        Engine(architecture, rows=8), np.ones_like(X), np.ones((32, 1), np.float32), np.ones(32),
        **settings | {"optimizer": "sgd"},
    )  # fmt: skip
    losses = trainer.advance(trainer.start(np.ones(trainer.engine.layout.trained, np.float32)), np.full(5, 1e39))
    assert np.isnan(losses[-1])
    assert trainer.update_failed


def test_a_loss_that_is_not_finite_stops_every_thread(monkeypatch):
    in_parts(monkeypatch, 4)
    architecture = Architecture.dense((8,), output="identity", loss="mse").resolve(inputs=2, outputs=1)
    engine = Engine(architecture, "float32", rows=8, threads=4)
    X = np.ones((32, 2), np.float32)
    X[20] = np.inf
    trainer = Trainer(engine, X, np.ones((32, 1), np.float32), np.ones(32), **SETTINGS | {"shuffle": False, "batch": 8})
    state = trainer.start(np.ones(engine.layout.trained, np.float32))
    assert len(trainer.advance(state, np.full(9, 0.01))) == 3
    assert state.step == 2


def test_the_thread_in_which_blas_works_is_the_only_one_and_then_it_is_as_before():
    Engine(Architecture.dense((300,), output="identity", loss="mse").resolve(inputs=300, outputs=1))
    before = [(each["filepath"], each["num_threads"]) for each in threadpool_info() if each["user_api"] == "blas"]
    assert before
    with one_blas_thread():
        with one_blas_thread():
            pass
        inside = [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]
    assert set(inside) == {1}
    after = [(each["filepath"], each["num_threads"]) for each in threadpool_info() if each["user_api"] == "blas"]
    assert after == before


@njit(nogil=True)
def take_turns(context, board, rounds):
    for k in range(rounds):
        board[context[RANK], k] = k
        wait(context)
        total = 0
        for other in range(board.shape[0]):
            total += board[other, k]
        board[context[RANK], rounds] += total
        wait(context)


@pytest.mark.slow
def test_nobody_passes_the_gate_before_everybody_has_come():
    board = np.full((3, 2001), -1)
    board[:, -1] = 0
    team = ThreadTeam(3, 3, (0, 0, 0))
    contexts = dict(zip(team.addresses, team.contexts, strict=True))
    team.run(lambda address: take_turns(contexts[address], board, 2000))
    assert board[:, -1].tolist() == [3 * sum(range(2000))] * 3


@pytest.mark.parametrize("count", [0, 1, 5, 64, 1000])
@pytest.mark.parametrize("parts", [1, 2, 3, 8])
def test_every_thing_belongs_to_one_part(count, parts):
    ranges = [part_range.py_func(count, part, parts) for part in range(parts)]
    assert [i for first, last in ranges for i in range(first, last)] == list(range(count))


def test_only_large_steps_are_divided():
    assert parts_of(32, 6_000) == 1
    assert parts_of(8, 10**9) == 1
    assert 1 <= parts_of(4096, 10**9) <= 8


FORK = """
import multiprocessing, warnings
import numpy as np
import nnplay as nn

def accuracy(seed):
    X = np.random.default_rng(0).random((512, 300))
    data = nn.Dataset.from_arrays(X, (X[:, 0] > 0.5).astype(int), task="classification")
    return nn.train(data, (256, 256), epochs=2, batch_size=256, dtype="float64").metrics["train"]["accuracy"]

print(accuracy(0) == multiprocessing.get_context("fork").Pool(1).map(accuracy, [0])[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_has_helpers_of_its_own():
    said = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, timeout=100, check=True)
    assert said.stdout == "True\n"
