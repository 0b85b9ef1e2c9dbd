"""A table that fits its terminal: numbers are never cut, texts keep to one line, and some columns can be left out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderResult

MIN_TEXT = 12  # characters that a column of texts keeps
UNLIMITED = 10_000


class FittedTable(Table):
    """Leaves out columns of `optional`, one after the other, until numbers and the start of texts fit.

    Where the output is a file or a pipe, and no width is set, each row is one line of any length.
    """

    optional: Sequence[str] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        wide = options.update(width=UNLIMITED)
        if not console.is_terminal and "COLUMNS" not in os.environ:
            natural = Measurement.get(console, wide, self).maximum
            options = options.update(width=max(options.max_width, natural))
        visible: list[Any] = list(self.columns)
        left_out: list[str] = []
        while self._needed(console, wide, visible) > options.max_width:
            extra = next((column for name in self.optional for column in visible if str(column.header) == name), None)
            if extra is None:
                break
            visible.remove(extra)
            left_out.append(str(extra.header))
        yield from self._of(visible).__rich_console__(console, options)
        if left_out:
            yield Text(f"Not shown: {', '.join(left_out)}; a wider terminal or --json shows everything.", "dim")

    def add_row(self, *cells: Any, **options: Any) -> None:
        """Add a row, whose texts take one line each if there are optional columns."""
        if self.optional:
            cells = tuple(Text(cell) if isinstance(cell, str) else cell for cell in cells)
            for cell in cells:
                cell.no_wrap, cell.overflow = True, "ellipsis"
        super().add_row(*cells, **options)

    def _of(self, columns: list[Any]) -> Table:
        """The same table with some of its columns."""
        part = Table(
            box=self.box, title=self.title, title_justify=self.title_justify, pad_edge=self.pad_edge,
            show_edge=self.show_edge, header_style=self.header_style, border_style=self.border_style,
            min_width=self.min_width,
        )  # fmt: skip
        for column in columns:
            part.add_column(column.header, justify=column.justify, overflow=column.overflow, no_wrap=column.no_wrap)
        for cells in zip(*(column.cells for column in columns), strict=True):
            part.add_row(*cells)
        return part

    @staticmethod
    def _needed(console: Console, wide: ConsoleOptions, columns: list[Any]) -> int:
        """The width at which no number is cut, and texts keep their first letters."""
        needed = 3 * (len(columns) - 1)
        for column in columns:
            cells = [Measurement.get(console, wide, cell).maximum for cell in (column.header, *column.cells)]
            natural = max(cells, default=0)
            needed += natural if column.justify == "right" else min(natural, MIN_TEXT)
        return needed
