"""Encode targets that the user gives in their own labels and units."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.data import TargetCoding
from nnplay.data.cell_format import PLAIN
from nnplay.data.encoding.new_rows import rows_to_table
from nnplay.data.type_inference import cell_to_text, is_missing, parse_bool
from nnplay.errors import NNPlayError
from nnplay.utils.text import did_you_mean, format_list, plural
from nnplay.utils.types import Array


def encode_targets(coding: TargetCoding, rows: Any, columns: tuple[str, ...], target: Any, n: int) -> Array | None:
    """The encoded targets Y (n, n_out); None if there are none.

    Args:
        coding: the model's encoding of targets.
        rows: the user's rows, which may hold the target columns.
        columns: the columns that the network takes its inputs from.
        target: the targets, if they are not in the rows: one value, a list with one for each row, or a dict from
            target names to these; None to look in the rows.
        n: the number of rows.

    Raises:
        NNPlayError: a value that the target cannot have, or not one value for each row.
    """
    cells = _from_rows(coding, rows, columns) if target is None else _from_target(coding, target, n)
    if cells is None:
        return None
    for name, values in cells.items():
        if len(values) != n:
            counts = f"{plural(n, 'row')} but {plural(len(values), 'value')}"
            raise NNPlayError(f"There are {counts} of the target {name!r}; pass one for each row.")
    if coding.form in ("column", "one_hot"):
        codes = np.array([_class_index(coding, value) for value in cells[coding.names[0]]])
        is_class = codes[:, None] == (np.arange(coding.n_out) if coding.form == "one_hot" else 1)
        return np.where(is_class, coding.high, coding.low)
    parse = _probability if coding.form == "labels" else _number
    lines = [[parse(name, value) for value in cells[name]] for name in coding.names]
    numbers: Array = np.array(lines, dtype=np.float64).T
    Y: Array
    if coding.form == "labels":
        Y = coding.low + numbers * (coding.high - coding.low)
    else:
        Y = (numbers - np.array(coding.offset)) / np.array(coding.scale)
    return Y


def _from_rows(coding: TargetCoding, rows: Any, columns: tuple[str, ...]) -> dict[str, list[Any]] | None:
    """The target columns of the rows; None if the rows have none."""
    table = rows_to_table(rows, columns)
    present = [name for name in coding.names if name in table.names]
    if not present:
        return None
    if len(present) < len(coding.names):
        missing = next(name for name in coding.names if name not in present)
        raise NNPlayError(f"The rows have the target {present[0]!r} but not {missing!r}; include all targets or none.")
    return {name: list(table.column(name).tolist()) for name in present}


def _from_target(coding: TargetCoding, target: Any, n: int) -> dict[str, list[Any]]:
    """The values of each target, from the `target` argument."""
    names = coding.names
    if hasattr(target, "to_dict") and hasattr(target, "columns"):
        target = {str(name): list(target[name]) for name in target.columns}
    if isinstance(target, Mapping):
        unknown = next((name for name in target if name not in names), None)
        if unknown is not None:
            hint = did_you_mean(str(unknown), names)
            raise NNPlayError(f"The model has no target {unknown!r}{hint}; its targets are {format_list(names)}.")
        missing = next((name for name in names if name not in target), None)
        if missing is not None:
            raise NNPlayError(f"The target {missing!r} is missing; pass values for {format_list(names)}.")
        return {name: _to_list(target[name]) for name in names}
    values = _to_list(target)
    if len(names) == 1:
        if len(values) == n and all(isinstance(value, list) and len(value) == 1 for value in values):
            values = [value[0] for value in values]
        return {names[0]: values}
    lines = values if values and all(isinstance(value, list) for value in values) else [values]
    if any(len(line) != len(names) for line in lines):
        raise NNPlayError(
            f"The model has {len(names)} targets; pass a value of {format_list(names)}, in this order, for each row."
        )
    return {name: [line[k] for line in lines] for k, name in enumerate(names)}


def _to_list(value: Any) -> list[Any]:
    """A scalar, array, Series or sequence as a list; its array and tuple items become lists too."""
    if isinstance(value, str | bytes) or not (hasattr(value, "__iter__") or hasattr(value, "tolist")):
        return [value]
    items = value.tolist() if hasattr(value, "tolist") else list(value)
    if not isinstance(items, list):
        return [items]
    return [
        item.tolist() if hasattr(item, "tolist") else list(item) if isinstance(item, tuple) else item for item in items
    ]


def _class_index(coding: TargetCoding, value: Any) -> int:
    """The index of a label among the classes, compared as it is, as text, or as a number."""
    classes = list(coding.classes)
    if value in classes:
        return classes.index(value)
    text = cell_to_text(value)
    if text is not None:
        if text in (texts := [str(label) for label in classes]):
            return texts.index(text)
        label = parse_bool(text) if all(isinstance(label, bool) for label in classes) else PLAIN.parse_number(text)
        if label is not None and label in classes:
            return classes.index(label)
    name, hint = coding.names[0], did_you_mean(str(value), [str(label) for label in classes])
    raise NNPlayError(
        f"{str(value)!r} is not a class of the target {name!r}{hint}; its classes are {format_list(classes)}."
    )


def _number(name: str, value: Any) -> float:
    text = None if is_missing(value) else cell_to_text(value)
    number = None if text is None else PLAIN.parse_number(text)
    if number is None or not np.isfinite(number):
        raise NNPlayError(f"The target {name!r} must be a finite number, not {str(value)[:60]!r}.")
    return float(number)


def _probability(name: str, value: Any) -> float:
    text = None if is_missing(value) else cell_to_text(value)
    label = None if text is None else parse_bool(text)
    probability = PLAIN.parse_number(text) if label is None and text is not None else label
    if probability is None or not 0 <= probability <= 1:
        raise NNPlayError(f"The target {name!r} must be yes (1) or no (0), not {str(value)[:60]!r}.")
    return float(probability)
