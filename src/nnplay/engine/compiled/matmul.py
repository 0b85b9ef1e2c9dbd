"""Matrix products: plain loops for small matrices, BLAS by its address for others.

Narrow ones are computed by narrow_product.py and large ones by blocked_product.py, where the processor has the vectors.

BLAS stores matrices by columns: the memory of our C (rows, columns) is its Cᵀ. So C = AB is computed as Cᵀ = BᵀAᵀ,
which swaps A and B and needs no transposition.

BLAS copies ("packs") large matrices so that its kernels read them in order, which pays only if each is read often. On
some processors OpenBLAS multiplies small matrices without packing. There, a product is split into such small ones,
which is up to a quarter faster for the few hundred rows of a batch.
"""

import ctypes
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from nnplay.engine.compiled.blocked_product import BLOCK_ROWS
from nnplay.engine.compiled.intrinsics import call, ptr, subroutine, subroutine_of_sums
from nnplay.engine.compiled.narrow_product import MAX_DEPTH, is_narrow, local_memory, narrow_product
from nnplay.engine.compiled.processor import VECTOR_BYTES
from nnplay.engine.compiled.product_choice import BLAS_FROM, BLOCKED_FROM
from nnplay.engine.compiled.thread_team import BLAS, BLOCKED, PACK, PARTS, RANK, THREADS, UNPACKED

SHALLOW = 24  # numbers of A in a row up to which a narrow product is not slower than BLAS
MIN_BLOCKED_COLUMNS = 16  # with fewer, BLAS is faster
MIN_VECTOR_COLUMNS = 4  # with fewer columns vectorization does not pay, and sums are computed one at a time
BLOCK_WIDTH, BLOCK_DEPTH = 128, 400  # of a block that BLAS does not pack
PLAIN, TRANSPOSED = np.int64(ord("N")), np.int64(ord("T"))  # plain ints would be compiled into a gemm of their own


@intrinsic
def _gemm(
    typing_context: Any, blas: Any, C: Any, form_a: Any, form_b: Any, m: Any, n: Any, k: Any, a: Any, lda: Any, b: Any,
    ldb: Any, beta: Any, c: Any, ldc: Any,
) -> Any:  # fmt: skip
    """C = A·B + beta·C with the arguments of BLAS; C only gives the dtype, and a, b, c are addresses."""
    number = ir.FloatType() if C.dtype == types.float32 else ir.DoubleType()

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        def by_reference(value: Any, kind: Any) -> Any:
            """The address of a value in memory, since BLAS takes all arguments by reference."""
            pointer = cgutils.alloca_once(builder, kind)
            builder.store(value, pointer)
            return builder.ptrtoint(pointer, ir.IntType(64))

        def integer(value: Any, bits: int) -> Any:
            return by_reference(builder.trunc(value, ir.IntType(bits)), ir.IntType(bits))

        blas, _, form_a, form_b, m, n, k, a, lda, b, ldb, beta, c, ldc = values
        one, factor = by_reference(ir.Constant(number, 1.0), number), by_reference(builder.sitofp(beta, number), number)
        sizes = [integer(value, 8 * ctypes.sizeof(ctypes.c_int)) for value in (m, n, k)]
        forms, strides = (integer(form_a, 8), integer(form_b, 8)), [integer(value, 32) for value in (lda, ldb, ldc)]
        arguments = [*forms, *sizes, one, a, strides[0], b, strides[1], factor, c, strides[2]]
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(64)] * len(arguments))
        builder.call(builder.inttoptr(blas, kind.as_pointer()), arguments)
        return context.get_dummy_value()

    return types.void(types.int64, C, *[types.int64] * 12), generate


@subroutine
def gemm(team, C, form_a, form_b, m, n, k, a, lda, b, ldb, c, ldc):
    """C (m, n) = A·B with the arguments of BLAS: by the blocked product, or by BLAS in parts that it does not pack."""
    if team[BLOCKED] != 0 and m * n * k >= BLOCKED_FROM and n >= BLOCK_ROWS and m >= MIN_BLOCKED_COLUMNS:
        nothing, one = np.int64(0), np.int64(1)
        left, right = (ldb, one) if form_b == PLAIN else (one, ldb), (lda, one) if form_a == PLAIN else (one, lda)
        call(team[BLOCKED], (b, *left, a, *right, c, ldc, n, m, k, nothing))
        return
    max_size, zero = team[UNPACKED], np.int64(0)
    if m * n * k <= max_size or max_size == 0 or form_a == TRANSPOSED:  # which gains nothing
        _gemm(team[BLAS], C, form_a, form_b, m, n, k, a, lda, b, ldb, zero, c, ldc)
        return
    size = np.int64(C.itemsize)
    width, pieces = min(m, BLOCK_WIDTH), (k + BLOCK_DEPTH - 1) // BLOCK_DEPTH
    depth = (k + pieces - 1) // pieces
    height = max(max_size // (width * depth) // 8 * 8, 1)
    next_row, next_column = (ldb, 1) if form_b == PLAIN else (1, ldb)
    for i in range(0, m, width):
        for l in range(0, k, depth):
            for j in range(0, n, height):
                _gemm(
                    team[BLAS], C, form_a, form_b, min(width, m - i), min(height, n - j), min(depth, k - l),
                    a + (i + l * lda) * size, lda, b + (j * next_row + l * next_column) * size, ldb,
                    np.int64(l > 0), c + (i + j * ldc) * size, ldc,
                )  # fmt: skip


@subroutine
def prefers_narrow(C, rows, inner, columns):
    """Whether `narrow_product` is at least as fast as BLAS for C = A @ B; both give the same bits for such a depth."""
    return is_narrow(C, columns) and (inner <= SHALLOW or rows * inner * columns < BLAS_FROM)


@subroutine
def product(team, A, B, C, first, last):
    """Columns `first` to `last` of C = A @ B."""
    rows, inner, columns, width = A.shape[0], A.shape[1], last - first, B.shape[1]
    if rows * inner * columns >= BLAS_FROM and not prefers_narrow(C, rows, inner, columns):
        gemm(team, C, PLAIN, PLAIN, columns, rows, inner, ptr(B, first), width, ptr(A, 0), inner, ptr(C, first), width)
        return
    if is_narrow(C, columns):
        narrow_product(A, 0, inner, 1, B, first, width, C, first, width, rows, columns, inner, B, 0)
        return
    start, stop = np.uint64(first), np.uint64(last)  # LLVM vectorizes loops over unsigned indices
    if columns < MIN_VECTOR_COLUMNS:
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


@subroutine
def product_left_transposed(team, A, B, C, first, last):
    """Rows `first` to `last` of C = Aᵀ @ B."""
    rows, inner, width, columns = last - first, A.shape[0], A.shape[1], B.shape[1]
    if rows * inner * columns >= BLAS_FROM:
        gemm(team, C, PLAIN, TRANSPOSED, columns, rows, inner, ptr(B, 0), columns, ptr(A, first), width,
              ptr(C, first * columns), columns)  # fmt: skip
        return
    if is_narrow(C, columns):
        narrow_product(A, first, 1, width, B, 0, columns, C, first * columns, columns, rows, columns, inner, B, 0)
        return
    start, stop = np.uint64(first), np.uint64(last)
    if columns < MIN_VECTOR_COLUMNS:
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


@subroutine_of_sums
def product_right_transposed(team, A, B, C, first, last):
    """Columns `first` to `last` of C = A @ Bᵀ."""
    rows, inner, columns, width = A.shape[0], A.shape[1], last - first, B.shape[0]
    if rows * inner * columns >= BLAS_FROM:
        gemm(team, C, TRANSPOSED, PLAIN, columns, rows, inner, ptr(B, first * inner), inner, ptr(A, 0), inner,
              ptr(C, first), width)  # fmt: skip
        return
    if is_narrow(C, columns) and inner <= MAX_DEPTH:
        rows_of_b, lanes = local_memory(C), VECTOR_BYTES // C.itemsize  # as columns
        for j in range(columns):
            for l in range(inner):
                rows_of_b[l * lanes + j] = B[first + j, l]
        narrow_product(A, 0, inner, 1, rows_of_b, 0, lanes, C, first, width, rows, columns, inner, B, 0)
        return
    for i in range(rows):
        for j in range(np.uint64(first), np.uint64(last)):
            total = C.dtype.type(0)
            for k in range(inner):
                total += A[i, k] * B[j, k]
            C[i, j] = total


@subroutine
def pack(team, b, b_row, b_column, columns, depth, panels):
    """Copy the thread's share of B (depth, columns) for `product_of_packed`. Matrices are given by their addresses."""
    for part in range(team[RANK], team[PARTS], team[THREADS]):
        call(team[PACK], (b, b_row, b_column, columns, depth, panels, part, team[PARTS]))


@subroutine
def product_of_packed(team, a, a_row, a_column, panels, c, c_row, rows, columns, depth):
    """C = A·B with a packed B, and the distances between A's rows and columns and between C's rows."""
    nothing, packed = np.int64(0), np.int64(1)
    call(team[BLOCKED], (a, a_row, a_column, panels, nothing, nothing, c, c_row, rows, columns, depth, packed))
