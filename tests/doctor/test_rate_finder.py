"""The learning-rate finder."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.errors import NNPlayError

dense = nn.Architecture.dense


def test_a_rate_is_found_with_which_it_learns():
    found = nn.learning_rates("spiral", dense((8, 8), "tanh"), steps=120)
    assert 1e-4 < found.suggestion < 0.3
    assert len(found.rates) == len(found.losses)
    np.testing.assert_allclose(np.diff(np.log(found.rates)), np.log(found.rates[1] / found.rates[0]))
    run = nn.train("spiral", dense((8, 8), "tanh"), epochs=300, learning_rate=found.suggestion)
    slow = nn.train("spiral", dense((8, 8), "tanh"), epochs=300, learning_rate=found.suggestion / 300)
    assert run.metrics["train"]["loss"] < slow.metrics["train"]["loss"]
    again = nn.learning_rates("spiral", dense((8, 8), "tanh"), steps=120)
    np.testing.assert_array_equal(found.losses, again.losses)
    assert "learning_rate=" in str(found)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "rmsprop", "lion"])
@pytest.mark.parametrize("data", ["digits", "wine", "diabetes"])
def test_where_it_falls_and_where_it_explodes(data, optimizer):
    found = nn.learning_rates(data, (16,), optimizer=optimizer)
    best = int(np.flatnonzero(np.isclose(found.rates, 10 * found.suggestion))[0])
    assert best <= found.losses.argmin()
    assert found.losses[best] < 0.5 * found.losses[0]
    assert found.suggestion / 30 < found.steepest <= found.rates[best]  # on the way down, not in the noise before it
    run = nn.train(data, (16,), optimizer=optimizer, learning_rate=found.suggestion, epochs=20)
    assert run.metrics["train"]["loss"] < 0.7 * run.history["train_loss"][0]


def test_it_ends_where_the_loss_explodes():
    found = nn.learning_rates("diabetes", (16,), highest=1e6)
    assert found.rates[-1] < 1e6
    assert np.isfinite(found.losses).all()


def test_the_picture():
    found = nn.learning_rates("wine", (8,), steps=60)
    (ax,) = found.plot().axes
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), found.rates)
    assert ax.lines[1].get_xdata()[0] == found.suggestion


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"lowest": 1.0, "highest": 0.1}, "lowest"),
        ({"lowest": 0.0}, "lowest"),
        ({"lowest": float("nan")}, "lowest"),
        ({"steps": 3}, "10 to 100,000"),
        ({"optimizer": "lbfgs"}, "gradient-descent"),
        ({"data": "diabetes", "lowest": 1e5, "highest": 1e6}, "exploded at once"),
    ],
)
def test_a_finder_that_cannot_be(settings, told):
    with pytest.raises(NNPlayError, match=told):
        nn.learning_rates(settings.pop("data", "iris"), (4,), **settings)
