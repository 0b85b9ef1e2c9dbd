"""Read Excel workbooks, through python-calamine."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import EXACT_INTEGERS, Values
from nnplay.data.readers.dialect import check_names
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list, plural

MAX_CELLS = 20_000_000
MAX_XML_BYTES = 2_000_000_000
MAX_OTHER_BYTES = 300_000_000  # of any part that is not a sheet, since the library loads all texts at once
CELL_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
CHUNK_BYTES = 1 << 24


def workbook_table(path: Path, sheet: str | int | None = None) -> Table:
    """The table in a sheet of an .xlsx or .xls file, by default the first.

    Raises:
        DataError: a damaged file, an unknown sheet, a sheet without rows, a header with blank or repeated names, a
            cell to the right of the header, a sheet of more than 20 million cells.
    """
    source = path.name
    title, notes = _open(path, sheet)
    rows = _rows(path, title)
    nonblank = [(number, cells) for number, cells in enumerate(rows, start=1) if any(cell != "" for cell in cells)]
    if not nonblank:
        raise DataError(f"{source}: the sheet {title!r} is empty; it needs a header and rows")
    header_row, header = nonblank[0]
    width = max(position for position, cell in enumerate(header) if cell != "") + 1
    columns = check_names(source, f"row {header_row}", [_name(cell) for cell in header[:width]])
    body = nonblank[1:]
    if not body:
        raise DataError(f"{source}: the sheet {title!r} has a header but no rows; add rows below it")
    for number, cells in body:
        if any(cell != "" for cell in cells[width:]):
            raise DataError(
                f"{source}, row {number}: a cell is to the right of the header; name its column or empty it"
            )
    skipped = body[-1][0] - header_row - len(body)
    if skipped:
        notes.append(f"{plural(skipped, 'blank row')} skipped")
    index = {name: position for position, name in enumerate(columns)}

    def column(name: str) -> Values:
        cells = np.empty(len(body), dtype=object)
        cells[:] = [_cell(row[index[name]]) for _, row in body]
        return cells

    numbers = [number for number, _ in body]
    return Table(source, columns, len(body), column, lambda row: f"row {numbers[row]}", typed=False, notes=tuple(notes))


def _open(path: Path, sheet: str | int | None) -> tuple[str, list[str]]:
    """The title of the requested sheet, and notes."""
    _check_extent(path)
    titles: list[str] = _calamine(path, lambda book: list(book.sheet_names))
    if not titles:
        raise DataError(f"{path.name} has no sheets")
    if sheet is None:
        notes = [f"the first of {len(titles)} sheets, {titles[0]!r}; choose another with sheet="] if titles[1:] else []
        return titles[0], notes
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 0 <= sheet < len(titles):
        return titles[sheet], []
    if sheet in titles:
        return str(sheet), []
    raise DataError(
        f"{path.name} has no sheet {sheet!r}{did_you_mean(str(sheet), titles)}; the sheets are {format_list(titles)}"
    )


def _rows(path: Path, title: str) -> list[list[Any]]:
    rows: list[list[Any]] = _calamine(path, lambda book: book.get_sheet_by_name(title).to_python(skip_empty_area=False))
    return rows


def _calamine(path: Path, read: Callable[[Any], Any]) -> Any:
    """Call a function with the open workbook; whatever goes wrong in the library becomes a DataError."""
    from python_calamine import CalamineWorkbook

    try:
        return read(CalamineWorkbook.from_path(str(path)))
    except BaseException as problem:  # a panic in the Rust library is not an Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        protected = "assword" in f"{type(problem).__name__} {problem}"
        reason = "it is protected by a password" if protected else "it may be damaged"
        raise DataError(f"{path.name} cannot be read as an Excel workbook; {reason}, so save it again") from None


def _check_extent(path: Path) -> None:
    """Check the extent of each sheet first: two cells far apart make a huge sheet, which the library loads in full."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                sheet = entry.filename.lower().startswith("xl/worksheets/")
                if sheet and _area(archive, entry) > MAX_CELLS:
                    raise DataError(f"{path.name}: a sheet spans more than {MAX_CELLS:,} cells; save the table as CSV")
                if not sheet and entry.file_size > MAX_OTHER_BYTES and entry.filename.lower().endswith(".xml"):
                    raise DataError(
                        f"{path.name}: {entry.filename!r} in it unpacks to more than {MAX_OTHER_BYTES >> 20} MB; "
                        "save the table as CSV"
                    )
    # zipfile raises RuntimeError for an encrypted archive, NotImplementedError for an unknown compression.
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, ValueError) as problem:
        if isinstance(problem, DataError):
            raise
        raise DataError(
            f"{path.name} cannot be read as an Excel workbook; it may be damaged, so save it again"
        ) from None


def _area(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Rows times columns up to the last cell, from cell references such as r="AB12"."""
    if entry.file_size > MAX_XML_BYTES:
        return MAX_CELLS + 1
    rows = columns = 0
    with archive.open(entry) as stream:
        rest = b""
        while chunk := stream.read(CHUNK_BYTES):
            block = rest + chunk
            for letters, digits in set(CELL_REFERENCE.findall(block)):
                rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
            rest = block[-32:]
    return rows * columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _name(cell: Any) -> str:
    return str(_cell(cell) if cell != "" else "")


def _cell(cell: Any) -> Any:
    """A cell's value. Excel stores all numbers as floats: whole ones become integers; an empty cell becomes None."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_INTEGERS:
        return int(cell)
    return cell
