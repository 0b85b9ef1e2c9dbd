"""Describe the columns of any table, also of one that cannot be trained on."""

from typing import Any

from nnplay.data.column_options import INFERRED, check_known_columns, parse_column_options
from nnplay.data.column_report import ColumnReport
from nnplay.data.columns import Column
from nnplay.data.dataset import Dataset
from nnplay.data.readers.table import Table
from nnplay.data.type_inference import typed_column
from nnplay.errors import DataError, clean


def describe(dataset: Dataset) -> list[dict[str, Any]]:
    """What was decided about each column of a dataset, and its summary statistics.

    Returns:
        One dict per column of the table: name, role ("feature", "target" or "left out"), kind, reason, count (values
        present), missing, distinct, min, mean and max (None for categories), examples (up to three values).
    """
    return [report.to_json() for report in dataset.columns]


def describe_table(table: Table, **choices: Any) -> tuple[tuple[ColumnReport, ...], Dataset | None, str]:
    """What would be decided about each column of a table; no table is refused.

    Args:
        table: the table.
        **choices: target, features, exclude, columns, task and missing, as for `load`.

    Returns:
        The columns, and the dataset, or None and the reason why the table cannot be trained on.
    """
    try:
        dataset = Dataset.from_table(table, table.source, **choices)
        return dataset.columns, dataset, ""
    except DataError as problem:
        return tuple(_look_at_columns(table, choices.get("columns"))), None, str(problem)


def _look_at_columns(table: Table, columns: Any) -> list[ColumnReport]:
    """Each column by itself."""
    options = parse_column_options(columns)
    check_known_columns(table.source, table.names, options)
    reports = []
    for name in table.names:
        column: Column | None = None
        try:
            column = typed_column(table, name, options.get(name, INFERRED))
            reason = "; ".join(column.notes)
        except DataError as problem:
            reason = clean(problem)
        reports.append(ColumnReport(name, "left out" if column is None else "feature", reason, column))
    return reports
