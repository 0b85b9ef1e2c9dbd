"""The `Run` of a fitted estimator."""

import warnings
from typing import Any

import numpy as np

from nnplay.data import Dataset, Split
from nnplay.errors import DataWarning, DerivativeWarning
from nnplay.estimators.network_spec import is_stochastic, recipe_for
from nnplay.estimators.sparse import is_sparse
from nnplay.network.parameters import Parameters
from nnplay.runs.run import Run
from nnplay.training.history import TrainingHistory
from nnplay.training.problem import prepare


def run_from_estimator(estimator: Any) -> Run:
    """The run of an estimator that was fitted in this process.

    Raises:
        AttributeError: the estimator was unpickled, so that it has no data.
    """
    e = estimator
    if e._training_data is None:
        raise AttributeError(
            f"This {type(e).__name__} was fitted in another process and has no data: fit it here to get run_."
        )
    X, y, weight = (each.toarray() if is_sparse(each) else each for each in e._training_data)
    names = list(map(str, getattr(e, "feature_names_in_", [f"x{k + 1}" for k in range(e.n_features_in_)])))
    y = np.asarray(y)
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    target = next(name for name in ("y", "target", "y_", "target_") if name not in names)
    targets = [target] if y.ndim == 1 else [f"{target}{k + 1}" for k in range(y.shape[1])]
    is_classifier = e._kind != "values"
    dataset = Dataset.from_arrays(
        np.asarray(X, dtype=np.float64), y, task="classification" if is_classifier else "regression",
        feature_names=names, target_names=targets, name=type(e).__name__, sample_weight=weight,
    )  # fmt: skip
    rows = np.arange(dataset.n_rows)
    validation = rows[:0] if e._validation_rows is None else np.sort(e._validation_rows)
    split = Split(np.setdiff1d(rows, validation), validation, rows[:0])
    recipe = recipe_for(e, e._batch, e._theta.dtype.name, e._seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        warnings.simplefilter("ignore", DerivativeWarning)
        problem = prepare(dataset, e._architecture, recipe, divided=split)
    history = TrainingHistory()
    curve, scores = (e.loss_curve_, e.validation_scores_) if is_stochastic(e) else (e._curve, None)
    for k, loss in enumerate(curve):
        row = {"epoch": k + 1, "train_loss": loss}
        if scores is not None:
            row["validation_accuracy" if is_classifier else "validation_r2"] = scores[k]
        history.add_row(row)
    status = "finished" if e.n_iter_ >= e.max_iter else "stopped early"
    return Run.from_problem(problem, Parameters(e._architecture, e._theta.copy()), history, len(curve), status, "")
