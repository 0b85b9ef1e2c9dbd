"""Derived columns: expressions agree with NumPy, refuse everything else, and never run Python."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnplay.data import load
from nnplay.data.expressions import MAX_DEPTH, parse_expression
from nnplay.errors import DataError

COLUMNS = {
    "x": np.array([1.0, 2.0, 3.0]),
    "y": np.array([0.5, -1.0, 4.0]),
    "sepal length (cm)": np.array([5.0, 6.0, 7.0]),
    "größe": np.array([1.0, 4.0, 9.0]),
    "exp": np.array([2.0, 2.0, 2.0]),
}
X, Y = COLUMNS["x"], COLUMNS["y"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x^2", X**2),
        ("x**2", X**2),
        ("x²", X**2),
        ("x³*y", X**3 * Y),
        ("x·y", X * Y),
        ("x × y", X * Y),
        ("x*y + 1", X * Y + 1),
        ("x - y - 1", X - Y - 1),
        ("x/y/2", X / Y / 2),
        ("-x^2", -(X**2)),
        ("x^-1", 1 / X),
        ("2^x^2", 2 ** (X**2)),
        ("2^x²", 2 ** (X**2)),
        ("(x + y)*2", (X + Y) * 2),
        ("--x", X),
        ("+x", X),
        (".5e1*x", 5 * X),
        ("sin(x1)".replace("x1", "x"), np.sin(X)),
        ("log(x) + sqrt(abs(y))", np.log(X) + np.sqrt(np.abs(Y))),
        ("tanh(exp(cos(tan(x))))", np.tanh(np.exp(np.cos(np.tan(X))))),
        ("`sepal length (cm)`^2", COLUMNS["sepal length (cm)"] ** 2),
        ('"sepal length (cm)" / x', COLUMNS["sepal length (cm)"] / X),
        ("'sepal length (cm)' - x", COLUMNS["sepal length (cm)"] - X),
        ("sqrt(größe)", np.sqrt(COLUMNS["größe"])),
        ("exp(exp)", np.exp(COLUMNS["exp"])),
        ("  x  ", X),
        ("x - −1", X + 1),
        ("x⋅2", 2 * X),
        ("|y| + √x", np.abs(Y) + np.sqrt(X)),
        ("ln(x) + log1p(x)", np.log(X) + np.log1p(X)),
        ("sign(y)*expm1(x)", np.sign(Y) * np.expm1(X)),
        ("max(x, y, 2) - min(x, y)", np.maximum(np.maximum(X, Y), 2) - np.minimum(X, Y)),
        ("x if y > 0 else -x", np.where(Y > 0, X, -X)),
        ("where(not (y > 0) or x >= 3, 1, x)", np.where(~(Y > 0) | (X >= 3), 1, X)),
        ("where(1 < x < 3 and y != 4, x, 0)", np.where((X > 1) & (X < 3) & (Y != 4), X, 0)),
        ("2*pi*x + e", 2 * np.pi * X + np.e),
        ("e^x", np.exp(X)),
    ],
)
def test_an_expression_has_the_values_of_numpy(text, value):
    np.testing.assert_allclose(parse_expression(text, COLUMNS)(COLUMNS), value, rtol=1e-15)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("if + 1", 2.0),
        ("e^2", 9.0),
        ("pi*2", 8.0),
        ("not - or", -1.0),
        ("`if` if if > 0 else 0", 1.0),
        ("sin(e)", np.sin(3)),
    ],
)
def test_a_column_goes_before_a_keyword_and_before_a_constant(text, value):
    columns = {"if": np.ones(2), "e": np.full(2, 3.0), "pi": np.full(2, 4.0), "not": np.zeros(2), "or": np.ones(2)}
    np.testing.assert_array_equal(parse_expression(text, columns)(columns), np.full(2, value))


@pytest.mark.parametrize("text", ["x + 1/0", "x^200", "1e999*x", "exp(1000)*x", "log(-1) + x"])
def test_numbers_without_a_finite_value_are_computed_by_ieee_arithmetic(text):
    parse_expression(text, COLUMNS)(COLUMNS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x +", "a number or a column is missing at position 4"),
        ("x y", "unexpected 'y' at position 3"),
        ("2x", "unexpected 'x' at position 2"),
        ("(x", "'\\)' is missing at position 3"),
        ("x)", "unexpected '\\)' at position 2"),
        ("", "missing at position 1"),
        ("3 + 4", "uses no column"),
        ("z + 1", "unknown column 'z' at position 1"),
        ("grösse + 1", "did you mean 'größe'"),
        ("sine(x)", "unknown function 'sine' at position 1.*: the functions are sin"),
        ("x @ y", "cannot read '@' at position 3"),
        ("x = 1", "cannot read '='"),
        ("x.real", "cannot read '.'"),
        ("x[0]", "cannot read '\\['"),
        ("__import__('os').system('true')", "cannot read '.'"),
        ("__import__('x')", "unknown function '__import__' at position 1"),
        ("lambda: x", "cannot read ':'"),
        ("eval('x')", "unknown function 'eval'"),
        ("sin x", "unknown column 'sin'"),
        ("erf(x)", "unknown function 'erf'"),
        ("max(x)", "'max' takes two or more arguments, not 1"),
        ("x if y else 1", "a comparison such as x > 0 is missing"),
        ("`x", "cannot read '`'"),
        ("x" + "+x" * 300, "longer than 500 characters"),
        ("(" * 200 + "x" + ")" * 200, f"more than {MAX_DEPTH} levels"),
        ("-" * 400 + "x", f"more than {MAX_DEPTH} levels"),
        ("x" + "^x" * 200, f"more than {MAX_DEPTH} levels"),
    ],
)
def test_a_mistake_is_reported_with_its_position(text, message):
    with pytest.raises(DataError, match=f"(?i){message}"):
        parse_expression(text, COLUMNS)


def test_a_long_flat_expression_is_allowed():
    np.testing.assert_allclose(parse_expression("+".join("x" * 240), COLUMNS)(COLUMNS), 240 * X)


def trees():
    leaves = st.sampled_from(["x", "y", "2", "0.5"])
    return st.recursive(
        leaves,
        lambda inner: (
            st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
            | st.tuples(st.sampled_from(["sin", "cos", "exp", "tanh", "abs"]), inner).map(lambda t: f"{t[0]}({t[1]})")
            | inner.map(lambda t: f"-{t}")
        ),
        max_leaves=8,
    )


@given(tree=trees())
def test_random_expressions_agree_with_numpy(tree):
    text = f"x + {tree}"
    with np.errstate(all="ignore"):
        names = {"x": X, "y": Y} | {name: getattr(np, name) for name in ("sin", "cos", "exp", "tanh", "abs")}
        expected = eval(text, {}, names)  # only here: the test's own text, as the independent reading
    np.testing.assert_array_equal(parse_expression(text, COLUMNS)(COLUMNS), np.broadcast_to(expected, 3))


@given(text=st.text(st.sampled_from(list("xy0.²^*()+-/`'e sin")), max_size=25))
def test_any_text_is_an_expression_or_a_one_line_error(text):
    problem = ""
    try:
        parse_expression(text, COLUMNS)(COLUMNS)
    except DataError as caught:
        problem = str(caught)
    assert "\n" not in problem


HOUSES = {"rooms": [1, 2, 3], "age": [1, 0, 4], "city": ["a", "b", "a"], "price": [1.5, 2.5, 3.5]}


def test_derived_features_stand_beside_columns_and_require_their_raw_columns():
    data = load(HOUSES, features=["rooms", "age²", "log(rooms)"])
    assert data.feature_names == ("rooms", "age²", "log(rooms)")
    assert data.expressions == ("age²", "log(rooms)")
    assert tuple(column.name for column in data.raw) == ("rooms", "age")
    assert data.features[1].values.tolist() == [1, 0, 16]


def test_a_column_whose_name_looks_like_an_expression_is_the_column():
    assert load({"a/b": [1, 2], "a": [3, 4], "b": [1, 1], "y": [1, 2]}, features=["a/b"]).features[0].values[0] == 1


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [
        ("rooms/age", "row 2: the expression 'rooms/age' gives no finite number for rooms = 2, age = 0"),
        ("log(age - 1)", "row 1: the expression"),
        ("exp(rooms*1000)", "row 1: the expression"),
        ("city*2", "needs numbers, but 'city' holds categories"),
        ("price*2", "would give the answer away"),
        ("roms*2", "did you mean 'rooms'"),
    ],
)
def test_an_expression_that_cannot_be_computed_names_row_and_expression(formula, sentence):
    with pytest.raises(DataError, match=sentence.replace("(", "\\(")):
        load(HOUSES, features=[formula])


def test_a_missing_cell_makes_the_derived_cell_missing():
    data = load({"a": [1.0, None, 3.0], "y": [1, 2, 3]}, features=["a^2"], missing="impute")
    assert data.features[0].missing.tolist() == [False, True, False]
