"""Nothing overflows: activations at 0 and at enormous z, losses at logits of ±1e4, in both dtypes."""

from __future__ import annotations

import math

import cases
import jax
import numpy as np
import oracle
import pytest

from nnplay.catalog import activations, losses
from nnplay.engine.compiled import Engine, layer_table
from nnplay.engine.elementwise import elementwise
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout

PAIRS = cases.legal_pairs()
ELEMENTS = sorted(name for name, entry in activations.items() if entry.shape == "element")
DTYPES = ["float64", "float32"]
TINY = [0.0, -0.0, 1e-300, -1e-300, 1e-40, -1e-40, 1e-12, -1e-12, 1e-5, -1e-5]
HUGE = [50.0, 88.0, 100.0, 500.0, 1e4, 1e8, 1e15, 1e19, 1e25, 1e30]


def value_and_derivative(activation, z, dtype):
    """(a, da/dz) of the compiled kernels: a network of one neuron with w = 1, b = 0 and the loss ŷ."""
    with cases.temporary_entries(losses):
        from nnplay.catalog import loss

        @loss("output_for_tests", formula="ŷ", source="a test")
        def output_for_tests(y_hat, y):
            return y_hat

        @output_for_tests.derivative
        def _(y_hat, y):
            return 1.0

        architecture = Architecture(output=activation, loss="output_for_tests", inputs=1, outputs=1)
        engine = Engine(architecture, dtype, rows=1)
        block = layout(architecture).blocks[0]
        theta = np.zeros(engine.layout.size, dtype)
        block.view(theta, "W")[:] = 1
        if block.activation.learned:
            block.view(theta, "learned")[:] = next(iter(block.activation.constants.values()))
        a, d = [], []
        for point in np.asarray(z, dtype):
            X = np.full((1, 1), point)
            value, _ = engine.evaluate(theta, X)
            _, g = engine.gradient(theta, X, np.ones((1, 1), dtype))
            a.append(value[0, 0])
            d.append(g[layout(architecture).blocks[0].arrays["b"][0]])
    return np.array(a), np.array(d)


def jax_derivative(activation, z):
    """(a, da/dz) of the oracle."""
    entry = activations[activation]
    constants = tuple(entry.constants.values())
    f = lambda z: oracle.ACTIVATIONS[activation](z, *constants)  # noqa: E731
    return np.asarray(f(z)), np.asarray(jax.vmap(jax.grad(f))(z))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", ELEMENTS)
def test_values_and_derivatives_are_finite_from_zero_to_1e30(activation, dtype):
    huge = [*HUGE, float(np.finfo(dtype).max) / 4]
    z = np.array([*TINY, *huge, *(-x for x in huge)])
    a, d = value_and_derivative(activation, z, dtype)
    low, high = activations[activation].range
    assert np.isfinite(a).all(), z[~np.isfinite(a)]
    assert np.isfinite(d).all(), z[~np.isfinite(d)]
    slack = 1e-6 if dtype == "float32" else 1e-12
    assert (a >= low - slack).all()
    assert (a <= high + slack).all()
    if activation not in oracle.GROWS_FASTER_THAN_Z:
        assert (np.abs(a) <= 2.2 * np.abs(z) + 3).all()
        assert (np.abs(d) <= 4).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("activation", sorted(activations))
def test_nan_comes_out_where_it_goes_in(activation, dtype):
    if activation in ELEMENTS:
        assert np.isnan(value_and_derivative(activation, [np.nan], dtype)[0])
        return
    for place in range(4):  # of a row
        architecture = Architecture.dense((2,), activation, output="identity", loss="mse").resolve(inputs=1, outputs=1)
        engine = Engine(architecture, dtype, rows=1)
        theta = np.ones(engine.layout.size, dtype)
        b = engine.layout.blocks[0].view(theta, "b")
        b[place % len(b)] = np.nan
        assert np.isnan(engine.evaluate(theta, np.ones((1, 1), dtype))[0])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", sorted(losses))
def test_a_loss_of_nan_is_nan(loss, dtype):
    y = cases.draw_targets(loss, 2, 3, np.random.default_rng(0))
    for output in {losses[loss].output, "identity" if cases.legal("identity", loss) else losses[loss].output}:
        for place in range(3):
            logits = np.zeros((2, 3))
            logits[0, place] = np.nan
            value, _, _, evaluated = linear_network(output, loss, dtype, logits, y)
            assert np.isnan([value, evaluated]).all()


@pytest.mark.parametrize("activation", ELEMENTS)
def test_linear_growth_keeps_its_slope_at_the_extremes_in_both_dtypes(activation):
    if activation in oracle.GROWS_FASTER_THAN_Z | oracle.HAS_NO_SLOPE_AT_INFINITY:
        z = np.array([3.0, -3.0])
    else:
        z = np.array([1e6, 1e12, 1e30, -1e6, -1e12, -1e30])
    a64, d64 = value_and_derivative(activation, z, "float64")
    a32, d32 = value_and_derivative(activation, z, "float32")
    np.testing.assert_allclose(a32, a64, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(d32, d64, rtol=1e-5, atol=1e-5)
    if abs(z[0]) > 3:
        np.testing.assert_allclose(a64[[2, 5]] / z[[2, 5]], d64[[2, 5]], rtol=1e-6, atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("activation", ELEMENTS)
def test_values_and_derivatives_equal_jax_at_many_points(activation):
    z = np.concatenate([np.linspace(-12, 12, 242), *(s * np.logspace(-9, -0.5, 30) for s in (-1, 1))])
    entry = activations[activation]
    z = z[[min((abs(x - kink) for kink in entry.kinks), default=1.0) > 1e-10 for x in z]]
    constants = tuple(entry.constants.values())
    a = elementwise(entry.function)(z, *constants)
    d = elementwise(entry.derivative_function)(z, a, *constants)
    expected_a, expected_d = jax_derivative(activation, z)
    np.testing.assert_allclose(a, expected_a, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(d, expected_d, rtol=1e-9, atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("activation", ELEMENTS)
def test_float32_kernels_keep_the_precision_of_float32(activation):
    z = np.concatenate([np.linspace(-9, 9, 62), *(s * np.logspace(-6, -1, 12) for s in (-1, 1))])
    z = z.astype(np.float32).astype(np.float64)
    z = z[[min((abs(x - kink) for kink in activations[activation].kinks), default=1.0) > 1e-7 for x in z]]
    expected_a, expected_d = jax_derivative(activation, z)
    a, d = value_and_derivative(activation, z, "float32")
    np.testing.assert_allclose(a, expected_a, rtol=3e-6, atol=1e-6)
    np.testing.assert_allclose(d, expected_d, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("activation", ELEMENTS)
def test_the_declared_range_is_kept_and_reached(activation):
    entry = activations[activation]
    z = np.concatenate([np.linspace(-60, 60, 200_01), [-1e9, 1e9]])
    a = elementwise(entry.function)(z, *entry.constants.values())
    for bound, reached in zip(entry.range, (a.min(), a.max()), strict=True):
        if math.isfinite(bound):
            assert reached == pytest.approx(bound, abs=1e-6)
        elif not entry.constants:  # with constants the range is that of every choice of them
            assert abs(reached) > 1e8
    assert a.min() >= entry.range[0] - 1e-12
    assert a.max() <= entry.range[1] + 1e-12


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("scale", [0.0, 1e-30, 1e4, 1e30])
def test_softmax_and_maxout_are_finite_at_any_scale(dtype, scale):
    X = scale * np.array([[1, -1, 0.5], [0, 0, 0], [-1, -1, -1], [1, 1, 1.0]])
    for activation in ("softmax", "maxout", "maxout(3)"):
        architecture = Architecture.dense((3,), activation, output="identity", loss="mae").resolve(inputs=3, outputs=2)
        engine = Engine(architecture, dtype, rows=4)
        theta = cases.draw_theta(architecture, np.random.default_rng(0)).astype(dtype)
        value, g = engine.gradient(theta, X.astype(dtype), np.zeros((4, 2), dtype))
        assert np.isfinite(value)
        assert np.isfinite(g).all()
        hidden = engine.layout.blocks[0]
        if activation == "softmax":
            a = engine.work[engine.table[0, layer_table.A] :][: 4 * hidden.n_out].reshape(4, -1)
            np.testing.assert_allclose(a.sum(axis=1), 1, rtol=1e-5)


def linear_network(output, loss, dtype, logits, y):
    """(loss, gradient) of a network whose z are exactly the logits: W is the unit matrix, and X the logits / 1e4."""
    n = logits.shape[1]
    architecture = Architecture(output=output, loss=loss, inputs=n, outputs=n)
    engine = Engine(architecture, dtype, rows=len(logits))
    theta = np.zeros(engine.layout.size, dtype)
    block = engine.layout.blocks[0]
    block.view(theta, "W")[:] = 1e4 * np.eye(n)
    if block.activation.learned:
        block.view(theta, "learned")[:] = 0.25
    value, g = engine.gradient(theta, (logits / 1e4).astype(dtype), y.astype(dtype))
    outputs, evaluated = engine.evaluate(theta, (logits / 1e4).astype(dtype), y.astype(dtype))
    return value, g, outputs, evaluated


SIGNS = np.array([[1, -1, -1], [-1, 1, -1], [1, 1, 1], [-1, -1, -1], [1, 1, -1], [0, 1, -1], [0, 0, 0]])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_logits_of_ten_thousand_give_a_finite_loss_and_gradient(output, loss, dtype):
    rng = np.random.default_rng(0)
    for attempt in range(3):
        y = cases.draw_targets(loss, len(SIGNS), 3, rng)
        if attempt == 0 and losses[loss].targets == (0.0, 1.0):
            y = np.roll(np.eye(3)[np.arange(len(SIGNS)) % 3], 1, axis=1)
        for size in (1e2, 1e4):
            value, g, outputs, evaluated = linear_network(output, loss, dtype, size * SIGNS, y)
            assert np.isfinite(value)
            assert np.isfinite(evaluated)
            assert np.isfinite(g).all()
            assert np.isfinite(outputs).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_canonical_pair_keeps_the_exact_loss_where_its_output_has_rounded(dtype):
    logits = 1e4 * np.array([[1.0, -1.0]])
    wrong, right = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])
    for output, loss, expected in (
        ("sigmoid", "binary_cross_entropy", 1e4),
        ("softmax", "cross_entropy", 2e4),
        ("softmax", "kl", 2e4),
        ("sigmoid", "focal", 1e4),
        ("softmax", "categorical_focal", 2e4),
    ):
        assert linear_network(output, loss, dtype, logits, wrong)[0] == pytest.approx(expected, rel=1e-6)
        assert linear_network(output, loss, dtype, logits, right)[0] == pytest.approx(0, abs=1e-6)
        g = linear_network(output, loss, dtype, logits, wrong)[1]
        assert np.abs(g[-2:]).max() == pytest.approx(1 if output == "softmax" else 0.5, rel=1e-5)


def test_every_loss_is_zero_or_least_where_the_prediction_is_right():
    rng = np.random.default_rng(3)
    for name, entry in losses.items():
        y = cases.draw_targets(name, 80, 3, rng)
        y = y[::2] if name == "categorical_hinge" else y  # the one-hot rows
        constants = tuple(entry.constants.values())
        if entry.shape == "element":
            perfect = elementwise(entry.function)(np.clip(y, *entry.domain), y, *constants)
            other = elementwise(entry.function)(np.clip(y + rng.normal(0, 0.3, y.shape), *entry.domain), y, *constants)
        else:
            moved = np.clip(y + rng.normal(0, 0.3, y.shape), *entry.domain)
            moved = moved / moved.sum(axis=1, keepdims=True) if entry.domain == (0.0, 1.0) else moved
            perfect = np.array([entry(a, b, *constants) for a, b in zip(y, y, strict=True)])
            other = np.array([entry(a, b, *constants) for a, b in zip(moved, y, strict=True)])
        if name not in ("focal", "categorical_focal"):  # whose least loss for a soft label lies elsewhere
            assert (perfect <= other + 1e-9).all(), name
        assert perfect.mean() < other.mean(), name


@pytest.mark.parametrize("family", ["activations", "losses"])
def test_every_entry_says_its_formula_its_derivative_and_its_source(family):
    for entry in {"activations": activations, "losses": losses}[family].values():
        assert entry.formula
        assert entry.source
        assert entry.derivative_formula, entry.name
        assert entry.derivative_function is not None, entry.name
