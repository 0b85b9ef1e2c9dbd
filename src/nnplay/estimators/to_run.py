"""The run of a fitted estimator: what it learned, as nnplay shows it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from nnplay.data import Dataset, Split
from nnplay.errors import DataWarning, DerivativeWarning
from nnplay.estimators.network_spec import recipe_of, stochastic
from nnplay.estimators.sparse import sparse
from nnplay.network.parameters import Parameters
from nnplay.runs.run import Run
from nnplay.training.history import Record
from nnplay.training.problem import prepare


def opened(estimator: Any) -> Run:
    """The run of an estimator that was fitted in this process."""
    e = estimator
    if e._fitted_on is None:
        raise AttributeError(
            f"This {type(e).__name__} was fitted in another process, which had the data: fit it here to open its run."
        )
    X, y, weight = (each.toarray() if sparse(each) else each for each in e._fitted_on)
    names = list(map(str, getattr(e, "feature_names_in_", [f"x{k + 1}" for k in range(e.n_features_in_)])))
    y = np.asarray(y)
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    target = next(name for name in ("y", "target", "y_", "target_") if name not in names)
    targets = [target] if y.ndim == 1 else [f"{target}{k + 1}" for k in range(y.shape[1])]
    classifies = e._kind != "values"
    dataset = Dataset.from_arrays(
        np.asarray(X, dtype=np.float64), y, task="classification" if classifies else "regression",
        feature_names=names, target_names=targets, name=type(e).__name__, sample_weight=weight,
    )  # fmt: skip
    rows = np.arange(dataset.n_rows)
    held = rows[:0] if e._held_rows is None else np.sort(e._held_rows)
    split = Split(np.setdiff1d(rows, held), held, rows[:0])
    recipe = recipe_of(e, e._batch, e._theta.dtype.name, e._seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        warnings.simplefilter("ignore", DerivativeWarning)
        problem = prepare(dataset, e._architecture, recipe, divided=split)
    history = Record()
    curve, scores = (e.loss_curve_, e.validation_scores_) if stochastic(e) else (e._curve, None)
    for k, loss in enumerate(curve):
        row = {"epoch": k + 1, "train_loss": loss}
        if scores is not None:
            row["validation_accuracy" if classifies else "validation_r2"] = scores[k]
        history.rows.append(row)
    status = "finished" if e.n_iter_ >= e.max_iter else "stopped early"
    return Run.from_problem(problem, Parameters(e._architecture, e._theta.copy()), history, len(curve), status, "")
