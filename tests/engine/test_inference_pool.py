"""Predictions with helpers: the same numbers whoever computes them, and nobody keeps a core for nothing."""

import threading
import time

import numpy as np
import pytest

from nnplay import Architecture
from nnplay.engine.compiled import Engine
from nnplay.engine.compiled.inference_pool import ASLEEP, POLLING, STATE, WorkerPool, worker_pool
from nnplay.network.parameters import initialize

RNG = np.random.default_rng(0)


def made(dtype="float32", threads=None, hidden=(300, 200)):
    architecture = Architecture.dense(hidden, output="softmax", loss="cross_entropy").resolve(inputs=200, outputs=5)
    theta = initialize(architecture, seed=0, initializer="he_uniform", dtype=dtype).theta.copy()
    return Engine(architecture, dtype, threads=threads), theta


def rows_of(count, dtype="float32"):
    return RNG.random((count, 200)).astype(dtype), np.eye(5, dtype=dtype)[RNG.integers(0, 5, count)], RNG.random(count)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 33, 255, 256, 257, 1000])
def test_one_thread_and_all_of_them_give_the_same_bits(count, dtype):
    X, Y, weight = rows_of(count, dtype)
    (one, theta), (many, _) = made(dtype, threads=1), made(dtype)
    outputs, loss = one.evaluate(theta, X, Y, weight)
    for _ in range(20):
        again, same = many.evaluate(theta, X, Y, weight)
        assert np.array_equal(again, outputs)
        assert same == loss or (np.isnan(same) and np.isnan(loss))


@pytest.mark.slow
def test_predictions_of_several_threads_do_not_meet():
    X, _, _ = rows_of(400)
    expected = made()[0].evaluate(made()[1], X)[0]
    wrong = []

    def predict():
        engine, theta = made()
        for _ in range(200):
            if not np.array_equal(engine.evaluate(theta, X)[0], expected):
                wrong.append(threading.current_thread().name)

    threads = [threading.Thread(target=predict) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_helpers_fall_asleep():
    engine, theta = made()
    engine.evaluate(theta, rows_of(2000)[0])
    mailboxes = worker_pool().mailboxes
    assert all(mailbox[STATE] in (ASLEEP, POLLING) for mailbox in mailboxes)
    until = time.monotonic() + 10
    while any(mailbox[STATE] != ASLEEP for mailbox in mailboxes) and time.monotonic() < until:
        time.sleep(0.01)
    assert all(mailbox[STATE] == ASLEEP for mailbox in mailboxes)


def test_a_helper_that_sleeps_is_woken():
    engine, theta = made()
    X = rows_of(2000)[0]
    expected = engine.evaluate(theta, X)[0]
    for _ in range(5):
        time.sleep(0.01)
        assert np.array_equal(engine.evaluate(theta, X)[0], expected)


def test_the_helpers_end_before_the_interpreter_does():
    before = set(threading.enumerate())
    pool = WorkerPool()
    helpers = set(threading.enumerate()) - before
    assert len(helpers) == len(pool.mailboxes)
    pool.close()
    assert not any(helper.is_alive() for helper in helpers)
