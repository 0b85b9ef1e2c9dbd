"""The oracle: the textbook's formulas in JAX, float64, differentiated by JAX; nothing here calls nnplay's mathematics.

Only names and addresses come from nnplay: which components a registry holds, and where an array lives in θ.
Each formula is written as its source writes it, so that it can be read beside the book; gradient tests therefore
stay at moderate z, and the extremes are tested for finiteness on their own.
"""

from __future__ import annotations

import math
import os
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from nnplay.catalog import activations, losses
from nnplay.network.parameters import layout

jax.config.update("jax_enable_x64", True)

# JAX compiles each operation anew for each shape, which takes most of the tests' time: keep what it compiled.
_cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nnplay-tests" / "jax"
jax.config.update("jax_compilation_cache_dir", str(_cache / os.environ.get("PYTEST_XDIST_WORKER", "alone")))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)

LENGTH = 64  # of a piece of weights that is priced alone
EPSILON = 1e-5  # of batch and layer normalisation: Ioffe & Szegedy 2015, Ba et al. 2016; PyTorch's default
TINY = 1e-12  # keeps a logarithm or a quotient finite; the data stay away from it


# ── activations: Wikipedia's table, and the papers of those that it lacks ───────────────────────────────────────


def _sigma(z):
    return 1 / (1 + jnp.exp(-z))


def _smht(z, a, b, c, d):
    return (jnp.exp(a * z) - jnp.exp(-b * z)) / (jnp.exp(c * z) + jnp.exp(-d * z))


def _sinc(z):
    near = sum((-1) ** n * z ** (2 * n) / math.factorial(2 * n + 1) for n in range(10))
    return jnp.where(jnp.abs(z) < 1, near, jnp.sin(z) / jnp.where(z == 0, 1, z))


def _repsu(z, alpha, lam, mu, sigma, beta):
    g = (z - lam) / (1 + jnp.exp(-jnp.sign(z - mu) * (jnp.abs(z - mu) / sigma) ** beta))
    return jnp.where(z >= lam, alpha * (2 * z - g) + (1 - alpha) * g, 0.0)


def _softmax(z):
    e = jnp.exp(z - jax.lax.stop_gradient(z.max(axis=-1, keepdims=True)))
    return e / e.sum(axis=-1, keepdims=True)


def _maxout(z, pieces):
    k = int(pieces)
    return z.reshape(z.shape[0], z.shape[1] // k, k).max(axis=-1)


SELU_LAMBDA, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717

ACTIVATIONS = {
    "identity": lambda z: z,
    "binary_step": lambda z: jnp.where(z < 0, 0.0, 1.0),
    "sigmoid": _sigma,
    "tanh": lambda z: (jnp.exp(z) - jnp.exp(-z)) / (jnp.exp(z) + jnp.exp(-z)),
    "smht": _smht,
    "softsign": lambda z: z / (1 + jnp.abs(z)),
    "arctan": jnp.arctan,
    "hard_sigmoid": lambda z: jnp.clip(z / 6 + 0.5, 0, 1),
    "hard_tanh": lambda z: jnp.clip(z, -1, 1),
    "gaussian": lambda z: jnp.exp(-(z**2)),
    "sinusoid": jnp.sin,
    "sinc": _sinc,
    "exponential": jnp.exp,
    "bent_identity": lambda z: (jnp.sqrt(z**2 + 1) - 1) / 2 + z,
    "relu": lambda z: jnp.maximum(0, z),
    "relu6": lambda z: jnp.minimum(jnp.maximum(0, z), 6),
    "leaky_relu": lambda z, alpha: jnp.where(z > 0, z, alpha * z),
    "prelu": lambda z, alpha: jnp.maximum(0, z) + alpha * jnp.minimum(0, z),
    "repsu": _repsu,
    "softplus": lambda z: jnp.log(1 + jnp.exp(z)),
    "squareplus": lambda z, b: (z + jnp.sqrt(z**2 + b)) / 2,
    "gelu": lambda z: z * (1 + jax.scipy.special.erf(z / math.sqrt(2))) / 2,
    "silu": lambda z: z * _sigma(z),
    "mish": lambda z: z * jnp.tanh(jnp.log(1 + jnp.exp(z))),
    "elish": lambda z: jnp.where(z >= 0, z, jnp.exp(z) - 1) * _sigma(z),
    "elu": lambda z, alpha: jnp.where(z > 0, z, alpha * (jnp.exp(z) - 1)),
    "selu": lambda z: SELU_LAMBDA * jnp.where(z > 0, z, SELU_ALPHA * (jnp.exp(z) - 1)),
    "celu": lambda z, alpha: jnp.maximum(0, z) + jnp.minimum(0, alpha * (jnp.exp(z / alpha) - 1)),
    "softmax": _softmax,
    "maxout": _maxout,
}

# Constants other than the defaults, so that none can hide behind a 1 or a 0.
OTHER_CONSTANTS = {
    "smht": "smht(0.5, 0.7, 1.1, 0.9)",
    "leaky_relu": "leaky_relu(0.3)",
    "prelu": "prelu(0.4)",
    "repsu": "repsu(0.3, -0.5, 0.2, 1.5, 1.3)",
    "squareplus": "squareplus(2)",
    "elu": "elu(0.6)",
    "celu": "celu(1.7)",
    "maxout": "maxout(3)",
    "huber": "huber(0.5)",
    "quantile": "quantile(0.8)",
    "focal": "focal(1.5)",
    "categorical_focal": "categorical_focal(3)",
}


# ── losses: of an element, or of a row ──────────────────────────────────────────────────────────────────────────


def _log(p):
    return jnp.log(jnp.maximum(p, TINY))


def _huber(p, y, delta):
    r = jnp.abs(p - y)
    return jnp.where(r <= delta, r**2 / 2, delta * (r - delta / 2))


def _kl(p, y):
    return jnp.where(y > 0, y * (jnp.log(jnp.where(y > 0, y, 1)) - _log(p)), 0).sum(axis=-1)


def _categorical_hinge(p, y):
    return jnp.maximum(0, 1 + ((1 - y) * p).max(axis=-1) - (y * p).sum(axis=-1))


def _norm(x):
    return jnp.sqrt(jnp.maximum((x**2).sum(axis=-1), TINY**2))


LOSSES = {
    "mse": lambda p, y: (p - y) ** 2,
    "mae": lambda p, y: jnp.abs(p - y),
    "huber": _huber,
    "log_cosh": lambda p, y: jnp.log(jnp.cosh(p - y)),
    "quantile": lambda p, y, tau: jnp.where(y >= p, tau * (y - p), (1 - tau) * (p - y)),
    "msle": lambda p, y: (jnp.log(1 + jnp.maximum(p, 0)) - jnp.log(1 + y)) ** 2,
    "mape": lambda p, y: 100 * jnp.abs((y - p) / y),
    "poisson": lambda p, y: p - y * jnp.log(jnp.maximum(p, 1e-7)),
    "half_poisson_deviance": lambda p, y: jax.scipy.special.xlogy(y, y / jnp.maximum(p, 1e-7)) - y + p,
    "binary_cross_entropy": lambda p, y: -y * _log(p) - (1 - y) * _log(1 - p),
    "focal": lambda p, y, gamma: -y * (1 - p) ** gamma * _log(p) - (1 - y) * p**gamma * _log(1 - p),
    "hinge": lambda p, y: jnp.maximum(0, 1 - y * p),
    "squared_hinge": lambda p, y: jnp.maximum(0, 1 - y * p) ** 2,
    "cross_entropy": lambda p, y: -(y * _log(p)).sum(axis=-1),
    "kl": _kl,
    "categorical_focal": lambda p, y, gamma: -(y * (1 - p) ** gamma * _log(p)).sum(axis=-1),
    "categorical_hinge": _categorical_hinge,
    "cosine": lambda p, y: 1 - (p * y).sum(axis=-1) / (_norm(p) * _norm(y)),
}


def _gap_of_two_largest(x):
    largest = np.sort(x, axis=-1)
    return np.abs(largest[..., -1] - largest[..., -2])


# How far (ŷ, y) is from a point where the loss has no derivative; a loss that is not here has one everywhere.
KINKS = {
    "mae": lambda p, y: np.abs(p - y),
    "quantile": lambda p, y: np.abs(p - y),
    "mape": lambda p, y: np.abs(p - y),
    "hinge": lambda p, y: np.abs(1 - y * p),
    "categorical_hinge": lambda p, y: np.minimum(
        np.abs(1 + ((1 - y) * p).max(-1) - (y * p).sum(-1)), _gap_of_two_largest((1 - y) * p)
    ),
}


# ── the network ─────────────────────────────────────────────────────────────────────────────────────────────────


def arrays_of(architecture, theta):
    """The named arrays of every layer, read from θ."""
    return [
        {name: np.asarray(block.view(theta, name), np.float64) for name in block.places}
        for block in layout(architecture).blocks
    ]


def flat(architecture, arrays):
    """The trained part of θ again, from the named arrays of every layer."""
    theta = np.zeros(layout(architecture).size)
    for block, own in zip(layout(architecture).blocks, arrays, strict=True):
        for name, array in own.items():
            block.view(theta, name)[:] = array
    return theta[: layout(architecture).trained]


def forward(architecture, arrays, X, *, training=True, masks=None):
    """ŷ, and the u (what the activation is given) of every layer."""
    a, us = X, []
    for l, (block, own) in enumerate(zip(layout(architecture).blocks, arrays, strict=True)):
        layer = block.layer
        u = a @ own["W"] + own["b"]
        if layer.norm:
            if layer.norm == "batch" and not training:
                mean, variance = own["mean"], own["variance"]
            else:
                axis = {"batch": 0, "layer": 1}[layer.norm]
                mean = u.mean(axis=axis, keepdims=True)
                variance = ((u - mean) ** 2).mean(axis=axis, keepdims=True)
            u = own["gamma"] * (u - mean) / jnp.sqrt(variance + EPSILON) + own["beta"]
        us.append(u)
        entry, constants = activations.resolve(layer.activation)
        for k, name in enumerate(entry.learned):
            constants[name] = own["learned"][k]
        new = ACTIVATIONS[entry.name](u, *constants.values())
        if masks is not None and masks[l] is not None:
            new = new * masks[l]
        if layer.skip:
            new = new + (a @ own["P"] if "P" in own else a)
        a = new
    return a, us


def predict(architecture, theta, X, **settings):
    """`forward` from the flat θ."""
    return forward(architecture, arrays_of(architecture, theta), X, **settings)


def loss_of(architecture, p, y, weight=None):
    """The mean over all elements, or over rows; with weights Σwᵢlᵢ/Σwᵢ."""
    entry, constants = losses.resolve(architecture.loss)
    values = LOSSES[entry.name](p, y, *constants.values())
    rows = values.mean(axis=1) if values.ndim == 2 else values
    return rows.mean() if weight is None else (weight * rows).sum() / weight.sum()


def penalty(arrays, l1=0.0, l2=0.0):
    """l1·Σ|W| + (l2/2)·Σ‖W‖² over the matrices W and P."""
    matrices = [own[name] for own in arrays for name in ("W", "P") if name in own]
    return sum(l1 * jnp.abs(W).sum() + l2 / 2 * (W**2).sum() for W in matrices)


def value_and_gradient(architecture, theta, X, y, *, weight=None, masks=None):
    """The loss, and ∂loss/∂θ by JAX, the trained part of θ."""

    def loss(arrays):
        return loss_of(architecture, forward(architecture, arrays, X, masks=masks)[0], y, weight)

    value, g = jax.value_and_grad(loss)(arrays_of(architecture, theta))
    return float(value), flat(architecture, g)


def gradient_of_penalty(architecture, theta, **strengths):
    """∂penalty/∂θ by JAX, the trained part of θ; the weights are padded, so that JAX compiles it for one length."""
    g = np.zeros(layout(architecture).trained)
    for start, stop in layout(architecture).weights:
        for first in range(start, stop, LENGTH):
            last = min(first + LENGTH, stop)
            padded = np.zeros(LENGTH)
            padded[: last - first] = theta[first:last]
            slope = jax.grad(lambda w: penalty([{"W": w}], **strengths))(padded)
            g[first:last] = slope[: last - first]
    return g


def gradient(architecture, theta, X, y, *, l1=0.0, l2=0.0, **settings):
    """∂(loss + penalty)/∂θ by JAX, the trained part of θ."""
    _, g = value_and_gradient(architecture, theta, X, y, **settings)
    return g + gradient_of_penalty(architecture, theta, l1=l1, l2=l2) if l1 or l2 else g
