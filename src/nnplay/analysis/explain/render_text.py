"""Render a document as lines of plain text."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nnplay.analysis.explain.document import DerivationStep, Document, DocumentTable, Section
from nnplay.analysis.explain.formula_markup import printable, superscript
from nnplay.analysis.explain.number_format import Excerpt

Kind = Literal["title", "part", "heading", "equation", "numbers", "written", "text"]
MARGIN, INDENT = "  ", "      "
BLANK = "_______"
MAX_CELL = 40  # characters of a cell of a table


@dataclass(frozen=True)
class TextLine:
    """One line, and its kind for styling."""

    kind: Kind
    text: str


def lines(document: Document, width: int = 100) -> Iterator[TextLine]:
    """The lines of a document, for a terminal of this width."""
    width = max(width, 40)
    yield TextLine("title", printable(document.title))
    yield from _wrapped(document.subtitle, width, "")
    for part, section in document.sections_with_parts():
        if part:
            yield TextLine("text", "")
            yield TextLine("part", f"── {part} {'─' * max(3, min(width, 80) - len(part) - 4)}")
        yield from _section(section, document, width)


def _section(section: Section, document: Document, width: int) -> Iterator[TextLine]:
    if section.title:
        yield TextLine("text", "")
        yield TextLine("heading", printable(section.title))
    for text in section.text:
        yield from _wrapped(text, width, MARGIN)
    if section.table:
        yield from _table(section.table)
    for step in section.steps:
        yield TextLine("text", "")
        yield from _step(step, document, width)


def _step(step: DerivationStep, document: Document, width: int) -> Iterator[TextLine]:
    numbers = document.excerpt(step)
    equation, scalar = (step.equation or step.symbol).replace(" @ ", "·"), step.shape == (1, 1)
    shape = "" if scalar else f"   ({step.shape[0]:,} × {step.shape[1]:,})"
    equation, meaning = printable(equation), printable(step.meaning)
    first = f"{MARGIN}{equation}{shape}   {meaning}"
    if len(first) > width:
        yield TextLine("equation", f"{MARGIN}{equation}{shape}")
        yield from _wrapped(meaning, width, INDENT)
    else:
        yield TextLine("equation", first)
    for rule in step.rules:
        yield from _wrapped(rule, width, INDENT, "written")
    if scalar:
        yield TextLine("numbers", f"{INDENT}{step.symbol} = {numbers.cells[0][0] or BLANK}")
    else:
        yield from _matrix(numbers, width)
    for text in step.written:
        yield from _wrapped(text, width, INDENT, "written")


def _matrix(numbers: Excerpt, width: int) -> Iterator[TextLine]:
    """A matrix in brackets; one wider than the terminal is split into blocks of columns."""
    cells = [[cell + " " * len(pad) if cell else BLANK for cell, pad in zip(row, padding, strict=True)]
             for row, padding in zip(numbers.cells, numbers.padding, strict=True)]  # fmt: skip
    cell_width = max(len(cell) for row in cells for cell in row)
    block = max(1, (width - len(INDENT) - 4) // (cell_width + 2))
    columns = len(cells[0])
    factor = f"  · 10{superscript(numbers.power)}" if numbers.power else ""
    for start in range(0, columns, block):
        end = min(start + block, columns)
        if columns > block:
            span = f"column {end}" if start + 1 == end else f"columns {start + 1} to {end}"
            yield TextLine("text", f"{INDENT}{span} of {columns}")
        for k, row in enumerate(cells):
            left, right = _brackets(k, len(cells))
            yield TextLine(
                "numbers",
                f"{INDENT}{left} {'  '.join(cell.rjust(cell_width) for cell in row[start:end])} {right}"
                + factor * (k == len(cells) // 2),
            )
    if numbers.left_out:
        yield TextLine("text", f"{INDENT}{numbers.left_out}")


def _brackets(k: int, rows: int) -> tuple[str, str]:
    """The left and right bracket pieces of row k."""
    if rows == 1:
        return "[", "]"
    return ("⎡", "⎤") if k == 0 else ("⎣", "⎦") if k == rows - 1 else ("⎢", "⎥")


def _table(table: DocumentTable) -> Iterator[TextLine]:
    rows = [tuple(map(printable, row)) for row in (table.header, *table.rows)]
    rows = [tuple(cell if len(cell) <= MAX_CELL else cell[: MAX_CELL - 1] + "…" for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for k, row in enumerate(rows):
        cells = (text.rjust(widths[j]) if j in table.numbers else text.ljust(widths[j]) for j, text in enumerate(row))
        yield TextLine("text" if k else "heading", (MARGIN + "   ".join(cells)).rstrip())


def _wrapped(text: str, width: int, indent: str, kind: Kind = "text") -> Iterator[TextLine]:
    wrapped = textwrap.wrap(printable(text), width, initial_indent=indent, subsequent_indent=indent + MARGIN,
                            break_on_hyphens=False)  # fmt: skip
    yield from (TextLine(kind, line) for line in wrapped)
