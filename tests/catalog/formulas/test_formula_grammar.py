"""Reading formulas: what they mean beside Python's own reading, and that nothing else can be said."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnplay.catalog.formulas.codegen import value_of
from nnplay.catalog.formulas.derivative import derivative
from nnplay.catalog.formulas.formula import Formula
from nnplay.catalog.formulas.parser import MAX_LENGTH, parse
from nnplay.catalog.formulas.printer import to_text
from nnplay.catalog.formulas.stabilize import stabilize
from nnplay.catalog.formulas.sympy_simplify import simplify
from nnplay.errors import NNPlayError
from nnplay.utils.expressions.tree import names

numbers = st.sampled_from(["1", "2", "0.5", "3", "1.25", ".75", "2e-1", "x", "b", "x", "b"])
texts = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        inner.map(lambda t: f"({t})"),
        inner.map(lambda t: f"-{t}"),
        st.tuples(st.sampled_from(["sin", "arctan", "tanh", "abs", "exp"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        inner.map(lambda t: f"({t})**2"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        st.tuples(inner, st.sampled_from(["<", ">="]),
        inner, inner).map(lambda t: f"({t[0]} if {t[0]} {t[1]} {t[2]} else {t[3]})"),
    ),
    max_leaves=8,
)  # fmt: skip
PYTHON = {
    "sin": math.sin, "arctan": math.atan, "tanh": math.tanh, "abs": abs, "exp": math.exp, "max": max,
    "x": 0.7, "b": -1.3,
}  # fmt: skip


def by_python(text):
    """What Python takes a text of ours for; None where it raises."""
    try:
        value = eval(text, {}, PYTHON)
    except ArithmeticError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e12 else None


@given(texts)
def test_a_formula_means_what_python_takes_it_for(text):
    expected = by_python(text)
    try:
        tree = parse(text).tree
    except NNPlayError:
        return  # too large, or a number that is none, such as 1/0
    if expected is not None:
        for same in (tree, stabilize(tree), parse(to_text(tree)).tree):
            assert value_of(same, x=0.7, b=-1.3) == pytest.approx(expected, rel=1e-9, abs=1e-9), to_text(same)


@given(texts)
def test_a_simplified_derivative_has_the_values_of_the_plain_one_and_is_quick(text):
    try:
        tree = parse(text).tree
    except NNPlayError:
        return
    plain = derivative(tree, "x")
    began = time.monotonic()
    tidy = simplify(plain)
    assert time.monotonic() - began < 5
    for x in (0.7, -1.1):
        a, b = value_of(plain, x=x, b=-1.3), value_of(tidy, x=x, b=-1.3)
        if math.isfinite(a) and abs(a) < 1e9:
            assert b == pytest.approx(a, rel=1e-6, abs=1e-6), to_text(tidy)


@given(st.one_of(st.text(max_size=60), st.text("()xyb+-*/^.,|<>=0123456789 e\n\x00ŷσα²√", max_size=80)))
def test_any_text_is_a_formula_or_one_sentence_at_once(text):
    began = time.monotonic()
    try:
        found = Formula.of(text)
    except NNPlayError as error:
        said = str(error)
        assert "\n" not in said
        assert "\x1b" not in said
        assert "\x00" not in said
        assert said.endswith(".")
        assert len(said) < 500
    else:
        assert isinstance(found.slope, type(lambda: 0))
    assert time.monotonic() - began < 2


ATTACKS = [
    "__import__('os').system('x')", "x.__class__", "().__class__.__bases__", "x.real", "lambda: x", "lambda x: x",
    "[x for x in (1,2)]", "{x: 1}", "f'{x}'", 'f"{x}"', "(x := 3)", "x; import os", "x\nimport os", "x if 1 else 2",
    "print(x)", "eval('x')", "exec('x')", "open('x')", "getattr(x, 'y')", "x[0]", "x @ x", "x // 2", "x % 2", "x << 3",
    "x & 1", "~x", "1j", "0x10", "1_000", "'x'", '"x"', "b'x'", "...", "None", "True + x", "await x", "yield x",
    "*x", "**x",
    "globals()", "x,", "(x, x)", "sigmoid(x, 2)", "where(x, 1, 2)", "where(x > 0, 1)", "max(x)", "exp", "exp + 1",
    "x = 3",
    "x == 3", "x > 0", "x!", "x\\", "#x", "x # y", "x\x00", "\x00", "\x1b[31mx", "х", "ｘ", "𝑥", "x\u200b", "x\u202e",
    "ⅹ",
    "9**9**9**9", "9**99**99", "x**1000", "1e999", "1e400*x", "10**100", "exp(1000)", "log(-1)", "log(0)", "1/0",
    "0/0*x",
    "2x", "x2(3)", "x(2)", "3(x)", "e(2)", "pi(x)", "x x", "x 2", "((x)", "(x))", "|x", "x|", "", "   ", "+", "()",
    "x +",
    "x + z", "x*y", "y*2", "x*y_hat", "T"*40, "x.", "1..2", "1.e", "if", "else", "x if", "x if x > 0", "x and x",
    "not x",
    "<img src=x onerror=alert(1)>", "x' or 1=1 --", "../../etc/passwd", "x" * (MAX_LENGTH + 1),
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_what_is_no_formula_is_refused_in_one_sentence(text):
    with pytest.raises(NNPlayError) as caught:
        Formula.of(text)
    said = str(caught.value)
    assert "\n" not in said
    assert said.isprintable()
    assert len(said) < 500
    assert said.endswith(".")


@pytest.mark.parametrize("inner", ["(" * 100_000, "(" * 200 + "x" + ")" * 200, "-" * 200 + "x",
"|" * 200, "√" * 200 + "x",
                                   "abs(" * 60 + "x" + ")" * 60, "x**" * 100 + "x", "x" + "+x" * 249, "x" + "^2" * 100,
                                   "where(x>0," * 31 + "x" + ",1)" * 31, "not " * 60 + "x",
                                   "1 if x>0 else " * 30 + "x"])  # fmt: skip
def test_deep_nesting_ends_in_a_sentence_and_at_once(inner):
    began = time.monotonic()
    with pytest.raises(NNPlayError):
        Formula.of(inner)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("text", [
    "+".join(["exp(x)"] * 39), "*".join(["sin(x)"] * 40), "x^x^x^x^x^x^x", "/".join(["(1+exp(x))"] * 30),
    "tanh(" * 25 + "x" + ")" * 25,
    "(x+1)**100/(x+2)**100", "(x+b+c+d)**64", "elu(" * 12 + "x" + ")" * 12, "max(" * 20 + "x" + ",1)" * 20,
    "(((x+1)^9+b)^9+c)^9", "sqrt(sqrt(sqrt(x^4+b)))^(1/7)", "gelu(gelu(gelu(gelu(x))))",
])  # fmt: skip
def test_large_formulas_are_differentiated_and_simplified_at_once(text):
    began = time.monotonic()
    try:
        found = Formula.of(text)
        assert found.derivative
        assert math.isfinite(found.slope(0.3, found(0.3), *found.constants.values()))
    except NNPlayError:
        pass
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(("text", "value"), [
    ("2^3^2", 512), ("-2^2", -4), ("2^-1", 0.5), ("2·3 − 1", 5), ("2×3", 6), ("|−3|", 3), ("||1|-3|", 2), ("√(9)",
    3), ("√9·2", 6),
    ("e^2", math.exp(2)), ("3²", 9), ("2³", 8), ("ln(e)", 1), ("π", math.pi), ("sgn(-2)", -1), ("min(3,1,2)", 1),
    ("1 if 2 > 1 else 5", 1),
    ("where(1 < 2 < 3, 7, 8)", 7), ("where(not (1 < 2), 7, 8)", 8), ("where(1 > 2 or 2 > 1 and 3 > 2, 7, 8)", 7),
    ("where((1 + 1)*2 > 3, 7, 8)", 7), ("where((1 > 2), 7, 8)", 8), ("8/2/2", 2), ("8-2-2", 4), ("2*3/4*2", 3),
    ("+3", 3),
])  # fmt: skip
def test_notations(text, value):
    assert value_of(parse(text).tree) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "place"),
    [("x + ", 4), ("x + * 2", 5), ("foo(x)", 1), ("x + foo(x)", 5), ("2 x", 3), ("exp(x", 6), ("x $ 2", 3)],
)
def test_a_mistake_is_told_with_its_place(text, place):
    with pytest.raises(NNPlayError, match=f"position {place} "):
        parse(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("σ(z)·z", "σ(z)·(z·(1 - σ(z)) + 1)"), ("x^3", "3*x^2"), ("α·x", "α"), ("ln(x)", "1/x"), ("z**2", "2*z"),
    ("-(y - ŷ)^2/2", "y - ŷ"), ("(y-yhat)**2", "-2*(y - yhat)"), ("where(x>0,x,λ*x)", "where(x > 0, 1, λ)"),
    ("max(0,x)", "where(x > 0, 1, 0)"),
    ("x/3", "1/3"), ("1/x", "-1/x**2"), ("x/(1+|x|)", "1/(abs(x) + 1)**2"),
])  # fmt: skip
def test_the_derivative_is_shown_in_the_notation_that_was_typed(text, expected):
    found = Formula.of(text).derivative
    if found != expected:  # another order of the same
        assert sorted(found.replace(" ", "")) == sorted(expected.replace(" ", ""))


def test_greek_letters_are_names_of_constants():
    found = Formula.of("β·x + λ", {"β": 2, "lam": 0.5})
    assert found.constants == {"beta": 2.0, "lam": 0.5}
    assert found(1.0) == 2.5


def test_names_never_reach_the_code():
    found = Formula.of("math*x + max_ + T + t0 + a + over + c_math")
    assert found(2.0) == 2 + 6
    assert names(found.parsed.tree)[0] == "math"
    assert np.isfinite(found.slope(2.0, 7.0, *[1.0] * 7))


@pytest.mark.parametrize("text", [
    "(tanh(where(b > b, b, 0.5/1e-3)))/(exp(7)*gelu(0.5*e))",
    "(0.3*(pi*0.04))*(x*e) + (pi*2)*(e*(3*x))", "log(cos(2))*x",
    "x*exp(-pi*e*2)",
    "log((sinh(b - b)*max(x + x, 2)))", "(sinh((x + x - b)^2))^-1", "square(arcsinh(e^b)/((pi*0.5)*3)^40)",
])  # fmt: skip
def test_numbers_with_names_and_constants_that_are_no_numbers(text):
    began = time.monotonic()
    found = Formula.of(text)
    again = parse(to_text(found.parsed.tree)).tree
    values = [value_of(tree, x=0.7, b=1.0) for tree in (found.parsed.tree, stabilize(found.parsed.tree), again)]
    assert values[1:] == pytest.approx([values[0]] * 2, rel=1e-9, nan_ok=True)
    assert found.derivative
    assert time.monotonic() - began < 5
