"""A neural network forward and backward in plain NumPy: read this first.

X is (batch, n_in), W is (n_in, n_out), and y is (batch, n_out). Each layer computes

    z = a_in @ W + b                         a weighted sum
    u = norm(z)                              normalized over the batch or over the layer, or just z
    f = activation(u)
    a = dropout(f) + skip(a_in)              the input of the next layer; of the last layer, the prediction ŷ

and backpropagation goes through the same lines from the last to the first, with the chain rule. `delta` is always the
derivative of the loss with respect to the quantity reached so far: ∂L/∂a, then ∂L/∂f, ∂L/∂u, ∂L/∂z.

The compiled engine does the same arithmetic, faster; the tests compare the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnplay.catalog import losses
from nnplay.engine.batched import (
    activate,
    activation_delta,
    learned_derivatives,
    loss_delta,
    loss_per_row,
    penalty_derivative,
    penalty_value,
)
from nnplay.network.parameters import Parameters
from nnplay.utils.types import Array

EPSILON = 1e-5  # keeps the normalization of a constant column finite

Masks = Sequence[Array | None]
"""The dropout mask of each layer: (batch, n_out) of 0 and 1/(1 − dropout), or None."""


@dataclass
class Pass:
    """The values of one layer in a forward pass, which its backward pass needs."""

    a_in: Array
    z: Array
    u: Array
    f: Array
    a: Array
    x_hat: Array | None = None
    sigma: Array | None = None


def forward(p: Parameters, X: Array, *, training: bool = False, masks: Masks | None = None) -> list[Pass]:
    """The forward pass of every layer; the `a` of the last one is the prediction ŷ, (batch, n_out).

    In training, batch normalization uses the mean and variance of the batch, and the masks drop neurons.
    """
    passes, a = [], X
    for l, block in enumerate(p.layout.blocks):
        a_in = a
        z = a_in @ p.W[l] + p.b[l]
        u, x_hat, sigma = z, None, None
        if block.layer.norm:
            mean, variance = p.mean[l], p.variance[l]
            if block.layer.norm == "layer" or training:
                axis = 1 if block.layer.norm == "layer" else 0
                mean, variance = z.mean(axis, keepdims=True), z.var(axis, keepdims=True)
            sigma = np.sqrt(variance + EPSILON)
            x_hat = (z - mean) / sigma
            u = p.gamma[l] * x_hat + p.beta[l]
        f = activate(block, u, p.learned[l])
        mask = masks[l] if masks else None
        a = f if mask is None else f * mask
        if block.layer.skip:
            a = a + (a_in if p.P[l] is None else a_in @ p.P[l])
        passes.append(Pass(a_in, z, u, f, a, x_hat, sigma))
    return passes


def loss(p: Parameters, passes: list[Pass], y: Array, weight: Array | None = None) -> float:
    """The mean loss over the batch, without penalties; with weights wᵢ it is Σwᵢlᵢ / Σwᵢ."""
    rows = loss_per_row(p.architecture, passes[-1].u, passes[-1].a, y)
    return float(np.average(rows, weights=weight))


def penalty(p: Parameters, **strengths: float) -> float:
    """The penalties of the objective, such as l1·Σ|W| + (l2/2)·Σ‖W‖² for ``penalty(p, l1=…, l2=…)``.

    Biases are not penalized.
    """
    weights = [p.theta[start:stop] for start, stop in p.layout.weights]
    return sum(c * float(penalty_value(name, W).sum()) for name, c in strengths.items() for W in weights)


def gradient(
    p: Parameters,
    passes: list[Pass],
    y: Array,
    *,
    weight: Array | None = None,
    masks: Masks | None = None,
    **strengths: float,
) -> Array:
    """∂(loss + penalties)/∂θ, in the layout of θ.

    `passes` are the forward pass of this batch with training=True, and with the same masks.
    """
    entry, _ = losses.resolve(p.architecture.loss or "")
    joint = entry.joint(p.architecture.output)
    g = np.zeros_like(p.theta, dtype=np.float64)

    # The loss L = Σwᵢlᵢ / Σwᵢ is a weighted mean, so each row contributes its share.
    #     ∂L/∂ŷᵢ = wᵢ/Σw · ∂lᵢ/∂ŷᵢ          (joint: with its canonical output the loss gives ∂L/∂z at once, often ŷ − y)
    share = np.full(len(y), 1 / len(y)) if weight is None else weight / weight.sum()
    delta = loss_delta(p.architecture, passes[-1].u, passes[-1].a, y, joint) * share[:, None]

    for l in reversed(range(len(passes))):
        layer, block = passes[l], p.layout.blocks[l]
        d = {name: block.view(g, name) for name in block.arrays}  # views into g: d["W"] is ∂L/∂W
        d_a_in = np.zeros_like(layer.a_in)

        # The skip connection adds the input to the output: a = … + a_in @ P, or a = … + a_in.
        #     ∂L/∂P = a_inᵀ @ δ      ∂L/∂a_in = δ @ Pᵀ
        if block.layer.skip:
            if p.P[l] is None:
                d_a_in = delta
            else:
                d["P"][:] = layer.a_in.T @ delta
                d_a_in = delta @ p.P[l].T

        # Dropout multiplies by its mask: a = f ⊙ mask.
        #     ∂L/∂f = δ ⊙ mask
        mask = masks[l] if masks else None
        if mask is not None:
            delta = delta * mask

        # The activation may have learned constants c, which every row uses: f = activation(u, c).
        #     ∂L/∂c = Σ δ ⊙ ∂f/∂c
        if p.learned[l] is not None:
            d["learned"][:] = [
                (delta * df_dc).sum(0) for df_dc in learned_derivatives(block, layer.u, layer.f, p.learned[l])
            ]

        # The activation is applied to each number: f = activation(u).  A joint loss has done this step already.
        #     ∂L/∂u = δ ⊙ activation′(u)
        if l < len(passes) - 1 or not joint:
            delta = activation_delta(block, layer.u, layer.f, delta, p.learned[l])

        # Normalization scales and shifts x̂ = (z − mean)/σ, whose mean and σ depend on z as well: u = γ·x̂ + β.
        #     ∂L/∂γ = Σ δ ⊙ x̂        ∂L/∂β = Σ δ        ∂L/∂x̂ = γ·δ
        #     ∂L/∂z = (∂L/∂x̂ − mean(∂L/∂x̂) − x̂ · mean(∂L/∂x̂ ⊙ x̂)) / σ
        if layer.x_hat is not None:
            axis = 1 if block.layer.norm == "layer" else 0
            d["gamma"][:], d["beta"][:] = (delta * layer.x_hat).sum(0), delta.sum(0)
            d_x_hat = delta * p.gamma[l]
            centered = d_x_hat - d_x_hat.mean(axis, keepdims=True)
            delta = (centered - layer.x_hat * (d_x_hat * layer.x_hat).mean(axis, keepdims=True)) / layer.sigma

        # The weighted sum is linear in W, b and the input: z = a_in @ W + b.
        #     ∂L/∂W = a_inᵀ @ δ      ∂L/∂b = Σ δ        ∂L/∂a_in = δ @ Wᵀ
        d["W"][:] = layer.a_in.T @ delta
        d["b"][:] = delta.sum(0)
        delta = d_a_in + delta @ p.W[l].T

    # The objective L + c·R(W) adds penalties on the weights.
    #     ∂(L + c·R)/∂W = ∂L/∂W + c·R′(W)
    for name, strength in strengths.items():
        for start, stop in p.layout.weights:
            g[start:stop] += strength * penalty_derivative(name, p.theta[start:stop])
    return g
