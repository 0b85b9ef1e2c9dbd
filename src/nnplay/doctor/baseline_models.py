"""Baseline models of scikit-learn, trained on the rows and inputs of the network: at least this much can be learned."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.doctor.held_out import HeldOut
from nnplay.network.parameters import Array
from nnplay.training.problem import Problem

MAX_FIT_ROWS, MAX_FIT_NUMBERS = 4_000, 2_000_000  # training rows of a baseline, and rows × inputs
MIN_FIT_ROWS = 30
MAX_TREES = 400  # of the boosted model, in total
TREE_INPUTS = 100  # inputs that each split of a tree considers
NEIGHBOURS = 5


@dataclass(frozen=True, eq=False)
class BaselinePrediction:
    """The predictions of a baseline model for the held-out rows.

    Attributes:
        name: of the model.
        prediction: shaped like the held-out targets.
        rows: training rows that it was fitted to.
    """

    name: str
    prediction: Array
    rows: int


def baseline_predictions(problem: Problem, held_out: HeldOut) -> Iterator[BaselinePrediction]:
    """Fit a linear model, nearest neighbours and boosted trees, one after the other, and predict the held-out rows.

    They are fitted to at most 4,000 training rows, which takes a second or two in total. Nothing is fitted for several
    labels at once, or to fewer than 30 rows; boosted trees have one target.
    """
    from threadpoolctl import threadpool_limits

    train = problem.parts["train"]
    limit = min(MAX_FIT_ROWS, max(500, MAX_FIT_NUMBERS // max(train.X.shape[1], 1)))
    chosen = np.random.default_rng(1).permutation(len(train.X))[:limit]
    X, y, weight = train.X[chosen], train.truth[chosen], train.weight[chosen]
    single = y.ndim == 1
    if len(chosen) < MIN_FIT_ROWS or not X.shape[1] or (held_out.task == "classification" and not single):
        return
    is_weighted = bool((weight != weight[0]).any())  # with weights, the trees take a hundred times as long to begin
    labels = np.unique(y)
    if len(labels) < 2 or not weight.sum() > 0:
        return
    if held_out.task == "classification":
        y = np.searchsorted(labels, y)  # labels of any type
    for name, model, weights in _models(held_out.task, len(labels), X.shape[1], single=single):
        # With few rows, the threads of the trees cost more than they save.
        with warnings.catch_warnings(), threadpool_limits(1, "openmp"):
            warnings.simplefilter("ignore")
            model.fit(X, y, **({weights: weight} if weights and is_weighted else {}))
            prediction = model.predict(held_out.X)
        if held_out.task == "classification":
            prediction = labels[prediction]
        yield BaselinePrediction(name, prediction, len(chosen))


def roc_auc(score: Array, positive: Array) -> tuple[float, float]:
    """The area under the ROC curve, and its standard error where the scores say nothing (Mann & Whitney 1947).

    Args:
        score: of each row (n,).
        positive: whether each row is of the positive class (n,); both classes occur.
    """
    from sklearn.metrics import roc_auc_score

    p, n = int(positive.sum()), int((~positive).sum())
    return float(roc_auc_score(positive, score)), float(np.sqrt((p + n + 1) / (12 * p * n)))


def _models(task: str, classes: int, inputs: int, *, single: bool) -> Iterator[tuple[str, Any, str]]:
    """Name, estimator, and the name of its argument for sample weights ("" without one)."""
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if task == "classification":
        yield (
            "logistic regression", make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)),
            "logisticregression__sample_weight",
        )  # fmt: skip
        yield "five nearest neighbours", make_pipeline(StandardScaler(), KNeighborsClassifier(NEIGHBOURS)), ""
    else:
        yield "ridge regression", make_pipeline(StandardScaler(), Ridge()), "ridge__sample_weight"
        yield "five nearest neighbours", make_pipeline(StandardScaler(), KNeighborsRegressor(NEIGHBOURS)), ""
    if single:
        boosted = _boosted_trees(task, classes if task == "classification" else 1, inputs)
        yield "gradient-boosted trees", boosted, "sample_weight"


def _boosted_trees(task: str, outputs: int, inputs: int) -> Any:
    """HistGradientBoosting, with fewer iterations where each grows many trees or looks at many inputs."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if task == "classification" else HistGradientBoostingRegressor
    trees = outputs if outputs > 2 else 1
    iterations = int(np.clip(MAX_TREES / trees / max(1.0, inputs / TREE_INPUTS), 10, 100))
    return kind(
        max_iter=iterations, learning_rate=0.1 if iterations >= 60 else 0.2, early_stopping=False, random_state=0,
        max_bins=63, max_features=min(1.0, TREE_INPUTS / inputs),
    )  # fmt: skip
