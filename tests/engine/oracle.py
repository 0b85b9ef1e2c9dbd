"""The oracle: the textbook's formulas in JAX, float64, differentiated by JAX; nothing here calls nnplay's mathematics.

A new component of the catalog gets its line here, in the table of its family, and in no other test. Only names
and addresses come from nnplay: which components a registry holds, and where an array lives in θ.
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
import optax

from nnplay.catalog import activations, losses
from nnplay.network.parameters import layout

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_disable_most_optimizations", True)  # it compiles longer than it computes

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

# Properties that the tests of extreme z ask of every other activation.
GROWS_FASTER_THAN_Z = {"exponential"}
HAS_NO_SLOPE_AT_INFINITY = {"sinusoid"}

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


# ── penalties: what a weight costs at strength 1; and the decoupled ones, which are no part of the objective ─────

PENALTIES = {"l1": jnp.abs, "l2": lambda w: w**2 / 2}
DECOUPLED = {"weight_decay": lambda w, rate: w - rate * w}


# ── optimizers: functions of η that yield w after each gradient; by name, or with constants other than the defaults ─


def by_optax(transformation):
    def steps(ws, gs):
        state = transformation.init(ws)
        for g in gs:
            update, state = transformation.update(g, state, ws)
            ws = np.asarray(optax.apply_updates(ws, update))
            yield ws

    return steps


def torch_adagrad(eta, eps=1e-10):  # optax puts ε under the root
    def steps(ws, gs):
        total = np.zeros_like(ws)
        for g in gs:
            total = total + g**2
            ws = ws - eta * g / (np.sqrt(total) + eps)
            yield ws

    return steps


def torch_amsgrad(eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """PyTorch's, from its documentation: optax takes the largest v after the correction of the bias, not before it."""

    def steps(ws, gs):
        m = v = largest = np.zeros_like(ws)
        for t, g in enumerate(gs, start=1):
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g**2
            largest = np.maximum(largest, v)
            ws = ws - eta / (1 - beta1**t) * m / (np.sqrt(largest) / np.sqrt(1 - beta2**t) + eps)
            yield ws

    return steps


def sklearn_adam(eta, **constants):
    def steps(ws, gs):
        from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

        own = AdamOptimizer([ws], eta, **constants)
        for g in gs:
            ws = ws + own._get_updates([g])[0]
            yield ws

    return steps


def decayed_adam(eta, strength=0.01):
    is_weight = np.array([1.0] * 6 + [0.0] * 2)  # in the θ of the test: biases do not decay

    def steps(ws, gs):
        adam = optax.adam(eta)
        state = adam.init(ws)
        for g in gs:
            update, state = adam.update(g, state, ws)
            ws = np.asarray(ws + update - eta * strength * is_weight * ws)
            yield ws

    return steps


OPTIMIZERS = {
    "sgd": lambda eta: by_optax(optax.sgd(eta)),
    "momentum": lambda eta: by_optax(optax.sgd(eta, momentum=0.9)),
    "momentum(0.5)": lambda eta: by_optax(optax.sgd(eta, momentum=0.5)),
    "nesterov": lambda eta: by_optax(optax.sgd(eta, momentum=0.9, nesterov=True)),
    "nesterov(momentum=0.99)": lambda eta: by_optax(optax.sgd(eta, momentum=0.99, nesterov=True)),
    "adagrad": torch_adagrad,
    "adagrad(epsilon=0)": lambda eta: by_optax(optax.adagrad(eta, initial_accumulator_value=0.0, eps=0.0)),
    "adagrad(epsilon=0.1)": lambda eta: torch_adagrad(eta, 0.1),
    "rmsprop": lambda eta: by_optax(optax.rmsprop(eta, decay=0.99, eps=1e-8, eps_in_sqrt=False)),
    "rmsprop(0.9, 1e-3)": lambda eta: by_optax(optax.rmsprop(eta, decay=0.9, eps=1e-3, eps_in_sqrt=False)),
    "adadelta": lambda eta: by_optax(optax.adadelta(eta, rho=0.9, eps=1e-6)),
    "adadelta(0.95, 1e-4)": lambda eta: by_optax(optax.adadelta(eta, rho=0.95, eps=1e-4)),
    "adam": lambda eta: by_optax(optax.adam(eta)),
    "adam(0.8, 0.99, 1e-3)": lambda eta: by_optax(optax.adam(eta, b1=0.8, b2=0.99, eps=1e-3)),
    "adam_hat": sklearn_adam,
    "adam_hat(0.8, 0.99, 1e-3)": lambda eta: sklearn_adam(eta, beta_1=0.8, beta_2=0.99, epsilon=1e-3),
    "amsgrad": torch_amsgrad,
    "amsgrad(0.8, 0.9, 1e-3)": lambda eta: torch_amsgrad(eta, 0.8, 0.9, 1e-3),
    "adamw": decayed_adam,
    "nadam": lambda eta: by_optax(optax.nadam(eta)),
    "nadam(beta1=0.7)": lambda eta: by_optax(optax.nadam(eta, b1=0.7)),
    "lion": lambda eta: by_optax(optax.lion(eta, weight_decay=0.0)),
    "lion(0.95, 0.98)": lambda eta: by_optax(optax.lion(eta, b1=0.95, b2=0.98, weight_decay=0.0)),
}


# ── schedules: the rate at time t of T epochs, in float32 where optax computes it; by name or with other constants ──


SCHEDULES = {
    "constant": lambda t, T, eta: eta,
    "step": lambda t, T, eta: eta * 0.1 ** (t // 30),
    "step(10, 0.5)": lambda t, T, eta: optax.exponential_decay(eta, 10, 0.5, staircase=True)(t),
    "exponential": lambda t, T, eta: eta * 0.99**t,
    "exponential(0.9)": lambda t, T, eta: optax.exponential_decay(eta, 1, 0.9)(t),
    "inverse_scaling": lambda t, T, eta: eta / np.sqrt(1 + t),
    "inverse_scaling(1)": lambda t, T, eta: eta / (1 + t),
    "cosine": lambda t, T, eta: optax.cosine_decay_schedule(eta, T)(t),
    "cosine(floor=0.1)": lambda t, T, eta: optax.cosine_decay_schedule(eta, T, alpha=0.1)(t),
    "one_cycle": lambda t, T, eta: optax.cosine_onecycle_schedule(T, eta, 0.3, 25, 1e4)(t),
    "warm_up": lambda t, T, eta: eta * min(1, (t + 0.01) / 5.01),
    "warm_up(10)": lambda t, T, eta: eta * min(1, (t + 0.01) / 10.01),
}


def torch_plateau(losses, eta=1.0, factor=0.1, patience=10, threshold=1e-4, smallest=0.0):
    """PyTorch, ReduceLROnPlateau(mode="min", threshold_mode="rel"), from its documentation."""
    best, bad, rates = math.inf, 0, [eta]
    for loss in losses:
        if loss < best * (1 - threshold):
            best, bad = loss, 0
        else:
            bad += 1
        if bad > patience:
            eta, bad = max(eta * factor, smallest), 0
        rates.append(eta)
    return rates


# The schedules that see the loss: the rates before and after each of the losses.
FEEDBACK_SCHEDULES = {"reduce_on_plateau": torch_plateau}


# ── initializers: mean and variance of W (n_in, n_out), and the largest absolute value or None ────────────────────────


INITIALIZERS = {
    "zeros": lambda n_in, n_out: (0, 0.0, 0.0),
    "uniform": lambda n_in, n_out: (0, 0.5**2 / 3, 0.5),
    "normal": lambda n_in, n_out: (0, 0.05**2, None),
    "glorot_uniform": lambda n_in, n_out: (0, 2 / (n_in + n_out), np.sqrt(6 / (n_in + n_out))),
    "glorot_normal": lambda n_in, n_out: (0, 2 / (n_in + n_out), None),
    "he_uniform": lambda n_in, n_out: (0, 2 / n_in, np.sqrt(6 / n_in)),
    "he_normal": lambda n_in, n_out: (0, 2 / n_in, None),
    "lecun_uniform": lambda n_in, n_out: (0, 1 / n_in, np.sqrt(3 / n_in)),
    "lecun_normal": lambda n_in, n_out: (0, 1 / n_in, None),
    "orthogonal": lambda n_in, n_out: (0, 1 / n_in, None),  # n_out orthonormal columns of length n_in ≥ n_out
}


# ── metrics: scikit-learn's ─────────────────────────────────────────────────────────────────────────────────────


def by_sklearn(name, **settings):
    def metric(truth, prediction, weight=None):
        import sklearn.metrics

        more = {} if weight is None else {"sample_weight": weight}
        return getattr(sklearn.metrics, name)(truth, prediction, **settings, **more)

    return metric


def max_error(truth, prediction, weight=None):
    """scikit-learn's has no weights: a row without one is left out."""
    chosen = slice(None) if weight is None else weight > 0
    return by_sklearn("max_error")(truth[chosen], prediction[chosen])


def by_sklearn_of_probabilities(name):
    """The mean over the classes that occur, of each against the rest; of two classes the second one's."""

    def metric(truth, P, weight=None):
        import sklearn.metrics

        rule = getattr(sklearn.metrics, name)
        if truth.ndim == 1:
            two = P.shape[1] == 2
            truth, P = (truth[:, None], P[:, 1:]) if two else (truth[:, None] == np.arange(P.shape[1]), P)
        columns = [k for k in range(truth.shape[1]) if 0 < truth[:, k].mean() < 1]
        return np.mean([rule(truth[:, k], P[:, k], sample_weight=weight) for k in columns])

    return metric


def log_loss(truth, P, weight=None):
    import sklearn.metrics

    if truth.ndim == 1:
        return sklearn.metrics.log_loss(truth, P, labels=range(P.shape[1]), sample_weight=weight)
    columns = zip(truth.T, P.T, strict=True)
    return np.mean([sklearn.metrics.log_loss(y, p, labels=(0, 1), sample_weight=weight) for y, p in columns])


def brier(truth, P, weight=None):
    import sklearn.metrics

    if truth.ndim == 1:
        return sklearn.metrics.brier_score_loss(truth, P, labels=range(P.shape[1]), sample_weight=weight)
    columns = zip(truth.T, P.T, strict=True)
    return np.mean([sklearn.metrics.brier_score_loss(y, p, labels=(0, 1), sample_weight=weight) for y, p in columns])


MACRO = {"average": "macro", "zero_division": 0}
METRICS = {
    "accuracy": by_sklearn("accuracy_score"),
    "subset_accuracy": by_sklearn("accuracy_score"),
    "balanced_accuracy": by_sklearn("balanced_accuracy_score"),
    "mcc": by_sklearn("matthews_corrcoef"),
    "roc_auc": by_sklearn_of_probabilities("roc_auc_score"),
    "average_precision": by_sklearn_of_probabilities("average_precision_score"),
    "log_loss": log_loss,
    "brier": brier,
    "precision": by_sklearn("precision_score", **MACRO),
    "recall": by_sklearn("recall_score", **MACRO),
    "f1": by_sklearn("f1_score", **MACRO),
    "mse": by_sklearn("mean_squared_error"),
    "rmse": by_sklearn("root_mean_squared_error"),
    "mae": by_sklearn("mean_absolute_error"),
    "median_absolute_error": by_sklearn("median_absolute_error"),
    "mape": by_sklearn("mean_absolute_percentage_error"),
    "max_error": max_error,
    "r2": by_sklearn("r2_score"),
}
# Of several outputs at once scikit-learn has another definition, or none.
OF_ONE_OUTPUT = {"accuracy", "max_error"}


# ── the network ─────────────────────────────────────────────────────────────────────────────────────────────────


def arrays_of(architecture, theta):
    """The named arrays of every layer, read from θ."""
    return [
        {name: np.asarray(block.view(theta, name), np.float64) for name in block.arrays}
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


def penalty(arrays, **strengths):
    """The sum of each penalty times its strength, over the matrices W and P."""
    matrices = [own[name] for own in arrays for name in ("W", "P") if name in own]
    return sum(c * PENALTIES[name](W).sum() for W in matrices for name, c in strengths.items())


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


def gradient(architecture, theta, X, y, *, weight=None, masks=None, **strengths):
    """∂(loss + penalties)/∂θ by JAX, the trained part of θ."""
    _, g = value_and_gradient(architecture, theta, X, y, weight=weight, masks=masks)
    return g + gradient_of_penalty(architecture, theta, **strengths) if strengths else g
