"""Target encoding: a level of a category becomes the mean target of the training rows that have it.

The mean of few rows says little, so it is drawn towards the mean ȳ of all training rows:

    value of a level = (Σ y + m·ȳ) / (n + m),   m = σ²(within) / σ²(between)

where Σ y is the sum of the targets of the level's n rows, σ²(within) the variance of the targets among the rows of a
level, and σ²(between) that of the true means of the levels. Both are estimated by the analysis of variance (Searle,
Casella & McCulloch 1992, "Variance components"): a category that tells nothing about the target has m = ∞, and all its
values are ȳ. The idea is Micci-Barreca's (2001, "A preprocessing scheme for high-cardinality categorical attributes").
Sample weights are ignored.

The mean of a level contains each of its rows' own target, which a network would learn to read. Training rows are
therefore cross-fitted: they are divided into folds, and the rows of a fold get the means of the other folds.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.data.columns import Column, Floats, Integers
from nnplay.data.dataset import Dataset
from nnplay.data.encoding.json_fields import JSONFields
from nnplay.data.split_setting import group_codes, parse_split

FOLDS = 5

MAX_OUTPUTS = 10
"""For a target with more classes or numbers, a category keeps its one-hot inputs unless the user says otherwise."""


@dataclass(frozen=True)
class TargetMeans:
    """The mean target of each level of a category.

    Attributes:
        outputs: what the means are of, such as "mean of price" or "share of yes"; one input each.
        values: the means of each level, and last those of all training rows, for missing and unknown levels;
            (levels + 1, outputs).
        offset: subtracted from the means of each output.
        scale: divides them after that.
    """

    outputs: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    offset: tuple[float, ...]
    scale: tuple[float, ...]

    @property
    def inputs(self) -> Floats:
        """The inputs of each level, and last of missing and unknown ones, (levels + 1, outputs)."""
        return self.scaled(np.array(self.values))

    def scaled(self, means: Floats) -> Floats:
        """The inputs for these means (n, outputs)."""
        scaled: Floats = (means - self.offset) / self.scale
        return scaled

    def to_json(self) -> dict[str, Any]:
        """The means as JSON values."""
        values = [list(row) for row in self.values]
        return {"outputs": list(self.outputs), "values": values, "offset": list(self.offset), "scale": list(self.scale)}

    @staticmethod
    def from_json(document: Any, n_levels: int) -> "TargetMeans":
        """The means that `to_json` wrote.

        Raises:
            DataError: anything else; the message names the field.
        """
        fields = JSONFields("the means of a feature", document)
        outputs = fields.texts("outputs")
        rows = (JSONFields("a row of the means of a feature", {"values": row}) for row in fields.sequence("values"))
        values = tuple(row.numbers("values") for row in rows)
        offset, scale = fields.numbers("offset"), fields.numbers("scale")
        fields.done()
        fields.require(bool(outputs), "outputs")
        fields.require(len(values) == n_levels + 1 and all(len(row) == len(outputs) for row in values), "values")
        fields.require(len(offset) == len(outputs), "offset")
        fields.require(len(scale) == len(outputs) and all(divisor > 0 for divisor in scale), "scale")
        return TargetMeans(outputs, values, offset, scale)


def output_names(dataset: Dataset) -> tuple[str, ...]:
    """What is averaged: each number of the target, or the share of each class; of two classes, that of the second."""
    if dataset.classes:
        return tuple(f"share of {label}" for label in _averaged_classes(dataset))
    return tuple(f"mean of {name}" for name in dataset.target_names)


def output_values(dataset: Dataset, rows: Integers) -> Floats:
    """What is averaged, (n, outputs)."""
    if dataset.classes:
        labels = np.array(dataset.targets[0].take(rows).values.tolist())
        return np.column_stack([labels == label for label in _averaged_classes(dataset)]).astype(np.float64)
    return np.column_stack([column.values[rows] for column in dataset.targets])


def _averaged_classes(dataset: Dataset) -> tuple[Any, ...]:
    return dataset.classes[1:] if len(dataset.classes) == 2 else dataset.classes


def level_codes(levels: tuple[str, ...], column: Column) -> Integers:
    """The place of each value among the levels, shape (n,); the number of levels for missing and unknown ones."""
    code_of = {level: code for code, level in enumerate(levels)}
    return np.fromiter((code_of.get(value, len(levels)) for value in column.values), np.int64, len(column))


def level_means(codes: Integers, Y: Floats, n_levels: int) -> Floats:
    """The smoothed mean of each level, and last the mean of all rows, (levels + 1, outputs).

    Args:
        codes: the level of each row, shape (n,); `n_levels` where it is missing.
        Y: what is averaged, (n, outputs).
        n_levels: the number of levels; one without rows has the mean of all rows.
    """
    unit = np.abs(Y).max(axis=0)
    unit[unit == 0] = 1.0
    Y = Y / unit  # so that no square overflows

    def sum_by_level(values: Floats) -> Floats:
        return np.column_stack([np.bincount(codes, column, n_levels + 1) for column in values.T])

    n = np.bincount(codes, minlength=n_levels + 1)[:, None]
    n_rows, n_used = len(Y), np.count_nonzero(n)
    overall = Y.mean(axis=0)
    means = np.where(n > 0, sum_by_level(Y) / np.maximum(n, 1), overall)
    share = np.zeros_like(means)  # of a level's own mean in its value: n / (n + m)
    if 1 < n_used < n_rows:
        within = sum_by_level((Y - means[codes]) ** 2).sum(axis=0) / (n_rows - n_used)
        spread = (n * (means - overall) ** 2).sum(axis=0) / (n_used - 1)
        between = np.maximum(spread - within, 0.0) * (n_used - 1) / (n_rows - (n**2).sum() / n_rows)
        total = n * between + within
        share = np.where(total > 0, n * between / np.where(total > 0, total, 1.0), 0.0)
    values = overall + share * (means - overall)
    values[n_levels] = overall
    smoothed: Floats = np.clip(values, -1.0, 1.0) * unit
    return smoothed


def out_of_fold_means(codes: Integers, Y: Floats, folds: Integers, n_levels: int) -> Floats:
    """The smoothed mean of each row's level over the rows of the other folds, (n, outputs)."""
    means = np.empty_like(Y)
    for fold in np.unique(folds):
        inside = folds == fold
        others = inside if inside.all() else ~inside
        means[inside] = level_means(codes[others], Y[others], n_levels)[codes[inside]]
    return means


def cross_fitting_folds(dataset: Dataset, rows: Integers) -> Integers:
    """The fold of each training row, shape (n,): always the same for the same rows. Rows of a group share a fold."""
    units = np.arange(len(rows))
    if dataset.split_column is not None and parse_split(dataset.split).method == "group":
        units = np.unique(group_codes(dataset.split_column)[rows], return_inverse=True)[1]
    folds: Integers = np.random.default_rng(0).permutation(units.max() + 1)[units] % FOLDS
    return folds
