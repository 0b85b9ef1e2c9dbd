"""Small products whose rows fit into one vector, as in networks of a few neurons a layer.

A row of C grows in a register: C[i] = Σ A[i, l]·B[l], one vector of B times one number of A at a time. A few rows grow
together; where some are missing, the last one is computed in their place. Lanes that are not needed are masked, so that
one code serves any width.
"""

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from nnplay.engine.compiled.processor import HAS_VECTORS, VECTOR_BYTES
from nnplay.engine.compiled.vectors import Vectors, data, integer, memory_on_stack

ROWS = 4  # which grow together
MAX_DEPTH = 64  # of a product with a transpose, which is copied first
local_memory = memory_on_stack(MAX_DEPTH * VECTOR_BYTES)


@intrinsic
def is_narrow(typing_context: Any, C: Any, columns: Any) -> Any:
    """Whether so many columns of C fit into one vector."""
    lanes = VECTOR_BYTES // (C.dtype.bitwidth // 8) if HAS_VECTORS else 0

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.icmp_signed("<=", values[1], integer(lanes))

    return types.boolean(C, types.int64), generate


@intrinsic
def narrow_product(
    typing_context: Any, A: Any, a: Any, a_row: Any, a_column: Any, B: Any, b: Any, b_row: Any, C: Any, c: Any,
    c_row: Any, rows: Any, columns: Any, depth: Any, bias: Any, biases: Any,
) -> Any:  # fmt: skip
    """C = A·B + bias, with the number of biases, 0 for none.

    The matrices begin at the elements a, b and c; the others are distances between rows or columns.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        A, a, a_row, a_column, B, b, b_row, C, c, c_row, rows, columns, depth, bias, biases = values
        A, B, C = (data(context, builder, signature.args[k], values[k]) for k in (0, 4, 7))
        vectors = Vectors(builder, signature.args[0].dtype)
        mask = vectors.first(columns)
        bias = data(context, builder, signature.args[13], bias)
        terms = vectors.load_some(bias, integer(0), vectors.first(biases))
        totals = [cgutils.alloca_once(builder, vectors.kind) for _ in range(ROWS)]
        last = builder.sub(rows, integer(1))
        groups = builder.sdiv(builder.add(rows, integer(ROWS - 1)), integer(ROWS))
        with cgutils.for_range(builder, groups) as group:
            start = builder.mul(group.index, integer(ROWS))
            indices = [builder.add(start, integer(k)) for k in range(ROWS)]
            indices = [builder.select(builder.icmp_signed("<", index, last), index, last) for index in indices]
            a_places = [builder.add(a, builder.mul(index, a_row)) for index in indices]
            for total in totals:
                builder.store(vectors.zero, total)
            with cgutils.for_range(builder, depth) as loop:
                right = vectors.load_some(B, builder.add(b, builder.mul(loop.index, b_row)), mask)
                across = builder.mul(loop.index, a_column)
                for place, total in zip(a_places, totals, strict=True):
                    left = vectors.repeat(vectors.load(A, builder.add(place, across), vectors.number))
                    builder.store(vectors.multiply_add(left, right, builder.load(total)), total)
            for index, total in zip(indices, totals, strict=True):
                c_place = builder.add(c, builder.mul(index, c_row))
                vectors.store_some(builder.fadd(builder.load(total), terms), C, c_place, mask)
        return context.get_dummy_value()

    n = types.int64
    return types.void(A, n, n, n, B, n, n, C, n, n, n, n, n, bias, n), generate
