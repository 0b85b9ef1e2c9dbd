"""Numbers and matrices as text, with aligned decimal points and large matrices abbreviated."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from nnplay.analysis.explain.formula_markup import superscript
from nnplay.utils.types import Array

MAX_SIZE = 8  # rows and columns of a matrix that is shown in full
HEAD, TAIL = 5, 2  # rows and columns shown at the start and end of a larger one
SMALLEST, LARGEST = 1e-4, 1e6  # magnitudes written without a power of ten
SMALLEST_MATRIX = 1e-3  # largest entry below which a matrix gets a common power of ten
MIN_POWER = -300  # lowest common power of ten whose reciprocal is still finite
MAX_TERMS = 6  # terms of a sum that is written out in full
NumberFormat: TypeAlias = Callable[[float], str]


def format_number(value: float, digits: int = 4) -> str:
    """Format one number: 0.25, −1.5, 0.0003412, 3.412·10⁻⁷.

    Args:
        value: the number.
        digits: decimals; significant digits for magnitudes below 0.1.
    """
    size = abs(value)
    if not math.isfinite(value):
        text = "NaN" if math.isnan(value) else "∞"
    elif size == 0 or SMALLEST <= size < LARGEST:
        text = _strip_zeros(f"{size:.{_decimals(size, digits)}f}")
    else:
        text = _scientific(size, digits)
    return f"−{text}" if value < 0 else text


def format_fixed(value: float, digits: int) -> str:
    """Format one number with at most `digits` decimals, as on worksheets: 0.25, −1.5, 0.0003."""
    if not math.isfinite(value):
        return format_number(value)
    text = _strip_zeros(f"{abs(value):.{digits}f}")
    return f"−{text}" if value < 0 and text != "0" else text


def parenthesize(text: str) -> str:
    """Put a negative number in parentheses, for use as a factor or after a sign."""
    return f"({text})" if text.startswith("−") else text


def format_products(pairs: Sequence[tuple[float, float]], write: NumberFormat, bias: float | None = None) -> str:
    """Write out a sum of products: 0.51·0.2 + (−1.2)·0.73 + … + 0.1."""
    terms = ["…" if k is None else f"{_term(k, write(pairs[k][0]))}·{parenthesize(write(pairs[k][1]))}"
             for k in visible_indices(len(pairs), MAX_TERMS)]  # fmt: skip
    return " + ".join([*terms, *([] if bias is None else [parenthesize(write(bias))])])


def format_sum(values: Sequence[float], write: NumberFormat) -> str:
    """Write out a sum: 0.51 + (−1.2) + … + 0.1."""
    indices = visible_indices(len(values), MAX_TERMS)
    return " + ".join("…" if k is None else _term(k, write(values[k])) for k in indices)


def visible_indices(size: int, max_size: int | None = MAX_SIZE) -> Sequence[int | None]:
    """The indices of a row or column to show; None stands for the gap in one longer than `max_size`."""
    if max_size is None or size <= max_size:
        return range(size)
    tail = min(TAIL, max(1, max_size // 3))
    head = max(1, min(HEAD, max_size - tail - 1))
    return [*range(head), None, *range(size - tail, size)]


def _strip_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(size: float, digits: int) -> str:
    mantissa, _, power = f"{size:.{max(digits - 1, 1)}e}".partition("e")
    return f"{_strip_zeros(mantissa)}·10{superscript(int(power))}"


def _term(index: int, text: str) -> str:
    """A term of a sum; a negative first term needs no parentheses."""
    return parenthesize(text) if index else text


def _decimals(size: float, digits: int) -> int:
    """Decimals for a magnitude: more than `digits` if the first ones would be zeros."""
    return digits if size >= 0.1 or size == 0 else digits - 1 - math.floor(math.log10(size))


@dataclass(frozen=True)
class Excerpt:
    """The formatted cells of a matrix, and how many of its rows and columns are omitted.

    Attributes:
        cells: rows of texts; "" for a blank, and ⋯ ⋮ ⋱ in place of what is omitted.
        decimals: decimals of the numbers.
        power: exponent of a power of ten that multiplies all numbers; 0 for none.
        rows, columns: how many are omitted.
    """

    cells: tuple[tuple[str, ...], ...]
    decimals: int
    power: int
    rows: int
    columns: int

    @property
    def left_out(self) -> str:
        """The omission in words: "57 rows and 1 column left out"; "" if the matrix is complete."""
        parts = [f"{n:,} {name}{'s' * (n > 1)}" for n, name in ((self.rows, "row"), (self.columns, "column")) if n]
        return f"{' and '.join(parts)} left out" if parts else ""

    @cached_property
    def padding(self) -> tuple[tuple[str, ...], ...]:
        """The text missing at the end of each cell for the decimal points of its column to align, such as ".0000"."""
        has_point = [any("." in cell for cell in column) for column in zip(*self.cells, strict=True)]
        return tuple(
            tuple(self._padding(cell) if point else "" for cell, point in zip(row, has_point, strict=True))
            for row in self.cells
        )

    def _padding(self, cell: str) -> str:
        integer, point, fraction = cell.lstrip("−").partition(".")
        if not integer.isdigit() or not (fraction.isdigit() or not point):
            return ""
        return ("" if point else ".") + "0" * (self.decimals - len(fraction))


def excerpt(
    values: Array | None, shape: tuple[int, int], digits: int = 4, max_size: int | None = MAX_SIZE, *,
    fixed: bool = False,
) -> Excerpt:  # fmt: skip
    """Format the first and last rows and columns of a matrix.

    Args:
        values: the matrix (n, m); None for blank cells.
        shape: its shape.
        digits: decimals; one more for each leading zero of the largest entry.
        max_size: rows and columns that are shown in full; None for all of them.
        fixed: never use more than `digits` decimals, nor a power of ten.
    """
    if values is not None and shape == (1, 1):
        return Excerpt((((format_fixed if fixed else format_number)(float(values[0, 0]), digits),),), 0, 0, 0, 0)
    rows, columns = (visible_indices(size, max_size) for size in shape)
    omitted = [size + 1 - len(line) if None in line else 0 for size, line in zip(shape, (rows, columns), strict=True)]
    part = np.empty(0)
    if values is not None:
        indices = [[k for k in line if k is not None] for line in (rows, columns)]
        part = np.asarray(values, dtype=np.float64)[np.ix_(*indices)]
    power = 0 if fixed else _common_power(part)
    scale = 10.0**-power
    decimals = _common_decimals(part * scale, digits, fixed)

    def text(i: int | None, j: int | None) -> str:
        if i is None or j is None:
            return "⋱" if i is None and j is None else "⋮" if i is None else "⋯"
        return "" if values is None else format_cell(float(values[i, j]) * scale, decimals, digits, fixed)

    return Excerpt(tuple(tuple(text(i, j) for j in columns) for i in rows), decimals, power, *omitted)


def format_cell(value: float, decimals: int, digits: int, fixed: bool = False) -> str:
    """Format one entry of a matrix; with a power of ten if it would round to 0."""
    if value == 0 or not math.isfinite(value):
        return format_number(value)
    if abs(value) < 0.5 * 10.0**-decimals:
        return "0" if fixed else "−" * (value < 0) + _scientific(abs(value), min(digits, 3))
    return f"{value:.{decimals}f}".replace("-", "−")


def _common_power(values: Array) -> int:
    """The power of ten to factor out of a matrix; 0 if its largest entry is of moderate size."""
    largest = float(np.abs(values[np.isfinite(values)]).max(initial=0))
    moderate = largest == 0 or SMALLEST_MATRIX <= largest < LARGEST
    return 0 if moderate else max(math.floor(math.log10(largest)), MIN_POWER)


def _common_decimals(values: Array, digits: int, fixed: bool) -> int:
    """The decimals of all entries: as few as represent them exactly, otherwise as many as the largest requires."""
    sizes = np.abs(values[np.isfinite(values)])
    limit = digits if fixed else _decimals(float(sizes.max(initial=0)), digits)
    return next((k for k in range(limit) if np.all(np.abs(np.round(sizes, k) - sizes) < 1e-12)), limit)
