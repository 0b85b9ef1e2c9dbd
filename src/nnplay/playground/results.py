"""What became of the rows of one part of the data: which class was taken for which, or what value was predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.analysis.mistakes import probabilities_of
from nnplay.catalog import metrics
from nnplay.network.parameters import Array
from nnplay.playground.surface import SCORES
from nnplay.playground.tables import Table
from nnplay.playground.view_state import ViewState


@dataclass(frozen=True, eq=False)
class Outcome:
    """The rows of a part, and what was said of them.

    Attributes:
        seen: the bench at that moment.
        part: whose rows.
        truth, predicted: labels or values (n,), or of several targets (n, m).
        shares: the probability of each class (n, c); None where there is none.
    """

    view_state: ViewState
    part: str
    truth: Array
    predicted: Array
    shares: Array | None

    @property
    def classes(self) -> list[str]:
        """The names of the classes."""
        return [str(label) for label in self.view_state.dataset.classes]

    @property
    def several(self) -> bool:
        """Whether there is more than one target."""
        return self.truth.ndim > 1

    def scores(self) -> list[tuple[str, float]]:
        """Of each target its name and its score."""
        metric, names = metrics[SCORES[self.view_state.dataset.task][0]], self.view_state.dataset.target_names
        truth, predicted = (values.reshape(len(values), -1) for values in (self.truth, self.predicted))
        return [(name, float(metric(truth[:, k], predicted[:, k]))) for k, name in enumerate(names)]

    def counts(self) -> Array:
        """How many rows of each class (down) were taken for which (across): (c, c)."""
        truth, predicted = self._places()
        found = np.zeros((len(self.classes),) * 2, dtype=int)
        np.add.at(found, (truth, predicted), 1)
        return found

    def _places(self) -> tuple[Array, Array]:
        place = {label: k for k, label in enumerate(self.view_state.dataset.classes)}
        truth, predicted = ([place[label] for label in values.tolist()] for values in (self.truth, self.predicted))
        return np.array(truth, dtype=int), np.array(predicted, dtype=int)

    def order(self, cell: tuple[int, int] | None = None) -> Array:
        """The places of the rows, the worst first: those that are wrong and sure of it, or the largest residuals.

        Args:
            cell: only the rows of the first class that were taken for the second.
        """
        if self.view_state.dataset.task == "regression":
            away = np.abs(np.asarray(self.predicted - self.truth, dtype=float))
            return np.argsort(-np.nan_to_num(away, nan=np.inf), kind="stable")
        truth, predicted = self._places()
        sure = np.ones(len(truth)) if self.shares is None else self.shares.max(axis=1)
        badness = np.where(truth != predicted, 1 + sure, 1 - sure)
        order = np.argsort(-np.nan_to_num(badness), kind="stable")
        if cell is not None:
            order = order[(truth[order] == cell[0]) & (predicted[order] == cell[1])]
        return order

    def rows(self, order: Array) -> Table:
        """A table of rows: number in the data, truth, prediction, probabilities or the residual, columns."""
        data = self.view_state.dataset
        numbers = getattr(self.view_state.problem.split, self.part)[order]
        head = ["row", data.target_names[0], "prediction"]
        shown = [(numbers + 1).tolist(), self.truth[order].tolist(), self.predicted[order].tolist()]
        if data.task == "regression":
            head.append("residual")
            shown.append((self.predicted[order] - self.truth[order]).tolist())
        if self.shares is not None:
            head += [f"p({name})" for name in self.classes]
            shown += self.shares[order].T.tolist()
        columns = {column.name: column.values for column in (*data.features, *data.raw)}
        for name in self.view_state.problem.encoding.columns:
            head.append(name)
            shown.append(columns[name][numbers].tolist())
        return Table(tuple(head), tuple(tuple(map(_cell, row)) for row in zip(*shown, strict=True)))


def outcome(view_state: ViewState, part: str | None = None) -> Outcome:
    """What became of the rows of a part; without one, or where there is none such, of those that are judged.

    Args:
        seen: the bench at one moment.
        part: "test", "validation" or "train".
    """
    problem = view_state.problem
    if part not in problem.parts:
        part = problem.eval_split
    rows, model = problem.parts[part], problem.model(view_state.parameters)
    outputs = model.outputs(rows.X)
    single = bool(view_state.dataset.classes) and rows.truth.ndim == 1
    shares = probabilities_of(model, outputs) if single else None
    return Outcome(view_state, part, rows.truth, problem.coding.decode(outputs), shares)


def _cell(value: Any) -> str | float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
