"""The parts that all exported Python files share: reading rows, encoding them as X, and decoding ŷ.

Whatever comes from the user's data (names of columns, labels, categories) is written as a literal by `repr`, never as
code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data.cell_format import MISSING_CLASSES, MISSING_WORDS, PLAIN, CellFormat
from nnplay.data.columns import FALSE_WORDS, TRUE_WORDS
from nnplay.data.expressions import parse_expression
from nnplay.export.dialects import NUMPY

if TYPE_CHECKING:
    from nnplay.data.encoding.feature import Feature
    from nnplay.training.model import Model

RULE = "─" * 40


def plain(text: Any) -> str:
    """Text that is safe in a comment or a docstring: one line, without quotes and backslashes."""
    return "".join(c if c.isprintable() and c not in "\"\\`'" else " " for c in str(text))[:120]


def title(model: Model, name: str) -> str:
    """The first line of a file's docstring."""
    return f"{plain(name)}: {plain(model.architecture)}"


def opening(model: Model, name: str, needs: str, before: str = "") -> str:
    """The docstring of a file: what it is, what it needs, and how to run it."""
    return f"{title(model, name)}\n\nExported by nnplay. Requires {needs}.\n\n    {before}python FILE.py rows.csv\n"


HELPERS = {
    "numbers": '''def numbers(rows, name, decimal=".", missing=()):
    """A column of numbers (n,); NaN where a cell is missing. Currencies, percent and thousands signs are ignored."""
    values = np.full(len(rows), np.nan)
    for k, row in enumerate(rows):
        text = "" if row[name] is None else str(row[name]).strip()
        if text.lower() in MISSING or text in missing:
            continue
        try:
            values[k] = float(row[name] if decimal == "." or not isinstance(row[name], str) else "")
        except ValueError:
            sign = -1 if "-" in text[:2] or "−" in text[:2] or text.startswith("(") else 1
            digits = "".join(c for c in text if c.isdigit() or c == decimal or c in "eE")
            values[k] = sign * float(digits.strip("eE").replace(decimal, "."))
    return values
''',
    "middles": '''def middles(rows, name, decimal="."):
    """A column of intervals such as 10-20 as their midpoints (n,); NaN where a cell is missing."""
    numbers = r"[0-9]+(?:[.,' ][0-9]{3})*(?:[.,][0-9]+)?"
    values = np.full(len(rows), np.nan)
    for k, row in enumerate(rows):
        found = re.findall(numbers, "" if row[name] is None else str(row[name]))
        if isinstance(row[name], (int, float)):
            values[k] = row[name]
        elif found:
            other = "," if decimal == "." else "."
            values[k] = np.mean([float(text.replace(other, "").replace(decimal, ".")) for text in found])
    return values
''',
    "dates": '''def dates(rows, name, format):
    """A column of dates as seconds since 1970 (n,); NaN where a cell is missing. Numbers are seconds already."""
    values = np.full(len(rows), np.nan)
    for k, row in enumerate(rows):
        cell = row[name]
        if isinstance(cell, (int, float)):
            values[k] = cell
        elif str(cell).strip().lower() not in MISSING:
            text = " ".join(str(cell).replace(",", " ").split())
            try:
                date = datetime.datetime.strptime(text, format)
                date = date if "%Y" in format or "%y" in format else date.replace(year=1970)
            except ValueError:
                date = datetime.datetime.fromisoformat(text)
            if date.tzinfo is not None:
                date = date.astimezone(datetime.timezone.utc).replace(tzinfo=None)
            values[k] = (date - datetime.datetime(1970, 1, 1)).total_seconds()
    return values
''',
    "truths": '''def truths(rows, name):
    """A column of yes and no as 1 and 0 (n,); NaN where a cell is missing."""
    cells = [str(row[name]).strip().lower() for row in rows]
    return np.array([1.0 if c in YES else 0.0 if c in NO else np.nan if c in MISSING else float(c) for c in cells])
''',
    "texts": '''def texts(rows, name):
    """A column of texts; None where a cell is missing."""
    cells = ["" if row[name] is None else " ".join(str(row[name]).split()) for row in rows]
    return [None if cell.lower() in NO_CLASS else cell for cell in cells]
''',
    "filled": '''def filled(values, name, fill):
    """The column with missing cells replaced by `fill`; with None they are an error."""
    missing = np.isnan(values)
    if fill is None and missing.any():
        raise ValueError(f"row {missing.argmax() + 1}: {name!r} is missing")
    return np.where(missing, 0.0 if fill is None else fill, values)
''',
    "one_hot": '''def one_hot(values, name, levels, fill=None, rare=None):
    """A column of 0 and 1 for each level; with `rare`, one more for these and for unknown ones."""
    values = [fill if value is None else value for value in values]
    known = {*levels, *(rare or ()), None}
    unknown = [row for row, value in enumerate(values) if value not in known]
    if unknown:
        UNKNOWN(f"row {unknown[0] + 1}: {name!r} is {values[unknown[0]]!r}, which no training row has")
    columns = [np.array([float(value == level) for value in values]) for level in levels]
    if rare is not None:
        columns.append(np.array([float(value is not None and value not in levels) for value in values]))
    return columns
''',
    "ranked": '''def ranked(values, name, levels, fill):
    """The place of each value among its ordered levels."""
    unknown = [row for row, value in enumerate(values) if value is not None and value not in levels]
    if unknown:
        UNKNOWN(f"row {unknown[0] + 1}: {name!r} is {values[unknown[0]]!r}, which no training row has")
    return np.array([float(levels.index(value)) if value in levels else fill for value in values])
''',
    "target_encoded": '''def target_encoded(values, name, inputs, absent, fill):
    """The inputs of each level, scaled means of the training targets; `absent` are those of other values."""
    unknown = [row for row, value in enumerate(values) if value is not None and value not in inputs]
    if unknown:
        UNKNOWN(f"row {unknown[0] + 1}: {name!r} is {values[unknown[0]]!r}, which no training row has")
    if fill is None and None in values:
        raise ValueError(f"row {values.index(None) + 1}: {name!r} is missing")
    return np.array([inputs.get(value, absent) for value in values]).reshape(-1, len(absent)).T
''',
    "missing": '''def missing(values):
    """1 where a cell is missing, else 0."""
    return np.array([float(value is None or value != value) for value in values])
''',
}
CALENDAR = '''def days(t):
    """Days since 1970."""
    return t / 86400


def calendar(t, unit):
    """Dates from seconds since 1970, in units of years, months or days."""
    days = np.floor(np.where(np.isnan(t), 0, t) / 86400).astype(np.int64).astype("datetime64[D]")
    return days.astype(f"datetime64[{unit}]")


def year(t):
    """The year."""
    return np.where(np.isnan(t), np.nan, calendar(t, "Y").astype(np.int64) + 1970)


def month(t):
    """The month, 1 to 12."""
    return np.where(np.isnan(t), np.nan, calendar(t, "M").astype(np.int64) % 12 + 1)


def dayofyear(t):
    """The day of the year, 1 to 366."""
    return np.where(np.isnan(t), np.nan, (calendar(t, "D") - calendar(t, "Y")).astype(np.int64) + 1)


def weekday(t):
    """The day of the week, 0 for Monday."""
    return (np.floor(t / 86400) + 3) % 7


def hour(t):
    """The hour of the day."""
    return t % 86400 / 3600
'''


def encoding_source(model: Model) -> str:
    """COLUMNS, the helper functions in use, and `encode`."""
    encoding, dtype = model.encoding, model.parameters.theta.dtype.name
    kinds = dict(encoding.raw)
    lines = [
        f"        {name!r}: {_reader(name, kind, encoding.formats.get(name, PLAIN))}," for name, kind in encoding.raw
    ]
    derived, parts = [], []
    for feature in encoding.features:
        if feature.name in encoding.expressions:
            tree = parse_expression(feature.name, kinds).tree
            source = NUMPY.write(tree, {name: f"columns[{name!r}]" for name in kinds})
            derived.append(f"    columns[{feature.name!r}] = {source}")
        parts.append(f"        {_encoded(feature)},")
        if feature.indicator:
            parts.append(f"        missing(columns[{feature.name!r}]),")
    constants = [f"COLUMNS = {encoding.columns!r}  # of each row"]
    text = "\n".join([*lines, *parts])
    needed = {name for name in HELPERS if f"{name}(" in text}
    if needed & {"numbers", "truths", "dates"}:
        constants.append(f"MISSING = {sorted(MISSING_WORDS)!r}")
    if "texts" in needed:
        constants.append(f"NO_CLASS = {sorted(MISSING_CLASSES)!r}")
    if "truths" in needed:
        constants += [f"YES, NO = {sorted(TRUE_WORDS | {'1', '1.0'})!r}, {sorted(FALSE_WORDS | {'0', '0.0'})!r}"]
    helpers = [source for name, source in HELPERS.items() if name in needed]
    if needed & {"one_hot", "ranked", "target_encoded"}:
        helpers.insert(0, REFUSE if encoding.unknown == "refuse" else WARN)
    if any(kind == "date" for kind in kinds.values()):
        helpers.append(CALENDAR)
    undefined = ["    with np.errstate(all='ignore'):"] + ["    " + line for line in derived] if derived else []
    body = [
        "def encode(rows):",
        f'    """X (n, {encoding.n_in}) from rows: dicts with the keys of COLUMNS, or lists in their order."""',
        "    rows = [row if hasattr(row, 'keys') else dict(zip(COLUMNS, row, strict=True)) for row in rows]",
        "    columns = {", *lines, "    }", *undefined,
        "    X = [", *parts, "    ]",
        f"    return np.column_stack(X).astype(np.{dtype})",
    ]  # fmt: skip
    return "\n".join([*constants, "", "", "\n\n".join(helpers), "", *body, ""])


def _reader(name: str, kind: str, format: CellFormat) -> str:
    """The call that reads a column of the rows."""
    if kind == "number" and format.intervals:
        return f"middles(rows, {name!r}, {format.decimal!r})"
    if kind == "number":
        options = f", {format.decimal!r}, {format.missing!r}" if format != PLAIN else ""
        return f"numbers(rows, {name!r}{options})"
    if kind == "date":
        return f"dates(rows, {name!r}, {format.date!r})"
    return f"{'truths' if kind == 'boolean' else 'texts'}(rows, {name!r})"


def _encoded(feature: Feature) -> str:
    """The inputs of a feature."""
    column = f"columns[{feature.name!r}], {feature.name!r}"
    if feature.means is not None:
        *rows, absent = feature.means.inputs.tolist()
        inputs = dict(zip(feature.levels, rows, strict=True))
        return f"*target_encoded({column}, {inputs!r}, {absent!r}, {feature.fill!r})"
    if feature.kind == "category" and not feature.ordered:
        rare = f", {list(feature.rare)!r}" if feature.rare else ""
        return f"*one_hot({column}, {list(feature.levels)!r}, {feature.fill!r}{rare})"
    if feature.ordered:
        value = f"ranked({column}, {list(feature.levels)!r}, {0.0 if feature.fill is None else feature.fill!r})"
    else:
        value = f"filled({column}, {feature.fill!r})"
    value = value if feature.offset == 0 else f"({value} - {feature.offset!r})"
    value = f"{value}{'' if feature.scale == 1 else f' / {feature.scale!r}'}"
    return value if feature.limit is None else f"np.clip({value}, {-feature.limit!r}, {feature.limit!r})"


REFUSE = '''def UNKNOWN(message):
    """Refuse an unknown category."""
    raise ValueError(message)
'''
WARN = '''def UNKNOWN(message):
    """Warn of an unknown category."""
    warnings.warn(message)
'''


def decoding_source(model: Model) -> str:
    """`decode` and `predict`."""
    coding = model.coding
    half = (coding.low + coding.high) / 2
    above = ">" if coding.high > coding.low else "<"
    k = coding.n_out
    if coding.form == "values":
        unit = all(o == 0 for o in coding.offset) and all(s == 1 for s in coding.scale)
        back = "y_hat" if unit else f"y_hat * np.array({list(coding.scale)!r}) + np.array({list(coding.offset)!r})"
        shape = "[:, 0]" if k == 1 else ""
        doc, lines = (
            f"The values of {list(coding.names)!r} in their own units.",
            [f"    y = {back}", f"    return y{shape}"],
        )
    elif coding.form == "labels":
        doc, lines = f"1 for yes and 0 for no, for each of {list(coding.names)!r}.", [
            f"    return (y_hat {above} {half!r}).astype(int)"]  # fmt: skip
    elif coding.form == "column":
        doc, lines = (
            "The class of each row.",
            [f"    return [CLASSES[int(yes)] for yes in y_hat[:, 0] {above} {half!r}]"],
        )
    else:
        best = "argmax" if coding.high > coding.low else "argmin"
        doc, lines = "The class of each row.", [f"    return [CLASSES[k] for k in y_hat.{best}(axis=1)]"]
    head = [f"CLASSES = {list(coding.classes)!r}", "", ""] if coding.classes else []
    doc = doc if '"""' not in doc and "\\" not in doc else "The prediction for each row."
    return "\n".join([
        *head,
        "def decode(y_hat):", f'    """{doc}"""', *lines, "", "",
        "def predict(rows):", '    """The prediction for each row."""',
        "    return decode(network(encode(rows)))", "",
    ])  # fmt: skip


MAIN = """if __name__ == "__main__":
    with open(sys.argv[1], newline="", encoding="utf-8-sig") as file:
        for prediction in predict(list(csv.DictReader(file))):
            print(prediction)
"""


def literal(array: Any) -> str:
    """An array as source, one row a line."""
    rows = np.atleast_2d(array)
    texts = ["[" + ", ".join(str(value) for value in row) + "]" for row in rows]
    if np.ndim(array) == 1:
        return texts[0]
    return "[\n" + "".join(f"    {text},\n" for text in texts) + "]"


def assembled(doc: str, imports: list[str], parts: list[tuple[str, str]]) -> str:
    """The source of a file from its parts."""
    sections = [f"# ── {name} {RULE}\n\n{source}" for name, source in parts]
    uses = [name for name in ("datetime", "re", "warnings") if re.search(rf"(?<![\w.]){name}\.", "".join(sections))]
    end = imports.index("") if "" in imports else len(imports)
    standard = {*imports[:end], *(f"import {name}" for name in uses)}
    imports = [*sorted(standard, key=lambda line: (line.startswith("from"), line)), *imports[end:]]
    return f'"""{doc}"""\n\n' + "\n".join(imports) + "\n\n" + "\n\n".join(sections) + "\n\n" + MAIN
