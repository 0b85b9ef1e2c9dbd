"""The session that every interactive interface uses."""

import shlex

import numpy as np
import pytest

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession

NET = nn.Architecture.dense((5,), activation="tanh")


@pytest.fixture
def session():
    made = PlaygroundSession("circle", NET, nn.Recipe(epochs=20, noise=0.1))
    yield made
    made.close()


def finish(session):
    session.play()
    session.player.wait()
    return session.run


def test_it_begins_untrained_and_ends_as_train_does(session):
    assert (session.epoch, session.playing, session.finished) == (0, False, False)
    expected = nn.train("circle", NET, epochs=20, noise=0.1)
    np.testing.assert_array_equal(finish(session).parameters.theta, expected.parameters.theta)
    assert session.finished


def test_batches_and_epochs(session):
    session.step_batch()
    assert (session.snapshot.epoch, session.snapshot.batches) == (0, 1)
    session.step()
    assert (session.snapshot.epoch, session.snapshot.batches) == (1, 0)
    expected = nn.train("circle", NET, epochs=20, noise=0.1)
    np.testing.assert_array_equal(finish(session).parameters.theta, expected.parameters.theta)


def test_a_change_on_the_way_forks_and_any_other_begins_anew(session):
    for _ in range(5):
        session.step()
    assert session.change(learning_rate=0.3) is True
    assert (session.epoch, session.run.past[0].until) == (5, 5)
    expected = nn.train("circle", NET, epochs=20, noise=0.1).fork(5, learning_rate=0.3)
    np.testing.assert_array_equal(finish(session).parameters.theta, expected.parameters.theta)
    assert session.change(seed=4) is False
    assert (session.epoch, session.recipe.learning_rate) == (0, 0.3)
    fresh = nn.train("circle", NET, epochs=20, noise=0.1, learning_rate=0.3, seed=4)
    np.testing.assert_array_equal(finish(session).parameters.theta, fresh.parameters.theta)
    assert session.change(noise=0.4) is False
    assert session.dataset.fingerprint == nn.load("circle", noise=0.4).fingerprint


def test_back_and_a_fork_from_there(session):
    finish(session)
    assert session.go_to_epoch(7) == 7
    np.testing.assert_array_equal(session.parameters.theta, session.run.at(7).parameters.theta)
    session.change(optimizer="adam", learning_rate=0.01)
    assert (session.epoch, session.finished) == (7, False)
    assert session.go_to_epoch(3) == 3
    session.step()
    assert (session.past_epoch, session.epoch) == (None, 8)


def test_the_newest_weights_are_reached_again_within_an_epoch(session):
    session.step()
    session.step_batch()
    newest = session.parameters.theta
    assert session.step_in_time(-1) == 1
    assert session.past_epoch == 1
    assert session.step_in_time(-1) == 0
    session.step_in_time(1)
    assert session.past_epoch == 1
    for forward in (session.go_to_newest, lambda: session.step_in_time(1)):
        session.go_to_epoch(1)
        forward()
        assert session.past_epoch is None
        np.testing.assert_array_equal(session.parameters.theta, newest)


def test_the_newest_epoch_is_reached_again_when_its_state_is_not_stored():
    session = PlaygroundSession("xor", (3,), nn.Recipe(epochs=200), memory=2000)
    while session.snapshot.epoch in session.training_session.state_history.epochs:
        session.step()
    newest, epoch = session.parameters.theta, session.epoch
    for forward in (lambda: session.go_to_epoch(epoch), session.go_to_newest, lambda: session.step_in_time(1)):
        assert session.step_in_time(-1) < epoch
        forward()
        assert (session.past_epoch, session.epoch) == (None, epoch)
        np.testing.assert_array_equal(session.parameters.theta, newest)
    session.close()


def test_reset_gives_the_same_weights(session):
    first = session.parameters.theta
    finish(session)
    session.reset()
    np.testing.assert_array_equal(session.parameters.theta, first)
    assert session.rows[0]["epoch"] == 0
    assert len(session.rows) == 1


def test_other_networks_and_other_data(session):
    session.set_architecture(nn.Architecture.dense((3, 3), loss="hinge"))
    assert session.problem.architecture.widths == (2, 3, 3, 1)
    session.use_data("iris")
    assert session.problem.architecture.widths == (4, 3, 3, 3)
    assert session.problem.architecture.loss == "cross_entropy"
    session.use_data("diabetes", features=("bmi", "bp"))
    assert (session.problem.architecture.widths, session.problem.architecture.loss) == ((2, 3, 3, 1), "mse")
    session.change(features=("bmi", "bp", "age"))
    assert session.problem.architecture.widths[0] == 3


def test_other_data_begin_with_the_defaults_of_their_settings(session, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("zip,age,y\n" + "".join(f"{k % 3},{k if k % 7 else ''},{'ab'[k % 2]}\n" for k in range(40)))
    session.use_data(str(path), exclude="age", columns={"zip": "category"}, missing="refuse", unknown="refuse")
    assert session.problem.encoding.names == ("zip=0", "zip=1", "zip=2")
    assert (session.recipe.missing, session.recipe.unknown) == ("refuse", "refuse")
    session.use_data(str(path))
    assert session.problem.encoding.names == ("zip", "age", "age (missing)")
    for name in ("exclude", "columns", "missing", "unknown"):
        assert getattr(session.recipe, name) == nn.Recipe.model_fields[name].default


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda b: b.change(learning_rate=-1), "learning_rate must be"),
        (lambda b: b.change(optimizer="adamm"), "did you mean 'adam'"),
        (lambda b: b.use_data("nothing.csv"), "nothing.csv"),
        (lambda b: b.set_architecture(nn.Architecture.dense((10**9, 10**9))), "memory"),
        (lambda b: b.change(features=("x1", "x9")), "x9"),
        (lambda b: b.set_pace(-1), "pace"),
    ],
)
def test_an_error_leaves_everything_as_it_was(session, wrong, message):
    session.step()
    before = session.parameters, session.recipe, session.architecture, session.training_session
    with pytest.raises(NNPlayError, match=message):
        wrong(session)
    assert (session.parameters, session.recipe, session.architecture, session.training_session) == before
    session.step()
    assert session.epoch == 2


def test_saved_runs_are_compared(session):
    finish(session)
    session.save_run()
    session.change(seed=9)
    finish(session)
    session.save_run("another seed")
    assert [saved.name for saved in session.saved_runs] == [
        "1: 2 → 5 tanh → 1 sigmoid | binary_cross_entropy",
        "another seed",
    ]
    assert session.saved_runs[0].run.metrics != session.saved_runs[1].run.metrics


def test_the_command_and_the_python(session):
    session.change(seed=2, learning_rate=0.1)
    words = shlex.split(session.command())
    assert words == shlex.split(
        "nnplay train circle --hidden 5 --activation tanh --noise 0.1 --epochs 20 --learning-rate 0.1 --seed 2"
    )
    names = {}
    exec(session.python(), names)
    np.testing.assert_array_equal(names["run"].parameters.theta, finish(session).parameters.theta)


def test_what_is_seen_is_of_one_moment(session):
    finish(session)
    session.go_to_epoch(7)
    view_state = session.view_state()
    np.testing.assert_array_equal(view_state.parameters.theta, session.parameters.theta)
    assert (view_state.epoch, view_state.past_epoch, view_state.snapshot.epoch) == (7, 7, 20)
    part, truth, predicted = view_state.evaluation()
    assert part == "test"
    share = float(np.mean(truth == predicted))
    assert share == session.rows[7]["test_accuracy"]


def test_a_saved_run_is_restored_and_continues(session):
    finish(session)
    saved = session.save_run()
    theta = session.parameters.theta.copy()
    session.change(learning_rate=0.3, seed=2)
    assert saved.differences(session.requested_architecture(), session.recipe) == "--learning-rate 0.02 --seed 0"
    session.restore(saved.run, saved.architecture)
    assert (session.epoch, session.recipe.epochs, session.finished, session.architecture) == (20, 40, False, NET)
    np.testing.assert_array_equal(session.parameters.theta, theta)
    finish(session)
    whole = nn.train("circle", NET, epochs=40, noise=0.1)
    np.testing.assert_array_equal(session.parameters.theta, whole.parameters.theta)
    session.delete_run(0)
    assert session.saved_runs == []


def test_a_saved_run_is_opened_and_what_is_none_changes_nothing(session, tmp_path):
    path = tmp_path / "net.nnplay"
    saved = nn.train("iris", nn.Architecture.dense((6,), "relu", loss="focal", output="softmax"), epochs=10)
    saved.save(path)
    session.open_run(str(path))
    np.testing.assert_array_equal(session.parameters.theta, saved.parameters.theta)
    assert session.architecture == nn.Architecture.dense((6,), "relu", loss="focal", output="softmax")
    assert shlex.split(session.command())[:3] == ["nnplay", "train", "iris"]
    session.reset()
    assert session.epoch == 0
    frame = {"a": [1.0, 2.0, 3.0, 4.0] * 5, "b": [0.0, 1.0, 1.0, 0.0] * 5}
    nn.train(frame, NET, epochs=2, target="b").save(path)
    before = session.view_state()
    with pytest.raises(NNPlayError, match="not recorded where these data came from"):
        session.open_run(str(path))
    assert session.view_state().problem is before.problem


def test_the_command_leads_to_what_is_shown(tmp_path):
    session = PlaygroundSession("circle", (4,), nn.Recipe(epochs=9))
    for _ in range(4):
        session.step()
    assert "--epochs 4" in session.command()
    session.go_to_epoch(2)
    assert "--epochs 2" in session.command()
    made = {}
    exec(session.python(), made)
    np.testing.assert_array_equal(made["run"].parameters.theta, session.parameters.theta)
    session.change(learning_rate=0.2)
    assert "--epochs 9" in session.command()
    session.step()
    exec(session.python(), made)
    np.testing.assert_array_equal(made["run"].parameters.theta, session.parameters.theta)
    session.close()
    ahead = PlaygroundSession("circle", (4,), nn.Recipe(epochs=9, schedule="cosine"))
    ahead.step()
    assert "--epochs 9" in ahead.command()
    ahead.close()


def test_at_full_speed_every_epoch_is_recorded_and_steps_are_epochs():
    session = PlaygroundSession("spiral", (8, 8), nn.Recipe(epochs=100_000, batch_size=10))
    seen = set()
    session.play()
    while session.epoch < 300:
        seen.add(session.snapshot.epoch)
    session.pause()
    epoch = session.epoch
    assert [row["epoch"] for row in session.rows] == list(range(epoch + 1))
    for k in (1, 2, 3):
        session.step()
        assert session.epoch == len(session.rows) - 1 == epoch + k
    session.set_pace(1000.0)
    session.play()
    session.pause()
    assert [row["epoch"] for row in session.rows] == list(range(session.epoch + 1))
    session.close()
    again = PlaygroundSession("spiral", (8, 8), nn.Recipe(epochs=epoch + 3, batch_size=10))
    while again.epoch < epoch + 3:
        again.step()
    assert (
        again.parameters.theta.tobytes() == session.training_session.state_history.parameters(epoch + 3).theta.tobytes()
    )
