"""Products of matrices: narrow ones, by plain loops, by BLAS at once and in parts, and in blocks in registers."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from numba import njit

from nnplay.engine.compiled.blas import blas_address
from nnplay.engine.compiled.blocked_product import BLOCK_ROWS, DEPTH, STRIP, TALL_ROWS
from nnplay.engine.compiled.intrinsics import call
from nnplay.engine.compiled.matmul import product, product_left_transposed, product_right_transposed
from nnplay.engine.compiled.product_choice import blocked_product_address, max_unpacked, pack_address
from nnplay.engine.compiled.thread_team import ThreadTeam, blas_libraries

SIZES = st.integers(1, 300)


@cache
def callable_from_python(subroutine):
    return njit(subroutine.py_func)


def run(function, team, A, B, C, first, last):
    callable_from_python(function)(team, A, B, C, first, last)


def context_of(dtype, *, without_packing=0, in_blocks=False):
    """The context of a thread that works alone, with BLAS and perhaps the blocked product."""
    blocks = (blocked_product_address(dtype), pack_address(dtype)) if in_blocks else (0, 0)
    settings = (blas_address(dtype), without_packing, *blocks)
    return ThreadTeam(1, 1, settings).contexts[0]


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(
    SIZES, SIZES, SIZES, st.sampled_from([0, 3_000, 1_000_000]), st.booleans(), st.sampled_from(["float32", "float64"]),
    st.data(),
)  # fmt: skip
def test_products_are_numpys(rows, inner, columns, without_packing, in_blocks, dtype, data):
    context = context_of(dtype, without_packing=without_packing, in_blocks=in_blocks)
    check_products(context, rows, inner, columns, dtype, data)


@pytest.mark.slow
@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.integers(1, 70), st.integers(1, 16), st.sampled_from(["float32", "float64"]), st.data())
def test_products_of_narrow_layers_are_numpys(rows, inner, columns, dtype, data):
    check_products(context_of(dtype), rows, inner, columns, dtype, data)


def check_products(context, rows, inner, columns, dtype, data):
    """Compare the three forms of a product with NumPy's, for some of its rows or columns; the others stay."""
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
    run(product, context_of(dtype, without_packing=100_000), A, B, C, 0, 130)
    assert np.all(C == 2_000)


# ── blocks in registers ─────────────────────────────────────────────────────────────────────────────────

needs_blocks = pytest.mark.skipif(not blocked_product_address("float32"), reason="a processor without these vectors")


@njit
def run_blocked(address, arguments):
    call(address, arguments)


def multiply(A, B, *, packed=False):
    """C = A·B by the blocked product; A and B are matrices or the transposes of matrices, by rows in memory."""
    strides = [np.int64(stride // A.itemsize) for each in (A, B) for stride in each.strides]
    C = np.full((len(A), B.shape[1]), np.nan, A.dtype)
    addresses = [np.int64(each.ctypes.data) for each in (A, B, C)]
    sizes = tuple(np.int64(each) for each in (C.shape[1], *C.shape, A.shape[1]))
    left, right = (addresses[0], *strides[:2]), (addresses[1], *strides[2:])
    if packed:
        panels = np.full((B.shape[0] + 31) * (B.shape[1] + 31), np.nan, B.dtype)
        copied = np.int64(panels.ctypes.data)
        for part in range(2):
            share = np.int64(B.shape[1]), np.int64(B.shape[0]), copied, np.int64(part), np.int64(2)
            run_blocked(pack_address(B.dtype.name), (*right, *share))
        right = copied, np.int64(0), np.int64(0)
    numbers = (*left, *right, addresses[2], *sizes, np.int64(packed))
    run_blocked(blocked_product_address(A.dtype.name), numbers)
    return C


@needs_blocks
@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 40), st.integers(1, 3 * DEPTH), st.integers(1, 100), st.booleans(), st.booleans(),
    st.sampled_from(["float32", "float64"]),
)  # fmt: skip
def test_blocked_products_of_any_shape_are_numpys(rows, depth, columns, left_transposed, right_transposed, dtype):
    rng = np.random.default_rng(depth)
    A, B = rng.normal(size=(rows, depth)).astype(dtype), rng.normal(size=(depth, columns)).astype(dtype)
    exact = A.astype("f8") @ B.astype("f8")
    A, B = (x.T.copy().T if flag else x for x, flag in ((A, left_transposed), (B, right_transposed)))
    np.testing.assert_allclose(multiply(A, B), exact, atol=1e-3 if dtype == "float32" else 1e-11)


@needs_blocks
@pytest.mark.parametrize("right_transposed", [False, True])
def test_a_blocked_product_writes_nothing_outside_of_its_result(right_transposed):
    rng = np.random.default_rng(0)
    for rows, depth, columns in ((13, 401, 45), (9, 17, 17), (8, 30, 33), (21, 3, 5)):
        memory = np.full((rows + 16, columns + 64), 7, np.float32)
        A, B = rng.normal(size=(rows, depth)).astype("f4"), rng.normal(size=(depth, columns)).astype("f4")
        strides = (1, depth) if right_transposed else (columns, 1)
        stored = B.T.copy() if right_transposed else B
        C = memory[8:, 32:]
        numbers = (
            A.ctypes.data,
            depth,
            1,
            stored.ctypes.data,
            *strides,
            C.ctypes.data,
            memory.shape[1],
            rows,
            columns,
            depth,
            0,
        )
        run_blocked(blocked_product_address("float32"), tuple(np.int64(each) for each in numbers))
        np.testing.assert_allclose(C[:rows, :columns], A.astype("f8") @ B, atol=1e-4)
        C[:rows, :columns] = 7
        assert np.all(memory == 7)


@needs_blocks
@pytest.mark.parametrize("transposed", [False, True])
def test_the_bits_of_a_blocked_product_do_not_depend_on_where_it_is_divided(transposed):
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(100, 900)).astype("f4"), rng.normal(size=(900, 1000)).astype("f4")
    B = B.T.copy().T if transposed else B
    whole = multiply(A, B)
    for row, column in ((BLOCK_ROWS, 64), (37, 501)):
        parts = [[multiply(A[i], B[:, j]) for j in (slice(column), slice(column, None))]
                 for i in (slice(row), slice(row, None))]  # fmt: skip
        np.testing.assert_array_equal(np.block(parts), whole)


@needs_blocks
@pytest.mark.parametrize("left_transposed", [False, True])
@pytest.mark.parametrize("right_transposed", [False, True])
def test_a_product_of_packed_matrices_has_the_same_bits(left_transposed, right_transposed):
    rng = np.random.default_rng(0)
    for rows, depth, columns in ((STRIP, DEPTH + 88, 300), (STRIP + 1, 30, 64), (5 * TALL_ROWS, 17, 45), (3, 1, 1)):
        A, B = rng.normal(size=(rows, depth)).astype("f4"), rng.normal(size=(depth, columns)).astype("f4")
        A, B = (x.T.copy().T if flag else x for x, flag in ((A, left_transposed), (B, right_transposed)))
        np.testing.assert_array_equal(multiply(A, B, packed=True), multiply(A, B))
