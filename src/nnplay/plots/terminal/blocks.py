"""Images of coloured half-block characters, two pixels per character."""

import itertools
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from nnplay.network.parameters import Array

HALF = "▀"
SHADES = " ░▒▓█"
STEPS = 24  # of each of red, green and blue, so that neighbours are often equal and little is written
MARKS = ("●○", "▲△", "■□", "◆◇")  # of a class: filled for training rows, hollow for test rows

Point = tuple[int, int, str, str]  # column, row from the top, letter, colour
Line = list[Segment]


def surface(colours: Array, columns: int, rows: int, points: Iterable[Point] = ()) -> list[Line]:
    """A picture of columns × rows characters.

    Args:
        colours: (2·rows·columns, 3), 0 … 1, row by row from the lowest.
        columns: characters across.
        rows: characters up.
        points: what is drawn over it.
    """
    image = np.rint(colours.reshape(2 * rows, columns, 3)[::-1] * (STEPS - 1)).astype(int)
    codes = ((image[..., 0] * STEPS + image[..., 1]) * STEPS + image[..., 2]).tolist()
    marks = {(row, column): (letter, colour) for column, row, letter, colour in points}
    lines = []
    for row in range(rows):
        line: Line = []
        for (above, below, mark), cells in itertools.groupby(
            (upper, lower, marks.get((row, column)))
            for column, (upper, lower) in enumerate(zip(codes[2 * row], codes[2 * row + 1], strict=True))
        ):
            count = sum(1 for _ in cells)
            if mark is not None:
                line.append(Segment(mark[0] * count, _marked(mark[1], above)))
            else:
                line.append(Segment((" " if above == below else HALF) * count, _cell(above, below)))
        lines.append(line)
    return lines


def shaded(levels: Array, columns: int, rows: int, points: Iterable[Point] = ()) -> list[Line]:
    """The same without colours: the higher the level, 0 … 1, the denser the character.

    Args:
        levels: (rows·columns,), row by row from the lowest.
        columns: characters across.
        rows: characters up.
        points: what is drawn over it.
    """
    dense = np.rint(levels.reshape(rows, columns)[::-1] * (len(SHADES) - 1)).astype(int).tolist()
    letters = [[SHADES[k] for k in line] for line in dense]
    for column, row, letter, _ in points:
        letters[row][column] = letter
    return [[Segment("".join(line))] for line in letters]


def mark(k: int, held: bool) -> str:
    """The letter of a row of class k."""
    return MARKS[k % len(MARKS)][held]


@lru_cache(maxsize=1 << 16)
def _cell(above: int, below: int) -> Style:
    return Style(color=_colour(above), bgcolor=_colour(below))


@lru_cache(maxsize=1 << 14)
def _marked(colour: str, behind: int) -> Style:
    return Style(color=colour, bgcolor=_colour(behind), bold=True)


@lru_cache(maxsize=1 << 16)
def _colour(code: int) -> Color:
    parts = code // STEPS**2, code // STEPS % STEPS, code % STEPS
    return Color.from_rgb(*(round(part * 255 / (STEPS - 1)) for part in parts))
