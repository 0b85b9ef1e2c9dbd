"""Epochs are trained and evaluated in blocks, and nobody can tell: the same bits at every snapshot."""

import math
import threading
import warnings
from itertools import islice, pairwise

import numpy as np
import pytest

import nnplay as nn
from nnplay.catalog import metrics, optimizers
from nnplay.engine.compiled import Engine
from nnplay.training import epoch_blocks
from nnplay.training.evaluation import PartEvaluator, epoch_metrics
from nnplay.training.loop import stream
from nnplay.training.progress import TrainingProgress
from nnplay.training.session import TrainingSession
from nnplay.training.setup import make_problem
from nnplay.utils.threads import available_threads

EPOCHS = 60
rng = np.random.default_rng(0)
X = rng.normal(size=(83, 4))
CLASSES = nn.Dataset.from_arrays(X, (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.3))
TWO = nn.Dataset.from_arrays(X, np.where(X[:, 0] > 0, "yes", "no"))
LABELS = nn.Dataset.from_arrays(X, np.column_stack([X[:, 0] > 0, X[:, 1] > 0]).astype(int), task="classification")
NUMBERS = nn.Dataset.from_arrays(X, X @ [1.0, -2.0, 0.5, 0.0] + 3)
SEVERAL = nn.Dataset.from_arrays(X, np.column_stack([X[:, 0] ** 2, 100 * X[:, 1]]))
WEIGHTED = nn.Dataset.from_arrays(X, X[:, 0] * 2, sample_weight=rng.random(83))
DATA = {"classes": CLASSES, "two": TWO, "labels": LABELS, "numbers": NUMBERS, "several": SEVERAL, "weighted": WEIGHTED}


@pytest.fixture(autouse=True, params=["in turn", "ahead"])
def order(request, monkeypatch):
    """Whether the next block is trained after the last one is used, or ahead of that; no thread is left in the end."""
    monkeypatch.setattr(epoch_blocks, "MIN_SECONDS_AHEAD", 0 if request.param == "ahead" else math.inf)
    before = set(threading.enumerate())
    yield request.param
    left = set(threading.enumerate()) - before
    assert not [thread for thread in left if thread.name.startswith("nnplay-block")]


def problem_of(data=CLASSES, architecture=(6, 5), **settings):
    settings = {"epochs": EPOCHS, "batch_size": 16, "learning_rate": 0.01, "validation_fraction": 0.2} | settings
    return make_problem(data, architecture, None, settings)


def watch(problem, progress=None, **options):
    """All snapshots, and a copy of the progress at each of them."""
    progress = progress or TrainingProgress()
    snapshots = stream(problem, keep_parameters=True, progress=progress, **options)
    return [(snapshot, progress.copy()) for snapshot in snapshots]


def one_by_one(monkeypatch):
    """Blocks of one epoch from now on."""
    monkeypatch.setattr(epoch_blocks, "BLOCK_BYTES", 0)


def assert_same(some, others):
    assert [s.epoch for s, _ in some] == [s.epoch for s, _ in others]
    for (snapshot, progress), (other, other_progress) in zip(some, others, strict=True):
        assert snapshot.parameters.theta.tobytes() == other.parameters.theta.tobytes()
        assert snapshot.metrics == other.metrics
        assert (snapshot.learning_rate, snapshot.same_output) == (other.learning_rate, other.same_output)
        state, other_state = progress.state, other_progress.state
        assert state.theta.tobytes() == snapshot.parameters.theta.tobytes()
        assert state.slots.tobytes() == other_state.slots.tobytes()
        assert (state.step, state.first_step, progress.epoch) == (
            other_state.step, other_state.first_step, other_progress.epoch,
        )  # fmt: skip


def collect(snapshots, into, error):
    """Add the snapshots to a list until the error comes, and return it."""
    with pytest.raises(error) as caught:
        into.extend(snapshots)
    return caught.value


def blocks_of(monkeypatch):
    """The lengths of the blocks of the streams that follow."""
    lengths = []
    train_block = epoch_blocks.train_block

    def counted(descent, epochs, per_epoch, rates):
        lengths.append(len(epochs))
        return train_block(descent, epochs, per_epoch, rates)

    monkeypatch.setattr(epoch_blocks, "train_block", counted)
    return lengths


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", [name for name in optimizers if not optimizers[name].full_batch])
def test_watched_and_unwatched_have_the_same_bits(monkeypatch, optimizer, dtype):
    lengths = blocks_of(monkeypatch)
    problem = problem_of(optimizer=optimizer, dtype=dtype)
    watched = watch(problem)
    assert max(lengths) > 4
    (_, _), (last, _) = watch(problem, every=EPOCHS)
    assert last.parameters.theta.tobytes() == watched[-1][0].parameters.theta.tobytes()
    assert_same(watched, watch(problem, threads=1))
    one_by_one(monkeypatch)
    assert_same(watched, watch(problem))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("data", DATA)
def test_metrics_of_a_block_are_those_of_each_epoch(data, dtype):
    problem = problem_of(DATA[data], dtype=dtype)
    engine = Engine(problem.architecture, dtype, rows=16)
    for name, part in problem.parts.items():
        states = np.stack([s.parameters.theta for s, _ in watch(problem_of(DATA[data], dtype=dtype, epochs=20))])
        scores = PartEvaluator(problem, engine, part)(states)
        expected = [epoch_metrics(problem, engine, theta, part) for theta in states]
        assert [scores.metrics(k) for k in range(len(states))] == expected, name


def test_a_metric_that_is_not_batched_is_computed_one_by_one():
    nn.metric("share_of_zeros", task="classification", always=True, formula="-", source="-")(
        lambda truth, prediction: float(np.mean(prediction == 0))
    )
    try:
        snapshots = [s for s, _ in watch(problem_of())]
    finally:
        del metrics._entries["share_of_zeros"]
        metrics.version += 1
    assert all(0 <= s.metrics["train"]["share_of_zeros"] <= 1 for s in snapshots)
    assert [s.metrics["train"]["accuracy"] for s in snapshots] == [
        s.metrics["train"]["accuracy"] for s, _ in watch(problem_of())
    ]


@pytest.mark.parametrize("every", [1, 7])
@pytest.mark.parametrize("schedule", ["constant", "cosine", "step", "reduce_on_plateau"])
def test_schedules_and_intervals(monkeypatch, schedule, every):
    problem = problem_of(NUMBERS, schedule=schedule, optimizer="adam")
    watched = watch(problem, every=every)
    assert watched[-1][0].epoch == EPOCHS
    one_by_one(monkeypatch)
    assert_same(watched, watch(problem, every=every))


@pytest.mark.parametrize("epoch", [1, 13, 40])
def test_a_run_resumes_from_any_snapshot_with_the_same_bits(epoch):
    problem = problem_of(optimizer="adam")
    watched = watch(problem)
    progress = watched[epoch][1]
    assert_same(watch(problem, progress.copy()), watched[epoch + 1 :])


@pytest.mark.parametrize("epoch", [1, 13, 40])
def test_an_edit_counts_from_its_epoch_on(monkeypatch, epoch):
    def run():
        session = TrainingSession(problem_of(optimizer="adam", max_restarts=0), every=1)
        thetas = []
        for snapshot in session:
            if snapshot.epoch == epoch and len(thetas) == epoch:
                session.edit(0, 0.5)
                assert session.history.last.parameters.theta[0] == 0.5
                assert session.state_history.parameters(epoch).theta[0] == 0.5
            thetas.append(session.history.last.parameters.theta.tobytes())
        return thetas, session.history.columns["train_loss"]

    edited = run()
    assert len(edited[0]) == EPOCHS + 1
    one_by_one(monkeypatch)
    assert edited == run()


def test_stepping_by_batch_starts_and_ends_at_any_snapshot(monkeypatch):
    def run():
        progress, steps = TrainingProgress(), []
        for snapshot in stream(problem_of(optimizer="adam"), progress=progress, keep_parameters=True):
            steps.append((snapshot.epoch, snapshot.batches, snapshot.parameters.theta.tobytes()))
            progress.by_batch = 20 <= snapshot.epoch < 22
        return steps

    steps = run()
    assert [epoch for epoch, batches, _ in steps if batches] == [20] * 3 + [21] * 3
    one_by_one(monkeypatch)
    assert steps == run()


def test_a_stop_ends_the_stream_at_the_snapshot(monkeypatch):
    stop, progress, problem = threading.Event(), TrainingProgress(), problem_of()
    epochs = []
    for snapshot in stream(problem, stop=stop, progress=progress):
        epochs.append(snapshot.epoch)
        if snapshot.epoch == 33:
            stop.set()
    assert epochs == list(range(34))
    assert (progress.epoch, progress.state.step) == (33, 33 * problem.steps_per_epoch)


def test_a_closed_stream_leaves_the_progress_at_its_snapshot():
    progress, problem = TrainingProgress(), problem_of()
    snapshots = stream(problem, progress=progress, keep_parameters=True)
    last = list(islice(snapshots, 42))[-1]
    snapshots.close()
    assert (progress.epoch, progress.state.step) == (41, 41 * problem.steps_per_epoch)
    assert progress.state.theta.tobytes() == last.parameters.theta.tobytes()


@pytest.mark.parametrize("settings", [{"learning_rate": 1e4}, {"learning_rate": 2e3, "schedule": "warm_up(55)"}])
def test_a_divergence_comes_after_the_snapshots_before_it(monkeypatch, settings):
    def run():
        problem = problem_of(NUMBERS, nn.Architecture.dense((6,), activation="relu"), scale="none", **settings)
        snapshots, progress = [], TrainingProgress()
        stopped = collect(stream(problem, progress=progress, keep_parameters=True), snapshots, nn.DivergenceError)
        snapshots = [(snapshot.epoch, snapshot.parameters.theta.tobytes()) for snapshot in snapshots]
        return snapshots, str(stopped), progress.epoch, progress.state.step, progress.state.theta.tobytes()

    diverged = run()
    one_by_one(monkeypatch)
    assert diverged == run()


def test_an_interrupt_comes_after_the_snapshots_of_the_block(monkeypatch):
    train_block = epoch_blocks.train_block

    def interrupted(descent, epochs, per_epoch, rates):
        block, failure = train_block(descent, epochs, per_epoch, rates)
        return block, KeyboardInterrupt() if epochs[0] > 10 else failure

    monkeypatch.setattr(epoch_blocks, "train_block", interrupted)
    snapshots = []
    collect(stream(problem_of()), snapshots, KeyboardInterrupt)
    epochs = [snapshot.epoch for snapshot in snapshots]
    assert epochs == [*range(len(epochs) - 1), epochs[-2]]  # and the state at the interrupt
    assert epochs[-1] > 10


def test_the_next_block_is_trained_while_a_snapshot_is_looked_at(order):
    if available_threads() == 1:
        pytest.skip("needs a second core")
    started = threading.Event()
    train_block = epoch_blocks.train_block

    def noticed(descent, epochs, per_epoch, rates):
        if epochs[0] > 10:
            started.set()
        return train_block(descent, epochs, per_epoch, rates)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(epoch_blocks, "train_block", noticed)
        snapshots = stream(problem_of(epochs=10_000))
        while next(snapshots).epoch < 10:
            pass
        assert started.wait(30 if order == "ahead" else 0.1) == (order == "ahead")
        snapshots.close()


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_of_the_consumer_ends_the_training_ahead(error):
    def consume():
        for snapshot in stream(problem_of(epochs=10_000)):
            if snapshot.epoch == 30:
                raise error

    with pytest.raises(error):
        consume()


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"patience": 4, "epochs": 400}, {"optimizer": "adam", "schedule": "cosine"}, {"every": 7},
        {"optimizer": "lbfgs", "batch_size": None}, {"schedule": "reduce_on_plateau"},
        {"initializer": "zeros", "max_restarts": 2}, {"learning_rate": 1e5, "max_restarts": 2},
        {"learning_rate": 2e3, "schedule": "warm_up(55)", "max_restarts": 1},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("data", ["numbers", pytest.param("weighted", marks=pytest.mark.slow)])
def test_a_session_by_block_records_what_one_by_epoch_records(data, settings):
    settings = {"scale": "none"} | settings
    every = settings.pop("every", 1)

    def train(by_block):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            problem = problem_of(DATA[data], nn.Architecture.dense((6,), "relu"), **settings)
            session = TrainingSession(problem, every=every)
            for _ in session.by_block() if by_block else session:
                pass
            epoch, parameters = session.final_parameters()
        columns = session.history.columns  # before the rows of the last blocks are made
        assert columns == {name: [row[name] for row in session.history.rows] for name in columns}
        assert columns == session.history.columns
        rows = [{name: value for name, value in row.items() if name != "seconds"} for row in session.history.rows]
        states = [(e, session.state_history.parameters(e).theta.tobytes()) for e in session.state_history.epochs]
        said = [str(warning.message) for warning in caught]
        best = session.history.best.epoch, session.history.last.epoch
        return epoch, parameters.theta.tobytes(), rows, states, best, session.status, session.message, said

    assert train(by_block=True) == train(by_block=False)


def test_patience_stops_at_the_same_epoch(monkeypatch):
    def run():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run = nn.train(NUMBERS, (6,), epochs=400, patience=5, learning_rate=0.05, validation_fraction=0.2)
        return run.epoch, run.history["train_loss"], run.parameters.theta.tobytes(), run.state_history.epochs

    stopped = run()
    assert len(stopped[1]) < 400
    one_by_one(monkeypatch)
    assert stopped == run()


def test_seconds_increase_with_every_snapshot():
    seconds = [snapshot.seconds for snapshot, _ in watch(problem_of())]
    assert all(a < b for a, b in pairwise(seconds))
