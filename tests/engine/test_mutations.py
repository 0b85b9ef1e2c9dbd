"""The comparisons bite: a derivative that is a little wrong is reported, whichever component it belongs to."""

from __future__ import annotations

import dataclasses
import inspect
import math

import cases
import numpy as np
import oracle
import pytest
import test_optimizers

from nnplay.catalog import activations, losses, optimizers
from nnplay.engine import batched, reference
from nnplay.network.architecture import Architecture

# Three ways to be wrong. The last also shows where a derivative is 0 or ±1 all over.
DTYPES = ["float64", pytest.param("float32", marks=pytest.mark.slow)]  # each compiles the mutant anew
MUTANTS = {"sign": "-original({0})", "scale": "1.01 * original({0})", "offset": "original({0}) + 0.01"}


def mutant(function, change):
    """A copy of a derivative of one number that is wrong by `change`."""
    names = ", ".join(inspect.signature(function).parameters)
    scope = {"original": function}
    exec(f"def wrong({names}):\n    return {MUTANTS[change].format(names)}", scope)
    return scope["wrong"]


def row_mutant(function, change, place):
    """A copy of a derivative that fills the row at `place` of its arguments, wrong by `change`."""
    edit = {"sign": "*= -1", "scale": "*= 1.01", "offset": "+= 0.01"}[change]
    names = list(inspect.signature(function).parameters)
    scope = {"original": function}
    text = f"def wrong({', '.join(names)}):\n    original({', '.join(names)})\n"
    text += f"    for i in range(len({names[place]})):\n        {names[place]}[i] {edit}\n"
    exec(text, scope)
    return scope["wrong"]


def register_copy(registry, table, name, monkeypatch, **changes):
    """A copy of a component under another name, which the oracle takes for the original."""
    original = registry[name]
    copy = dataclasses.replace(original, name=f"broken_{name}", aliases=(), **changes)
    for attribute in ("slopes",):
        if hasattr(original, attribute):
            setattr(copy, attribute, dict(getattr(original, attribute)))
    registry.add(copy)
    monkeypatch.setitem(table, copy.name, table[name])
    return copy


@pytest.fixture(autouse=True)
def clean_registries():
    with cases.temporary_entries(activations, losses, optimizers):
        yield


@pytest.fixture
def activation_copy(monkeypatch):
    def make(name, **changes):
        return register_copy(activations, oracle.ACTIVATIONS, name, monkeypatch, **changes)

    return make


@pytest.fixture
def loss_copy(monkeypatch):
    def make(name, **changes):
        if name in oracle.KINKS:
            monkeypatch.setitem(oracle.KINKS, f"broken_{name}", oracle.KINKS[name])
        return register_copy(losses, oracle.LOSSES, name, monkeypatch, **changes)

    return make


def said_by_reference(case, **penalties):
    return cases.disagreements(case, dtypes=(), **penalties)


# ── every component, by the reference engine (which needs no compilation) ───────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("activation", sorted(activations))
def test_an_unchanged_copy_passes_and_each_mutant_of_an_activation_is_reported(activation, activation_copy):
    entry = activations[activation]
    copy = activation_copy(activation)
    case = cases.hidden_case(copy.name, "plain")
    assert not said_by_reference(case)
    for change in MUTANTS:
        if entry.derivative_formula == "0" and change != "offset":
            continue  # −0 and 1.01·0 are right
        if entry.shape == "row":
            copy.derivative_function = row_mutant(entry.derivative_function, change, 3)
        else:
            copy.derivative_function = mutant(entry.derivative_function, change)
        assert said_by_reference(case), change


@pytest.mark.slow
@pytest.mark.parametrize("loss", sorted(losses))
def test_an_unchanged_copy_passes_and_each_mutant_of_a_loss_is_reported(loss, loss_copy):
    entry = losses[loss]
    copy = loss_copy(loss)
    outputs = [entry.output, "gaussian" if entry.output == "sigmoid" else "sigmoid"]  # jointly, and by the chain rule
    for output in outputs:
        joint = copy.joint(output)
        attribute = "joint_gradient" if joint else "derivative_function"
        original = getattr(entry, attribute)
        case = cases.output_case(output, copy.name, "plain")
        assert not said_by_reference(case)
        for change in MUTANTS:
            row = entry.shape == "row"
            setattr(copy, attribute, row_mutant(original, change, 2 + joint) if row else mutant(original, change))
            assert said_by_reference(case), (output, change)
        setattr(copy, attribute, original)


@pytest.mark.slow
@pytest.mark.parametrize("change", MUTANTS)
def test_a_wrong_slope_of_a_learned_constant_is_reported(change, activation_copy):
    copy = activation_copy("prelu")
    copy.slopes["alpha"] = mutant(copy.slopes["alpha"], change)
    assert said_by_reference(cases.hidden_case(copy.name, "plain"))


# ── terms left out, in the compiled engine ──────────────────────────────────────────────────────────────────────


def sigmoid_without_its_second_factor(z, a):
    return a


def tanh_without_the_square(z, a):
    return 1 - a


def gelu_without_the_density(z, a):
    return math.erfc(-z * 0.7071067811865476) / 2


def silu_without_the_product(z, a):
    e = math.exp(-abs(z))
    return 1 / (1 + e) if z >= 0 else e / (1 + e)


def elu_without_alpha(z, a, alpha):
    return 1.0 if z > 0 else a


def sinc_without_its_value(z, a):
    return math.cos(z) / z


def softmax_by_its_diagonal_alone(z, a, delta, delta_z):
    for i in range(len(a)):
        delta_z[i] = delta[i] * a[i] * (1.0 - a[i])


def maxout_to_every_piece(z, a, delta, delta_z, pieces):
    k = len(z) // len(a)
    for i in range(len(z)):
        delta_z[i] = delta[i // k]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("activation", "wrong"),
    [
        ("sigmoid", sigmoid_without_its_second_factor),
        ("tanh", tanh_without_the_square),
        ("gelu", gelu_without_the_density),
        ("silu", silu_without_the_product),
        ("elu", elu_without_alpha),
        ("sinc", sinc_without_its_value),
        ("softmax", softmax_by_its_diagonal_alone),
        ("maxout", maxout_to_every_piece),
    ],
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_missing_term_in_an_activation_is_reported_by_the_compiled_engine(activation, wrong, dtype, activation_copy):
    copy = activation_copy(activation, derivative_function=wrong)
    assert cases.disagreements(cases.hidden_case(copy.name, "plain"), dtypes=(dtype,), with_reference=False)


def mse_without_its_two(y_hat, y):
    return y_hat - y


def huber_without_its_corners(y_hat, y, delta):
    return y_hat - y


def cross_entropy_turned_round(z, a, y, gradient):
    for i in range(len(y)):
        gradient[i] = y[i] - a[i]


def binary_cross_entropy_of_another_output(z, a, y):
    return (a - y) * a * (1 - a)


def focal_without_its_logarithm(z, a, y, gamma):
    return (1 - y) * a**gamma * a - y * (1 - a) ** gamma * (1 - a)


def cosine_without_its_projection(y_hat, y, gradient):
    for i in range(len(y)):
        gradient[i] = -y[i]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("loss", "attribute", "wrong"),
    [
        ("mse", "derivative_function", mse_without_its_two),
        ("huber", "derivative_function", huber_without_its_corners),
        ("cosine", "derivative_function", cosine_without_its_projection),
        ("cross_entropy", "joint_gradient", cross_entropy_turned_round),
        ("binary_cross_entropy", "joint_gradient", binary_cross_entropy_of_another_output),
        ("focal", "joint_gradient", focal_without_its_logarithm),
    ],
)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_missing_term_in_a_loss_is_reported_by_the_compiled_engine(loss, attribute, wrong, dtype, loss_copy):
    copy = loss_copy(loss, **{attribute: wrong})
    assert cases.disagreements(
        cases.output_case(copy.output, copy.name, "plain"), dtypes=(dtype,), with_reference=False
    )


# ── the network around them ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", cases.FORMS)
@pytest.mark.parametrize("wrong", [{"l1": 0.02}, {"l2": 0.1}], ids=["l1", "l2"])
def test_a_wrong_penalty_is_reported(form, wrong):
    case = cases.hidden_case("tanh", form)
    right = oracle.gradient(case.architecture, case.theta, case.X, case.y, l1=0.03, l2=0.07)
    _, g = cases.compiled_gradient(case, "float64", **{"l1": 0.03, "l2": 0.07, **wrong})
    assert cases.difference("gradient", g, right, *cases.TOLERANCES["float64"])


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_a_wrong_epsilon_in_a_normalisation_is_reported(norm, monkeypatch):
    monkeypatch.setattr(reference, "EPSILON", 1.1e-5)
    assert said_by_reference(cases.hidden_case("tanh", f"{norm} norm"))


def test_weights_that_are_forgotten_are_reported():
    case = cases.hidden_case("tanh", "plain", weighted=True)
    right = oracle.gradient(case.architecture, case.theta, case.X, case.y, weight=case.weight)
    case.weight = None
    _, g = cases.compiled_gradient(case, "float64")
    assert cases.difference("gradient", g, right, *cases.TOLERANCES["float64"])


def test_the_gradient_of_another_dropout_mask_is_reported():
    architecture = Architecture.dense((6,), "tanh", dropout=0.5, output="identity", loss="mse")
    case = cases.make_case(architecture.resolve(inputs=3, outputs=2))
    masks = cases.dropout_masks(case.architecture, 5, seed=1, step=1)
    right = oracle.gradient(case.architecture, case.theta, case.X, case.y, masks=masks)
    for step, agrees in ((1, True), (2, False)):
        _, g = cases.compiled_gradient(case, "float64", seed=1, step=step)
        assert (not cases.difference("gradient", g, right, *cases.TOLERANCES["float64"])) == agrees


def test_an_engine_that_returns_nan_is_reported(monkeypatch):
    monkeypatch.setattr(reference, "activation_delta", lambda *a: np.nan * batched.activation_delta(*a))
    assert said_by_reference(cases.hidden_case("tanh", "plain"))


# ── an optimizer ────────────────────────────────────────────────────────────────────────────────────────────────


def adam_without_correction(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    return w - eta * m / (math.sqrt(v) + epsilon), m, v


def adam_with_the_wrong_sign(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    return w + eta * m / (1 - beta1**t) / (math.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_with_epsilon_under_the_root(w, g, m, v, eta, t, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    return w - eta * m / (1 - beta1**t) / math.sqrt(v / (1 - beta2**t) + epsilon), m, v


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [adam_without_correction, adam_with_the_wrong_sign, adam_with_epsilon_under_the_root])
def test_a_wrong_update_rule_is_reported(wrong):
    optimizers.add(dataclasses.replace(optimizers["adam"], function=wrong))
    test_optimizers.enter_linear_loss()
    with pytest.raises(AssertionError, match="adam, step"):
        test_optimizers.test_a_hundred_steps_equal_the_independent_rule("adam")
