"""A k-nearest-neighbours baseline: at least this much of the training data can be learned."""

import numpy as np

from nnplay.network.parameters import Array

MAX_ROWS, MIN_ROWS = 600, 30
NEIGHBOURS = 5


def knn_score(X: Array, truth: Array, task: str) -> float:
    """Accuracy, or R², of predicting each row from its five nearest others (Cover & Hart 1967).

    Args:
        X: inputs (n, n_in); each column is scaled to deviation 1.
        truth: targets (n,) or (n, outputs).
        task: "classification" or "regression".

    Returns:
        The score on at most 600 rows; NaN for fewer than 30.
    """
    chosen = np.random.default_rng(0).permutation(len(X))[:MAX_ROWS]
    if len(chosen) < MIN_ROWS:
        return float("nan")
    X = X[chosen].astype(float)
    spread = X.std(axis=0)
    X = (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    squares = np.sum(X**2, axis=1)
    distance = squares[:, None] + squares - 2 * X @ X.T
    np.fill_diagonal(distance, np.inf)
    nearest = np.argpartition(distance, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    if task == "regression":
        y = truth[chosen].astype(float).reshape(len(chosen), -1)
        wrong, all_ = ((y - y[nearest].mean(axis=1)) ** 2).sum(axis=0), ((y - y.mean(axis=0)) ** 2).sum(axis=0)
        return float(np.mean(1 - wrong[all_ > 0] / all_[all_ > 0])) if (all_ > 0).any() else float("nan")
    if truth.ndim > 1:
        labels = truth[chosen].astype(float)
        return float(np.mean((labels[nearest].mean(axis=1) > 0.5) == (labels > 0.5)))
    names, codes = np.unique(truth[chosen].astype(str), return_inverse=True)
    votes = (codes[nearest][:, :, None] == np.arange(len(names))).sum(axis=1)
    return float(np.mean(votes.argmax(axis=1) == codes))
