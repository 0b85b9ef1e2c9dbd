"""The certificate finds every gradient right, and a wrong one wrong."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import nnplay as nn
from nnplay.catalog import activations, losses
from nnplay.cli.app import run as command
from nnplay.engine.gradient_check import check_gradients

CASES = {
    "plain": (nn.Architecture.dense((6, 5)), {}),
    "batch norm, dropout, skip": (nn.Architecture.dense((6, 5), "tanh", norm="batch", dropout=0.2, skip=True), {}),
    "layer norm": (nn.Architecture.dense((6,), "gelu", norm="layer"), {"l2": 0.01}),
    "learned": (nn.Architecture.dense((6,), "prelu"), {"l1": 0.001}),
    "maxout": (nn.Architecture.dense((4,), "maxout(3)"), {}),
    "linear": (nn.Architecture.dense(()), {}),
    "deep": (nn.Architecture.dense((5,) * 8, "silu"), {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("data", ["iris", "diabetes"])
def test_the_gradients_of_a_trained_network_are_right(case, data):
    architecture, recipe = CASES[case]
    found = nn.train(data, architecture, epochs=5, **recipe).check_gradients()
    assert found.passed, str(found)
    assert found.difference < 1e-6
    assert {line.layer for line in found.lines} == set(range(1, len(architecture.layers) + 2))
    assert "gradients are right" in str(found)


def test_a_wrong_derivative_is_found_with_its_layer():
    kept = dict(activations._entries)
    try:
        wrong = dataclasses.replace(activations["tanh"], name="wrong_tanh", derivative_function=lambda z, a: 1 - a)
        activations.add(wrong)
        run = nn.train("iris", nn.Architecture.dense((5, 4), ["tanh", "wrong_tanh"]), epochs=2)
        found = run.check_gradients()
        assert not found.passed
        assert "A GRADIENT IS WRONG" in str(found)
        by_layer = {line.layer: line.difference for line in found.lines if line.name == "W"}
        assert by_layer[3] < 1e-6 < by_layer[2]
        assert by_layer[1] > 1e-5
    finally:
        activations._entries, activations.version = kept, activations.version + 1


@pytest.mark.slow
def test_a_wrong_loss_is_found():
    kept = dict(losses._entries)
    try:
        losses.add(
            dataclasses.replace(losses["huber"], name="wrong_huber", derivative_function=lambda p, y, delta: p - y)
        )
        assert (
            not nn.train("diabetes", nn.Architecture.dense((4,), loss="wrong_huber(0.1)"), epochs=2)
            .check_gradients()
            .passed
        )
    finally:
        losses._entries, losses.version = kept, losses.version + 1


def test_a_kink_is_no_mistake():
    architecture = nn.Architecture.dense((3,)).resolve(inputs=2, outputs=1, output="identity", loss="mse")
    theta = np.zeros(13)
    found = check_gradients(architecture, theta, np.ones((4, 2)), np.ones((4, 1)))
    assert found.passed, str(found)
    theta[:] = 0.5
    theta[:9] = 0  # every neuron of the hidden layer stands at z = 0
    found = check_gradients(architecture, theta, np.ones((4, 2)), np.ones((4, 1)))
    assert found.passed, str(found)
    assert sum(line.kinks for line in found.lines) > 0


@settings(max_examples=15)
@given(
    st.lists(st.integers(1, 6), max_size=3), st.sampled_from(["tanh", "sigmoid", "softplus", "mish"]), st.integers(0, 9)
)
def test_any_smooth_network_is_certified(hidden, activation, seed):
    assert (
        nn.train("iris", nn.Architecture.dense(hidden, activation), epochs=1, seed=seed).check_gradients(rows=5).passed
    )


def test_the_command_line(tmp_path, capsys):
    path = tmp_path / "m.nnplay"
    run = nn.train("iris", (4,), epochs=5)
    run.save(path)
    assert command(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "∂L/∂W" in said
    assert "The gradients are correct" in said
    assert command(["check", str(path), "--json", "--rows", "3"]) == 0
    assert json.loads(capsys.readouterr().out)["passed"] is True
    with pytest.raises(nn.NNPlayError, match="data"):
        nn.load_run(path).check_gradients()
    assert command(["check", str(path), "wine"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
