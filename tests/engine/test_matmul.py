"""Products of matrices: by plain loops, by BLAS at once, and by BLAS in blocks."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numba import njit

from nnplay.engine.compiled.matmul import (
    blas_address,
    max_unpacked,
    product,
    product_left_transposed,
    product_right_transposed,
)
from nnplay.engine.compiled.thread_team import ThreadTeam, blas_libraries

SIZES = st.integers(1, 300)


@cache
def callable_from_python(subroutine):
    return njit(subroutine.py_func)


def run(function, team, A, B, C, first, last):
    callable_from_python(function)(team, A, B, C, first, last)


@settings(deadline=None, max_examples=40)
@given(SIZES, SIZES, SIZES, st.sampled_from([0, 3_000, 1_000_000]), st.sampled_from(["float32", "float64"]), st.data())
def test_products_are_numpys(rows, inner, columns, without_packing, dtype, data):
    context = ThreadTeam(1, 1, (blas_address(dtype), without_packing)).contexts[0]
    rng = np.random.default_rng(rows)
    A, B = rng.normal(size=(rows, inner)).astype(dtype), rng.normal(size=(inner, columns)).astype(dtype)
    exact = A.astype("f8") @ B.astype("f8")
    tolerance = {"atol": 1e-4 if dtype == "float32" else 1e-11}
    forms = [
        (product, A, B, columns, 1),
        (product_right_transposed, A, B.T.copy(), columns, 1),
        (product_left_transposed, A.T.copy(), B, rows, 0),
    ]
    for function, left, right, width, axis in forms:
        first = data.draw(st.integers(0, width))
        last = data.draw(st.integers(first, width))
        C = np.full((rows, columns), 7, dtype)
        run(function, context, left, right, C, first, last)
        expected = np.full((rows, columns), 7.0)
        part = (slice(None), slice(first, last)) if axis else (slice(first, last), slice(None))
        expected[part] = exact[part]
        np.testing.assert_allclose(C, expected, **tolerance)


def test_blocks_without_packing_are_only_for_processors_whose_blas_knows_them():
    names = {library.architecture for library in blas_libraries() if library.internal_api == "openblas"}
    assert (max_unpacked() > 0) == bool(names & {"SkylakeX", "Cooperlake", "SapphireRapids"})


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_deep_product_is_summed_over_all_its_blocks(dtype):
    A, B = np.ones((40, 2_000), dtype), np.ones((2_000, 130), dtype)
    C = np.empty((40, 130), dtype)
    run(product, ThreadTeam(1, 1, (blas_address(dtype), 100_000)).contexts[0], A, B, C, 0, 130)
    assert np.all(C == 2_000)
