"""Fitting by L-BFGS, on all rows at once."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning

from nnplay.engine.lbfgs import minimize
from nnplay.estimators.network_spec import Plan
from nnplay.estimators.sparse import dense, sparse

Array = NDArray[Any]
SCRATCH_BYTES = 1 << 28  # of the activations of the rows that go through the network together


def fit_lbfgs(estimator: Any, plan: Plan, rows: tuple[Any, Array, Any]) -> None:
    """Minimise scale × the mean loss + (α/2)·Σ‖W‖² / Σw, as scikit-learn does, but in float64 throughout."""
    from nnplay.engine.compiled import Engine

    e, (X, Y, weight) = estimator, rows
    if any(layer.dropout for layer in plan.architecture.layers):
        raise ValueError("L-BFGS needs the same objective at each step: leave out dropout, or choose another solver.")
    Y = plan.encode(Y, np.float64)
    weights = np.ones(len(Y)) if weight is None else np.require(weight, np.float64, ("C", "W"))
    total = float(weights.sum())
    size = max(1, SCRATCH_BYTES // (16 * (sum(plan.architecture.widths) + 1)))
    batch_norm = any(layer.norm == "batch" for layer in plan.architecture.layers)
    size = len(Y) if batch_norm else min(size, len(Y))
    engine = Engine(plan.architecture, "float64", rows=size)
    prices = {"l1": e.l1 / total, "l2": e.alpha / total}
    theta = e._theta.astype(np.float64)
    trained = engine.layout.trained
    parts = [slice(start, start + size) for start in range(0, len(Y), size)]
    held = dense(X, np.float64) if len(parts) == 1 or not sparse(X) else X.tocsr()

    def objective(moved: Array) -> tuple[float, Array]:
        theta[:trained] = moved
        loss, g = 0.0, np.zeros(trained)
        for part in parts:
            share = float(weights[part].sum()) / total
            batch = dense(held[part], np.float64), Y[part], weights[part]
            value, slope = engine.gradient(theta, *batch, scale=plan.scale, **prices)
            loss += share * value
            g += share * slope
        return plan.scale * loss + engine.penalty(theta, **prices), g

    def reported(value: float) -> float:
        """`loss_` at θ, from what is minimised."""
        price = engine.penalty(theta, **prices)
        return float((value - price) * plan.reported / plan.scale + price)

    def told(point: Array, value: float) -> None:
        theta[:trained] = point
        e._curve.append(reported(value))
        if e.verbose:
            sys.stdout.write(f"Iteration {len(e._curve)}, loss = {e._curve[-1]:.8f}\n")

    found = minimize(
        objective, theta[:trained].copy(), iterations=e.max_iter, evaluations=e.max_fun, slope=e.tol, told=told
    )
    theta[:trained] = found.point
    e._theta[:] = theta
    e.loss_, e.n_iter_ = reported(found.value), found.iterations
    if not found.converged:
        more = f"increase the number of iterations (max_iter={e.max_iter}) or "
        advice = (more if found.iterations >= e.max_iter else "") + "scale the data"
        text = f"lbfgs failed to converge after {found.iterations} iteration(s) ({found.message}): {advice}."
        warnings.warn(text, ConvergenceWarning, stacklevel=5)
