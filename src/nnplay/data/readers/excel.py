"""Read Excel workbooks, through python-calamine."""

import datetime
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import Values
from nnplay.data.readers.dialect import looks_like_header
from nnplay.data.readers.names import ColumnNames, column_names, numbered_names
from nnplay.data.readers.sheet_extent import sheet_area
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import did_you_mean, format_list, plural, short_repr

MAX_CELLS = 20_000_000
MAX_XML_BYTES = 2_000_000_000
MAX_OTHER_BYTES = 300_000_000  # of any part that is not a sheet, since the library loads all texts at once
SAMPLE_ROWS = 1_000
MAX_INTEGER = 2.0**63  # larger numbers are no counts or codes
MAX_TITLES = 20  # rows above a header that may be titles


def workbook_table(
    path: Path, sheet: str | int | None = None, header: bool | None = None, source: str | None = None
) -> Table:
    """The table in a sheet of an .xlsx, .xlsm or .xls file, by default the first.

    Blank rows are skipped, and so are titles above the header. Columns without a name and without a cell are left out.

    Args:
        path: the file.
        sheet: the sheet's name, or its number from 0.
        header: whether the first row is a header; found out if None.
        source: what messages call the file; its name by default.

    Raises:
        DataError: a damaged file, an unknown sheet, a sheet without rows, a cell to the right of the header, a sheet of
            more than 20 million cells.
    """
    source = path.name if source is None else source
    title, notes = _open(path, source, sheet)
    rows = [(number, _stripped(cells)) for number, cells in enumerate(_rows(path, source, title), start=1)]
    rows = [(number, cells) for number, cells in rows if cells]
    if not rows:
        raise DataError(f"{source}: the sheet {title!r} is empty; it needs a header and rows")
    titles = _count_titles([cells for _, cells in rows[:SAMPLE_ROWS]]) if header is None else 0
    if titles:
        text = next(cell for cell in rows[0][1] if cell != "")
        notes.append(f"{plural(titles, 'row')} above the header skipped, such as {short_repr(text)}")
        rows = rows[titles:]
    first = [_name(cell).strip() for cell in rows[0][1]]
    below = [[_name(cell).strip() for cell in cells] for _, cells in rows[1 : 1 + SAMPLE_ROWS]]
    width = max(len(cells) for _, cells in rows)
    body = rows
    if looks_like_header(first, below, ",") if header is None else header:
        body = rows[1:]
        if not body:
            raise DataError(f"{source}: the sheet {title!r} has a header but no rows; add rows below it")
        width = _width(source, len(first), width, body)
        written = first + [""] * (width - len(first))
        stays = [i for i in range(width) if written[i] or any(len(cells) > i and cells[i] != "" for _, cells in body)]
        names = column_names([written[i] for i in stays])
    else:
        stays = [i for i in range(width) if any(len(cells) > i and cells[i] != "" for _, cells in body)]
        names = ColumnNames(numbered_names(len(stays)))
        if header is None:
            names = ColumnNames(names.names, notes=(
                f"the first row holds data, so the columns are called {format_list(names.names, 3)}; header=True "
                "overrides it",
            ))  # fmt: skip
    skipped = body[-1][0] - body[0][0] + 1 - len(body) + (body[0][0] - rows[0][0] - 1 if body is not rows else 0)
    if skipped:
        notes.append(f"{plural(skipped, 'blank row')} skipped")
    index = dict(zip(names.names, stays, strict=True))

    def column(name: str) -> Values:
        position = index[name]
        cells = np.empty(len(body), dtype=object)
        cells[:] = [_cell(row[position]) if len(row) > position else None for _, row in body]
        return cells

    numbers = [number for number, _ in body]
    return Table(
        source, names.names, len(body), column, lambda row: f"row {numbers[row]}", typed=False,
        notes=(*notes, *names.notes), unnamed=names.unnamed,
    )  # fmt: skip


def _stripped(cells: list[Any]) -> list[Any]:
    """A row without the empty cells at its end."""
    width = len(cells)
    while width and cells[width - 1] == "":
        width -= 1
    return cells[:width]


def _count_titles(rows: list[list[Any]]) -> int:
    """How many rows above the header hold titles: a cell or two of text, above a row of names of the full width.

    0 unless the header is evident: texts in every column but perhaps the first, which may be an index.
    """
    width = max(map(len, rows))
    for k, cells in enumerate(rows[:MAX_TITLES]):
        names = [cell for cell in cells if cell != ""]
        if len(cells) == width and len(names) >= max(width - 1, 2) and all(isinstance(cell, str) for cell in names):
            return k
        if len(names) > max(1, width // 2) or not all(isinstance(cell, str) for cell in names):
            return 0
    return 0


def _width(source: str, named: int, width: int, body: list[tuple[int, list[Any]]]) -> int:
    """The number of columns: as many as have names, and those without that are more than half filled.

    Raises:
        DataError: a few cells to the right of the header.
    """
    for i in range(named, width):
        rows = [number for number, cells in body if len(cells) > i and cells[i] != ""]
        if rows and len(rows) <= len(body) / 2:
            raise DataError(
                f"{source}, row {rows[0]}: a cell is to the right of the header; name its column or empty it"
            )
    return width


def _open(path: Path, source: str, sheet: str | int | None) -> tuple[str, list[str]]:
    """The title of the requested sheet, and notes."""
    _check_extent(path, source)
    titles: list[str] = _calamine(path, source, lambda book: list(book.sheet_names))
    if not titles:
        raise DataError(f"{source} has no sheets")
    if sheet is None:
        notes = [f"the first of {len(titles)} sheets, {titles[0]!r}; choose another with sheet="] if titles[1:] else []
        return titles[0], notes
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 0 <= sheet < len(titles):
        return titles[sheet], []
    if sheet in titles:
        return str(sheet), []
    raise DataError(
        f"{source} has no sheet {sheet!r}{did_you_mean(str(sheet), titles)}; the sheets are {format_list(titles)}"
    )


def _rows(path: Path, source: str, title: str) -> list[list[Any]]:
    rows: list[list[Any]] = _calamine(
        path, source, lambda book: book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    )
    return rows


def _calamine(path: Path, source: str, read: Callable[[Any], Any]) -> Any:
    """Call a function with the open workbook; whatever goes wrong in the library becomes a DataError."""
    from python_calamine import CalamineWorkbook

    try:
        with path.open("rb") as file:
            return read(CalamineWorkbook.from_filelike(file))
    except BaseException as problem:  # a panic in the Rust library is not an Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        protected = "assword" in f"{type(problem).__name__} {problem}"
        reason = "it is protected by a password" if protected else "it may be damaged"
        raise DataError(f"{source} cannot be read as an Excel workbook; {reason}, so save it again") from None


def _check_extent(path: Path, source: str) -> None:
    """Check the extent of each sheet first: two cells far apart make a huge sheet, which the library loads in full.

    Any part may be a sheet, whatever its name, because the workbook says where its sheets are.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.file_size > (MAX_XML_BYTES if _is_sheet(entry) else MAX_OTHER_BYTES):
                    limit = MAX_XML_BYTES if _is_sheet(entry) else MAX_OTHER_BYTES
                    raise DataError(
                        f"{source}: {entry.filename!r} in it unpacks to more than {limit >> 20:,} MB; "
                        "save the table as CSV"
                    )
                with archive.open(entry) as stream:
                    if sheet_area(stream) > MAX_CELLS:
                        raise DataError(f"{source}: a sheet spans more than {MAX_CELLS:,} cells; save the table as CSV")
    # zipfile raises RuntimeError for an encrypted archive, NotImplementedError for an unknown compression.
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError) as problem:
        if isinstance(problem, DataError):
            raise
        raise DataError(f"{source} cannot be read as an Excel workbook; it may be damaged, so save it again") from None


def _is_sheet(entry: zipfile.ZipInfo) -> bool:
    """Whether a part is where Excel puts its sheets."""
    return entry.filename.lower().startswith("xl/worksheets/")


def _name(cell: Any) -> str:
    return str(cell if type(cell) is datetime.date else _cell(cell) if cell != "" else "")


def _cell(cell: Any) -> Any:
    """A cell's value. Excel stores all numbers as floats: whole ones become integers; an empty cell becomes None.

    A day without a time becomes midnight, since other cells of its column may have a time.
    """
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < MAX_INTEGER:
        return int(cell)
    if type(cell) is datetime.date:
        return datetime.datetime(cell.year, cell.month, cell.day)
    return cell
