import numpy as np
import pytest

import nnplay as nn
from nnplay.playground.session import PlaygroundSession


@pytest.fixture
def session():
    made = PlaygroundSession("circle", [4, 2], nn.Recipe(samples=60, epochs=20, optimizer="sgd"))
    yield made
    made.close()


def test_an_edit_is_where_the_training_goes_on(session):
    for _ in range(3):
        session.step()
    theta = session.parameters.theta.copy()
    session.edit_weight(1, (2, 1), 0.5)
    changed = np.flatnonzero(session.parameters.theta != theta)
    assert changed.tolist() == [session.parameters.layout.blocks[1].arrays["W"][0] + 5]
    assert session.parameters.W[1][2, 1] == 0.5
    assert session.rows[-1]["train_loss"] == session.snapshot.loss
    other = nn.train("circle", [4, 2], samples=60, epochs=3, optimizer="sgd")
    assert session.snapshot.loss != other.metrics["train"]["loss"]
    session.step()
    assert session.epoch == 4
    assert abs(session.parameters.W[1][2, 1] - 0.5) < 0.2


def test_a_fork_after_an_edit_begins_with_it(session):
    session.step()
    session.edit_weight(0, (0,), 3.0)
    assert session.change(learning_rate=0.1)
    assert session.parameters.b[0][0] == 3.0
    assert [edit.name for edit in session.edits] == ["b[0][0]"]
    session.reset()
    assert session.edits == []
    assert session.message == ""


def test_the_run_and_its_command_say_that_a_weight_was_set(session):
    session.step()
    session.edit_weight(2, (1, 0), -1.25)
    assert session.run.message == "Set by hand: W[2][1, 0] = -1.25 after epoch 1."
    assert session.command().endswith("\n# by hand: W[2][1, 0] = -1.25 after epoch 1")
    assert session.python().endswith("\n# by hand: W[2][1, 0] = -1.25 after epoch 1")


def test_going_on_from_the_beginning_keeps_what_was_set_there(session):
    session.edit_weight(0, (0,), 3.0)
    session.step()
    session.go_to_epoch(0)
    session.fork()
    assert session.epoch == 0
    assert session.parameters.b[0][0] == 3.0


def test_a_weight_that_is_set_in_an_epoch_is_forgotten_with_it(session):
    session.step()
    session.step_batch()
    session.edit_weight(0, (0,), 3.0)
    session.change(learning_rate=0.1)
    assert session.edits == []
    assert session.parameters.b[0][0] != 3.0


def test_a_rate_after_an_optimizer_after_a_weight_at_one_epoch(session):
    session.step()
    for optimizer in ("adam", "momentum", "sgd", "adam"):
        session.change(optimizer=optimizer)
        session.edit_weight(0, (0,), 3.0)
    session.change(learning_rate=0.1)
    session.step()
    assert np.isfinite(session.parameters.theta).all()


def test_looking_back_finds_the_edited_state(session):
    session.step()
    session.edit_weight(0, (1, 3), 9.0)
    session.step()
    session.go_to_epoch(1)
    assert session.parameters.W[0][1, 3] == 9.0


@pytest.mark.parametrize(
    ("layer", "place", "value", "message"),
    [
        (3, (0, 0), 1.0, r"no W\[3\]\[0, 0\]"),
        (-1, (0,), 1.0, r"no b\[-1\]\[0\]"),
        (0, (2, 0), 1.0, r"no W\[0\]\[2, 0\]"),
        (0, (0, -1), 1.0, "There is no W"),
        (0, (0, 0), float("nan"), "finite number"),
    ],
)
def test_what_cannot_be_set_changes_nothing(session, layer, place, value, message):
    theta = session.parameters.theta
    with pytest.raises(nn.NNPlayError, match=message):
        session.edit_weight(layer, place, value)
    assert np.array_equal(session.parameters.theta, theta)
    assert session.edits == []


def test_lbfgs_keeps_its_own_weights():
    session = PlaygroundSession("circle", [2], nn.Recipe(samples=40, epochs=5, optimizer="lbfgs", batch_size=None))
    with pytest.raises(nn.NNPlayError, match="L-BFGS"):
        session.edit_weight(0, (0, 0), 1.0)
    session.close()
