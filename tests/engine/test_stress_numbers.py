"""Numbers at the edge: both dtypes say the same, or it is told that one of them cannot."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise

import cases
import numpy as np
import pytest

from nnplay.catalog import activations, loss, losses, optimizers
from nnplay.engine import reference
from nnplay.engine.batches import batch_starts, largest_batch
from nnplay.engine.compiled import Engine, Trainer
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Parameters

PLAIN = {"weight_decay": 0.0, "clip": 0.0, "seed": 1, "shuffle": True}
RULES = sorted(name for name, entry in optimizers.items() if not entry.full_batch)


def drawn(architecture, rows, seed):
    """A network with data; near a kink or not, as only the dtypes are compared."""
    rng = np.random.default_rng(seed)
    theta, X = cases.draw_theta(architecture, rng), rng.normal(0, 1, (rows, 3)).astype(np.float32).astype(np.float64)
    return cases.Case(architecture, theta, X, cases.draw_targets(architecture.loss, rows, 3, rng), None)


def mean_losses(case, dtype, optimizer="sgd", steps=30, rate=0.01):
    """The loss of each step of a training on the case's rows, in batches of 4."""
    engine = Engine(case.architecture, dtype, rows=4)
    X, y = case.X.astype(dtype), case.y.astype(dtype)
    trainer = Trainer(engine, X, y, np.ones(len(X)), optimizer=optimizer, batch=4, **PLAIN)
    return trainer.advance(trainer.start(case.theta.astype(dtype)), np.full(steps, rate))


@pytest.mark.parametrize("name", sorted(losses))
def test_float32_and_float64_tell_the_same_losses(name):
    """Both start from the same float32 numbers, so they differ by the rounding of 30 steps.

    Each step rounds to 6·10⁻⁸ a few times over, and with a rate as small as 0.01 / the loss it hardly spreads what
    differs already: 30 steps · 3 · 6·10⁻⁸ < 10⁻⁵, and ten times that is allowed. A wrong constant, a cut-off in
    another place or an overflow in one of the dtypes would be seen at once.
    """
    outputs = [output for output in activations if cases.legal(output, name)]
    networks = [((Layer(5, "tanh"),), output) for output in outputs]
    networks += [((Layer(6, hidden), Layer(4, "tanh")), losses[name].output) for hidden in activations]
    for layers, output in networks:
        architecture = Architecture(layers, output=output, loss=name, inputs=3, outputs=3)
        case = drawn(architecture, 10, 3)
        rate = 0.01 / max(1, mean_losses(case, "float64", steps=1)[0])
        wide, narrow = (mean_losses(case, dtype, rate=rate) for dtype in ("float64", "float32"))
        assert len(wide) == len(narrow) == 30
        np.testing.assert_allclose(narrow, wide, rtol=1e-4, atol=1e-5, err_msg=f"{architecture}")


def after_steps(optimizer, g, dtype, steps=100):
    """(the last loss, the bias) after steps from 0, each with this gradient."""
    architecture = Architecture(output="identity", loss="linear_for_stress", inputs=1, outputs=1)
    engine = Engine(architecture, dtype, rows=1)
    given = np.zeros((1, 1), dtype), np.full((1, 1), g, dtype), np.ones(1)
    trainer = Trainer(engine, *given, optimizer=optimizer, batch=1, **PLAIN)
    state = trainer.start(np.zeros(2, dtype))
    return trainer.advance(state, np.full(steps, 1e-3 / max(g, 1)))[-1], state.theta[1]


@contextmanager
def linear_loss():
    """The loss yŷ, whose gradient is y, as long as the block runs."""
    with cases.temporary_entries(losses):

        @loss("linear_for_stress", formula="yŷ", source="a test")
        def linear_for_stress(y_hat, y):
            return y * y_hat

        @linear_for_stress.derivative
        def _(y_hat, y):
            return y

        yield


@pytest.mark.parametrize("optimizer", RULES)
def test_tiny_and_huge_gradients_move_a_weight_in_float32_as_in_float64_or_it_is_told(optimizer):
    with linear_loss():
        told = 0
        for g in (0.0, 1e-35, 1e-30, 1e-25, 1e-20, 1e-12, 1e-8, 1.0, 1e8, 1e15, 1e18, 1e20, 1e25, 1e30):
            (wide, far), (narrow, near) = (after_steps(optimizer, g, dtype) for dtype in ("float64", "float32"))
            assert np.isfinite([wide, far]).all(), g
            if np.isfinite(narrow):
                np.testing.assert_allclose(near, far, rtol=1e-3, atol=1e-9 / max(g, 1), err_msg=f"g = {g}")
            told += not np.isfinite(narrow)
        squares = any(slot in ("s", "v", "largest") for slot in optimizers[optimizer].slots)
        assert told <= 3 if squares else told == 0


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("activation", sorted(activations))
def test_weights_that_overflow_are_told_whatever_the_activation_hides(activation, dtype):
    layers = (Layer(4, activation), Layer(4, activation))
    architecture = Architecture(layers, output="softmax", loss="cross_entropy", inputs=2, outputs=2)
    engine = Engine(architecture, dtype, rows=4)
    X = np.array([[3, -7], [11, 2], [0, 5], [-1, -1]], dtype)
    y = np.eye(2, dtype=dtype)[[0, 1, 1, 0]]
    most = float(np.finfo(dtype).max)
    for size in (1e4, 1e30, most / 20, most):
        for optimizer in ("sgd", "adam"):
            trainer = Trainer(engine, X, y, np.ones(4), optimizer=optimizer, batch=4, **PLAIN)
            start = np.full(engine.layout.size, size, dtype)
            start[::3] *= -1
            state = trainer.start(start)
            found = trainer.advance(state, np.full(3, min(size, 1e30)))
            if np.isfinite(found[-1]):
                assert len(found) == 3
                assert np.isfinite(state.theta).all()
                assert np.isfinite(state.slots).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_clipping_keeps_the_direction_of_a_gradient_whose_square_overflows(dtype):
    size = 1e18 if dtype == "float32" else 1e200
    architecture = Architecture(output="identity", loss="mae", inputs=2, outputs=1)
    engine = Engine(architecture, dtype, rows=1)
    X = np.array([[3 * size, -4 * size]], dtype)
    trainer = Trainer(
        engine, X, np.full((1, 1), -1, dtype), np.ones(1), optimizer="sgd", batch=1, **PLAIN | {"clip": 0.5}
    )
    state = trainer.start(np.zeros(3, dtype))
    trainer.advance(state, np.ones(1))
    np.testing.assert_allclose(state.theta, [-0.3, 0.4, 0], rtol=1e-6, atol=1e-9)


def test_denormal_weights_and_rows_do_not_change_what_is_learned():
    architecture = Architecture((Layer(8, "tanh"),), output="identity", loss="mse", inputs=3, outputs=3)
    case = drawn(architecture, 12, 0)
    case.X[:, 2] = 1e-40
    case.theta[::4] = 1e-42
    narrow, wide = mean_losses(case, "float32"), mean_losses(case, "float64")
    np.testing.assert_allclose(narrow, wide, rtol=1e-4)
    assert wide[-1] < wide[0]


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "batch"), [(9, 1), (9, 4), (9, 8), (9, 9), (9, 1000), (1, 1)])
@pytest.mark.parametrize("norm", [None, "batch", "layer"])
def test_any_batch_is_the_reference_engines(rows, batch, norm):
    """Batches of one row, a last batch of one row (not with batch norm), and a batch larger than the rows."""
    layers = (Layer(5, "tanh", norm=norm), Layer(4, "sigmoid", norm=norm))
    architecture = Architecture(layers, output="softmax", loss="cross_entropy", inputs=3, outputs=2)
    case = cases.make_case(architecture, rows=rows, seed=2)
    engine = Engine(architecture, "float64", rows=largest_batch(architecture, min(batch, rows)))
    trainer = Trainer(engine, case.X, case.y, np.ones(rows), optimizer="sgd", batch=batch, **PLAIN | {"shuffle": False})
    state = trainer.start(case.theta.copy())
    batches = [slice(*pair) for pair in pairwise(batch_starts(architecture, rows, min(batch, rows)))]
    assert trainer.per_epoch == len(batches)
    trainer.advance(state, np.full(2 * len(batches), 0.1))
    p = Parameters(architecture, case.theta)
    for chosen in batches * 2:
        passes = reference.forward(p, case.X[chosen], training=True)
        theta = p.theta.copy()
        theta[: p.count] -= 0.1 * reference.gradient(p, passes, case.y[chosen])[: p.count]
        p = Parameters(architecture, theta)
    np.testing.assert_allclose(state.theta[: p.count], p.theta[: p.count], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("optimizer", [name for name, entry in optimizers.items() if entry.second_moment])
def test_a_gradient_whose_square_is_too_large_is_noticed_at_the_first_step(optimizer):
    """The corrected second moment is g² at the first step: infinite, although the slot is (1 − β₂)·g²."""
    with linear_loss():
        for g, steps in ((1e20, 0), (1e19, 5)):
            architecture = Architecture(output="identity", loss="linear_for_stress", inputs=1, outputs=1)
            given = np.zeros((1, 1), np.float32), np.full((1, 1), g, np.float32), np.ones(1)
            trainer = Trainer(Engine(architecture, rows=1), *given, optimizer=optimizer, batch=1, **PLAIN)
            state = trainer.start(np.zeros(2, np.float32))
            losses_of_steps = trainer.advance(state, np.full(5, 1e-3))
            assert (state.step, trainer.update_failed) == (steps, steps == 0)
            assert np.isfinite(losses_of_steps).all() == (steps == 5)
