"""Infer how the numbers of a column are written: which sign separates decimals, which one thousands."""

import re
from collections.abc import Mapping

from nnplay.data.cell_format import CellFormat, split_number

FORMATS = tuple(
    CellFormat(decimal, thousands)
    for decimal, thousands in ((".", ""), (".", ","), (",", ""), (",", "."), (".", " "), (",", " "), (".", "'"))
)
"""In order of preference if several fit equally well."""

GROUP_OF_THREE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def infer_number_format(counts: Mapping[str, int], decimal_comma: bool | None = None) -> tuple[CellFormat, str]:
    """The format that fits most of the numbers in a column, and a note if another one fits as well.

    Args:
        counts: number of rows of each distinct text.
        decimal_comma: whether other columns of the table have decimal commas; None if they do not tell.
    """
    bodies: dict[str, int] = {}
    for text, count in counts.items():
        if parts := split_number(text.strip()):
            bodies[parts[1]] = bodies.get(parts[1], 0) + count
    fits = [sum(n for body, n in bodies.items() if each.body.fullmatch(body)) for each in FORMATS]
    most = max(fits)
    best = FORMATS[fits.index(most)]
    separated = [body for body in bodies if "," in body or "." in body]
    if not separated or not all(GROUP_OF_THREE.fullmatch(body) for body in separated):
        return best, ""
    # Every separator stands before exactly three digits: 1,200 and 1.200 may be 1200 or 1.2.
    signs = {"," if "," in body else "." for body in separated}
    if len(signs) > 1:
        return best, ""
    sign, example = signs.pop(), separated[0]
    if sign == "." and not decimal_comma:
        return CellFormat(), ""
    as_thousands = sign == "." or not decimal_comma
    chosen = CellFormat("," if sign == "." else ".", sign) if as_thousands else CellFormat(sign)
    value = chosen.parse_number(example)
    other = CellFormat(sign).parse_number(example) if as_thousands else CellFormat(".", sign).parse_number(example)
    return chosen, f"{example} is read as {value:g}, though it could be {other:g}"
