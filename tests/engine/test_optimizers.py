"""Every optimizer takes the steps of optax, or of PyTorch's rule where optax has another, on a fixed series of g."""

from __future__ import annotations

import cases
import numpy as np
import optax
import oracle
import pytest

from nnplay.catalog import loss, losses, optimizers
from nnplay.engine.compiled import Engine, Trainer
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout

STEPS, ETA = 100, 0.01
RNG = np.random.default_rng(5)
X = RNG.normal(0, 1, (25, 3)) * np.logspace(-3, 1, 25)[:, None]  # gradients from tiny to large
Y = RNG.choice([-1.0, 1.0], (25, 2)) * RNG.uniform(0.5, 2, (25, 2))
START = RNG.normal(0, 1, 8)
ARCHITECTURE = Architecture(output="identity", inputs=3, outputs=2)


DEFAULTS = [name for name in oracle.OPTIMIZERS if name in optimizers]  # those without constants in their names
WEIGHTS_ONLY = np.array([1.0] * 6 + [0.0] * 2)  # W (3, 2) lies before b (2,) in θ: biases do not decay


def enter_linear_loss():
    """L = Σ y·ŷ: its gradient does not depend on θ, so that the series of gradients is fixed."""

    @loss("linear_for_tests", formula="2yŷ", source="a test")
    def linear_for_tests(y_hat, y):
        return 2 * y * y_hat

    @linear_for_tests.derivative
    def _(y_hat, y):
        return 2 * y


@pytest.fixture(scope="module", autouse=True)
def linear_loss():
    with cases.temporary_entries(losses):
        enter_linear_loss()
        yield


def gradients():
    """The gradient of each step: one row a step, ∂(mean over 2 outputs of 2yŷ) = x yᵀ, and y for the biases."""
    return [np.concatenate([np.outer(X[k % 25], Y[k % 25]).ravel(), Y[k % 25]]) for k in range(STEPS)]


def own_steps(optimizer, dtype="float64", rates=None, clip=0.0, decay=None, l1=0.0, l2=0.0, at_once=1):
    """θ after each call of `at_once` steps of the compiled update kernel."""
    architecture = ARCHITECTURE.resolve(loss="linear_for_tests")
    engine = Engine(architecture, dtype, rows=1)
    default = optimizers.resolve(optimizer)[0].weight_decay
    trainer = Trainer(
        engine, X.astype(dtype), Y.astype(dtype), np.ones(25), optimizer=optimizer, batch=1, l1=l1, l2=l2,
        weight_decay=default if decay is None else decay, clip=clip, seed=0, shuffle=False,
    )  # fmt: skip
    state = trainer.start(START.astype(dtype))
    rates = np.full(STEPS, ETA) if rates is None else rates
    for start in range(0, STEPS, at_once):
        trainer.advance(state, rates[start : start + at_once])
        yield state.theta.copy()


def test_every_optimizer_but_lbfgs_has_a_rule_to_be_compared_with():
    assert set(DEFAULTS) == {name for name, entry in optimizers.items() if not entry.full_batch}
    with_constants = {name for name in DEFAULTS if optimizers[name].constants}
    assert {spec.split("(")[0] for spec in oracle.OPTIMIZERS if "(" in spec} >= with_constants - {"adamw"}


def test_theta_and_the_gradients_are_laid_out_as_the_rules_assume():
    architecture = ARCHITECTURE.resolve(loss="linear_for_tests")
    places = layout(architecture).blocks[0].arrays
    assert (places["W"], places["b"]) == ((0, (3, 2)), (6, (2,)))
    engine = Engine(architecture, "float64", rows=1)
    _, g = engine.gradient(START.copy(), X[:1], Y[:1])
    np.testing.assert_allclose(g, gradients()[0], rtol=1e-14)


@pytest.mark.parametrize("optimizer", oracle.OPTIMIZERS)
def test_a_hundred_steps_equal_the_independent_rule(optimizer):
    rule = oracle.OPTIMIZERS[optimizer](ETA)
    for step, (own, expected) in enumerate(zip(own_steps(optimizer), rule(START, gradients()), strict=True), start=1):
        np.testing.assert_allclose(own, expected, rtol=1e-7, atol=1e-10, err_msg=f"{optimizer}, step {step}")


@pytest.mark.parametrize("optimizer", DEFAULTS)
def test_float32_follows_the_rule_too(optimizer):
    *_, own = own_steps(optimizer, "float32")
    *_, expected = oracle.OPTIMIZERS[optimizer](ETA)(START, gradients())
    assert own.dtype == np.float32
    np.testing.assert_allclose(own, expected, rtol=2e-3, atol=2e-4)


@pytest.mark.parametrize("optimizer", DEFAULTS)
def test_many_steps_in_one_call_are_the_same_bits_as_one_by_one(optimizer):
    *_, one_by_one = own_steps(optimizer)
    *_, at_once = own_steps(optimizer, at_once=STEPS)
    assert np.array_equal(one_by_one, at_once)


def test_the_learning_rate_of_each_step_is_the_one_given_for_it():
    rates = np.linspace(0.1, 0.001, STEPS)
    *_, own = own_steps("sgd", rates=rates)
    expected = START - sum(rate * g for rate, g in zip(rates, gradients(), strict=True))
    np.testing.assert_allclose(own, expected, rtol=1e-12)


def test_clipping_equals_optax_clip_by_global_norm():
    rule = oracle.by_optax(optax.chain(optax.clip_by_global_norm(1.5), optax.sgd(ETA)))
    *_, own = own_steps("sgd", clip=1.5)
    *_, expected = rule(START, gradients())
    np.testing.assert_allclose(own, expected, rtol=1e-12)
    assert sum(np.linalg.norm(g) > 1.5 for g in gradients()) > 10
    assert sum(np.linalg.norm(g) < 1.5 for g in gradients()) > 10


def test_the_decoupled_decay_shrinks_weights_and_no_bias_by_any_optimizer():
    *_, own = own_steps("sgd", decay=0.5)
    w = START
    for g in gradients():
        w = w * (1 - ETA * 0.5 * WEIGHTS_ONLY) - ETA * g
    np.testing.assert_allclose(own, w, rtol=1e-12)


def test_penalties_act_on_the_weights_and_on_no_bias():
    *_, own = own_steps("sgd", l1=0.2, l2=0.3)
    w = START
    for g in gradients():
        w = w - ETA * (g + WEIGHTS_ONLY * (0.2 * np.sign(w) + 0.3 * w))
    np.testing.assert_allclose(own, w, rtol=1e-10)


def test_lbfgs_finds_the_least_squares_solution():
    from nnplay.engine.lbfgs import iterates

    rng = np.random.default_rng(0)
    A, b = rng.normal(size=(30, 5)), rng.normal(size=30)
    points = list(iterates(lambda w: (((A @ w - b) ** 2).sum(), 2 * A.T @ (A @ w - b)), np.zeros(5), 100))
    best, *_ = np.linalg.lstsq(A, b, rcond=None)
    np.testing.assert_allclose(points[-1], best, rtol=1e-5)
    values = [((A @ w - b) ** 2).sum() for w in points]
    assert values == sorted(values, reverse=True)


def test_an_lbfgs_stream_can_be_closed_before_its_end():
    from nnplay.engine.lbfgs import iterates

    stream = iterates(lambda w: (float(w @ w), 2 * w), np.ones(3), 50)
    next(stream)
    stream.close()
    assert next(stream, None) is None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", [name for name, entry in optimizers.items() if "epsilon" in entry.constants])
def test_without_epsilon_a_weight_whose_gradients_are_0_stays_where_it_is(name, dtype):
    architecture = Architecture(output="identity", loss="mse", inputs=2, outputs=1)
    trainer = Trainer(
        Engine(architecture, dtype, rows=1), np.array([[0.0, 1.0]], dtype), np.ones((1, 1), dtype), np.ones(1),
        optimizer=f"{name}(epsilon=0)", batch=1, weight_decay=0.0, clip=0.0, seed=0, shuffle=False,
    )  # fmt: skip
    state = trainer.start(np.zeros(3, dtype))
    assert np.isfinite(trainer.advance(state, np.full(20, 0.01))).all()
    assert state.theta[0] == 0
    if name != "adadelta":  # without ε it hardly takes a first step
        assert state.theta[1] > 0.05
