"""Tables of HTML for notebooks, which take the colours and the font of the page they stand in."""

import html
from collections.abc import Collection, Sequence
from typing import Any

from nnplay.errors import NNPlayError

BLOCK = "color:inherit;background:transparent;font:inherit"
TABLE = f"{BLOCK};border-collapse:collapse;border:none;margin:0.5em 0;width:auto;font-variant-numeric:tabular-nums"
CELL = "color:inherit;background:transparent;padding:0.25em 0.8em;border:none;white-space:nowrap;vertical-align:top"
RULE = "border-bottom:1px solid rgba(128,128,128,0.45)"
FAINT = "border-bottom:1px solid rgba(128,128,128,0.2)"


def html_table(header: Sequence[Any], rows: Sequence[Sequence[Any]], numbers: Collection[int] = frozenset()) -> str:
    """A <table> with its look in its own attributes; the first column names the rows.

    Style sheets of notebooks differ, and some have none for tables: nothing here depends on them.

    Args:
        header: the names of the columns (k,).
        rows: k cells each; any value is shown as text.
        numbers: the columns that are flush right.

    Raises:
        NNPlayError: when a row has not as many cells as the header.
    """
    for row in rows:
        if len(row) != len(header):
            raise NNPlayError(f"A row of a table has {len(row)} cells, and its header {len(header)}: make them equal.")

    def cell(tag: str, k: int, value: Any, rule: str) -> str:
        side = "right" if k in numbers else "left"
        weight = 600 if tag == "th" else 400
        scope = "" if tag == "td" else ' scope="col"' if rule is RULE else ' scope="row"'
        text = html.escape(str(value))
        return f'<{tag}{scope} style="{CELL};text-align:{side};font-weight:{weight};{rule}">{text}</{tag}>'

    def line(cells: str) -> str:
        return f'<tr style="{BLOCK}">{cells}</tr>'

    head = line("".join(cell("th", k, name, RULE) for k, name in enumerate(header)))
    body = "".join(
        line("".join(cell("th" if k == 0 else "td", k, value, FAINT) for k, value in enumerate(row))) for row in rows
    )
    return f'<table style="{TABLE}"><thead>{head}</thead><tbody>{body}</tbody></table>'
