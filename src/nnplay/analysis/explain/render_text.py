"""A sheet as lines of plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nnplay.analysis.explain.document import Grid, Section, Sheet, Step
from nnplay.analysis.explain.formula_markup import powered, visible
from nnplay.analysis.explain.number_format import Excerpt

Kind = Literal["title", "part", "heading", "equation", "numbers", "written", "text"]
MARGIN, INDENT = "  ", "      "
BLANK = "_______"
LONGEST = 40  # of a text in a table


@dataclass(frozen=True)
class Line:
    """One line, and what it is, for whoever gives it a colour."""

    kind: Kind
    text: str


def lines(sheet: Sheet, width: int = 100) -> Iterator[Line]:
    """The lines of a sheet, for a terminal of this width."""
    width = max(width, 40)
    yield Line("title", visible(sheet.title))
    yield from _wrapped(sheet.subtitle, width, "")
    part = ""
    for section in sheet.sections:
        if section.part and section.part != part:
            part = section.part
            yield Line("text", "")
            yield Line("part", f"── {part} {'─' * max(3, min(width, 80) - len(part) - 4)}")
        yield from _section(section, sheet, width)


def _section(section: Section, sheet: Sheet, width: int) -> Iterator[Line]:
    if section.title:
        yield Line("text", "")
        yield Line("heading", visible(section.title))
    for text in section.text:
        yield from _wrapped(text, width, MARGIN)
    if section.grid:
        yield from _grid(section.grid)
    for step in section.steps:
        yield Line("text", "")
        yield from _step(step, sheet, width)


def _step(step: Step, sheet: Sheet, width: int) -> Iterator[Line]:
    shown = sheet.excerpt(step)
    equation, scalar = (step.equation or step.symbol).replace(" @ ", "·"), step.shape == (1, 1)
    shape = "" if scalar else f"   ({step.shape[0]:,} × {step.shape[1]:,})"
    equation, meaning = visible(equation), visible(step.meaning)
    first = f"{MARGIN}{equation}{shape}   {meaning}"
    if len(first) > width:
        yield Line("equation", f"{MARGIN}{equation}{shape}")
        yield from _wrapped(meaning, width, INDENT)
    else:
        yield Line("equation", first)
    for rule in step.rules:
        yield from _wrapped(rule, width, INDENT, "written")
    if scalar:
        yield Line("numbers", f"{INDENT}{step.symbol} = {shown.cells[0][0] or BLANK}")
    else:
        yield from _matrix(shown, width)
    for text in step.written:
        yield from _wrapped(text, width, INDENT, "written")


def _matrix(shown: Excerpt, width: int) -> Iterator[Line]:
    """The numbers in brackets; as many columns beside each other as there is room for."""
    cells = [[cell + " " * len(tail) if cell else BLANK for cell, tail in zip(row, tails, strict=True)]
             for row, tails in zip(shown.cells, shown.tails, strict=True)]  # fmt: skip
    wide = max(len(cell) for row in cells for cell in row)
    at_once = max(1, (width - len(INDENT) - 4) // (wide + 2))
    columns = len(cells[0])
    factor = f"  · 10{powered(shown.power)}" if shown.power else ""
    for first in range(0, columns, at_once):
        last = min(first + at_once, columns)
        if columns > at_once:
            yield Line("text", f"{INDENT}columns {first + 1} to {last} of the {columns} shown")
        for k, row in enumerate(cells):
            left, right = _brackets(k, len(cells))
            yield Line(
                "numbers",
                f"{INDENT}{left} {'  '.join(cell.rjust(wide) for cell in row[first:last])} {right}"
                + factor * (k == len(cells) // 2),
            )
    if shown.left_out:
        yield Line("text", f"{INDENT}{shown.left_out}")


def _brackets(k: int, rows: int) -> tuple[str, str]:
    """The pieces of the brackets in line k."""
    if rows == 1:
        return "[", "]"
    return ("⎡", "⎤") if k == 0 else ("⎣", "⎦") if k == rows - 1 else ("⎢", "⎥")


def _grid(grid: Grid) -> Iterator[Line]:
    rows = [tuple(map(visible, row)) for row in (grid.header, *grid.rows)]
    rows = [tuple(cell if len(cell) <= LONGEST else cell[: LONGEST - 1] + "…" for cell in row) for row in rows]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for k, row in enumerate(rows):
        cells = (text.rjust(wide[j]) if j in grid.numbers else text.ljust(wide[j]) for j, text in enumerate(row))
        yield Line("text" if k else "heading", (MARGIN + "   ".join(cells)).rstrip())


def _wrapped(text: str, width: int, indent: str, kind: Kind = "text") -> Iterator[Line]:
    found = textwrap.wrap(visible(text), width, initial_indent=indent, subsequent_indent=indent + MARGIN,
                          break_on_hyphens=False)  # fmt: skip
    yield from (Line(kind, line) for line in found)
