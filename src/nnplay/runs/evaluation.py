"""The scores of a model on labelled rows that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.analysis.group_errors import group_errors
from nnplay.analysis.predicted_rows import PredictedRows
from nnplay.analysis.residuals import residuals
from nnplay.analysis.score_curves import score_curves
from nnplay.data import Column, Dataset, TargetCoding
from nnplay.data.encoding.new_rows import read_column, rows_to_table
from nnplay.data.readers.table import Table
from nnplay.data.sample_weights import weight_column
from nnplay.data.type_inference import BOOLEAN_WORDS, typed_column
from nnplay.errors import DataError, NNPlayError
from nnplay.training.model import check_finite, class_probabilities
from nnplay.training.scores import per_class, per_target, scores
from nnplay.utils.text import did_you_mean, format_list, plural
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult

KINDS = ("confusion", "predictions", "roc", "precision_recall", "calibration", "residuals", "error_by_group")


class Evaluation(dict[str, Any]):
    """The metrics of a model on some rows by name, with "rows", their number, and "loss", the mean loss.

    Attributes:
        predicted: the rows with their true and predicted values and probabilities.
        per_class: precision, recall, F1 and number of rows of each class, or label; {} for a regression.
        per_target: the metrics of each target of a regression, in its own units; {} for classes.
        undefined: the metrics that have no value for these rows, and why.
        notes: what was decided: rows without a target that were left out, the weights, the threshold.
    """

    def __init__(
        self, values: dict[str, Any], predicted: PredictedRows, undefined: dict[str, str], notes: tuple[str, ...]
    ) -> None:
        super().__init__(values)
        self.predicted, self.undefined, self.notes = predicted, undefined, notes
        rows, labels = predicted, predicted.classes or predicted.targets
        self.per_class: dict[Any, dict[str, float]] = {}
        self.per_target: dict[str, dict[str, float]] = {}
        if rows.task == "classification":
            self.per_class = per_class(rows.truth, rows.prediction, labels, rows.sample_weight)
        else:
            self.per_target = per_target(rows.truth, rows.prediction, rows.targets, rows.sample_weight)

    def plot(self, kind: str | None = None, *, column: str | None = None, ax: Any = None) -> Any:
        """A Matplotlib figure.

        Args:
            kind: "confusion", "roc", "precision_recall", "calibration" (classes), "predictions", "residuals"
                (numbers) or "error_by_group"; by default "confusion" or "predictions".
            column: the column that makes the groups of "error_by_group".
            ax: the axes to draw on.

        Raises:
            NNPlayError: an unknown kind, or one that does not suit the task.
        """
        from nnplay import plots

        rows = self.predicted
        single = rows.task == "classification" and rows.truth.ndim == 1
        kind = kind or ("confusion" if single else "roc" if rows.task == "classification" else "predictions")
        if kind not in KINDS:
            raise NNPlayError(f"There is no plot {kind!r} of an evaluation: choose one of {', '.join(KINDS)}.")
        if (column is not None) != (kind == "error_by_group"):
            hint = "needs column=" if column is None else "has no column; leave it out"
            raise NNPlayError(f"The plot {kind!r} {hint}.")
        if kind == "confusion":
            if not single:
                raise NNPlayError("A confusion matrix needs one class per row.")
            return plots.confusion(rows.truth, rows.prediction, rows.classes, ax=ax)
        if kind == "predictions":
            if rows.task != "regression":
                raise NNPlayError("A plot of predicted and actual values needs a regression: use 'confusion'.")
            return plots.predicted_actual(rows.truth, rows.prediction, rows.targets, ax=ax)
        if kind == "residuals":
            return residuals(rows).plot(ax=ax)
        if column is not None:
            return group_errors(rows, column).plot(ax=ax)
        return score_curves(rows, kind).plot(ax=ax)


def evaluate(
    run: TrainingResult,
    rows: Any,
    *,
    sample_weight: str | Sequence[float] | None = None,
    threshold: float | None = None,
    positive: Any = None,
) -> Evaluation:
    """The scores on labelled rows: see `Run.evaluate`."""
    model, task, notes = run.model, run.facts["task"], []
    coding = model.coding
    table = rows_to_table(rows, (*model.encoding.columns, *coding.names))
    if not table.n_rows:
        raise DataError(f"{table.source} has no rows to evaluate")
    recorded = run.recipe.sample_weight
    weighs = sample_weight is None and recorded in table.names
    weight = _weights(table, recorded if weighs else sample_weight)
    if weighs:
        notes.append(f"rows are weighted by {recorded!r}, as in training")
    targets = _targets(table, coding)
    present = ~np.logical_or.reduce([column.missing for column in targets])
    if not present.all():
        table, targets, weight, note = _drop(table, targets, weight, present)
        notes.append(note)
    codes = _check_classes(table, coding, targets)
    dataset = Dataset(name=table.source, features=(), targets=targets, task=task)
    X, Y = model.encode(table), coding.transform(dataset)
    outputs, loss = model.outputs_and_loss(X, Y, np.ones(len(X)) if weight is None else weight)
    prediction = model.decode(check_finite(outputs), threshold, positive)
    positive_index = model.positive_index(positive) if threshold is not None or positive is not None else 1
    if threshold is not None:
        what = "each label" if coding.form == "labels" else repr(model.classes[positive_index])
        notes.append(f"{what} is predicted from a probability of {threshold:g} on")
    truth = coding.truth(dataset) if codes is None else np.array(coding.classes)[codes]
    predicted = PredictedRows(
        f"rows of {table.source}", task, truth, prediction,
        class_probabilities(coding, model.architecture, outputs), model.classes, coding.names, weight,
        lambda name: _column(table, model.encoding.raw, name), positive_index,
    )  # fmt: skip
    return _score(predicted, loss, tuple(notes))


def _score(rows: PredictedRows, loss: float, notes: tuple[str, ...]) -> Evaluation:
    truth, prediction, probabilities, classes = rows.truth, rows.prediction, rows.probabilities, rows.classes
    if rows.positive == 0 and probabilities is not None:  # metrics take the second class as the positive one
        probabilities, classes = probabilities[:, ::-1], classes[::-1]
    result = scores(
        rows.task, truth, prediction, classes=classes, probabilities=probabilities, sample_weight=rows.sample_weight
    )
    return Evaluation({"rows": len(truth), "loss": loss} | result.metrics, rows, result.undefined, notes)


def _weights(table: Table, sample_weight: Any) -> Array | None:
    """The weights (n,): none, a column, or an array."""
    if sample_weight is None:
        return None
    if isinstance(sample_weight, str):
        weights = weight_column(table, sample_weight)
    else:
        try:
            weights = np.array(sample_weight, dtype=np.float64)
        except (TypeError, ValueError):
            raise DataError("sample_weight must be the name of a column, or a number for each row") from None
        if weights.shape != (table.n_rows,) or not (np.isfinite(weights) & (weights >= 0)).all():
            raise DataError(
                f"sample_weight must hold {plural(table.n_rows, 'number')} of at least 0, one for each row of "
                f"{table.source}"
            )
    if not weights.sum() > 0:
        raise DataError(f"{table.source}: the sample weights are all 0, so there is nothing to evaluate")
    return weights


def _targets(table: Table, coding: TargetCoding) -> tuple[Column, ...]:
    """The target columns of the table, read as the model's targets."""
    if coding.form == "values":
        return tuple(read_column(table, name, "number") for name in coding.names)
    if coding.form == "labels":
        try:
            return tuple(read_column(table, name, "boolean") for name in coding.names)
        except DataError:
            return tuple(read_column(table, name, "number") for name in coding.names)
    label = coding.classes[0]
    if isinstance(label, str):
        return (_spelled_as(coding.classes, read_column(table, coding.names[0], "category")),)
    return (read_column(table, coding.names[0], "boolean" if isinstance(label, bool) else "number"),)


def _spelled_as(classes: Sequence[Any], column: Column) -> Column:
    """The labels with "Yes" as the class "yes": in training, words for true and false are one class in any case."""
    classes_by_word = {label.lower(): label for label in classes if label.lower() in BOOLEAN_WORDS}
    values = [
        label if label is None or label in classes else classes_by_word.get(label.lower(), label)
        for label in column.values.tolist()
    ]
    return column.replace_values(np.array(values, dtype=object))


def _drop(
    table: Table, targets: tuple[Column, ...], weight: Array | None, present: Array
) -> tuple[Table, tuple[Column, ...], Array | None, str]:
    """The rows that have all targets, and a note on the others."""
    numbers = np.flatnonzero(present)
    names = format_list(map(repr, (column.name for column in targets)))
    if not len(numbers):
        raise DataError(f"{table.source}: no row has a value of the target {names}, so there is nothing to evaluate")
    some = replace(
        table, n_rows=len(numbers), column=lambda name: table.column(name)[numbers],
        place=lambda row: table.place(int(numbers[row])),
    )  # fmt: skip
    count = len(present) - len(numbers)
    verb = "is" if count == 1 else "are"
    note = f"{count:,} of {plural(len(present), 'row')} without the target {names} {verb} left out"
    weights = None if weight is None else weight[numbers]
    if weights is not None and not weights.sum() > 0:
        raise DataError(f"{table.source}: the sample weights of all rows with a target are 0")
    return some, tuple(column.take(numbers) for column in targets), weights, note


def _check_classes(table: Table, coding: TargetCoding, targets: tuple[Column, ...]) -> Array | None:
    """The class index of each row; None for several labels and for a regression.

    Raises:
        DataError: a label that is not one of the classes.
    """
    if coding.form not in ("column", "one_hot"):
        return None
    index = {label: k for k, label in enumerate(coding.classes)}
    values = targets[0].values.tolist()
    codes = np.array([index.get(value, -1) for value in values])
    if (codes < 0).any():
        row = int((codes < 0).argmax())
        label = targets[0].values.tolist()[row]
        label = f"{label:g}" if isinstance(label, float) else label
        hint = did_you_mean(str(label), map(str, coding.classes))
        raise DataError(
            f"{table.source}, {table.place(row)}: the target {coding.names[0]!r} is {str(label)!r}, which is not one "
            f"of the classes {format_list(coding.classes)}{hint}; correct it, or leave the row out"
        )
    return codes


def _column(table: Table, raw: Sequence[tuple[str, Any]], name: str) -> Column:
    """A column of the evaluated rows, of the kind that it had in training if it was there."""
    if name not in table.names:
        hint = did_you_mean(str(name), table.names)
        raise NNPlayError(f"{table.source} has no column {name!r}{hint}; its columns are {format_list(table.names)}.")
    kinds = dict(raw)
    return read_column(table, name, kinds[name]) if name in kinds else typed_column(table, name)
