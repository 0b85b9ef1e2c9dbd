"""A canvas of braille characters, 2 × 4 dots each."""

import itertools
from collections.abc import Sequence

from rich.text import Text

DASH = 6  # dots after which a dashed line repeats
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


class Canvas:
    """A canvas of so many characters; its dots run from (0, 0), at the top left, to (2·columns − 1, 4·rows − 1)."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._cells = [[0] * columns for _ in range(rows)]
        self._styles = [[""] * columns for _ in range(rows)]
        self._letters: dict[tuple[int, int], str] = {}

    def dot(self, x: int, y: int, style: str = "") -> None:
        """Set a dot; one outside is left out."""
        column, row = x // 2, y // 4
        if 0 <= column < self.columns and 0 <= row < self.rows:
            self._cells[row][column] |= DOTS[y % 4][x % 2]
            self._styles[row][column] = style

    def line(self, points: Sequence[tuple[int, int]], style: str = "", gap: int = 0) -> None:
        """Draw a line through the points; of six dots along it, `gap` are left out."""
        for k, (x, y) in enumerate(track(points)):
            if k % DASH >= gap:
                self.dot(x, y, style)

    def is_empty(self, column: int, row: int) -> bool:
        """Whether nothing has been drawn at a character."""
        return not self._cells[row][column] and (row, column) not in self._letters

    def write(self, column: int, row: int, text: str, style: str = "") -> None:
        """Write letters over whatever is there."""
        for k, letter in enumerate(text):
            if 0 <= column + k < self.columns and 0 <= row < self.rows:
                self._letters[row, column + k] = letter
                self._styles[row][column + k] = style

    def row(self, row: int) -> Text:
        """One row of characters."""
        text = Text(no_wrap=True, end="")
        run, run_style = "", ""
        for column in range(self.columns):
            cell = self._cells[row][column]
            letter = self._letters.get((row, column)) or (chr(0x2800 + cell) if cell else " ")
            style = run_style if letter == " " else self._styles[row][column]
            if style != run_style and run:
                text.append(run, run_style)
                run = ""
            run, run_style = run + letter, style
        return text.append(run, run_style)

    def text(self) -> Text:
        """All rows."""
        return Text("\n").join(self.row(row) for row in range(self.rows))


def track(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """All dots of a line through the points."""
    dots = list(points[:1])
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        dots += [(x0 + round((x1 - x0) * s / steps), y0 + round((y1 - y0) * s / steps)) for s in range(1, steps + 1)]
    return dots
