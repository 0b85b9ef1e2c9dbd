"""The compiled engine computes what the reference engine does, to rounding, on architectures drawn at random."""

from __future__ import annotations

import cases
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from nnplay.catalog import activations
from nnplay.engine import reference
from nnplay.engine.compiled import Engine
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Parameters

PAIRS = cases.legal_pairs()

layers = st.builds(
    Layer,
    st.integers(1, 9),
    st.sampled_from([*sorted(activations), "maxout(3)", "leaky_relu(0.2)"]),
    dropout=st.sampled_from([0.0, 0.0, 0.2, 0.5, 0.9]),
    norm=st.sampled_from([None, None, "batch", "layer"]),
    skip=st.booleans(),
)


@st.composite
def architectures(draw):
    output, loss = draw(st.sampled_from(PAIRS))
    return Architecture(
        tuple(draw(st.lists(layers, max_size=4))),
        output=output,
        loss=loss,
        inputs=draw(st.integers(1, 9)),
        outputs=draw(st.integers(1, 9)),
    )


def compare(architecture, rows, seed, step, weighted, l1, l2):
    rng = np.random.default_rng([seed, step])
    theta = cases.draw_theta(architecture, rng)
    X = rng.normal(0, 1, (rows, architecture.inputs))
    y = cases.draw_targets(architecture.loss, rows, architecture.outputs, rng)
    weight = rng.uniform(0, 2, rows) if weighted else None
    case = cases.Case(architecture, theta, X, y, weight)
    masks = cases.dropout_masks(architecture, rows, seed=seed, step=step)
    value, g = cases.reference_gradient(case, masks=masks, l1=l1, l2=l2)
    assume(np.isfinite(g).all() and np.abs(g).max() < 1e8)  # e^e^z and ŷ at the edge of its domain amplify rounding
    own_value, own_g = cases.compiled_gradient(case, "float64", l1=l1, l2=l2, seed=seed, step=step)
    norms = sum(layer.norm is not None for layer in architecture.layers)
    share = min(1e-11 * 316**norms, 1e-8)  # the normalisation of a constant column amplifies rounding by 1/√ε
    assert not cases.difference("loss", own_value, value, 1e-11, share)
    assert not cases.difference("gradient", own_g, g, 1e-11, share)
    outputs, loss = Engine(architecture, "float64", rows=4).evaluate(theta, X, y, weight)
    p = Parameters(architecture, theta)
    passes = reference.forward(p, X)
    assert not cases.difference("outputs", outputs, passes[-1].a, 1e-11, share)
    assert not cases.difference("evaluated loss", loss, reference.loss(p, passes, y, weight), 1e-11, share)


draws = {
    "architecture": architectures(),
    "rows": st.integers(1, 12),
    "seed": st.integers(0, 2**40),
    "step": st.integers(0, 10**6),
    "weighted": st.booleans(),
    "l1": st.sampled_from([0.0, 0.01]),
    "l2": st.sampled_from([0.0, 0.1]),
}


@pytest.mark.slow
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(**draws)
def test_both_engines_agree_on_any_architecture(architecture, rows, seed, step, weighted, l1, l2):
    compare(architecture, rows, seed, step, weighted, l1, l2)


@pytest.mark.slow
@settings(max_examples=1500, suppress_health_check=[HealthCheck.too_slow])
@given(**draws)
def test_both_engines_agree_on_many_architectures(architecture, rows, seed, step, weighted, l1, l2):
    compare(architecture, rows, seed, step, weighted, l1, l2)


def test_dropout_masks_are_a_pure_function_of_seed_step_and_layer():
    architecture = Architecture.dense((40, 40), dropout=0.25, output="identity", loss="mse")
    architecture = architecture.resolve(inputs=3, outputs=1)
    first, second, none = cases.dropout_masks(architecture, 500, seed=1, step=2)
    again, *_ = cases.dropout_masks(architecture, 500, seed=1, step=2)
    later, *_ = cases.dropout_masks(architecture, 500, seed=1, step=3)
    other, *_ = cases.dropout_masks(architecture, 500, seed=2, step=2)
    assert none is None
    assert np.array_equal(first, again)
    for mask in (second, later, other):
        assert 0.3 < np.mean(first == mask) < 0.8
    assert set(np.unique(first)) == {0, 1 / 0.75}
    assert np.mean(first == 0) == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / first.size))


@pytest.mark.slow
def test_prediction_leaves_dropout_out():
    architecture = Architecture.dense((6,), "tanh", dropout=0.5, output="identity", loss="mse")
    architecture = architecture.resolve(inputs=2, outputs=1)
    case = cases.make_case(architecture)
    without = Architecture.dense((6,), "tanh", output="identity", loss="mse").resolve(inputs=2, outputs=1)
    one, _ = Engine(architecture, "float64").evaluate(case.theta, case.X)
    other, _ = Engine(without, "float64").evaluate(case.theta, case.X)
    assert np.array_equal(one, other)


@pytest.mark.parametrize("outputs", [1, 3, 63, 64, 65, 200])
def test_the_loss_of_any_number_of_outputs_is_the_references(outputs):
    architecture = Architecture.dense((3,), output="identity", loss="mse").resolve(inputs=2, outputs=outputs)
    rng = np.random.default_rng(outputs)
    theta, X = cases.draw_theta(architecture, rng), rng.normal(size=(150, 2))
    y, weight = rng.normal(size=(150, outputs)), rng.uniform(0.5, 2, 150)
    predicted, loss = Engine(architecture, "float64").evaluate(theta, X, y, weight)
    expected = (weight * ((predicted - y) ** 2).mean(axis=1)).sum() / weight.sum()
    assert loss == pytest.approx(expected, rel=1e-12)
