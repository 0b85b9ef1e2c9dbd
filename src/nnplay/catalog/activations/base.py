"""The Activation class: a function of one number or one row, its derivative and its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.registry import Component, Registry
from nnplay.errors import NNPlayError

Scalar = Callable[..., Any]
REAL = (float("-inf"), float("inf"))


@dataclass(eq=False, kw_only=True, repr=False)
class Activation(Component):
    """An activation.

    With ``shape="element"`` the function maps one number, ``a = f(z, *constants)``, and its derivative is
    ``da/dz = f'(z, a, *constants)``. With ``shape="row"`` it fills a row, ``f(z_row, a_row, *constants)``, and the
    derivative turns a row of ∂L/∂a into one of ∂L/∂z, ``f'(z_row, a_row, delta, delta_z, *constants)``.

    Attributes:
        derivative_formula: the formula of the derivative, for display.
        range: the smallest and largest value of a.
        shape: "element" or "row".
        learned: the constants that are trained, one for each neuron, starting at their default.
        initializer: the weight initializer that suits the activation, used unless the recipe sets one.
        kinks: the points without a derivative (gradient checks avoid them).
        derivative_function: the derivative; None means that nnplay differentiates numerically.
        slopes: for each learned constant c, the function ``∂a/∂c = g(z, a, *constants)``.
    """

    derivative_formula: str = ""
    range: tuple[float, float] = REAL
    shape: str = "element"
    learned: tuple[str, ...] = ()
    initializer: str = "glorot_uniform"
    kinks: tuple[float, ...] = ()
    derivative_function: Scalar | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.shape == "row" and self.learned:
            raise NNPlayError(f"{self.name!r} acts on rows, so its constants cannot be learned for each neuron.")
        self.slopes: dict[str, Scalar] = {}

    @property
    def numerical(self) -> bool:
        """Whether nnplay differentiates numerically, because there is no derivative."""
        return self.derivative_function is None

    def derivative(self, function: Scalar) -> Scalar:
        """Register the decorated function as the derivative ``f'(z, a, *constants)``."""
        self.derivative_function = function
        return function

    def slope(self, constant: str) -> Callable[[Scalar], Scalar]:
        """Register the decorated function as ``∂a/∂constant = g(z, a, *constants)`` of a learned constant."""

        def register(function: Scalar) -> Scalar:
            self.slopes[constant] = function
            return function

        return register


activations: Registry[Activation] = Registry("activation")


def activation(
    name: str,
    *,
    formula: str,
    source: str,
    derivative_formula: str = "",
    range: tuple[float, float] = REAL,
    shape: str = "element",
    learned: tuple[str, ...] = (),
    initializer: str = "glorot_uniform",
    kinks: tuple[float, ...] = (),
    aliases: tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
) -> Callable[[Scalar], Activation]:
    """Register the decorated function as an activation; the arguments are the fields of `Activation`.

    Without a derivative, nnplay differentiates numerically and warns about it.

    >>> import math
    >>> import nnplay as nn
    >>> @nn.activation("swish_demo", formula="z·σ(z)", source="arXiv:1710.05941")
    ... def swish_demo(z):
    ...     return z / (1 + math.exp(-z))
    >>> @swish_demo.derivative
    ... def _(z, a):
    ...     return a + (1 - a) / (1 + math.exp(-z))
    >>> nn.train("iris", nn.Architecture.dense((8,), "swish_demo"), epochs=20).epoch
    20
    """

    def register(function: Scalar) -> Activation:
        entry = Activation(
            name=name, formula=formula, source=source, derivative_formula=derivative_formula, range=range, shape=shape,
            learned=learned, initializer=initializer, kinks=kinks, aliases=aliases, limits=limits or {},
            function=function,
        )  # fmt: skip
        return activations.add(entry)

    return register
