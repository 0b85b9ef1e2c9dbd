"""Activations of the ReLU family: close to 0 for negative z, close to z for positive z."""

import math

from nnplay.catalog.activations.base import activation
from nnplay.catalog.intervals import ABOVE_0, FROM_0
from nnplay.catalog.stable_math import log_one_plus_exp, logistic

POSITIVE = (0.0, float("inf"))
SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


@activation(
    "relu",
    formula="max(0, z)",
    derivative_formula="1 if z > 0 else 0",
    range=POSITIVE,
    initializer="he_uniform",
    kinks=(0,),
    source="Nair & Hinton 2010, ICML",
)
def relu(z):
    return 0.0 if z <= 0 else z  # NaN stays NaN and is noticed


@relu.derivative
def _(z, a):
    return 1.0 if z > 0 else 0.0


@activation(
    "relu6",
    formula="min(max(0, z), 6)",
    derivative_formula="1 if 0 < z < 6 else 0",
    range=(0, 6),
    initializer="he_uniform",
    kinks=(0, 6),
    source="Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10",
)
def relu6(z):
    return min(max(z, 0.0), 6.0)


@relu6.derivative
def _(z, a):
    return 1.0 if 0 < z < 6 else 0.0


@activation(
    "leaky_relu",
    formula="z if z > 0 else αz",
    derivative_formula="1 if z > 0 else α",
    initializer="he_uniform",
    kinks=(0,),
    source="Maas, Hannun & Ng 2013, ICML",
)
def leaky_relu(z, alpha=0.01):
    return z if z > 0 else alpha * z


@leaky_relu.derivative
def _(z, a, alpha):
    return 1.0 if z > 0 else alpha


@activation(
    "prelu",
    formula="z if z > 0 else αz, α learned for each neuron",
    derivative_formula="1 if z > 0 else α;  ∂a/∂α = min(0, z)",
    learned=("alpha",),
    initializer="he_uniform",
    kinks=(0,),
    source="He et al. 2015, arXiv:1502.01852",
)
def prelu(z, alpha=0.25):
    return z if z > 0 else alpha * z


@prelu.derivative
def _(z, a, alpha):
    return 1.0 if z > 0 else alpha


@prelu.slope("alpha")
def _(z, a, alpha):
    return 0.0 if z > 0 else z


@activation(
    "repsu",
    formula="α(2z·1[z≥λ] − g) + (1 − α)g,  g = (z − λ)·1[z≥λ] / (1 + e^(−sgn(z−μ)(|z−μ|/σ)^β))",
    derivative_formula="2α + (1 − 2α)g' for z > λ, else 0",
    kinks=(0,),
    source="Atto et al. 2021, arXiv:2101.09948; Wikipedia, Activation function",
    limits={"sigma": ABOVE_0, "beta": ABOVE_0},
)
def repsu(z, alpha=0.25, lam=0.0, mu=0.0, sigma=1.0, beta=1.0):
    if z < lam:
        return 0.0
    e = math.exp(-((abs(z - mu) / sigma) ** beta))
    gate = 1 / (1 + e) if z >= mu else e / (1 + e)
    g = (z - lam) * gate
    return 2 * alpha * z + (1 - 2 * alpha) * g


@repsu.derivative
def _(z, a, alpha, lam, mu, sigma, beta):
    # with s = ±(|z−μ|/σ)^β:  g' = σ(s) + (z − λ) σ(s)(1 − σ(s)) s',  s' = β/σ · (|z−μ|/σ)^(β−1)
    if z <= lam:
        return 0.0
    distance = max(abs(z - mu) / sigma, 1e-12)
    power = distance**beta
    e = math.exp(-power)
    gate = 1 / (1 + e) if z >= mu else e / (1 + e)
    bump = e / ((1 + e) * (1 + e)) * beta / sigma * distance ** (beta - 1) if power < 80 else 0.0
    return 2 * alpha + (1 - 2 * alpha) * (gate + (z - lam) * bump)


# ── smooth versions ─────────────────────────────────────────────────────────────────────────────────────────────


@activation(
    "softplus",
    formula="ln(1 + e^z)",
    derivative_formula="σ(z) = 1 − e^(−a)",
    range=POSITIVE,
    source="Glorot, Bordes & Bengio 2011, AISTATS",
)
def softplus(z):
    return log_one_plus_exp(z)


@softplus.derivative
def _(z, a):
    return logistic(z)


@activation(
    "squareplus",
    formula="(z + √(z² + b)) / 2",
    derivative_formula="(1 + z / √(z² + b)) / 2",
    range=POSITIVE,
    source="Barron 2021, arXiv:2112.11687",
    limits={"b": FROM_0},
)
def squareplus(z, b=4.0):
    root = math.hypot(z, math.sqrt(b))  # z² would overflow
    return z / 2 + root / 2 if z >= 0 else b / (2 * (root - z))


@squareplus.derivative
def _(z, a, b):
    return a / math.hypot(z, math.sqrt(b))


@activation(
    "gelu",
    formula="z·Φ(z) = z(1 + erf(z/√2)) / 2",
    derivative_formula="Φ(z) + z·e^(−z²/2)/√(2π)",
    range=(-0.16997120747990369, float("inf")),
    initializer="he_uniform",
    source="Hendrycks & Gimpel 2016, arXiv:1606.08415 (the exact one)",
)
def gelu(z):
    return z * (math.erfc(-z * 0.7071067811865476) / 2)


@gelu.derivative
def _(z, a):
    return math.erfc(-z * 0.7071067811865476) / 2 + z * math.exp(-z * z / 2) * 0.3989422804014327


@activation(
    "silu",
    formula="z·σ(z)",
    derivative_formula="σ(z) + a(1 − σ(z))",
    range=(-0.27846454276107380, float("inf")),
    initializer="he_uniform",
    aliases=("swish",),
    source="Elfwing, Uchibe & Doya 2017, arXiv:1702.03118",
)
def silu(z):
    return z * logistic(z)


@silu.derivative
def _(z, a):
    s = logistic(z)
    return s + a * (1 - s)


@activation(
    "mish",
    formula="z·tanh(softplus(z))",
    derivative_formula="t + z(1 − t²)σ(z),  t = tanh(softplus(z))",
    range=(-0.3088434130172504, float("inf")),
    initializer="he_uniform",
    source="Misra 2019, arXiv:1908.08681",
)
def mish(z):
    return z * math.tanh(log_one_plus_exp(z))


@mish.derivative
def _(z, a):
    t = math.tanh(log_one_plus_exp(z))
    return t + z * (1 - t * t) * logistic(z)


@activation(
    "elish",
    formula="z·σ(z) if z ≥ 0 else (e^z − 1)·σ(z)",
    derivative_formula="σ + z·σ(1 − σ) if z ≥ 0 else e^z·σ + (e^z − 1)·σ(1 − σ)",
    range=(-0.1715728752538099, float("inf")),
    initializer="he_uniform",
    source="Basirat & Roth 2018, arXiv:1808.00783",
)
def elish(z):
    return (z if z >= 0 else math.expm1(z)) * logistic(z)


@elish.derivative
def _(z, a):
    s = logistic(z)
    rise, f = (1.0, z) if z >= 0 else (math.exp(z), math.expm1(z))
    return rise * s + f * s * (1 - s)


# ── exponential on the left ─────────────────────────────────────────────────────────────────────────────────────


@activation(
    "elu",
    formula="z if z > 0 else α(e^z − 1)",
    derivative_formula="1 if z > 0 else a + α",
    range=(float("-inf"), float("inf")),
    initializer="he_uniform",
    kinks=(0,),
    source="Clevert, Unterthiner & Hochreiter 2015, arXiv:1511.07289",
)
def elu(z, alpha=1.0):
    return z if z > 0 else alpha * math.expm1(z)


@elu.derivative
def _(z, a, alpha):
    return 1.0 if z > 0 else a + alpha


@activation(
    "selu",
    formula="λz if z > 0 else λα(e^z − 1),  λ = 1.0507, α = 1.6733",
    derivative_formula="λ if z > 0 else a + λα",
    range=(-SELU_SCALE * SELU_ALPHA, float("inf")),
    initializer="lecun_normal",
    kinks=(0,),
    source="Klambauer et al. 2017, arXiv:1706.02515",
)
def selu(z):
    return SELU_SCALE * (z if z > 0 else SELU_ALPHA * math.expm1(z))


@selu.derivative
def _(z, a):
    return SELU_SCALE if z > 0 else a + SELU_SCALE * SELU_ALPHA


@activation(
    "celu",
    formula="max(0, z) + min(0, α(e^(z/α) − 1))",
    derivative_formula="1 if z > 0 else e^(z/α)",
    range=(float("-inf"), float("inf")),
    initializer="he_uniform",
    source="Barron 2017, arXiv:1704.07483",
    limits={"alpha": ABOVE_0},
)
def celu(z, alpha=1.0):
    return z if z > 0 else alpha * math.expm1(z / alpha)


@celu.derivative
def _(z, a, alpha):
    return 1.0 if z > 0 else a / alpha + 1
