import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnplay import Architecture, Layer, NNPlayError, Parameters
from nnplay.network.parameters import check_memory, format_bytes, initialize, layout


def resolved(*layers, inputs=3, outputs=2):
    return Architecture(layers).resolve(inputs=inputs, outputs=outputs, output="identity", loss="mse")


def test_w_and_b_are_views_into_one_flat_vector():
    p = initialize(resolved(Layer(4), Layer(5)))
    assert [W.shape for W in p.W] == [(3, 4), (4, 5), (5, 2)]
    assert [b.shape for b in p.b] == [(4,), (5,), (2,)]
    assert all(np.shares_memory(p.theta, x) for x in (*p.W, *p.b))
    assert p.count == 3 * 4 + 4 + 4 * 5 + 5 + 5 * 2 + 2
    assert np.array_equal(np.concatenate([x.ravel() for pair in zip(p.W, p.b, strict=True) for x in pair]), p.theta)
    assert np.asarray(p).shape == p.theta.shape


def test_parameters_cannot_be_changed():
    p = initialize(resolved(Layer(4)))
    for array in (p.theta, p.W[0], p.b[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0
    source = p.theta.copy()
    kept = Parameters(p.architecture, source)
    source[:] = 0
    assert not np.array_equal(kept.theta, source)


@given(st.data())
def test_the_arrays_of_all_layers_fill_theta_without_overlap(data):
    names = st.sampled_from(["relu", "prelu", "maxout(3)", "softmax"])
    layer = st.builds(
        Layer, st.integers(1, 6), names, norm=st.sampled_from([None, "batch", "layer"]), skip=st.booleans()
    )
    architecture = resolved(*data.draw(st.lists(layer, max_size=4)))
    place = layout(architecture)
    used = np.zeros(place.size, dtype=int)
    for block in place.blocks:
        for name in block.arrays:
            block.view(used, name)[...] += 1
    assert (used == 1).all()
    running = sum(2 * b.n_z for b in place.blocks if b.layer.norm == "batch")
    assert place.trained == place.size - running
    assert max((stop for _, stop in place.weights), default=0) <= place.trained


def test_the_same_seed_draws_the_same_weights_in_both_dtypes():
    architecture = resolved(Layer(8, "tanh"), Layer(4))
    single, double = (initialize(architecture, seed=7, dtype=d) for d in ("float32", "float64"))
    assert np.array_equal(double.theta.astype(np.float32), single.theta)
    assert not np.array_equal(initialize(architecture, seed=8).theta, single.theta)


def test_the_initializer_is_the_layers_own_else_the_recipes_else_the_activations():
    architecture = resolved(Layer(4, "tanh", initializer="zeros"), Layer(4, "selu"))
    assert not initialize(architecture).W[0].any()
    assert initialize(architecture).W[1].any()
    assert not initialize(architecture, initializer="zeros").theta.any()


def test_a_network_that_would_not_fit_is_refused_with_the_memory_it_needs():
    with pytest.raises(NNPlayError, match=r"1e\+09|TB|GB"):
        check_memory(resolved(Layer(10**9)), copies=5, itemsize=4, available=10**10)
    check_memory(resolved(Layer(100)), copies=5, itemsize=4, available=10**10)
    assert format_bytes(1536) == "1.54 kB"


def test_parameters_of_another_size_are_refused():
    with pytest.raises(NNPlayError, match="needs"):
        Parameters(resolved(Layer(4)), np.zeros(3))
