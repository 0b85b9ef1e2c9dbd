"""What a user enters: without a derivative, with closures and helpers, with a learned constant, or impossible."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from math import exp

import cases
import jax.numpy as jnp
import numpy as np
import oracle
import pytest

from nnplay.catalog import activation, activations, loss, losses, optimizer, optimizers, penalties, penalty
from nnplay.engine.compiled import Engine, Trainer
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import layout
from nnplay.training.gradient_descent import divergence_message
from nnplay.training.recipe import Recipe

pytestmark = pytest.mark.slow

SLOPE = 0.3
NEEDS = {"formula": "…", "source": "a test"}


@pytest.fixture(autouse=True)
def clean_registries(monkeypatch):
    monkeypatch.setattr(oracle, "ACTIVATIONS", dict(oracle.ACTIVATIONS))
    monkeypatch.setattr(oracle, "LOSSES", dict(oracle.LOSSES))
    with cases.temporary_entries(activations, losses, optimizers, penalties):
        yield


def check(case, share=1e-5, float32=3e-3):
    """Gradients within 1e-5 of the truth in float64, by both engines; float32 as well as differences can be."""
    _, g = case.truth
    for what, own, within in (
        ("compiled", cases.compiled_gradient(case, "float64")[1], share),
        ("reference", cases.reference_gradient(case)[1], share),
        ("float32", cases.compiled_gradient(case, "float32")[1], float32),
    ):
        assert not cases.difference(what, own, g, within, within)


def helper(z):
    return z * second_helper(z)


def second_helper(z):
    return 1 / (1 + exp(-z))


def halved(z):
    return second_helper(z) / 2


# ── activations ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_activation_with_its_derivative():
    @activation("mine", **NEEDS)
    def mine(z, scale=1.5):
        return scale * z / (1 + math.exp(-z))

    @mine.derivative
    def _(z, a, scale):
        s = 1 / (1 + math.exp(-z))
        return scale * s + a * (1 - s)

    assert not mine.numerical
    oracle.ACTIVATIONS["mine"] = lambda z, scale: scale * z / (1 + jnp.exp(-z))
    for form in cases.FORMS:
        assert not cases.disagreements(cases.hidden_case("mine(0.7)", form))


def test_an_activation_without_a_derivative_is_differentiated_numerically():
    @activation("mine", **NEEDS)
    def mine(z, scale=1.5):
        return math.tanh(scale * z) + z * z / 10

    assert mine.numerical
    oracle.ACTIVATIONS["mine"] = lambda z, scale: jnp.tanh(scale * z) + z**2 / 10
    for form in cases.FORMS:
        check(cases.hidden_case("mine(0.7)", form))


def test_a_row_activation_without_a_derivative_is_differentiated_numerically():
    @activation("mine", shape="row", **NEEDS)
    def mine(z, a, power=2.0):
        total = 0.0
        for i in range(len(z)):
            total += abs(z[i]) ** power
        for i in range(len(z)):
            a[i] = z[i] / (1.0 + total)

    def truth(z, power):
        return z / (1 + (jnp.abs(z) ** power).sum(axis=-1, keepdims=True))

    oracle.ACTIVATIONS["mine"] = truth
    for form in cases.FORMS:
        check(cases.hidden_case("mine(1.5)", form))


def test_closures_and_helpers_of_the_users_own_are_compiled_too():
    factor = 0.5

    def inner(z):
        return helper(z) * factor

    @activation("mine", **NEEDS)
    def mine(z):
        return inner(z) + halved(z) * SLOPE + abs(second_helper(z))

    oracle.ACTIVATIONS["mine"] = lambda z: (0.5 * z + 0.5 * SLOPE + 1) / (1 + jnp.exp(-z))
    check(cases.hidden_case("mine", "skip"))


def test_helpers_serve_a_derivative_as_well():
    @activation("mine", **NEEDS)
    def mine(z):
        return helper(z)

    @mine.derivative
    def _(z, a):
        return second_helper(z) + a * (1 - second_helper(z))

    oracle.ACTIVATIONS["mine"] = oracle.ACTIVATIONS["silu"]
    assert not cases.disagreements(cases.hidden_case("mine", "batch norm"))


def test_a_helper_may_call_itself():
    @activation("mine", **NEEDS)
    def mine(z):
        return power_of(z, 3)

    oracle.ACTIVATIONS["mine"] = lambda z: z**3
    check(cases.hidden_case("mine", "plain"))


def power_of(z, n):
    if n <= 0:
        return 1.0
    return z * power_of(z, n - 1)


def test_a_function_typed_at_a_prompt_has_no_source_and_works():
    scope = {"math": math}
    exec("def mine(z):\n    return math.atan(z) * 2", scope)
    activation("mine", **NEEDS)(scope["mine"])
    oracle.ACTIVATIONS["mine"] = lambda z: 2 * jnp.arctan(z)
    check(cases.hidden_case("mine", "plain"))


def test_a_lambda_works():
    activation("mine", **NEEDS)(lambda z: z**3 / 10)
    oracle.ACTIVATIONS["mine"] = lambda z: z**3 / 10
    check(cases.hidden_case("mine", "plain"))


def test_a_parameter_called_t_does_not_hide_the_number_type():
    @activation("mine", **NEEDS)
    def mine(z, T=2.0):
        return math.tanh(z / T) * 3

    oracle.ACTIVATIONS["mine"] = lambda z, T: 3 * jnp.tanh(z / T)
    check(cases.hidden_case("mine(1.3)", "plain"))


def test_a_module_constant_and_a_numpy_function_may_be_used():
    @activation("mine", **NEEDS)
    def mine(z):
        return SLOPE * np.exp(-z * z) + math.pi * z

    oracle.ACTIVATIONS["mine"] = lambda z: SLOPE * jnp.exp(-(z**2)) + jnp.pi * z
    check(cases.hidden_case("mine", "plain"))


def test_overflow_in_a_users_function_is_infinity_and_no_exception_in_either_engine():
    @activation("mine", **NEEDS)
    def mine(z):
        return 1 / (1 + second_helper(-1000 * z) * math.exp(-1000 * z))

    architecture = Architecture(output="mine", loss="mse", inputs=1, outputs=1)
    case = cases.Case(architecture, np.array([1.0, 0.0]), np.array([[-2.0], [2.0]]), np.zeros((2, 1)), None)
    assert cases.reference_gradient(case)[0] == pytest.approx(0.5)
    assert cases.compiled_gradient(case, "float64")[0] == pytest.approx(0.5)


# ── learned constants ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("with_derivative", "with_slope"),
    [(True, True), (False, False), *(pytest.param(d, not d, marks=pytest.mark.slow) for d in (True, False))],
)
def test_a_learned_constant_of_a_users_activation_gets_its_gradient(with_slope, with_derivative):
    @activation("mine", learned=("beta",), **NEEDS)
    def mine(z, scale=2.0, beta=1.0):
        return scale * z / (1 + math.exp(-beta * z))

    if with_derivative:

        @mine.derivative
        def _(z, a, scale, beta):
            s = 1 / (1 + math.exp(-beta * z))
            return scale * s + beta * a * (1 - s)

    if with_slope:

        @mine.slope("beta")
        def _(z, a, scale, beta):
            return z * a * (1 - 1 / (1 + math.exp(-beta * z)))

    oracle.ACTIVATIONS["mine"] = lambda z, scale, beta: scale * z / (1 + jnp.exp(-beta * z))
    for form in cases.FORMS:
        check(cases.hidden_case("mine(scale=0.7)", form))


def test_two_learned_constants_are_told_apart():
    @activation("mine", learned=("shift", "gain"), **NEEDS)
    def mine(z, gain=1.0, shift=0.5):
        return gain * math.tanh(z - shift)

    oracle.ACTIVATIONS["mine"] = lambda z, gain, shift: gain * jnp.tanh(z - shift)
    check(cases.hidden_case("mine", "plain"))
    check(cases.output_case("mine", "mse", "plain"))


# ── losses ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_loss_without_a_derivative_is_differentiated_numerically():
    @loss("mine", **NEEDS)
    def mine(y_hat, y, power=4.0):
        return abs(y_hat - y) ** power

    oracle.LOSSES["mine"] = lambda p, y, power: jnp.abs(p - y) ** power
    for output in ("identity", "softmax"):
        check(cases.output_case(output, "mine(3)", "layer norm", weighted=True))


def test_a_row_loss_without_a_derivative_is_differentiated_numerically():
    @loss("mine", shape="row", **NEEDS)
    def mine(y_hat, y, offset=1.0):
        total = offset
        for i in range(len(y)):
            total += (y_hat[i] - y[i]) * (y_hat[i] - y[i])
        return math.sqrt(total)

    oracle.LOSSES["mine"] = lambda p, y, offset: jnp.sqrt(offset + ((p - y) ** 2).sum(axis=-1))
    for output in ("identity", "sigmoid"):
        check(cases.output_case(output, "mine(0.5)", "plain", weighted=True))


def test_a_loss_with_a_helper_and_no_derivative():
    @loss("mine", **NEEDS)
    def mine(y_hat, y):
        return helper(y_hat - y)

    oracle.LOSSES["mine"] = lambda p, y: oracle.ACTIVATIONS["silu"](p - y)
    check(cases.output_case("identity", "mine", "plain"))


def test_a_loss_with_half_of_a_joint_pair_takes_the_chain_rule():
    @loss("mine", output="tanh", **NEEDS)
    def mine(y_hat, y):
        return (y_hat - y) * (y_hat - y)

    @mine.derivative
    def _(y_hat, y):
        return 2 * (y_hat - y)

    @mine.gradient_from_z
    def _(z, a, y):
        return 2 * (a - y) * (1 - a * a)

    oracle.LOSSES["mine"] = oracle.LOSSES["mse"]
    assert not cases.disagreements(cases.output_case("tanh", "mine", "plain"))


def test_a_loss_with_a_joint_pair_of_its_own():
    @loss("mine", output="tanh", **NEEDS)
    def mine(y_hat, y):
        return (y_hat - y) * (y_hat - y)

    @mine.value_from_z
    def _(z, a, y):
        return (math.tanh(z) - y) ** 2

    @mine.gradient_from_z
    def _(z, a, y):
        return 2 * (a - y) * (1 - a * a)

    oracle.LOSSES["mine"] = oracle.LOSSES["mse"]
    assert not cases.disagreements(cases.output_case("tanh", "mine", "batch norm"))
    check(cases.output_case("sigmoid", "mine", "plain"))


# ── penalties ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_users_penalty_acts_on_the_weights_with_its_constants():
    @penalty("mine", **NEEDS)
    def mine(w, sharpness=2.0):
        return math.log(1 + sharpness * w * w)

    @mine.derivative
    def _(w, sharpness):
        return 2 * sharpness * w / (1 + sharpness * w * w)

    case = cases.hidden_case("tanh", "skip")
    W = np.zeros_like(case.theta)
    for start, stop in layout(case.architecture).weights:
        W[start:stop] = case.theta[start:stop]
    expected = case.truth[1] + 0.3 * 4 * W / (1 + 2 * W**2)
    for own in (cases.compiled_gradient(case, "float64", mine=0.3), cases.reference_gradient(case, mine=0.3)):
        assert not cases.difference("gradient", own[1], expected, *cases.TOLERANCES["float64"])
    cost = 0.3 * np.log(1 + 2 * W**2).sum()
    assert Engine(case.architecture, "float64").penalty(case.theta, mine=0.3) == pytest.approx(cost)


# ── optimizers ──────────────────────────────────────────────────────────────────────────────────────────────────


def steps_of(rule, dtype="float64"):
    """θ after each of three steps on L = (w·1 − 0)², w from 1, b from 0."""
    architecture = Architecture(output="identity", loss="mse", inputs=1, outputs=1)
    trainer = Trainer(
        Engine(architecture, dtype, rows=1), np.ones((1, 1), dtype), np.zeros((1, 1), dtype), np.ones(1),
        optimizer=rule, batch=1, l1=0, l2=0, weight_decay=0, clip=0, seed=0, shuffle=False,
    )  # fmt: skip
    state = trainer.start(np.array([1.0, 0.0], dtype))
    for _ in range(3):
        trainer.advance(state, np.array([0.1]))
        yield state.theta.copy()


def test_an_optimizer_that_changes_its_rate_on_the_way():
    @optimizer("mine", slots=("seen",), **NEEDS)
    def mine(w, g, seen, eta, t, power=0.5):
        eta = eta / t**power
        eta = eta * 2
        return w - (eta * 1.0) * g, seen + g

    w = np.array([1.0, 0.0])
    for t, own in enumerate(steps_of("mine"), start=1):
        w = w - 2 * 0.1 / math.sqrt(t) * 2 * w.sum()
        np.testing.assert_allclose(own, w, rtol=1e-12)


def test_an_optimizer_with_a_helper():
    @optimizer("mine", **NEEDS)
    def mine(w, g, eta, t, k=1.0):
        return w - eta * helper(g) * k

    w = np.array([1.0, 0.0])
    for own in steps_of("mine(0.5)"):
        g = 2 * w.sum()
        w = w - 0.1 * 0.5 * g / (1 + np.exp(-g))
        np.testing.assert_allclose(own, w, rtol=1e-12)


# ── what cannot be compiled, and what is entered twice ──────────────────────────────────────────────────────────


def returns_text(z):
    return "much"


def returns_nothing(z):
    z + 1


def reads_a_file(z):
    with open("/nowhere") as file:  # noqa: PTH123
        return float(file.read())


def uses_an_unknown_name(z):
    return z * not_defined_anywhere  # noqa: F821


def uses_an_unknown_function_of_math(z):
    return math.no_such_function(z)


def is_a_generator(z):
    yield z


def takes_too_many(z, y, x):
    return z + y + x


def takes_any_number(*z):
    return z[0]


def raises(z):
    if z < 0:
        raise ValueError(z)
    return z


def calls_what_asserts(z):
    return asserts(z)


def asserts(z):
    assert z >= 0
    return z


BAD = [
    returns_text, returns_nothing, reads_a_file, uses_an_unknown_name, uses_an_unknown_function_of_math,
    is_a_generator, takes_too_many, raises, calls_what_asserts, "a method",
]  # fmt: skip


@pytest.mark.parametrize("function", BAD, ids=lambda f: getattr(f, "__name__", f))
def test_a_function_that_cannot_be_compiled_is_refused_in_one_sentence(function):
    function = str.upper if function == "a method" else function
    activation("mine", **NEEDS)(function)
    architecture = Architecture(output="mine", loss="mse", inputs=1, outputs=1)
    with pytest.raises(NNPlayError, match="'mine'") as caught:
        Engine(architecture, "float64", rows=1)
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 400
    assert text.endswith(".")


def test_a_function_without_values_is_named_when_training_diverges():
    activation("mine", **NEEDS)(lambda z: math.log(z))
    network = Architecture(layers=[Layer(3, "mine")], inputs=1, outputs=1, output="identity", loss="mse")
    told = divergence_message(network, Recipe(), np.zeros(layout(network).size), 1, 0.01)
    assert told.endswith("finite in epoch 1, because the activation mine has no finite value at z = -1.3.")


def test_a_function_of_any_number_of_arguments_either_works_or_is_refused():
    activation("mine", **NEEDS)(takes_any_number)
    oracle.ACTIVATIONS["mine"] = lambda z: z
    check(cases.hidden_case("mine", "plain"))


def test_an_entry_that_is_entered_again_replaces_the_first_everywhere():
    for factor in (2.0, 3.0):

        @activation("mine", **NEEDS)
        def mine(z):
            return factor * z  # noqa: B023

        architecture = Architecture(output="mine", loss="mse", inputs=1, outputs=1)
        outputs, _ = Engine(architecture, "float64").evaluate(np.array([1.0, 0.0]), np.ones((1, 1)))
        assert outputs[0, 0] == factor


def test_many_threads_compile_into_the_same_folder_and_nowhere_else(tmp_path):
    program = (
        "import nnplay as nn\n"
        "nets = [nn.Architecture.dense((4,), a) for a in ('relu', 'tanh', 'gelu', 'silu', 'elu', 'mish')]\n"
        "pairs = [(net, nn.Recipe(epochs=2, optimizer=o)) for net in nets for o in ('adam', 'lion', 'nadam')]\n"
        "print(len(list(nn.train_many('iris', pairs, workers=6))))\n"
    )
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=here, env=os.environ | {"NNPLAY_CACHE_DIR": str(home)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert said.stdout.strip() == "18", said.stderr
    assert list(here.iterdir()) == []
    assert any(home.rglob("activation_mish*.o"))
