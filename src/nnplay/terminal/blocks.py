"""Pictures of coloured cells: an upper half block has one colour above and another below."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rich.color import Color
from rich.style import Style
from rich.text import Text

from nnplay.parameters import Array

HALF = "▀"
INK = Color.from_rgb(31, 41, 51)


def surface(colours: Array, columns: int, rows: int, points: Iterable[tuple[int, int, str, str]] = ()) -> Text:
    """A picture of columns × rows characters.

    Args:
        colours: (2·rows·columns, 3), 0 … 1, row by row from the lowest.
        columns: characters across.
        rows: characters up.
        points: (column, row from the top, letter, colour) of what is drawn over it.
    """
    image = np.rint(colours.reshape(2 * rows, columns, 3)[::-1] * 255).astype(int).tolist()
    marks = {(row, column): (letter, colour) for column, row, letter, colour in points}
    shown = Text(no_wrap=True)
    for row in range(rows):
        if row:
            shown.append("\n")
        for column in range(columns):
            above, below = image[2 * row][column], image[2 * row + 1][column]
            mark = marks.get((row, column))
            if mark is not None:
                mixed = [(a + b) // 2 for a, b in zip(above, below, strict=True)]
                shown.append(mark[0], Style(color=mark[1], bgcolor=Color.from_rgb(*mixed), bold=True))
            else:
                shown.append(HALF, Style(color=Color.from_rgb(*above), bgcolor=Color.from_rgb(*below)))
    return shown
