"""The matrix product of the module, in the seat of BLAS.

BLAS stores matrices by columns, so its C (m, n) is a C (n, m) by rows here, and A and B likewise. C is computed in
blocks of four rows and two vectors, which grow in registers; products with Aᵀ are dot products.
"""

import numpy as np
from llvmlite import ir
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic

from nnplay.engine.compiled.intrinsics import UNBOUNDED, kernel, subroutine, subroutine_of_sums
from nnplay.engine.compiled.matmul import TRANSPOSED

T = np.float32
LANES = 4  # numbers in a vector of WebAssembly


def _block(rows, vectors):
    """The function that computes a block of C of so many rows, and vectors of columns, in registers."""

    @intrinsic
    def block(typing_context, A, a, lda, B, b, next_row, next_column, C, c, ldc, depth):
        """C[j, i] += Σ_l B[j, l]·A[l, i]; a, b and c are where the block begins in each matrix."""

        def generate(context, builder, signature, values):
            A, a, lda, B, b, next_row, next_column, C, c, ldc, depth = values
            kind = ir.VectorType(ir.FloatType(), LANES)

            def place(matrix, index, kind):
                return builder.bitcast(builder.gep(matrix, [index]), kind.as_pointer())

            def repeat(number):
                lanes = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
                first = builder.insert_element(ir.Constant(kind, ir.Undefined), number, ir.Constant(ir.IntType(32), 0))
                return builder.shuffle_vector(first, ir.Constant(kind, ir.Undefined), lanes)

            def times(number, factor):
                return builder.mul(number, ir.Constant(ir.IntType(64), factor))

            steps = [ir.Constant(ir.IntType(64), v * LANES) for v in range(vectors)]
            cells = [
                place(C, builder.add(builder.add(c, times(ldc, j)), step), kind) for j in range(rows) for step in steps
            ]
            sums = [cgutils.alloca_once(builder, kind) for _ in cells]  # LLVM keeps them in registers
            for cell, total in zip(cells, sums, strict=True):
                builder.store(builder.load(cell, align=4), total)
            with cgutils.for_range(builder, depth) as loop:
                row, column = builder.mul(loop.index, lda), builder.mul(loop.index, next_column)
                start = builder.add(a, row)
                columns = [builder.load(place(A, builder.add(start, step), kind), align=4) for step in steps]
                for j in range(rows):
                    at = builder.add(builder.add(b, times(next_row, j)), column)
                    number = repeat(builder.load(builder.gep(B, [at])))
                    for v, each in enumerate(columns):
                        total = sums[j * vectors + v]
                        builder.store(builder.fadd(builder.load(total), builder.fmul(number, each)), total)
            for cell, total in zip(cells, sums, strict=True):
                builder.store(builder.load(total), cell, align=4)
            return context.get_dummy_value()

        n = types.int64
        return types.void(A, n, n, B, n, n, n, C, n, n, n), generate

    return block


block_4_2, block_4_1, block_1_2, block_1_1 = _block(4, 2), _block(4, 1), _block(1, 2), _block(1, 1)


@subroutine
def last_columns(A, B, C, first, m, row, rows, k, lda, ldc, next_row, next_column):
    """The columns from `first` on, which do not fill a vector, of some rows of C."""
    for j in range(row, row + rows):
        for i in range(first, m):
            total = C[j * ldc + i]
            for l in range(k):
                total += B[j * next_row + l * next_column] * A[l * lda + i]
            C[j * ldc + i] = total


@subroutine
def plain(A, B, C, m, n, k, lda, ldc, next_row, next_column):
    """C[j, i] += Σ_l B[j, l]·A[l, i], where B[j, l] is at j·`next_row` + l·`next_column`; so B may be a transpose."""
    j = np.int64(0)
    while j < n:
        b, i = j * next_row, np.int64(0)
        rows = np.int64(4 if j + 4 <= n else 1)
        while i + LANES <= m:
            c, wide = j * ldc + i, i + 2 * LANES <= m
            if rows == 4 and wide:
                block_4_2(A, i, lda, B, b, next_row, next_column, C, c, ldc, k)
            elif rows == 4:
                block_4_1(A, i, lda, B, b, next_row, next_column, C, c, ldc, k)
            elif wide:
                block_1_2(A, i, lda, B, b, next_row, next_column, C, c, ldc, k)
            else:
                block_1_1(A, i, lda, B, b, next_row, next_column, C, c, ldc, k)
            i += 2 * LANES if wide else LANES
        last_columns(A, B, C, i, m, j, rows, k, lda, ldc, next_row, next_column)
        j += rows


@subroutine_of_sums
def left_transposed(A, B, C, m, n, k, lda, ldb, ldc):
    """C[j, i] += Σ_l B[j, l]·A[i, l]: dot products, four at a time."""
    inner = np.uint64(k)
    for j in range(n):
        b, c = B[j * ldb :], C[j * ldc :]
        for i in range(0, m - 3, 4):
            a0, a1, a2, a3 = A[i * lda :], A[(i + 1) * lda :], A[(i + 2) * lda :], A[(i + 3) * lda :]
            s0, s1, s2, s3 = T(0), T(0), T(0), T(0)
            for l in range(inner):
                s0 += b[l] * a0[l]
                s1 += b[l] * a1[l]
                s2 += b[l] * a2[l]
                s3 += b[l] * a3[l]
            c[i] += s0
            c[i + 1] += s1
            c[i + 2] += s2
            c[i + 3] += s3
        for i in range(m - m % 4, m):
            a0, s0 = A[i * lda :], T(0)
            for l in range(inner):
                s0 += b[l] * a0[l]
            c[i] += s0


@intrinsic
def load(typing_context, dtype, address):
    """The number of this type at an address."""
    kind = dtype.dtype

    def generate(context, builder, signature, values):
        number = context.get_data_type(kind)
        return builder.load(builder.inttoptr(values[1], number.as_pointer()), typ=number)

    return kind(dtype, types.int64), generate


@intrinsic
def vector_at(typing_context, address):
    """The float32 numbers from an address on."""
    kind = types.CPointer(types.float32)

    def generate(context, builder, signature, values):
        return builder.inttoptr(values[0], ir.FloatType().as_pointer())

    return kind(types.int64), generate


@kernel("n, n, n, n, n, n, n, n, n, n, n, n, n")
def sgemm(form_a, form_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc):
    """C = A·B + beta·C, with the arguments of BLAS: each is the address of its value."""
    i8, i32, one = np.int8, np.int32, np.int64(1)
    columns, rows, inner = np.int64(load(i32, m)), np.int64(load(i32, n)), np.int64(load(i32, k))
    width_a, width_b, width_c = np.int64(load(i32, lda)), np.int64(load(i32, ldb)), np.int64(load(i32, ldc))
    A, B = carray(vector_at(a), (UNBOUNDED,)), carray(vector_at(b), (UNBOUNDED,))
    C = carray(vector_at(c), (UNBOUNDED,))
    if load(np.float32, beta) == 0:
        for j in range(rows):
            for i in range(columns):
                C[j * width_c + i] = 0
    if load(i8, form_a) == TRANSPOSED:
        left_transposed(A, B, C, columns, rows, inner, width_a, width_b, width_c)
    elif load(i8, form_b) == TRANSPOSED:
        plain(vector_at(a), vector_at(b), vector_at(c), columns, rows, inner, width_a, width_c, one, width_b)
    else:
        plain(vector_at(a), vector_at(b), vector_at(c), columns, rows, inner, width_a, width_c, width_b, one)
