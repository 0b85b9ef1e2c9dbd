"""Formulas of all kinds that JAX reads too; those of ACTIVATIONS and LOSSES are components of the catalog, typed again.

They are a sample: a new component does not need to be here.
"""

import math

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)

ACTIVATIONS = {
    "identity": "x",
    "binary_step": "where(x >= 0, 1, 0)",
    "sigmoid": "1 / (1 + exp(-x))",
    "tanh": "(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
    "smht": "(exp(alpha*x) - exp(-beta*x)) / (exp(gamma*x) + exp(-delta*x))",
    "softsign": "x / (1 + abs(x))",
    "arctan": "arctan(x)",
    "hard_sigmoid": "min(max(x + 3, 0), 6) / 6",
    "hard_tanh": "max(-1, min(1, x))",
    "gaussian": "exp(-x**2)",
    "sinusoid": "sin(x)",
    "sinc": "where(abs(x) > 1e-2, sin(x)/x, 1 - x**2/6 + x**4/120)",
    "exponential": "exp(min(x, 40))",
    "bent_identity": "(sqrt(x**2 + 1) - 1)/2 + x",
    "relu": "max(0, x)",
    "relu6": "min(max(0, x), 6)",
    "leaky_relu": "where(x > 0, x, alpha*x)",
    "prelu": "where(x > 0, x, alpha*x)",
    "repsu": "where(x < lam, 0, alpha*(2*x - (x - lam)/(1 + exp(-sign(x - mu)*(abs(x - mu)/sigma)**beta)))"
    " + (1 - alpha)*(x - lam)/(1 + exp(-sign(x - mu)*(abs(x - mu)/sigma)**beta)))",
    "softplus": "log(1 + exp(x))",
    "squareplus": "(x + sqrt(x**2 + b)) / 2",
    "gelu": "x*(1 + erf(x/sqrt(2)))/2",
    "silu": "x*sigmoid(x)",
    "mish": "x*tanh(softplus(x))",
    "elish": "where(x >= 0, x, exp(x) - 1)*sigmoid(x)",
    "elu": "where(x > 0, x, alpha*(exp(x) - 1))",
    "selu": "1.0507009873554805*where(x > 0, x, 1.6732632423543772*(exp(x) - 1))",
    "celu": "max(0, x) + min(0, alpha*(exp(x/alpha) - 1))",
}

LOSSES = {
    "mse": "(y_hat - y)**2",
    "mae": "abs(y - y_hat)",
    "huber": "where(abs(y_hat - y) <= delta, (y_hat - y)**2/2, delta*abs(y_hat - y) - delta**2/2)",
    "log_cosh": "log(cosh(y_hat - y))",
    "quantile": "max(tau*(y - y_hat), (tau - 1)*(y - y_hat))",
    "msle": "(log(1 + max(y_hat, 0)) - log(1 + y))**2",
    "poisson": "y_hat - y*log(y_hat)",
    "binary_cross_entropy": "-y*log(y_hat) - (1 - y)*log(1 - y_hat)",
    "hinge": "max(0, 1 - y*y_hat)",
    "squared_hinge": "max(0, 1 - y*y_hat)**2",
}

OTHERS = [
    "x*sigmoid(b*x)", "x^3 - 2*x", "sin(x)*cos(2*x)", "tan(x/4)", "sqrt(1 + x^2)", "log(1 + x^2)", "log1p(x^2)",
    "expm1(x/2)", "x*exp(-exp(x))", "1/(1 + exp(-x))^2", "arcsinh(x)", "cosh(x/3)", "sinh(x/3)", "exp(x)/(1 + exp(x))",
    "erf(x)*erfc(-x)", "softplus(x)^b", "(1 + x^2)^(b/2)", "2^x", "b^x", "abs(x)^1.5",
    "x*where(abs(x) < 1, x, sign(x))",
    "max(x, 0.1*x, -1)", "1 - 1/(1 + relu(x))", "e^(-x/2)*pi", "-(-x)", "x - (1 - (x - 2))", "x/(2/(x^2+1))",
    "log(cosh(x))", "x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))/2", "tanh(tanh(tanh(x)))",
]  # fmt: skip

_jax = {
    "exp": jnp.exp, "expm1": jnp.expm1, "log": jnp.log, "log1p": jnp.log1p, "sqrt": jnp.sqrt, "abs": jnp.abs,
    "sign": jnp.sign, "sin": jnp.sin, "cos": jnp.cos, "tan": jnp.tan, "arctan": jnp.arctan, "sinh": jnp.sinh,
    "cosh": jnp.cosh, "tanh": jnp.tanh, "arcsinh": jnp.arcsinh, "sigmoid": jax.nn.sigmoid, "where": jnp.where,
    "relu": lambda x: jnp.where(x > 0, x, 0.0), "softplus": jax.nn.softplus, "erf": jax.scipy.special.erf,
    "erfc": jax.scipy.special.erfc, "pi": math.pi, "e": math.e,
    "min": lambda *a: jnp.minimum(a[0], a[1]) if len(a) == 2 else jnp.minimum(jnp.minimum(a[0], a[1]), a[2]),
    "max": lambda *a: jnp.maximum(a[0], a[1]) if len(a) == 2 else jnp.maximum(jnp.maximum(a[0], a[1]), a[2]),
}  # fmt: skip


def in_jax(text, variable):
    """The formula as a function (variable, **others) of JAX, which Python itself reads: these texts are our own."""
    code = compile(text.replace("^", "**"), "a test", "eval")

    def f(value, **others):
        return eval(code, {**_jax, **others, variable: value})

    return f
