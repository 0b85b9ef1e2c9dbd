"""Numbers as text: those of a matrix with their decimal points below each other, and matrices too large to be shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.explain.formula_markup import powered

Array = NDArray[Any]
MOST = 8  # rows and columns that are shown whole
FIRST, LAST = 5, 2  # of a longer line
SMALLEST, LARGEST = 1e-4, 1e6  # of a number that is written without a power of ten
SMALL = 1e-3  # the same for the largest number of a matrix
LEAST_POWER = -300  # of ten, in front of a matrix: one whose reciprocal is still a number
TERMS = 6  # of a sum that is written out
Write: TypeAlias = Callable[[float], str]


def number(value: float, digits: int = 4) -> str:
    """One number: 0.25, −1.5, 0.0003412, 3.412·10⁻⁷; so many decimals, and so many digits where it is below 0.1."""
    size = abs(value)
    if not math.isfinite(value):
        text = "NaN" if math.isnan(value) else "∞"
    elif size == 0 or SMALLEST <= size < LARGEST:
        text = f"{size:.{_places(size, digits)}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        head, _, power = f"{size:.{max(digits - 1, 1)}e}".partition("e")
        text = f"{head.rstrip('0').rstrip('.')}·10{powered(int(power))}"
    return f"−{text}" if value < 0 else text


def rounded(value: float, digits: int) -> str:
    """One number with no more than so many decimals, as worksheets have them: 0.25, −1.5, 0.0003."""
    if not math.isfinite(value):
        return number(value)
    text = f"{abs(value):.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 and text != "0" else text


def signed(text: str) -> str:
    """A number as a factor or after a sign: negative ones in brackets."""
    return f"({text})" if text.startswith("−") else text


def products(pairs: Sequence[tuple[float, float]], write: Write, added: float | None = None) -> str:
    """The sum of products written out: 0.51·0.2 + (−1.2)·0.73 + … + 0.1."""
    texts = ["…" if k is None else f"{_term(k, write(pairs[k][0]))}·{signed(write(pairs[k][1]))}"
             for k in kept(len(pairs), TERMS)]  # fmt: skip
    return " + ".join([*texts, *([] if added is None else [signed(write(added))])])


def total(values: Sequence[float], write: Write) -> str:
    """The sum written out: 0.51 + (−1.2) + … + 0.1."""
    return " + ".join("…" if k is None else _term(k, write(values[k])) for k in kept(len(values), TERMS))


def _term(place: int, text: str) -> str:
    """What begins a term of a sum: only the first needs no brackets for its minus."""
    return signed(text) if place else text


def _places(size: float, digits: int) -> int:
    """How many decimals: more than `digits` where the first of them would be zeros."""
    return digits if size >= 0.1 or size == 0 else digits - 1 - math.floor(math.log10(size))


@dataclass(frozen=True)
class Excerpt:
    """The texts of the cells of a matrix, and how many of its rows and columns are left out.

    Attributes:
        cells: rows of texts; "" where there is no number to show, ⋯ ⋮ ⋱ for what is left out.
        decimals: that the numbers have behind their points.
        power: of ten, by which all numbers are to be multiplied; 0 for none.
        rows, columns: how many are left out.
    """

    cells: tuple[tuple[str, ...], ...]
    decimals: int
    power: int
    rows: int
    columns: int

    @property
    def left_out(self) -> str:
        """What is left out in words, "" for nothing."""
        parts = [f"{n:,} {name}{'s' * (n > 1)}" for n, name in ((self.rows, "row"), (self.columns, "column")) if n]
        return f"{' and '.join(parts)} left out" if parts else ""

    @cached_property
    def tails(self) -> tuple[tuple[str, ...], ...]:
        """What is missing behind each cell, so that the decimal points of its column are below each other: ".0000"."""
        pointed = [any("." in cell for cell in column) for column in zip(*self.cells, strict=True)]
        return tuple(
            tuple(self._tail(cell) if there else "" for cell, there in zip(row, pointed, strict=True))
            for row in self.cells
        )

    def _tail(self, cell: str) -> str:
        whole, point, behind = cell.lstrip("−").partition(".")
        if not whole.isdigit() or not (behind.isdigit() or not point):
            return ""
        return ("" if point else ".") + "0" * (self.decimals - len(behind))


def excerpt(
    values: Array | None, shape: tuple[int, int], digits: int = 4, most: int | None = MOST, *, fixed: bool = False
) -> Excerpt:
    """The first and last rows and columns of a matrix (n, m), the others left out; blank cells for None.

    Args:
        values: the matrix.
        shape: its shape.
        digits: decimals; one more for each zero behind the point of its largest number.
        most: rows and columns that are shown whole; None is all of them.
        fixed: no more decimals than that, and no powers of ten.
    """
    if values is not None and shape == (1, 1):
        return Excerpt((((rounded if fixed else number)(float(values[0, 0]), digits),),), 0, 0, 0, 0)
    rows, columns = (kept(size, most) for size in shape)
    left = [size + 1 - len(line) if None in line else 0 for size, line in zip(shape, (rows, columns), strict=True)]
    shown = np.empty(0)
    if values is not None:
        places = [[k for k in line if k is not None] for line in (rows, columns)]
        shown = np.asarray(values, dtype=np.float64)[np.ix_(*places)]
    power = 0 if fixed else _power(shown)
    scale = 10.0**-power
    decimals = _common(shown * scale, digits, fixed)

    def text(i: int | None, j: int | None) -> str:
        if i is None or j is None:
            return "⋱" if i is None and j is None else "⋮" if i is None else "⋯"
        return "" if values is None else cell(float(values[i, j]) * scale, decimals, digits, fixed)

    return Excerpt(tuple(tuple(text(i, j) for j in columns) for i in rows), decimals, power, *left)


def cell(value: float, decimals: int, digits: int, fixed: bool = False) -> str:
    """One number of a matrix; a power of ten where its decimals would show nothing of it."""
    if value == 0 or not math.isfinite(value):
        return number(value)
    if abs(value) < 0.5 * 10.0**-decimals:
        return "0" if fixed else number(value, min(digits, 3))
    return f"{value:.{decimals}f}".replace("-", "−")


def _power(shown: Array) -> int:
    """The power of ten that the numbers of a matrix have in common; 0 where the largest is of moderate size."""
    largest = float(np.abs(shown[np.isfinite(shown)]).max(initial=0))
    moderate = largest == 0 or SMALL <= largest < LARGEST
    return 0 if moderate else max(math.floor(math.log10(largest)), LEAST_POWER)


def _common(shown: Array, digits: int, fixed: bool) -> int:
    """The decimals of all numbers of a matrix: as few as show them whole, else as the largest of them asks for."""
    sizes = np.abs(shown[np.isfinite(shown)])
    most = digits if fixed else _places(float(sizes.max(initial=0)), digits)
    return next((k for k in range(most) if np.all(np.abs(np.round(sizes, k) - sizes) < 1e-12)), most)


def kept(size: int, most: int | None = MOST) -> Sequence[int | None]:
    """The indices of a line that are shown, None for a gap."""
    if most is None or size <= most:
        return range(size)
    last = min(LAST, max(1, most // 3))
    first = max(1, min(FIRST, most - last - 1))
    return [*range(first), None, *range(size - last, size)]
