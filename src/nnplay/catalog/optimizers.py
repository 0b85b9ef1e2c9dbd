"""Optimizers: w is one weight, g its gradient, η the learning rate, t the step counted from 1.

An ε below 1e-30 counts as 1e-30, in float32 too, so that a weight whose gradients are all 0 stays where it is (0/0).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nnplay.catalog.intervals import BELOW_1, FROM_0
from nnplay.catalog.registry import Component, Registry
from nnplay.errors import NNPlayError

Update = Callable[..., Any]


@dataclass(eq=False, kw_only=True, repr=False)
class Optimizer(Component):
    """An optimizer.

    The function updates one weight: ``w, *slots = f(w, g, *slots, eta, t, *constants)`` with the gradient g, the
    learning rate eta and the step t = 1, 2, 3, …. A slot is state: one number for each weight, 0 at the start.

    Attributes:
        slots: the names of the slots.
        weight_decay: the default of the recipe's decoupled decay λ (w ← w − ηλw, weights only).
        full_batch: whether it needs the gradient of the whole objective rather than of a mini-batch (L-BFGS).
        second_moment: whether a slot is a running mean of g², which is then corrected for its bias: while g² itself is
            too large for the dtype, the corrected mean is infinite and no step is taken, although the slot is finite.
        rate_factor: its usual learning rate relative to Adam's; a search scales the rates that it tries by it.
    """

    slots: tuple[str, ...] = ()
    weight_decay: float = 0.0
    full_batch: bool = False
    second_moment: bool = False
    rate_factor: float = 1.0


optimizers: Registry[Optimizer] = Registry("optimizer")


def optimizer(
    name: str,
    *,
    formula: str,
    source: str,
    slots: tuple[str, ...] = (),
    weight_decay: float = 0.0,
    full_batch: bool = False,
    second_moment: bool = False,
    rate_factor: float = 1.0,
    aliases: tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
) -> Callable[[Update], Optimizer]:
    """Register the decorated update rule as an optimizer.

    >>> import nnplay as nn
    >>> @nn.optimizer("sign_demo", formula="w ← w − η·sgn(g)", source="an example")
    ... def sign_demo(w, g, eta, t):
    ...     return w - eta * (1.0 if g > 0 else -1.0)
    >>> sign_demo(1.0, 0.3, 0.1, 1)
    0.9
    """

    def register(function: Update) -> Optimizer:
        entry = Optimizer(
            name=name, formula=formula, source=source, slots=slots, weight_decay=weight_decay, full_batch=full_batch,
            second_moment=second_moment, rate_factor=rate_factor, aliases=aliases, limits=limits or {},
            function=function,
        )  # fmt: skip
        return optimizers.add(entry)

    return register


ADAM = {"beta1": BELOW_1, "beta2": BELOW_1, "epsilon": FROM_0}


@optimizer("sgd", formula="w ← w − ηg", rate_factor=10, aliases=("gradient_descent",), source="Robbins & Monro 1951")
def sgd(w, g, eta, t):
    return w - eta * g


@optimizer(
    "momentum",
    slots=("v",),
    rate_factor=10,
    formula="v ← μv − ηg;  w ← w + v",
    source="Polyak 1964; Sutskever et al. 2013, ICML",
    limits={"momentum": BELOW_1},
)
def momentum(w, g, v, eta, t, momentum=0.9):
    v = momentum * v - eta * g
    return w + v, v


@optimizer(
    "nesterov",
    slots=("v",),
    rate_factor=10,
    formula="v ← μv − ηg;  w ← w + μv − ηg",
    source="Nesterov 1983; Sutskever et al. 2013, ICML",
    limits={"momentum": BELOW_1},
)
def nesterov(w, g, v, eta, t, momentum=0.9):
    v = momentum * v - eta * g
    return w + momentum * v - eta * g, v


@optimizer(
    "adagrad",
    slots=("s",),
    rate_factor=10,
    formula="s ← s + g²;  w ← w − ηg / (√s + ε)",
    source="Duchi, Hazan & Singer 2011, JMLR 12",
    limits={"epsilon": FROM_0},
)
def adagrad(w, g, s, eta, t, epsilon=1e-10):
    s = s + g * g
    return w - eta * g / (math.sqrt(s) + max(epsilon, 1e-30)), s


@optimizer(
    "rmsprop",
    slots=("s",),
    formula="s ← ρs + (1 − ρ)g²;  w ← w − ηg / (√s + ε)",
    source="Tieleman & Hinton 2012, Coursera lecture 6e",
    limits={"rho": BELOW_1, "epsilon": FROM_0},
)
def rmsprop(w, g, s, eta, t, rho=0.99, epsilon=1e-8):
    s = rho * s + (1 - rho) * g * g
    return w - eta * g / (math.sqrt(s) + max(epsilon, 1e-30)), s


@optimizer(
    "adadelta",
    slots=("s", "d"),
    rate_factor=10,
    formula="s ← ρs + (1 − ρ)g²;  Δ = g√(d + ε) / √(s + ε);  d ← ρd + (1 − ρ)Δ²;  w ← w − ηΔ",
    source="Zeiler 2012, arXiv:1212.5701",
    limits={"rho": BELOW_1, "epsilon": FROM_0},
)
def adadelta(w, g, s, d, eta, t, rho=0.9, epsilon=1e-6):
    s = rho * s + (1 - rho) * g * g
    step = g * math.sqrt(d + max(epsilon, 1e-30)) / math.sqrt(s + max(epsilon, 1e-30))
    d = rho * d + (1 - rho) * step * step
    return w - eta * step, s, d


# ── Adam and its variants: m and v are running means of g and g², corrected for their bias towards 0 ────────────


@optimizer(
    "adam",
    slots=("m", "v"),
    second_moment=True,
    formula="m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  w ← w − η·m̂ / (√v̂ + ε),  m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ)",
    source="Kingma & Ba 2014, arXiv:1412.6980",
    limits=ADAM,
)
def adam(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - eta * m_hat / (math.sqrt(v_hat) + max(epsilon, 1e-30)), m, v


@optimizer(
    "adam_hat",
    slots=("m", "v"),
    second_moment=True,
    formula="Adam with the corrections in the rate:  w ← w − α·m / (√v + ε̂),  α = η√(1 − β₂ᵗ)/(1 − β₁ᵗ)",
    source="Kingma & Ba 2014, the end of section 2; Keras and scikit-learn, Adam",
    limits=ADAM,
)
def adam_hat(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    alpha = eta * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - alpha * m / (math.sqrt(v) + max(epsilon, 1e-30)), m, v


@optimizer(
    "amsgrad",
    slots=("m", "v", "largest"),
    second_moment=True,
    formula="as Adam, with the largest v so far:  v̄ ← max(v̄, v);  w ← w − η·m̂ / (√(v̄/(1 − β₂ᵗ)) + ε)",
    source="Reddi, Kale & Kumar 2018, arXiv:1904.09237; PyTorch, Adam(amsgrad=True)",
    limits=ADAM,
)
def amsgrad(w, g, m, v, largest, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    largest = max(largest, v)
    m_hat = m / (1 - beta1**t)
    v_hat = largest / (1 - beta2**t)
    return w - eta * m_hat / (math.sqrt(v_hat) + max(epsilon, 1e-30)), m, v, largest


@optimizer(
    "adamw",
    slots=("m", "v"),
    second_moment=True,
    weight_decay=0.01,
    formula="Adam after w ← w − ηλw (λ = 0.01 unless weight_decay is set)",
    source="Loshchilov & Hutter 2017, arXiv:1711.05101",
    limits=ADAM,
)
def adamw(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - eta * m_hat / (math.sqrt(v_hat) + max(epsilon, 1e-30)), m, v


@optimizer(
    "nadam",
    slots=("m", "v"),
    second_moment=True,
    formula="Adam with Nesterov's look ahead:  m̂ = β₁m/(1 − β₁ᵗ⁺¹) + (1 − β₁)g/(1 − β₁ᵗ)",
    source="Dozat 2016, ICLR workshop; optax, nadam",
    limits=ADAM,
)
def nadam(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    m_hat = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - eta * m_hat / (math.sqrt(v_hat) + max(epsilon, 1e-30)), m, v


@optimizer(
    "lion",
    slots=("m",),
    rate_factor=0.1,
    formula="w ← w − η·sgn(β₁m + (1 − β₁)g);  m ← β₂m + (1 − β₂)g",
    source="Chen et al. 2023, arXiv:2302.06675",
    limits={"beta1": BELOW_1, "beta2": BELOW_1},
)
def lion(w, g, m, eta, t, beta1=0.9, beta2=0.99):
    c = beta1 * m + (1 - beta1) * g
    sign = 1.0 if c > 0 else (-1.0 if c < 0 else 0.0)
    return w - eta * sign, beta2 * m + (1 - beta2) * g


@optimizer(
    "lbfgs",
    full_batch=True,
    formula="w ← w − α·H·g, H from the last 10 steps, α by line search (SciPy, L-BFGS-B); one epoch is one iteration",
    source="Liu & Nocedal 1989, Mathematical Programming 45",
)
def lbfgs(w, g, eta, t):
    raise NNPlayError("L-BFGS updates all weights together: it has no update of a single weight.")
