"""What was decided about each column of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np

from nnplay.data.column_options import ColumnOption
from nnplay.data.columns import Column, Label
from nnplay.data.date_format import date_text
from nnplay.utils.text import format_list

Role: TypeAlias = Literal["feature", "target", "left out"]

MAX_LISTED = 6  # columns of a note
EXAMPLES = 3


@dataclass(frozen=True, eq=False)
class ColumnReport:
    """What was decided about a column.

    Attributes:
        name: its name.
        role: "feature", "target" or "left out".
        reason: why it was left out, or what was noticed while reading it; "" if nothing was.
        column: the column; None if its cells cannot be read.
    """

    name: str
    role: Role
    reason: str = ""
    column: Column | None = field(default=None, repr=False)

    @property
    def kind(self) -> str:
        """The kind of its cells; "empty" if there are none, "" if they cannot be read."""
        if self.column is None or (len(self.column) and self.missing == len(self.column)):
            return "" if self.column is None else "empty"
        return "ordered" if self.column.order else self.column.kind

    @cached_property
    def missing(self) -> int:
        """Number of missing values."""
        return int(self.column.missing.sum()) if self.column is not None and self.column.has_missing else 0

    @cached_property
    def distinct(self) -> tuple[Label, ...]:
        """The different values, sorted."""
        return () if self.column is None else self.column.distinct()

    def to_json(self) -> dict[str, Any]:
        """Its role, kind, reason and summary statistics; the minimum, mean and maximum are None for categories."""
        row: dict[str, Any] = {
            "name": self.name, "role": self.role, "kind": self.kind, "reason": self.reason,
            "count": 0 if self.column is None else len(self.column) - self.missing, "missing": self.missing,
            "distinct": len(self.distinct), "min": None, "mean": None, "max": None,
            "examples": list(self.distinct[:EXAMPLES]),
        }  # fmt: skip
        if self.column is not None and self.column.kind != "category" and self.distinct:
            with np.errstate(over="ignore"):
                mean = float(np.nanmean(self.column.values))
            row |= {"min": self.distinct[0], "mean": mean, "max": self.distinct[-1]}
            if self.column.kind == "date":
                row |= {key: date_text(row[key]) for key in ("min", "mean", "max")}
                row["examples"] = list(map(date_text, row["examples"]))
        return row


def column_reports(
    names: Sequence[str],
    targets: Sequence[Column],
    features: Mapping[str, Column],
    others: Mapping[str, Column],
    left_out: Mapping[str, str],
    options: Mapping[str, ColumnOption],
) -> tuple[ColumnReport, ...]:
    """What was decided about each column of a table, in its order.

    Args:
        names: the columns of the table.
        targets: the target columns.
        features: the columns that the features use.
        others: further columns that were read.
        left_out: why columns were left out.
        options: what the user said about columns.
    """
    by_name = {column.name: column for column in targets}
    reports = []
    for name in names:
        column = by_name.get(name) or features.get(name) or others.get(name)
        role: Role = "target" if name in by_name else "feature" if name in features else "left out"
        if role == "left out":
            reason = left_out.get(name, "not chosen")
        else:
            assert column is not None
            reason = "; ".join(column.notes) or ("as you said" if name in options else "")
        reports.append(ColumnReport(name, role, reason, column))
    return tuple(reports)


def column_notes(reports: Sequence[ColumnReport]) -> list[str]:
    """One line on the columns that were left out, one on those with missing values, and one for each with a note."""
    left_out = {each.name: each.reason for each in reports if each.role == "left out" and each.reason != "not chosen"}
    notes = [f"left out: {reasons_text(left_out)}"] if left_out else []
    gaps = [f"{each.name} ({each.missing:,})" for each in reports if each.role == "feature" and each.missing]
    notes += [f"missing values imputed: {format_list(gaps, MAX_LISTED)}"] if gaps else []
    used = [each.column for each in reports if each.role != "left out" and each.column is not None]
    return notes + [f"{column.name}: {note}" for column in used for note in column.notes]


def reasons_text(left_out: Mapping[str, str]) -> str:
    """The columns that were left out and why, as one text."""
    return format_list([f"{name} ({reason})" for name, reason in left_out.items()], MAX_LISTED)
