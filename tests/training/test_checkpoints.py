"""A training that is taken up again ends with the very bits of one that nobody disturbed."""

import hashlib

import numpy as np
import pytest

import nnplay as nn
from nnplay.runs.run import run_from_bytes
from nnplay.training import checkpoints
from nnplay.training.session import TrainingSession
from nnplay.utils import container

WAYS = {
    "plain": {"epochs": 40},
    "patience": {"epochs": 300, "patience": 15},
    "adam, cosine, dropout": {
        "epochs": 40,
        "optimizer": "adam",
        "schedule": "cosine",
        "batch_size": 16,
        "dropout": 0.3,
    },
    "batch norm, weights of classes": {"epochs": 40, "norm": "batch", "class_weight": "balanced", "clip": 1.0},
    "many epochs": {"epochs": 2500, "batch_size": None},
    "a rate that waits for the loss": {"epochs": 60, "schedule": "reduce_on_plateau(0.5, 1)", "learning_rate": 0.2},
    "float64": {"epochs": 40, "dtype": "float64", "optimizer": "amsgrad", "l1": 1e-4},
}


def parts(way):
    settings = dict(WAYS[way])
    layers = {name: settings.pop(name) for name in ("dropout", "norm") if name in settings}
    return nn.Architecture.dense((8, 6), **layers), settings


def of_the_first_format(checkpoint):
    """The checkpoint as earlier versions wrote it."""
    body = checkpoint[:-32]
    for new, old in ((b'"format": 2', b'"format": 1'), (b'"first_step"', b'"began"'), (b'"epoch_losses"', b'"told"')):
        assert body.count(new) == 1
        body = body.replace(new, old)
    return body + hashlib.sha256(body).digest()


def without_time(history):
    return {name: column for name, column in history.items() if name != "seconds"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("cuts", [(1,), (12,), (5, 9, 13)])
def test_a_training_that_is_cut_goes_on_as_if_nothing_had_been(way, cuts):
    architecture, settings = parts(way)
    expected = nn.train("iris", architecture, **settings)
    checkpoint, shown = None, 0
    for cut in cuts:
        session = TrainingSession.start("iris", architecture, checkpoint=checkpoint, **settings)
        for _ in session:
            shown += 1
            if shown > cut:
                break
        checkpoint = session.checkpoint()
        assert checkpoint is not None
    session = TrainingSession.start("iris", architecture, checkpoint=checkpoint, **settings)
    for _ in session:
        pass
    run = nn.Run.from_session(session)
    np.testing.assert_array_equal(run.parameters.theta, expected.parameters.theta)
    assert run.metrics == expected.metrics
    assert without_time(run.history) == without_time(expected.history)
    assert (run.epoch, run.status) == (expected.epoch, expected.status)
    assert run.history["seconds"] == sorted(run.history["seconds"])


def test_what_cannot_be_taken_up_says_so():
    session = TrainingSession.start("iris", (4,), epochs=5, optimizer="lbfgs")
    for _ in session:
        pass
    assert session.checkpoint() is None


def test_there_is_nothing_to_keep_of_an_untrained_network():
    session = TrainingSession.start("iris", (4,), epochs=5)
    assert session.checkpoint() is None
    next(iter(session))
    assert session.checkpoint() is None


def test_a_damaged_checkpoint_is_refused():
    session = TrainingSession.start("iris", (4,), epochs=5)
    for _ in session:
        pass
    content = bytearray(session.checkpoint())
    content[len(content) // 2] ^= 1
    with pytest.raises(nn.ModelFileError, match="damaged"):
        TrainingSession.start("iris", (4,), epochs=5, checkpoint=bytes(content))


def test_python_keeps_what_it_is_asked_to(tmp_path):
    with nn.Store(tmp_path / "runs.sqlite") as store:
        run = nn.train("iris", (4,), epochs=5, store=store)
        entry = store.get("last")
        assert (entry.state, entry.metrics) == ("finished", run.metrics)
        assert run_from_bytes(store.model(entry.id), "it").metrics == run.metrics
        broken = nn.Store(tmp_path)
        with pytest.warns(nn.StoreWarning, match="is a folder"):
            assert nn.train("iris", (4,), epochs=5, store=broken).metrics == run.metrics


def test_a_checkpoint_of_the_first_format_continues_to_the_same_bits():
    architecture, settings = parts("a rate that waits for the loss")
    session = TrainingSession.start("iris", architecture, **settings)
    for snapshot in session:
        if snapshot.epoch == 20:
            break
    old = of_the_first_format(session.checkpoint())
    session = TrainingSession.start("iris", architecture, checkpoint=old, **settings)
    for _ in session:
        pass
    expected = nn.train("iris", architecture, **settings)
    np.testing.assert_array_equal(nn.Run.from_session(session).parameters.theta, expected.parameters.theta)


def damaged(checkpoint, change):
    """The checkpoint with its header and its arrays changed, and a new checksum."""
    header, arrays = container.unpack_bytes(checkpoint, "it")
    header = {name: value for name, value in header.items() if name not in ("format", "arrays")}
    arrays = dict(arrays)
    change(header, arrays)
    return container.pack(header, arrays)


@pytest.mark.parametrize(
    "change",
    [
        lambda h, a: a.update(slots=a["slots"].astype("i1")),
        lambda h, a: a.update(theta=a["theta"].astype("f8")),
        lambda h, a: a.update(best=a["best"][:-1].copy()),
        lambda h, a: a.update(slots=a["slots"][:0].copy()),
        lambda h, a: a.update(theta=a["theta"] * np.float32(np.nan)),
        lambda h, a: a.pop("slots"),
        lambda h, a: h.update(step=-1),
        lambda h, a: h.update(step=2**70),
        lambda h, a: h.update(epoch="x"),
        lambda h, a: h.update(best=99),
        lambda h, a: h.update(rows=[]),
        lambda h, a: h.update(rows=[{"epoch": 0}]),
        lambda h, a: h["rows"][0].update(more=1),
        lambda h, a: h.update(rows=h["rows"][::-1]),
        lambda h, a: h.update(epoch_losses=None),
        lambda h, a: h.pop("seconds"),
    ],
)
def test_a_checkpoint_that_does_not_fit_together_is_refused(change):
    session = TrainingSession.start("iris", (4,), epochs=5, optimizer="adam")
    for _ in zip(range(3), session, strict=False):
        pass
    with pytest.raises(nn.ModelFileError, match=r"The checkpoint is not consistent \(.+\): train from the start"):
        TrainingSession.start(
            "iris", (4,), epochs=5, optimizer="adam", checkpoint=damaged(session.checkpoint(), change)
        )


@pytest.fixture(scope="module")
def states():
    """A problem, and the described states of its run with their arrays."""
    session = TrainingSession.start("iris", (4,), epochs=3, optimizer="adam", memory=1 << 20)
    for _ in session:
        pass
    return session, *checkpoints.pack_states(session.state_history)


def test_saved_states_come_back_to_the_same_bits(states):
    session, described, arrays = states
    found, every = checkpoints.unpack_states(described, arrays, session.problem)
    expected = list(session.state_history.all_resumable())
    assert len(found) == len(expected) > 1
    assert every == session.state_history.every
    for one, other in zip(found, expected, strict=True):
        assert (one.epoch, one.seconds, one.epoch_losses) == (other.epoch, other.seconds, other.epoch_losses)
        np.testing.assert_array_equal(one.state.theta, other.state.theta)
        np.testing.assert_array_equal(one.state.slots, other.state.slots)


@pytest.mark.parametrize(
    "change",
    [
        lambda d, a: a.update(states_theta=a["states_theta"][:-1].copy()),
        lambda d, a: a.update(states_slots=a["states_slots"] * np.float32(np.nan)),
        lambda d, a: a.pop("states_theta"),
        lambda d, a: d.update(states=[["x"]]),
        lambda d, a: d.update(every="often"),
    ],
)
def test_saved_states_that_do_not_fit_together_are_refused(states, change):
    session, described, arrays = states
    described, arrays = dict(described), dict(arrays)
    change(described, arrays)
    with pytest.raises(nn.ModelFileError, match=r"The saved states are not consistent \(.+\): train from the start"):
        checkpoints.unpack_states(described, arrays, session.problem)
