"""L-BFGS stops when it is asked to, within an evaluation of the objective."""

import os
import signal
import threading
import time

import numpy as np
import pytest

import nnplay as nn
from nnplay.engine.lbfgs import iterates
from nnplay.training.player import Player
from nnplay.training.session import TrainingSession

RNG = np.random.default_rng(0)
NOISE = nn.Dataset.from_arrays(RNG.normal(size=(3000, 20)), RNG.normal(size=3000), task="regression")  # takes for ever
SETTINGS = {"optimizer": "lbfgs", "epochs": 1_000_000, "patience": None}
SLACK = 10.0  # seconds, on a machine that does other things


@pytest.fixture
def ctrl_c():
    """Ctrl-C reaches Python, which a shell's background job would not hear."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_line_search_that_never_ends_stops_at_the_next_evaluation():
    stop, calls = threading.Event(), []

    def objective(point):
        calls.append(point)
        if len(calls) == 3:
            stop.set()
        return float(np.random.default_rng(len(calls)).random()), np.ones_like(point)

    assert len(list(iterates(objective, np.zeros(2), 1000, stop))) <= 3
    assert len(calls) == 3


def test_closing_waits_for_one_evaluation_only():
    calls = []

    def objective(point):
        calls.append(time.sleep(0.02))
        return float((point**4).sum()), 4 * point**3

    points = iterates(objective, np.full(50, 3.0), 10_000)
    next(points)
    before = len(calls)
    points.close()
    assert len(calls) <= before + 1


def test_the_stop_event_ends_a_session_between_two_snapshots():
    stop = threading.Event()
    session = TrainingSession.start(NOISE, (64,), stop=stop, every=10_000, **SETTINGS)
    snapshots = iter(session)
    next(snapshots)
    threading.Timer(0.5, stop.set).start()
    start = time.monotonic()
    assert list(snapshots) == []
    assert time.monotonic() - start < 0.5 + SLACK


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_ends_a_run_and_keeps_the_best_weights():
    nn.train(NOISE, (64,), optimizer="lbfgs", epochs=1)  # everything is compiled and loaded
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    run = nn.train(NOISE, (64,), **SETTINGS)
    assert time.monotonic() - start < 0.5 + 3 * SLACK
    assert run.status == "interrupted"
    assert 0 < run.epoch < 1_000_000


def test_a_search_ends_at_its_timeout():
    pytest.importorskip("optuna")
    start = time.monotonic()
    with pytest.raises(nn.NNPlayError, match="No trial has finished in time"):
        nn.search(NOISE, trials=2, timeout=1.0, optimizer="lbfgs", epochs=100_000, hidden=(64,), workers=1)
    assert time.monotonic() - start < 1 + 10 * SLACK


def test_a_player_stops():
    stop = threading.Event()
    session = TrainingSession.start(NOISE, (64,), stop=stop, every=10_000, **SETTINGS)
    player = Player(session)
    time.sleep(0.3)
    start = time.monotonic()
    stop.set()
    player.wait(5)
    assert time.monotonic() - start < SLACK
