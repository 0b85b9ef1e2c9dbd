"""Those who are measured, one small class each: made for a workload, it trains for some epochs from the start.

`run(epochs)` returns the seconds that training took, and leaves the trained network in `weights`. All of them train
in float32, draw a new order of the rows for each epoch and start from fresh weights; loading, compiling and making
the network stay outside of the clock where the library lets one tell them apart.
"""

from __future__ import annotations

import importlib.util
import shutil
import time
import warnings
from typing import Any, ClassVar

import numpy as np
from workloads import Weights, Workload


class Peer:
    """What all of them have in common."""

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    least_epochs = 1

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.output = workload.output
        self.weights: Weights = workload.start()

    def run(self, epochs: int) -> float:
        """Train for so many epochs; the seconds it took."""
        raise NotImplementedError

    @classmethod
    def missing(cls) -> list[str]:
        """The packages that it needs and that are not installed."""
        return [package for package in cls.needs if importlib.util.find_spec(package) is None]


class NNPlay(Peer):
    """nnplay through its public interface.

    The time is the last snapshot's `seconds`. The evaluation of that snapshot, a forward pass over all rows with loss
    and metrics, is inside, which nobody else is charged with; twenty epochs at least keep it in proportion.
    """

    name = "nnplay"
    least_epochs = 20
    dtype = "float32"

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        import nnplay as nn

        X, y = workload.data
        self.training = nn.training
        task = "regression" if workload.loss == "mse" else "classification"
        self.dataset = nn.Dataset.from_arrays(
            X, y.ravel() if task == "regression" else y.ravel().astype(int), task=task
        )
        layers = [nn.Layer(width, workload.activation) for width in workload.hidden]
        self.architecture = nn.Architecture(tuple(layers), output=workload.output, loss=workload.loss)

    def run(self, epochs: int) -> float:
        w = self.workload
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # three pixels of the digits are always white
            first, last = self.training(
                self.dataset, self.architecture, every=epochs, epochs=epochs, batch_size=w.batch, optimizer=w.optimizer,
                learning_rate=w.learning_rate, scale="none", test_fraction=0.0, keep_parameters=True, dtype=self.dtype,
            )  # fmt: skip
        self.weights = list(zip(last.parameters.W, last.parameters.b, strict=True))
        return last.seconds - first.seconds


class PyTorch(Peer):
    """PyTorch on the processor, eager: the loop of its tutorials, the data in one tensor."""

    name = "PyTorch"
    needs = ("torch",)
    compiled = False

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        import torch
        from torch import nn

        w = workload
        activation = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}[w.activation]
        self.linear = [nn.Linear(a, b) for a, b in zip(w.widths, w.widths[1:], strict=False)]
        parts: list[nn.Module] = [part for layer in self.linear[:-1] for part in (layer, activation())]
        self.network = nn.Sequential(*parts, self.linear[-1], *([nn.Sigmoid()] if w.loss == "mse" else []))
        losses = {"mse": nn.MSELoss, "cross_entropy": nn.CrossEntropyLoss, "binary_cross_entropy": nn.BCEWithLogitsLoss}
        criterion = losses[w.loss]()

        def loss(x: Any, y: Any) -> Any:
            return criterion(self.network(x), y)

        self.loss = torch.compile(loss) if self.compiled else loss

    def run(self, epochs: int) -> float:
        import torch

        w = self.workload
        with torch.no_grad():
            for layer, (W, b) in zip(self.linear, w.start(), strict=True):
                layer.weight.copy_(torch.from_numpy(W.T.copy()))
                layer.bias.copy_(torch.from_numpy(b))
        rules = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}
        optimizer = rules[w.optimizer](self.network.parameters(), lr=w.learning_rate)
        X, Y = (torch.from_numpy(each) for each in w.data)
        began = time.perf_counter()
        for _ in range(epochs):
            for rows in torch.randperm(len(X)).split(w.batch):
                optimizer.zero_grad()
                self.loss(X[rows], Y[rows]).backward()
                optimizer.step()
        seconds = time.perf_counter() - began
        self.weights = [(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in self.linear]
        return seconds


class PyTorchCompiled(PyTorch):
    """The same, with the forward and the backward pass compiled by `torch.compile`, which needs a C++ compiler."""

    name = "PyTorch, compiled"
    compiled = True

    @classmethod
    def missing(cls) -> list[str]:
        """The packages that it needs and that are not installed, and a compiler."""
        return super().missing() + ([] if shutil.which("c++") else ["a C++ compiler"])


class Jax(Peer):
    """JAX and optax: an epoch is one `lax.scan` over its batches, compiled, and called once an epoch."""

    name = "JAX"
    needs = ("jax", "optax")
    at_once = False

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        import jax
        import jax.numpy as jnp
        import optax

        w = workload
        X, Y = jnp.asarray(w.data[0]), jnp.asarray(w.data[1])
        activation = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu}[w.activation]
        self.optimizer = {"sgd": optax.sgd, "adam": optax.adam}[w.optimizer](w.learning_rate)

        def outputs(weights: Any, x: Any) -> Any:
            for W, b in weights[:-1]:
                x = activation(x @ W + b)
            return x @ weights[-1][0] + weights[-1][1]

        def loss(weights: Any, x: Any, y: Any) -> Any:
            z = outputs(weights, x)
            if w.loss == "mse":
                return jnp.mean((jax.nn.sigmoid(z) - y) ** 2)
            if w.loss == "binary_cross_entropy":
                return optax.sigmoid_binary_cross_entropy(z, y).mean()
            return optax.softmax_cross_entropy_with_integer_labels(z, y).mean()

        def step(state: Any, rows: Any) -> Any:
            weights, memory = state
            updates, memory = self.optimizer.update(jax.grad(loss)(weights, X[rows], Y[rows]), memory, weights)
            return (optax.apply_updates(weights, updates), memory), None

        def epoch(_: Any, carry: Any) -> Any:
            state, key = carry
            key, used = jax.random.split(key)
            order = jax.random.permutation(used, len(X))
            whole = len(X) // w.batch * w.batch
            state, _ = jax.lax.scan(step, state, order[:whole].reshape(-1, w.batch))
            return (step(state, order[whole:])[0] if whole < len(X) else state), key

        def evaluate(weights: Any) -> tuple[Any, Any]:
            """The loss over all rows, and the accuracy or the R²."""
            z = outputs(weights, X)
            if w.loss == "mse":
                residuals = (jax.nn.sigmoid(z) - Y) ** 2
                return jnp.mean(residuals), 1 - residuals.sum() / ((Y - Y.mean()) ** 2).sum()
            predicted = z > 0 if w.loss == "binary_cross_entropy" else z.argmax(1)
            return loss(weights, X, Y), jnp.mean(predicted == Y)

        self.epochs = jax.jit(lambda carry, count: jax.lax.fori_loop(0, count, epoch, carry))
        self.watched_epoch = jax.jit(lambda carry: ((after := epoch(0, carry)), evaluate(after[0][0])))

    def run(self, epochs: int) -> float:
        import jax

        weights = jax.tree.map(jax.numpy.asarray, self.workload.start())
        carry = (weights, self.optimizer.init(weights)), jax.random.key(0)
        jax.block_until_ready(self.epochs(carry, 0))  # compiled
        began = time.perf_counter()
        for _ in range(1 if self.at_once else epochs):
            carry = self.epochs(carry, epochs if self.at_once else 1)
        jax.block_until_ready(carry)
        seconds = time.perf_counter() - began
        self.weights = jax.tree.map(np.asarray, carry[0][0])
        return seconds

    def watched(self, epochs: int) -> float:
        """The seconds with the loss and the metric of all rows after every epoch, as Python's numbers."""
        import jax

        weights = jax.tree.map(jax.numpy.asarray, self.workload.start())
        carry = (weights, self.optimizer.init(weights)), jax.random.key(0)
        jax.block_until_ready(self.watched_epoch(carry))  # compiled
        began = time.perf_counter()
        for _ in range(epochs):
            carry, scores = self.watched_epoch(carry)
            for score in scores:
                float(score)
        return time.perf_counter() - began


class JaxAtOnce(Jax):
    """The same, with the loop over the epochs compiled too: all of the training is one call."""

    name = "JAX, one call"
    at_once = True


class ScikitLearn(Peer):
    """scikit-learn's MLPClassifier and MLPRegressor; the regressor's output is the identity and cannot be changed."""

    name = "scikit-learn"
    needs = ("sklearn",)

    def run(self, epochs: int) -> float:
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        w = self.workload
        activation = {"sigmoid": "logistic"}.get(w.activation, w.activation)
        network = (MLPRegressor if w.loss == "mse" else MLPClassifier)(
            hidden_layer_sizes=w.hidden, activation=activation, solver=w.optimizer, alpha=0.0, momentum=0.0,
            batch_size=w.batch, learning_rate_init=w.learning_rate, max_iter=epochs,
            tol=0.0, n_iter_no_change=epochs, random_state=0,
        )  # fmt: skip
        self.output = "identity" if w.loss == "mse" else w.output
        X, y = w.data
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            began = time.perf_counter()
            network.fit(X, y.ravel())
            seconds = time.perf_counter() - began
        self.weights = list(zip(network.coefs_, network.intercepts_, strict=True))
        return seconds * epochs / network.n_iter_  # it may stop early
