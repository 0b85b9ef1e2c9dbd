"""Encode targets as the output matrix Y of a network, and decode its outputs."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from nnplay.data.columns import Booleans, Column, Floats, Integers, Label, Values
from nnplay.data.dataset import Dataset
from nnplay.data.encoding.json_fields import JSONFields
from nnplay.data.encoding.statistics import mean_and_std
from nnplay.errors import DataError, DataWarning
from nnplay.utils.text import format_list

Form: TypeAlias = Literal["values", "column", "one_hot", "labels"]


@dataclass(frozen=True)
class TargetCoding:
    """Encodes targets as network outputs, and decodes outputs.

    Attributes:
        form: "values" (regression), "column" (2 classes in one column), "one_hot" (one column per class) or "labels"
            (multi-label: one column per target).
        names: the names of the targets.
        classes: for "column" and "one_hot" the class labels, sorted; else ().
        low: the output for "no".
        high: the output for "yes".
        offset: for "values", subtracted from each target.
        scale: for "values", divides each target after that.
    """

    form: Form
    names: tuple[str, ...]
    classes: tuple[Label, ...] = ()
    low: float = 0.0
    high: float = 1.0
    offset: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()

    @staticmethod
    def fit(
        dataset: Dataset, rows: Integers, form: Form, *, low: float = 0.0, high: float = 1.0, scale: bool = False
    ) -> "TargetCoding":
        """Fit the coding: means and deviations of these training rows only, the classes of all rows.

        Raises:
            DataError: a form that does not suit the dataset, or low and high that are equal or not finite.
        """
        _check_form(dataset, form)
        if not (np.isfinite(low) and np.isfinite(high) and low != high):
            raise DataError(f"low is {low} and high is {high}, but they must be two different finite numbers")
        if not len(rows):
            raise DataError(f"{dataset.name}: there are no training rows")
        names, low, high = dataset.target_names, float(low), float(high)
        if form == "values":
            statistics = [(0.0, 1.0)] * len(names)
            if scale:
                statistics = [mean_and_std(column.name, column.values[rows]) for column in dataset.targets]
            return TargetCoding(form, names, (), low, high, *(tuple(part) for part in zip(*statistics, strict=True)))
        classes = dataset.classes
        if classes:
            in_training = set(dataset.targets[0].take(rows).distinct())
            absent = [label for label in classes if label not in in_training]
            if absent:
                warnings.warn(
                    f"{dataset.name}: no training row has the class {format_list(absent, 5)}", DataWarning, stacklevel=2
                )
        return TargetCoding(form, names, classes, low, high)

    @property
    def n_out(self) -> int:
        """Number of outputs of the network."""
        return {"column": 1, "one_hot": len(self.classes)}.get(self.form, len(self.names))

    def transform(self, dataset: Dataset, rows: Integers | None = None) -> Floats:
        """The target outputs Y, shape (n, n_out).

        Raises:
            DataError: a label that is not among the classes, or targets of other names.
        """
        if self.form in ("column", "one_hot"):
            codes = self._codes(self._columns(dataset, rows)[0])
            is_class = codes[:, None] == (np.arange(self.n_out) if self.form == "one_hot" else 1)
            return np.where(is_class, self.high, self.low)
        values = np.column_stack([column.values for column in self._columns(dataset, rows)])
        if self.form == "labels":
            return np.ascontiguousarray(self.low + values * (self.high - self.low))
        return np.ascontiguousarray((values - self.offset) / self.scale)

    def decode(self, Y: Floats) -> Values:
        """Predictions from outputs of shape (n, n_out).

        Returns:
            "values": values in the units of the data, shape (n,) for one target and (n, k) for more. "column" and
            "one_hot": labels, shape (n,). "labels": 0/1 integers, shape (n, k).

        Raises:
            DataError: Y of another shape.
        """
        Y = np.asarray(Y, dtype=np.float64)
        if Y.ndim != 2 or Y.shape[1] != self.n_out:
            raise DataError(f"the outputs have the shape {Y.shape}, but (n, {self.n_out}) is needed")
        if self.form == "labels":
            return self._yes(Y).astype(np.int64)
        if self.form in ("column", "one_hot"):
            labels: Values = np.array(self.classes)
            return labels.take(self.decode_codes(Y))
        values: Values = Y * self.scale + self.offset
        return values.reshape(-1) if len(self.names) == 1 else values

    def decode_codes(self, Y: Floats) -> Values:
        """The index of the predicted class, (…, n), for outputs (…, n, n_out) of the form "column" or "one_hot"."""
        if self.form == "column":
            return self._yes(Y)[..., 0].view(np.int8)
        best: Values = (Y if self.high > self.low else -Y).argmax(axis=-1)
        return best

    def _yes(self, Y: Floats) -> Booleans:
        """Whether each output is nearer to the one for "yes"."""
        if (self.low, self.high) == (0.0, 1.0):
            return Y > 0.5
        yes: Booleans = (np.asarray(Y, np.float64) - self.low) / (self.high - self.low) > 0.5
        return yes

    def truth(self, dataset: Dataset, rows: Integers | None = None) -> Values:
        """The true values in the form that `decode` returns; probabilities are not rounded."""
        columns = self._columns(dataset, rows)
        if self.form in ("column", "one_hot"):
            return np.array(self.classes)[self._codes(columns[0])]
        values = np.column_stack([column.values for column in columns])
        if self.form == "labels":
            return values if dataset.soft else values.astype(np.int64)
        return values.reshape(-1) if len(self.names) == 1 else values

    def _columns(self, dataset: Dataset, rows: Integers | None) -> list[Column]:
        if dataset.target_names != self.names:
            raise DataError(
                f"{dataset.name} has the targets {format_list(dataset.target_names)}, not {format_list(self.names)}"
            )
        return [column if rows is None else column.take(rows) for column in dataset.targets]

    def _codes(self, column: Column) -> Integers:
        """The index of each row's label in the classes."""
        codes = label_codes(column.values, self.classes)
        if (codes < 0).any():
            row = int((codes < 0).argmax())
            raise DataError(
                f"row {row + 1}: the target {column.name!r} is {column.values[row]!r}, which is not one of the classes "
                f"{format_list(self.classes)}"
            )
        return codes

    def to_json(self) -> dict[str, Any]:
        """The coding as JSON values, the type of the class labels included."""
        return {
            "form": self.form,
            "names": list(self.names),
            "classes": list(self.classes),
            "class_type": type(self.classes[0]).__name__ if self.classes else None,
            "low": self.low,
            "high": self.high,
            "offset": list(self.offset),
            "scale": list(self.scale),
        }

    @staticmethod
    def from_json(document: Any) -> "TargetCoding":
        """The coding that `to_json` wrote.

        Raises:
            DataError: anything else; the message names the field.
        """
        fields = JSONFields("the target coding", document)
        form = fields.choice("form", get_args(Form))
        names = fields.texts("names")
        classes = _classes(fields)
        low, high = fields.number("low"), fields.number("high")
        offset, scale = fields.numbers("offset"), fields.numbers("scale")
        fields.done()
        n_scaled = len(names) if form == "values" else 0
        fields.require(len(names) >= 1 and (len(names) == 1 or form in ("values", "labels")), "names")
        fields.require(len(classes) == 2 if form == "column" else bool(classes) == (form == "one_hot"), "classes")
        fields.require(low != high, "low")
        fields.require(len(offset) == n_scaled, "offset")
        fields.require(len(scale) == n_scaled and all(factor > 0 for factor in scale), "scale")
        return TargetCoding(form, names, classes, low, high, offset, scale)


def label_codes(labels: Values, classes: Sequence[Label]) -> Integers:
    """The index of each label (n,) among the classes; −1 where it is none of them."""
    if labels.dtype.kind in "biuf" and all(isinstance(label, int | float) for label in classes):  # booleans are ints
        values = np.array(classes, dtype=np.float64)
        order = np.argsort(values)
        places = np.searchsorted(values[order], labels).clip(max=len(values) - 1)
        return np.where(values[order][places] == labels, order[places], -1)
    code_of: Mapping[Any, int] = {label: code for code, label in enumerate(classes)}
    return np.fromiter((code_of.get(label, -1) for label in labels.tolist()), np.int64, len(labels))


def _classes(fields: JSONFields) -> tuple[Label, ...]:
    kind = fields.choice("class_type", ("int", "float", "bool", "str", None))
    classes = fields.sequence("classes")
    fields.require((kind is None) == (not classes), "class_type")
    if kind == "float":
        classes = tuple(float(label) if isinstance(label, int) else label for label in classes)
    fields.require(all(type(label).__name__ == kind for label in classes), "classes")
    fields.require(len(set(classes)) == len(classes), "classes")
    return classes


def _check_form(dataset: Dataset, form: Form) -> None:
    if form not in get_args(Form):
        raise DataError(f"form is {form!r}, but it must be one of {format_list(get_args(Form))}")
    k = len(dataset.classes)
    suitable = {
        "values": dataset.task == "regression",
        "column": k == 2,
        "one_hot": k >= 1,
        "labels": dataset.multilabel,
    }
    if not suitable[form]:
        has = f"{k} classes" if k else "several 0/1 targets" if dataset.multilabel else "numbers to predict"
        needs = {
            "values": "a regression",
            "column": "two classes",
            "one_hot": "one target with classes",
            "labels": "several 0/1 targets",
        }
        raise DataError(f"the target form {form!r} needs {needs[form]}, but {dataset.name} has {has}")
