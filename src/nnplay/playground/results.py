"""Predictions for the rows of one split: confusion matrix, scores, and the rows with the largest errors."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.analysis.mistakes import probabilities_of
from nnplay.catalog import metrics
from nnplay.network.parameters import Array
from nnplay.playground.surface import SCORES
from nnplay.playground.tables import CellTable
from nnplay.playground.view_state import ViewState


@dataclass(frozen=True, eq=False)
class SplitResults:
    """The rows of one split and their predictions.

    Attributes:
        view_state: the state of the session.
        part: "train", "validation" or "test".
        truth, predicted: labels or values, (n,); (n, m) for several targets.
        probabilities: the probability of each class, (n, c); None if there are none.
    """

    view_state: ViewState
    part: str
    truth: Array
    predicted: Array
    probabilities: Array | None

    @property
    def classes(self) -> list[str]:
        """The names of the classes."""
        return [str(label) for label in self.view_state.dataset.classes]

    @property
    def multi_target(self) -> bool:
        """Whether there is more than one target."""
        return self.truth.ndim > 1

    def scores(self) -> list[tuple[str, float]]:
        """The name and score of each target."""
        metric, names = metrics[SCORES[self.view_state.dataset.task][0]], self.view_state.dataset.target_names
        truth, predicted = (values.reshape(len(values), -1) for values in (self.truth, self.predicted))
        return [(name, float(metric(truth[:, k], predicted[:, k]))) for k, name in enumerate(names)]

    def confusion_matrix(self) -> Array:
        """Number of rows by true class (rows) and predicted class (columns), (c, c)."""
        matrix = np.zeros((len(self.classes),) * 2, dtype=int)
        np.add.at(matrix, self._class_indices(), 1)
        return matrix

    def _class_indices(self) -> tuple[Array, Array]:
        index = {label: k for k, label in enumerate(self.view_state.dataset.classes)}
        truth, predicted = ([index[label] for label in values.tolist()] for values in (self.truth, self.predicted))
        return np.array(truth, dtype=int), np.array(predicted, dtype=int)

    def worst_first(self, cell: tuple[int, int] | None = None) -> Array:
        """Indices of the rows, worst first: confident mistakes, or the largest residuals.

        Args:
            cell: only rows of this true class and this predicted class.
        """
        if self.view_state.dataset.task == "regression":
            errors = np.abs(np.asarray(self.predicted - self.truth, dtype=float))
            return np.argsort(-np.nan_to_num(errors, nan=np.inf), kind="stable")
        truth, predicted = self._class_indices()
        confidence = np.ones(len(truth)) if self.probabilities is None else self.probabilities.max(axis=1)
        badness = np.where(truth != predicted, 1 + confidence, 1 - confidence)
        order = np.argsort(-np.nan_to_num(badness), kind="stable")
        if cell is not None:
            order = order[(truth[order] == cell[0]) & (predicted[order] == cell[1])]
        return order

    def table(self, order: Array) -> CellTable:
        """These rows as a table: row number, truth, prediction, probabilities or residual, input columns."""
        data = self.view_state.dataset
        numbers = getattr(self.view_state.problem.split, self.part)[order]
        header = ["row", data.target_names[0], "prediction"]
        values = [(numbers + 1).tolist(), self.truth[order].tolist(), self.predicted[order].tolist()]
        if data.task == "regression":
            header.append("residual")
            values.append((self.predicted[order] - self.truth[order]).tolist())
        if self.probabilities is not None:
            header += [f"p({name})" for name in self.classes]
            values += self.probabilities[order].T.tolist()
        columns = {column.name: column.values for column in (*data.features, *data.raw)}
        for name in self.view_state.problem.encoding.columns:
            header.append(name)
            values.append(columns[name][numbers].tolist())
        return CellTable(tuple(header), tuple(tuple(map(_cell, row)) for row in zip(*values, strict=True)))


def evaluate_split(view_state: ViewState, part: str | None = None) -> SplitResults:
    """Predict the rows of a split.

    Args:
        view_state: the state of a session.
        part: "train", "validation" or "test"; the evaluation split if None or empty.
    """
    problem = view_state.problem
    if part not in problem.parts:
        part = problem.eval_split
    rows, model = problem.parts[part], problem.model(view_state.parameters)
    outputs = model.outputs(rows.X)
    single_label = bool(view_state.dataset.classes) and rows.truth.ndim == 1
    probabilities = probabilities_of(model, outputs) if single_label else None
    return SplitResults(view_state, part, rows.truth, problem.coding.decode(outputs), probabilities)


def _cell(value: Any) -> str | float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
