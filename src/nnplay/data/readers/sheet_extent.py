"""How many cells a sheet of a workbook spans, from its XML, without loading it."""

import math
import re
from typing import IO
from xml.parsers import expat

CHUNK_BYTES = 1 << 24
MAX_TAG_BYTES = 1 << 12  # of a tag that may lie across two chunks
# A cell or a row, and its place in the form in which all programs write it.
TAG = re.compile(rb"""<(?:c|row|[\w.-]+:(?:c|row))(?=[\s/>])(?:\s+r\s*=\s*["']([A-Za-z]*)([0-9]+)["'])?""")


def sheet_area(stream: IO[bytes]) -> float:
    """Rows times columns up to the last cell; 0 of a part that is no sheet, infinite if nobody can tell.

    Cells say where they are, such as r="AB12"; of a cell that does not, its place follows from the one before it.
    """
    rows = columns = 0
    unplaced = False
    rest = b""
    while chunk := stream.read(CHUNK_BYTES):
        block = rest + chunk
        if b"\0" in block and b"<" in block[:8]:  # XML in another encoding, which Excel does not write
            return math.inf
        end = max(block.rfind(b">") + 1, len(block) - MAX_TAG_BYTES)
        block, rest = block[:end], block[end:]
        places = TAG.findall(block)
        letters, digits = {letters for letters, _ in places}, {digits for _, digits in places}
        unplaced = unplaced or b"" in digits
        rows = max(rows, *map(_number, digits), 0)
        columns = max(columns, *(column_number(each.decode()) for each in letters if each), 0)
    if not unplaced:
        return rows * columns
    stream.seek(0)
    return _walked_area(stream)


def _walked_area(stream: IO[bytes]) -> float:
    """The same, tag by tag, for a sheet with cells that do not say where they are."""
    row = column = rows = columns = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns
        name, place = tag.rpartition(":")[2], attributes.get("r", "").strip()
        if name == "row":
            row, column = _number(place.encode()) if place else row + 1, 0
        elif name == "c":
            letters = place.rstrip("0123456789")
            column = column_number(letters) if letters else column + 1
            row = _number(place[len(letters) :].encode()) or row
        rows, columns = max(rows, row), max(columns, column)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.ParseFile(stream)
    except expat.ExpatError:
        return math.inf
    return rows * columns


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27; letters of any case, and a column far outside of any sheet for other texts."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 7:
        return 1 << 40
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _number(digits: bytes) -> int:
    """The number that digits write; 0 of none, and one far outside of any sheet for other texts."""
    if not digits:
        return 0
    return int(digits) if digits.isdigit() and len(digits) < 20 else 1 << 40
