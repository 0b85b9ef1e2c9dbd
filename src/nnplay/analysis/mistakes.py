"""The rows that the network gets wrong: what they are, what it said, and how sure it was."""

from __future__ import annotations

import html
import math
import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.errors import NNPlayError, clean
from nnplay.training.model import Model
from nnplay.training.problem import Problem
from nnplay.utils import files
from nnplay.utils.csv import csv_of
from nnplay.utils.validation import check_int

Array = NDArray[Any]
LARGEST = 20  # residuals of a regression, unless told
SHOWN = 20  # rows in text and on a page
COLUMNS = 6  # inputs that text shows


@dataclass(frozen=True, eq=False, repr=False)
class Mistakes:
    """The judged rows that were wrong, the surest first; of a regression those with the largest residuals.

    Attributes:
        rows: their numbers in the user's data, counted from 1 (k,).
        inputs: the user's columns (name → values, k).
        targets: the names of the targets.
        truth, prediction: labels (k,), 0/1 labels (k, m), or values (k,) or (k, m).
        probabilities: what was given to each class (k, c), of each label (k, m); None where there are none.
        classes: the class labels, () for a regression and for several labels.
        errors: how wrong (k,): the probability of the wrong answer, or the residual ŷ − y, of several targets that
            which is largest beside its spread.
        wrong, of: how many rows are wrong, of how many; of a regression all are.
        part: whose rows.
        task: "classification" or "regression".
        image: height and width, where a row is a picture; () otherwise.
        note: what is to be known about the numbers of the rows.
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
        """How many rows are wrong."""
        if self.task == "regression":
            return f"the {len(self.rows):,} largest residuals of {self.of:,} {self.part} rows"
        if not self.wrong:
            return f"none of the {self.of:,} {self.part} rows is wrong"
        shown = f", the surest {len(self.rows):,} of them" if len(self.rows) < self.wrong else ""
        return f"{self.wrong:,} of {self.of:,} {self.part} rows {'is' if self.wrong == 1 else 'are'} wrong{shown}"

    def columns(self) -> dict[str, list[Any]]:
        """The table: row, inputs, truth, prediction, and the probability of each class or the residual."""
        found: dict[str, list[Any]] = {"row": self.rows.tolist()}
        taken = set(found)

        def enter(name: str, values: Any) -> None:
            while name in taken:
                name += "_"
            taken.add(name)
            found[name] = values.tolist()

        for name, values in self.inputs.items():
            enter(name, values)
        single = len(self.targets) == 1
        for k, name in enumerate(self.targets):
            enter(name if single else f"{name}", self.truth if single else self.truth[:, k])
            enter(
                "prediction" if single else f"{name}, predicted", self.prediction if single else self.prediction[:, k]
            )
            if self.task == "regression":
                difference = self.prediction - self.truth
                enter("residual" if single else f"{name}, residual", difference if single else difference[:, k])
        if self.probabilities is not None:
            for k, label in enumerate(self.classes or self.targets):
                enter(f"p({label})", self.probabilities[:, k])
        return found

    def to_json(self) -> dict[str, Any]:
        """Everything as plain values, one dict a row."""
        columns = self.columns()
        rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        return {"part": self.part, "wrong": self.wrong, "of": self.of, "task": self.task, "rows": rows,
                "note": self.note}  # fmt: skip

    def to_csv(self) -> str:
        """The table as CSV that no spreadsheet executes."""
        return csv_of(self.columns())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the table as a CSV file, whole or not at all."""
        files.write_whole(path, self.to_csv().encode())

    def plot(self, *, most: int = 24) -> Any:
        """The figure: pictures where the rows are pictures, else what was said of each row."""
        from nnplay import plots

        many = min(check_int(most, "most"), len(self.rows))
        numbers = self.rows[:many].tolist()
        if self.image and len(self.rows):
            pixels = np.stack([np.asarray(v[:many], dtype=float) for v in self.inputs.values()], axis=1)
            sure = None if self.probabilities is None else self.errors[:many]
            return plots.pictures_of_rows(
                pixels.reshape(-1, *self.image), self.truth[:many].tolist(), self.prediction[:many].tolist(),
                numbers=numbers, sure=sure, title=self.headline,
            )  # fmt: skip
        if self.task == "regression":
            if self.truth.ndim > 1:
                raise NNPlayError("Residuals are drawn for one target: look at the table, or train with one.")
            return plots.residuals(
                self.truth[:many], self.prediction[:many], numbers=numbers, name=self.targets[0], title=self.headline
            )
        if self.truth.ndim > 1:
            raise NNPlayError("Mistakes are drawn for one class a row: look at the table.")
        shares = None if self.probabilities is None else self.probabilities[:many]
        return plots.mistakes(
            shares, self.truth[:many].tolist(), self.prediction[:many].tolist(), self.classes, numbers=numbers,
            title=self.headline,
        )  # fmt: skip

    def __str__(self) -> str:
        lines = [self.headline, *([self.note] if self.note else [])]
        for k in range(min(len(self.rows), SHOWN)):
            truth, said = (_told(values[k]) for values in (self.truth, self.prediction))
            sure = f" ({self.errors[k]:.1%})" if self.probabilities is not None else ""
            sure = f" ({self.errors[k]:+.4g})" if self.task == "regression" and self.truth.ndim == 1 else sure
            inputs = [f"{name} {_told(values[k])}" for name, values in list(self.inputs.items())[:COLUMNS]]
            more = f" … {len(self.inputs) - COLUMNS} more" if len(self.inputs) > COLUMNS else ""
            lines.append(f"  row {self.rows[k]}: {truth}, predicted {said}{sure}; {', '.join(inputs)}{more}")
        return "\n".join(lines + ([f"  and {len(self.rows) - SHOWN:,} more"] if len(self.rows) > SHOWN else []))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        columns = self.columns()
        hidden = list(self.inputs)[COLUMNS:]
        columns = {name: values[:SHOWN] for name, values in columns.items() if name not in hidden}
        head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_told(cell))}</td>" for cell in row) + "</tr>"
            for row in zip(*columns.values(), strict=True)
        )
        return f"<div><p>{html.escape(self.headline)}</p><table><tr>{head}</tr>{rows}</table></div>"


def mistakes(model: Model, problem: Problem, *, part: str | None = None, most: int | None = None) -> Mistakes:
    """The rows that were wrong.

    Args:
        model: the trained network.
        problem: its data.
        part: "test", "validation" or "train"; None is the judged one: test, or train where nothing was kept aside.
        most: how many at the most; None is all that are wrong, and the twenty largest residuals of a regression.

    Raises:
        NNPlayError: no such part, or fewer than one row asked for.
    """
    part, most = problem.part_called(part), None if most is None else check_int(most, "most")
    data, coding, rows = problem.dataset, model.coding, getattr(problem.split, part)
    truth, outputs = problem.parts[part].truth, model.outputs(problem.parts[part].X)
    prediction = coding.decode(outputs)
    shares = probabilities_of(model, outputs) if data.task == "classification" else None
    if data.task == "regression":
        errors = prediction - truth
        if errors.ndim == 2:
            beside = np.abs(errors) / np.where(truth.std(axis=0) > 0, truth.std(axis=0), 1.0)
            errors = np.take_along_axis(errors, beside.argmax(axis=1)[:, None], axis=1)[:, 0]
            worst, bad = beside.max(axis=1), np.ones(len(truth), dtype=bool)
        else:
            worst, bad = np.abs(errors), np.ones(len(truth), dtype=bool)
        most = most or LARGEST
    elif truth.ndim == 2:
        yes = truth > 0.5 if data.soft else truth == 1
        off = yes != (prediction == 1)
        bad = off.any(axis=1)
        errors = np.where(off, 1.0 if shares is None else np.where(yes, 1 - shares, shares), 0.0).max(axis=1)
        worst = errors
    else:
        bad = truth != prediction
        said = {c: k for k, c in enumerate(coding.classes)}
        places = np.array([said[c] for c in prediction.tolist()], dtype=int)
        errors = np.ones(len(truth)) if shares is None else shares[np.arange(len(truth)), places]
        worst = errors
    order = np.flatnonzero(bad)[np.argsort(-worst[bad], kind="stable")][:most]
    columns = {c.name: c for c in (*data.features, *data.raw)}
    inputs = {name: columns[name].values[rows[order]] for name in model.encoding.columns}
    dropped = [note for note in data.notes if data.missing == "drop" and "dropped" in note]
    note = f"Rows are counted without those left out: {dropped[0]}." if dropped else ""
    return Mistakes(
        rows[order] + 1, inputs, coding.names, truth[order], prediction[order],
        None if shares is None else shares[order], tuple(coding.classes), errors[order], int(bad.sum()), len(truth),
        part, data.task, picture_shape(model), note,
    )  # fmt: skip


def probabilities_of(model: Model, outputs: Array) -> Array | None:
    """The probabilities that these outputs mean; None where they are none."""
    coding, y_hat = model.coding, outputs.astype(np.float64)
    low, high = model.parameters.layout.blocks[-1].activation.range
    if low < 0 or high > 1:
        return None
    if coding.form == "column":
        return np.hstack([1 - y_hat, y_hat])
    if coding.form == "one_hot" and model.architecture.output != "softmax":
        total = y_hat.sum(axis=1, keepdims=True)
        return np.where(total > 0, y_hat / np.where(total > 0, total, 1), 1 / y_hat.shape[1])
    return y_hat


def picture_shape(model: Model) -> tuple[int, ...]:
    """Height and width of the picture that a row is: a square of numbers with numbered names; () where it is none."""
    names, kinds = model.encoding.columns, {kind for _, kind in model.encoding.raw}
    side = math.isqrt(len(names))
    stems = {re.sub(r"\d+", "#", name) for name in names}
    square = side >= 4 and side * side == len(names) and len(stems) == 1 and "#" in next(iter(stems))
    return (side, side) if square and kinds == {"number"} and not model.encoding.expressions else ()


def _told(value: Any) -> str:
    if isinstance(value, float | np.floating):
        return f"{value:.4g}"
    return clean(value.tolist() if isinstance(value, np.ndarray) else value)
