"""Gradients of every activation × output × loss × penalty × normalisation equal JAX's, found through the registry."""

from __future__ import annotations

import zlib

import cases
import numpy as np
import oracle
import pytest

from nnplay.catalog import activations, losses, penalties
from nnplay.engine import reference
from nnplay.engine.compiled import Engine
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Parameters

PAIRS = cases.legal_pairs()
USUAL_PAIRS = [pair for pair in PAIRS if pair[0] in ("identity", "sigmoid", "softmax", "tanh", "relu")]


def seed_of(*names):
    return zlib.crc32(" ".join(names).encode())


def variant_of(*names):
    """One (penalty, form) for each name, spread over all of them."""
    return cases.VARIANTS[seed_of(*names) % len(cases.VARIANTS)]


def check(case_of, variants):
    """Compare the case of each form under each of its penalties."""
    found = []
    for form in cases.FORMS:
        case = None
        for penalty in [p for p, f in variants if f == form]:
            case = case or case_of(form)
            found += [f"{penalty}, {form}: {f}" for f in cases.disagreements(case, **cases.PENALTIES[penalty])]
    assert not found, "\n".join(found)


def check_hidden(activation, variants):
    def case_of(form):
        weighted = form in ("plain", "skip")
        return cases.hidden_case(activation, form, seed=seed_of(activation, form), weighted=weighted)

    check(case_of, variants)


def check_pair(output, loss, variants):
    def case_of(form):
        seed = seed_of(output, loss, form)
        return cases.output_case(output, loss, form, seed=seed, weighted=bool(seed % 2))

    check(case_of, variants)


def test_the_oracle_knows_every_activation_and_loss_and_every_kink():
    assert set(oracle.ACTIVATIONS) == set(activations)
    assert set(oracle.LOSSES) == set(losses)
    assert set(oracle.KINKS) == {name for name, entry in losses.items() if entry.kinks}


def test_there_are_hundreds_of_combinations():
    assert len(PAIRS) * len(cases.VARIANTS) >= 4000
    assert {loss for _, loss in USUAL_PAIRS} == set(losses)
    assert {output for output, _ in PAIRS} == set(activations) - {"maxout"}
    assert {loss for _, loss in PAIRS} == set(losses)
    assert {variant_of(*pair) for pair in USUAL_PAIRS} == set(cases.VARIANTS)


@pytest.mark.slow
@pytest.mark.parametrize("activation", sorted(activations))
def test_gradients_through_a_hidden_activation_equal_jax(activation):
    check_hidden(activation, cases.VARIANTS)


@pytest.mark.slow
@pytest.mark.parametrize("spec", [s for s in oracle.OTHER_CONSTANTS.values() if s.split("(")[0] in activations])
def test_gradients_through_an_activation_with_other_constants_equal_jax(spec):
    check_hidden(spec, [("no penalty", "plain"), ("l2", "batch norm")])


@pytest.mark.parametrize(("output", "loss"), USUAL_PAIRS, ids=["-".join(pair) for pair in USUAL_PAIRS])
def test_gradients_of_an_output_and_a_loss_equal_jax(output, loss):
    check_pair(output, loss, [variant_of(output, loss)])


@pytest.mark.parametrize("spec", [s for s in oracle.OTHER_CONSTANTS.values() if s.split("(")[0] in losses])
def test_gradients_of_a_loss_with_other_constants_equal_jax(spec):
    canonical = losses.resolve(spec)[0].output
    for output in (canonical, "sigmoid"):
        check_pair(output, spec, [("no penalty", "plain"), ("l1", "layer norm")])


@pytest.mark.slow
@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_gradients_of_every_output_loss_penalty_and_norm_equal_jax(output, loss):
    check_pair(output, loss, cases.VARIANTS)


def test_every_entry_with_constants_is_also_tried_with_others():
    with_constants = {name for family in (activations, losses) for name, entry in family.items() if entry.constants}
    assert set(oracle.OTHER_CONSTANTS) == with_constants


def test_every_penalty_of_the_objective_is_among_the_variants_and_costs_what_jax_says():
    assert set(cases.SMOOTH) == set(oracle.PENALTIES) == set(penalties) - set(oracle.DECOUPLED)
    case = cases.hidden_case("maxout", "skip")
    engine = Engine(case.architecture, "float64")
    for strengths in (*cases.PENALTIES.values(), {"l1": 0.1, "l2": 2.0}):
        expected = float(oracle.penalty(oracle.arrays_of(case.architecture, case.theta), **strengths))
        p = Parameters(case.architecture, case.theta)
        assert engine.penalty(case.theta, **strengths) == pytest.approx(expected, rel=1e-12)
        assert reference.penalty(p, **strengths) == pytest.approx(expected, rel=1e-12)


def test_a_linear_model_has_the_gradient_of_jax():
    architecture = Architecture(output="softmax", loss="cross_entropy", inputs=4, outputs=3)
    for penalty in cases.PENALTIES.values():
        assert not cases.disagreements(cases.make_case(architecture, rows=7, weighted=True), **penalty)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("norm", "skip"), [(None, False), pytest.param("batch", True, marks=pytest.mark.slow), ("layer", True)]
)
def test_a_deep_mixed_network_with_dropout_masks_has_the_gradient_of_jax(norm, skip):
    layers = [
        Layer(6, "maxout(3)", dropout=0.3, norm=norm, skip=skip),
        Layer(6, "prelu", norm=norm, skip=skip),
        Layer(5, "softmax", dropout=0.5, skip=skip),
        Layer(5, "gelu", dropout=0.2, norm=norm, skip=skip),
    ]
    architecture = Architecture(layers, output="softmax", loss="focal", inputs=3, outputs=2)
    case = cases.make_case(architecture, rows=9, weighted=True)
    masks = cases.dropout_masks(architecture, 9, seed=11, step=4)
    assert sum(mask is not None and (mask == 0).any() for mask in masks) >= 2
    settings = {"l1": 0.01, "l2": 0.1}
    expected = oracle.gradient(architecture, case.theta, case.X, case.y, weight=case.weight, masks=masks, **settings)
    _, own = cases.compiled_gradient(case, "float64", seed=11, step=4, **settings)
    _, plain = cases.reference_gradient(case, masks=masks, **settings)
    assert not cases.difference("compiled", own, expected, *cases.TOLERANCES["float64"])
    assert not cases.difference("reference", plain, expected, *cases.TOLERANCES["float64"])


@pytest.mark.slow
def test_products_large_enough_for_blas_have_the_gradient_of_jax():
    architecture = Architecture.dense((70, 40), "sinusoid", output="softmax", loss="cross_entropy")
    case = cases.make_case(architecture.resolve(inputs=50, outputs=10), rows=64)
    assert not cases.disagreements(case, with_reference=False, l2=0.01)


def test_batch_normalisation_keeps_running_statistics_and_uses_them_when_it_predicts():
    architecture = Architecture.dense((4,), "tanh", norm="batch", output="identity", loss="mse")
    architecture = architecture.resolve(inputs=3, outputs=2)
    case = cases.make_case(architecture, rows=8)
    engine = Engine(architecture, "float64", rows=8)
    block = engine.layout.blocks[0]
    theta = case.theta.copy()
    z = case.X @ block.view(theta, "W") + block.view(theta, "b")
    expected = {
        "mean": 0.9 * block.view(theta, "mean") + 0.1 * z.mean(axis=0),
        "variance": 0.9 * block.view(theta, "variance") + 0.1 * z.var(axis=0),
    }
    engine.gradient(theta, case.X, case.y)
    for name, value in expected.items():
        np.testing.assert_allclose(block.view(theta, name), value, rtol=1e-12)
    outputs, value = engine.evaluate(theta, case.X, case.y)
    p, _ = oracle.predict(architecture, theta, case.X, training=False)
    np.testing.assert_allclose(outputs, p, rtol=1e-10)
    np.testing.assert_allclose(value, oracle.loss_of(architecture, p, case.y), rtol=1e-10)


@pytest.mark.parametrize("rows", [1, 3, 100])
def test_evaluation_in_chunks_gives_the_weighted_mean_over_all_rows(rows):
    architecture = Architecture.dense((4,), "silu", dropout=0.5, norm="layer", output="softmax", loss="kl")
    case = cases.make_case(architecture.resolve(inputs=3, outputs=3), rows=10, weighted=True)
    outputs, value = Engine(case.architecture, "float64", chunk=rows).evaluate(case.theta, case.X, case.y, case.weight)
    p, _ = oracle.predict(case.architecture, case.theta, case.X, training=False)
    np.testing.assert_allclose(outputs, p, rtol=1e-10)
    np.testing.assert_allclose(value, oracle.loss_of(case.architecture, p, case.y, case.weight), rtol=1e-10)
