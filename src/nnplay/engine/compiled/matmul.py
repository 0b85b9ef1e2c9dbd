"""Products of matrices: plain loops for small ones, BLAS by its address for the others.

BLAS counts its matrices by columns: the memory of our C (rows, columns) is its Cᵀ, so C = AB is asked for as
Cᵀ = BᵀAᵀ, which swaps A and B and needs no transposing.

BLAS copies (packs) big matrices so that its kernels read them in order, which pays only when each is read often. On
some processors OpenBLAS multiplies small matrices where they are. There a product is cut into such small ones, which
is up to a quarter faster with the few hundred rows of a batch.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import get_cython_function_address, intrinsic

from nnplay.engine.compiled.intrinsics import JIT, SUMS, at
from nnplay.engine.compiled.thread_team import BLAS, UNPACKED, blas_libraries

BLAS_FROM = 1000  # multiply-adds from which a call of BLAS beats plain loops
NARROW = 4  # fewer columns than this are no use for vector lanes: one sum at a time
WIDTH, DEPTH = 128, 400  # of a block that is not packed
PLAIN, TRANSPOSED = ord("N"), ord("T")


@lru_cache(maxsize=2)
def blas_address(dtype: str) -> int:
    """The address of SciPy's sgemm or dgemm."""
    return int(get_cython_function_address("scipy.linalg.cython_blas", "sgemm" if dtype == "float32" else "dgemm"))


@lru_cache(maxsize=1)
def unpacked() -> int:
    """The most multiply-adds of a product that this machine's BLAS does without packing; 0 where that is not known."""
    known = any(
        library.internal_api == "openblas" and library.architecture in ("SkylakeX", "Cooperlake", "SapphireRapids")
        for library in blas_libraries()
    )
    return 1_000_000 if known else 0


@intrinsic
def _gemm(
    typing_context: Any, blas: Any, C: Any, form_a: Any, form_b: Any, m: Any, n: Any, k: Any, a: Any, lda: Any, b: Any,
    ldb: Any, beta: Any, c: Any, ldc: Any,
) -> Any:  # fmt: skip
    """C = A·B + beta·C in BLAS's own terms; `C` tells the type of the numbers, and a, b, c are addresses."""
    number = ir.FloatType() if C.dtype == types.float32 else ir.DoubleType()

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        def stored(value: Any, kind: Any) -> Any:
            """Every argument is passed as the address of a place in memory."""
            place = cgutils.alloca_once(builder, kind)
            builder.store(value, place)
            return builder.ptrtoint(place, ir.IntType(64))

        def whole(value: Any, bits: int) -> Any:
            return stored(builder.trunc(value, ir.IntType(bits)), ir.IntType(bits))

        blas, _, form_a, form_b, m, n, k, a, lda, b, ldb, beta, c, ldc = values
        one, factor = (stored(value, number) for value in (ir.Constant(number, 1.0), builder.sitofp(beta, number)))
        sizes = [whole(value, 8 * ctypes.sizeof(ctypes.c_int)) for value in (m, n, k)]
        arguments = [whole(form_a, 8), whole(form_b, 8), *sizes, one, a, whole(lda, 32), b, whole(ldb, 32), factor, c,
                     whole(ldc, 32)]  # fmt: skip
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(64)] * len(arguments))
        builder.call(builder.inttoptr(blas, kind.as_pointer()), arguments)
        return context.get_dummy_value()

    return types.void(types.int64, C, *[types.int64] * 12), generate


@njit(**JIT)
def gemm(team, C, form_a, form_b, m, n, k, a, lda, b, ldb, c, ldc):
    """C (m, n) = A·B in BLAS's own terms, in blocks small enough not to be packed where BLAS knows how to."""
    most, zero = team[UNPACKED], np.int64(0)
    if m * n * k <= most or most == 0 or form_a == TRANSPOSED:  # that form gains nothing
        _gemm(team[BLAS], C, form_a, form_b, m, n, k, a, lda, b, ldb, zero, c, ldc)
        return
    size = np.int64(C.itemsize)
    width, pieces = min(m, WIDTH), (k + DEPTH - 1) // DEPTH
    depth = (k + pieces - 1) // pieces
    height = max(most // (width * depth) // 8 * 8, 1)
    next_row, next_column = (ldb, 1) if form_b == PLAIN else (1, ldb)
    for i in range(0, m, width):
        for l in range(0, k, depth):
            for j in range(0, n, height):
                _gemm(
                    team[BLAS], C, form_a, form_b, min(width, m - i), min(height, n - j), min(depth, k - l),
                    a + (i + l * lda) * size, lda, b + (j * next_row + l * next_column) * size, ldb,
                    np.int64(l > 0), c + (i + j * ldc) * size, ldc,
                )  # fmt: skip


@njit(**JIT)
def product(team, A, B, C, first, last):
    """Columns `first` to `last` of C = A @ B; `team` knows BLAS."""
    rows, inner, columns, width = A.shape[0], A.shape[1], last - first, B.shape[1]
    if rows * inner * columns >= BLAS_FROM:
        gemm(team, C, PLAIN, PLAIN, columns, rows, inner, at(B, first), width, at(A, 0), inner, at(C, first), width)
        return
    start, stop = np.uint64(first), np.uint64(last)  # of an index that cannot be negative LLVM makes vectors
    if columns < NARROW:
        for i in range(rows):
            for j in range(start, stop):
                total = C.dtype.type(0)
                for k in range(inner):
                    total += A[i, k] * B[k, j]
                C[i, j] = total
        return
    for i in range(rows):
        for j in range(start, stop):
            C[i, j] = 0
    for k in range(inner):
        for i in range(rows):
            a = A[i, k]
            for j in range(start, stop):
                C[i, j] += a * B[k, j]


@njit(**JIT)
def product_left_transposed(team, A, B, C, first, last):
    """Rows `first` to `last` of C = Aᵀ @ B."""
    rows, inner, width, columns = last - first, A.shape[0], A.shape[1], B.shape[1]
    if rows * inner * columns >= BLAS_FROM:
        gemm(team, C, PLAIN, TRANSPOSED, columns, rows, inner, at(B, 0), columns, at(A, first), width,
              at(C, first * columns), columns)  # fmt: skip
        return
    start, stop = np.uint64(first), np.uint64(last)
    if columns < NARROW:
        for i in range(start, stop):
            for j in range(columns):
                total = C.dtype.type(0)
                for k in range(inner):
                    total += A[k, i] * B[k, j]
                C[i, j] = total
        return
    for i in range(start, stop):
        for j in range(columns):
            C[i, j] = 0
    for k in range(inner):
        for i in range(start, stop):
            a = A[k, i]
            for j in range(columns):
                C[i, j] += a * B[k, j]


@njit(**SUMS)
def product_right_transposed(team, A, B, C, first, last):
    """Columns `first` to `last` of C = A @ Bᵀ."""
    rows, inner, columns, width = A.shape[0], A.shape[1], last - first, B.shape[0]
    if rows * inner * columns >= BLAS_FROM:
        gemm(team, C, TRANSPOSED, PLAIN, columns, rows, inner, at(B, first * inner), inner, at(A, 0), inner,
              at(C, first), width)  # fmt: skip
        return
    for i in range(rows):
        for j in range(np.uint64(first), np.uint64(last)):
            total = C.dtype.type(0)
            for k in range(inner):
                total += A[i, k] * B[j, k]
            C[i, j] = total
