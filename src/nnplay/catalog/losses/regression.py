"""Losses for numbers: how far ŷ is from y. The network's loss is their mean over all elements."""

import math

from nnplay.catalog.intervals import ABOVE_0, FROM_0_TO_1
from nnplay.catalog.losses.base import loss

POSITIVE = (0.0, float("inf"))
EPSILON = 1e-7


@loss(
    "mse",
    formula="(ŷ − y)²",
    derivative_formula="2(ŷ − y)",
    scaled_targets=True,
    aliases=("mean_squared_error", "squared_error"),
    source="Legendre 1805; Gauss 1809",
)
def mse(y_hat, y):
    return (y_hat - y) * (y_hat - y)


@mse.derivative
def _(y_hat, y):
    return 2 * (y_hat - y)


@loss(
    "mae",
    formula="|ŷ − y|",
    derivative_formula="sgn(ŷ − y)",
    kinks="ŷ = y",
    scaled_targets=True,
    aliases=("mean_absolute_error", "absolute_error"),
    source="Boscovich 1757; Laplace 1793",
)
def mae(y_hat, y):
    return abs(y_hat - y)


@mae.derivative
def _(y_hat, y):
    return 1.0 if y_hat > y else (-1.0 if y_hat < y else 0.0)


@loss(
    "huber",
    formula="(ŷ − y)²/2 if |ŷ − y| ≤ δ else δ|ŷ − y| − δ²/2",
    derivative_formula="clip(ŷ − y, −δ, δ)",
    scaled_targets=True,
    source="Huber 1964, Annals of Mathematical Statistics 35",
    limits={"delta": ABOVE_0},
)
def huber(y_hat, y, delta=1.0):
    error = abs(y_hat - y)
    return error * error / 2 if error <= delta else delta * error - delta * delta / 2


@huber.derivative
def _(y_hat, y, delta):
    return min(max(y_hat - y, -delta), delta)


@loss(
    "log_cosh",
    formula="ln cosh(ŷ − y)",
    derivative_formula="tanh(ŷ − y)",
    scaled_targets=True,
    aliases=("logcosh",),
    source="Green 1990, IEEE Transactions on Medical Imaging 9; Keras, LogCosh",
)
def log_cosh(y_hat, y):
    error = abs(y_hat - y)
    return error + math.log1p(math.exp(-2 * error)) - 0.6931471805599453


@log_cosh.derivative
def _(y_hat, y):
    return math.tanh(y_hat - y)


@loss(
    "quantile",
    formula="max(τ(y − ŷ), (τ − 1)(y − ŷ))",
    derivative_formula="1 − τ if ŷ > y else −τ",
    kinks="ŷ = y",
    scaled_targets=True,
    aliases=("pinball",),
    source="Koenker & Bassett 1978, Econometrica 46",
    limits={"tau": FROM_0_TO_1},
)
def quantile(y_hat, y, tau=0.5):
    return max(tau * (y - y_hat), (tau - 1) * (y - y_hat))


@quantile.derivative
def _(y_hat, y, tau):
    return 1 - tau if y_hat > y else (-tau if y_hat < y else 0.0)


@loss(
    "msle",
    formula="(ln(1 + ŷ) − ln(1 + y))²",
    derivative_formula="2(ln(1 + ŷ) − ln(1 + y)) / (1 + ŷ)",
    output="softplus",
    domain=POSITIVE,
    targets=POSITIVE,
    aliases=("mean_squared_logarithmic_error",),
    source="Keras, MeanSquaredLogarithmicError",
)
def msle(y_hat, y):
    error = math.log1p(max(y_hat, 0.0)) - math.log1p(y)
    return error * error


@msle.derivative
def _(y_hat, y):
    y_hat = max(y_hat, 0.0)
    return 2 * (math.log1p(y_hat) - math.log1p(y)) / (1 + y_hat)


@loss(
    "mape",
    formula="100·|ŷ − y| / |y|",
    derivative_formula="100·sgn(ŷ − y) / |y|",
    kinks="ŷ = y",
    aliases=("mean_absolute_percentage_error",),
    source="de Myttenaere et al. 2016, Neurocomputing 192; Keras, MeanAbsolutePercentageError",
)
def mape(y_hat, y):
    return 100 * abs(y_hat - y) / max(abs(y), EPSILON)


@mape.derivative
def _(y_hat, y):
    sign = 1.0 if y_hat > y else (-1.0 if y_hat < y else 0.0)
    return 100 * sign / max(abs(y), EPSILON)


@loss(
    "poisson",
    formula="ŷ − y·ln ŷ",
    derivative_formula="1 − y/ŷ;  from z: a − y",
    output="exponential",
    domain=POSITIVE,
    targets=POSITIVE,
    source="Nelder & Wedderburn 1972; Keras, Poisson",
)
def poisson(y_hat, y):
    return y_hat - y * math.log(max(y_hat, EPSILON))


@poisson.derivative
def _(y_hat, y):
    return 1 - y / max(y_hat, EPSILON)


@poisson.value_from_z
def _(z, a, y):
    return a - y * z


@poisson.gradient_from_z
def _(z, a, y):
    return a - y


@loss(
    "half_poisson_deviance",
    formula="y·ln(y/ŷ) − y + ŷ",
    derivative_formula="1 − y/ŷ;  from z: a − y",
    output="exponential",
    domain=POSITIVE,
    targets=POSITIVE,
    source="McCullagh & Nelder 1989, table 2.1; scikit-learn, MLPRegressor",
)
def half_poisson_deviance(y_hat, y):
    # the Poisson loss, shifted so that it is 0 at ŷ = y
    return y_hat - y + (y * (math.log(y) - math.log(max(y_hat, EPSILON))) if y > 0 else 0.0)


half_poisson_deviance.derivative_function = poisson.derivative_function
half_poisson_deviance.joint_gradient = poisson.joint_gradient


@half_poisson_deviance.value_from_z
def _(z, a, y):
    return a - y + (y * (math.log(y) - z) if y > 0 else 0.0)
