"""The error of a network in each group of rows: the levels of a column, or intervals of its numbers."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.analysis.predicted_rows import PredictedRows
from nnplay.data import Column
from nnplay.utils.types import Array

MAX_LEVELS = 19  # levels of a column, the most frequent ones; the others are one group
INTERVALS = 8  # of a column of numbers, with as many rows each
FEW_VALUES = 10  # numbers up to which each value is a group
MAX_TITLE = 40  # letters of the column's name in the figure


@dataclass(frozen=True)
class GroupError:
    """One group: its name, its number of rows, its mean error and the standard error of this mean."""

    name: str
    rows: int
    error: float
    deviation: float


@dataclass(frozen=True, eq=False, repr=False)
class GroupErrors:
    """The error in each group of rows.

    Attributes:
        column: the column that makes the groups.
        measure: "error rate", "mean absolute error", or, of several targets, "mean absolute error in standard
            deviations".
        groups: in the order of the column.
        overall: the mean error of all rows.
        name: what the rows are called.
        rows: their number.
    """

    column: str
    measure: str
    groups: tuple[GroupError, ...]
    overall: float
    name: str
    rows: int

    def plot(self, *, ax: Any = None) -> Any:
        """The errors as bars, with their standard errors."""
        from nnplay import plots
        from nnplay.plots.labels import short

        labels = [f"{group.name}  ({group.rows:,})" for group in self.groups]
        return plots.columns(
            labels, [group.error for group in self.groups], [group.deviation for group in self.groups],
            title=f"{self.measure.capitalize()} by {short(self.column, MAX_TITLE)}",
            subtitle=f"{self.overall:.4g} in all {self.rows:,} {self.name}", ax=ax,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-compatible values."""
        return {
            "column": self.column, "measure": self.measure, "overall": self.overall, "rows": self.rows,
            "groups": [vars(group) for group in self.groups],
        }  # fmt: skip

    def __str__(self) -> str:
        lines = [f"  {g.name}: {g.error:.4g} ± {g.deviation:.2g}, {g.rows:,} rows" for g in self.groups]
        return "\n".join([
            f"{self.measure.capitalize()} by {self.column}: {self.overall:.4g} in all {self.rows:,} {self.name}", *lines
        ])  # fmt: skip

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from nnplay import plots

        return plots.notebook_svg(self.plot)


def group_errors(rows: PredictedRows, column: str) -> GroupErrors:
    """The mean error of the rows of each level or interval of a column.

    Args:
        rows: the rows.
        column: the name of a column of theirs.

    Raises:
        NNPlayError: the rows have no such column.
    """
    values = rows.column(column)
    if rows.task == "regression":
        errors, measure = np.abs(rows.prediction - rows.truth).astype(float), "mean absolute error"
        if errors.ndim == 2:
            deviation = rows.truth.std(axis=0)
            errors = (errors / np.where(deviation > 0, deviation, 1.0)).mean(axis=1)
            measure += " in standard deviations"
    else:
        wrong = np.asarray(rows.prediction != rows.truth, dtype=float)
        errors, measure = (wrong if wrong.ndim == 1 else wrong.mean(axis=1)), "error rate"
    weight = np.ones(len(errors)) if rows.sample_weight is None else rows.sample_weight
    groups = []
    for name, members in _groups(values):
        total = weight[members].sum()
        if total > 0:
            mean = float(np.average(errors[members], weights=weight[members]))
            variance = float(np.average((errors[members] - mean) ** 2, weights=weight[members]))
            groups.append(GroupError(name, int(members.sum()), mean, float(np.sqrt(variance / members.sum()))))
    overall = float(np.average(errors, weights=weight))
    return GroupErrors(column, measure, tuple(groups), overall, rows.name, len(errors))


def _groups(column: Column) -> list[tuple[str, Array]]:
    """The name of each group of rows, and which rows are in it (n,)."""
    missing = column.missing
    distinct = list(column.distinct())
    if column.kind == "number" and len(distinct) > FEW_VALUES:
        groups = _intervals(column.values, missing)
    else:
        counts = Counter(column.values[~missing].tolist())
        frequent = set(sorted(distinct, key=lambda level: -counts[level])[:MAX_LEVELS])
        groups = [(_text(level), column.values == level) for level in distinct if level in frequent]
        if len(frequent) < len(distinct):
            others = ~np.logical_or.reduce([missing, *(members for _, members in groups)])
            groups.append((f"{len(distinct) - len(frequent):,} other values", others))
    return [*groups, *([("missing", missing)] if missing.any() else [])]


def _intervals(values: Array, missing: Array) -> list[tuple[str, Array]]:
    """Intervals of numbers with about as many rows each."""
    edges = np.unique(np.quantile(values[~missing], np.linspace(0, 1, INTERVALS + 1)))
    codes = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    return [
        (f"{edges[k]:.4g} to {edges[k + 1]:.4g}", (codes == k) & ~missing)
        for k in range(len(edges) - 1)
        if ((codes == k) & ~missing).any()
    ]


def _text(level: Any) -> str:
    return f"{level:g}" if isinstance(level, float) else str(level)
