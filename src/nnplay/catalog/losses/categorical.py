"""Losses for more than two classes: a row of outputs together predicts one.

ε = 10⁻¹² keeps logarithms finite where an output rounds to exactly 0 or 1.
"""

import math

from nnplay.catalog.intervals import FROM_0
from nnplay.catalog.losses.base import loss
from nnplay.catalog.losses.binary import EPSILON, UNIT
from nnplay.catalog.stable_math import max_and_log_sum_exp


@loss(
    "cross_entropy",
    shape="row",
    formula="−Σᵢ yᵢ·ln ŷᵢ",
    derivative_formula="−yᵢ/ŷᵢ;  from z: aᵢ·Σⱼyⱼ − yᵢ",
    output="softmax",
    domain=UNIT,
    targets=UNIT,
    aliases=("categorical_cross_entropy", "sparse_categorical_cross_entropy", "categorical_crossentropy"),
    source="Bridle 1990; Goodfellow et al. 2016, eq. 6.13",
)
def cross_entropy(y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total -= y[i] * math.log(max(y_hat[i], EPSILON))
    return total


@cross_entropy.derivative
def _(y_hat, y, gradient):
    for i in range(len(y)):
        gradient[i] = -y[i] / max(y_hat[i], EPSILON)


@cross_entropy.value_from_z
def _(z, a, y):
    # −Σ yᵢ ln softmax(z)ᵢ = Σ yᵢ (ln Σⱼ e^(zⱼ−m) − (zᵢ−m)),  m = max z
    largest, log_sum = max_and_log_sum_exp(z, a)
    value = 0.0
    for i in range(len(z)):
        value += y[i] * (log_sum - (z[i] - largest))
    return value


@cross_entropy.gradient_from_z
def _(z, a, y, gradient):
    mass = 0.0
    for i in range(len(y)):
        mass += y[i]
    for i in range(len(y)):
        gradient[i] = a[i] * mass - y[i]


@loss(
    "kl",
    shape="row",
    formula="Σᵢ yᵢ·ln(yᵢ/ŷᵢ)",
    derivative_formula="−yᵢ/ŷᵢ;  from z: aᵢ·Σⱼyⱼ − yᵢ",
    output="softmax",
    domain=UNIT,
    targets=UNIT,
    aliases=("kl_divergence", "kullback_leibler"),
    source="Kullback & Leibler 1951, Annals of Mathematical Statistics 22",
)
def kl(y_hat, y):
    total = 0.0
    for i in range(len(y)):
        if y[i] > 0:
            total += y[i] * (math.log(y[i]) - math.log(max(y_hat[i], EPSILON)))
    return total


kl.derivative_function = cross_entropy.derivative_function
kl.joint_gradient = cross_entropy.joint_gradient


@kl.value_from_z
def _(z, a, y):
    largest, log_sum = max_and_log_sum_exp(z, a)
    value = 0.0
    for i in range(len(z)):
        if y[i] > 0:
            value += y[i] * (math.log(y[i]) + log_sum - (z[i] - largest))
    return value


@loss(
    "categorical_focal",
    shape="row",
    formula="−Σᵢ yᵢ(1 − ŷᵢ)^γ·ln ŷᵢ",
    derivative_formula="yᵢ(γ(1 − ŷᵢ)^(γ−1)·ln ŷᵢ − (1 − ŷᵢ)^γ/ŷᵢ)",
    output="softmax",
    domain=UNIT,
    targets=UNIT,
    source="Lin et al. 2017, arXiv:1708.02002; Keras, CategoricalFocalCrossentropy",
    limits={"gamma": FROM_0},
)
def categorical_focal(y_hat, y, gamma=2.0):
    total = 0.0
    for i in range(len(y)):
        total -= y[i] * max(1.0 - y_hat[i], EPSILON) ** gamma * math.log(max(y_hat[i], EPSILON))
    return total


@categorical_focal.derivative
def _(y_hat, y, gradient, gamma):
    for i in range(len(y)):
        p = max(y_hat[i], EPSILON)
        q = max(1.0 - y_hat[i], EPSILON)
        gradient[i] = y[i] * (gamma * q ** (gamma - 1.0) * math.log(p) - q**gamma / p)


@categorical_focal.value_from_z
def _(z, a, y, gamma):
    largest, log_sum = max_and_log_sum_exp(z, a)
    value = 0.0
    for i in range(len(z)):
        value += y[i] * max(1.0 - a[i], EPSILON) ** gamma * (log_sum - (z[i] - largest))
    return value


@categorical_focal.gradient_from_z
def _(z, a, y, gradient, gamma):
    # with gᵢ = aᵢ ∂L/∂aᵢ = yᵢ(γ(1−aᵢ)^(γ−1) aᵢ ln aᵢ − (1−aᵢ)^γ), softmax gives ∂L/∂zᵢ = gᵢ − aᵢ Σⱼ gⱼ
    mass = 0.0
    for i in range(len(y)):
        q = max(1.0 - a[i], EPSILON)
        gradient[i] = y[i] * (gamma * q ** (gamma - 1.0) * a[i] * math.log(max(a[i], EPSILON)) - q**gamma)
        mass += gradient[i]
    for i in range(len(y)):
        gradient[i] -= a[i] * mass


@loss(
    "categorical_hinge",
    shape="row",
    formula="max(0, 1 + maxᵢ (1 − yᵢ)ŷᵢ − Σᵢ yᵢŷᵢ)",
    derivative_formula="(1 − yⱼ) for the largest j, minus yᵢ; 0 where the loss is 0",
    task="classification",
    targets=UNIT,
    kinks="loss = 0, or two outputs tie",
    source="Weston & Watkins 1999; Keras, CategoricalHinge",
)
def categorical_hinge(y_hat, y):
    wrong = (1.0 - y[0]) * y_hat[0]
    right = 0.0
    for i in range(len(y)):
        wrong = max(wrong, (1.0 - y[i]) * y_hat[i])
        right += y[i] * y_hat[i]
    return max(1.0 + wrong - right, 0.0)


@categorical_hinge.derivative
def _(y_hat, y, gradient):
    worst = 0
    right = 0.0
    for i in range(len(y)):
        if (1.0 - y[i]) * y_hat[i] > (1.0 - y[worst]) * y_hat[worst]:
            worst = i
        right += y[i] * y_hat[i]
    active = 1.0 + (1.0 - y[worst]) * y_hat[worst] - right > 0
    for i in range(len(y)):
        gradient[i] = -y[i] if active else 0.0
    if active:
        gradient[worst] += 1.0 - y[worst]


@loss(
    "cosine",
    shape="row",
    formula="1 − y·ŷ / (‖y‖‖ŷ‖)",
    derivative_formula="(cos θ·ŷᵢ/‖ŷ‖ − yᵢ/‖y‖) / ‖ŷ‖",
    aliases=("cosine_similarity", "cosine_distance"),
    source="Salton 1975; PyTorch, CosineEmbeddingLoss; optax, cosine_distance",
)
def cosine(y_hat, y):
    dot = 0.0
    yy = 0.0
    hh = 0.0
    for i in range(len(y)):
        dot += y[i] * y_hat[i]
        yy += y[i] * y[i]
        hh += y_hat[i] * y_hat[i]
    return 1.0 - dot / (max(math.sqrt(yy), EPSILON) * max(math.sqrt(hh), EPSILON))


@cosine.derivative
def _(y_hat, y, gradient):
    dot = 0.0
    yy = 0.0
    hh = 0.0
    for i in range(len(y)):
        dot += y[i] * y_hat[i]
        yy += y[i] * y[i]
        hh += y_hat[i] * y_hat[i]
    y_norm = max(math.sqrt(yy), EPSILON)
    h_norm = max(math.sqrt(hh), EPSILON)
    cos = dot / (y_norm * h_norm)
    for i in range(len(y)):
        gradient[i] = (cos * y_hat[i] / h_norm - y[i] / y_norm) / h_norm
