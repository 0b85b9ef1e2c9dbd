"""Evaluation of expression trees over arrays: the same values as the compiled scalar functions, memory is freed."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnplay.catalog.formulas.codegen import compile_function
from nnplay.catalog.formulas.parser import parse
from nnplay.utils.expressions.evaluation import OPERATIONS, evaluate
from nnplay.utils.expressions.language import FUNCTIONS
from nnplay.utils.expressions.tree import BUILDERS, CONDITIONS, UNARY_FUNCTIONS

X = np.array([-800.0, -3.5, -1.0, -0.0, 0.0, 0.3, 1.0, 2.5, 40.0, 800.0, np.inf, -np.inf, np.nan])
UNARY = [name for name, (minimum, _) in FUNCTIONS.items() if minimum == 1]


def test_every_operation_of_a_tree_can_be_evaluated():
    assert set(OPERATIONS) >= {*BUILDERS, *UNARY_FUNCTIONS, *CONDITIONS, "min", "max"}


@pytest.mark.parametrize(
    "text", [*(f"{name}(x)" for name in UNARY), "x if x > 0 else -x", "x^3/(1 + |x|)", "max(x, 1) - min(x, 2, 3)"]
)
def test_arrays_have_the_values_of_the_compiled_function(text):
    tree = parse(text).tree
    expected = [compile_function(tree, ["x"], {})(x) for x in X.tolist()]
    finite = np.isfinite(expected) & np.isfinite(X)
    np.testing.assert_allclose(evaluate(tree, {"x": X})[finite], np.array(expected)[finite], rtol=1e-12, atol=1e-300)


@given(st.lists(st.sampled_from(["x*x", "(x+1)", "sin(x)", "x"]), min_size=1, max_size=12))
def test_shared_parts_are_computed_once_and_still_there_when_needed(parts):
    text = " + ".join(parts) + " - " + " - ".join(parts)
    values = {"x": np.array([0.5, 2.0])}
    assert evaluate(parse(text).tree, values) == pytest.approx(
        eval(text, {"sin": np.sin, **values}),
        abs=1e-12,  # only here: the test's own text
    )
    assert values["x"].tolist() == [0.5, 2.0]
