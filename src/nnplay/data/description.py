"""Describe the columns of any table, also of one that cannot be trained on."""

from dataclasses import dataclass
from typing import Any

from nnplay.data.column_options import INFERRED, check_known_columns, parse_column_options
from nnplay.data.column_report import ColumnReport, Role
from nnplay.data.column_selection import Names, as_names, choose_targets, reason_to_leave_out
from nnplay.data.columns import Column
from nnplay.data.dataset import Dataset
from nnplay.data.load import read_source
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError, clean


@dataclass(frozen=True, eq=False)
class DataDescription:
    """What would be decided about a table.

    Attributes:
        name: its name.
        n_rows: number of rows.
        columns: what would be decided about each column.
        notes: what was noticed while reading it.
        dataset: the dataset; None if the table cannot be trained on.
        problem: why it cannot be trained on; "" if it can.
    """

    name: str
    n_rows: int
    columns: tuple[ColumnReport, ...]
    notes: tuple[str, ...]
    dataset: Dataset | None
    problem: str


def describe(dataset: Dataset) -> list[dict[str, Any]]:
    """What was decided about each column of a dataset, and its summary statistics.

    Returns:
        One dict per column of the table: name, role ("feature", "target" or "left out"), kind, reason, count (values
        present), missing, distinct, min, mean and max (None for categories), examples (up to three values).
    """
    return [report.to_json() for report in dataset.columns]


def describe_data(
    source: Any, *, sheet: str | int | None = None, header: bool | None = None, **choices: Any
) -> DataDescription:
    """What would be decided about each column of a built-in set, a file or a frame; nothing that is a table is refused.

    Args:
        source: as for `load`.
        sheet: as for `load`.
        header: as for `load`.
        **choices: target, features, exclude, columns, task and missing, as for `load`.

    Raises:
        DataError: no table can be read, or a column that it does not have.
    """
    name, table, target = read_source(source, sheet=sheet, header=header)
    if choices.get("target") is None and target is not None:
        choices["target"] = target
    return describe_table(table, name, **choices)


def describe_table(table: Table, name: str, **choices: Any) -> DataDescription:
    """`describe_data` of a table that has been read."""
    try:
        dataset = Dataset.from_table(table, name, **choices)
    except DataError as problem:
        reports = tuple(_look_at_columns(table, choices.get("columns"), as_names(choices.get("target"))))
        return DataDescription(name, table.n_rows, reports, table.notes, None, str(problem))
    return DataDescription(name, table.n_rows, dataset.columns, dataset.notes, dataset, "")


def _look_at_columns(table: Table, columns: Any, target: Names) -> list[ColumnReport]:
    """Each column by itself."""
    options = parse_column_options(columns)
    check_known_columns(table.source, table.names, options)
    targets = choose_targets(table, target)[0]
    reports = []
    for name in table.names:
        column: Column | None = None
        role: Role = "target" if name in targets else "feature"
        try:
            column = typed_column(table, name, options.get(name, INFERRED), target=targets == (name,))
            reason = "; ".join(column.notes)
            if role == "feature" and name not in options and (why := reason_to_leave_out(table, column)):
                role, reason = "left out", why
        except DataError as problem:
            role, reason = "left out", clean(problem)
        reports.append(ColumnReport(name, role, reason, column))
    return reports
