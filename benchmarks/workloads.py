"""The five workloads: data, network, batch size and optimizer, and one yardstick for the loss of whoever trained it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Weights = list[tuple[Array, Array]]  # (W, b) of each layer, W of shape (n_in, n_out)


@dataclass(frozen=True)
class Workload:
    """A training problem, and the speed that nnplay should reach on it.

    Attributes:
        rows: rows of data.
        hidden: the widths of the hidden layers, all with `activation`.
        output: "sigmoid" or "softmax"; with "mse" or the cross-entropy that belongs to the output.
        batch: rows in a step.
        target: (another's name, how its time is multiplied): nnplay must not take longer. "JAX" is the fastest of its
            versions and ways.
    """

    name: str
    shape: str
    rows: int
    hidden: tuple[int, ...]
    activation: str
    output: str
    loss: str
    batch: int
    optimizer: str
    learning_rate: float
    target: tuple[str, float]

    @cached_property
    def data(self) -> tuple[Array, Array]:
        """X (n, n_in) in float32, and y: numbers (n, 1) in float32 for one output, else classes (n,)."""
        return MAKERS[self.name](np.random.default_rng(1), self.rows)

    @cached_property
    def one_hot(self) -> Array:
        """The targets as a matrix (n, n_out)."""
        y = self.data[1]
        return y if y.ndim == 2 else np.eye(int(y.max()) + 1, dtype=np.float32)[y]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of all layers, inputs and outputs included."""
        return (self.data[0].shape[1], *self.hidden, self.one_hot.shape[1])

    @property
    def steps(self) -> int:
        """Optimizer steps in an epoch."""
        return -(-len(self.data[0]) // self.batch)

    def start(self) -> Weights:
        """Weights to start from (Glorot & Bengio 2010)."""
        rng = np.random.default_rng(0)
        pairs = list(zip(self.widths, self.widths[1:], strict=False))
        bounds = [np.sqrt(6 / (a + b)) for a, b in pairs]
        return [
            (rng.uniform(-bound, bound, pair).astype(np.float32), np.zeros(pair[1], np.float32))
            for bound, pair in zip(bounds, pairs, strict=True)
        ]

    def loss_of(self, weights: Weights, output: str | None = None) -> float:
        """The mean loss over all rows of a network with these weights."""
        A = self.data[0]
        for W, b in weights[:-1]:
            A = FUNCTIONS[self.activation](A @ W + b)
        Z = (A @ weights[-1][0] + weights[-1][1]).astype(np.float64)
        P, Y = FUNCTIONS[output or self.output](Z), self.one_hot
        if self.loss == "mse":
            return float(np.mean((P - Y) ** 2))
        P = np.clip(P, 1e-12, 1 - 1e-12)
        rows = Y * np.log(P) + (0 if self.output == "softmax" else (1 - Y) * np.log(1 - P))
        return float(-rows.sum(axis=1).mean())


def sigmoid(Z: Array) -> Array:
    return 1 / (1 + np.exp(-Z))


def softmax(Z: Array) -> Array:
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


FUNCTIONS = {
    "sigmoid": sigmoid,
    "softmax": softmax,
    "tanh": np.tanh,
    "relu": lambda Z: np.maximum(Z, 0),
    "identity": lambda Z: Z,
}

# ── data ────────────────────────────────────────────────────────────────────────────────────────────────────────


def scores(rng: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Five pupils: hours of sleep and of study, and a score, all brought into 0 … 1."""
    X = np.array([[2, 9], [1, 5], [3, 6], [5, 3], [4, 8]], np.float32) / 9
    return X, np.array([[0.92], [0.86], [0.89], [0.45], [0.99]], np.float32)


def spiral(rng: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Two spirals in the plane, 250 points on each."""
    k = np.arange(250) / 250
    angle, y = 1.75 * 2 * np.pi * k, np.repeat([0, 1], 250)
    both = [np.column_stack([k * np.sin(angle + turn), k * np.cos(angle + turn)]) for turn in (0, np.pi)]
    X = np.concatenate(both) * 5 + rng.normal(0, 0.1, (500, 2))
    return X.astype(np.float32), y[:, None].astype(np.float32)


def digits(rng: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """The 1,797 digits of 8 × 8 pixels that come with scikit-learn."""
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    return (X / 16).astype(np.float32), y


def pictures(rng: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Synthetic pictures of 784 pixels in 0 … 1: one of ten patterns, half hidden by noise; a tenth are mislabelled."""
    y = rng.integers(0, 10, rows)
    patterns = rng.random((10, 784), np.float32)
    X = (patterns[y] + rng.random((rows, 784), np.float32)) / 2
    return X, np.where(rng.random(rows) < 0.1, rng.integers(0, 10, rows), y)


MAKERS = {"scores": scores, "spiral": spiral, "digits": digits, "mnist": pictures, "wide": pictures}

WORKLOADS = {
    w.name: w
    for w in (
        Workload("scores", "5×2, 4-4-4-1 sigmoid, full batch, SGD", 5, (4, 4, 4), "sigmoid", "sigmoid", "mse",
                 5, "sgd", 0.5, ("JAX", 1 / 10)),
        Workload("spiral", "500×2, 8-8-8-1 tanh, batch 10, SGD", 500, (8, 8, 8), "tanh", "sigmoid",
                 "binary_cross_entropy", 10, "sgd", 0.03, ("JAX", 1 / 3)),
        Workload("digits", "1797×64, 64-32-10 ReLU, batch 32, Adam", 1797, (64, 32), "relu", "softmax", "cross_entropy",
                 32, "adam", 0.001, ("JAX", 1 / 2.5)),
        Workload("mnist", "60000×784, 256-128-10 ReLU, batch 128, Adam", 60_000, (256, 128), "relu", "softmax",
                 "cross_entropy", 128, "adam", 0.001, ("BLAS floor", 1.2)),
        Workload("wide", "5120×784, 1024-1024-10 ReLU, batch 256, Adam", 5_120, (1024, 1024), "relu", "softmax",
                 "cross_entropy", 256, "adam", 0.001, ("BLAS floor", 1.1)),
    )
}  # fmt: skip
