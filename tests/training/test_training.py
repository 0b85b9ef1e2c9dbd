"""The stream: what it yields, and that it computes what the reference engine does, step by step."""

import os
import signal
import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest
from numba import njit
from scipy.optimize import minimize

import nnplay as nn
from nnplay.engine import reference
from nnplay.engine.compiled import Engine, Trainer
from nnplay.engine.compiled.rng import shuffle as subroutine
from nnplay.network.parameters import initialize
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import make_problem

rng = np.random.default_rng(0)
X = rng.normal(size=(23, 3))
Y = X @ [1.0, -2.0, 0.5] + 0.1 * rng.normal(size=23)
LABELS = np.where(X[:, 0] > 0.3, "yes", "no")
NUMBERS = nn.Dataset.from_arrays(X, Y, task="regression")
CLASSES = nn.Dataset.from_arrays(X, LABELS)
PLAIN = {"scale": "none", "test_fraction": 0.0, "dtype": "float64", "optimizer": "sgd"}


shuffle = njit(subroutine.py_func)  # kernels call it; Python cannot


def by_hand(problem, recipe, epochs, weight=None):
    """Gradient descent with the reference engine, in mini-batches in the order of the seed."""
    p, data = problem.start, problem.parts["train"]
    n, order = len(data.X), np.arange(len(data.X))
    weight = np.ones(n) if weight is None else weight
    for epoch in range(epochs):
        if recipe.batch_size < n and recipe.shuffle:
            shuffle(order, n, recipe.seed, epoch)
        for start in range(0, n, recipe.batch_size):
            rows = order[start : start + recipe.batch_size]
            passes = reference.forward(p, data.X[rows], training=True)
            g = reference.gradient(p, passes, data.Y[rows], weight=weight[rows], l1=recipe.l1, l2=recipe.l2)
            if recipe.clip:
                g *= min(1, recipe.clip / np.linalg.norm(g))
            theta = p.theta.copy()
            for first, last in p.layout.weights:
                theta[first:last] *= 1 - recipe.learning_rate * recipe.resolved_weight_decay
            p = nn.Parameters(p.architecture, theta - recipe.learning_rate * g)
    return p


@pytest.mark.parametrize("data", [NUMBERS, CLASSES], ids=["numbers", "classes"])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"batch_size": 5},
        {"batch_size": 5, "shuffle": False},
        {"l1": 0.01, "l2": 0.1},
        {"clip": 0.05},
        {"weight_decay": 0.1},
        {"batch_size": 7, "l2": 0.1, "clip": 0.5, "weight_decay": 0.01, "seed": 3},
    ],
    ids=str,
)
def test_training_is_gradient_descent_as_the_reference_engine_does_it(data, settings):
    settings = PLAIN | {"batch_size": 23, "learning_rate": 0.1, "epochs": 3} | settings
    architecture = nn.Architecture.dense((4, 3), "tanh")
    problem = make_problem(data, architecture, None, settings)
    expected = by_hand(problem, problem.recipe, 3).theta
    *_, last = nn.training(data, architecture, keep_parameters=True, **settings)
    np.testing.assert_allclose(last.parameters.theta, expected, rtol=1e-11, atol=1e-13)


def test_the_first_snapshot_is_the_untrained_network():
    snapshots = nn.training(NUMBERS, (4,), epochs=2, seed=5, keep_parameters=True)
    first = next(snapshots)
    assert first.epoch == 0
    assert np.array_equal(first.parameters.theta, initialize(first.parameters.architecture, seed=5).theta)
    assert first.loss == first.metrics["train"]["loss"]
    assert [s.epoch for s in snapshots] == [1, 2]


def test_a_stream_can_be_paused_stepped_and_closed():
    straight = [s.loss for s in nn.training(NUMBERS, (4,), epochs=6)]
    stream = nn.training(NUMBERS, (4,), epochs=6)
    stepped = [next(stream).loss for _ in range(4)]
    stream.close()
    assert stepped == straight[:4]
    with pytest.raises(StopIteration):
        next(stream)


def test_every_k_th_epoch_and_the_last_are_shown_with_the_same_numbers():
    each = {s.epoch: s.loss for s in nn.training(CLASSES, (4,), epochs=11, batch_size=4)}
    some = {s.epoch: s.loss for s in nn.training(CLASSES, (4,), epochs=11, batch_size=4, every=4)}
    assert list(some) == [0, 4, 8, 11]
    assert some == {epoch: each[epoch] for epoch in some}


def test_snapshots_do_not_change_afterwards_and_are_frozen():
    stream = nn.training(NUMBERS, (4,), epochs=3, keep_parameters=True)
    first = next(stream)
    before = first.parameters.theta.copy()
    list(stream)
    assert np.array_equal(first.parameters.theta, before)
    with pytest.raises(AttributeError):
        first.loss = 0


def test_the_loss_of_a_snapshot_is_that_of_its_parameters():
    problem = make_problem(CLASSES, (4,), None, {"epochs": 5, "dtype": "float64"})
    *_, last = nn.training(CLASSES, (4,), epochs=5, dtype="float64", keep_parameters=True)
    for name, part in problem.parts.items():
        passes = reference.forward(last.parameters, part.X)
        assert last.metrics[name]["loss"] == pytest.approx(reference.loss(last.parameters, passes, part.Y), rel=1e-12)


def test_class_and_sample_weights_enter_the_objective():
    weight = rng.random(23)
    data = nn.Dataset.from_arrays(X, LABELS, sample_weight=weight)
    settings = PLAIN | {"batch_size": 23, "epochs": 2, "learning_rate": 0.1, "class_weight": {"yes": 3.0, "no": 0.5}}
    problem = make_problem(data, (4,), None, settings)
    whole = weight * np.where(LABELS == "yes", 3.0, 0.5)
    assert np.allclose(problem.parts["train"].weight, whole)
    expected = by_hand(problem, problem.recipe, 2, whole).theta
    *_, last = nn.training(data, (4,), keep_parameters=True, **settings)
    np.testing.assert_allclose(last.parameters.theta, expected, rtol=1e-11)


def test_balanced_classes_weigh_the_same_in_sum():
    problem = make_problem(CLASSES, (4,), None, {"class_weight": "balanced", "test_fraction": 0.0})
    weight, truth = problem.parts["train"].weight, problem.parts["train"].truth
    assert weight[truth == "yes"].sum() == pytest.approx(weight[truth == "no"].sum())
    assert weight.mean() == pytest.approx(1)


def test_parts_are_disjoint_and_scaled_by_the_training_rows_only():
    problem = make_problem(NUMBERS, (4,), None, {"validation_fraction": 0.2})
    rows = [problem.split.train, problem.split.validation, problem.split.test]
    assert sorted(np.concatenate(rows)) == list(range(23))
    train = problem.parts["train"].X
    np.testing.assert_allclose(train.mean(0), 0, atol=1e-6)
    np.testing.assert_allclose(train.std(0), 1, rtol=1e-5)
    assert abs(problem.parts["test"].X.mean()) > 1e-4


def test_patience_stops_and_keeps_the_best_weights():
    run = nn.train(CLASSES, (32, 32), epochs=3000, patience=10, learning_rate=0.1, validation_fraction=0.3)
    watched = run.history["validation_loss"]
    assert run.status == "stopped early"
    assert run.epoch == int(np.argmin(watched))
    assert run.history["epoch"][-1] == run.epoch + 10
    assert run.metrics["validation"]["loss"] == pytest.approx(min(watched), rel=1e-6)


def test_a_divergence_is_told_and_the_best_weights_are_kept():
    with pytest.raises(nn.DivergenceError, match=r"epoch \d+ at the learning rate 1e\+06 .*layer.*try"):
        list(nn.training(NUMBERS, (8,), learning_rate=1e6, optimizer="momentum"))
    with pytest.warns(nn.DivergenceWarning, match="weights of epoch 0 are kept"):
        run = nn.train(NUMBERS, (8,), learning_rate=1e6, optimizer="momentum")
    assert run.status == "diverged"
    assert np.isfinite(run.parameters.theta).all()
    assert np.isfinite(run.predict(X)).all()


def test_a_divergence_is_noticed_within_one_batch():
    problem = make_problem(NUMBERS, (8,), None, {"batch_size": 1})
    part = problem.parts["train"]
    settings = {"l1": 0, "l2": 0, "weight_decay": 0, "clip": 0, "seed": 0, "shuffle": True}
    engine = Engine(problem.architecture, rows=1)
    trainer = Trainer(engine, part.X, part.Y, part.weight, optimizer="sgd", batch=1, **settings)
    state = trainer.start(problem.start.theta)
    losses = trainer.advance(state, np.full(50, 1e30))
    assert len(losses) == 2
    assert np.isfinite(losses[0])
    assert not np.isfinite(losses[1])
    assert state.step == 1


@pytest.fixture
def ctrl_c():
    """Ctrl-C reaches Python, which a shell's background job would not hear."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_keeps_the_best_weights():
    nn.train("digits", (64, 32), epochs=1)  # everything is compiled and loaded
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    run = nn.train("digits", (64, 32), epochs=1_000_000)
    assert run.status == "interrupted"
    assert 0 < run.epoch < 1_000_000
    assert run.history["train_loss"][run.history["epoch"].index(run.epoch)] == min(run.history["train_loss"])


def test_lbfgs_is_scipys_on_the_same_objective():
    settings = PLAIN | {"optimizer": "lbfgs", "l2": 0.05, "epochs": 30}
    architecture = nn.Architecture.dense((4,), "tanh")
    problem = make_problem(NUMBERS, architecture, None, settings)
    part = problem.parts["train"]

    def objective(theta):
        p = nn.Parameters(problem.architecture, theta)
        passes = reference.forward(p, part.X, training=True)
        value = reference.loss(p, passes, part.Y) + reference.penalty(p, l2=0.05)
        return value, reference.gradient(p, passes, part.Y, l2=0.05)

    options = {"maxiter": 30, "ftol": 0.0, "gtol": 1e-10}
    expected = minimize(objective, problem.start.theta.copy(), jac=True, method="L-BFGS-B", options=options)
    run = nn.train(NUMBERS, architecture, **settings)
    np.testing.assert_allclose(run.parameters.theta, expected.x, rtol=1e-6, atol=1e-8)


def test_lbfgs_can_be_closed_in_the_middle():
    before = threading.active_count()
    stream = nn.training(NUMBERS, (4,), optimizer="lbfgs", epochs=50)
    assert [next(stream).epoch for _ in range(3)] == [0, 1, 2]
    stream.close()
    assert threading.active_count() == before


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle"])
def test_a_schedule_may_be_longer_than_the_training_run(schedule):
    whole = nn.train(NUMBERS, (4,), schedule=schedule, epochs=40, learning_rate=0.05)
    part = nn.train(NUMBERS, (4,), schedule=schedule, epochs=15, schedule_epochs=40, learning_rate=0.05)
    assert part.history["train_loss"] == whole.history["train_loss"][:16]
    assert part.history["learning_rate"] == whole.history["learning_rate"][:16]


@pytest.mark.parametrize("schedule", sorted(nn.catalog.schedules))
def test_every_schedule_sets_the_rate_of_the_steps(schedule):
    run = nn.train(NUMBERS, (4,), schedule=schedule, epochs=40, learning_rate=0.05)
    rates = run.history["learning_rate"]
    assert all(0 <= rate <= 0.05 + 1e-12 for rate in rates)
    assert (len(set(rates)) == 1) == (schedule in ("constant", "reduce_on_plateau"))


def test_dropout_differs_from_step_to_step_but_not_from_run_to_run():
    architecture = nn.Architecture.dense((16,), dropout=0.5)
    runs = [nn.train(NUMBERS, architecture, epochs=20, seed=1) for _ in range(2)]
    assert np.array_equal(runs[0].parameters.theta, runs[1].parameters.theta)
    plain = nn.train(NUMBERS, (16,), epochs=20, seed=1)
    assert not np.array_equal(plain.parameters.theta, runs[0].parameters.theta)


BITS = """
import hashlib, sys, nnplay as nn
whole = nn.Architecture.dense((300, 200), norm="batch")
part = nn.Architecture.dense((300, 200), dropout=0.1, norm="batch")
settings = {"epochs": 3, "batch_size": 128, "seed": 4, "class_weight": "balanced"}
for optimizer in sys.argv[1].split(","):
    run = nn.train("digits", whole if optimizer == "lbfgs" else part, optimizer=optimizer, **settings)
    print(hashlib.sha256(run.parameters.theta.tobytes()).hexdigest(), run.metrics)
    del run.history["seconds"]
    print(run.history)
"""


@pytest.mark.slow
def test_the_same_recipe_gives_the_same_bits_on_one_thread_and_on_two():
    names = ",".join(nn.catalog.optimizers)
    seen = set()
    for threads in ("1", "2", "2"):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "NUMBA_NUM_THREADS": threads}
        command = [sys.executable, "-c", BITS, names]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("data", "settings", "words"),
    [
        (NUMBERS, {"architecture": (10**9,), "optimizer": "momentum"}, "would need 100 GB"),
        (NUMBERS, {"class_weight": "balanced"}, "class_weight"),
        (CLASSES, {"class_weight": {"maybe": 2}}, "maybe"),
        (NUMBERS, {"architecture": nn.Architecture(loss="hinge")}, "for classes"),
        (NUMBERS, {"architecture": nn.Architecture(loss="poisson")}, "targets from 0"),
        (NUMBERS, {"architecture": nn.Architecture(inputs=7)}, "7 inputs"),
        (NUMBERS, {"architecture": nn.Architecture(outputs=7)}, "7 outputs"),
        (NUMBERS, {"architecture": nn.Architecture.dense((4,), dropout=0.5), "optimizer": "lbfgs"}, "dropout"),
        (nn.Dataset.from_arrays(X * 1e300, Y), {"scale": "none"}, "more than float32 can hold"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_sentence(data, settings, words):
    with pytest.raises(nn.NNPlayError) as caught:
        nn.train(data, **settings)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_hard_numbers_train_without_a_traceback():
    nn.train(nn.Dataset.from_arrays(X * 1e300, Y), epochs=3)
    nn.train(nn.Dataset.from_arrays(X * 1e-300, Y), epochs=3)
    nn.train(nn.Dataset.from_arrays(X[:1], Y[:1], task="regression"), epochs=3)
    with pytest.warns(nn.DataWarning, match="constant"):
        nn.train(nn.Dataset.from_arrays(np.column_stack([X, np.ones(23)]), Y), epochs=3)
    with pytest.warns(nn.DataWarning, match="nothing can be learned"):
        nn.train(nn.Dataset.from_arrays(X, ["one"] * 23), epochs=3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nn.train(nn.Dataset.from_arrays(X, np.ones(23), task="regression"), epochs=3)


def test_a_recipe_alone_says_it_all():
    recipe = Recipe(data="circle", samples=120, noise=0.1, data_seed=3, epochs=5, seed=2)
    run = nn.train("circle", (4,), recipe=recipe)
    assert run.recipe == recipe
    again = nn.train(run.recipe.data, run.architecture, recipe=run.recipe)
    assert np.array_equal(run.parameters.theta, again.parameters.theta)


def test_further_penalties_are_priced_like_l1_and_l2():
    named = nn.train(NUMBERS, (4,), epochs=5, l1=0.01, l2=0.1, optimizer="momentum")
    listed = nn.train(NUMBERS, (4,), epochs=5, penalties={"l1": 0.01, "l2": 0.1}, optimizer="momentum")
    assert np.array_equal(named.parameters.theta, listed.parameters.theta)
    with pytest.raises(nn.NNPlayError, match="set weight_decay"):
        nn.train(NUMBERS, penalties={"weight_decay": 0.1})
    with pytest.raises(nn.NNPlayError, match="did you mean 'l1'"):
        nn.train(NUMBERS, penalties={"l11": 0.1})
    with pytest.raises(nn.NNPlayError, match="strength"):
        nn.train(NUMBERS, penalties={"l1": -0.1})


@pytest.mark.parametrize("optimizer", ["adam", "lbfgs"])
def test_batch_by_batch_is_the_same_training(optimizer):
    settings = {"epochs": 6, "optimizer": optimizer, "seed": 3}
    session, batches = TrainingSession.start("iris", (5,), **settings), []
    for snapshot in session:
        batches.append((snapshot.epoch, snapshot.batches))
        session.step_by_batch(snapshot.epoch in (1, 2))
    expected = nn.train("iris", (5,), **settings)
    np.testing.assert_array_equal(nn.Run.from_session(session).parameters.theta, expected.parameters.theta)
    assert session.history.columns["train_loss"] == expected.history["train_loss"]
    between = [(epoch, k) for epoch in (1, 2) for k in (1, 2, 3)] if optimizer == "adam" else []
    assert batches == sorted([(epoch, 0) for epoch in range(7)] + between)
