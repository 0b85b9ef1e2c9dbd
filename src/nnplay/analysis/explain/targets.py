"""Targets in the user's own labels and units, as what the network should give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.data import TargetCoding
from nnplay.data.columns import listed, nearest
from nnplay.data.encoding.new_rows import cells_of
from nnplay.data.type_inference import as_text, is_nothing, parse_number, parse_truth
from nnplay.errors import NNPlayError

Array = NDArray[Any]


def targets_of(coding: TargetCoding, rows: Any, columns: tuple[str, ...], given: Any, n: int) -> Array | None:
    """Y (n, n_out), None where nothing says what it is.

    Args:
        coding: of the model.
        rows: the rows as the user gave them, which may hold the targets' columns.
        columns: that the network takes its inputs from.
        given: the targets apart: one value, a list of one for each row, a dict of target names to these; or None.
        n: how many rows there are.

    Raises:
        NNPlayError: a value that is no target of the model, or not as many of them as rows.
    """
    cells = _cells(coding, rows, columns) if given is None else _apart(coding, given, n)
    if cells is None:
        return None
    for name, values in cells.items():
        if len(values) != n:
            raise NNPlayError(
                f"There are {n} rows, but {len(values)} values of the target {name!r}: give one for each."
            )
    if coding.form in ("column", "one_hot"):
        codes = np.array([_class(coding, value) for value in cells[coding.names[0]]])
        hit = codes[:, None] == (np.arange(coding.n_out) if coding.form == "one_hot" else 1)
        return np.where(hit, coding.high, coding.low)
    read = _share if coding.form == "labels" else _number
    lines = [[read(name, value) for value in cells[name]] for name in coding.names]
    numbers: Array = np.array(lines, dtype=np.float64).T
    Y: Array
    if coding.form == "labels":
        Y = coding.low + numbers * (coding.high - coding.low)
    else:
        Y = (numbers - np.array(coding.offset)) / np.array(coding.scale)
    return Y


def _cells(coding: TargetCoding, rows: Any, columns: tuple[str, ...]) -> dict[str, list[Any]] | None:
    """The columns of the targets among the rows; None where there are none."""
    table = cells_of(rows, columns)
    there = [name for name in coding.names if name in table.names]
    if not there:
        return None
    if len(there) < len(coding.names):
        missing = next(name for name in coding.names if name not in there)
        raise NNPlayError(f"The rows hold the target {there[0]!r} but not {missing!r}: give all of them, or none.")
    return {name: list(table.column(name).tolist()) for name in there}


def _apart(coding: TargetCoding, given: Any, n: int) -> dict[str, list[Any]]:
    names = coding.names
    if hasattr(given, "to_dict") and hasattr(given, "columns"):
        given = {str(name): list(given[name]) for name in given.columns}
    if isinstance(given, Mapping):
        odd = next((name for name in (*given, *names) if name not in given or name not in names), None)
        if odd is not None:
            hint = nearest(str(odd), names) if odd not in names else " is missing"
            raise NNPlayError(f"The targets of the model are {listed(names)}: {odd!r}{hint or ' is none of them'}.")
        return {name: _list(given[name]) for name in names}
    values = _list(given)
    if len(names) == 1:
        if len(values) == n and all(isinstance(value, list) and len(value) == 1 for value in values):
            values = [value[0] for value in values]
        return {names[0]: values}
    lines = values if values and all(isinstance(value, list) for value in values) else [values]
    if any(len(line) != len(names) for line in lines):
        raise NNPlayError(
            f"The model has {len(names)} targets: give each row a value for {listed(names)}, in this order."
        )
    return {name: [line[k] for line in lines] for k, name in enumerate(names)}


def _list(value: Any) -> list[Any]:
    """The value or values as a list of Python's own."""
    if isinstance(value, str | bytes) or not (hasattr(value, "__iter__") or hasattr(value, "tolist")):
        return [value]
    found = value.tolist() if hasattr(value, "tolist") else list(value)
    if not isinstance(found, list):
        return [found]
    return [
        each.tolist() if hasattr(each, "tolist") else list(each) if isinstance(each, tuple) else each for each in found
    ]


def _class(coding: TargetCoding, value: Any) -> int:
    """Where a label stands among the classes: by itself, as a text, or as a number."""
    classes = list(coding.classes)
    if value in classes:
        return classes.index(value)
    text = as_text(value)
    if text is not None:
        if text in (texts := [str(label) for label in classes]):
            return texts.index(text)
        reads = (parse_truth,) if all(isinstance(label, bool) for label in classes) else (parse_number,)
        for read in reads:
            number = read(text)
            if number is not None and number in classes:
                return classes.index(number)
    name, near = coding.names[0], nearest(str(value), [str(label) for label in classes])
    raise NNPlayError(f"{str(value)!r} is no class of the target {name!r}{near}; its classes are {listed(classes)}.")


def _number(name: str, value: Any) -> float:
    text = None if is_nothing(value) else as_text(value)
    number = None if text is None else parse_number(text, False)
    if number is None or not np.isfinite(number):
        raise NNPlayError(f"The target {name!r} needs a finite number, not {str(value)[:60]!r}.")
    return float(number)


def _share(name: str, value: Any) -> float:
    text = None if is_nothing(value) else as_text(value)
    share = None if text is None else parse_truth(text)
    share = parse_number(text, False) if share is None and text is not None else share
    if share is None or not 0 <= share <= 1:
        raise NNPlayError(f"The target {name!r} is yes or no: give 1 or 0, not {str(value)[:60]!r}.")
    return float(share)
