"""Every array of a trace equals what the compiled engine and JAX say, over the whole registry."""

from __future__ import annotations

import zlib

import cases
import jax
import numpy as np
import optax
import oracle
import pytest
from hypothesis import given, settings, strategies as st

from nnplay.analysis.explain.trace import StepSettings, trace
from nnplay.catalog import activations, losses, optimizers, penalties
from nnplay.engine.compiled import Engine, Trainer
from nnplay.network.architecture import Architecture, Layer
from nnplay.network.parameters import Parameters

PAIRS = cases.legal_pairs()
RTOL, SHARE = cases.TOLERANCES["float64"]
PRICES = {"l1": 0.03, "l2": 0.07}


def traced(case, **settings):
    return trace(Parameters(case.architecture, case.theta), case.X, case.y, StepSettings(**settings))


def same(actual, expected, what):
    problem = cases.difference(what, actual, np.asarray(expected), RTOL, SHARE)
    assert not problem, problem


def check(case, prices=None):
    """The loss and the gradient against the compiled engine's."""
    prices = prices or {}
    t = traced(case, penalty_strengths=prices)
    value, own = cases.compiled_gradient(case, "float64", **prices)
    same(t.flat(), own, "compiled gradient")
    same(t.loss, value, "compiled loss")
    return t


def check_all(case, prices=None):
    """These, and each layer's arrays, against JAX's too."""
    t, prices = check(case, prices), prices or {}
    same(t.flat("gradient"), oracle.gradient(case.architecture, case.theta, case.X, case.y, **prices), "JAX gradient")
    same(t.flat("d_loss"), oracle.gradient(case.architecture, case.theta, case.X, case.y), "JAX gradient of the loss")
    for l, (layer, by_jax) in enumerate(zip(t.layers, everything(case), strict=True)):
        for name, expected in by_jax.items():
            own = getattr(layer, name)
            if (
                name == "d_a" and l == len(t.layers) - 1
            ):  # at the edge of what a loss is defined for, the two may differ
                inside = ~np.isin(layer.a, losses.resolve(case.architecture.loss)[0].domain)
                own, expected = own[inside], np.asarray(expected)[inside]
            same(own, expected, f"{name} of layer {l + 1}")


def everything(case):
    """z, u, a and ∂L/∂ each of them by JAX: the derivative by a shift that is added to it."""
    arrays = oracle.arrays_of(case.architecture, case.theta)
    layers = case.architecture.all_layers

    def walk(shifts):
        a, computed = case.X, []
        for own, layer, shift in zip(arrays, layers, shifts, strict=True):
            z = a @ own["W"] + own["b"] + shift["z"]
            u = z
            if layer.norm:
                axis = 1 if layer.norm == "layer" else 0
                mean, var = z.mean(axis, keepdims=True), z.var(axis, keepdims=True)
                u = own["gamma"] * (z - mean) / jax.numpy.sqrt(var + oracle.EPSILON) + own["beta"]
            u = u + shift["u"]
            entry, constants = activations.resolve(layer.activation)
            for k, name in enumerate(entry.learned):
                constants[name] = own["learned"][k]
            new = oracle.ACTIVATIONS[entry.name](u, *constants.values())
            if layer.skip:
                new = new + (a @ own["P"] if "P" in own else a)
            a = new + shift["a"]
            computed.append({"z": z, "u": u, "a": a})
        return oracle.loss_of(case.architecture, a, case.y), computed

    n = len(case.X)
    zeros = [{"z": np.zeros((n, layer.width * layer.pieces)), "u": np.zeros((n, layer.width * layer.pieces)),
              "a": np.zeros((n, layer.width))} for layer in layers]  # fmt: skip
    (_, computed), slopes = jax.value_and_grad(walk, has_aux=True)(zeros)
    joint = losses.resolve(case.architecture.loss)[0].joint(case.architecture.output)
    for l, (values, by) in enumerate(zip(computed, slopes, strict=True)):
        values["delta"] = by["z"]
        if layers[l].norm:
            values["d_u"] = by["u"]
        if not (joint and l == len(computed) - 1):
            values["d_a"] = by["a"]
    return computed


def seed_of(*names):
    return zlib.crc32(" ".join(names).encode())


def hidden(activation, form):
    return cases.hidden_case(activation, form, seed=seed_of(activation, form))


def ended(output, loss):
    form = sorted(cases.FORMS)[seed_of(output, loss) % len(cases.FORMS)]
    return cases.output_case(output, loss, form, seed=seed_of(output, loss))


@pytest.mark.slow
@pytest.mark.parametrize("activation", sorted(activations))
def test_every_activation_is_the_engines(activation):
    check(hidden(activation, list(cases.FORMS)[seed_of(activation) % len(cases.FORMS)]), PRICES)


@pytest.mark.slow
@pytest.mark.parametrize("loss", sorted(losses))
def test_every_loss_is_the_engines(loss):
    outputs = [output for output, other in PAIRS if other == loss]
    for output in {losses[loss].output, outputs[seed_of(loss) % len(outputs)]}:
        check(ended(output, loss))


@pytest.mark.slow
def test_everything_of_a_batch_is_jaxs():
    check_all(hidden("prelu", "batch norm"), PRICES)


@pytest.mark.slow
@pytest.mark.parametrize("form", cases.FORMS)
@pytest.mark.parametrize("activation", sorted(activations))
def test_every_activation_is_jaxs(activation, form):
    check_all(hidden(activation, form), PRICES)


@pytest.mark.slow
@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_every_output_and_loss_is_jaxs(output, loss):
    check_all(ended(output, loss))


def test_no_hidden_layer_and_a_single_row():
    architecture = Architecture(output="softmax", loss="cross_entropy", inputs=4, outputs=3)
    for rows in (1, 7):
        check(cases.make_case(architecture, rows=rows), PRICES)


NAMES = ["tanh", "softmax", "maxout(3)", "prelu", "gelu", "sinusoid"]


@pytest.mark.slow
@settings(max_examples=60)
@given(
    widths=st.lists(st.integers(1, 6), max_size=3), inputs=st.integers(1, 5), outputs=st.integers(2, 4),
    rows=st.integers(1, 5), norm=st.sampled_from([None, "batch", "layer"]), skip=st.booleans(),
    names=st.lists(st.sampled_from(NAMES), min_size=3, max_size=3), seed=st.integers(0, 10**6),
)  # fmt: skip
def test_every_shape_is_the_engines(widths, inputs, outputs, rows, norm, skip, names, seed):
    layers = [Layer(w, name, norm=norm, skip=skip) for w, name in zip(widths, names, strict=False)]
    output, loss = [("identity", "mse"), ("softmax", "cross_entropy"), ("sigmoid", "focal")][seed % 3]
    architecture = Architecture(layers, output=output, loss=loss, inputs=inputs, outputs=outputs)
    rng = np.random.default_rng(seed)
    theta, X = cases.draw_theta(architecture, rng), rng.normal(size=(rows, inputs))
    case = cases.Case(architecture, theta, X, cases.draw_targets(loss, rows, outputs, rng), None)
    check(case)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, entry in optimizers.items() if not entry.full_batch])
@pytest.mark.parametrize("restrained", [False, True])
def test_every_optimizers_first_step_is_the_engines(name, restrained):
    case = cases.hidden_case("prelu", "skip", seed=3)
    extra = {"clip": 0.05, "weight_decay": 0.1, "penalty_strengths": PRICES} if restrained else {}
    t = traced(case, optimizer=name, learning_rate=0.07, **extra)
    assert t.clipped == restrained
    engine = Engine(case.architecture, "float64", rows=len(case.X))
    trainer = Trainer(
        engine, case.X, case.y, np.ones(len(case.X)), optimizer=name, batch=len(case.X), shuffle=False, seed=0,
        weight_decay=extra.get("weight_decay", 0.0), clip=extra.get("clip", 0.0), **extra.get("penalty_strengths", {}),
    )  # fmt: skip
    state = trainer.start(case.theta.copy())
    trainer.advance(state, np.array([0.07]))
    same(t.flat("after"), state.theta[: t.parameters.count], name)


def test_adam_is_optaxs():
    case = cases.hidden_case("tanh", "plain", seed=1)
    t = traced(case, optimizer="adam", learning_rate=0.01)
    g = oracle.gradient(case.architecture, case.theta, case.X, case.y)
    rule = optax.adam(0.01)
    update, _ = rule.update(g, rule.init(case.theta))
    np.testing.assert_allclose(t.flat("after"), case.theta + np.asarray(update), rtol=1e-9)


def test_the_running_statistics_move_as_the_engines():
    case = cases.hidden_case("tanh", "batch norm", seed=5)
    t = traced(case)
    engine, theta = Engine(case.architecture, "float64", rows=len(case.X)), case.theta.copy()
    engine.gradient(theta, case.X, case.y)
    for layer in t.layers[:-1]:
        for name in ("mean", "variance"):
            np.testing.assert_allclose(layer.after[name], layer.block.view(theta, name), rtol=1e-12)


def test_without_targets_there_is_the_prediction():
    case = cases.hidden_case("gelu", "batch norm", seed=2)
    t = trace(Parameters(case.architecture, case.theta), case.X, None, StepSettings())
    outputs, _ = Engine(case.architecture, "float64", rows=len(case.X)).evaluate(case.theta.copy(), case.X)
    np.testing.assert_allclose(t.outputs, outputs, rtol=1e-10)
    assert t.layers[0].delta is None


def test_the_users_own_components(recwarn):
    from nnplay.catalog import activation, loss

    with cases.temporary_entries(activations, losses, penalties):

        @activation("bump_here", formula="<b>z</b> % $", source="a test")
        def bump_here(z):
            return z * z

        @loss("cubic_here", formula="|ŷ − y|³", source="a test")
        def cubic_here(y_hat, y):
            return abs(y_hat - y) ** 3

        layers = [Layer(3, "bump_here", norm="layer")]
        architecture = Architecture(layers, output="identity", loss="cubic_here", inputs=2, outputs=2)
        rng = np.random.default_rng(0)
        theta = cases.draw_theta(architecture, rng)
        case = cases.Case(architecture, theta, rng.normal(size=(4, 2)), rng.normal(size=(4, 2)), None)
        _, own = cases.compiled_gradient(case, "float64")
        np.testing.assert_allclose(traced(case).flat(), own, rtol=1e-5, atol=1e-8)
