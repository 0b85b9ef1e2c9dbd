"""What an activation is: a function of one number (or of one row), its derivative, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.registry import Component, Registry
from nnplay.errors import NNPlayError

Scalar = Callable[..., Any]
REAL = (float("-inf"), float("inf"))


@dataclass(eq=False, kw_only=True, repr=False)
class Activation(Component):
    """An entry of the catalogue of activations.

    With ``shape="element"`` the function maps one number, ``a = f(z, *constants)``, and its derivative is
    ``da/dz = f'(z, a, *constants)``. With ``shape="row"`` it fills a row, ``f(z_row, a_row, *constants)``, and the
    derivative turns a row of ∂L/∂a into one of ∂L/∂z, ``f'(z_row, a_row, delta, delta_z, *constants)``.

    Attributes:
        range: the smallest and largest value that a can take.
        learned: constants that are trained, one for each neuron, starting at their default.
        slopes: for each learned constant c, the function ``∂a/∂c = g(z, a, *constants)``.
        initializer: the initializer of the weights that suits the activation, unless the recipe names one.
        kinks: the points where it has no derivative (gradient tests keep away from them).
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
            raise NNPlayError(f"{self.name!r} looks at a row, so none of its constants can be learned by each neuron.")
        self.slopes: dict[str, Scalar] = {}

    @property
    def numerical(self) -> bool:
        """True when no derivative was given, so that nnplay differentiates numerically."""
        return self.derivative_function is None

    def derivative(self, function: Scalar) -> Scalar:
        """Decorate the derivative ``f'(z, a, *constants)``."""
        self.derivative_function = function
        return function

    def slope(self, constant: str) -> Callable[[Scalar], Scalar]:
        """Decorate ``∂a/∂constant = g(z, a, *constants)`` of a learned constant."""

        def register(function: Scalar) -> Scalar:
            self.slopes[constant] = function
            return function

        return register


activations: Registry[Activation] = Registry("activation")


def activation(name: str, *, formula: str, source: str, **fields: Any) -> Callable[[Scalar], Activation]:
    """Enter the decorated function into the catalogue as an activation.

    >>> import math
    >>> @activation("swish_demo", formula="z·σ(z)", source="arXiv:1710.05941")
    ... def swish_demo(z):
    ...     return z / (1 + math.exp(-z))
    >>> @swish_demo.derivative
    ... def _(z, a):
    ...     return a + (1 - a) / (1 + math.exp(-z)) if z else 0.5

    The derivative may be left out: nnplay then differentiates numerically and says so.
    """

    def register(function: Scalar) -> Activation:
        return activations.add(Activation(name=name, formula=formula, source=source, function=function, **fields))

    return register
