"""From a catalogue function to compiled source: float32 stays float32, powers stay products, invariants leave loops."""

from __future__ import annotations

import ast
import math

import numpy as np
import pytest

from nnplay.catalog import activations, losses, optimizers
from nnplay.engine.compiled import Engine
from nnplay.engine.compiled.transpile import transpile
from nnplay.engine.function_source import NotPortableError
from nnplay.network.architecture import Architecture

LIMIT = 3.5


def unwrapped_numbers(text):
    """The numbers in a ported source that do not stand as T(number)."""
    tree = ast.parse(text)
    wrapped = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "T"
        for child in ast.walk(node)
    }
    powers = {id(node.right) for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)}
    numbers = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and not isinstance(node.value, bool)]
    return [node.value for node in numbers if id(node) not in wrapped | powers]


def functions_of(registry):
    for entry in registry.values():
        for kind in ("function", "derivative_function", "joint_value", "joint_gradient"):
            if getattr(entry, kind, None) is not None:
                yield entry, kind, getattr(entry, kind)
        for slope in getattr(entry, "slopes", {}).values():
            yield entry, "slope", slope


ALL = [(entry, kind, f) for registry in (activations, losses) for entry, kind, f in functions_of(registry)]


def test_sigmoid_is_written_in_the_type_of_the_network():
    ported = transpile(activations["sigmoid"].function, "f")
    assert ported.text.startswith("def f(z):")
    (helper,) = ported.helpers.values()
    assert "T(1.0) / (T(1.0) + e) if z >= T(0.0)" in helper


@pytest.mark.parametrize(("entry", "kind", "function"), ALL, ids=[f"{e.name}-{k}" for e, k, _ in ALL])
def test_every_function_of_the_catalogue_is_portable_and_widens_no_number(entry, kind, function):
    text = transpile(function, "f", row=entry.shape == "row").text
    numbers = unwrapped_numbers(text)
    if entry.shape == "element":
        assert not numbers
    else:
        assert all(isinstance(number, int) for number in numbers)  # they index and count


@pytest.mark.parametrize("name", sorted(set(optimizers) - {"lbfgs"}))
def test_every_optimizer_is_portable_and_leaves_nothing_that_does_not_vary_in_its_loop(name):
    entry = optimizers[name]
    ported = transpile(entry.function, "f", hoist=frozenset({"eta", "t", *entry.constants}))
    assert not unwrapped_numbers(ported.text)
    left = {node.id for node in ast.walk(ast.parse(ported.text)) if isinstance(node, ast.Name)}
    assert not left & {"eta", "t", *entry.constants}
    assert "T(" not in "".join(ported.invariants)  # they are computed once a step, in float64


def test_adam_takes_the_corrections_of_its_bias_out_of_the_loop():
    entry = optimizers["adam"]
    ported = transpile(entry.function, "f", hoist=frozenset({"eta", "t", *entry.constants}))
    assert "1 - beta1 ** t" in ported.invariants
    assert "1 - beta2 ** t" in ported.invariants
    assert "**" not in ported.text


def test_a_whole_power_stays_a_product_and_another_becomes_a_power_of_the_type():
    def squared(z):
        return z**2 + z**0.5 + (z - 1) ** 3

    text = transpile(squared, "f").text
    assert "z ** 2" in text
    assert "z ** T(0.5)" in text
    assert "(z - T(1.0)) ** 3" in text


def test_constants_of_the_module_of_math_and_of_the_closure_are_written_out():
    inner = 0.25

    def mine(z):
        return min(z, LIMIT) * math.pi + inner + math.inf

    text = transpile(mine, "f").text
    assert "T(3.5)" in text
    assert f"T({math.pi!r})" in text
    assert "T(0.25)" in text
    assert "T(math.inf)" in text


def test_annotations_defaults_docstrings_and_decorators_are_left_behind():
    def mine(z: float, scale: float = 2.0) -> float:
        """Say what it does."""
        return z * scale

    assert transpile(mine, "g").text == "def g(z, scale):\n    return z * scale"


def a_helper(z):
    return z


def calls_a_helper(z):
    return a_helper(z)


def uses_a_list(z):
    return [z][0] + np.float64(1)


def takes_many(*z):
    return z[0]


def hides_the_type(z, T=1.0):
    return z * T


@pytest.mark.parametrize(
    "function", [uses_a_list, takes_many, hides_the_type, math.sin, lambda z: z], ids=lambda f: f.__name__
)
def test_what_cannot_stand_by_itself_is_not_ported(function):
    with pytest.raises(NotPortableError):
        transpile(function, "f")


def test_an_invariant_that_varies_is_not_taken_out_of_the_loop():
    def mine(w, g, eta, t):
        eta = eta * 2
        return w - (eta + 1) * g

    with pytest.raises(NotPortableError):
        transpile(mine, "f", hoist=frozenset({"eta", "t"}))


def test_equal_invariants_are_computed_once():
    def mine(w, g, eta, t, beta=0.5):
        return w - (1 - beta) * g + (1 - beta) * eta

    assert len(transpile(mine, "f", hoist=frozenset({"eta", "t", "beta"})).invariants) == 2


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_everything_an_engine_hands_out_has_its_dtype(dtype):
    architecture = Architecture.dense((3,), "gelu", output="sigmoid", loss="focal").resolve(inputs=2, outputs=1)
    engine = Engine(architecture, dtype, rows=4)
    theta = np.full(engine.layout.size, 0.1, dtype)
    outputs, _ = engine.evaluate(theta, np.ones((4, 2), dtype))
    _, g = engine.gradient(theta, np.ones((4, 2), dtype), np.ones((4, 1), dtype))
    assert outputs.dtype == g.dtype == dtype


def test_the_functions_that_it_calls_are_ported_with_it():
    ported = transpile(calls_a_helper, "f")
    ((name, text),) = ported.helpers.items()
    assert f"return {name}(z)" in ported.text
    assert text.startswith(f"def {name}(")
