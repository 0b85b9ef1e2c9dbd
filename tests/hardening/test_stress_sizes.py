"""Many rows, many layers, wide layers: right numbers, bounded memory, and what would not fit is refused."""

import json
import subprocess
import sys

import numpy as np
import pytest

import nnplay as nn
from nnplay.engine import reference
from nnplay.engine.compiled import Engine
from nnplay.network.parameters import initialize, layout

MILLION = """
import json, sys
from pathlib import Path
import numpy as np
import nnplay as nn

rng = np.random.default_rng(0)
X = rng.normal(size=(1_000_000, 8))
if sys.argv[1] == "classification":
    y = np.array(["none", "one", "both"], object)[(X[:, 0] * X[:, 1] > 0).astype(int) + (X[:, 2] > 1)]
else:
    y = X[:, 0] - X[:, 1] ** 2
run = nn.train(nn.Dataset.from_arrays(X, y, task=sys.argv[1]), (16,), epochs=1, batch_size=1000, learning_rate=0.01,
               optimizer="momentum")
rows = np.sort(np.concatenate([run.split.train, run.split.test]))
assert np.array_equal(rows, np.arange(1_000_000))
found = {}
for part in ("train", "test"):
    own, truth = X[getattr(run.split, part)], y[getattr(run.split, part)]
    prediction = run.predict(own)
    if sys.argv[1] == "classification":
        p = run.probabilities(own)
        at = np.array([run.classes.index(label) for label in truth])
        log = -np.log(p[np.arange(len(at)), at].astype(float))
        found[part] = {"accuracy": float(np.mean(prediction == truth)), "loss": float(log.mean())}
    else:
        error = prediction.astype(float) - truth
        found[part] = {"mse": float(np.mean(error**2)), "mae": float(np.mean(np.abs(error))),
                       "r2": float(1 - np.sum(error**2) / np.sum((truth - truth.mean()) ** 2))}
status = Path("/proc/self/status").read_text()  # ru_maxrss would begin with what the parent held
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps({"peak": peak, "numpy": found, "metrics": run.metrics}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")
@pytest.mark.parametrize("task", ["classification", "regression"])
def test_a_million_rows_are_trained_judged_and_predicted_in_bounded_memory(task):
    done = subprocess.run([sys.executable, "-c", MILLION, task], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    for part, values in said["numpy"].items():
        for name, value in values.items():
            assert said["metrics"][part][name] == pytest.approx(value, rel=1e-4), (part, name)
    assert said["peak"] < 1200  # megabytes; the rows alone are 64, their labels as Python's objects 8


@pytest.mark.parametrize("norm", [None, "layer"])
def test_two_hundred_layers_are_the_reference_engines_and_train(norm):
    layers = [nn.Layer(6, "tanh", norm=norm, skip=k > 0) for k in range(200)]
    architecture = nn.Architecture(layers, output="softmax", loss="cross_entropy").resolve(inputs=4, outputs=3)
    p = initialize(architecture, seed=1, dtype="float64")
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(5, 4)), np.eye(3)[[0, 1, 2, 1, 0]]
    passes = reference.forward(p, X, training=True)
    value, g = Engine(architecture, "float64", rows=5).gradient(p.theta.copy(), X, y)
    assert value == pytest.approx(reference.loss(p, passes, y), rel=1e-9)
    expected = reference.gradient(p, passes, y)[: p.count]
    np.testing.assert_allclose(g, expected, rtol=1e-6, atol=1e-9 * np.abs(expected).max())
    run = nn.train("iris", nn.Architecture(layers), epochs=5, learning_rate=0.001)
    assert run.status == "finished"
    assert np.isfinite(run.parameters.theta).all()
    assert run.history["train_loss"][-1] < run.history["train_loss"][0]


def test_two_hundred_plain_layers_neither_vanish_into_nan_nor_lie():
    """Without skips hardly anything flows back; what does is finite, and the outputs are probabilities."""
    run = nn.train("iris", nn.Architecture.dense((4,) * 200, "sigmoid"), epochs=2, optimizer="momentum")
    assert run.status == "finished"
    assert np.isfinite(run.parameters.theta).all()
    np.testing.assert_allclose(run.probabilities([[5.1, 3.5, 1.4, 0.2]]).sum(), 1, rtol=1e-5)


@pytest.mark.slow
def test_a_step_of_4096_neurons_is_numpys():
    architecture = nn.Architecture.dense((4096, 4096), "relu").resolve(
        inputs=20, outputs=3, output="softmax", loss="cross_entropy"
    )
    p = initialize(architecture, seed=0)
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(64, 20)).astype(np.float32), np.eye(3, dtype=np.float32)[rng.integers(3, size=64)]
    value, g = Engine(architecture, "float32", rows=64).gradient(p.theta.copy(), X, y)
    W, b, a, active = p.W, p.b, [X.astype(np.float64)], []
    for l in range(3):  # reference.py goes number by number, too slowly for these
        z = a[-1] @ W[l].astype(np.float64) + b[l]
        active.append(z > 0)
        a.append(np.maximum(z, 0) if l < 2 else np.exp(z - z.max(1, keepdims=True)))
    y_hat = a[3] / a[3].sum(1, keepdims=True)
    assert value == pytest.approx(-np.log((y_hat * y).sum(1)).mean(), rel=1e-5)
    delta = (y_hat - y) / 64
    for l in (2, 1, 0):
        block = p.layout.blocks[l]
        for name, expected in (("W", a[l].T @ delta), ("b", delta.sum(0))):
            np.testing.assert_allclose(block.view(g, name), expected, rtol=1e-3, atol=1e-5 * np.abs(expected).max())
        delta = (delta @ W[l].astype(np.float64).T) * (active[l - 1] if l else 1)


ROWS = np.random.default_rng(0).normal(size=(300, 3))
DATA = nn.Dataset.from_arrays(ROWS, ROWS[:, 0], task="regression")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"architecture": (4096,) * 3000}, "would need .* TB of memory to train, .* make its layers narrower"),
        ({"architecture": (10**8,), "batch_size": None}, "A batch of 240 rows would need .* use a smaller batch_size"),
        ({"architecture": (3 * 10**7,), "optimizer": "lbfgs"}, "choose an optimizer that takes batches"),
    ],
)  # fmt: skip
def test_what_would_not_fit_is_refused_before_anything_is_reserved(monkeypatch, settings, words):
    monkeypatch.setattr("nnplay.training.problem.available_memory", lambda: 20 << 30)
    with pytest.raises(nn.NNPlayError, match=words) as caught:
        nn.train(DATA, **settings)
    assert "\n" not in str(caught.value)


def test_the_reservation_of_a_batch_is_what_the_engine_takes():
    for architecture in (nn.Architecture.dense((50, 30)), nn.Architecture.dense((50,), "maxout(3)")):
        settled = architecture.resolve(inputs=7, outputs=2, output="identity", loss="mse")
        engine = Engine(settled, "float32", rows=1000)
        told = 1000 * sum(2 * (block.n_z + block.n_out) for block in layout(settled).blocks)
        assert engine.work.size == told
