"""CSV output that is safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

FORMULA_PREFIXES = ("=", "+", "-", "@", "\t", "\r", "\n")  # spreadsheets execute a cell that starts with one of these


def to_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns of equal length as CSV text; no cell is executed by a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([escape_formula(name) for name in columns])
    writer.writerows([escape_formula(cell) for cell in row] for row in zip(*columns.values(), strict=True))
    return text.getvalue()


def escape_formula(cell: Any) -> Any:
    """The cell, with an apostrophe in front if a spreadsheet would take it for a formula; numbers stay numbers."""
    if not isinstance(cell, str) or not cell.startswith(FORMULA_PREFIXES):
        return "" if cell is None else cell
    try:
        float(cell)
    except ValueError:
        return "'" + cell
    return cell
