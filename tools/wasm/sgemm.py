"""The matrix product of the module, in the seat of BLAS: three loops, each for one way in which the engine multiplies.

BLAS stores matrices by columns, so its C (m, n) is a C (n, m) by rows here, and A and B likewise.
"""

import numpy as np
from llvmlite import ir
from numba import carray, types
from numba.extending import intrinsic

from nnplay.engine.compiled.intrinsics import UNBOUNDED, kernel, subroutine, subroutine_of_sums
from nnplay.engine.compiled.matmul import TRANSPOSED

T = np.float32


@subroutine
def plain(A, B, C, m, n, k, lda, ldb, ldc, next_row, next_column):
    """C[j, i] += Σ_l B[j, l]·A[l, i], four rows of C and four of A at a time.

    B[j, l] is at j·`next_row` + l·`next_column`, which also serves a transposed B.
    """
    columns = np.uint64(m)  # LLVM vectorizes loops over unsigned indices
    for j in range(0, n - 3, 4):
        c0, c1, c2, c3 = C[j * ldc :], C[(j + 1) * ldc :], C[(j + 2) * ldc :], C[(j + 3) * ldc :]
        b0, b1, b2, b3 = B[j * next_row :], B[(j + 1) * next_row :], B[(j + 2) * next_row :], B[(j + 3) * next_row :]
        for l in range(0, k - 3, 4):
            a0, a1, a2, a3 = A[l * lda :], A[(l + 1) * lda :], A[(l + 2) * lda :], A[(l + 3) * lda :]
            p0, p1, p2, p3 = l * next_column, (l + 1) * next_column, (l + 2) * next_column, (l + 3) * next_column
            b00, b01, b02, b03 = b0[p0], b0[p1], b0[p2], b0[p3]
            b10, b11, b12, b13 = b1[p0], b1[p1], b1[p2], b1[p3]
            b20, b21, b22, b23 = b2[p0], b2[p1], b2[p2], b2[p3]
            b30, b31, b32, b33 = b3[p0], b3[p1], b3[p2], b3[p3]
            for i in range(columns):
                x0, x1, x2, x3 = a0[i], a1[i], a2[i], a3[i]
                c0[i] += b00 * x0 + b01 * x1 + b02 * x2 + b03 * x3
                c1[i] += b10 * x0 + b11 * x1 + b12 * x2 + b13 * x3
                c2[i] += b20 * x0 + b21 * x1 + b22 * x2 + b23 * x3
                c3[i] += b30 * x0 + b31 * x1 + b32 * x2 + b33 * x3
        for l in range(k - k % 4, k):
            a0, p0 = A[l * lda :], l * next_column
            y0, y1, y2, y3 = b0[p0], b1[p0], b2[p0], b3[p0]
            for i in range(columns):
                c0[i] += y0 * a0[i]
                c1[i] += y1 * a0[i]
                c2[i] += y2 * a0[i]
                c3[i] += y3 * a0[i]
    for j in range(n - n % 4, n):
        c0 = C[j * ldc :]
        for l in range(k):
            a0, y0 = A[l * lda :], B[j * next_row + l * next_column]
            for i in range(columns):
                c0[i] += y0 * a0[i]


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
def sgemm(form_a, form_b, m, n, k, one, a, lda, b, ldb, beta, c, ldc):
    """C = A·B + beta·C, with the arguments of BLAS: each is the address of its value."""
    i8, i32 = np.int8, np.int32
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
        plain(A, B, C, columns, rows, inner, width_a, width_b, width_c, 1, width_b)
    else:
        plain(A, B, C, columns, rows, inner, width_a, width_b, width_c, width_b, 1)
