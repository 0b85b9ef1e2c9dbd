"""Rows that are predicted in a second, side by side in one run.

    python benchmarks/inference.py            two minutes; writes its tables into docs/explanation/speed.md
    python benchmarks/inference.py --quick    a rougher picture; writes nothing

Everybody has the same network with the same weights in float32, and turns a matrix of inputs in NumPy into a matrix of
probabilities in NumPy; that they agree is checked. A B C … A B C …, as in run.py; the medians are shown.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy_peers import PlainNumPy
from report import machine, table, write
from workloads import WORKLOADS, Weights, Workload, softmax

Array = np.ndarray[Any, np.dtype[np.float32]]
Predict = Callable[[Array], Array]
NETWORKS = ("digits", "mnist")
BATCHES = (1, 10, 100, 1_000, 10_000, 100_000)
PACKAGES = ("nnplay", "numpy", "numba", "scikit-learn", "torch", "onnxruntime")
REPEATS, SECONDS = 7, 0.1
PAUSE = 0.05  # seconds after each repeat, in which the threads of one library stop waiting for work
ALLOWED = 1.1  # times the best of the others


def trained(workload: Workload) -> Any:
    """A run of nnplay, whose weights everybody gets."""
    import nnplay as nn

    X, y = workload.data
    layers = [nn.Layer(width, workload.activation) for width in workload.hidden]
    architecture = nn.Architecture(tuple(layers), output=workload.output, loss=workload.loss)
    dataset = nn.Dataset.from_arrays(X[:2000], y[:2000].astype(int), task="classification")
    return nn.train(dataset, architecture, epochs=1, scale="none", test_fraction=0.0)


def scikit_learn(workload: Workload, weights: Weights) -> Predict:
    """`predict_proba` of an MLPClassifier."""
    from sklearn.neural_network import MLPClassifier

    X, y = workload.data
    network = MLPClassifier(workload.hidden, activation=workload.activation, max_iter=1)
    network.fit(X[:1000], y[:1000])
    network.coefs_, network.intercepts_ = ([pair[k] for pair in weights] for k in range(2))
    return network.predict_proba


def torch_network(workload: Workload, weights: Weights) -> Any:
    """The network as a module of PyTorch."""
    import torch
    from torch import nn

    activation = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}[workload.activation]
    parts: list[Any] = []
    for W, b in weights:
        linear = nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T.copy()))
            linear.bias.copy_(torch.from_numpy(b))
        parts += [linear, activation()]
    return nn.Sequential(*parts[:-1], nn.Softmax(dim=1)).eval()


def pytorch(workload: Workload, weights: Weights) -> Predict:
    """A module of PyTorch in inference mode."""
    import torch

    network = torch_network(workload, weights)

    def predict(X: Array) -> Array:
        with torch.inference_mode():
            outputs: Array = network(torch.from_numpy(X)).numpy()
        return outputs

    return predict


def onnx_runtime(workload: Workload, weights: Weights) -> Predict:
    """A session of onnxruntime, with a graph of Gemm, Relu and Softmax."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    nodes, arrays, before = [], [], "X"
    operation = {"sigmoid": "Sigmoid", "tanh": "Tanh", "relu": "Relu"}[workload.activation]
    for k, (W, b) in enumerate(weights):
        arrays += [numpy_helper.from_array(W, f"W{k}"), numpy_helper.from_array(b, f"b{k}")]
        nodes.append(helper.make_node("Gemm", [before, f"W{k}", f"b{k}"], [f"z{k}"]))
        nodes.append(helper.make_node(operation if k < len(weights) - 1 else "Softmax", [f"z{k}"], [f"a{k}"]))
        before = f"a{k}"
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["rows", width])
        for name, width in (("X", workload.widths[0]), (before, workload.widths[-1]))
    ]
    model = helper.make_model(helper.make_graph(nodes, "network", ends[:1], ends[1:], arrays))
    model.ir_version = min(model.ir_version, 10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

    def predict(X: Array) -> Array:
        outputs: Array = session.run(None, {"X": X})[0]
        return outputs

    return predict


def numpy(workload: Workload, weights: Weights) -> Predict:
    """The textbook's forward pass in NumPy."""

    def predict(X: Array) -> Array:
        for W, b in weights[:-1]:
            X = np.maximum(X @ W + b, 0)
        outputs: Array = softmax(X @ weights[-1][0] + weights[-1][1])
        return outputs

    return predict


PEERS = {
    "onnxruntime": (onnx_runtime, ("onnx", "onnxruntime")),
    "PyTorch": (pytorch, ("torch",)),
    "scikit-learn": (scikit_learn, ("sklearn",)),
    PlainNumPy.name: (numpy, ()),
}


def missing(needs: tuple[str, ...]) -> list[str]:
    """Those of the packages that are not installed."""
    return [package for package in needs if importlib.util.find_spec(package) is None]


def seconds_of(predict: Predict, X: Array, count: int) -> float:
    """Seconds of one prediction, the mean of `count`."""
    began = time.perf_counter()
    for _ in range(count):
        predict(X)
    return (time.perf_counter() - began) / count


def measure(workload: Workload, repeats: int, seconds: float) -> dict[int, dict[str, float]]:
    """Seconds of one prediction for each batch, of each peer that is installed."""
    run = trained(workload)
    weights = [(W.copy(), b.copy()) for W, b in zip(run.parameters.W, run.parameters.b, strict=True)]
    peers = {name: make(workload, weights) for name, (make, needs) in PEERS.items() if not missing(needs)}
    ready = {"nnplay": run.model.outputs, **peers}
    rng, found = np.random.default_rng(0), {}
    for rows in BATCHES:
        X = rng.random((rows, workload.widths[0]), np.float32)
        expected = numpy(workload, weights)(X)
        counts = {}
        for name, predict in ready.items():
            np.testing.assert_allclose(predict(X), expected, atol=1e-5, err_msg=name)
            spent = min(seconds_of(predict, X, 1) for _ in range(3))
            counts[name] = max(1, int(seconds / spent))
        times: dict[str, list[float]] = {name: [] for name in ready}
        for _ in range(repeats):
            for name, predict in ready.items():
                seconds_of(predict, X, counts[name])  # a virtual machine takes a while to wake its second core
                times[name].append(seconds_of(predict, X, counts[name]))
                time.sleep(PAUSE)
        found[rows] = {name: statistics.median(each) for name, each in times.items()}
    return found


def shown(workload: Workload, found: dict[int, dict[str, float]]) -> str:
    """Rows a second, and how nnplay compares with the best of the others."""
    names = list(next(iter(found.values())))
    lines = []
    for rows, times in found.items():
        others = {name: spent for name, spent in times.items() if name not in ("nnplay", PlainNumPy.name)}
        best = min(others.values(), default=float("nan"))
        ratio = best / times["nnplay"]
        rates = [f"{rows / times[name]:,.0f}" for name in names]
        lines.append([f"{rows:,}", *rates, f"{ratio:.2f}", "yes" if ratio * ALLOWED >= 1 else "no"])
    header = [f"{workload.name}: rows at once", *names, "nnplay / best", "met"]
    return table(header, lines)


def main(quick: bool) -> None:
    warnings.simplefilter("ignore")  # one epoch is too few, and some pixels are always white
    for name, (_, needs) in PEERS.items():
        if lacking := missing(needs):
            print(f"{name} is left out: {' and '.join(lacking)} not installed.")
    began = time.perf_counter()
    tables = []
    for name in NETWORKS:
        tables.append(shown(WORKLOADS[name], measure(WORKLOADS[name], *((3, 0.02) if quick else (REPEATS, SECONDS)))))
        print(f"{tables[-1]}\n")
    text = "\n\n".join([*tables, machine(PACKAGES)])
    print(f"{machine(PACKAGES)}\n\n{time.perf_counter() - began:.0f} seconds in all")
    if not quick:
        write("inference", text)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
