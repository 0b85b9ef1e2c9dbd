"""The functions of the catalog applied to whole batches, for the reference engine."""

from typing import Any

import numpy as np

from nnplay.catalog import losses, penalties
from nnplay.engine.elementwise import (
    elementwise,
    ieee,
    numerical_derivative,
    numerical_row_activation,
    numerical_row_loss,
)
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Block
from nnplay.utils.types import Array


def constants_of(block: Block, learned: Any) -> list[Any]:
    """The activation's constants in order; a learned constant is the row (n_out,) of its values."""
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
    """∂L/∂u from δ = ∂L/∂f: δ ⊙ f′(u) elementwise, or δ times the Jacobian for an activation of whole rows."""
    entry = block.activation
    if entry.shape == "element":
        constants = constants_of(block, learned)
        if entry.derivative_function is None:
            return delta * elementwise(numerical_derivative(ieee(entry.function)))(u, *constants)
        return delta * elementwise(entry.derivative_function)(u, f, *constants)
    derivative = entry.derivative_function
    backward = numerical_row_activation(ieee(entry.function)) if derivative is None else ieee(derivative)
    delta_u = np.empty_like(u)
    with np.errstate(all="ignore"):
        for row in zip(u, f, delta, delta_u, strict=True):
            backward(*row, *block.constants)
    return delta_u


def learned_derivatives(block: Block, u: Array, f: Array, learned: Any) -> list[Array]:
    """∂f/∂c for each learned constant c, each (batch, n_out)."""
    entry, constants = block.activation, constants_of(block, learned)
    positions = {name: k for k, name in enumerate(entry.constants, start=1)}

    def derivative(constant: str) -> Array:
        if constant in entry.slopes:
            return elementwise(entry.slopes[constant])(u, f, *constants)
        return elementwise(numerical_derivative(ieee(entry.function), positions[constant]))(u, *constants)

    return [derivative(constant) for constant in entry.learned]


def loss_per_row(architecture: Architecture, z: Array, y_hat: Array, y: Array) -> Array:
    """The loss of each row (batch,): the mean over its outputs, or the loss function of the whole row."""
    entry, named_constants = losses.resolve(architecture.loss or "")
    constants = tuple(named_constants.values())
    joint = entry.joint(architecture.output)
    function = entry.joint_value if joint else entry.function
    assert function is not None  # entries that are joint have a joint value
    arrays = (z, y_hat, y) if joint else (y_hat, y)
    if entry.shape == "element":
        return np.asarray(elementwise(function)(*arrays, *constants).mean(axis=1))
    row_loss = ieee(function)
    with np.errstate(all="ignore"):
        return np.array([row_loss(*row, *constants) for row in zip(*arrays, strict=True)], dtype=np.float64)


def loss_delta(architecture: Architecture, z: Array, y_hat: Array, y: Array, joint: bool) -> Array:
    """∂(loss of a row)/∂ŷ, or ∂/∂z if the loss is taken jointly with its canonical output; (batch, n_out)."""
    entry, named_constants = losses.resolve(architecture.loss or "")
    constants = tuple(named_constants.values())
    function = entry.joint_gradient if joint else entry.derivative_function
    arrays = (z, y_hat, y) if joint else (y_hat, y)
    if entry.shape == "element":
        if function is None:
            function = numerical_derivative(ieee(entry.function))
        return np.asarray(elementwise(function)(*arrays, *constants) / y.shape[1])
    delta = np.empty(y.shape)
    gradient = numerical_row_loss(ieee(entry.function)) if function is None else ieee(function)
    with np.errstate(all="ignore"):
        for row in zip(*arrays, delta, strict=True):
            gradient(*row, *constants)
    return delta


def penalty_value(penalty: str, W: Array) -> Array:
    """The penalty of each weight, at strength 1."""
    entry, constants = penalties.resolve(penalty)
    return elementwise(entry.function)(W, *constants.values())


def penalty_derivative(penalty: str, W: Array) -> Array:
    """The derivative of the penalty of each weight, at strength 1."""
    entry, constants = penalties.resolve(penalty)
    assert entry.derivative_function is not None  # a recipe refuses penalties without one
    return elementwise(entry.derivative_function)(W, *constants.values())
