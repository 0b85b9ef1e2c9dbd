"""What a loss is: a value and a derivative with respect to ŷ, and the output it was made for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.activations.base import REAL, Scalar
from nnplay.catalog.registry import Component, Registry


@dataclass(eq=False, kw_only=True, repr=False)
class Loss(Component):
    """An entry of the catalogue of losses.

    With ``shape="element"``, ``f(y_hat, y, *constants)`` is the loss of one output and the derivative
    ``f'(y_hat, y, *constants)`` a number; with ``shape="row"`` both take rows, and the derivative fills its third
    argument: ``f'(y_hat, y, gradient, *constants)``. The network's loss is the mean: over all elements, or over rows.

    A loss with a `joint` pair computes value and gradient straight from z when the output layer has the activation
    that the loss was made for: ``value(z, a, y, *constants)`` and ``gradient(z, a, y, [out,] *constants)``. That is
    where ln(softmax(z)) and its like stay finite for any z.

    Attributes:
        output: the canonical activation of the output layer.
        domain: the smallest and largest ŷ for which the loss is defined.
        task: "classification", "regression" or "any".
        low: what stands for "no" in an encoded label, 0 or −1 ("yes" is 1).
        targets: the smallest and largest y allowed in regression.
        scaled_targets: whether a regression target may be standardised before training.
    """

    derivative_formula: str = ""
    output: str = "identity"
    domain: tuple[float, float] = REAL
    task: str = "any"
    shape: str = "element"
    low: float = 0.0
    targets: tuple[float, float] = REAL
    scaled_targets: bool = False
    kinks: str = ""
    derivative_function: Scalar | None = None
    joint_value: Scalar | None = None
    joint_gradient: Scalar | None = None

    @property
    def numerical(self) -> bool:
        """True when no derivative was given, so that nnplay differentiates numerically."""
        return self.derivative_function is None

    def joint(self, output: str | None) -> bool:
        """True when value and gradient are taken straight from z under this output activation."""
        return self.joint_value is not None and self.joint_gradient is not None and output == self.output

    def derivative(self, function: Scalar) -> Scalar:
        """Decorate the derivative ``∂L/∂ŷ = f'(y_hat, y, *constants)``."""
        self.derivative_function = function
        return function

    def value_from_z(self, function: Scalar) -> Scalar:
        """Decorate the loss as a function of z, for the canonical output: ``f(z, a, y, *constants)``."""
        self.joint_value = function
        return function

    def gradient_from_z(self, function: Scalar) -> Scalar:
        """Decorate ``∂L/∂z`` for the canonical output: ``f'(z, a, y, *constants)``."""
        self.joint_gradient = function
        return function


losses: Registry[Loss] = Registry("loss")


def loss(name: str, *, formula: str, source: str, **fields: Any) -> Callable[[Scalar], Loss]:
    """Enter the decorated function into the catalogue as a loss.

    >>> @loss("quartic_demo", formula="(ŷ − y)⁴", source="an example")
    ... def quartic_demo(y_hat, y):
    ...     return (y_hat - y) ** 4
    >>> @quartic_demo.derivative
    ... def _(y_hat, y):
    ...     return 4 * (y_hat - y) ** 3
    """

    def register(function: Scalar) -> Loss:
        return losses.add(Loss(name=name, formula=formula, source=source, function=function, **fields))

    return register
