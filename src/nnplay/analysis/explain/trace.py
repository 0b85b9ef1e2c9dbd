"""Every array of one forward pass, one backward pass and one step of an optimizer.

The walk is that of `engine/reference.py`, line by line; here each line is kept under its name. The tests hold the two
together, and both to the compiled engine and to JAX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import losses, optimizers, penalties
from nnplay.engine.batched import activate, activation_delta, loss_delta, loss_rows, price, price_slope, slopes
from nnplay.engine.elementwise import ieee
from nnplay.engine.reference import EPSILON
from nnplay.network.parameters import Block, Parameters

Array = NDArray[Any]
KEEP = 0.9  # of the running mean and variance of batch normalisation, in each step
WIDEST = 64  # outputs of a row function whose Jacobian is shown


@dataclass(frozen=True)
class Settings:
    """How the step is taken.

    Attributes:
        optimizer: a name of the catalogue; the step is its first.
        learning_rate: η.
        prices: the penalties of the objective and their strengths.
        decay: the decoupled decay λ.
        clip: the longest gradient that is let through; None is no limit.
    """

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    penalty_strengths: Mapping[str, float] = field(default_factory=dict)
    decay: float = 0.0
    clip: float | None = None


@dataclass(eq=False)
class Traced:
    """What one layer has, forward and backward; what it does not have is None.

    Attributes:
        block: where its arrays are in θ, its shape and its activation.
        a_in: what goes in (n, n_in).
        z: a_in @ W + b (n, n_z).
        mean, sigma, x_hat: of the normalisation; the first two (1, n_z) or (n, 1).
        u: what the activation is given (n, n_z): z, normalised or not.
        f: after the activation (n, n_out).
        a: after the skip connection (n, n_out).
        d_a: ∂L/∂a (n, n_out); None at an output that is taken together with its loss.
        slope: f′(u) (n, n_z); for a row function the Jacobian ∂aᵢ/∂uⱼ of the first row (n_out, n_z).
        d_u: ∂L/∂u (n, n_z) of a normalised layer.
        d_x: ∂L/∂x̂ (n, n_z) of a normalised layer.
        delta: δ = ∂L/∂z (n, n_z).
        learned_slopes: ∂f/∂c (n, n_out) of each learned constant.
        d_loss: ∂L/∂W, ∂L/∂b, … by name.
        d_price: what the penalties add to those of W and P.
        gradient: the sums of both, which the optimizer is given.
        slots: what the optimizer remembers of each after the step, by the slot's name.
        after: the arrays after the step; also the running mean and variance.
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
    d_price: dict[str, Array] = field(default_factory=dict)
    gradient: dict[str, Array] = field(default_factory=dict)
    slots: dict[str, dict[str, Array]] = field(default_factory=dict)
    after: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Trace:
    """One forward pass, and with targets one backward pass and one step, in float64.

    Attributes:
        parameters: before the step.
        X: the encoded rows (n, n_in).
        Y: the encoded targets (n, n_out), None for a forward pass alone.
        layers: from the first to the output.
        settings: how the step was taken.
        joint: loss and output are taken together, as their catalogue entry says.
        losses: of each row (n,); () without targets.
        price: what the penalties cost.
        length: ‖∂(loss + penalties)/∂θ‖ before it was clipped.
    """

    parameters: Parameters
    X: Array
    Y: Array | None
    layers: tuple[Traced, ...]
    settings: Settings
    joint: bool = False
    losses: Array = field(default_factory=lambda: np.empty(0))
    price: float = 0.0
    length: float = 0.0

    @property
    def loss(self) -> float:
        """The mean loss of the rows, without penalties."""
        return float(self.losses.mean())

    @property
    def clipped(self) -> bool:
        """Whether the gradient was longer than is let through."""
        return self.settings.clip is not None and self.length > self.settings.clip

    @property
    def outputs(self) -> Array:
        """ŷ (n, n_out)."""
        return self.layers[-1].a

    def flat(self, name: str = "gradient") -> Array:
        """The trained part of θ's gradient (or of θ "after" the step), laid out as θ is."""
        found = np.empty(self.parameters.layout.trained)
        for layer in self.layers:
            for part, values in getattr(layer, name).items():
                start, _ = layer.block.places[part]
                if start < len(found):
                    found[start : start + values.size] = values.reshape(-1)
        return found


def trace(
    parameters: Parameters, X: Array, Y: Array | None, settings: Settings, *, decimals: int | None = None
) -> Trace:
    """Pass X (n, n_in) forward, and with Y (n, n_out) backward, and take one step.

    Batch normalisation takes the mean and variance of these rows when there are targets, as training does.

    Args:
        parameters: θ.
        X: encoded rows.
        Y: encoded targets.
        settings: how the step is taken.
        decimals: round every intermediate result, as somebody who calculates by hand does.
    """
    p = Parameters(parameters.architecture, parameters.theta.astype(np.float64))
    keep: Keep = (lambda x: x) if decimals is None else (lambda x: np.round(x, decimals))
    with np.errstate(all="ignore"):
        layers = _forward(p, X, training=Y is not None, keep=keep)
        if Y is None:
            return Trace(p, X, None, tuple(layers), settings)
        rows = loss_rows(p.architecture, layers[-1].u, layers[-1].a, Y)
        entry, _ = losses.resolve(p.architecture.loss or "")
        joint = entry.joint(p.architecture.output)
        _backward(p, layers, Y, joint, settings, keep)
        cost = sum(
            c * price(name, W).sum()
            for name, c in settings.penalty_strengths.items()
            for W in (*p.W, *p.P)
            if W is not None
        )
        squares = (g**2 for layer in layers for g in layer.gradient.values())
        found = Trace(
            p, X, Y, tuple(layers), settings, joint, rows, float(cost), float(np.sqrt(sum(map(np.sum, squares))))
        )
        _step(found)
    return found


Keep = Callable[[Array], Array]


def _forward(p: Parameters, X: Array, *, training: bool, keep: Keep) -> list[Traced]:
    layers, a = [], X
    for l, block in enumerate(p.layout.blocks):
        z = keep(a @ p.W[l] + p.b[l])
        layer = Traced(block, a, z, z, z, z)
        if block.layer.norm:
            mean, variance = p.mean[l], p.variance[l]
            if block.layer.norm == "layer" or training:
                axis = 1 if block.layer.norm == "layer" else 0
                mean, variance = keep(z.mean(axis, keepdims=True)), z.var(axis, keepdims=True)
            layer.mean, layer.sigma = np.atleast_2d(mean), np.atleast_2d(keep(np.sqrt(variance + EPSILON)))
            layer.x_hat = keep((z - layer.mean) / layer.sigma)
            layer.u = keep(p.gamma[l] * layer.x_hat + p.beta[l])
            if block.layer.norm == "batch" and training:
                layer.after["mean"] = KEEP * p.mean[l] + (1 - KEEP) * mean.reshape(-1)
                layer.after["variance"] = KEEP * p.variance[l] + (1 - KEEP) * variance.reshape(-1)
        layer.f = layer.a = keep(activate(block, layer.u, p.learned[l]))
        if block.layer.skip:
            layer.a = keep(layer.f + (a if p.P[l] is None else a @ p.P[l]))
        layers.append(layer)
        a = layer.a
    return layers


def _backward(p: Parameters, layers: list[Traced], Y: Array, joint: bool, settings: Settings, keep: Keep) -> None:
    """∂L/∂ everything, from the output down."""
    last = layers[-1]
    delta = keep(loss_delta(p.architecture, last.u, last.a, Y, joint) / len(Y))
    for l in reversed(range(len(layers))):
        layer, block = layers[l], layers[l].block
        past = layer is last and joint  # the joint gradient is past the activation already
        layer.d_a = None if past else delta
        d_in = np.zeros_like(layer.a_in)
        if block.layer.skip:
            if p.P[l] is None:
                d_in = delta
            else:
                layer.d_loss["P"], d_in = keep(layer.a_in.T @ delta), delta @ p.P[l].T
        learned = p.learned[l]
        if learned is not None:
            layer.learned_slopes = tuple(slopes(block, layer.u, layer.f, learned))
            layer.d_loss["learned"] = keep(np.array([(delta * s).sum(0) for s in layer.learned_slopes]))
        if not past:
            layer.slope = _slope(block, layer, learned)
            layer.slope = None if layer.slope is None else keep(layer.slope)
            element = block.activation.shape == "element" and layer.slope is not None
            delta = keep(delta * layer.slope if element else activation_delta(block, layer.u, layer.f, delta, learned))
        if layer.x_hat is not None and layer.sigma is not None:
            axis, x = (1 if block.layer.norm == "layer" else 0), layer.x_hat
            layer.d_u = delta
            layer.d_loss["gamma"], layer.d_loss["beta"] = keep((delta * x).sum(0)), keep(delta.sum(0))
            layer.d_x = d = keep(delta * p.gamma[l])
            centred = d - d.mean(axis, keepdims=True) - x * (d * x).mean(axis, keepdims=True)
            delta = keep(centred / layer.sigma)
        layer.delta = delta
        layer.d_loss["W"], layer.d_loss["b"] = keep(layer.a_in.T @ delta), keep(delta.sum(0))
        delta = keep(d_in + delta @ p.W[l].T)
        names = [name for name in block.places if name in layer.d_loss]  # in the order of θ
        layer.d_loss = {name: layer.d_loss[name] for name in names}
        layer.gradient = dict(layer.d_loss)
        for name in {"W", "P"} & {*names} if settings.penalty_strengths else ():
            w = block.view(p.theta, name)
            layer.d_price[name] = keep(
                sum((c * price_slope(k, w) for k, c in settings.penalty_strengths.items()), np.zeros(w.shape))
            )
            layer.gradient[name] = layer.d_loss[name] + layer.d_price[name]


def _slope(block: Block, layer: Traced, learned: Any) -> Array | None:
    """f′(u) of each element; of a row function the Jacobian of the first row, None where that is too large."""
    if block.activation.shape == "element":
        return activation_delta(block, layer.u, layer.f, np.ones_like(layer.f), learned)
    n = block.n_out
    if n > WIDEST:
        return None
    return activation_delta(block, np.repeat(layer.u[:1], n, 0), np.repeat(layer.f[:1], n, 0), np.eye(n), learned)


def _step(t: Trace) -> None:
    """The arrays after the optimizer's first step, which remembers nothing yet; the weights decay before it."""
    settings = t.settings
    entry, constants = optimizers.resolve(settings.optimizer)
    move, shrink = ieee(entry.function), penalties["weight_decay"].function
    short = settings.clip / t.length if t.clipped and settings.clip is not None else 1.0
    for layer in t.layers:
        for name, g in layer.gradient.items():
            w = layer.block.view(t.parameters.theta, name)
            if settings.decay and name in ("W", "P"):
                w = shrink(w, settings.learning_rate * settings.decay)
            pairs = zip(w.reshape(-1).tolist(), (short * g).reshape(-1).tolist(), strict=True)
            slots = [0.0] * len(entry.slots)
            rest = (settings.learning_rate, 1, *constants.values())
            moved = np.array([move(w_, g_, *slots, *rest) for w_, g_ in pairs], dtype=np.float64).reshape(w.size, -1)
            layer.after[name] = moved[:, 0].reshape(w.shape)
            layer.slots[name] = {slot: moved[:, k].reshape(w.shape) for k, slot in enumerate(entry.slots, start=1)}
