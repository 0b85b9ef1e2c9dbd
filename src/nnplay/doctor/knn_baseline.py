"""What the nearest neighbours know: a floor under what a network should learn."""

from __future__ import annotations

import numpy as np

from nnplay.network.parameters import Array

ROWS = 600
NEAREST = 5
FEWEST = 30


def neighbours_score(X: Array, truth: Array, task: str) -> float:
    """The accuracy, or R², with which a row's five nearest others name its target (Cover & Hart 1967).

    Args:
        X: inputs (n, n_in); each column is brought to deviation 1.
        truth: targets (n,) or (n, outputs).
        task: "classification" or "regression".

    Returns:
        The score on 600 rows at the most; NaN of fewer than 30.
    """
    chosen = np.random.default_rng(0).permutation(len(X))[:ROWS]
    if len(chosen) < FEWEST:
        return float("nan")
    X = X[chosen].astype(float)
    spread = X.std(axis=0)
    X = (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    squares = np.sum(X**2, axis=1)
    distance = squares[:, None] + squares - 2 * X @ X.T
    np.fill_diagonal(distance, np.inf)
    nearest = np.argpartition(distance, NEAREST, axis=1)[:, :NEAREST]
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
