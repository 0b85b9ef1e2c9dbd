"""Metrics: measures of the quality of predictions, which are reported and never trained on.

`truth` and `prediction` are labels (n,), 0/1 labels (n, k) or values (n,) / (n, k) in the user's units.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nnplay.catalog.registry import Component, Registry
from nnplay.errors import NNPlayError
from nnplay.utils.types import Array

Measure = Callable[[Array, Array], float]


@dataclass(eq=False, kw_only=True, repr=False)
class Metric(Component):
    """A metric: ``value = f(truth, prediction)``.

    Attributes:
        task: "classification" or "regression".
        always: whether it is computed at every snapshot rather than only at the end.
        higher: whether larger is better.
    """

    task: str
    always: bool = False
    higher: bool = True


metrics: Registry[Metric] = Registry("metric")


def metric(
    name: str,
    *,
    formula: str,
    source: str,
    task: str,
    always: bool = False,
    higher: bool = True,
    aliases: tuple[str, ...] = (),
    limits: Mapping[str, str] | None = None,
) -> Callable[[Measure], Metric]:
    """Register the decorated function ``f(truth, prediction) → number`` as a metric."""

    def register(function: Measure) -> Metric:
        entry = Metric(
            name=name, formula=formula, source=source, task=task, always=always, higher=higher,
            aliases=aliases, limits=limits or {}, function=function,
        )  # fmt: skip
        return metrics.add(entry)

    return register


# ── classification ──────────────────────────────────────────────────────────────────────────────────────────────


@metric(
    "accuracy", task="classification", always=True, formula="the share of correctly predicted labels", source="ISO 5725"
)
def accuracy(truth: Array, prediction: Array) -> float:
    return float(np.mean(truth == prediction))


def _rates(truth: Array, prediction: Array) -> tuple[Array, Array]:
    """Precision and recall of each class that occurs, or of each label of a multi-label problem."""
    if truth.ndim == 2:
        actual, predicted = truth == 1, prediction == 1
        hits, n_predicted, n_actual = (each.sum(axis=0) for each in (actual & predicted, predicted, actual))
    else:
        names, codes = np.unique(np.concatenate([truth, prediction]), return_inverse=True)
        t, p = codes[: len(truth)], codes[len(truth) :]
        hits, n_predicted, n_actual = (np.bincount(each, minlength=len(names)) for each in (t[t == p], p, t))
    return hits / np.maximum(n_predicted, 1), hits / np.maximum(n_actual, 1)


RATES = "Powers 2011, arXiv:2010.16061; the mean over classes (macro)"


@metric("precision", task="classification", formula="TP / (TP + FP)", source=RATES)
def precision(truth: Array, prediction: Array) -> float:
    return float(np.mean(_rates(truth, prediction)[0]))


@metric("recall", task="classification", formula="TP / (TP + FN)", source=RATES, aliases=("balanced_accuracy",))
def recall(truth: Array, prediction: Array) -> float:
    return float(np.mean(_rates(truth, prediction)[1]))


@metric("f1", task="classification", formula="2PR / (P + R)", source=RATES)
def f1(truth: Array, prediction: Array) -> float:
    p, r = _rates(truth, prediction)
    return float(np.mean(2 * p * r / np.where(p + r > 0, p + r, 1)))


# ── regression ──────────────────────────────────────────────────────────────────────────────────────────────────


@metric("mse", task="regression", always=True, higher=False, formula="mean (ŷ − y)²", source="Gauss 1809")
def mse(truth: Array, prediction: Array) -> float:
    return float(np.mean((prediction - truth) ** 2))


@metric("rmse", task="regression", higher=False, formula="√mse", source="Gauss 1809")
def rmse(truth: Array, prediction: Array) -> float:
    return float(np.sqrt(mse(truth, prediction)))


@metric("mae", task="regression", higher=False, formula="mean |ŷ − y|", source="Laplace 1793")
def mae(truth: Array, prediction: Array) -> float:
    return float(np.mean(np.abs(prediction - truth)))


@metric("max_error", task="regression", higher=False, formula="max |ŷ − y|", source="Chebyshev 1854")
def max_error(truth: Array, prediction: Array) -> float:
    return float(np.max(np.abs(prediction - truth)))


@metric(
    "r2",
    task="regression",
    always=True,
    formula="1 − Σ(y − ŷ)² / Σ(y − ȳ)²",
    source="Wright 1921; scikit-learn, r2_score",
)
def r2(truth: Array, prediction: Array) -> float:
    residual = ((truth - prediction) ** 2).sum(axis=0)
    total = ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)
    exact = np.where(residual > 0, 0.0, 1.0)  # of a constant target: 1 if predicted exactly, else 0
    return float(np.mean(np.where(total > 0, 1 - residual / np.where(total > 0, total, 1.0), exact)))


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
