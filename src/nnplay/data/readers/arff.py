"""Read ARFF files, of Weka and OpenML, and their KEEL variant.

SciPy's reader knows neither texts nor sparse rows, liac-arff neither KEEL's declarations nor untidy files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from nnplay.data.cell_format import PLAIN_NUMBER as NUMBER
from nnplay.data.columns import Values
from nnplay.data.readers.decoding import decode
from nnplay.data.readers.names import column_names
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import INTEGER
from nnplay.errors import DataError
from nnplay.utils.text import plural, short_repr

MAX_CELLS = 50_000_000
"""Limit on rows times columns, since the few characters of a sparse row may stand for thousands of zeros."""

MAX_EXACT_DIGITS = 18
QUOTED = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
DECLARATION = re.compile(r"@(\w+)[ \t]*(.*)")
ATTRIBUTE = re.compile(rf"({QUOTED}|[^\s{{\[]+)[ \t]*(.*)")
VALUE = re.compile(rf"[ \t]*(?:({QUOTED})[ \t]*|([^,]*))(?:,|\Z)")
SPARSE_VALUE = re.compile(rf"[ \t]*([0-9]{{1,9}})[ \t]+(?:({QUOTED})[ \t]*|([^,]*))(?:,|\Z)")
SPARSE_ROW = re.compile(r"\{(.*?)\}(?:[ \t]*,[ \t]*\{[^{}]*\})?")
"""A sparse row, and its weight if it has one."""

ESCAPE = re.compile(r"\\(.)")
NUMERIC = ("numeric", "real", "integer")
TEXTS = ("nominal", "string", "date")
MISSING = ("?", "", "<null>")


@dataclass(frozen=True)
class Attribute:
    """A declared column: its name, its type, and what it is in a sparse row that leaves it out."""

    name: str
    kind: str
    default: str = "0"


def is_arff(text: str) -> bool:
    """Whether a text begins as an ARFF file: comments, then @relation or @attribute."""
    for match in re.finditer(r"[^\r\n]+", text.removeprefix("\ufeff").removeprefix("ï»¿")):
        line = match[0].strip()
        if line and not line.startswith("%"):
            return re.match(r"@(?:relation|attribute)\b", line, re.IGNORECASE) is not None
    return False


def arff_table(source: str, data: bytes) -> Table:
    """The table in an ARFF or KEEL file.

    Numbers are int64 or float64, with NaN where a cell is "?" (KEEL: "<null>"); nominal values and texts are str, or
    None where missing. What KEEL declares as `@output` becomes the last column.

    Raises:
        DataError: a header without attributes or without @data, a row of another length, no rows. Reading a numeric
            column raises it for a cell that is no number.
    """
    text, notes = decode(source, data)
    lines = enumerate(re.split(r"\r\n|\r|\n", text), start=1)
    attributes, outputs = _header(source, lines)
    rows, numbers = _rows(source, lines, attributes)
    if not rows:
        raise DataError(f"{source} has a header but no rows; add rows below @data")
    columns = column_names([attribute.name for attribute in attributes])
    for name in outputs:
        if name not in columns.names:
            raise DataError(f"{source}: @output names {short_repr(name)}, which is no attribute; correct the header")
    positions = {name: position for position, name in enumerate(columns.names)}
    numeric = {name for name, attribute in zip(columns.names, attributes, strict=True) if attribute.kind in NUMERIC}
    integers = {
        name for name in numeric if all(cell is None or _is_exact(cell) for cell in _cells(rows, positions[name]))
    }

    def column(name: str) -> Values:
        cells = list(_cells(rows, positions[name]))
        if name not in numeric:
            texts = np.empty(len(cells), dtype=object)
            texts[:] = cells
            return texts
        for row, cell in enumerate(cells):
            if cell is not None and not NUMBER.fullmatch(cell):
                _refuse(
                    source, numbers[row], f"column {name!r} is numeric, but this cell is {short_repr(cell)}; correct it"
                )
        if name in integers and None not in cells:
            return np.array(cells, dtype=np.int64)
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)

    order = (*(name for name in columns.names if name not in outputs), *outputs)
    return Table(
        source, order, len(rows), column, lambda row: f"line {numbers[row]}", notes=(*notes, *columns.notes),
        integers=frozenset(integers),
    )  # fmt: skip


def _cells(rows: Sequence[Sequence[str | None]], position: int) -> Iterator[str | None]:
    return (row[position] for row in rows)


def _is_exact(cell: str) -> bool:
    return len(cell) <= MAX_EXACT_DIGITS and INTEGER.fullmatch(cell) is not None


def _header(source: str, lines: Iterator[tuple[int, str]]) -> tuple[list[Attribute], list[str]]:
    """The attributes, and the names of KEEL's outputs."""
    attributes: list[Attribute] = []
    outputs: list[str] = []
    for number, line in lines:
        line = line.strip()
        if not line or line.startswith("%"):
            continue
        declaration = DECLARATION.fullmatch(line)
        if declaration is None:
            _refuse(source, number, f"{short_repr(line)} is no declaration; a header has @attribute lines, then @data")
        keyword, rest = declaration[1].lower(), declaration[2]
        if keyword == "data":
            if not attributes:
                _refuse(source, number, "there is no @attribute above @data; declare the columns")
            return attributes, list(dict.fromkeys(outputs))
        if keyword == "attribute":
            attributes.append(_attribute(source, number, rest))
        elif keyword in ("output", "outputs"):
            outputs += [name for name in _values(rest) if name is not None]
        elif keyword not in ("relation", "input", "inputs"):
            _refuse(
                source, number, f"{short_repr('@' + keyword)} is not known; a header has @attribute lines, then @data"
            )
    raise DataError(f"{source} has no @data line; add it below the header, and rows below it")


def _attribute(source: str, number: int, text: str) -> Attribute:
    match = ATTRIBUTE.fullmatch(text)
    if match is None or not match[2]:
        _refuse(source, number, "an @attribute needs a name and a type, such as numeric or {yes, no}; add them")
    name, kind = _unquoted(match[1]), match[2].strip()
    if kind.startswith("{"):
        if not kind.endswith("}"):
            _refuse(source, number, "the list of values is not closed; end it with }")
        return Attribute(name, "nominal", next(_values(kind[1:-1])) or "")
    kind = re.split(r"[\s\[({'\"]", kind, maxsplit=1)[0].lower()
    if kind not in (*NUMERIC, *TEXTS):
        _refuse(source, number, f"the type {short_repr(kind)} is not supported; use numeric, string or {{a, b}}")
    return Attribute(name, kind)


def _rows(
    source: str, lines: Iterator[tuple[int, str]], attributes: Sequence[Attribute]
) -> tuple[list[list[str | None]], list[int]]:
    """The cells of each row, None where one is missing, and the lines of the rows."""
    width, defaults = len(attributes), [attribute.default for attribute in attributes]
    rows: list[list[str | None]] = []
    numbers: list[int] = []
    for number, line in lines:
        text = line.strip()
        if not text or text.startswith("%"):
            continue
        if len(rows) * width >= MAX_CELLS:
            raise DataError(f"{source} has more than {MAX_CELLS:,} cells; save the table as Parquet")
        if text.startswith("{"):
            rows.append(_sparse_row(source, number, text, defaults))
        else:
            cells = list(_values(text, width))
            if len(cells) == width + 1 and _is_weight(cells[-1]):
                cells.pop()
            if len(cells) != width:
                counts = f"{plural(len(cells), 'value')} where the header has {plural(width, 'attribute')}"
                _refuse(source, number, f"{counts}; correct the line, and put quotes around a text with a comma")
            rows.append(cells)
        numbers.append(number)
    return rows, numbers


def _values(text: str, width: int = 0) -> Iterator[str | None]:
    """The values between commas; between tabs or spaces, if there are no commas and so many are expected."""
    if "'" not in text and '"' not in text:
        parts = text.split() if width > 1 and "," not in text else text.split(",")
        if width and len(parts) == width + 1 and not parts[-1].strip():
            parts.pop()  # a comma at the end of the line
        yield from map(_cell, parts)
        return
    position = 0
    while match := VALUE.match(text, position):
        yield _cell(match[2]) if match[1] is None else _unquoted(match[1])
        position = match.end()
        if position == len(text) and not match[0].endswith(","):
            return


def _sparse_row(source: str, number: int, text: str, defaults: Sequence[str]) -> list[str | None]:
    """A row such as {1 3, 4 5}: positions from 0 with their values."""
    match = SPARSE_ROW.fullmatch(text)
    cells: list[str | None] = list(defaults)
    position, inside = 0, match[1].strip() if match else ""
    while match and position < len(inside):
        match = SPARSE_VALUE.match(inside, position)
        if match:
            index = int(match[1])
            if index >= len(cells):
                _refuse(source, number, f"there is no attribute {index}; they are counted from 0 to {len(cells) - 1}")
            cells[index] = _cell(match[3]) if match[2] is None else _unquoted(match[2])
            position = match.end()
    if match is None:
        _refuse(source, number, "a sparse row is a list of pairs such as {1 3, 4 5}; correct the line")
    return cells


def _is_weight(cell: str | None) -> bool:
    """Whether this is the weight of a row, which Weka writes behind it as {2.5}."""
    return cell is not None and re.fullmatch(r"\{[^{}]*\}", cell.strip()) is not None


def _cell(text: str) -> str | None:
    text = text.strip()
    return None if text in MISSING else text


def _unquoted(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return ESCAPE.sub(r"\1", text[1:-1]) if quoted else text


def _refuse(source: str, line: int, reason: str) -> NoReturn:
    raise DataError(f"{source}, line {line}: {reason}")
