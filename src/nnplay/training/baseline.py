"""The baselines of a run: what a constant guess and a linear model score on the same rows."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnplay.training.problem import Part, Problem
from nnplay.training.scores import class_codes, scores
from nnplay.utils.types import Array

RIDGE = 1.0  # strength of the L2 penalty of the linear model, as in scikit-learn
MAX_OPERATIONS = 1e9  # multiply-adds of the linear model, about a tenth of a second; beyond it there is none
STEPS = 100  # of the logistic regression, at most
TOLERANCE = 1e-6  # the largest change of a coefficient after which it stops
GOOD = 0.999  # an accuracy or R² from which no remark is made


def baseline(problem: Problem) -> dict[str, dict[str, Any]]:
    """What a constant guess and a linear model, fitted to the training rows, score on the evaluation split.

    "constant" predicts the most frequent class of the training rows, with their share of each class as probabilities;
    for a regression the mean. "linear" is a logistic regression (multinomial for more than two classes) or a ridge
    regression on the same inputs as the network, with the penalty ½‖w‖²; it is left out if fitting it would take longer
    than about a tenth of a second. Of a file larger than memory, the training rows are those that are held in memory.

    Returns:
        "constant" and "linear", each with the metrics of `Run.metrics`; the constant also with its "prediction", a
        label or value, or a list with one for each target.
    """
    train, rows, task = problem.parts["train"], problem.parts[problem.eval_split], problem.dataset.task
    weight = np.ones(len(train.truth)) if train.sample_weight is None else train.sample_weight
    classes: Any = problem.coding.classes
    result: dict[str, dict[str, Any]] = {}
    if not weight.sum() > 0:
        return result
    Y = _as_numbers(train.truth, classes)
    means = np.average(Y, axis=0, weights=weight)
    guess = _decode(np.broadcast_to(means, (1, len(means))), task, classes, rows.truth.ndim)
    result["constant"] = {"prediction": guess.tolist()[0]} | _score(problem, rows, np.tile(means, (len(rows.truth), 1)))
    linear = linear_model(train.X, Y, weight, task)
    if linear is not None:
        result["linear"] = _score(problem, rows, linear(rows.X))
    return result


def _as_numbers(truth: Array, classes: Any) -> Array:
    """The truth as columns (n, k): 0 and 1 for each class or label, or values."""
    if classes:
        truth = class_codes(truth, classes)[:, None] == np.arange(len(classes))
    numbers: Array = truth.reshape(len(truth), -1).astype(float)
    return numbers


def _decode(outputs: Array, task: str, classes: Any, ndim: int) -> Array:
    """Predictions from probabilities or values (n, k)."""
    if classes:
        labels: Array = np.array(classes).take(outputs.argmax(axis=1))
        return labels
    if task == "classification":
        return (outputs > 0.5).astype(np.int64)
    return outputs.reshape(-1) if ndim == 1 else outputs


def _score(problem: Problem, rows: Part, outputs: Array) -> dict[str, float]:
    task, classes = problem.dataset.task, problem.coding.classes
    prediction = _decode(outputs, task, classes, rows.truth.ndim)
    return scores(
        task, rows.truth, prediction, classes=classes, sample_weight=rows.sample_weight,
        probabilities=outputs if task == "classification" else None,
    ).metrics  # fmt: skip


Link = Callable[[Array], Array]


def linear_model(X: Array, Y: Array, weight: Array, task: str) -> Callable[[Array], Array] | None:
    """A function from inputs (n, d) to the outputs (n, k) of a linear model; None if it would take long to fit.

    Args:
        X: inputs (n, d), which are standardized first.
        Y: values (n, k), or 0 and 1 for each class or label.
        weight: of each row (n,).
        task: "regression" for ridge regression, "classification" for logistic regression.
    """
    n, d = X.shape
    steps = 2 * STEPS * Y.shape[1] if task == "classification" else 0
    if (n + d) * (d + 1) * (d + 1 + steps) > MAX_OPERATIONS:
        return None
    X = X.astype(float)
    mean, deviation = X.mean(axis=0), X.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)

    def design(inputs: Array) -> Array:
        return np.column_stack([np.ones(len(inputs)), (inputs - mean) / deviation])

    A, penalty = design(X), np.full(d + 1, RIDGE)
    penalty[0] = 1e-9 * weight.sum()  # of the intercept, for a matrix that can be inverted
    if task == "regression":
        center = np.average(Y, axis=0, weights=weight)
        w: Array = np.linalg.solve((A.T * weight) @ A + np.diag(penalty), (A.T * weight) @ (Y - center))
        return lambda inputs: design(inputs) @ w + center
    exclusive = bool((Y.sum(axis=1) == 1).all())
    if exclusive and Y.shape[1] == 2:
        w = logistic_regression(A, Y[:, 1:], weight, penalty, sigmoid)
        return lambda inputs: np.hstack([1 - (p := sigmoid(design(inputs) @ w)), p])
    link = softmax if exclusive else sigmoid
    w = logistic_regression(A, Y, weight, penalty, link)
    return lambda inputs: link(design(inputs) @ w)


def logistic_regression(A: Array, Y: Array, weight: Array, penalty: Array, link: Link) -> Array:
    """The coefficients (d, k) that minimize Σ weight · cross-entropy + ½ Σ penalty · w².

    Newton's method with a constant matrix in place of the second derivative, which it bounds: ¼AᵀA for the sigmoid,
    ½AᵀA for softmax (Böhning 1992, doi:10.1007/BF00048682), and Nesterov's momentum, which starts anew where it no
    longer descends (O'Donoghue & Candès 2015, arXiv:1204.3982).

    Args:
        A: inputs (n, d) with a column of ones.
        Y: 0 and 1 (n, k).
        weight: of each row (n,).
        penalty: of each coefficient (d,).
        link: `sigmoid` or `softmax`.
    """
    bound = (0.25 if link is sigmoid else 0.5) * (A.T * weight) @ A + np.diag(penalty)
    inverse = np.linalg.inv(bound)
    w: Array = np.zeros((A.shape[1], Y.shape[1]))
    ahead, t = w, 1.0
    for _ in range(STEPS):
        gradient = A.T @ (weight[:, None] * (link(A @ ahead) - Y)) + penalty[:, None] * ahead
        new = ahead - inverse @ gradient
        if float(np.vdot(gradient, new - w)) > 0:
            t = 1.0
        following = (1 + np.sqrt(1 + 4 * t * t)) / 2
        change, w, ahead = float(np.abs(new - w).max()), new, new + (t - 1) / following * (new - w)
        t = following
        if change < TOLERANCE:
            break
    return w


def sigmoid(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ)."""
    p: Array = 1 / (1 + np.exp(-np.clip(z, -500, 500)))
    return p


def softmax(z: Array) -> Array:
    """eᶻ over the sum of its row."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p: Array = e / e.sum(axis=1, keepdims=True)
    return p


def remark(
    task: str, part: str, metrics: dict[str, float], baselines: dict[str, dict[str, Any]], targets: list[str]
) -> str:
    """One sentence if the network is no better than a constant guess or than a linear model; otherwise "".

    Args:
        task: "classification" or "regression".
        part: the split of the metrics.
        metrics: of the network, on that split.
        baselines: as `baseline` returns them.
        targets: the names of the targets.
    """
    name, title = ("accuracy", "accuracy") if task == "classification" else ("r2", "R²")
    score = metrics.get(name, np.nan)
    constant, linear = (baselines.get(kind, {}) for kind in ("constant", "linear"))
    if not constant or not np.isfinite(score):
        return ""

    def text(value: float) -> str:
        return f"{value:.1%}" if task == "classification" else f"{value:.3g}"

    if score <= constant[name]:
        guess = constant["prediction"]
        single = len(targets) == 1
        always = f"predicting {guess!r} for every row" if single else "one constant guess for every row"
        if task == "regression":
            always = "predicting the mean for every row"
        return (
            f"The network is no better than {always}: its {title} on the {part} rows is {text(score)}, that of the "
            f"constant {text(constant[name])}."
        )
    if linear and score <= linear[name] and score < GOOD:
        return (
            f"The network is no better than a linear model: its {title} on the {part} rows is {text(score)}, that of "
            f"the linear model {text(linear[name])}."
        )
    return ""
