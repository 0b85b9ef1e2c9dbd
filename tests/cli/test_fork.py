"""`nnplay fork`: another future of a saved run."""

import json

import numpy as np
import pytest

import nnplay as nn
from nnplay.runs.store import Store


def test_another_future(nnplay, saved, tmp_path, monkeypatch):
    monkeypatch.setenv("NNPLAY_STORE", str(tmp_path / "own.sqlite"))
    picture, file = tmp_path / "futures.png", tmp_path / "fork.nnplay"
    ended = nnplay("fork", saved, 10, "--learning-rate", "0.2", "--plot", picture, "--save", file)
    assert ended.code == 0, ended.err
    assert "original run: test loss" in ended.out
    assert picture.read_bytes().startswith(b"\x89PNG")
    run, origin = nn.load_run(file), nn.load_run(saved).with_data()
    np.testing.assert_array_equal(run.parameters.theta, origin.fork(10, learning_rate=0.2).parameters.theta)
    assert [leg.until for leg in run.past] == [10]
    with Store(tmp_path / "own.sqlite") as store:
        assert store.get("last").metrics == run.metrics


def test_it_trains_on(nnplay, saved):
    ended = nnplay("fork", saved, 30, "--epochs", "35", "--json", "--no-store")
    said = json.loads(ended.out)
    assert said["history"]["epoch"][-1] == 35


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["99"], "no epoch 99"),
        (["10", "--data", "wine"], "other rows"),
        (["10", "--learning-rate", "x"], "learning_rate must be a"),
        (["10", "--plot", "a.png"], "both runs are the same"),
        (["30"], "set it above 30"),
        (["ten"], "--help"),
    ],
)
def test_what_does_not_go_is_one_sentence(nnplay, saved, words, told):
    ended = nnplay("fork", saved, *words, "--no-store")
    assert ended.code == 2
    assert told in ended.err.splitlines()[-1]
