import numpy as np
import pytest

import nnplay as nn
from nnplay.playground.session import Bench


@pytest.fixture
def bench():
    made = Bench("circle", [4, 2], nn.Recipe(samples=60, epochs=20, optimizer="sgd"))
    yield made
    made.close()


def test_an_edit_is_where_the_training_goes_on(bench):
    for _ in range(3):
        bench.step()
    theta = bench.parameters.theta.copy()
    bench.edit(1, (2, 1), 0.5)
    changed = np.flatnonzero(bench.parameters.theta != theta)
    assert changed.tolist() == [bench.parameters.layout.blocks[1].places["W"][0] + 5]
    assert bench.parameters.W[1][2, 1] == 0.5
    assert bench.rows[-1]["train_loss"] == bench.snapshot.loss
    other = nn.train("circle", [4, 2], samples=60, epochs=3, optimizer="sgd")
    assert bench.snapshot.loss != other.metrics["train"]["loss"]
    bench.step()
    assert bench.epoch == 4
    assert abs(bench.parameters.W[1][2, 1] - 0.5) < 0.2


def test_a_fork_after_an_edit_begins_with_it(bench):
    bench.step()
    bench.edit(0, (0,), 3.0)
    assert bench.change(learning_rate=0.1)
    assert bench.parameters.b[0][0] == 3.0
    assert [edit.name for edit in bench.edits] == ["b[0][0]"]
    bench.reset()
    assert bench.edits == []
    assert bench.message == ""


def test_the_run_and_its_command_say_that_a_weight_was_set(bench):
    bench.step()
    bench.edit(2, (1, 0), -1.25)
    assert bench.run.message == "Set by hand: W[2][1, 0] = -1.25 after epoch 1."
    assert bench.command().endswith("\n# by hand: W[2][1, 0] = -1.25 after epoch 1")
    assert bench.python().endswith("\n# by hand: W[2][1, 0] = -1.25 after epoch 1")


def test_going_on_from_the_beginning_keeps_what_was_set_there(bench):
    bench.edit(0, (0,), 3.0)
    bench.step()
    bench.look(0)
    bench.fork()
    assert bench.epoch == 0
    assert bench.parameters.b[0][0] == 3.0


def test_a_weight_that_is_set_in_an_epoch_is_forgotten_with_it(bench):
    bench.step()
    bench.step_batch()
    bench.edit(0, (0,), 3.0)
    bench.change(learning_rate=0.1)
    assert bench.edits == []
    assert bench.parameters.b[0][0] != 3.0


def test_a_rate_after_an_optimizer_after_a_weight_at_one_epoch(bench):
    bench.step()
    for optimizer in ("adam", "momentum", "sgd", "adam"):
        bench.change(optimizer=optimizer)
        bench.edit(0, (0,), 3.0)
    bench.change(learning_rate=0.1)
    bench.step()
    assert np.isfinite(bench.parameters.theta).all()


def test_looking_back_finds_the_edited_state(bench):
    bench.step()
    bench.edit(0, (1, 3), 9.0)
    bench.step()
    bench.look(1)
    assert bench.parameters.W[0][1, 3] == 9.0


@pytest.mark.parametrize(
    ("layer", "place", "value", "told"),
    [
        (3, (0, 0), 1.0, r"no W\[3\]\[0, 0\]"),
        (-1, (0,), 1.0, r"no b\[-1\]\[0\]"),
        (0, (2, 0), 1.0, r"no W\[0\]\[2, 0\]"),
        (0, (0, -1), 1.0, "There is no W"),
        (0, (0, 0), float("nan"), "finite number"),
    ],
)
def test_what_cannot_be_set_changes_nothing(bench, layer, place, value, told):
    theta = bench.parameters.theta
    with pytest.raises(nn.NNPlayError, match=told):
        bench.edit(layer, place, value)
    assert np.array_equal(bench.parameters.theta, theta)
    assert bench.edits == []


def test_lbfgs_keeps_its_own_weights():
    bench = Bench("circle", [2], nn.Recipe(samples=40, epochs=5, optimizer="lbfgs", batch_size=None))
    with pytest.raises(nn.NNPlayError, match="L-BFGS goes on from its own weights"):
        bench.edit(0, (0, 0), 1.0)
    bench.close()
