"""Whatever the rows, the scale and the settings: training ends with finite weights, or tells that it diverged."""

import re
import warnings

import numpy as np
import pytest

import nnplay as nn
from nnplay.catalog import activations, optimizers

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
NUMBERS = X @ [1.0, -2.0, 0.5]
LABELS = np.where(X[:, 0] > 0.3, "yes", "no")
TOLD = r"stopped being finite in epoch \d+ at the learning rate \S+ \(the largest weights are in .*layer.*\): try .*\."


def trained(rows=X, target=NUMBERS, architecture=(8,), **settings):
    """(the run, what was warned of): finite in every weight, or kept from before the divergence that was told."""
    data = nn.Dataset.from_arrays(rows, target, task="classification" if target is LABELS else "regression")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run = nn.train(data, architecture, **{"epochs": 10, **settings})
    said = [str(each.message) for each in caught if each.category is nn.DivergenceWarning]
    assert np.isfinite(run.parameters.theta).all()
    assert len(said) == (run.status == "diverged")
    assert all(re.match(TOLD, sentence[sentence.index("stopped") :]) for sentence in said)
    if not said:
        assert np.isfinite(run.history["train_loss"][1:]).all()
    return run, "".join(said)


@pytest.mark.parametrize("optimizer", sorted(optimizers))
def test_the_largest_learning_rate_is_survived_or_told(optimizer):
    for activation in sorted(activations):
        hidden = nn.Architecture.dense((6, 6), activation)
        _, said = trained(target=LABELS, architecture=hidden, learning_rate=1e12, optimizer=optimizer, epochs=5)
        assert not said or "try a learning rate of 0.02" in said


@pytest.mark.parametrize("setting", ["learning_rate", "l1", "l2", "weight_decay"])
def test_what_is_beyond_reason_is_refused(setting):
    with pytest.raises(nn.NNPlayError, match=f"{setting} must be less than or equal to 1000000000000, not 1e[+]30"):
        trained(**{setting: 1e30})


@pytest.mark.parametrize("setting", ["l1", "l2", "weight_decay"])
def test_a_huge_penalty_is_told_by_its_name(setting):
    _, said = trained(**{setting: 1e6}, optimizer="sgd")
    assert f"try a smaller {setting}, a learning rate of" in said
    run, said = trained(**{setting: 1e6}, optimizer="lbfgs")  # whose line search makes small steps
    assert not said
    assert run.status != "diverged"


@pytest.mark.parametrize("optimizer", ["adam", "adagrad", "rmsprop"])
def test_a_square_that_float32_cannot_hold_is_told_and_float64_learns(optimizer):
    _, said = trained(X * 1e15, scale="none", optimizer=optimizer)
    assert f"The state of {optimizer} stopped being finite in epoch 1" in said
    assert "scale='standard'" in said
    for settings in ({"dtype": "float64"}, {"clip": 1.0}):
        run, said = trained(X * 1e15, scale="none", optimizer=optimizer, **settings)
        assert not said
        assert run.history["train_loss"][-1] < run.history["train_loss"][0]


def test_a_statistic_that_float32_cannot_hold_is_told_and_float64_learns():
    normalised = nn.Architecture.dense((8,), norm="batch")
    _, said = trained(X * 1e25, architecture=normalised, scale="none", optimizer="momentum")
    assert said.startswith("A statistic of the normalization stopped being finite in epoch 1")
    run, said = trained(X * 1e25, architecture=normalised, scale="none", optimizer="momentum", dtype="float64")
    assert not said
    assert run.history["train_loss"][-1] < 5 < run.history["train_loss"][0]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("scale", ["standard", "minmax", "none"])
@pytest.mark.parametrize("norm", [None, "layer"])
def test_any_scale_of_the_features_is_survived_or_told(scale, dtype, norm):
    mixed = np.column_stack([X[:, 0] * 1e-30, X[:, 1] * 1e30, X[:, 2]])
    outlier = np.vstack([X[:-1], [[1e300, -1.7e308, 1e-310]]])
    for rows in (X * 1e-300, X * 1e-40, X * 1e-30, X * 1e18, X * 1e30, X * 1e300, mixed, outlier):
        if scale == "none" and dtype == "float32" and np.abs(rows).max() > 3e38:
            with pytest.raises(nn.NNPlayError, match=r"more than float32 can hold.*scale='standard'"):
                trained(rows, scale=scale, dtype=dtype)
            continue
        for optimizer in ("sgd", "adam"):
            architecture = nn.Architecture.dense((8,), norm=norm)
            run, said = trained(rows, architecture=architecture, scale=scale, dtype=dtype, optimizer=optimizer)
            assert scale == "none" or not said
            if not said:
                assert np.isfinite(run.predict(rows)).all()


@pytest.mark.parametrize("size", [1e-310, 1e-45, 1e-30, 1e30, 1e39, 1.7e307])
def test_any_scale_of_the_targets_is_learned_alike(size):
    expected, _ = trained()
    run, said = trained(target=NUMBERS * size)
    assert not said
    np.testing.assert_allclose(run.history["train_loss"], expected.history["train_loss"], rtol=1e-4)


def test_columns_that_say_nothing_change_nothing():
    for column in (np.zeros(40), np.full(40, 5.0), np.full(40, 1e300), np.full(40, 5e-324)):
        with pytest.warns(nn.DataWarning, match="x4 is constant"):
            nn.train(nn.Dataset.from_arrays(np.column_stack([X, column]), NUMBERS), (8,), epochs=2)
        run, said = trained(np.column_stack([X, column]), input_limit=None)
        assert not said
        rows = np.column_stack([X, np.full(40, 7.0)])
        if column[0] < 1e38:
            assert np.isfinite(run.predict(rows)).all()
            continue
        with pytest.raises(nn.DataError, match="Row 1: 'x4' is so far from the training rows that float32 cannot"):
            run.predict(rows)


@pytest.mark.parametrize(("rows", "settings", "instead"), [
    (40, {"batch_size": 1}, "batch_size=2 or more"), (1, {}, "more rows"), (1, {"optimizer": "lbfgs"}, "more rows"),
])  # fmt: skip
def test_batches_of_one_row_are_not_normalised(rows, settings, instead):
    with pytest.raises(nn.NNPlayError, match=f"a batch has one row.*{instead}, or norm='layer'"):
        trained(X[:rows], NUMBERS[:rows], nn.Architecture.dense((8,), norm="batch"), **settings)
    run, said = trained(X[:rows], NUMBERS[:rows], nn.Architecture.dense((8,), norm="layer"), **settings)
    assert run.status != "diverged"
    assert not said


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize("batch", [2, 31, 32, 33, 10**12])
def test_a_last_batch_of_one_row_and_one_larger_than_the_rows_train(norm, batch):
    run, said = trained(architecture=nn.Architecture.dense((8,), norm=norm), batch_size=batch)  # of 32 rows
    assert not said
    assert run.history["train_loss"][-1] < run.history["train_loss"][0]
