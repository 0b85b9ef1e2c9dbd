"""The product of large matrices, computed in blocks that stay in the processor's registers.

C is computed in blocks of a few rows and two or three vectors of columns. All numbers of a block are sums that grow in
registers while the loop in `add_products` goes along the depth: C[i, j] = Σ A[i, l]·B[l, j]. For each l it loads a row
of B's columns, in vectors, and single numbers of A, and multiplies each with each, so most of its instructions are
multiply-adds. See Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication".

The columns of B that belong to a block are first copied into a panel, where they lie close together, if its rows are
far apart or if B is a transpose. Panels are not deeper than the caches are large. A is read where it is, along a row or
a column.

Every number of C is summed in the order of l, wherever its block begins, so the results do not depend on how a product
is divided among threads.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from nnplay.engine.compiled.barrier import part_range
from nnplay.engine.compiled.intrinsics import UNBOUNDED, array_at, kernel, subroutine
from nnplay.engine.compiled.processor import VECTOR_BYTES
from nnplay.engine.compiled.vectors import Vectors, data, integer, memory_on_stack

DEPTH = 400  # of a panel, which then stays in the second-level cache
COPY_FROM = 2048  # bytes between rows of B from which it is copied, because such rows compete for few places in a cache


# The registers of the processor decide the size of a block: 32 of 64 bytes with AVX-512, 16 of 32 bytes with AVX2.
BLOCK_ROWS, VECTORS = (8, 2) if VECTOR_BYTES == 64 else (4, 3)
LOCAL_BYTES = VECTORS * VECTOR_BYTES * (DEPTH + BLOCK_ROWS)  # a panel and a block


local_memory = memory_on_stack(LOCAL_BYTES)


def _add_products(rows: int) -> Any:
    """The function that computes some rows of a block."""

    @intrinsic
    def add_products(
        typing_context: Any, A: Any, a: Any, a_row: Any, a_column: Any, B: Any, b: Any, b_row: Any, C: Any, c: Any,
        c_row: Any, depth: Any, add: Any,
    ) -> Any:  # fmt: skip
        """C = A·B, or C + A·B if `add`; `depth` is at least 1.

        The matrices begin at the elements a, b and c, and the others are distances between rows or columns.
        """

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add = values
            A, B, C = (data(context, builder, signature.args[k], values[k]) for k in (0, 4, 7))
            vectors = Vectors(builder, signature.args[0].dtype)
            offsets = [integer(j * vectors.lanes) for j in range(VECTORS)]
            left = [builder.mul(a_row, integer(i)) for i in range(rows)]
            tops = [builder.add(c, builder.mul(c_row, integer(i))) for i in range(rows)]
            cells = {(i, j): builder.add(tops[i], offsets[j]) for i in range(rows) for j in range(VECTORS)}
            sums = {cell: cgutils.alloca_once(builder, vectors.kind) for cell in cells}  # LLVM uses registers
            for place in sums.values():
                builder.store(ir.Constant(vectors.kind, [0.0] * vectors.lanes), place)
            with builder.if_then(builder.icmp_signed("!=", add, integer(0))):
                for cell, place in sums.items():
                    builder.store(vectors.load(C, cells[cell]), place)
            with cgutils.for_range(builder, depth) as loop:
                a_start = builder.add(a, builder.mul(loop.index, a_column))
                b_start = builder.add(b, builder.mul(loop.index, b_row))
                columns = [vectors.load(B, builder.add(b_start, offset)) for offset in offsets]
                for i in range(rows):
                    number = vectors.repeat(vectors.load(A, builder.add(a_start, left[i]), vectors.number))
                    for j in range(VECTORS):
                        total = vectors.multiply_add(number, columns[j], builder.load(sums[i, j]))
                        builder.store(total, sums[i, j])
            for cell, place in sums.items():
                vectors.store(builder.load(place), C, cells[cell])
            return context.get_dummy_value()

        n = types.int64
        return types.void(A, n, n, n, B, n, n, C, n, n, n, n), generate

    return add_products


add_block, add_row = _add_products(BLOCK_ROWS), _add_products(1)


@intrinsic
def copy_numbers(typing_context: Any, source: Any, start: Any, target: Any, target_start: Any, count: Any) -> Any:
    """Copy numbers that lie one after the other; if their count is a constant, LLVM uses vectors."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source, start, target, target_start, count = values
        source = builder.gep(data(context, builder, signature.args[0], source), [start])
        target = builder.gep(data(context, builder, signature.args[2], target), [target_start])
        cgutils.raw_memcpy(builder, target, source, count, signature.args[0].dtype.bitwidth // 8)
        return context.get_dummy_value()

    n = types.int64
    return types.void(source, n, target, n, n), generate


@intrinsic
def transpose_square(
    typing_context: Any, source: Any, start: Any, distance: Any, target: Any, target_start: Any, target_distance: Any
) -> Any:
    """Copy the transpose of a square with as many rows as a vector has numbers.

    If the rows of the upper half are interleaved with those of the lower half, like two halves of a deck of cards, and
    that is repeated as often as the number of rows can be halved, rows have become columns.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source, start, distance, target, target_start, target_distance = values
        source = data(context, builder, signature.args[0], source)
        target = data(context, builder, signature.args[3], target)
        vectors = Vectors(builder, signature.args[0].dtype)
        lanes, half = vectors.lanes, vectors.lanes // 2
        offsets = [builder.mul(distance, integer(i)) for i in range(lanes)]
        rows = [vectors.load(source, builder.add(start, offset)) for offset in offsets]
        lower = [lane for k in range(half) for lane in (k, lanes + k)]
        upper = [lane + half for lane in lower]
        for _ in range(lanes.bit_length() - 1):
            pairs = list(zip(rows[:half], rows[half:], strict=True))
            rows = [vectors.shuffle(first, second, part) for first, second in pairs for part in (lower, upper)]
        for i, row in enumerate(rows):
            offset = builder.mul(target_distance, integer(i))
            vectors.store(row, target, builder.add(target_start, offset))
        return context.get_dummy_value()

    n = types.int64
    return types.void(source, n, n, target, n, n), generate


# ── the loops around the blocks ─────────────────────────────────────────────────────────────────────────


@subroutine
def copy_panel(B, b, b_row, b_column, columns, depth, panel):
    """Copy columns of B into a panel (depth, width), and zeros beside them."""
    lanes = VECTOR_BYTES // B.itemsize
    width = VECTORS * lanes
    if b_column == 1 and columns == width:
        for l in range(depth):
            copy_numbers(B, b + l * b_row, panel, l * width, width)
        return
    wide, deep = (columns // lanes * lanes, depth // lanes * lanes) if b_row == 1 else (0, 0)
    for j in range(0, wide, lanes):
        for l in range(0, deep, lanes):
            transpose_square(B, b + j * b_column + l, b_column, panel, l * width + j, width)
    for j in range(width):
        for l in range(deep if j < wide else 0, depth):
            panel[l * width + j] = B[b + j * b_column + l * b_row] if j < columns else 0


@subroutine
def edge_block(A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, rows, columns, block):
    """A block of which only some rows and columns belong to C, computed beside it and copied."""
    width = VECTORS * VECTOR_BYTES // C.itemsize
    if add:
        for i in range(rows):
            for j in range(columns):
                block[i * width + j] = C[c + i * c_row + j]
    if rows == BLOCK_ROWS:
        add_block(A, a, a_row, a_column, B, b, b_row, block, 0, width, depth, add)
    else:
        for i in range(rows):
            add_row(A, a + i * a_row, a_row, a_column, B, b, b_row, block, i * width, width, depth, add)
    for i in range(rows):
        for j in range(columns):
            C[c + i * c_row + j] = block[i * width + j]


@kernel("T*, n, n, T*, n, n, T*, n, n, n, n")
def blocked_product(A, a_row, a_column, B, b_row, b_column, C, c_row, rows, columns, depth):
    """C = A·B, with the distances between rows and between columns; for B, one of the two must be 1."""
    A, B, C = array_at(A, (UNBOUNDED,)), array_at(B, (UNBOUNDED,)), array_at(C, (UNBOUNDED,))
    width, local = VECTORS * VECTOR_BYTES // C.itemsize, local_memory(C)
    panel, block = local[: DEPTH * width], local[DEPTH * width :]
    pieces = (depth + DEPTH - 1) // DEPTH
    for piece in range(pieces):
        first, last = part_range(depth, piece, pieces)
        inner, add = last - first, np.int64(piece > 0)
        for j in range(0, columns, width):
            right, b, distance, count = B, first * b_row + j * b_column, b_row, min(width, columns - j)
            if b_column != 1 or b_row * B.itemsize >= COPY_FROM or count < width:
                copy_panel(B, b, b_row, b_column, count, inner, panel)
                right, b, distance = panel, 0, width
            for i in range(0, rows, BLOCK_ROWS):
                a, c, height = i * a_row + first * a_column, i * c_row + j, min(BLOCK_ROWS, rows - i)
                if height == BLOCK_ROWS and count == width:
                    add_block(A, a, a_row, a_column, right, b, distance, C, c, c_row, inner, add)
                else:
                    edge_block(
                        A, a, a_row, a_column, right, b, distance, C, c, c_row, inner, add, height, count, block
                    )  # fmt: skip
