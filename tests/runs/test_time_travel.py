"""Time travel: what is gone back to is what was, and what goes on from there is what would have been."""

import gc
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.catalog import optimizers, schedules
from nnplay.errors import NNPlayError
from nnplay.training.progress import TrainingProgress
from nnplay.training.state_history import STATE_OVERHEAD, StateHistory

EPOCHS = 24
HARD = {"batch_size": 50, "l2": 1e-3, "clip": 1.0, "weight_decay": 1e-3}
NET = nn.Architecture.dense((8, 6), dropout=0.2, norm="batch")
PLAIN = nn.Architecture.dense((8, 6), activation="tanh")


def train(**changes):
    return nn.train("iris", changes.pop("net", PLAIN), **({"epochs": EPOCHS, "optimizer": "momentum"} | changes))


def without_time(history):
    return {name: column for name, column in history.items() if name != "seconds"}


def same(run, other):
    np.testing.assert_array_equal(run.parameters.theta, other.parameters.theta)
    assert without_time(run.history) == without_time(other.history)
    assert (run.metrics, run.epoch, run.status, run.recipe) == (other.metrics, other.epoch, other.status, other.recipe)


@pytest.fixture(scope="module")
def run():
    return train()


@pytest.mark.parametrize("optimizer", sorted(optimizers))
def test_going_on_without_changes_gives_the_very_bits(optimizer):
    changes = {} if optimizers[optimizer].full_batch else HARD
    rate = 0.001 if optimizer == "lion" else 0.01
    run = train(optimizer=optimizer, learning_rate=rate, **changes)
    for epoch in (0, 7, EPOCHS - 1):
        same(run.fork(epoch), run)
        assert run.fork(epoch).past == ()


@pytest.mark.parametrize("schedule", sorted(schedules))
def test_the_schedule_goes_on(schedule):
    run = train(schedule=schedule, net=NET, learning_rate=0.1)
    same(run.fork(11), run)


def test_patience_goes_on_and_the_best_weights_are_those_of_the_past():
    run = train(epochs=400, patience=3, learning_rate=0.3)
    last = run.history["epoch"][-1]
    assert run.status == "stopped early"
    assert run.epoch < last
    for epoch in (0, run.epoch - 1, run.epoch, last - 1):
        same(run.fork(epoch), run)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(epoch=st.integers(0, EPOCHS), memory=st.sampled_from([0, 1_000, 5_000, 1 << 25]))
def test_any_epoch_can_be_gone_back_to_whatever_was_kept(epoch, memory):
    run = nn.train("iris", PLAIN, epochs=EPOCHS, memory=memory)
    seen = {s.epoch: s for s in nn.training("iris", PLAIN, epochs=EPOCHS, keep_parameters=True)}
    then = run.at(epoch)
    np.testing.assert_array_equal(then.parameters.theta, seen[epoch].parameters.theta)
    assert then.metrics["train"]["loss"] == seen[epoch].loss
    assert (then.epoch, then.status, then.history["epoch"][-1]) == (epoch, "rewound", epoch)
    same(then.fork(epoch) if epoch < EPOCHS else run, run)


def test_epochs_between_the_rows_of_the_history():
    run = nn.train("iris", (3,), epochs=2500, batch_size=None, optimizer="momentum")
    assert run.history["epoch"][:3] == [0, 3, 6]
    shorter = nn.train("iris", (3,), epochs=1000, batch_size=None, optimizer="momentum")
    then = run.at(1000)
    np.testing.assert_array_equal(then.parameters.theta, shorter.parameters.theta)
    assert then.history["epoch"][-2:] == [999, 1000]
    assert then.history["train_loss"][-1] == shorter.history["train_loss"][-1]
    np.testing.assert_array_equal(run.fork(1000).parameters.theta, run.parameters.theta)


def test_a_changed_rate_is_a_training_by_hand(run):
    fork = run.fork(10, learning_rate=0.2, epochs=15)
    from nnplay.engine.compiled import Engine
    from nnplay.training.gradient_descent import GradientDescent

    problem = run.problem()
    part = problem.parts["train"]
    engine = Engine(problem.architecture, "float32", rows=32)
    descent = GradientDescent(engine, run.recipe, (part.X, part.Y, part.weight), 32, problem.start.theta)
    per_epoch = descent.trainer.per_epoch
    descent.advance_all(np.full(10 * per_epoch, run.recipe.learning_rate))
    descent.advance_all(np.full(5 * per_epoch, 0.2))
    np.testing.assert_array_equal(fork.parameters.theta, descent.state.theta)
    assert fork.history["learning_rate"][10:12] == [run.recipe.learning_rate, 0.2]
    assert fork.history["train_loss"][:11] == run.history["train_loss"][:11]


def test_a_changed_optimizer_begins_to_count_anew(run):
    """Adam's first step moves each weight by η, whatever the gradient: only with t = 1 is that so."""
    before = run.at(10).parameters.theta.astype(float)
    fork = run.fork(10, optimizer="adam", learning_rate=1e-3, batch_size=None, epochs=11)
    moved = np.abs(fork.parameters.theta - before)
    np.testing.assert_allclose(moved[moved > 1e-9], 1e-3, rtol=2e-2)


def test_the_same_optimizer_remembers_with_another_batch_size():
    run = train(optimizer="adam", learning_rate=0.01, batch_size=120)
    fork = run.fork(10, batch_size=60, epochs=11)
    optimizer = optimizers["adam"]
    state, problem = run.state_history.latest_resumable(10).state, run.problem()
    assert (state.step, state.first_step) == (10, 0)
    from nnplay.runs.time_travel import carry_over

    carried = carry_over(
        run.state_history.latest_resumable(10),
        run.recipe,
        run.problem().__class__(**vars(problem) | {"recipe": fork.recipe}),
    )
    assert (carried.state.step, carried.state.step - carried.state.first_step) == (20, 10)
    assert len(carried.state.slots) == len(optimizer.slots) * run.parameters.count + 1
    np.testing.assert_array_equal(carried.state.slots, state.slots)


def test_a_fork_of_a_fork_can_be_gone_back_in(run, tmp_path):
    first = run.fork(8, optimizer="adam", learning_rate=0.02)
    second = first.fork(16, batch_size=16, epochs=30)
    assert [leg.until for leg in second.past] == [8, 16]
    np.testing.assert_array_equal(second.at(5).parameters.theta, run.at(5).parameters.theta)
    np.testing.assert_array_equal(second.at(12).parameters.theta, first.at(12).parameters.theta)
    same(second.fork(20), second)
    same(second.fork(12), first)
    same(second.fork(3), run)
    second.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay").with_data()
    assert loaded.state_history.epochs == ()
    same(loaded.fork(20), second)
    np.testing.assert_array_equal(loaded.at(12).parameters.theta, first.at(12).parameters.theta)
    assert loaded.past[1].history == second.past[1].history


@pytest.mark.parametrize("between", [{"optimizer": "adam"}, {"optimizer": "momentum", "momentum": 0.5}, {"clip": 1.0}])
def test_forks_at_the_same_epoch_are_as_one(run, between):
    last = {"learning_rate": 0.002}
    twice, once = run.fork(7, **between).fork(7, **last), run.fork(7, **between, **last)
    same(twice, once)
    assert len(twice.past) == 1
    there_and_back = run.fork(7, **between).fork(7, **{name: getattr(run.recipe, name) for name in between})
    same(there_and_back, run)
    assert there_and_back.past == ()


def test_a_state_of_another_optimizer_never_reaches_the_compiled_loop(run):
    from nnplay.engine.compiled import Engine, Trainer

    problem = run.problem()
    part = problem.parts["train"]
    engine = Engine(problem.architecture, "float32", rows=8)
    settings = {"batch": 8, "weight_decay": 0.0, "clip": 0.0, "seed": 0, "shuffle": True}
    sgd, adam = (Trainer(engine, part.X, part.Y, part.weight, optimizer=name, **settings) for name in ("sgd", "adam"))
    with pytest.raises(ValueError, match="slots"):
        adam.advance(sgd.start(problem.start.theta), np.ones(1))


def test_from_and_to_lbfgs(run):
    quick = run.fork(10, optimizer="lbfgs", epochs=40)
    assert quick.history["train_loss"][-1] < 0.1 * run.history["train_loss"][10]
    same(quick.fork(25), quick)
    back = quick.fork(20, optimizer="sgd", learning_rate=0.01)
    assert [leg.until for leg in back.past] == [10, 20]
    same(back.fork(30), back)


def test_the_default_recipe_goes_on_with_lbfgs():
    run = nn.train("iris", (4,), epochs=4)
    fork = run.fork(2, optimizer=optimizers["lbfgs"], epochs=6)
    assert (fork.recipe.clip, fork.recipe.schedule) == (None, "constant")
    with pytest.raises(NNPlayError, match="leave out clip and schedule"):
        run.fork(2, optimizer="lbfgs", clip=1.0)


def test_other_weights_of_the_classes_and_patience_keep_the_split(run):
    fork = run.fork(10, class_weight="balanced", patience=5, epochs=60)
    np.testing.assert_array_equal(fork.split.train, run.split.train)
    assert (fork.recipe.resolved_validation_fraction, "validation" in fork.metrics) == (0.0, False)


def test_both_futures_in_one_picture(run):
    fork = run.fork(10, learning_rate=0.3)
    figure = fork.plot("futures")
    texts = " ".join(t.get_text() for t in figure.findobj(match=lambda a: hasattr(a, "get_text")))
    assert "learning_rate 0.3" in texts
    assert "learning_rate 0.02" in texts
    with pytest.raises(NNPlayError, match=r"run\.fork"):
        run.plot("futures")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda run: run.at(-1), "no epoch -1.* 0 to 24"),
        (lambda run: run.at(25), "0 to 24"),
        (lambda run: run.at(2.5), "no epoch 2.5"),
        (lambda run: run.at(True), "no epoch True"),
        (lambda run: run.fork(99), "0 to 24"),
        (lambda run: run.fork(EPOCHS), "set it above 24"),
        (lambda run: run.fork(10, seed=1), "seed cannot change"),
        (lambda run: run.fork(10, dtype="float64"), "dtype cannot change"),
        (lambda run: run.fork(10, learning_rat=1.0), "did you mean 'learning_rate'"),
        (lambda run: run.fork(10, epochs=10), "set it above 10"),
        (lambda run: run.state_history.parameters(99), r"run.at\(99\)"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, call, message):
    with pytest.raises(NNPlayError, match=message):
        call(run)


def test_a_loaded_run_wants_its_data(run, tmp_path):
    run.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay")
    with pytest.raises(NNPlayError, match="with_data"):
        loaded.at(3)
    same(loaded.with_data().at(3), run.at(3))
    same(loaded.with_data(nn.load("iris")).fork(3), run)
    with pytest.raises(NNPlayError, match="other rows"):
        loaded.with_data("wine")
    X = np.random.default_rng(0).normal(size=(8, 2))
    frame = nn.train(nn.Dataset.from_arrays(X, [0, 1] * 4, task="classification"), (2,), epochs=2)
    frame.save(tmp_path / "arrays.nnplay")
    with pytest.raises(NNPlayError, match="where these data came from"):
        nn.load_run(tmp_path / "arrays.nnplay").with_data()


def test_a_training_that_came_out_otherwise_says_so(run, tmp_path):
    run.save(tmp_path / "run.nnplay")
    loaded = nn.load_run(tmp_path / "run.nnplay").with_data()
    loaded.history["train_loss"][3] *= 1.1
    with pytest.raises(NNPlayError, match="another version or on another machine"):
        loaded.at(3)


def test_an_estimator_cannot_be_gone_back_in():
    X, y = np.random.default_rng(0).normal(size=(40, 3)), np.arange(40) % 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = nn.MLPClassifier((4,), max_iter=5, random_state=0).fit(X, y)
    with pytest.raises(NNPlayError, match=r"use nn\.train"):
        fitted.run_.at(2)


def test_a_diverged_run_can_be_saved_by_a_smaller_rate():
    with pytest.warns(nn.DivergenceWarning):
        run = train(net=nn.Architecture.dense((16,)), learning_rate=1e11)
    assert run.status == "diverged"
    saved = run.fork(0, learning_rate=0.02)
    assert saved.status == "finished"
    assert saved.metrics["train"]["accuracy"] > 0.9


@settings(max_examples=50, deadline=None)
@given(steps=st.lists(st.integers(1, 3), min_size=1, max_size=300), memory=st.integers(0, 40_000))
def test_a_trail_is_bounded_and_even(steps, memory):
    from nnplay.engine.compiled import TrainState

    architecture = nn.Architecture.dense((2,)).resolve(inputs=1, outputs=1, output="identity", loss="mse")
    state_history, epochs = StateHistory(architecture, memory), np.cumsum([0, *steps]).tolist()
    for epoch in epochs:
        state = TrainState(np.full(7, epoch, np.float32), np.zeros(8, np.float32), epoch)
        state_history.add(TrainingProgress(state, epoch), resumable=True)
        state.theta[:] = -1
    one = 15 * 4 + STATE_OVERHEAD
    assert len(state_history.epochs) * one <= memory
    assert state_history.epochs == tuple(e for e in epochs if e % state_history.every == 0 and memory >= one)
    if state_history.epochs:
        middle = epochs[len(epochs) // 2]
        found = state_history.latest_resumable(middle)
        assert found.epoch == max(e for e in state_history.epochs if e <= middle)
        assert (found.state.theta == found.epoch).all()
        assert state_history.up_to(middle).epochs == tuple(e for e in state_history.epochs if e <= middle)


@contextmanager
def gc_every_few_objects():
    """Look for garbage again and again, which lets another thread run in the middle of what seems to be one step."""

    def rest(phase, info):
        time.sleep(1e-6)

    thresholds = gc.get_threshold()
    gc.set_threshold(50)
    gc.callbacks.append(rest)
    try:
        yield
    finally:
        gc.callbacks.remove(rest)
        gc.set_threshold(*thresholds)


def test_states_are_read_while_another_thread_adds_some():
    from nnplay.engine.compiled import TrainState

    architecture = nn.Architecture.dense((2,)).resolve(inputs=1, outputs=1, output="identity", loss="mse")
    state_history = StateHistory(architecture, 2_000_000)

    def add():
        for epoch in range(20_000):
            state = TrainState(np.full(7, epoch, np.float32), np.zeros(8, np.float32), epoch)
            state_history.add(TrainingProgress(state, epoch), resumable=True)

    with ThreadPoolExecutor(1) as pool, gc_every_few_objects():
        adding = pool.submit(add)
        while not adding.done():
            found = state_history.latest_resumable(15_000)
            assert found is None or (found.state.theta == found.epoch).all()
            assert state_history.up_to(100).latest_resumable(200).epoch <= 100 if found else True
        adding.result()
