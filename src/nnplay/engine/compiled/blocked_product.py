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
from nnplay.engine.compiled.intrinsics import UNBOUNDED, array_at, ask_for_line, copy, kernel, ptr, subroutine
from nnplay.engine.compiled.processor import LINE_BYTES, VECTOR_BYTES
from nnplay.engine.compiled.product_choice import COPY_FROM
from nnplay.engine.compiled.vectors import Vectors, data, integer, memory_on_stack

DEPTH = 512  # of a panel, which then stays in the second-level cache


# The registers of the processor decide the size of a block: 32 of 64 bytes with AVX-512, 16 of 32 bytes with AVX2.
BLOCK_ROWS, VECTORS = (8, 2) if VECTOR_BYTES == 64 else (4, 3)
TALL_ROWS = 10 if VECTOR_BYTES == 64 else 4  # of a taller block: 50 rows are 10 + 5 × 8, with no rest
PIECE_BYTES = 16  # of a row of a matrix that is transposed
PACKED_ROWS = 8  # of B that are copied together into panels, so that they are read in the order of the memory
STRIP, STRIP_DISTANCE = 64, 80  # rows of C that a copy of A serves, and numbers between its rows, in different lines
local_panel = memory_on_stack(VECTORS * VECTOR_BYTES * DEPTH)
local_strip = memory_on_stack(8 * STRIP_DISTANCE * DEPTH)


def _tile(rows: int, count: int, *, edge: bool = False) -> Any:
    """The function that computes a block of some rows and vectors; at an edge of C, only a part of it is wanted."""

    @intrinsic
    def add_products(
        typing_context: Any, A: Any, a: Any, a_row: Any, a_column: Any, B: Any, b: Any, b_row: Any, C: Any, c: Any,
        c_row: Any, depth: Any, add: Any, height: Any, width: Any, ahead: Any, step: Any,
    ) -> Any:  # fmt: skip
        """C = A·B, or C + A·B if `add`; `depth` is at least 1.

        The matrices begin at the elements a, b and c, and the others are distances between rows or columns. At an edge,
        only `height` rows and `width` columns belong to C; the last of these rows is computed in place of the missing
        ones. Elsewhere, the cache lines from the address `ahead`, `step` bytes apart, are asked for on the way, because
        they are read next.
        """

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, height, width, ahead, step = values
            A, B, C = (data(context, builder, signature.args[k], values[k]) for k in (0, 4, 7))
            vectors = Vectors(builder, signature.args[0].dtype)
            offsets = [integer(j * vectors.lanes) for j in range(count)]
            masks = [vectors.first(builder.sub(width, offset)) for offset in offsets] if edge else []
            steps = [integer(i) for i in range(rows)]
            if edge:
                last = builder.sub(height, integer(1))
                steps = [builder.select(builder.icmp_signed("<", i, last), i, last) for i in steps]
            left = [builder.mul(a_row, i) for i in steps]
            tops = [builder.add(c, builder.mul(c_row, i)) for i in steps]
            cells = {(i, j): builder.add(tops[i], offsets[j]) for i in range(rows) for j in range(count)}
            sums = {cell: cgutils.alloca_once(builder, vectors.kind) for cell in cells}  # LLVM uses registers
            for place in sums.values():
                builder.store(vectors.zero, place)
            with builder.if_then(builder.icmp_signed("!=", add, integer(0))):
                for (i, j), place in sums.items():
                    cell = cells[i, j]
                    builder.store(vectors.load_some(C, cell, masks[j]) if edge else vectors.load(C, cell), place)
            with cgutils.for_range(builder, depth) as loop:
                a_start = builder.add(a, builder.mul(loop.index, a_column))
                b_start = builder.add(b, builder.mul(loop.index, b_row))
                columns = [vectors.load(B, builder.add(b_start, offset)) for offset in offsets]
                if not edge:
                    address = builder.add(ahead, builder.mul(loop.index, step))
                    ask_for_line(builder, builder.inttoptr(address, ir.IntType(8).as_pointer()))
                for i in range(rows):
                    number = vectors.repeat(vectors.load(A, builder.add(a_start, left[i]), vectors.number))
                    for j in range(count):
                        total = vectors.multiply_add(number, columns[j], builder.load(sums[i, j]))
                        builder.store(total, sums[i, j])
            for (i, j), place in sums.items():
                total = builder.load(place)
                if edge:
                    vectors.store_some(total, C, cells[i, j], masks[j])
                else:
                    vectors.store(total, C, cells[i, j])
            return context.get_dummy_value()

        n = types.int64
        return types.void(A, n, n, n, B, n, n, C, n, n, n, n, n, n, n, n), generate

    return add_products


HALF = BLOCK_ROWS // 2
tile, tall_tile = _tile(BLOCK_ROWS, VECTORS), _tile(TALL_ROWS, VECTORS)
edge_tile, narrow_tile = _tile(BLOCK_ROWS, VECTORS, edge=True), _tile(BLOCK_ROWS, 1, edge=True)
low_tile, low_narrow_tile = _tile(HALF, VECTORS, edge=True), _tile(HALF, 1, edge=True)


@intrinsic
def copy_row(typing_context: Any, source: Any, start: Any, target: Any, target_start: Any, width: Any) -> Any:
    """Copy the first `width` numbers of a row of a panel, and zeros after them."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        source, start, target, target_start, width = values
        source = data(context, builder, signature.args[0], source)
        target = data(context, builder, signature.args[2], target)
        vectors = Vectors(builder, signature.args[0].dtype)
        for offset in (integer(j * vectors.lanes) for j in range(VECTORS)):
            mask = vectors.first(builder.sub(width, offset))
            numbers = vectors.load_some(source, builder.add(start, offset), mask)
            vectors.store(numbers, target, builder.add(target_start, offset))
        return context.get_dummy_value()

    n = types.int64
    return types.void(source, n, target, n, n), generate


def _transposed_square(*, edge: bool) -> Any:
    """The function that copies the transpose of a square; at an edge of the matrix, only a part of it exists."""

    @intrinsic
    def transpose_square(
        typing_context: Any, source: Any, start: Any, distance: Any, target: Any, target_start: Any,
        target_distance: Any, rows: Any, columns: Any,
    ) -> Any:  # fmt: skip
        """Copy the transpose of a square with as many rows as a vector has numbers.

        A few columns at a time: pieces of rows of 16 bytes are joined into vectors, and small squares are transposed
        within them. If the rows of the upper half of a square are interleaved with those of the lower half, like two
        halves of a deck of cards, and that is repeated as often as the number of rows can be halved, rows have become
        columns. At an edge, only `rows` and `columns` of the source exist, and the others are 0.
        """

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            source, start, distance, target, target_start, target_distance, rows, columns = values
            source = data(context, builder, signature.args[0], source)
            target = data(context, builder, signature.args[3], target)
            vectors = Vectors(builder, signature.args[0].dtype)
            lanes, small = vectors.lanes, PIECE_BYTES // vectors.size
            half = small // 2
            lower = [
                lane for first in range(0, lanes, small) for k in range(first, first + half) for lane in (k, lanes + k)
            ]
            upper = [lane + half for lane in lower]

            def piece(row: int, column: int) -> Any:
                place = builder.add(builder.add(start, builder.mul(distance, integer(row))), integer(column))
                if not edge:
                    return vectors.load_part(source, place, small)
                exists = builder.icmp_signed(">", rows, integer(row))
                count = builder.select(exists, builder.sub(columns, integer(column)), integer(0))
                # to ask for no number of a page that does not exist is allowed, but takes hundreds of cycles
                place = builder.select(builder.icmp_signed(">", count, integer(0)), place, start)
                return vectors.load_some(source, place, vectors.first(count, small), small)

            for column in range(0, lanes, small):
                square = [vectors.join([piece(row, column) for row in range(i, lanes, small)]) for i in range(small)]
                for _ in range(small.bit_length() - 1):
                    pairs = list(zip(square[:half], square[half:], strict=True))
                    square = [vectors.shuffle(*pair, part) for pair in pairs for part in (lower, upper)]
                for i, row in enumerate(square, start=column):
                    offset = builder.mul(target_distance, integer(i))
                    vectors.store(row, target, builder.add(target_start, offset))
            return context.get_dummy_value()

        n = types.int64
        return types.void(source, n, n, target, n, n, n, n), generate

    return transpose_square


transpose_square, transpose_edge = _transposed_square(edge=False), _transposed_square(edge=True)


# ── the loops around the blocks ─────────────────────────────────────────────────────────────────────────


@subroutine
def copy_panel(B, b, b_row, b_column, columns, depth, panel, p):
    """Copy columns of B into a panel (depth, width) that begins at p, and zeros beside them."""
    lanes = VECTOR_BYTES // B.itemsize
    width = VECTORS * lanes
    if b_column == 1:
        for l in range(depth):
            copy_row(B, b + l * b_row, panel, p + l * width, columns)
        return
    for j in range(0, width, lanes):
        for l in range(0, depth, lanes):
            rows, start = columns - j, b + min(j, columns - 1) * b_column + l
            if rows >= lanes and depth - l >= lanes:
                transpose_square(B, start, b_column, panel, p + l * width + j, width, lanes, lanes)
            else:
                transpose_edge(B, start, b_column, panel, p + l * width + j, width, rows, depth - l)


@subroutine
def block_at_edge(A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, height, width):
    """A block of which only some rows and columns belong to C, by the smallest tile that covers them."""
    z = np.int64(0)
    if width <= VECTOR_BYTES // C.itemsize:
        if height > HALF:
            narrow_tile(A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, height, width, z, z)
        else:
            low_narrow_tile(A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, height, width, z, z)
    elif height > HALF:
        edge_tile(A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, height, width, z, z)
    else:
        low_tile(A, a, a_row, a_column, B, b, b_row, C, c, c_row, depth, add, height, width, z, z)


@subroutine
def panel_size(B, depth):
    """The numbers of a packed panel: its depth becomes whole vectors, because squares are transposed."""
    lanes = VECTOR_BYTES // B.itemsize
    return (depth + lanes - 1) // lanes * lanes * VECTORS * lanes


@kernel("T*, n, n, n, n, T*, n, n")
def pack(B, b_row, b_column, columns, depth, panels, part, parts):
    """Copy a part of B (depth, columns) into panels, for a product in which B is `packed`."""
    B, panels = array_at(B, (UNBOUNDED,)), array_at(panels, (UNBOUNDED,))
    width, size = VECTORS * VECTOR_BYTES // B.itemsize, panel_size(B, depth)
    first, last = part_range((columns + width - 1) // width, part, parts)
    rows = depth if b_column != 1 else PACKED_ROWS
    for l in range(0, depth, rows):
        for k in range(first, last):
            j, place = k * width, k * size + l * width
            count, inner = min(width, columns - j), min(rows, depth - l)
            copy_panel(B, l * b_row + j * b_column, b_row, b_column, count, inner, panels, place)


@kernel("T*, n, n, T*, n, n, T*, n, n, n, n, n")
def blocked_product(A, a_row, a_column, B, b_row, b_column, C, c_row, rows, columns, depth, packed):
    """C = A·B, with the distances between rows and between columns; for B, one of the two must be 1.

    If B is `packed`, it was written by the kernel `pack`, and has no distances; A is copied, too, if it is a transpose
    of a few columns.
    """
    A, B, C = array_at(A, (UNBOUNDED,)), array_at(B, (UNBOUNDED,)), array_at(C, (UNBOUNDED,))
    width, panel, strip = VECTORS * VECTOR_BYTES // C.itemsize, local_panel(C), local_strip(C)
    line, size = LINE_BYTES // C.itemsize, panel_size(C, depth)
    pieces = (depth + DEPTH - 1) // DEPTH
    tall = 0 if TALL_ROWS == BLOCK_ROWS else min(rows % BLOCK_ROWS // (TALL_ROWS - BLOCK_ROWS), rows // TALL_ROWS)
    for piece in range(pieces):
        first, last = part_range(depth, piece, pieces)
        inner, add = last - first, np.int64(piece > 0)
        left, a_start, next_row, next_column = A, first * a_column, a_row, a_column
        if packed != 0 and a_row == 1 and rows <= STRIP:
            for l in range(inner):
                copy(strip, l * STRIP_DISTANCE, A, (first + l) * a_column, rows)
            left, a_start, next_column = strip, np.int64(0), np.int64(STRIP_DISTANCE)
        for j in range(0, columns, width):
            right, b, distance, count = B, first * b_row + j * b_column, b_row, min(width, columns - j)
            if packed != 0:
                b, distance = j // width * size + first * width, width
            elif b_column != 1 or b_row * B.itemsize >= COPY_FROM or count < width:
                copy_panel(B, b, b_row, b_column, count, inner, panel, 0)
                right, b, distance = panel, 0, width
            after = first * b_row + (j + width) * b_column
            i = np.int64(0)
            while i < rows:
                a, c, height = i * next_row + a_start, i * c_row + j, min(BLOCK_ROWS, rows - i)
                ahead, step = ptr(A, 0), np.int64(0)
                if j + width < columns and i < width // line * BLOCK_ROWS and b_column == 1 and packed == 0:
                    ahead, step = ptr(B, after + i // BLOCK_ROWS * line), b_row * B.itemsize
                if i < tall * TALL_ROWS and count == width:
                    tall_tile(
                        left, a, next_row, next_column, right, b, distance, C, c, c_row, inner, add, height, count,
                        ahead, step,
                    )  # fmt: skip
                    i += TALL_ROWS
                    continue
                if height < BLOCK_ROWS or count < width:
                    block_at_edge(
                        left, a, next_row, next_column, right, b, distance, C, c, c_row, inner, add, height, count
                    )  # fmt: skip
                else:
                    tile(
                        left, a, next_row, next_column, right, b, distance, C, c, c_row, inner, add, height, count,
                        ahead, step,
                    )  # fmt: skip
                i += BLOCK_ROWS
