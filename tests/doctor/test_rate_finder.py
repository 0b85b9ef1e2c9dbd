"""The learning-rate finder."""

import warnings
from threading import Event

import numpy as np
import pytest

import nnplay as nn
from nnplay.doctor.rate_trials import MIN_EPOCHS, affordable_epochs
from nnplay.errors import NNPlayError
from nnplay.training.session import TrainingSession

dense = nn.Architecture.dense


def test_a_rate_is_found_with_which_it_learns():
    found = nn.learning_rates("spiral", dense((8, 8), "tanh"), steps=120, seeds=0)
    assert found.trials == ()
    assert found.check == ""
    assert found.suggestion == found.candidate
    assert 1e-4 < found.suggestion < 0.3
    assert len(found.rates) == len(found.losses)
    np.testing.assert_allclose(np.diff(np.log(found.rates)), np.log(found.rates[1] / found.rates[0]))
    run = nn.train("spiral", dense((8, 8), "tanh"), epochs=300, learning_rate=found.suggestion)
    slow = nn.train("spiral", dense((8, 8), "tanh"), epochs=300, learning_rate=found.suggestion / 300)
    assert run.metrics["train"]["loss"] < slow.metrics["train"]["loss"]
    again = nn.learning_rates("spiral", dense((8, 8), "tanh"), steps=120, seeds=0)
    np.testing.assert_array_equal(found.losses, again.losses)
    assert "learning_rate=" in str(found)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "rmsprop", "lion"])
@pytest.mark.parametrize("data", ["digits", "wine", "diabetes"])
def test_where_it_falls_and_where_it_explodes(data, optimizer):
    found = nn.learning_rates(data, (16,), optimizer=optimizer, seeds=0)
    best = int(np.flatnonzero(np.isclose(found.rates, 10 * found.suggestion))[0])
    assert best <= found.losses.argmin()
    assert found.losses[best] < 0.5 * found.losses[0]
    assert found.suggestion / 30 < found.steepest <= found.rates[best]  # on the way down, not in the noise before it
    run = nn.train(data, (16,), optimizer=optimizer, learning_rate=found.suggestion, epochs=20)
    assert run.metrics["train"]["loss"] < 0.7 * run.history["train_loss"][0]


def test_it_ends_where_the_loss_explodes():
    found = nn.learning_rates("diabetes", (16,), highest=1e6, seeds=0)
    assert found.rates[-1] < 1e6
    assert np.isfinite(found.losses).all()


def test_the_picture():
    found = nn.learning_rates("wine", (8,), steps=60, seeds=0)
    (ax,) = found.plot().axes
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), found.rates)
    assert ax.lines[1].get_xdata()[0] == found.suggestion


NET = (32, 16)


def scores(data, rate, seeds):
    """Mean test score, of splits and first weights that the check has not seen."""
    name = "accuracy" if nn.load(data).task == "classification" else "r2"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runs = [nn.train(data, NET, learning_rate=rate, seed=s, optimizer="momentum") for s in seeds]
        return np.mean([run.metrics["test"][name] for run in runs])


@pytest.mark.slow
@pytest.mark.parametrize("data", ["spiral", "circle", "iris", "diabetes"])
@pytest.mark.parametrize("current", [0.02, 1e-5])
def test_the_suggestion_is_no_worse_than_the_current_rate(data, current):
    runs = []
    found = nn.learning_rates(
        data, NET, learning_rate=current, optimizer="momentum", on_run=lambda *run: runs.append(run)
    )
    assert found.current == found.trials[0].rate == current
    assert runs == [(trial.rate, k, len(runs)) for k, trial in enumerate(found.trials * 3, 1)]
    chosen = next(trial for trial in found.trials if trial.rate == found.suggestion)
    assert chosen is found.trials[0] or chosen.not_worse_than(found.trials[0])
    assert scores(data, found.suggestion, range(10, 13)) >= scores(data, current, range(10, 13)) - 0.02
    assert f"{len(runs)} runs of 200 epochs, 3 seeds for each rate, on the validation rows" in str(found)
    if current == 1e-5:
        assert found.suggestion > current


def test_spiral_keeps_the_rate_with_which_it_is_learned():
    found = nn.learning_rates("spiral")
    assert found.suggestion == found.current == 0.02
    assert found.candidate < 0.01
    assert "the current rate is kept" in found.check


def test_a_rate_that_diverges_is_replaced():
    found = nn.learning_rates("diabetes", (16,), learning_rate=50.0, epochs=40, optimizer="momentum")
    assert not np.isfinite(found.trials[0].loss)
    assert found.suggestion < 1
    assert np.isfinite(next(trial.loss for trial in found.trials if trial.rate == found.suggestion))


def test_a_trial_is_the_run_that_train_makes():
    found = nn.learning_rates("wine", (8,), epochs=12, seeds=2, validation_fraction=0.2, seed=5)
    for trial in found.trials:
        runs = [
            nn.train("wine", (8,), epochs=12, validation_fraction=0.2, seed=5 + k, learning_rate=trial.rate)
            for k in range(2)
        ]
        np.testing.assert_allclose(trial.losses, [run.metrics["validation"]["loss"] for run in runs], rtol=1e-6)
        np.testing.assert_allclose(trial.scores, [run.metrics["validation"]["accuracy"] for run in runs])
        assert trial.epochs == 12


def test_the_trials_are_short_where_epochs_are_long():
    X = np.random.default_rng(0).normal(size=(20_000, 50))
    problem = TrainingSession.start(nn.Dataset.from_arrays(X, X[:, 0]), (256, 256), epochs=200).problem
    assert MIN_EPOCHS <= affordable_epochs(problem, 9) < 20
    assert affordable_epochs(TrainingSession.start("iris", (4,), epochs=50).problem, 9) == 50


def test_the_check_ends_when_it_is_stopped():
    stop = Event()
    found = nn.learning_rates("iris", (4,), epochs=10, on_run=lambda rate, run, runs: stop.set(), stop=stop)
    assert found.trials == ()
    assert found.suggestion == found.candidate


def test_few_rows_are_compared_on_the_training_rows():
    found = nn.learning_rates("linnerud", (4,), epochs=20)
    assert {trial.part for trial in found.trials} == {"train"}


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"lowest": 1.0, "highest": 0.1}, "lowest"),
        ({"lowest": 0.0}, "lowest"),
        ({"lowest": float("nan")}, "lowest"),
        ({"steps": 3}, "10 to 100,000"),
        ({"seeds": -1}, "seeds"),
        ({"seeds": 1.5}, "seeds"),
        ({"optimizer": "lbfgs"}, "gradient-descent"),
        ({"data": "diabetes", "lowest": 1e5, "highest": 1e6}, "exploded at once"),
    ],
)
def test_a_finder_that_cannot_be(settings, told):
    with pytest.raises(NNPlayError, match=told):
        nn.learning_rates(settings.pop("data", "iris"), (4,), **settings)
