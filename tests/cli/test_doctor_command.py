"""`nnplay doctor` and `nnplay rate` as a user types them."""

import json

import pytest


def test_findings_and_their_trial(nnplay):
    ended = nnplay("doctor", "spiral", "--hidden", "2", "--activation", "tanh", "--epochs", "300", "--try")
    assert ended.code == 0, ended.err
    for told in ("warning: underfitting", "--hidden 16,16 --activation tanh", "before", "after", "better"):
        assert told in ended.out
    assert "Trying the fix for: underfitting" in ended.err


def test_as_json(nnplay):
    ended = nnplay("doctor", "iris", "--hidden", "8", "--learning-rate", "3", "--epochs", "60", "--json")
    said = json.loads(ended.out)
    assert not said["healthy"]
    assert said["findings"][0]["name"] == "the rate is too high"
    assert said["findings"][0]["fix"]["options"] == "--learning-rate 0.3"


def test_a_healthy_training(nnplay, saved):
    assert "looks healthy" in nnplay("doctor", "iris", "--epochs", "40").out
    assert nnplay("doctor", saved).code == 0


def test_a_rate(nnplay, tmp_path):
    ended = nnplay("rate", "spiral", "--hidden", "8,8", "--activation", "tanh", "--plot", tmp_path / "rate.png")
    assert ended.code == 0, ended.err
    assert "Take --learning-rate" in ended.out
    assert (tmp_path / "rate.png").read_bytes().startswith(b"\x89PNG")
    said = json.loads(nnplay("rate", "iris", "--steps", "60", "--json").out)
    assert 0 < said["suggestion"] < 10


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "nothing.csv"], ["rate", "iris", "--steps", "2"]])
def test_what_does_not_go(nnplay, words):
    ended = nnplay(*words)
    assert ended.code == 2
    assert ended.err.count("\n") == 1
