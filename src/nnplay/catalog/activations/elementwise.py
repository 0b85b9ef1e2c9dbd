"""Elementwise activations: a = f(z), each with its derivative f'(z, a).

Every function takes one number and reads like its formula. The reference engine applies it to each element; the
compiled engine turns it into a loop. Where the plain formula would overflow, an equal one that does not is used, and
derivatives reuse `a`, which is already computed.
"""

import math

from nnplay.catalog.activations.base import activation
from nnplay.catalog.stable_math import logistic

WIKIPEDIA = "Wikipedia, Activation function, table of activation functions"


@activation("identity", formula="z", derivative_formula="1", source=WIKIPEDIA, aliases=("linear",))
def identity(z):
    return z


@identity.derivative
def _(z, a):
    return 1.0


@activation(
    "binary_step", formula="0 if z < 0 else 1", derivative_formula="0", range=(0, 1), kinks=(0,), source=WIKIPEDIA
)
def binary_step(z):
    return 0.0 if z < 0 else (1.0 if z >= 0 else z)  # NaN stays NaN and is noticed


@binary_step.derivative
def _(z, a):
    return 0.0


# ── the sigmoids ────────────────────────────────────────────────────────────────────────────────────────────────


@activation(
    "sigmoid",
    formula="σ(z) = 1 / (1 + e^(−z))",
    derivative_formula="a(1 − a)",
    range=(0, 1),
    aliases=("logistic",),
    source="Verhulst 1845; Rumelhart, Hinton & Williams 1986, Nature 323",
)
def sigmoid(z):
    return logistic(z)


@sigmoid.derivative
def _(z, a):
    return a * (1 - a)


@activation(
    "tanh",
    formula="(e^z − e^(−z)) / (e^z + e^(−z))",
    derivative_formula="1 − a²",
    range=(-1, 1),
    source="LeCun et al. 1998, Efficient BackProp",
)
def tanh(z):
    return math.tanh(z)


@tanh.derivative
def _(z, a):
    return 1 - a * a


@activation(
    "smht",
    formula="(e^(αz) − e^(−βz)) / (e^(γz) + e^(−δz))",
    derivative_formula="(αe^(αz) + βe^(−βz) − a(γe^(γz) − δe^(−δz))) / (e^(γz) + e^(−δz))",
    source="Soboleva & Beskorovainyi 2008; Wikipedia, Soboleva modified hyperbolic tangent",
)
def smht(z, alpha=1.0, beta=1.0, gamma=1.0, delta=1.0):
    z = min(max(z, -80.0), 80.0)
    top = max(gamma * z, -delta * z)
    return (math.exp(alpha * z - top) - math.exp(-beta * z - top)) / (
        math.exp(gamma * z - top) + math.exp(-delta * z - top)
    )


@smht.derivative
def _(z, a, alpha, beta, gamma, delta):
    if abs(z) > 80:
        return 0.0
    top = max(gamma * z, -delta * z)
    grow = math.exp(gamma * z - top)
    fall = math.exp(-delta * z - top)
    rise = alpha * math.exp(alpha * z - top) + beta * math.exp(-beta * z - top)
    return (rise - a * (gamma * grow - delta * fall)) / (grow + fall)


@activation(
    "softsign",
    formula="z / (1 + |z|)",
    derivative_formula="1 / (1 + |z|)²",
    range=(-1, 1),
    source="Bergstra et al. 2009, Quadratic polynomials learn better image features",
)
def softsign(z):
    return z / (1 + abs(z))


@softsign.derivative
def _(z, a):
    return (1 - abs(a)) * (1 - abs(a))


@activation(
    "arctan", formula="arctan z", derivative_formula="1 / (1 + z²)", range=(-math.pi / 2, math.pi / 2), source=WIKIPEDIA
)
def arctan(z):
    return math.atan(z)


@arctan.derivative
def _(z, a):
    return 1 / (1 + z * z)


@activation(
    "hard_sigmoid",
    formula="relu6(z + 3) / 6",
    derivative_formula="1/6 if −3 < z < 3 else 0",
    range=(0, 1),
    kinks=(-3, 3),
    source="Courbariaux et al. 2015; PyTorch, Hardsigmoid",
)
def hard_sigmoid(z):
    return min(max(z + 3, 0.0), 6.0) / 6


@hard_sigmoid.derivative
def _(z, a):
    return 1 / 6 if abs(z) < 3 else 0.0


@activation(
    "hard_tanh",
    formula="max(−1, min(1, z))",
    derivative_formula="1 if |z| < 1 else 0",
    range=(-1, 1),
    kinks=(-1, 1),
    source="Collobert 2004, Large scale machine learning",
)
def hard_tanh(z):
    return min(max(z, -1.0), 1.0)


@hard_tanh.derivative
def _(z, a):
    return 1.0 if abs(z) < 1 else 0.0


# ── bumps and waves ─────────────────────────────────────────────────────────────────────────────────────────────


@activation("gaussian", formula="e^(−z²)", derivative_formula="−2z·a", range=(0, 1), source=WIKIPEDIA)
def gaussian(z):
    return math.exp(-z * z)


@gaussian.derivative
def _(z, a):
    return -2 * (z * a)


@activation(
    "sinusoid",
    formula="sin z",
    derivative_formula="cos z",
    range=(-1, 1),
    aliases=("sin", "sine"),
    source="Gashler & Ashmore 2014; Wikipedia, Activation function",
)
def sinusoid(z):
    return math.sin(z)


@sinusoid.derivative
def _(z, a):
    return math.cos(z)


@activation(
    "sinc",
    formula="sin z / z (1 at z = 0)",
    derivative_formula="(cos z − a) / z (0 at z = 0)",
    range=(-0.21723362821122166, 1),
    source="Woodward 1952",
)
def sinc(z):
    return math.sin(z) / z if abs(z) > 1e-2 else 1 - z * z / 6 + z * z * z * z / 120


@sinc.derivative
def _(z, a):
    return (math.cos(z) - a) / z if abs(z) > 1e-2 else -z / 3 + z * z * z / 30


# ── unbounded ───────────────────────────────────────────────────────────────────────────────────────────────────


@activation(
    "exponential",
    formula="e^z (at most e^40, so that its square stays finite in float32)",
    derivative_formula="a",
    range=(0, float("inf")),
    aliases=("exp",),
    source="Nelder & Wedderburn 1972: the inverse of the log link",
)
def exponential(z):
    return math.exp(min(z, 40.0))


@exponential.derivative
def _(z, a):
    return a


@activation(
    "bent_identity",
    formula="(√(z² + 1) − 1) / 2 + z",
    derivative_formula="z / (2√(z² + 1)) + 1",
    source="Wikipedia, Activation function (2019)",
)
def bent_identity(z):
    return (math.hypot(z, 1.0) - 1) / 2 + z


@bent_identity.derivative
def _(z, a):
    return z / math.hypot(z, 1.0) / 2 + 1
