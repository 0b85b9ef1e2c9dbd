"""Activations of a whole row of z: softmax and maxout.

Each fills the row `a` in place; its derivative turns δ = ∂L/∂a into ∂L/∂z with the full Jacobian.
"""

import math

from nnplay.catalog.activations.base import activation
from nnplay.catalog.intervals import FROM_1


@activation(
    "softmax",
    shape="row",
    formula="e^zᵢ / Σⱼ e^zⱼ",
    derivative_formula="∂aᵢ/∂zⱼ = aᵢ(1[i=j] − aⱼ)",
    range=(0, 1),
    source="Bridle 1990, Neurocomputing; Goodfellow et al. 2016, §6.2.2.3",
)
def softmax(z, a):
    largest = z[0]
    for i in range(len(z)):
        largest = max(largest, z[i])
    total = 0.0
    for i in range(len(z)):
        a[i] = math.exp(z[i] - largest)
    for i in range(len(z)):
        total += a[i]
    for i in range(len(z)):
        a[i] /= total


@softmax.derivative
def _(z, a, delta, delta_z):
    # ∂L/∂zᵢ = Σⱼ δⱼ aⱼ(1[i=j] − aᵢ) = aᵢ(δᵢ − Σⱼ δⱼaⱼ)
    mean = 0.0
    for j in range(len(a)):
        mean += delta[j] * a[j]
    for i in range(len(a)):
        delta_z[i] = a[i] * (delta[i] - mean)


@activation(
    "maxout",
    shape="row",
    formula="aᵢ = max(zᵢ₁, …, zᵢₖ): each neuron has k linear pieces",
    derivative_formula="1 for the largest piece, 0 for the others",
    source="Goodfellow et al. 2013, arXiv:1302.4389",
    limits={"pieces": FROM_1},
)
def maxout(z, a, pieces=2.0):
    k = len(z) // len(a)
    for i in range(len(a)):
        a[i] = z[i * k]
        for j in range(1, k):
            if z[i * k + j] > a[i] or z[i * k + j] != z[i * k + j]:  # NaN stays NaN and is noticed
                a[i] = z[i * k + j]


@maxout.derivative
def _(z, a, delta, delta_z, pieces):
    k = len(z) // len(a)
    for i in range(len(a)):
        searching = True  # the first largest piece gets the gradient
        for j in range(k):
            largest = searching and z[i * k + j] == a[i]
            delta_z[i * k + j] = delta[i] if largest else 0.0
            searching = searching and not largest
