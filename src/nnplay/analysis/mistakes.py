"""The rows that a network gets wrong, with its predictions and its confidence."""

import html
import math
import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.errors import NNPlayError, clean
from nnplay.training.model import Model, class_probabilities
from nnplay.training.problem import Problem
from nnplay.utils import files
from nnplay.utils.csv import to_csv
from nnplay.utils.html_table import html_table
from nnplay.utils.types import Array
from nnplay.utils.validation import check_int

MAX_RESIDUALS = 20  # residuals of a regression, by default
MAX_LINES = 20  # rows in the text and in a notebook
MAX_INPUTS = 6  # inputs in the text


@dataclass(frozen=True, eq=False, repr=False)
class Mistakes:
    """The misclassified rows, the most confident mistake first; for a regression, the rows with the largest residuals.

    Attributes:
        rows: their numbers in the user's data, counted from 1 (k,).
        inputs: the user's columns (name → values (k,)).
        targets: the names of the targets.
        truth, prediction: labels (k,), 0/1 labels (k, m), or values (k,) or (k, m).
        probabilities: the probability of each class (k, c) or label (k, m); None if the outputs are not probabilities.
        classes: the class labels, () for a regression and for several labels.
        errors: the probability of the wrong prediction (k,); for a regression the residual ŷ − y, with several targets
            the one that is largest relative to the target's standard deviation.
        wrong, of: the number of misclassified rows (for a regression, of all rows) and of all rows.
        part: the split.
        task: "classification" or "regression".
        image: height and width if the rows are images, otherwise ().
        note: a remark on the row numbers.
    """

    rows: Array
    inputs: dict[str, Array]
    targets: tuple[str, ...]
    truth: Array
    prediction: Array
    probabilities: Array | None
    classes: tuple[Any, ...]
    errors: Array
    wrong: int
    of: int
    part: str
    task: str
    image: tuple[int, ...] = ()
    note: str = ""

    @property
    def headline(self) -> str:
        """The number of mistakes."""
        if self.task == "regression":
            return f"the {len(self.rows):,} largest residuals of {self.of:,} {self.part} rows"
        if not self.wrong:
            return f"none of the {self.of:,} {self.part} rows is misclassified"
        limited = f"; the {len(self.rows):,} most confident mistakes" if len(self.rows) < self.wrong else ""
        verb = "is" if self.wrong == 1 else "are"
        return f"{self.wrong:,} of {self.of:,} {self.part} rows {verb} misclassified{limited}"

    def columns(self) -> dict[str, list[Any]]:
        """The table: row, inputs, truth, prediction, and the probability of each class or the residual."""
        table: dict[str, list[Any]] = {"row": self.rows.tolist()}

        def add(name: str, values: Any) -> None:
            while name in table:
                name += "_"
            table[name] = values.tolist()

        for name, values in self.inputs.items():
            add(name, values)
        single = len(self.targets) == 1
        for k, name in enumerate(self.targets):
            truth, prediction = (v if single else v[:, k] for v in (self.truth, self.prediction))
            add(name, truth)
            add("prediction" if single else f"{name}, predicted", prediction)
            if self.task == "regression":
                add("residual" if single else f"{name}, residual", prediction - truth)
        if self.probabilities is not None:
            for k, label in enumerate(self.classes or self.targets):
                add(f"p({label})", self.probabilities[:, k])
        return table

    def to_json(self) -> dict[str, Any]:
        """Everything as JSON-compatible values, with a dict for each row."""
        columns = self.columns()
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        return {"part": self.part, "wrong": self.wrong, "of": self.of, "task": self.task, "rows": rows,
                "note": self.note}  # fmt: skip

    def to_csv(self) -> str:
        """The table as CSV, with cells escaped that a spreadsheet would execute as formulas."""
        return to_csv(self.columns())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the table to a CSV file, atomically."""
        files.write_atomic(path, self.to_csv().encode())

    def plot(self, *, most: int = 24) -> Any:
        """Plot the mistakes: as images if the rows are images, otherwise as class probabilities or residuals.

        Args:
            most: the maximum number of rows.

        Raises:
            NNPlayError: several targets or labels.
        """
        from nnplay import plots

        count = min(check_int(most, "most"), len(self.rows))
        numbers = self.rows[:count].tolist()
        if self.image and len(self.rows):
            pixels = np.stack([np.asarray(v[:count], dtype=float) for v in self.inputs.values()], axis=1)
            confidence = None if self.probabilities is None else self.errors[:count]
            return plots.pictures_of_rows(
                pixels.reshape(-1, *self.image), self.truth[:count].tolist(), self.prediction[:count].tolist(),
                numbers=numbers, sure=confidence, title=self.headline,
            )  # fmt: skip
        if self.task == "regression":
            if self.truth.ndim > 1:
                raise NNPlayError("Residuals can be plotted for one target only; use the table instead.")
            return plots.residuals(
                self.truth[:count], self.prediction[:count], numbers=numbers, name=self.targets[0], title=self.headline
            )
        if self.truth.ndim > 1:
            raise NNPlayError("Mistakes can be plotted for one class per row only; use the table instead.")
        probabilities = None if self.probabilities is None else self.probabilities[:count]
        return plots.mistakes(
            probabilities, self.truth[:count].tolist(), self.prediction[:count].tolist(), self.classes, numbers=numbers,
            title=self.headline,
        )  # fmt: skip

    def __str__(self) -> str:
        lines = [self.headline, *([self.note] if self.note else [])]
        for k in range(min(len(self.rows), MAX_LINES)):
            truth, prediction = (_format(values[k]) for values in (self.truth, self.prediction))
            error = f" ({self.errors[k]:.1%})" if self.probabilities is not None else ""
            error = f" ({self.errors[k]:+.4g})" if self.task == "regression" and self.truth.ndim == 1 else error
            inputs = [f"{name} {_format(values[k])}" for name, values in list(self.inputs.items())[:MAX_INPUTS]]
            more = f" … {len(self.inputs) - MAX_INPUTS} more" if len(self.inputs) > MAX_INPUTS else ""
            lines.append(f"  row {self.rows[k]}: {truth}, predicted {prediction}{error}; {', '.join(inputs)}{more}")
        more_rows = len(self.rows) - MAX_LINES
        return "\n".join(lines + ([f"  and {more_rows:,} more"] if more_rows > 0 else []))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        hidden = list(self.inputs)[MAX_INPUTS:]
        columns = {name: values[:MAX_LINES] for name, values in self.columns().items() if name not in hidden}
        rows = [[_format(cell) for cell in row] for row in zip(*columns.values(), strict=True)]
        return f"<div><p>{html.escape(self.headline)}</p>{html_table(list(columns), rows)}</div>"


def mistakes(model: Model, problem: Problem, *, part: str | None = None, most: int | None = None) -> Mistakes:
    """Find the rows that the network gets wrong.

    Args:
        model: the trained network.
        problem: its data.
        part: the split: "test", "validation" or "train"; by default test, or train if there is no test split.
        most: the maximum number of rows; by default all that are misclassified, or the 20 largest residuals.

    Raises:
        NNPlayError: an unknown split, or `most` less than 1.
    """
    part, limit = problem.part_name(part), None if most is None else check_int(most, "most")
    data, coding, rows = problem.dataset, model.coding, getattr(problem.split, part)
    truth, outputs = problem.parts[part].truth, model.outputs(problem.parts[part].X)
    prediction = coding.decode(outputs)
    probabilities = probabilities_of(model, outputs) if data.task == "classification" else None
    if data.task == "regression":
        errors, wrong, limit = prediction - truth, np.ones(len(truth), dtype=bool), limit or MAX_RESIDUALS
        severity = np.abs(errors)
        if errors.ndim == 2:
            relative = severity / np.where(truth.std(axis=0) > 0, truth.std(axis=0), 1.0)
            errors = np.take_along_axis(errors, relative.argmax(axis=1)[:, None], axis=1)[:, 0]
            severity = relative.max(axis=1)
    elif truth.ndim == 2:
        positive = truth > 0.5 if data.soft else truth == 1
        wrong_labels = positive != (prediction == 1)
        wrong = wrong_labels.any(axis=1)
        confidence = 1.0 if probabilities is None else np.where(positive, 1 - probabilities, probabilities)
        errors = severity = np.where(wrong_labels, confidence, 0.0).max(axis=1)
    else:
        wrong = truth != prediction
        indices = {c: k for k, c in enumerate(coding.classes)}
        predicted = np.array([indices[c] for c in prediction.tolist()], dtype=int)
        errors = np.ones(len(truth)) if probabilities is None else probabilities[np.arange(len(truth)), predicted]
        severity = errors
    order = np.flatnonzero(wrong)[np.argsort(-severity[wrong], kind="stable")][:limit]
    columns = {c.name: c for c in (*data.features, *data.raw)}
    inputs = {name: columns[name].values[rows[order]] for name in model.encoding.columns}
    dropped = [note for note in data.notes if data.missing == "drop" and "dropped" in note]
    note = f"Row numbers do not count dropped rows: {dropped[0]}." if dropped else ""
    return Mistakes(
        rows[order] + 1, inputs, coding.names, truth[order], prediction[order],
        None if probabilities is None else probabilities[order], tuple(coding.classes), errors[order],
        int(wrong.sum()), len(truth), part, data.task, image_shape(model), note,
    )  # fmt: skip


def probabilities_of(model: Model, outputs: Array) -> Array | None:
    """The class probabilities that the outputs stand for; None if the outputs are not probabilities."""
    return class_probabilities(model.coding, model.architecture, outputs)


def image_shape(model: Model) -> tuple[int, ...]:
    """Height and width of the image that a row is: a square of numeric columns with numbered names; otherwise ()."""
    names, kinds = model.encoding.columns, {kind for _, kind in model.encoding.raw}
    side = math.isqrt(len(names))
    stems = {re.sub(r"\d+", "#", name) for name in names}
    square = side >= 4 and side * side == len(names) and len(stems) == 1 and "#" in next(iter(stems))
    return (side, side) if square and kinds == {"number"} and not model.encoding.expressions else ()


def _format(value: Any) -> str:
    if isinstance(value, float | np.floating):
        return f"{value:.4g}"
    return clean(value.tolist() if isinstance(value, np.ndarray) else value)
