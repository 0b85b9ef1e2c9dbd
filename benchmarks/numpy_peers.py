"""What NumPy alone can do: the textbook's loop, and the matrix products of a step by themselves."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from peers import Peer
from workloads import sigmoid, softmax


class PlainNumPy(Peer):
    """The textbook's loop in NumPy."""

    name = "NumPy"

    def run(self, epochs: int) -> float:
        w = self.workload
        θ = [part for pair in w.start() for part in pair]
        m, v = ([np.zeros_like(part) for part in θ] for _ in range(2))
        rng, X, Y, t = np.random.default_rng(0), w.data[0], w.one_hot, 0
        began = time.perf_counter()
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X), w.batch):
                rows = order[start : start + w.batch]
                t += 1
                for k, g in enumerate(self.gradient(θ, X[rows], Y[rows])):
                    if w.optimizer == "sgd":
                        θ[k] -= w.learning_rate * g
                        continue
                    m[k] = 0.9 * m[k] + 0.1 * g
                    v[k] = 0.999 * v[k] + 0.001 * g * g
                    m_hat, v_hat = m[k] / (1 - 0.9**t), v[k] / (1 - 0.999**t)
                    θ[k] -= w.learning_rate * m_hat / (np.sqrt(v_hat) + 1e-8)
        seconds = time.perf_counter() - began
        self.weights = list(zip(θ[::2], θ[1::2], strict=True))
        return seconds

    def gradient(self, θ: list[Any], x: Any, y: Any) -> list[Any]:
        """∂loss/∂θ of one batch."""
        w, A = self.workload, [x]
        for W, b in zip(θ[:-2:2], θ[1:-2:2], strict=True):
            Z = A[-1] @ W + b
            A.append({"sigmoid": sigmoid, "tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0)}[w.activation](Z))
        y_hat = (softmax if w.output == "softmax" else sigmoid)(A[-1] @ θ[-2] + θ[-1])
        δ = (y_hat - y) / len(x)
        if w.loss == "mse":
            δ = 2 * δ * y_hat * (1 - y_hat)
        g: list[Any] = []
        for k in range(len(A) - 1, -1, -1):
            g = [A[k].T @ δ, δ.sum(axis=0), *g]
            if k:
                a = A[k]
                slope = {"sigmoid": a * (1 - a), "tanh": 1 - a * a, "relu": a > 0}[w.activation]
                δ = (δ @ θ[2 * k].T) * slope
        return g


class Floor(Peer):
    """The matrix products of a step and nothing else: what no library that calls this BLAS can go below."""

    name = "BLAS floor"

    def run(self, epochs: int) -> float:
        w, rows = self.workload, self.workload.batch
        A = [np.random.default_rng(k).random((rows, n), np.float32) for k, n in enumerate(w.widths)]
        D = [np.empty_like(a) for a in A]
        W = [W for W, _ in w.start()]
        g = [np.empty_like(each) for each in W]
        products = [(A[k], W[k], D[k + 1]) for k in range(len(W))]  # Z = A·W, into a place of its own
        for k in reversed(range(len(W))):
            products.append((A[k].T, A[k + 1], g[k]))
            if k:
                products.append((A[k + 1], W[k].T, D[k]))
        began = time.perf_counter()
        for _ in range(epochs * w.steps):
            for left, right, out in products:
                np.dot(left, right, out=out)
        return time.perf_counter() - began
