"""Which rows make a batch, and what batch normalization learns from batches of any size."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.engine import reference
from nnplay.engine.batches import batch_starts, largest_batch
from nnplay.network.parameters import Parameters
from nnplay.training.session import TrainingSession
from nnplay.training.setup import make_problem

PLAIN, NORMALIZED = nn.Architecture.dense((16,)), nn.Architecture.dense((16,), norm="batch")
TRAIN_ONLY = {"test_fraction": 0.0, "validation_fraction": 0.0, "patience": None, "learning_rate": 0.01}


def regression(rows):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, 4))
    return nn.Dataset.from_arrays(X, X @ [1, 2, -1, 0.5] + 0.1 * np.sin(3 * X[:, 0]), task="regression")


@pytest.mark.parametrize(("rows", "batch"), [(1, 1), (7, 3), (9, 3), (33, 32), (321, 32), (5, 8)])
def test_without_batch_norm_the_last_batch_has_the_rows_that_are_left(rows, batch):
    starts = batch_starts(PLAIN, rows, batch)
    np.testing.assert_array_equal(starts, [*range(0, rows, batch), rows])


def test_with_batch_norm_batches_have_about_one_size_and_no_row_is_alone():
    for rows in range(2, 200):
        for batch in range(2, 40):
            starts = batch_starts(NORMALIZED, rows, batch)
            sizes = np.diff(starts)
            assert starts[0] == 0
            assert starts[-1] == rows
            assert 2 <= sizes.min() <= sizes.max() <= sizes.min() + 1
            assert sizes.max() <= largest_batch(NORMALIZED, batch)
            assert len(sizes) == (rows // 2 if batch == 2 else -(-rows // batch))
            if rows % batch == 0:
                assert (sizes == batch).all()


@pytest.mark.parametrize("rows", [320, 321, 65, 33])
def test_a_remainder_does_not_spoil_the_running_statistics(rows):
    run = nn.train(regression(rows), NORMALIZED, epochs=200, batch_size=32, **TRAIN_ONLY)
    assert run.metrics["train"]["loss"] < 0.004


@pytest.mark.parametrize(("rows", "batch"), [(33, 32), (35, 2)])
def test_uneven_batches_resume_to_the_same_bits_on_any_number_of_threads(rows, batch):
    settings = TRAIN_ONLY | {"batch_size": batch, "epochs": 6}
    whole = TrainingSession.start(regression(rows), NORMALIZED, threads=1, **settings)
    expected = list(whole)[-1].parameters.theta
    assert whole.problem.steps_per_epoch == rows // 2 if batch == 2 else 2
    half = TrainingSession.start(regression(rows), NORMALIZED, threads=2, **settings)
    for snapshot in half:
        if snapshot.epoch == 3:
            break
    resumed = TrainingSession.start(regression(rows), NORMALIZED, checkpoint=half.checkpoint(), **settings)
    np.testing.assert_array_equal(list(resumed)[-1].parameters.theta, expected)
    forked = nn.train(regression(rows), NORMALIZED, **settings).fork(3)
    np.testing.assert_array_equal(forked.parameters.theta, expected)


@pytest.mark.parametrize("epochs", [1, 7, 60])
def test_the_statistics_after_lbfgs_are_those_of_all_training_rows_at_its_weights(epochs):
    run = nn.train(regression(50), NORMALIZED, epochs=epochs, optimizer="lbfgs", dtype="float64", **TRAIN_ONLY)
    part = run.problem().parts["train"]
    z = reference.forward(run.parameters, part.X, training=True)[0].z
    np.testing.assert_allclose(run.parameters.mean[0], z.mean(axis=0), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(run.parameters.variance[0], z.var(axis=0), rtol=1e-9)


def test_every_snapshot_of_lbfgs_reports_the_loss_that_it_minimizes():
    problem = make_problem(regression(50), NORMALIZED, None, TRAIN_ONLY | {"epochs": 20, "optimizer": "lbfgs"})
    part = problem.parts["train"]
    for snapshot in nn.training(
        regression(50), NORMALIZED, epochs=20, optimizer="lbfgs", dtype="float64", keep_parameters=True, **TRAIN_ONLY
    ):
        if snapshot.epoch:
            p = Parameters(problem.architecture, snapshot.parameters.theta.astype(float))
            minimized = reference.loss(p, reference.forward(p, part.X, training=True), part.Y)
            assert snapshot.loss == pytest.approx(minimized, rel=1e-5)
