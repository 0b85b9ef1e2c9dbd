"""Fit an estimator with L-BFGS, on all rows at once."""

import sys
import warnings
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from nnplay.engine.lbfgs import minimize
from nnplay.estimators.network_spec import NetworkSpec
from nnplay.estimators.sparse import dense, is_sparse
from nnplay.utils.types import Array

SCRATCH_BYTES = 1 << 28  # for the activations of the rows that pass through the network together


def fit_lbfgs(estimator: Any, spec: NetworkSpec, rows: tuple[Any, Array, Any]) -> None:
    """Minimize scale × the mean loss + (α/2)·Σ‖W‖² / Σw as scikit-learn does, but in float64 throughout."""
    from nnplay.engine.compiled import Engine
    from nnplay.engine.compiled.thread_team import one_blas_thread

    e, (X, Y, weight) = estimator, rows
    if any(layer.dropout for layer in spec.architecture.layers):
        raise ValueError("L-BFGS cannot train with dropout, which changes the objective: choose another solver.")
    Y = spec.encode(Y, np.float64)
    weights = np.ones(len(Y)) if weight is None else np.require(weight, np.float64, ("C", "W"))
    total = float(weights.sum())
    size = max(1, SCRATCH_BYTES // (16 * (sum(spec.architecture.widths) + 1)))
    size = len(Y) if spec.architecture.has_batch_norm else min(size, len(Y))
    engine = Engine(spec.architecture, "float64", rows=size, full_batch=True)
    strengths = {"l1": e.l1 / total, "l2": e.alpha / total}
    theta = e._theta.astype(np.float64)
    trained = engine.layout.trained
    parts = [slice(start, start + size) for start in range(0, len(Y), size)]
    X = dense(X, np.float64) if len(parts) == 1 or not is_sparse(X) else X.tocsr()

    def objective(point: Array) -> tuple[float, Array]:
        theta[:trained] = point
        loss, g = 0.0, np.zeros(trained)
        for part in parts:
            fraction = float(weights[part].sum()) / total
            batch = dense(X[part], np.float64), Y[part], weights[part]
            value, gradient = engine.gradient(theta, *batch, scale=spec.scale, **strengths)
            loss += fraction * value
            g += fraction * gradient
        return spec.scale * loss + engine.penalty(theta, **strengths), g

    def reported(value: float) -> float:
        """The value of `loss_` at θ for a value of the objective."""
        penalty = engine.penalty(theta, **strengths)
        return float((value - penalty) * spec.reported / spec.scale + penalty)

    def on_iteration(point: Array, value: float) -> None:
        theta[:trained] = point
        e._curve.append(reported(value))
        if e.verbose:
            sys.stdout.write(f"Iteration {len(e._curve)}, loss = {e._curve[-1]:.8f}\n")

    result = minimize(
        objective,
        theta[:trained].copy(),
        max_iterations=e.max_iter,
        max_evaluations=e.max_fun,
        gradient_tolerance=e.tol,
        on_iteration=on_iteration,
    )
    theta[:trained] = result.point
    if spec.architecture.has_batch_norm:
        with one_blas_thread():
            objective(result.point)  # for the running statistics at this θ
    e._theta[:] = theta
    e.loss_, e.n_iter_ = reported(result.value), result.iterations
    if not result.converged:
        more = f"increase the number of iterations (max_iter={e.max_iter}) or "
        advice = (more if result.iterations >= e.max_iter else "") + "scale the data"
        text = f"lbfgs failed to converge after {result.iterations} iteration(s) ({result.message}): {advice}."
        warnings.warn(text, ConvergenceWarning, stacklevel=5)
