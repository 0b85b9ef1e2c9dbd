"""Penalties on large weights; biases are not penalized.

The objective is  mean loss + l1·Σ|W| + (l2/2)·Σ‖W‖². Decoupled weight decay is not part of the objective: it shrinks
the weights before each step, independently of the gradient.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.registry import Component, Registry

Scalar = Callable[..., Any]


@dataclass(eq=False, kw_only=True, repr=False)
class Penalty(Component):
    """A penalty: ``f(w)`` of one weight at strength 1, and its derivative.

    A penalty without a derivative is decoupled: ``f(w, rate)`` is the weight after the decay.
    """

    derivative_formula: str = ""
    derivative_function: Scalar | None = None

    def derivative(self, function: Scalar) -> Scalar:
        """Decorate the derivative ``f'(w)``."""
        self.derivative_function = function
        return function


penalties: Registry[Penalty] = Registry("penalty")


def penalty(name: str, *, formula: str, source: str, derivative_formula: str = "") -> Callable[[Scalar], Penalty]:
    """Register the decorated function as a penalty.

    >>> import nnplay as nn
    >>> @nn.penalty("quartic_penalty_demo", formula="w⁴", source="an example")
    ... def quartic_penalty_demo(w):
    ...     return w**4
    >>> @quartic_penalty_demo.derivative
    ... def _(w):
    ...     return 4 * w**3
    >>> nn.train("iris", (8,), epochs=5, penalties={"quartic_penalty_demo": 0.001}).epoch
    5
    """

    def register(function: Scalar) -> Penalty:
        entry = Penalty(
            name=name, formula=formula, source=source, function=function, derivative_formula=derivative_formula
        )
        return penalties.add(entry)

    return register


@penalty("l1", formula="|w|", derivative_formula="sgn(w)", source="Tibshirani 1996 (the lasso)")
def l1(w):
    return abs(w)


@l1.derivative
def l1_slope(w):
    return 1.0 if w > 0 else (-1.0 if w < 0 else 0.0)


@penalty("l2", formula="w²/2", derivative_formula="w", source="Hoerl & Kennard 1970 (ridge regression)")
def l2(w):
    return w * w / 2


@l2.derivative
def l2_slope(w):
    return w


@penalty("weight_decay", formula="w ← w(1 − ηλ)", source="Loshchilov & Hutter 2017, arXiv:1711.05101")
def weight_decay(w, rate):
    return w * (1 - rate)
