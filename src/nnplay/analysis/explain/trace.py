"""Compute every intermediate array of one forward pass, one backward pass and one optimizer step.

The computation follows `engine/reference.py` line by line, but keeps each intermediate result. The tests compare both
with the compiled engine and with JAX.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.catalog import losses, optimizers, penalties
from nnplay.engine.batched import (
    activate,
    activation_delta,
    learned_derivatives,
    loss_delta,
    loss_per_row,
    penalty_derivative,
    penalty_value,
)
from nnplay.engine.elementwise import ieee
from nnplay.engine.reference import EPSILON
from nnplay.network.parameters import Block, Parameters
from nnplay.utils.types import Array

RUNNING_MOMENTUM = 0.9  # weight of the previous running mean and variance in batch normalization
MAX_JACOBIAN = 64  # outputs of a row-wise activation whose Jacobian is computed


@dataclass(frozen=True)
class StepSettings:
    """Settings of the optimizer step.

    Attributes:
        optimizer: its name in the catalog; the step is its first one.
        learning_rate: η.
        penalty_strengths: strength of each penalty in the objective.
        weight_decay: decoupled weight decay λ.
        clip: maximum gradient norm; None for no limit.
    """

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    penalty_strengths: Mapping[str, float] = field(default_factory=dict)
    weight_decay: float = 0.0
    clip: float | None = None


@dataclass(eq=False)
class LayerTrace:
    """The arrays of one layer, forward and backward; None for those that the layer does not have.

    Attributes:
        block: the layer's place in θ, its shape and its activation.
        a_in: its input (n, n_in).
        z: a_in @ W + b (n, n_z).
        mean, sigma, x_hat: statistics and result of the normalization; the first two (1, n_z) or (n, 1).
        u: input of the activation (n, n_z): z, or the normalized z after scale and shift.
        f: after the activation (n, n_out).
        a: after the skip connection (n, n_out).
        d_a: ∂L/∂a (n, n_out); None for an output whose gradient is computed jointly with the loss.
        slope: f′(u) (n, n_z); for a row-wise activation the Jacobian ∂aᵢ/∂uⱼ of the first row (n_out, n_z).
        d_u: ∂L/∂u (n, n_z) of a normalized layer.
        d_x: ∂L/∂x̂ (n, n_z) of a normalized layer.
        delta: δ = ∂L/∂z (n, n_z).
        learned_slopes: ∂f/∂c (n, n_out) for each learned parameter c of the activation.
        d_loss: ∂L/∂W, ∂L/∂b, … by name.
        d_penalty: the derivatives of the penalties, by name, for W and P.
        gradient: the sum of d_loss and d_penalty, by name.
        slots: the optimizer's state for each array after the step, by slot name.
        after: the arrays after the step, including the running mean and variance.
    """

    block: Block
    a_in: Array
    z: Array
    u: Array
    f: Array
    a: Array
    mean: Array | None = None
    sigma: Array | None = None
    x_hat: Array | None = None
    d_a: Array | None = None
    slope: Array | None = None
    d_u: Array | None = None
    d_x: Array | None = None
    delta: Array | None = None
    learned_slopes: tuple[Array, ...] = ()
    d_loss: dict[str, Array] = field(default_factory=dict)
    d_penalty: dict[str, Array] = field(default_factory=dict)
    gradient: dict[str, Array] = field(default_factory=dict)
    slots: dict[str, dict[str, Array]] = field(default_factory=dict)
    after: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Trace:
    """One forward pass and, given targets, one backward pass and one optimizer step, in float64.

    Attributes:
        parameters: before the step.
        X: the encoded rows (n, n_in).
        Y: the encoded targets (n, n_out); None for a forward pass only.
        layers: the layers, output last.
        settings: settings of the optimizer step.
        joint: whether the gradient of the loss and the output activation is computed jointly.
        losses: the loss of each row (n,); empty without targets.
        penalty: the value of the penalties.
        gradient_norm: ‖∂(loss + penalties)/∂θ‖ before clipping.
    """

    parameters: Parameters
    X: Array
    Y: Array | None
    layers: tuple[LayerTrace, ...]
    settings: StepSettings
    joint: bool = False
    losses: Array = field(default_factory=lambda: np.empty(0))
    penalty: float = 0.0
    gradient_norm: float = 0.0

    @property
    def loss(self) -> float:
        """The mean loss of the rows, without penalties."""
        return float(self.losses.mean())

    @property
    def clip_factor(self) -> float:
        """The factor that clipping multiplies the gradient by; 1 if its norm is within the limit."""
        clip, norm = self.settings.clip, self.gradient_norm
        return clip / norm if clip is not None and norm > clip else 1.0

    @property
    def clipped(self) -> bool:
        """Whether the gradient norm exceeded the limit."""
        return self.clip_factor < 1

    @property
    def outputs(self) -> Array:
        """ŷ (n, n_out)."""
        return self.layers[-1].a

    def flat(self, name: str = "gradient") -> Array:
        """The gradient, or with "after" the parameters after the step, as one vector like θ (trained part only)."""
        vector = np.empty(self.parameters.layout.trained)
        for layer in self.layers:
            for part, values in getattr(layer, name).items():
                start, _ = layer.block.arrays[part]
                if start < len(vector):
                    vector[start : start + values.size] = values.reshape(-1)
        return vector


def trace(
    parameters: Parameters, X: Array, Y: Array | None, settings: StepSettings, *, decimals: int | None = None
) -> Trace:
    """Run a forward pass and, given targets, a backward pass and one optimizer step.

    With targets, batch normalization uses the mean and variance of these rows, as in training.

    Args:
        parameters: θ.
        X: encoded rows (n, n_in).
        Y: encoded targets (n, n_out); None for a forward pass only.
        settings: settings of the optimizer step.
        decimals: round every intermediate result to so many decimals, as in a calculation by hand.
    """
    p = Parameters(parameters.architecture, parameters.theta.astype(np.float64))
    round_: Rounding = (lambda x: x) if decimals is None else (lambda x: np.round(x, decimals))
    with np.errstate(all="ignore"):
        layers = _forward(p, X, training=Y is not None, round_=round_)
        if Y is None:
            return Trace(p, X, None, tuple(layers), settings)
        rows = loss_per_row(p.architecture, layers[-1].u, layers[-1].a, Y)
        entry, _ = losses.resolve(p.architecture.loss or "")
        joint = entry.joint(p.architecture.output)
        _backward(p, layers, Y, joint, settings, round_)
        weights = [W for W in (*p.W, *p.P) if W is not None]
        strengths = settings.penalty_strengths.items()
        penalty = float(sum(c * penalty_value(name, W).sum() for name, c in strengths for W in weights))
        norm = float(np.sqrt(sum(np.sum(g**2) for layer in layers for g in layer.gradient.values())))
        result = Trace(p, X, Y, tuple(layers), settings, joint, rows, penalty, norm)
        _optimizer_step(result)
    return result


Rounding = Callable[[Array], Array]


def _forward(p: Parameters, X: Array, *, training: bool, round_: Rounding) -> list[LayerTrace]:
    layers, a = [], X
    for l, block in enumerate(p.layout.blocks):
        z = round_(a @ p.W[l] + p.b[l])
        layer = LayerTrace(block, a, z, z, z, z)
        if block.layer.norm:
            mean, variance = p.mean[l], p.variance[l]
            if block.layer.norm == "layer" or training:
                axis = 1 if block.layer.norm == "layer" else 0
                mean, variance = round_(z.mean(axis, keepdims=True)), z.var(axis, keepdims=True)
            layer.mean, layer.sigma = np.atleast_2d(mean), np.atleast_2d(round_(np.sqrt(variance + EPSILON)))
            layer.x_hat = round_((z - layer.mean) / layer.sigma)
            layer.u = round_(p.gamma[l] * layer.x_hat + p.beta[l])
            if block.layer.norm == "batch" and training:
                old, new = RUNNING_MOMENTUM, 1 - RUNNING_MOMENTUM
                layer.after["mean"] = old * p.mean[l] + new * mean.reshape(-1)
                layer.after["variance"] = old * p.variance[l] + new * variance.reshape(-1)
        layer.f = layer.a = round_(activate(block, layer.u, p.learned[l]))
        if block.layer.skip:
            layer.a = round_(layer.f + (a if p.P[l] is None else a @ p.P[l]))
        layers.append(layer)
        a = layer.a
    return layers


def _backward(
    p: Parameters, layers: list[LayerTrace], Y: Array, joint: bool, settings: StepSettings, round_: Rounding
) -> None:
    """Compute all derivatives, from the output layer to the first."""
    last = layers[-1]
    delta = round_(loss_delta(p.architecture, last.u, last.a, Y, joint) / len(Y))
    for l in reversed(range(len(layers))):
        layer, block = layers[l], layers[l].block
        joint_output = layer is last and joint  # its gradient includes the activation's derivative
        layer.d_a = None if joint_output else delta
        d_in = np.zeros_like(layer.a_in)
        if block.layer.skip:
            if p.P[l] is None:
                d_in = delta
            else:
                layer.d_loss["P"], d_in = round_(layer.a_in.T @ delta), delta @ p.P[l].T
        learned = p.learned[l]
        if learned is not None:
            layer.learned_slopes = tuple(learned_derivatives(block, layer.u, layer.f, learned))
            layer.d_loss["learned"] = round_(np.array([(delta * s).sum(0) for s in layer.learned_slopes]))
        if not joint_output:
            layer.slope = _slope(block, layer, learned)
            layer.slope = None if layer.slope is None else round_(layer.slope)
            if block.activation.shape == "element" and layer.slope is not None:
                delta = round_(delta * layer.slope)
            else:
                delta = round_(activation_delta(block, layer.u, layer.f, delta, learned))
        if layer.x_hat is not None and layer.sigma is not None:
            axis, x = (1 if block.layer.norm == "layer" else 0), layer.x_hat
            layer.d_u = delta
            layer.d_loss["gamma"], layer.d_loss["beta"] = round_((delta * x).sum(0)), round_(delta.sum(0))
            layer.d_x = d = round_(delta * p.gamma[l])
            centred = d - d.mean(axis, keepdims=True) - x * (d * x).mean(axis, keepdims=True)
            delta = round_(centred / layer.sigma)
        layer.delta = delta
        layer.d_loss["W"], layer.d_loss["b"] = round_(layer.a_in.T @ delta), round_(delta.sum(0))
        delta = round_(d_in + delta @ p.W[l].T)
        names = [name for name in block.arrays if name in layer.d_loss]  # in the order of θ
        layer.d_loss = {name: layer.d_loss[name] for name in names}
        layer.gradient = dict(layer.d_loss)
        for name in {"W", "P"} & {*names} if settings.penalty_strengths else ():
            w = block.view(p.theta, name)
            layer.d_penalty[name] = round_(
                sum((c * penalty_derivative(k, w) for k, c in settings.penalty_strengths.items()), np.zeros(w.shape))
            )
            layer.gradient[name] = layer.d_loss[name] + layer.d_penalty[name]


def _slope(block: Block, layer: LayerTrace, learned: Any) -> Array | None:
    """f′(u), element by element; for a row-wise activation the Jacobian of the first row, None if it is too large."""
    if block.activation.shape == "element":
        return activation_delta(block, layer.u, layer.f, np.ones_like(layer.f), learned)
    n = block.n_out
    if n > MAX_JACOBIAN:
        return None
    return activation_delta(block, np.repeat(layer.u[:1], n, 0), np.repeat(layer.f[:1], n, 0), np.eye(n), learned)


def _optimizer_step(t: Trace) -> None:
    """Take the optimizer's first step, with its state at zero; decay the weights before it."""
    settings = t.settings
    entry, constants = optimizers.resolve(settings.optimizer)
    update, decay = ieee(entry.function), penalties["weight_decay"].function
    for layer in t.layers:
        for name, g in layer.gradient.items():
            w = layer.block.view(t.parameters.theta, name)
            if settings.weight_decay and name in ("W", "P"):
                w = decay(w, settings.learning_rate * settings.weight_decay)
            pairs = zip(w.reshape(-1).tolist(), (t.clip_factor * g).reshape(-1).tolist(), strict=True)
            slots = [0.0] * len(entry.slots)
            rest = (settings.learning_rate, 1, *constants.values())
            updated = np.array([update(*pair, *slots, *rest) for pair in pairs], dtype=np.float64).reshape(w.size, -1)
            layer.after[name] = updated[:, 0].reshape(w.shape)
            layer.slots[name] = {slot: updated[:, k].reshape(w.shape) for k, slot in enumerate(entry.slots, start=1)}
