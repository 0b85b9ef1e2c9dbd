"""What an optimizer is: how one weight moves, given its gradient and what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.registry import Component, Registry

Update = Callable[..., Any]


@dataclass(eq=False, kw_only=True, repr=False)
class Optimizer(Component):
    """An entry of the catalogue of optimizers.

    The function moves one weight: ``w, *slots = f(w, g, *slots, eta, t, *constants)`` with the gradient g, the
    learning rate eta and the step t = 1, 2, 3 …; each slot starts at 0 and remembers one number for each weight.

    Attributes:
        slots: the names of what it remembers.
        weight_decay: the decoupled decay λ it is known for (w ← w − ηλw, weights only), unless the recipe says.
        full_batch: it needs the whole objective rather than a mini-batch (L-BFGS).
    """

    slots: tuple[str, ...] = ()
    weight_decay: float = 0.0
    full_batch: bool = False


optimizers: Registry[Optimizer] = Registry("optimizer")


def optimizer(name: str, *, formula: str, source: str, **fields: Any) -> Callable[[Update], Optimizer]:
    """Enter the decorated update rule into the catalogue.

    >>> @optimizer("sign_demo", formula="w ← w − η·sgn(g)", source="an example")
    ... def sign_demo(w, g, eta, t):
    ...     return w - eta * (1.0 if g > 0 else -1.0)
    """

    def register(function: Update) -> Optimizer:
        return optimizers.add(Optimizer(name=name, formula=formula, source=source, function=function, **fields))

    return register
