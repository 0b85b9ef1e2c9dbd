"""Excel workbooks, through python-calamine."""

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.columns import EXACT_INTEGERS, Values, listed, nearest
from nnplay.data.readers.dialect import checked_names
from nnplay.data.readers.table import Table
from nnplay.errors import DataError

MAX_CELLS = 20_000_000
MAX_XML_BYTES = 2_000_000_000
MAX_OTHER_BYTES = 300_000_000  # of what is no sheet: the library holds all texts at once
CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
CHUNK = 1 << 24


def workbook_table(path: Path, sheet: str | int | None = None) -> Table:
    """The table in a sheet of an .xlsx or .xls file; the first sheet unless another is named.

    Raises:
        DataError: a damaged file, an unknown sheet, a sheet without rows, a header with blank or repeated names, a
            cell to the right of the header, a sheet of more than 20 million cells.
    """
    source = path.name
    title, notes = _open(path, sheet)
    rows = _rows(path, title)
    filled = [(number, cells) for number, cells in enumerate(rows, start=1) if any(cell != "" for cell in cells)]
    if not filled:
        raise DataError(f"{source}: the sheet {title!r} is empty; it needs a header and rows")
    header_row, header = filled[0]
    width = max(position for position, cell in enumerate(header) if cell != "") + 1
    columns = checked_names(source, f"row {header_row}", [_name(cell) for cell in header[:width]])
    body = filled[1:]
    if not body:
        raise DataError(f"{source}: the sheet {title!r} has a header but no rows; add rows below it")
    for number, cells in body:
        if any(cell != "" for cell in cells[width:]):
            raise DataError(
                f"{source}, row {number}: a cell stands to the right of the header; name its column or empty it"
            )
    skipped = body[-1][0] - header_row - len(body)
    if skipped:
        notes.append(f"{skipped} blank rows were skipped")
    index = {name: position for position, name in enumerate(columns)}

    def column(name: str) -> Values:
        cells = np.empty(len(body), dtype=object)
        cells[:] = [_cell(row[index[name]]) for _, row in body]
        return cells

    numbers = [number for number, _ in body]
    return Table(source, columns, len(body), column, lambda row: f"row {numbers[row]}", typed=False, notes=tuple(notes))


def _open(path: Path, sheet: str | int | None) -> tuple[str, list[str]]:
    """The title of the wanted sheet, and what to note."""
    _refuse_huge(path)
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
    raise DataError(f"{path.name} has no sheet {sheet!r}{nearest(str(sheet), titles)}; the sheets are {listed(titles)}")


def _rows(path: Path, title: str) -> list[list[Any]]:
    rows: list[list[Any]] = _calamine(path, lambda book: book.get_sheet_by_name(title).to_python(skip_empty_area=False))
    return rows


def _calamine(path: Path, ask: Any) -> Any:
    """Ask the workbook something; whatever goes wrong inside the library becomes one sentence."""
    from python_calamine import CalamineWorkbook

    try:
        return ask(CalamineWorkbook.from_path(str(path)))
    except BaseException as problem:  # a panic of the Rust library is no Exception
        if isinstance(problem, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        what = (
            "it is protected by a password"
            if "assword" in f"{type(problem).__name__} {problem}"
            else "it may be damaged"
        )
        raise DataError(f"{path.name} cannot be read as an Excel workbook; {what}, so save it again") from None


def _refuse_huge(path: Path) -> None:
    """Two cells far apart make a huge sheet, which the library would hold in full; count before it is opened."""
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
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as problem:
        if isinstance(problem, DataError):
            raise
        raise DataError(
            f"{path.name} cannot be read as an Excel workbook; it may be damaged, so save it again"
        ) from None


def _area(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Rows times columns up to the last cell, from the cells' own references such as r="AB12"."""
    if entry.file_size > MAX_XML_BYTES:
        return MAX_CELLS + 1
    rows = columns = 0
    with archive.open(entry) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            block = rest + chunk
            for letters, digits in set(CELL.findall(block)):
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
    """Excel stores every number with a fraction part; a whole one is read as an integer, an empty cell as None."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_INTEGERS:
        return int(cell)
    return cell
