"""Scores of predictions: every metric of the catalog, and the scores of each class and of each target."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from nnplay.catalog import Metric, metrics
from nnplay.catalog.metrics import UndefinedMetricError, class_counts, shared_rankings
from nnplay.data.encoding.targets import label_codes
from nnplay.utils.types import Array

NO_PROBABILITIES = "the outputs are not probabilities"


@dataclass(frozen=True)
class Scores:
    """The metrics of some rows.

    Attributes:
        metrics: the value of each metric.
        undefined: the metrics that have no value for these rows, and why.
    """

    metrics: dict[str, float] = field(default_factory=dict)
    undefined: dict[str, str] = field(default_factory=dict)


def class_codes(labels: Array, classes: Sequence[Any]) -> Array:
    """The index of each label (n,) among the classes."""
    codes = label_codes(labels, classes)
    assert not (codes < 0).any()
    return codes


def _chosen(task: str, *, several: bool, always: bool) -> tuple[Metric, ...]:
    """The metrics of a task for one or for several labels per row; with `always`, those of every epoch."""
    return _chosen_of(metrics.version, task, several, always)


@lru_cache(maxsize=64)
def _chosen_of(version: int, task: str, several: bool, always: bool) -> tuple[Metric, ...]:
    """`_chosen`, for this version of the registry."""
    labels = ("any", "several" if several else "one")
    return tuple(
        entry
        for entry in metrics.values()
        if entry.task == task and entry.labels in labels and (entry.always or not always)
    )


def needs_probabilities(task: str, *, always: bool = False) -> bool:
    """Whether a metric of the task needs probabilities; with `always`, one that is computed after every epoch."""
    return any(entry.needs == "probabilities" for entry in _chosen(task, several=False, always=always))


def scores(
    task: str,
    truth: Array,
    prediction: Array,
    *,
    classes: Sequence[Any] = (),
    probabilities: Array | None = None,
    sample_weight: Array | None = None,
    always: bool = False,
) -> Scores:
    """Every metric of the task, those that are defined for these rows.

    Args:
        task: "classification" or "regression".
        truth: labels (n,), 0/1 labels (n, k), or values (n,) or (n, k) in the units of the data.
        prediction: of the same shape.
        classes: the labels, in the order of the columns of `probabilities`; () for several labels and for numbers.
        probabilities: the probability of each class or label (n, k); None if there are none.
        sample_weight: (n,), for the metrics that can weigh rows; None if all rows weigh the same.
        always: only the metrics that are computed after every epoch.
    """
    result, codes = Scores(), None
    with np.errstate(all="ignore"), shared_rankings():
        for entry in _chosen(task, several=truth.ndim == 2, always=always):
            true, predicted = truth, prediction
            if entry.needs != "labels" and truth.ndim == 1:
                codes = codes or (class_codes(truth, classes), class_codes(prediction, classes))
                true, predicted = codes
            if entry.needs == "probabilities":
                if probabilities is None:
                    result.undefined[entry.name] = NO_PROBABILITIES
                    continue
                predicted = probabilities
            try:
                result.metrics[entry.name] = float(entry(true, predicted, sample_weight))
            except UndefinedMetricError as error:
                result.undefined[entry.name] = str(error)
    return result


def batched_scores(task: str, truth: Array, predictions: Callable[[], Array]) -> dict[str, Array] | None:
    """The metrics of every epoch for the predictions of m networks, (m,) each; None if one of them is not batched.

    Args:
        task: "classification" or "regression".
        truth: class indices (n,), 0/1 labels (n, k), or values (n,) or (n, k) in the units of the data.
        predictions: returns the same of each network, (m, n) or (m, n, k).
    """
    chosen = _chosen(task, several=truth.ndim == 2, always=True)
    if not all(entry.batched for entry in chosen):
        return None
    with np.errstate(all="ignore"):
        predicted = predictions()
        return {entry.name: np.asarray(entry(truth, predicted), dtype=np.float64) for entry in chosen}


def per_class(
    truth: Array, prediction: Array, classes: Sequence[Any], sample_weight: Array | None = None
) -> dict[Any, dict[str, float]]:
    """Precision, recall, F1 and the number of rows of each class, or of each label if there are several in a row.

    Args:
        truth: labels (n,), or 0/1 labels (n, k).
        prediction: of the same shape.
        classes: the labels, or the names of the columns.
        sample_weight: (n,); None if all rows weigh the same.
    """
    codes = (truth, prediction)
    if truth.ndim == 1:
        codes = (class_codes(truth, classes), class_codes(prediction, classes))
    counts = class_counts(*codes, sample_weight, len(classes))
    rows = class_counts(*codes, None, len(classes)).actual
    return {
        label: {
            "precision": float(counts.precision[k]), "recall": float(counts.recall[k]), "f1": float(counts.f1[k]),
            "rows": int(rows[k]),
        }
        for k, label in enumerate(classes)
    }  # fmt: skip


def per_target(
    truth: Array, prediction: Array, names: Sequence[str], sample_weight: Array | None = None
) -> dict[str, dict[str, float]]:
    """The metrics of each target of a regression, in its own units.

    Args:
        truth: values (n,) or (n, k).
        prediction: of the same shape.
        names: the names of the targets (k,).
        sample_weight: (n,); None if all rows weigh the same.
    """
    true, predicted = (values.reshape(len(values), -1) for values in (truth, prediction))
    return {
        name: scores("regression", true[:, k], predicted[:, k], sample_weight=sample_weight).metrics
        for k, name in enumerate(names)
    }
