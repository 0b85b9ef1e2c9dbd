"""The bench: what every door that plays does with one network."""

import shlex

import numpy as np
import pytest

import nnplay as nn
from nnplay.errors import NNPlayError
from nnplay.playground.session import Bench

NET = nn.Architecture.dense((5,), activation="tanh")


@pytest.fixture
def bench():
    made = Bench("circle", NET, nn.Recipe(epochs=20, noise=0.1))
    yield made
    made.close()


def finish(bench):
    bench.play()
    bench.player.wait()
    return bench.run


def test_it_begins_untrained_and_ends_as_train_does(bench):
    assert (bench.epoch, bench.playing, bench.ended) == (0, False, False)
    expected = nn.train("circle", NET, epochs=20, noise=0.1)
    np.testing.assert_array_equal(finish(bench).parameters.theta, expected.parameters.theta)
    assert bench.ended


def test_batches_and_epochs(bench):
    bench.step_batch()
    assert (bench.snapshot.epoch, bench.snapshot.batches) == (0, 1)
    bench.step()
    assert (bench.snapshot.epoch, bench.snapshot.batches) == (1, 0)
    expected = nn.train("circle", NET, epochs=20, noise=0.1)
    np.testing.assert_array_equal(finish(bench).parameters.theta, expected.parameters.theta)


def test_a_change_on_the_way_forks_and_any_other_begins_anew(bench):
    for _ in range(5):
        bench.step()
    assert bench.change(learning_rate=0.3) is True
    assert (bench.epoch, bench.run.past[0].until) == (5, 5)
    expected = nn.train("circle", NET, epochs=20, noise=0.1).fork(5, learning_rate=0.3)
    np.testing.assert_array_equal(finish(bench).parameters.theta, expected.parameters.theta)
    assert bench.change(seed=4) is False
    assert (bench.epoch, bench.recipe.learning_rate) == (0, 0.3)
    fresh = nn.train("circle", NET, epochs=20, noise=0.1, learning_rate=0.3, seed=4)
    np.testing.assert_array_equal(finish(bench).parameters.theta, fresh.parameters.theta)
    assert bench.change(noise=0.4) is False
    assert bench.dataset.fingerprint == nn.load("circle", noise=0.4).fingerprint


def test_back_and_a_fork_from_there(bench):
    finish(bench)
    assert bench.look(7) == 7
    np.testing.assert_array_equal(bench.parameters.theta, bench.run.at(7).parameters.theta)
    bench.change(optimizer="adam", learning_rate=0.01)
    assert (bench.epoch, bench.ended) == (7, False)
    assert bench.look(3) == 3
    bench.step()
    assert (bench.back, bench.epoch) == (None, 8)


def test_reset_gives_the_same_weights(bench):
    first = bench.parameters.theta
    finish(bench)
    bench.reset()
    np.testing.assert_array_equal(bench.parameters.theta, first)
    assert bench.rows[0]["epoch"] == 0
    assert len(bench.rows) == 1


def test_other_networks_and_other_data(bench):
    bench.build(nn.Architecture.dense((3, 3), loss="hinge"))
    assert bench.problem.architecture.widths == (2, 3, 3, 1)
    bench.use("iris")
    assert bench.problem.architecture.widths == (4, 3, 3, 3)
    assert bench.problem.architecture.loss == "cross_entropy"
    bench.use("diabetes", features=("bmi", "bp"))
    assert (bench.problem.architecture.widths, bench.problem.architecture.loss) == ((2, 3, 3, 1), "mse")
    bench.change(features=("bmi", "bp", "age"))
    assert bench.problem.architecture.widths[0] == 3


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda b: b.change(learning_rate=-1), "learning_rate must be"),
        (lambda b: b.change(optimizer="adamm"), "did you mean 'adam'"),
        (lambda b: b.use("nothing.csv"), "nothing.csv"),
        (lambda b: b.build(nn.Architecture.dense((10**9, 10**9))), "memory"),
        (lambda b: b.change(features=("x1", "x9")), "x9"),
        (lambda b: b.keep_pace(-1), "pace"),
    ],
)
def test_an_error_leaves_everything_as_it_was(bench, wrong, told):
    bench.step()
    before = bench.parameters, bench.recipe, bench.architecture, bench.course
    with pytest.raises(NNPlayError, match=told):
        wrong(bench)
    assert (bench.parameters, bench.recipe, bench.architecture, bench.course) == before
    bench.step()
    assert bench.epoch == 2


def test_what_is_kept_is_compared(bench):
    finish(bench)
    bench.keep()
    bench.change(seed=9)
    finish(bench)
    bench.keep("another seed")
    assert [kept.name for kept in bench.kept] == ["1: 2 → 5 tanh → 1 sigmoid | binary_cross_entropy", "another seed"]
    assert bench.kept[0].run.metrics != bench.kept[1].run.metrics


def test_the_command_and_the_python(bench):
    bench.change(seed=2, learning_rate=0.1)
    words = shlex.split(bench.command())
    assert words == shlex.split(
        "nnplay train circle --hidden 5 --activation tanh --noise 0.1 --epochs 20 --learning-rate 0.1 --seed 2"
    )
    names = {}
    exec(bench.python(), names)
    np.testing.assert_array_equal(names["run"].parameters.theta, finish(bench).parameters.theta)


def test_what_is_seen_is_of_one_moment(bench):
    finish(bench)
    bench.look(7)
    seen = bench.seen()
    np.testing.assert_array_equal(seen.parameters.theta, bench.parameters.theta)
    assert (seen.epoch, seen.back, seen.snapshot.epoch) == (7, 7, 20)
    part, truth, predicted = seen.judged()
    assert part == "test"
    share = float(np.mean(truth == predicted))
    assert share == bench.rows[7]["test_accuracy"]


def test_a_kept_training_comes_back_and_goes_on(bench):
    finish(bench)
    kept = bench.keep()
    theta = bench.parameters.theta.copy()
    bench.change(learning_rate=0.3, seed=2)
    assert kept.told(bench.wanted(), bench.recipe) == "--learning-rate 0.02 --seed 0"
    bench.take(kept.run, kept.architecture)
    assert (bench.epoch, bench.recipe.epochs, bench.ended, bench.architecture) == (20, 40, False, NET)
    np.testing.assert_array_equal(bench.parameters.theta, theta)
    finish(bench)
    whole = nn.train("circle", NET, epochs=40, noise=0.1)
    np.testing.assert_array_equal(bench.parameters.theta, whole.parameters.theta)
    bench.drop(0)
    assert bench.kept == []


def test_a_saved_run_is_opened_and_what_is_none_changes_nothing(bench, tmp_path):
    path = tmp_path / "net.nnplay"
    saved = nn.train("iris", nn.Architecture.dense((6,), "relu", loss="focal", output="softmax"), epochs=10)
    saved.save(path)
    bench.open(str(path))
    np.testing.assert_array_equal(bench.parameters.theta, saved.parameters.theta)
    assert bench.architecture == nn.Architecture.dense((6,), "relu", loss="focal", output="softmax")
    assert shlex.split(bench.command())[:3] == ["nnplay", "train", "iris"]
    bench.reset()
    assert bench.epoch == 0
    frame = {"a": [1.0, 2.0, 3.0, 4.0] * 5, "b": [0.0, 1.0, 1.0, 0.0] * 5}
    nn.train(frame, NET, epochs=2, target="b").save(path)
    before = bench.seen()
    with pytest.raises(NNPlayError, match="does not know where its data came from"):
        bench.open(str(path))
    assert bench.seen().problem is before.problem


def test_the_command_leads_to_what_is_shown(tmp_path):
    bench = Bench("circle", (4,), nn.Recipe(epochs=9))
    for _ in range(4):
        bench.step()
    assert "--epochs 4" in bench.command()
    bench.look(2)
    assert "--epochs 2" in bench.command()
    made = {}
    exec(bench.python(), made)
    np.testing.assert_array_equal(made["run"].parameters.theta, bench.parameters.theta)
    bench.change(learning_rate=0.2)
    assert "--epochs 9" in bench.command()
    bench.step()
    exec(bench.python(), made)
    np.testing.assert_array_equal(made["run"].parameters.theta, bench.parameters.theta)
    bench.close()
    ahead = Bench("circle", (4,), nn.Recipe(epochs=9, schedule="cosine"))
    ahead.step()
    assert "--epochs 9" in ahead.command()
    ahead.close()
