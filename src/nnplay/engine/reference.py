"""The whole of a neural network, forward and backward, in plain NumPy: READ THIS FIRST.

X is (batch, n_in), W is (n_in, n_out), and δ with an index is ∂L/∂ that thing. A layer computes

    z = a_in @ W + b,   u = norm(z),   a = dropout(f(u)) + skip(a_in)

and backpropagation walks the same lines upwards, multiplying by one derivative a line. The compiled engine does
exactly this, faster; the tests hold the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.catalog import losses
from nnplay.engine.batched import activate, activation_delta, loss_delta, loss_rows, price, price_slope, slopes
from nnplay.engine.elementwise import Array
from nnplay.network.parameters import Parameters

EPSILON = 1e-5  # keeps the normalisation of a constant column finite


@dataclass
class Pass:
    """What one layer remembers of its forward pass, for the way back."""

    a_in: Array
    z: Array
    u: Array
    f: Array
    a: Array
    x_hat: Array | None = None
    sigma: Array | None = None


def forward(p: Parameters, X: Array, *, training: bool = False, masks: Any = None) -> list[Pass]:
    """Every layer's forward pass; the network's output ŷ is the last one's `a`, shape (batch, n_out).

    In training, batch normalisation uses the batch's own statistics, and `masks[l]` (batch, n_out) of zeros and
    1/(1 − dropout) silences neurons.
    """
    passes, a = [], X
    for l, block in enumerate(p.layout.blocks):
        step = Pass(a_in=a, z=a @ p.W[l] + p.b[l], u=a, f=a, a=a)
        step.u = step.z
        if block.layer.norm:
            mean, variance = p.mean[l], p.variance[l]
            if block.layer.norm == "layer" or training:
                axis = 1 if block.layer.norm == "layer" else 0
                mean, variance = step.z.mean(axis, keepdims=True), step.z.var(axis, keepdims=True)
            step.sigma = np.sqrt(variance + EPSILON)
            step.x_hat = (step.z - mean) / step.sigma
            step.u = p.gamma[l] * step.x_hat + p.beta[l]
        step.f = activate(block, step.u, p.learned[l])
        step.a = step.f if masks is None or masks[l] is None else step.f * masks[l]
        if block.layer.skip:
            step.a = step.a + (a if p.P[l] is None else a @ p.P[l])
        passes.append(step)
        a = step.a
    return passes


def loss(p: Parameters, passes: list[Pass], y: Array, weight: Array | None = None) -> float:
    """The mean loss over the batch (weighted: Σwᵢlᵢ / Σwᵢ), without penalties."""
    rows = loss_rows(p.architecture, passes[-1].u, passes[-1].a, y)
    return float(np.average(rows, weights=weight))


def penalty(p: Parameters, **strengths: float) -> float:
    """What the weights cost: l1·Σ|W| + (l2/2)·Σ‖W‖² for ``penalty(p, l1=…, l2=…)``; biases are free."""
    weights = [p.theta[start:stop] for start, stop in p.layout.weights]
    return sum(c * float(price(name, W).sum()) for name, c in strengths.items() for W in weights)


def gradient(
    p: Parameters,
    passes: list[Pass],
    y: Array,
    *,
    weight: Array | None = None,
    masks: Any = None,
    **strengths: float,
) -> Array:
    """∂(loss + penalties)/∂θ, laid out as θ is. The passes are those of the same batch with training=True."""
    entry, _ = losses.resolve(p.architecture.loss or "")
    share = np.full(len(y), 1 / len(y)) if weight is None else weight / weight.sum()
    joint = entry.joint(p.architecture.output)
    delta = loss_delta(p.architecture, passes[-1].u, passes[-1].a, y, joint) * share[:, None]
    g = np.zeros_like(p.theta, dtype=np.float64)
    for l in reversed(range(len(passes))):
        step, block = passes[l], p.layout.blocks[l]
        into = {name: block.view(g, name) for name in block.places}
        δ_a_in = np.zeros_like(step.a_in)
        if block.layer.skip:  # a = … + a_in @ P
            if p.P[l] is None:
                δ_a_in = delta
            else:
                into["P"][:] = step.a_in.T @ delta
                δ_a_in = delta @ p.P[l].T
        if masks is not None and masks[l] is not None:  # a = f ⊙ mask
            delta = delta * masks[l]
        if p.learned[l] is not None:  # f depends on its learned constants too
            into["learned"][:] = [(delta * s).sum(0) for s in slopes(block, step.u, step.f, p.learned[l])]
        if l < len(passes) - 1 or not joint:  # f = activation(u); the joint gradient is past it already
            delta = activation_delta(block, step.u, step.f, delta, p.learned[l])
        if step.x_hat is not None:  # u = γ·x̂ + β,  x̂ = (z − mean)/σ
            axis = 1 if block.layer.norm == "layer" else 0
            into["gamma"][:], into["beta"][:] = (delta * step.x_hat).sum(0), delta.sum(0)
            δ = delta * p.gamma[l]
            centred = δ - δ.mean(axis, keepdims=True) - step.x_hat * (δ * step.x_hat).mean(axis, keepdims=True)
            delta = centred / step.sigma
        into["W"][:] = step.a_in.T @ delta  # z = a_in @ W + b
        into["b"][:] = delta.sum(0)
        delta = δ_a_in + delta @ p.W[l].T
    for name, strength in strengths.items():
        for start, stop in p.layout.weights:
            g[start:stop] += strength * price_slope(name, p.theta[start:stop])
    return g
