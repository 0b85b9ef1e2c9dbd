"""e^x, tanh and the logarithms in vector lanes: how far from the exact values they are, and the special values."""

import math

import cases
import numpy as np
import pytest
from numba import njit

from nnplay.catalog import activation, activations
from nnplay.engine.compiled.intrinsics import call
from nnplay.engine.compiled.kernels import activation_kernels

RNG = np.random.default_rng(0)
SPECIAL = [0.0, -0.0, 1.0, -1.0, -2.0, np.inf, -np.inf, np.nan, 1e-40, -1e-40, 1e-45, 3e38, 87.9, 89.0, -103.0, -104.0]
EVERYWHERE = np.exp(RNG.uniform(-87, 88, 200_000))
NEAR_ONE = RNG.uniform(0.5, 2, 200_000)
NEAR_MINUS_ONE = -1 / (1 + EVERYWHERE[EVERYWHERE > 1e-6])
SIGNED = RNG.uniform(-86, 88, 400_000)
SMALL = EVERYWHERE[EVERYWHERE < 20] * RNG.choice([-1, 1], np.sum(EVERYWHERE < 20))


def exp(z):
    return math.exp(z)


def tanh(z):
    return math.tanh(z)


def expm1(z):
    return math.expm1(z)


def log(z):
    return math.log(z)


def log1p(z):
    return math.log1p(z)


def slope(z, a):
    return 1.0


@pytest.fixture(autouse=True, scope="module")
def entries():
    """The functions as activations, with derivatives, without which they would be called in float64 too."""
    with cases.temporary_entries(activations):
        for function in (exp, tanh, expm1, log, log1p):
            entry = activation(f"test_{function.__name__}", formula=function.__name__, source="the test")(function)
            entry.derivative(slope)
        yield


@njit
def once(address, arguments):
    call(address, arguments)


def in_float32(name, x):
    """f(x) as the compiled network computes it."""
    a, c = np.empty_like(x), np.zeros(2)
    forward, _ = activation_kernels(activations[name], "float32")
    addresses = (x.ctypes.data, a.ctypes.data, 1, len(x), len(x), c.ctypes.data, c.ctypes.data)
    once(forward, tuple(np.int64(number) for number in addresses))
    return a


@pytest.mark.parametrize(
    ("name", "exact", "points"),
    [
        ("test_exp", np.exp, [SIGNED, SMALL]),
        ("test_tanh", np.tanh, [SIGNED, SMALL]),
        ("test_expm1", np.expm1, [SIGNED, SMALL]),
        ("test_log", np.log, [EVERYWHERE, NEAR_ONE]),
        ("test_log1p", np.log1p, [EVERYWHERE, NEAR_ONE, NEAR_MINUS_ONE, SMALL[SMALL > -0.99]]),
    ],
)
def test_the_error_is_a_few_units_in_the_last_place(name, exact, points):
    x = np.concatenate(points).astype("f4")
    expected = exact(x.astype("f8"))
    units = np.abs(in_float32(name, x) - expected) / np.spacing(np.abs(expected).astype("f4"))
    assert units.max() < {"test_tanh": 3, "test_expm1": 4}.get(name, 2), x[units.argmax()]


@pytest.mark.parametrize("function", ["exp", "tanh", "expm1", "log", "log1p"])
def test_special_values_are_those_of_the_c_library(function):
    x = np.array(SPECIAL, "f4")
    with np.errstate(all="ignore"):
        expected = getattr(np, function)(x.astype("f8")).astype("f4")
    np.testing.assert_allclose(in_float32(f"test_{function}", x), expected, rtol=5e-7, atol=2e-38)
