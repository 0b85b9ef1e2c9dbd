"""The catalogue's functions on whole batches, as the reference engine calls them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay.catalog import losses, penalties
from nnplay.engine.elementwise import (
    Array,
    elementwise,
    ieee,
    numerical_derivative,
    numerical_row_activation,
    numerical_row_loss,
)
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Block


def constants_of(block: Block, learned: Any) -> list[Any]:
    """The activation's constants in order; a learned one is the row (n_out,) of its values."""
    values: list[Any] = list(block.constants)
    names = list(block.activation.constants)
    for k, name in enumerate(block.activation.learned):
        values[names.index(name)] = np.asarray(learned[k], dtype=np.float64)
    return values


def activate(block: Block, u: Array, learned: Any = None) -> Array:
    """The activations a = f(u): (batch, n_z) → (batch, n_out)."""
    if block.activation.shape == "element":
        return elementwise(block.activation.function)(u, *constants_of(block, learned))
    a = np.empty((len(u), block.n_out))
    f = ieee(block.activation.function)
    with np.errstate(all="ignore"):
        for u_row, a_row in zip(u, a, strict=True):
            f(u_row, a_row, *block.constants)
    return a


def activation_delta(block: Block, u: Array, f: Array, delta: Array, learned: Any = None) -> Array:
    """∂L/∂u from δ = ∂L/∂f: δ ⊙ f'(u) for an element, δ times the full Jacobian for a row."""
    entry = block.activation
    if entry.shape == "element":
        constants = constants_of(block, learned)
        if entry.derivative_function is None:
            return delta * elementwise(numerical_derivative(ieee(entry.function)))(u, *constants)
        return delta * elementwise(entry.derivative_function)(u, f, *constants)
    given = entry.derivative_function
    backward = numerical_row_activation(ieee(entry.function)) if given is None else ieee(given)
    delta_u = np.empty_like(u)
    with np.errstate(all="ignore"):
        for row in zip(u, f, delta, delta_u, strict=True):
            backward(*row, *block.constants)
    return delta_u


def slopes(block: Block, u: Array, f: Array, learned: Any) -> list[Array]:
    """∂f/∂c for each learned constant c, each (batch, n_out)."""
    entry, constants = block.activation, constants_of(block, learned)
    places = {name: place for place, name in enumerate(entry.constants, start=1)}

    def slope(constant: str) -> Array:
        if constant in entry.slopes:
            return elementwise(entry.slopes[constant])(u, f, *constants)
        return elementwise(numerical_derivative(ieee(entry.function), places[constant]))(u, *constants)

    return [slope(constant) for constant in entry.learned]


def loss_rows(architecture: Architecture, z: Array, y_hat: Array, y: Array) -> Array:
    """The loss of each row (batch,): the mean over its outputs, or the loss of the row as a whole."""
    entry, named = losses.resolve(architecture.loss or "")
    constants = tuple(named.values())
    joint = entry.joint(architecture.output)
    function = entry.joint_value if joint else entry.function
    assert function is not None  # `joint` is of those entries that have a joint value
    arrays = (z, y_hat, y) if joint else (y_hat, y)
    if entry.shape == "element":
        return np.asarray(elementwise(function)(*arrays, *constants).mean(axis=1))
    one = ieee(function)
    with np.errstate(all="ignore"):
        return np.array([one(*row, *constants) for row in zip(*arrays, strict=True)], dtype=np.float64)


def loss_delta(architecture: Architecture, z: Array, y_hat: Array, y: Array, joint: bool) -> Array:
    """∂(loss of the row)/∂ŷ, or ∂/∂z when the loss and its canonical output are taken jointly; (batch, n_out)."""
    entry, named = losses.resolve(architecture.loss or "")
    constants = tuple(named.values())
    function = entry.joint_gradient if joint else entry.derivative_function
    arrays = (z, y_hat, y) if joint else (y_hat, y)
    if entry.shape == "element":
        if function is None:
            function = numerical_derivative(ieee(entry.function))
        return np.asarray(elementwise(function)(*arrays, *constants) / y.shape[1])
    delta = np.empty(y.shape)
    one = numerical_row_loss(ieee(entry.function)) if function is None else ieee(function)
    with np.errstate(all="ignore"):
        for row in zip(*arrays, delta, strict=True):
            one(*row, *constants)
    return delta


def price(penalty: str, W: Array) -> Array:
    """What each weight costs, at strength 1."""
    entry, constants = penalties.resolve(penalty)
    return elementwise(entry.function)(W, *constants.values())


def price_slope(penalty: str, W: Array) -> Array:
    """The derivative of each weight's cost, at strength 1."""
    entry, constants = penalties.resolve(penalty)
    assert entry.derivative_function is not None  # a recipe takes no penalty without one
    return elementwise(entry.derivative_function)(W, *constants.values())
