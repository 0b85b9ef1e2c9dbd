"""A replay entry reproduces a session bit for bit, whatever was done in it."""

import json

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.playground.replay_log import ReplayEntry, record_entry
from nnplay.playground.session import PlaygroundSession

RECIPE = nn.Recipe(samples=60, epochs=12, optimizer="sgd", batch_size=10)
ACTIONS = {
    "epoch": lambda session: None if session.finished else session.step(),
    "batch": lambda session: None if session.finished else session.step_batch(),
    "weight": lambda session: session.edit_weight(0, (1, 2), 0.75),
    "bias": lambda session: session.edit_weight(1, (0,), -2.0),
    "faster": lambda session: session.change(learning_rate=session.recipe.learning_rate * 2),
    "adam": lambda session: session.change(optimizer="adam" if session.recipe.optimizer == "sgd" else "sgd"),
    "back": lambda session: session.go_to_epoch(session.epoch // 2),
    "go on": lambda session: session.fork(),
    "again": lambda session: session.reset(),
}


def begun(architecture=(4, 2), recipe=RECIPE):
    return PlaygroundSession("circle", architecture, recipe)


def written_and_read(entry):
    return ReplayEntry.from_json(entry.architecture, entry.recipe, json.loads(json.dumps(entry.to_json())))


def done_again(entry):
    """The θ at the end of an entry that was written down, and whether that was the one it was made of."""
    read = written_and_read(entry)
    session = begun(read.architecture, read.recipe)
    try:
        for _ in read.replay(session):
            pass
        return session.parameters.theta.copy(), read.matches(session)
    finally:
        session.close()


def check(actions):
    """The entry of a session in which all of this was done leads to the same θ."""
    session = begun()
    try:
        for action in actions:
            ACTIONS[action](session)
        theta, same = done_again(record_entry(session))
        assert np.array_equal(theta, session.parameters.theta)
        assert same
    finally:
        session.close()


@pytest.mark.parametrize(
    "actions",
    [
        ["epoch"] * 3,
        ["batch"] * 2,
        ["epoch", "batch", "weight", "epoch"],
        ["epoch", "bias", "faster", "epoch", "adam", "epoch", "weight", "batch"],
        ["epoch", "epoch", "epoch", "faster", "epoch", "back", "go on", "epoch"],
        ["epoch", "batch", "weight", "faster", "epoch"],
        ["weight", "bias", "epoch", "epoch", "back"],
        ["epoch"] * 12 + ["faster", "epoch"],
    ],
    ids="-".join,
)
def test_what_was_done_is_done_again(actions):
    check(actions)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(ACTIONS)), max_size=12))
def test_whatever_is_done_is_done_again(actions):
    check(actions)


def test_another_network_than_the_entry_was_made_of_is_noticed():
    session = begun()
    try:
        session.step()
        entry = record_entry(session)
        session.step()
        assert not entry.matches(session)
    finally:
        session.close()


@pytest.mark.parametrize(
    "plain",
    [
        None, [], {}, {"epoch": 3, "loss": "a"}, {"epoch": "3", "check": "a"}, {"epoch": -1, "check": "a"},
        {"epoch": 3, "check": "a", "run": "rm"}, {"epoch": 3, "check": "a", "by_hand": [[1, 0, 0, "x", 1]]},
        {"epoch": 3, "check": "a", "by_hand": 7}, {"epoch": 3, "check": "a", "changes": [[1, {"data": "/etc/passwd"}]]},
        {"epoch": 3, "check": "a", "changes": [[-1, {"learning_rate": 1}]]},
        {"epoch": 3, "check": "a", "changes": [[1, {"learning_rate": 1}]] * 1000},
        {"epoch": 3, "check": "a", "batches": "many"},
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused(plain):
    with pytest.raises(NNPlayError, match=r"\.$"):
        ReplayEntry.from_json(nn.Architecture.dense((4,)), RECIPE, plain)


@pytest.mark.parametrize(
    "plain",
    [
        {"epoch": 30, "check": "a"},
        {"epoch": 3, "check": "a", "by_hand": [[2, 99, 0, [0, 0], 1.0]]},
        {"epoch": 3, "check": "a", "by_hand": [[2, 0, 9, [0, 0], 1.0]]},
        {"epoch": 3, "check": "a", "by_hand": [[5, 0, 0, [0, 0], 1.0]]},
        {"epoch": 3, "check": "a", "changes": [[2, {"learning_rate": -1}]]},
    ],
)
def test_an_entry_that_cannot_be_done_says_so(plain):
    session = begun()
    try:
        with pytest.raises(NNPlayError, match=r"\.$"):
            list(ReplayEntry.from_json(nn.Architecture.dense((4,)), RECIPE, plain).replay(session))
    finally:
        session.close()
