"""The parts that all exported Python files share: reading rows, encoding them as X, and decoding ŷ.

Whatever comes from the user's data (names of columns, labels, categories) is written as a literal by `repr`, never as
code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data.columns import FALSE_WORDS, MISSING_WORDS, TRUE_WORDS
from nnplay.data.expressions import parse_expression
from nnplay.export.dialects import NUMPY

if TYPE_CHECKING:
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
    "numbers": '''def numbers(rows, name):
    """A column of numbers (n,); NaN where a cell is missing."""
    cells = [row[name] for row in rows]
    missing = [cell is None or str(cell).strip().lower() in MISSING for cell in cells]
    return np.array([np.nan if none else float(cell) for cell, none in zip(cells, missing)])
''',
    "truths": '''def truths(rows, name):
    """A column of yes and no as 1 and 0 (n,); NaN where a cell is missing."""
    cells = [str(row[name]).strip().lower() for row in rows]
    return np.array([1.0 if c in YES else 0.0 if c in NO else np.nan if c in MISSING else float(c) for c in cells])
''',
    "texts": '''def texts(rows, name):
    """A column of texts; None where a cell is missing."""
    cells = [row[name] for row in rows]
    return [None if cell is None or str(cell) in ("", "nan") else str(cell).strip() for cell in cells]
''',
    "filled": '''def filled(values, name, fill):
    """The column with missing cells replaced by `fill`; with None they are an error."""
    missing = np.isnan(values)
    if fill is None and missing.any():
        raise ValueError(f"row {missing.argmax() + 1}: {name!r} is missing")
    return np.where(missing, 0.0 if fill is None else fill, values)
''',
    "one_hot": '''def one_hot(values, name, levels, fill):
    """A column of 0 and 1 for each level."""
    values = [fill if value is None else value for value in values]
    for row, value in enumerate(values):
        if value not in levels:
            raise ValueError(f"row {row + 1}: {name!r} is {value!r}, which is not one of {levels}")
    return [np.array([float(value == level) for value in values]) for level in levels]
''',
}


def encoding_source(model: Model) -> str:
    """COLUMNS, the helper functions in use, and `encode`."""
    encoding, dtype = model.encoding, model.parameters.theta.dtype.name
    kinds = dict(encoding.raw)
    readers = {"number": "numbers", "boolean": "truths", "category": "texts"}
    needed = {readers[kind] for kind in kinds.values()}
    lines = [f"        {name!r}: {readers[kind]}(rows, {name!r})," for name, kind in encoding.raw]
    derived, parts = [], []
    for feature in encoding.features:
        if feature.name in encoding.expressions:
            tree = parse_expression(feature.name, kinds).tree
            source = NUMPY.write(tree, {name: f"columns[{name!r}]" for name in kinds})
            derived.append(f"    columns[{feature.name!r}] = {source}")
        column = f"columns[{feature.name!r}], {feature.name!r}"
        if feature.kind == "category":
            needed.add("one_hot")
            parts.append(f"        *one_hot({column}, {list(feature.levels)!r}, {feature.fill!r}),")
        else:
            needed.add("filled")
            value = f"filled({column}, {feature.fill!r})"
            value = value if feature.offset == 0 else f"({value} - {feature.offset!r})"
            parts.append(f"        {value}{'' if feature.scale == 1 else f' / {feature.scale!r}'},")
    constants = [f"COLUMNS = {encoding.columns!r}  # of each row"]
    if needed & {"numbers", "truths"}:
        constants.append(f"MISSING = {sorted(MISSING_WORDS)!r}")
    if "truths" in needed:
        constants += [f"YES, NO = {sorted(TRUE_WORDS | {'1', '1.0'})!r}, {sorted(FALSE_WORDS | {'0', '0.0'})!r}"]
    helpers = "\n\n".join(source for name, source in HELPERS.items() if name in needed)
    undefined = ["    with np.errstate(all='ignore'):"] + ["    " + line for line in derived] if derived else []
    body = [
        "def encode(rows):",
        f'    """X (n, {encoding.n_in}) from rows: dicts with the keys of COLUMNS, or lists in their order."""',
        "    rows = [row if hasattr(row, 'keys') else dict(zip(COLUMNS, row, strict=True)) for row in rows]",
        "    columns = {", *lines, "    }", *undefined,
        "    X = [", *parts, "    ]",
        f"    return np.column_stack(X).astype(np.{dtype})",
    ]  # fmt: skip
    return "\n".join([*constants, "", "", helpers, "", *body, ""])


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
    return f'"""{doc}"""\n\n' + "\n".join(imports) + "\n\n" + "\n\n".join(sections) + "\n\n" + MAIN
