"""`on_epoch`: what is called, with what, and that it changes nothing."""

import numpy as np
import pytest

import nnplay as nn
from nnplay.runs.store import Store

SETTINGS = {"epochs": 12, "learning_rate": 0.05, "seed": 3}


def without_seconds(run):
    return {name: values for name, values in run.history.items() if name != "seconds"}


def test_a_run_has_the_same_bits_whatever_its_callbacks_do_to_their_snapshots():
    def spoil(snapshot):
        snapshot.metrics["train"]["loss"] = -1.0
        snapshot.metrics.clear()
        with pytest.raises(ValueError, match="read-only"):
            snapshot.parameters.theta[:] = 0
        with pytest.raises(AttributeError):
            snapshot.loss = 0

    seen = []
    plain = nn.train("iris", (8,), patience=3, **SETTINGS)
    watched = nn.train("iris", (8,), patience=3, on_epoch=[spoil, seen.append], **SETTINGS)
    assert np.array_equal(plain.parameters.theta, watched.parameters.theta)
    assert without_seconds(plain) == without_seconds(watched)
    assert (plain.metrics, plain.epoch, plain.recipe) == (watched.metrics, watched.epoch, watched.recipe)
    assert [snapshot.epoch for snapshot in seen] == watched.history["epoch"]
    assert [snapshot.metrics["test"]["loss"] for snapshot in seen] == watched.history["test_loss"]


def test_a_long_run_calls_for_the_epochs_of_its_history():
    epochs = []
    run = nn.train("scores", (2,), epochs=2500, test_fraction=0, on_epoch=lambda s: epochs.append(s.epoch))
    assert epochs == run.history["epoch"]
    assert 800 < len(epochs) <= 1001
    assert epochs[-1] == 2500


def test_an_exception_reaches_the_caller_as_it_is(tmp_path):
    class EnoughError(Exception):
        pass

    def stop(snapshot):
        if snapshot.epoch == 5:
            raise EnoughError("five")

    with Store(tmp_path / "runs.sqlite") as store:
        with pytest.raises(EnoughError, match="five") as caught:
            nn.train("iris", (8,), on_epoch=stop, store=store, **SETTINGS)
        assert ["stop after epoch 5" in note for note in caught.value.__notes__] == [True]
        (entry,) = store.find()
        assert (entry.state, entry.epoch) == ("interrupted", 5)


def test_ctrl_c_in_a_callback_ends_a_run_with_its_best_weights():
    def interrupt(snapshot):
        if snapshot.epoch == 4:
            raise KeyboardInterrupt

    run = nn.train("iris", (8,), on_epoch=interrupt, **SETTINGS)
    assert run.status == "interrupted"
    assert run.history["epoch"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("callback", [3, "print", [print, None]])
def test_what_cannot_be_called_is_refused_before_anything_is_trained(callback):
    with pytest.raises(nn.NNPlayError, match="on_epoch takes a function"):
        nn.train("no such data", on_epoch=callback)
