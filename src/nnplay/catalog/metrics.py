"""Metrics: what a person asks of a prediction. They are reported, never trained on.

`truth` and `prediction` are labels (n,), 0/1 labels (n, k) or values (n,) / (n, k) in the user's units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog.registry import Component, Registry
from nnplay.errors import NNPlayError

Array = NDArray[Any]
Measure = Callable[[Array, Array], float]


@dataclass(eq=False, kw_only=True, repr=False)
class Metric(Component):
    """An entry of the catalogue of metrics: ``value = f(truth, prediction)``.

    Attributes:
        task: "classification" or "regression".
        always: it is measured at every snapshot, not at the end only.
        higher: larger is better.
    """

    task: str
    always: bool = False
    higher: bool = True


metrics: Registry[Metric] = Registry("metric")


def metric(name: str, *, formula: str, source: str, task: str, **fields: Any) -> Callable[[Measure], Metric]:
    """Enter the decorated function ``f(truth, prediction) → number`` into the catalogue."""

    def register(function: Measure) -> Metric:
        return metrics.add(Metric(name=name, formula=formula, source=source, task=task, function=function, **fields))

    return register


# ── classification ──────────────────────────────────────────────────────────────────────────────────────────────


@metric(
    "accuracy", task="classification", always=True, formula="the share of labels predicted right", source="ISO 5725"
)
def accuracy(truth: Array, prediction: Array) -> float:
    return float(np.mean(truth == prediction))


def _rates(truth: Array, prediction: Array) -> tuple[Array, Array]:
    """Precision and recall of each class that occurs, or of each label of a multi-label problem."""
    if truth.ndim == 2:
        is_true, is_said = truth == 1, prediction == 1
        right, said, true = (hits.sum(axis=0) for hits in (is_true & is_said, is_said, is_true))
    else:
        names, codes = np.unique(np.concatenate([truth, prediction]), return_inverse=True)
        t, p = codes[: len(truth)], codes[len(truth) :]
        right, said, true = (np.bincount(hits, minlength=len(names)) for hits in (t[t == p], p, t))
    return right / np.maximum(said, 1), right / np.maximum(true, 1)


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
    exact = np.where(residual > 0, 0.0, 1.0)  # a constant target: right or not
    return float(np.mean(np.where(total > 0, 1 - residual / np.where(total > 0, total, 1.0), exact)))


def deciding(name: str | None, task: str) -> tuple[str, bool]:
    """The metric that networks are compared by, and whether larger is better: accuracy or R² unless said.

    Raises:
        NNPlayError: one that is not measured for such data.
    """
    if name == "loss":
        return "loss", False
    chosen = name or ("accuracy" if task == "classification" else "r2")
    if not isinstance(chosen, str) or chosen not in metrics or metrics[chosen].task != task:
        known = [*(known for known, entry in metrics.items() if entry.task == task), "loss"]
        raise NNPlayError(f"A {task} has no metric {name!r} to compare: choose one of {', '.join(known)}.")
    return metrics[chosen].name, metrics[chosen].higher
