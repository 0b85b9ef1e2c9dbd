"""A run that goes nowhere is begun again, and that is said; one that learns is left alone."""

import threading
import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.runs.recorder import RunRecorder, resume
from nnplay.runs.run import run_from_bytes
from nnplay.training.restarts import StartMonitor, constant_loss, restart_note
from nnplay.training.session import TrainingSession

STUCK = {"learning_rate": 2.0}  # on diabetes: the loss stays at that of the mean
DIVERGING = {"optimizer": "momentum", "learning_rate": 3.0, "max_restarts": 3, "epochs": 20}


def train(data="diabetes", architecture=None, **settings):
    """The run, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run = nn.train(data, architecture, **settings)
    return run, [str(each.message) for each in caught if each.category is nn.RestartWarning]


def without_time(history):
    return {name: column for name, column in history.items() if name != "seconds"}


def test_the_default_recipe_may_begin_again_and_one_of_your_own_not():
    assert TrainingSession.start("diabetes").problem.recipe.max_restarts == 3
    assert TrainingSession.start("diabetes", max_restarts=1).problem.recipe.max_restarts == 1
    assert TrainingSession.start("diabetes", optimizer="adam").problem.recipe.max_restarts == 0


def test_a_loss_that_stays_at_the_mean_is_noticed_and_training_begins_again():
    run, said = train(**STUCK)
    assert len(said) == run.recipe.restarts > 0
    assert run.recipe.learning_rate == pytest.approx(2.0 / 3**run.recipe.restarts)
    assert "no lower than that of a constant" in said[0]
    assert "begins again with other first weights and 0.67" in said[0]
    assert run.notes[0] == restart_note(run.recipe)
    assert "begun again" in run.notes[0]
    assert run.metrics["test"]["r2"] > 0.4
    assert run.history["epoch"] == list(range(run.recipe.epochs + 1))  # the first start is not part of it
    never, said = train(**STUCK, max_restarts=0)
    assert (never.recipe.restarts, said) == (0, [])
    assert never.metrics["test"]["r2"] < 0.1


def test_the_recipe_of_the_result_gives_the_same_run_without_a_restart():
    run, _ = train(**STUCK)
    again, said = train(architecture=run.architecture, recipe=run.recipe)
    assert said == []
    assert without_time(again.history) == without_time(run.history)
    np.testing.assert_array_equal(again.parameters.theta, run.parameters.theta)


def test_a_divergence_begins_again_until_it_learns_or_the_restarts_are_used_up():
    run, said = train(architecture=(32, 16), **DIVERGING)
    assert run.status == "finished"
    assert run.recipe.restarts == len(said) > 0
    assert "diverged in epoch" in said[0]
    run, _ = train(architecture=(32, 16), **DIVERGING | {"learning_rate": 1e11})
    assert (run.status, run.recipe.restarts) == ("diverged", 3)
    assert "begun again 3 times" in run.notes[0]


def test_rows_with_the_same_output_are_noticed_with_any_loss():
    X = np.random.default_rng(0).uniform(0.1, 1, (200, 3))
    data = {"a": X[:, 0], "b": X[:, 1], "c": X[:, 2], "y": X @ [1.0, -2.0, 3.0]}
    dead = {"initializer": "zeros", "epochs": 30, "max_restarts": 2}
    run, said = train(data, nn.Architecture.dense((8,), loss="mae"), **dead)
    assert run.recipe.restarts == 2  # the same first weights each time: nothing helps
    assert "every row has had the same output since epoch 1" in said[0]
    assert "no better than" in run.notes[1]


def test_a_network_that_dies_at_the_end_is_noticed_unless_the_best_weights_are_taken():
    monitor = StartMonitor(TrainingSession.start("diabetes", (4,), epochs=6).problem)
    session = TrainingSession.start("diabetes", (4,), epochs=6)
    last = list(session)[-1]
    assert monitor.failure(last.epoch, last.loss, last.same_output) == monitor.failure_at_end() == ""
    assert monitor.failure(last.epoch, last.loss, True) == ""  # once is not enough
    assert "same output" in monitor.failure_at_end()
    patient = StartMonitor(TrainingSession.start("diabetes", (4,), epochs=6, patience=2).problem)
    assert patient.failure(last.epoch, last.loss, True) == patient.failure_at_end() == ""


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        ("iris", {}), ("diabetes", {}), ("wine", {}), ("penguins", {}),
        ({"x": list(range(40)), "y": [1.0] * 40}, {}),  # nothing to learn
        ({"x": [0.0] * 20 + [1.0] * 20, "y": ["a"] * 20 + ["b"] * 20}, {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.filterwarnings("ignore::nnplay.DataWarning")
def test_a_run_that_learns_is_left_alone(data, settings, seed):
    run, said = train(data, seed=seed, epochs=30, **settings)
    assert (run.recipe.restarts, said) == (0, [])


def test_the_loss_of_a_constant():
    for data, expected in (("diabetes", lambda Y, p: Y.var()), ("iris", lambda Y, p: -(p * np.log(p)).sum())):
        session = TrainingSession.start(data, (5,), dtype="float64")
        Y = session.problem.parts["train"].Y
        assert constant_loss(session.problem) == pytest.approx(expected(Y, Y.mean(axis=0)), rel=1e-9)
    session = TrainingSession.start("circle", (5,), dtype="float64")
    p = session.problem.parts["train"].Y.mean()
    expected = -p * np.log(p) - (1 - p) * np.log(1 - p)
    assert constant_loss(session.problem) == pytest.approx(expected, rel=1e-9)


def test_each_restart_has_weights_of_its_own_and_none_keeps_todays():
    starts = [TrainingSession.start("iris", (5,), restarts=k).problem.start.theta for k in range(3)]
    assert np.array_equal(starts[0], TrainingSession.start("iris", (5,)).problem.start.theta)
    assert not any(np.array_equal(starts[i], starts[j]) for i in range(3) for j in range(i))


@pytest.mark.parametrize("cut", [3, 40])
def test_a_session_that_is_cut_before_or_after_its_restart_resumes_to_the_same_bits(cut):
    expected, _ = train(**STUCK)
    session = TrainingSession.start("diabetes", **STUCK)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", nn.RestartWarning)
        for k, _ in enumerate(session):
            if k == cut:
                break
        session = TrainingSession.start("diabetes", checkpoint=session.checkpoint(), **STUCK)
        for _ in session:
            pass
    run = nn.Run.from_session(session)
    assert run.recipe == expected.recipe
    assert without_time(run.history) == without_time(expected.history)
    np.testing.assert_array_equal(run.parameters.theta, expected.parameters.theta)


@pytest.mark.filterwarnings("ignore::nnplay.RestartWarning")
def test_a_stored_run_has_the_recipe_that_was_trained_and_resumes(tmp_path):
    expected, _ = train(**STUCK)
    with nn.Store(tmp_path / "runs.sqlite") as store:
        session = TrainingSession.start("diabetes", **STUCK)
        recorder = RunRecorder(store, session)
        for k, _ in enumerate(recorder.follow(session)):
            if k == 30:
                session.mark_interrupted()
                break
        recorder.finish(nn.Run.from_session(session))
        assert store.get("last").recipe["restarts"] >= 1
        session, recorder = resume(store, recorder.id)
        for _ in recorder.follow(session):
            pass
        run = nn.Run.from_session(session)
        recorder.finish(run)
        np.testing.assert_array_equal(run.parameters.theta, expected.parameters.theta)
        assert run_from_bytes(store.model(recorder.id), "it").recipe == run.recipe


def test_the_epochs_of_a_run_that_was_begun_again_can_be_visited_and_forked(tmp_path):
    run, _ = train(**STUCK)
    assert run.at(7).epoch == 7
    run.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay").with_data()
    assert loaded.recipe == run.recipe
    np.testing.assert_array_equal(loaded.at(7).parameters.theta, run.at(7).parameters.theta)
    fork = run.fork(7, learning_rate=0.01)
    assert fork.recipe.restarts == run.recipe.restarts > 0


def test_stop_ends_a_run_that_may_begin_again():
    stop = threading.Event()
    session = TrainingSession.start("diabetes", stop=stop, **STUCK)
    for snapshot in session:
        if snapshot.epoch == 2:
            stop.set()
    assert session.problem.recipe.restarts == 0


@pytest.mark.parametrize("settings", [{"max_restarts": -1}, {"max_restarts": 101}, {"restarts": -1}])
def test_bad_numbers_are_refused(settings):
    with pytest.raises(nn.NNPlayError, match="restarts"):
        nn.train("iris", **settings)
