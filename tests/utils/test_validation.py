"""What was given is taken when it fits, and else called by its name in one sentence."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnplay.errors import NNPlayError
from nnplay.utils.validation import check_int, check_positive, check_type


@given(st.integers(), st.integers(0, 100), st.none() | st.integers(100, 10_000))
def test_a_whole_number_is_taken_where_it_may_be(value, least, most):
    if value >= least and (most is None or value <= most):
        assert check_int(value, "k", least, most) == value
    else:
        with pytest.raises(NNPlayError, match=r"^k must be a whole number (of at least|from) [\d,]+"):
            check_int(value, "k", least, most)


def test_numbers_of_numpy_are_numbers():
    taken = check_int(np.int8(3), "k"), check_positive(np.float32(0.5), "x"), check_positive(np.int64(2), "x")
    assert taken == (3, 0.5, 2.0)
    assert list(map(type, taken)) == [int, float, float]
    assert check_positive(Fraction(1, 2), "x") == 0.5


@pytest.mark.parametrize("value", [None, True, 1.0, "1", b"1", [], math.nan, 1j, int, np.array([1, 2]), object()])
def test_what_is_no_whole_number(value):
    with pytest.raises(NNPlayError, match=r"^k must be a whole number of at least 0, not "):
        check_int(value, "k", 0)


@pytest.mark.parametrize("value", [None, True, 0, -1, "1", b"1", [], math.nan, math.inf, 10**400, 1j, np.array([1, 2])])
def test_what_is_no_number_above_0(value):
    with pytest.raises(NNPlayError, match=r"^x must be a number above 0, not "):
        check_positive(value, "x")


def test_an_instance_of_a_class():
    assert check_type([], list, "it") == []
    for value, kind, told in (
        (3, list, "a list, not 3"),
        ("x", int, "an int, not 'x'"),
        ("\x1b", dict, r"not '\\x1b'"),
    ):
        with pytest.raises(NNPlayError, match=told):
            check_type(value, kind, "it")
    with pytest.raises(NNPlayError) as caught:
        check_type("x" * 10_000, int, "it")
    assert len(str(caught.value)) < 200
