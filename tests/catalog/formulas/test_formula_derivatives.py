"""Values and derivatives: beside JAX, beside central differences, and far out where a careless form overflows."""

import math

import jax
import numpy as np
import pytest
from retyped import ACTIVATIONS, LOSSES, OTHERS, in_jax

from nnplay.catalog import activations, losses
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.parser import MAX_LENGTH
from nnplay.engine.elementwise import elementwise

PLACES = np.array([-4.7, -2.2, -1.3, -0.61, -0.3, 0.17, 0.55, 0.9, 1.7, 2.9, 5.3])
ALL = [*dict.fromkeys([*ACTIVATIONS.values(), *OTHERS])]


@pytest.mark.slow
@pytest.mark.parametrize("text", ALL)
def test_value_and_derivative_agree_with_jax(text):
    found = Formula.of(text, {name: 0.4 + 0.3 * k for k, name in enumerate(Formula.of(text).constants)})
    f = in_jax(text, "x")
    constants = list(found.constants.values())
    both = jax.vmap(jax.value_and_grad(lambda x: f(x, **found.constants) * 1.0))(PLACES)
    for x, value, slope in zip(PLACES, *both, strict=True):
        a = found.function(float(x), *constants)
        assert a == pytest.approx(float(value), rel=1e-9, abs=1e-12)
        assert found.slope(float(x), a, *constants) == pytest.approx(float(slope), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("text", ALL)
def test_the_derivative_that_is_shown_is_the_one_that_is_used(text):
    found = Formula.of(text)
    constants = [1.0] * len(found.constants)
    shown = Formula.of(found.derivative) if len(found.derivative) <= MAX_LENGTH else None
    if shown is not None and set(shown.constants) <= set(found.constants):
        for x in PLACES:
            slope = found.slope(float(x), found.function(float(x), *constants), *constants)
            assert shown.function(float(x), *[1.0] * len(shown.constants)) == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("text", ALL)
def test_central_differences(text):
    found = Formula.of(text)
    constants, h = list(found.constants.values()), 1e-6
    for x in PLACES:
        numerical = (found(x + h, *constants) - found(x - h, *constants)) / (2 * h)
        slope = found.slope(float(x), found(x), *constants)
        assert slope == pytest.approx(numerical, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_retyped_activation_is_the_catalogues_own_everywhere(name):
    entry = activations[name]
    found = Formula.of(ACTIVATIONS[name], {k: v for k, v in entry.constants.items() if k in ACTIVATIONS[name]})
    order = [found.constants[c] for c in found.constants]
    zs = np.array([-1e4, -710.0, -90.0, -20.0, *PLACES, 20.0, 90.0, 710.0, 1e4])
    if "exp(x)" in ACTIVATIONS[name] and name in ("elish", "elu", "selu", "celu"):
        zs = zs[zs > -1e5]
    if name == "exponential":
        zs = zs[zs < 40]  # beyond, the catalogue's is held too, but goes on growing for the gradient
    own = elementwise(entry.function)(zs, *entry.constants.values())
    theirs = elementwise(found.function)(zs, *order)
    np.testing.assert_allclose(theirs, own, rtol=1e-9, atol=1e-9)
    slopes = elementwise(entry.derivative_function)(zs, own, *entry.constants.values())
    np.testing.assert_allclose(elementwise(found.slope)(zs, theirs, *order), slopes, rtol=1e-9, atol=1e-9)


FAR_OUT = [
    "1/(1+exp(-x))", "1/(1+exp(-x))^2", "x/(1+exp(-x))", "exp(x)/(1+exp(x))", "(e^x-e^-x)/(e^x+e^-x)", "log(1+exp(x))",
    "log1p(exp(x))", "log(exp(x)+exp(-x))", "log(cosh(x))", "sinh(x)/cosh(x)", "1/cosh(x)", "1/cosh(x)^2",
    "x*exp(-x^2)", "exp(-exp(x))",
    "x*exp(-exp(x))", "x*tanh(log(1+exp(x)))", "x*sigmoid(b*x)", "softplus(b*x)/b",
    "(exp(a*x)-exp(-b*x))/(exp(c*x)+exp(-d*x))",
    "x/(1+abs(x))", "x*(1+erf(x/sqrt(2)))/2", "gelu(x)", "mish(x)", "elu(x)", "where(x > 0, x, exp(x)-1)",
    "x/sqrt(1+x^2)", "exp(-abs(x))",
    "(1-exp(-x))/(1+exp(-x))", "x*exp(x)/(1+exp(x))", "log(2+exp(x)+exp(2*x))", "1/(2+exp(x)+exp(-x))",
]  # fmt: skip


@pytest.mark.parametrize("text", FAR_OUT)
@pytest.mark.parametrize("x", [-1e4, -1e3, -745.0, -89.0, 89.0, 745.0, 1e3, 1e4])
def test_value_and_slope_are_finite_far_out(text, x):
    found = Formula.of(text)
    constants = list(found.constants.values())
    value = found.function(x, *constants)
    assert math.isfinite(value)
    assert math.isfinite(found.slope(x, value, *constants))
    h = 0.5
    secant = (found(x + h) - found(x - h)) / (2 * h)
    assert found.slope(x, value, *constants) == pytest.approx(secant, rel=1e-3, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    ["1/x", "log(x)", "sqrt(x)", "x**-0.5", "x**0.3", "tan(x)", "exp(x)", "sinh(x)", "x**x", "1/(x-x)", "log1p(x)"],
)
@pytest.mark.parametrize("x", [0.0, -0.0, -1.0, 1e300, -1e300, math.inf, -math.inf, math.nan])
def test_where_a_value_is_none_python_does_not_raise(text, x):
    found = Formula.of(text)
    value = found.function(x)
    assert isinstance(value, float)
    assert isinstance(found.slope(x, value), float)


@pytest.mark.parametrize("name", LOSSES)
def test_a_retyped_loss_is_the_catalogues_own(name):
    entry = losses[name]
    found = Formula.of(LOSSES[name], dict(entry.constants))
    assert found.kind == "loss"
    inside = entry.domain != (-math.inf, math.inf)
    for y in (0.0, 0.3, 1.0) if inside or name == "msle" else (-1.0, 0.4, 1.0):
        for p in (0.12, 0.5, 0.93) if inside or name == "msle" else (-2.3, -0.4, 0.35, 1.6):
            constants = list(entry.constants.values())
            assert found.function(p, y, *constants) == pytest.approx(
                entry.function(p, y, *constants), rel=1e-9, abs=1e-12
            )
            slope = entry.derivative_function(p, y, *constants)
            assert found.slope(p, y, *constants) == pytest.approx(slope, rel=1e-9, abs=1e-12)


def test_a_loss_of_logarithms_is_finite_at_its_ends():
    found = Formula.of(LOSSES["binary_cross_entropy"])
    for p in (0.0, 1.0):
        for y in (0.0, 1.0):
            assert math.isfinite(found.function(p, y))
            assert math.isfinite(found.slope(p, y))
            assert found.function(p, y) == pytest.approx(losses["binary_cross_entropy"].function(p, y))


@pytest.mark.parametrize("text", ["b*x + c*x^2", "softplus(b*x)/c", "where(x > 0, x, b*x)", "x*sigmoid(b*x)^c"])
def test_the_slope_of_a_learned_constant_agrees_with_jax(text):
    found = Formula.of(text, {"b": 0.7})
    for name, at in found.constants.items():
        others = {k: v for k, v in found.constants.items() if k != name}
        for x in PLACES:
            wanted = jax.grad(
                lambda c, x=x, name=name, others=others: in_jax(text, "x")(x, **others, **{name: c}) * 1.0
            )(at)
            value = found.slope_of(name)(float(x), found(x), *found.constants.values())
            assert value == pytest.approx(float(wanted), rel=1e-9, abs=1e-12)
