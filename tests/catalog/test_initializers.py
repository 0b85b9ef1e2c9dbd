"""Initializers: the shape, the variance that each paper asks for, orthogonality, and what a layer starts with."""

from __future__ import annotations

import numpy as np
import pytest
from oracle import INITIALIZERS

from nnplay.catalog import activations, initializer, initializers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import initialize

N_IN, N_OUT = 300, 200


def test_every_initializer_is_described_in_the_oracle():
    assert set(INITIALIZERS) == set(initializers)


@pytest.mark.parametrize("name", INITIALIZERS)
@pytest.mark.parametrize("shape", [(N_IN, N_OUT), (1, 1), (3, 1), (1, 7), (5, 5)])
def test_weights_have_the_shape_n_in_by_n_out_and_are_finite(name, shape):
    W = initializers[name](*shape, np.random.default_rng(0))
    assert W.shape == shape
    assert np.isfinite(W).all()


@pytest.mark.parametrize("name", INITIALIZERS)
def test_mean_and_variance_are_the_papers(name):
    mean, variance, largest = INITIALIZERS[name](N_IN, N_OUT)
    W = initializers[name](N_IN, N_OUT, np.random.default_rng(7))
    error = 5 / np.sqrt(W.size)  # five standard deviations of a mean, and more than that of a variance
    assert W.mean() == pytest.approx(mean, abs=error * np.sqrt(variance) + 1e-15)
    assert W.var() == pytest.approx(variance, rel=1.5 * error)
    if largest is not None:
        assert 0.99 * largest <= np.abs(W).max() <= largest


@pytest.mark.parametrize("name", [n for n in INITIALIZERS if n.endswith("normal")])
def test_the_normal_ones_are_not_truncated_and_have_the_fourth_moment_of_a_normal(name):
    W = initializers[name](N_IN, N_OUT, np.random.default_rng(3))
    assert (W**4).mean() / W.var() ** 2 == pytest.approx(3, abs=0.15)


@pytest.mark.parametrize("shape", [(8, 8), (20, 5), (5, 20), (1, 4), (4, 1)])
def test_orthogonal_weights_are_orthonormal_along_their_shorter_side(shape):
    W = initializers["orthogonal"](*shape, np.random.default_rng(1), gain=3.0) / 3
    product = W.T @ W if shape[0] >= shape[1] else W @ W.T
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-12)


def test_orthogonal_weights_are_spread_evenly_over_signs():
    signs = [np.sign(initializers["orthogonal"](1, 1, np.random.default_rng(seed))[0, 0]) for seed in range(400)]
    assert abs(np.mean(signs)) < 5 / np.sqrt(400)


def test_constants_in_the_name_scale_the_weights():
    for spec, deviation in (
        ("normal(0.2)", 0.2),
        ("uniform(limit=3)", np.sqrt(3)),
        ("orthogonal(2)", 2 / np.sqrt(N_IN)),
    ):
        entry, constants = initializers.resolve(spec)
        W = entry(N_IN, N_OUT, np.random.default_rng(0), **constants)
        assert W.std() == pytest.approx(deviation, rel=0.03)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    architecture = Architecture.dense((6,)).resolve(inputs=4, outputs=2, output="identity", loss="mse")
    one, again, other = (initialize(architecture, seed=seed).theta for seed in (0, 0, 1))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_float32_starts_at_the_rounded_weights_of_float64():
    architecture = Architecture.dense((6,)).resolve(inputs=4, outputs=2, output="identity", loss="mse")
    wide, narrow = (initialize(architecture, seed=0, dtype=dtype).theta for dtype in ("float64", "float32"))
    assert np.array_equal(wide.astype(np.float32), narrow)


def test_a_layer_takes_its_own_initializer_else_the_recipes_else_the_one_that_suits_its_activation():
    layers = [Layer(400, "relu", initializer="zeros"), Layer(400, "selu"), Layer(400, "tanh")]
    architecture = Architecture(layers, output="identity", loss="mse", inputs=400, outputs=400)
    W = initialize(architecture).W
    assert not W[0].any()
    assert W[1].var() == pytest.approx(1 / 400, rel=0.05)
    assert W[2].var() == pytest.approx(2 / 800, rel=0.05)
    W = initialize(architecture, initializer="normal(3)").W
    assert not W[0].any()
    assert W[1].std() == pytest.approx(3, rel=0.05)


def test_every_activation_names_an_initializer_that_exists():
    for entry in activations.values():
        assert entry.initializer in initializers


@pytest.mark.parametrize("bad", [lambda n_in, n_out: np.zeros((n_out, n_in)), lambda *n: np.full(n, np.nan)])
def test_an_initializer_that_gives_other_shapes_or_numbers_is_refused(bad):
    kept = dict(initializers._entries)
    try:
        initializer("mine", formula="…", source="a test")(lambda n_in, n_out, rng: bad(n_in, n_out))
        architecture = Architecture.dense((3,), initializer="mine")
        with pytest.raises(NNPlayError, match="finite weights of shape"):
            initialize(architecture.resolve(inputs=2, outputs=1, output="identity", loss="mse"))
    finally:
        initializers._entries = kept
