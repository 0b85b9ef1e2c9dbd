"""Losses for two classes or several labels: each output is a yes or no by itself.

ε = 10⁻¹² keeps logarithms finite where an output rounds to exactly 0 or 1.
"""

import math

from nnplay.catalog.intervals import FROM_0
from nnplay.catalog.losses.base import loss
from nnplay.catalog.stable_math import log_one_plus_exp, logistic

UNIT = (0.0, 1.0)
EPSILON = 1e-12


@loss(
    "binary_cross_entropy",
    formula="−y·ln ŷ − (1 − y)·ln(1 − ŷ)",
    derivative_formula="(1 − y)/(1 − ŷ) − y/ŷ;  from z: a − y",
    output="sigmoid",
    domain=UNIT,
    targets=UNIT,
    aliases=("bce", "log_loss", "binary_crossentropy"),
    source="Good 1952; Bishop 2006, eq. 4.90",
)
def binary_cross_entropy(y_hat, y):
    return -y * math.log(max(y_hat, EPSILON)) - (1 - y) * math.log(max(1 - y_hat, EPSILON))


@binary_cross_entropy.derivative
def _(y_hat, y):
    return (1 - y) / max(1 - y_hat, EPSILON) - y / max(y_hat, EPSILON)


@binary_cross_entropy.value_from_z
def _(z, a, y):
    # −y ln σ(z) − (1 − y) ln σ(−z) = ln(1 + e^z) − yz
    return max(z, 0.0) - y * z + math.log1p(math.exp(-abs(z)))


@binary_cross_entropy.gradient_from_z
def _(z, a, y):
    return a - y


@loss(
    "focal",
    formula="−y(1 − ŷ)^γ·ln ŷ − (1 − y)ŷ^γ·ln(1 − ŷ)",
    derivative_formula="yγ(1 − ŷ)^(γ−1)·ln ŷ − y(1 − ŷ)^γ/ŷ − (1 − y)γŷ^(γ−1)·ln(1 − ŷ) + (1 − y)ŷ^γ/(1 − ŷ)",
    output="sigmoid",
    domain=UNIT,
    targets=UNIT,
    aliases=("binary_focal",),
    source="Lin et al. 2017, arXiv:1708.02002",
    limits={"gamma": FROM_0},
)
def focal(y_hat, y, gamma=2.0):
    p = max(y_hat, EPSILON)
    q = max(1 - y_hat, EPSILON)
    return -y * q**gamma * math.log(p) - (1 - y) * p**gamma * math.log(q)


@focal.derivative
def _(y_hat, y, gamma):
    p = max(y_hat, EPSILON)
    q = max(1 - y_hat, EPSILON)
    yes = gamma * q ** (gamma - 1) * math.log(p) - q**gamma / p
    no = p**gamma / q - gamma * p ** (gamma - 1) * math.log(q)
    return y * yes + (1 - y) * no


@focal.value_from_z
def _(z, a, y, gamma):
    # with p = σ(z), q = σ(−z):  −ln p = ln(1 + e^(−z)),  −ln q = ln(1 + e^z)
    p, minus_ln_p = logistic(z), log_one_plus_exp(-z)
    q, minus_ln_q = logistic(-z), log_one_plus_exp(z)
    return y * q**gamma * minus_ln_p + (1 - y) * p**gamma * minus_ln_q


@focal.gradient_from_z
def _(z, a, y, gamma):
    # dp/dz = pq, so every power of p and q loses its denominator: y q^γ (γp ln p − q) + (1 − y) p^γ (p − γq ln q)
    p, minus_ln_p = logistic(z), log_one_plus_exp(-z)
    q, minus_ln_q = logistic(-z), log_one_plus_exp(z)
    return (1 - y) * p**gamma * (p + gamma * q * minus_ln_q) - y * q**gamma * (q + gamma * p * minus_ln_p)


@loss(
    "hinge",
    formula="max(0, 1 − yŷ), y = ±1",
    derivative_formula="−y if yŷ < 1 else 0",
    low=-1.0,
    task="classification",
    kinks="yŷ = 1",
    source="Cortes & Vapnik 1995, Machine Learning 20",
)
def hinge(y_hat, y):
    return max(1 - y * y_hat, 0.0)


@hinge.derivative
def _(y_hat, y):
    return -y if y * y_hat < 1 else 0.0


@loss(
    "squared_hinge",
    formula="max(0, 1 − yŷ)², y = ±1",
    derivative_formula="−2y·max(0, 1 − yŷ)",
    low=-1.0,
    task="classification",
    source="Lee & Mangasarian 2001; Keras, SquaredHinge",
)
def squared_hinge(y_hat, y):
    gap = max(1 - y * y_hat, 0.0)
    return gap * gap


@squared_hinge.derivative
def _(y_hat, y):
    return -2 * y * max(1 - y * y_hat, 0.0)
