"""Metrics: measures of the quality of predictions, which are reported and never trained on.

They are plain NumPy, because they run at the end of every training run (some after every epoch), and importing
scikit-learn's takes longer than training a small network. The definitions are scikit-learn's, and so are the values:
the tests compare each metric with its namesake in `sklearn.metrics`.

What a metric takes, by its `needs`:

| needs | truth | prediction |
|---|---|---|
| "labels" | class labels (n,), 0/1 labels (n, k), or values (n,) or (n, k) in the units of the data | the same |
| "codes" | class indices (n,) instead of labels, which are faster to compare; otherwise as "labels" | the same |
| "probabilities" | class indices (n,), or 0/1 labels (n, k) | the probability of each class or label (n, k) |
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from nnplay.catalog.registry import Component, Registry
from nnplay.errors import NNPlayError
from nnplay.utils.threads import map_threads
from nnplay.utils.types import Array

Measure = Callable[..., float]
Needs = Literal["labels", "codes", "probabilities"]
Labels = Literal["any", "one", "several"]
WEIGHT = "sample_weight"  # the third parameter of a metric that can weigh rows
SORTING = 10  # what sorting a number costs, in passes over the numbers, roughly


class UndefinedMetricError(NNPlayError):
    """A metric that has no value for these rows; the message says why, without a subject."""


@dataclass(eq=False, kw_only=True, repr=False)
class Metric(Component):
    """A metric: ``value = f(truth, prediction)`` or ``f(truth, prediction, sample_weight)``.

    A function without the third parameter is computed without weights. A metric that is undefined for some rows raises
    `UndefinedMetricError`; it is then left out of the results.

    Attributes:
        task: "classification" or "regression".
        always: whether it is computed at every snapshot rather than only at the end.
        higher: whether larger is better.
        needs: "labels", "codes" or "probabilities"; the table at the top of this file says what these are.
        labels: whether it is for "one" label per row, for "several", or for "any" number of them.
        brief: whether the short table of results shows it.
        batched: whether the function also takes the predictions of m networks, (m, n) or (m, n, k), without weights,
            and then returns (m,). Instead of labels it may get class indices.
    """

    task: str
    always: bool = False
    higher: bool = True
    needs: Needs = "labels"
    labels: Labels = "any"
    brief: bool = True
    batched: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.needs not in get_args(Needs):
            raise NNPlayError(f"needs= of the metric {self.name!r} must be 'labels', 'codes' or 'probabilities'.")
        if self.labels not in get_args(Labels):
            raise NNPlayError(f"labels= of the metric {self.name!r} must be 'any', 'one' or 'several'.")
        self.weighted = WEIGHT in inspect.signature(self.function).parameters

    def __call__(self, truth: Array, prediction: Array, sample_weight: Array | None = None) -> float:
        """The value for these rows, weighted with `sample_weight` (n,) if it is given and the metric can."""
        value: float = self.function(truth, prediction, *((sample_weight,) if self.weighted else ()))
        return value


metrics: Registry[Metric] = Registry("metric")


def metric(
    name: str,
    *,
    formula: str,
    source: str,
    task: str,
    always: bool = False,
    higher: bool = True,
    needs: Needs = "labels",
    labels: Labels = "any",
    brief: bool = True,
    batched: bool = False,
    aliases: tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
) -> Callable[[Measure], Metric]:
    """Register the decorated function ``f(truth, prediction) → number`` as a metric.

    Args:
        name: what results call it.
        formula: the formula, for display.
        source: the paper or library that defines it.
        task: "classification" or "regression".
        always: compute it at every snapshot rather than only at the end.
        higher: larger is better.
        needs: "labels" for labels or values as they are in the data; "codes" for class indices instead of labels;
            "probabilities" for class indices (n,) and the probability of each class (n, k), or, with several 0/1
            targets, 0/1 labels (n, k) and the probability of each (n, k).
        labels: whether it is for "one" label per row, for "several", or for "any" number of them.
        brief: whether the short table of results shows it.
        batched: the function also takes the predictions of m networks, (m, n) or (m, n, k), without weights, and then
            returns (m,). Instead of labels it may get class indices. A metric of every epoch is much faster so.
        aliases: other names.
        limits: the intervals of its constants.

    A third parameter called ``sample_weight`` receives the weights of the rows (n,), or None.

    >>> import nnplay as nn
    >>> @nn.metric("within_one_demo", formula="the share of |ŷ − y| ≤ 1", source="an example", task="regression")
    ... def within_one_demo(truth, prediction):
    ...     return float((abs(prediction - truth) <= 1).mean())
    >>> "within_one_demo" in nn.train("scores", (4,), epochs=5, test_fraction=0).metrics["train"]
    True
    """

    def register(function: Measure) -> Metric:
        entry = Metric(
            name=name, formula=formula, source=source, task=task, always=always, higher=higher, needs=needs,
            labels=labels, brief=brief, batched=batched, aliases=aliases, limits=limits or {},
            function=function,
        )  # fmt: skip
        return metrics.add(entry)

    return register


def _mean(values: Array, sample_weight: Array | None, axis: int = 0) -> Any:
    """The mean over the rows; np.average without weights would take thrice the time after every epoch."""
    return values.mean(axis=axis) if sample_weight is None else np.average(values, axis=axis, weights=sample_weight)


# ── classification, from labels ─────────────────────────────────────────────────────────────────────────────────

SKLEARN = "scikit-learn, {}"


@metric(
    "accuracy", task="classification", always=True, batched=True, source="ISO 5725; of single labels, 1 − Hamming loss",
    formula="the share of correctly predicted labels; of several labels per row, of the single labels",
)  # fmt: skip
def accuracy(truth: Array, prediction: Array, sample_weight: Array | None) -> Any:
    right = truth == prediction
    return _mean(right if truth.ndim == 1 else right.mean(axis=-1), sample_weight, axis=-1)


@metric(
    "subset_accuracy", task="classification", labels="several",
    formula="the share of rows with all labels predicted correctly", source=SKLEARN.format("accuracy_score"),
)  # fmt: skip
def subset_accuracy(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    return float(_mean((truth == prediction).all(axis=1), sample_weight))


@dataclass(frozen=True)
class ClassCounts:
    """Rows (or their weights) of each class: true positives, predicted, and actual, (k,)."""

    hits: Array
    predicted: Array
    actual: Array

    @property
    def precision(self) -> Array:
        """TP / (TP + FP) of each class, 0 if it was never predicted."""
        return self.hits / np.where(self.predicted > 0, self.predicted, 1)

    @property
    def recall(self) -> Array:
        """TP / (TP + FN) of each class, 0 if it never occurs."""
        return self.hits / np.where(self.actual > 0, self.actual, 1)

    @property
    def f1(self) -> Array:
        """The harmonic mean of precision and recall of each class, 0 if both are."""
        p, r = self.precision, self.recall
        return 2 * p * r / np.where(p + r > 0, p + r, 1)


def class_counts(
    truth: Array, prediction: Array, sample_weight: Array | None = None, classes: int | None = None
) -> ClassCounts:
    """The counts of each of so many classes (truth and prediction are their indices), or of each class that occurs.

    Args:
        truth: labels (n,), or 0/1 labels (n, k), whose counts are those of each label.
        prediction: of the same shape.
        sample_weight: (n,); None counts rows.
        classes: the number of classes.
    """
    if truth.ndim == 2:
        weight = np.ones(len(truth)) if sample_weight is None else sample_weight
        actual, predicted = truth == 1, prediction == 1
        return ClassCounts(*(weight @ each for each in (actual & predicted, predicted, actual)))
    if classes is None:
        codes, classes = _codes_of_present(np.concatenate([truth, prediction]))
        truth, prediction = codes[: len(truth)], codes[len(truth) :]
    same = truth == prediction
    weights = (None if sample_weight is None else sample_weight[same], sample_weight, sample_weight)
    parts = zip((truth[same], prediction, truth), weights, strict=True)
    return ClassCounts(*(np.bincount(codes, weights=weight, minlength=classes) for codes, weight in parts))


def _codes_of_present(labels: Array) -> tuple[Array, int]:
    """The index of each label (n,) among those that occur, sorted, and the number of these."""
    if labels.dtype.kind in "iu" and len(labels) and labels.min() >= 0 and labels.max() < len(labels):  # no sorting
        occurs = np.bincount(labels) > 0
        return (np.cumsum(occurs) - 1)[labels], int(occurs.sum())
    names, codes = np.unique(labels, return_inverse=True)
    return codes, len(names)


RATES = "Powers 2011, arXiv:2010.16061; the mean over classes (macro)"


@metric("precision", task="classification", needs="codes", formula="TP / (TP + FP)", source=RATES)
def precision(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    return float(class_counts(truth, prediction, sample_weight).precision.mean())


@metric("recall", task="classification", needs="codes", formula="TP / (TP + FN)", source=RATES)
def recall(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    return float(class_counts(truth, prediction, sample_weight).recall.mean())


@metric("f1", task="classification", needs="codes", formula="2PR / (P + R)", source=RATES)
def f1(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    return float(class_counts(truth, prediction, sample_weight).f1.mean())


@metric(
    "balanced_accuracy", task="classification", needs="codes", labels="one", brief=False,
    formula="mean recall of the classes that occur", source="Brodersen et al. 2010, ICPR",
)  # fmt: skip
def balanced_accuracy(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    counts = class_counts(truth, prediction, sample_weight)
    return float(counts.recall[counts.actual > 0].mean())


@metric(
    "mcc", task="classification", needs="codes", labels="one", brief=False,
    formula="(c·s − Σ pₖtₖ) / √((s² − Σ pₖ²)(s² − Σ tₖ²))",
    source="Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006; c correct of s rows, tₖ of class k, pₖ predicted",
    aliases=("matthews_corrcoef",),
)  # fmt: skip
def mcc(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    counts = class_counts(truth, prediction, sample_weight)
    p, t = (np.asarray(each, dtype=float) for each in (counts.predicted, counts.actual))
    correct, total = float(counts.hits.sum()), float(t.sum())
    spread = float(total**2 - p @ p) * float(total**2 - t @ t)
    return (correct * total - float(p @ t)) / float(np.sqrt(spread)) if spread > 0 else 0.0


# ── classification, from probabilities ──────────────────────────────────────────────────────────────────────────


def one_against_rest(truth: Array, prediction: Array) -> list[tuple[Array, Array]]:
    """For each class or label that both occurs and does not: where it is true (n,), and its score (n,).

    Two classes are one problem, with the second class as the positive one.

    Raises:
        UndefinedMetricError: there is no such class, or the labels are probabilities themselves.
    """
    if truth.ndim == 2:
        if ((truth != 0) & (truth != 1)).any():
            raise UndefinedMetricError("the targets are probabilities, not 0 and 1")
        positives = [(truth[:, k] == 1, np.ascontiguousarray(prediction[:, k])) for k in range(truth.shape[1])]
    else:
        columns = [1] if prediction.shape[1] == 2 else range(prediction.shape[1])
        positives = [(truth == k, np.ascontiguousarray(prediction[:, k])) for k in columns]
    usable = [(positive, score) for positive, score in positives if positive.any() and not positive.all()]
    if not usable:
        raise UndefinedMetricError("all rows belong to one class")
    return usable


_rankings: ContextVar[dict[tuple[int, ...], list[tuple[Array, Array]]] | None] = ContextVar("rankings", default=None)


@contextmanager
def shared_rankings() -> Iterator[None]:
    """Metrics that are computed meanwhile sort the same probabilities only once; the arrays must not be changed."""
    token = _rankings.set({})
    try:
        yield
    finally:
        _rankings.reset(token)


def _curves(truth: Array, prediction: Array, sample_weight: Array | None) -> list[tuple[Array, Array]]:
    """True and false positives at each threshold, for each class or label of `one_against_rest`."""
    known = _rankings.get()
    key = id(truth), id(prediction), id(sample_weight)
    if known is not None and key in known:
        return known[key]
    pairs = one_against_rest(truth, prediction)
    curves = map_threads(lambda pair: _cumulative(*pair, sample_weight), pairs, len(pairs) * len(truth) * SORTING)
    if known is not None:
        known[key] = curves
    return curves


def _cumulative(positive: Array, score: Array, sample_weight: Array | None) -> tuple[Array, Array]:
    """True and false positives (or their weights) at each threshold, from the highest score down, (m,)."""
    order = np.argsort(-score)
    ranked, positive = score[order], positive[order]
    ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), len(score) - 1)  # the last row of each distinct score
    if sample_weight is None:
        hits, everything = np.cumsum(positive)[ends].astype(float), ends + 1.0
    else:
        weight = np.asarray(sample_weight, dtype=float)[order]
        hits, everything = np.cumsum(weight * positive)[ends], np.cumsum(weight)[ends]
    return hits, everything - hits


@metric(
    "roc_auc", task="classification", needs="probabilities",
    formula="P(score of a positive > score of a negative), ties ½",
    source="Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747; more than two classes: one against the rest, "
           "mean over the classes that occur",
)  # fmt: skip
def roc_auc(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    areas = []
    for hits, misses in _curves(truth, prediction, sample_weight):
        if hits[-1] <= 0 or misses[-1] <= 0:
            raise UndefinedMetricError("all rows with a weight belong to one class")
        areas.append(np.trapezoid(np.append(0, hits), np.append(0, misses)) / (hits[-1] * misses[-1]))
    return float(np.mean(areas))


@metric(
    "average_precision", task="classification", needs="probabilities", brief=False,
    formula="Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds",
    source="scikit-learn, average_precision_score; more than two classes: one against the rest, mean over the classes "
           "that occur",
)  # fmt: skip
def average_precision(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    areas = []
    for hits, misses in _curves(truth, prediction, sample_weight):
        if hits[-1] <= 0:
            raise UndefinedMetricError("no row with a weight belongs to the class")
        chosen = np.where(hits + misses > 0, hits + misses, 1)
        areas.append(float((np.diff(hits, prepend=0) * (hits / chosen)).sum() / hits[-1]))
    return float(np.mean(areas))


@metric(
    "log_loss", task="classification", needs="probabilities", higher=False, brief=False,
    formula="−mean log P(true class)",
    source="Good 1952, JRSS B 14(1); several labels per row: the mean over the labels",
)  # fmt: skip
def log_loss(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    smallest = np.finfo(prediction.dtype if prediction.dtype.kind == "f" else float).eps  # as scikit-learn
    if truth.ndim == 1:
        chance = prediction[np.arange(len(truth)), truth].astype(float)
        loss = -np.log(np.clip(chance, smallest, 1 - smallest))
    else:
        P = np.clip(prediction.astype(float), smallest, 1 - smallest)
        loss = -(truth * np.log(P) + (1 - truth) * np.log(1 - P)).mean(axis=1)
    return float(_mean(loss, sample_weight))


@metric(
    "brier", task="classification", needs="probabilities", higher=False, brief=False,
    formula="mean Σₖ (pₖ − yₖ)², halved for two classes",
    source="Brier 1950, Monthly Weather Review 78(1); scikit-learn, brier_score_loss",
)  # fmt: skip
def brier(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    P = prediction.astype(float)
    if truth.ndim == 2:
        rows = ((P - truth) ** 2).mean(axis=1)
    else:
        rows = np.einsum("ij,ij->i", P, P) + 1 - 2 * P[np.arange(len(truth)), truth]
        rows = rows / 2 if P.shape[1] == 2 else rows
    return float(_mean(rows, sample_weight))


# ── regression: the mean over several targets ───────────────────────────────────────────────────────────────────


def _over_targets(values: Any) -> float:
    """The mean over several targets; the value itself of one."""
    return float(values.mean() if values.ndim else values)


@metric("mse", task="regression", always=True, higher=False, batched=True, formula="mean (ŷ − y)²", source="Gauss 1809")
def mse(truth: Array, prediction: Array, sample_weight: Array | None) -> Any:
    error = _mean((prediction - truth) ** 2, sample_weight, axis=-truth.ndim)
    return error if truth.ndim == 1 else error.mean(axis=-1)


@metric("rmse", task="regression", higher=False, formula="√mse", source="Gauss 1809; scikit-learn, of each target")
def rmse(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    return _over_targets(np.sqrt(_mean((prediction - truth) ** 2, sample_weight)))


@metric("mae", task="regression", higher=False, formula="mean |ŷ − y|", source="Laplace 1793")
def mae(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    return _over_targets(_mean(np.abs(prediction - truth), sample_weight))


@metric(
    "median_absolute_error", task="regression", higher=False, brief=False, formula="median |ŷ − y|",
    source=SKLEARN.format("median_absolute_error"),
)  # fmt: skip
def median_absolute_error(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    errors = np.abs(prediction - truth)
    if sample_weight is None:
        return float(np.mean(np.median(errors, axis=0)))
    return float(np.mean([_weighted_median(each, sample_weight) for each in errors.reshape(len(errors), -1).T]))


def _weighted_median(values: Array, weight: Array) -> float:
    """The value with half of the weight on either side; between two values their mean."""
    order = np.argsort(values[weight > 0])
    values, sums = values[weight > 0][order], np.cumsum(weight[weight > 0][order])
    middle = sums[-1] / 2
    lower, upper = np.searchsorted(sums, middle, "left"), np.searchsorted(sums, middle, "right")
    return float(values[[lower, min(upper, len(values) - 1)]].mean())


@metric(
    "max_error", task="regression", higher=False, brief=False, source="Chebyshev 1854",
    formula="max |ŷ − y| over the rows with a weight above 0",
)  # fmt: skip
def max_error(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    errors = np.abs(prediction - truth)
    return float(np.max(errors if sample_weight is None else errors[sample_weight > 0]))


@metric(
    "mape", task="regression", higher=False, brief=False, formula="mean |ŷ − y| / |y|",
    source=SKLEARN.format("mean_absolute_percentage_error; a fraction, not a percentage"),
)  # fmt: skip
def mape(truth: Array, prediction: Array, sample_weight: Array | None) -> float:
    if (truth == 0).any():
        raise UndefinedMetricError("a true value is 0")
    return _over_targets(_mean(np.abs((prediction - truth) / truth), sample_weight))


@metric(
    "r2",
    task="regression",
    always=True,
    batched=True,
    formula="1 − Σ(y − ŷ)² / Σ(y − ȳ)²",
    source="Wright 1921; scikit-learn, r2_score",
)
def r2(truth: Array, prediction: Array, sample_weight: Array | None) -> Any:
    residual, total = (truth - prediction) ** 2, (truth - _mean(truth, sample_weight)) ** 2
    if sample_weight is None:
        residual, total = residual.sum(axis=-truth.ndim), total.sum(axis=0)
    else:
        residual, total = sample_weight @ residual, sample_weight @ total
    exact = np.where(residual > 0, 0.0, 1.0)  # of a constant target: 1 if predicted exactly, else 0
    values = np.where(total > 0, 1 - residual / np.where(total > 0, total, 1.0), exact)
    return values if truth.ndim == 1 else values.mean(axis=-1)


def comparison_metric(name: str | None, task: str) -> tuple[str, bool]:
    """The metric that networks are compared by, and whether larger is better; the default is accuracy or R².

    Raises:
        NNPlayError: the task does not have this metric.
    """
    if name == "loss":
        return "loss", False
    key = name or ("accuracy" if task == "classification" else "r2")
    if not isinstance(key, str) or key not in metrics or metrics[key].task != task:
        names = [*(each for each, entry in metrics.items() if entry.task == task), "loss"]
        raise NNPlayError(f"There is no {task} metric {name!r}: choose one of {', '.join(names)}.")
    return metrics[key].name, metrics[key].higher
