"""The Loss class: a value, its derivative with respect to ŷ, and the output activation it is meant for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nnplay.catalog.activations.base import REAL, Scalar
from nnplay.catalog.registry import Component, Registry


@dataclass(eq=False, kw_only=True, repr=False)
class Loss(Component):
    """A loss.

    With ``shape="element"``, ``f(y_hat, y, *constants)`` is the loss of one output, and the derivative
    ``f'(y_hat, y, *constants)`` is a number. With ``shape="row"`` both take rows, and the derivative fills its third
    argument: ``f'(y_hat, y, gradient, *constants)``. The network's loss is the mean over all elements, or over rows.

    A loss may have a joint form with its canonical output activation, which computes value and gradient from z:
    ``value(z, a, y, *constants)`` and ``gradient(z, a, y, [out,] *constants)``. There ln(softmax(z)) and the like
    stay finite for any z.

    Attributes:
        derivative_formula: the formula of the derivative, for display.
        output: the canonical activation of the output layer.
        domain: the smallest and largest ŷ for which the loss is defined.
        task: "classification", "regression" or "any".
        shape: "element" or "row".
        low: the encoding of "no" in a label, 0 or −1 ("yes" is 1).
        targets: the smallest and largest y allowed in regression.
        scaled_targets: whether a regression target may be standardized before training.
        kinks: where the loss has no derivative, in words.
        derivative_function: the derivative; None means that nnplay differentiates numerically.
        joint_value: the joint form of the value.
        joint_gradient: the joint form of the gradient.
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
        """Whether nnplay differentiates numerically, because there is no derivative."""
        return self.derivative_function is None

    def joint(self, output: str | None) -> bool:
        """Whether the joint form is used with this output activation."""
        return self.joint_value is not None and self.joint_gradient is not None and output == self.output

    def derivative(self, function: Scalar) -> Scalar:
        """Register the decorated function as the derivative ``∂L/∂ŷ = f'(y_hat, y, *constants)``."""
        self.derivative_function = function
        return function

    def value_from_z(self, function: Scalar) -> Scalar:
        """Register the decorated function as the joint form of the loss, ``f(z, a, y, *constants)``."""
        self.joint_value = function
        return function

    def gradient_from_z(self, function: Scalar) -> Scalar:
        """Register the decorated function as the joint form of ``∂L/∂z``, ``f'(z, a, y, *constants)``."""
        self.joint_gradient = function
        return function


losses: Registry[Loss] = Registry("loss")


def loss(
    name: str,
    *,
    formula: str,
    source: str,
    derivative_formula: str = "",
    output: str = "identity",
    domain: tuple[float, float] = REAL,
    task: str = "any",
    shape: str = "element",
    low: float = 0.0,
    targets: tuple[float, float] = REAL,
    scaled_targets: bool = False,
    kinks: str = "",
    aliases: tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
) -> Callable[[Scalar], Loss]:
    """Register the decorated function as a loss; the arguments are the fields of `Loss`.

    >>> import nnplay as nn
    >>> @nn.loss("quartic_demo", formula="(ŷ − y)⁴", source="an example")
    ... def quartic_demo(y_hat, y):
    ...     return (y_hat - y) ** 4
    >>> @quartic_demo.derivative
    ... def _(y_hat, y):
    ...     return 4 * (y_hat - y) ** 3
    >>> quartic_demo(3.0, 1.0)
    16.0
    """

    def register(function: Scalar) -> Loss:
        entry = Loss(
            name=name, formula=formula, source=source, derivative_formula=derivative_formula, output=output,
            domain=domain, task=task, shape=shape, low=low, targets=targets, scaled_targets=scaled_targets, kinks=kinks,
            aliases=aliases, limits=limits or {}, function=function,
        )  # fmt: skip
        return losses.add(entry)

    return register
