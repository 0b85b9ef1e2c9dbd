"""The network's predictions for rows that it was not trained on, and how other predictions compare with them."""

from dataclasses import dataclass

import numpy as np

from nnplay.network.parameters import Array, Parameters
from nnplay.training.problem import Problem, class_weights

MAX_ROWS = 2_000  # held-out rows that are compared


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Held-out rows with the network's predictions.

    Attributes:
        part: "test" or "validation"; "train" where no rows are held out.
        task: "classification" or "regression".
        X: encoded inputs (n, n_in).
        outputs: the network's outputs ŷ (n, n_out).
        truth: targets (n,) or (n, targets).
        prediction: the network's predictions, shaped like `truth`.
        weight: the class weight of each row (n,), 1 without class weights.
        probabilities: P(class) (n, classes), in the order of the classes; None where the outputs are none.
    """

    part: str
    task: str
    X: Array
    outputs: Array
    truth: Array
    prediction: Array
    weight: Array
    probabilities: Array | None

    @staticmethod
    def of(problem: Problem, parameters: Parameters) -> "HeldOut":
        """The test rows, or else the validation rows, or else the training rows; at most MAX_ROWS."""
        part = next(name for name in ("test", "validation", "train") if name in problem.parts)
        return HeldOut.of_part(problem, parameters, part)

    @staticmethod
    def of_part(problem: Problem, parameters: Parameters, part: str) -> "HeldOut":
        """At most MAX_ROWS rows of one split."""
        rows = problem.parts[part]
        chosen = np.random.default_rng(0).permutation(len(rows.X))[:MAX_ROWS]
        X, truth = rows.X[chosen], rows.truth[chosen]
        with np.errstate(all="ignore"):
            outputs = problem.model(parameters).outputs(X).astype(np.float64)
            prediction = problem.coding.decode(outputs)
        weight = np.ones(len(chosen))
        if problem.dataset.task == "classification" and not problem.dataset.multilabel:
            weights = class_weights(problem.dataset, None, problem.split.train, problem.recipe)
            weight = np.array([weights.get(label, 1.0) for label in truth.tolist()]) if weights else weight
        if not weight.sum() > 0:
            weight = np.ones(len(chosen))
        task = problem.dataset.task
        return HeldOut(part, task, X, outputs, truth, prediction, weight, _probabilities(problem, outputs))

    def quality(self, prediction: Array) -> Array:
        """What each row (n,) contributes to the score: 1 if right, else 0; for numbers 1 − (error/deviation)².

        The weighted mean is the accuracy, or R².
        """
        n = len(self.truth)
        if self.task == "classification":
            same: Array = np.asarray(prediction == self.truth, dtype=float).reshape(n, -1).mean(axis=1)
            return same
        y, error = self.truth.astype(float).reshape(n, -1), (prediction - self.truth).astype(float).reshape(n, -1)
        varies = y.var(axis=0) > 0
        if not varies.any():
            return np.zeros(n)
        with np.errstate(all="ignore"):
            quality: Array = 1 - (error[:, varies] ** 2 / y[:, varies].var(axis=0)).mean(axis=1)
        return quality

    def score(self, prediction: Array | None = None) -> float:
        """Accuracy (weighted by the class weights) or R² of predictions; by default the network's."""
        return float(
            np.average(self.quality(self.prediction if prediction is None else prediction), weights=self.weight)
        )

    def gain(self, prediction: Array, over: Array) -> tuple[float, float]:
        """By how much predictions score more than others: the difference, and the same in standard errors."""
        return weighted_mean(self.quality(prediction) - self.quality(over), self.weight)

    def constant(self, problem: Problem) -> Array:
        """The best constant guess from the training rows, for each row: the largest class, or the mean."""
        train = problem.parts["train"]
        if self.task == "regression":
            mean = np.average(train.truth.astype(float), axis=0, weights=train.weight)
            return np.broadcast_to(mean, self.truth.shape)
        if train.truth.ndim > 1:
            often = np.average(train.truth.astype(float), axis=0, weights=train.weight) > 0.5
            return np.broadcast_to(often, self.truth.shape)
        labels, codes = np.unique(train.truth, return_inverse=True)
        return np.full(len(self.truth), labels[np.bincount(codes, train.weight).argmax()], dtype=train.truth.dtype)


def weighted_mean(values: Array, weight: Array) -> tuple[float, float]:
    """The weighted mean of values (n,), and the same in standard errors (0 for fewer than three rows)."""
    mean = float(np.average(values, weights=weight))
    if len(values) < 3 or not np.isfinite(mean):
        return mean, 0.0
    share = weight / weight.sum()
    error = float(np.sqrt((share**2 * (values - mean) ** 2).sum()))
    return mean, mean / error if error > 0 else float(np.sign(mean)) * np.inf if mean else 0.0


def _probabilities(problem: Problem, outputs: Array) -> Array | None:
    """P(class) (n, classes) where the outputs lie between 0 and 1 and stand for classes."""
    form = problem.coding.form
    if form not in ("column", "one_hot") or (problem.coding.low, problem.coding.high) != (0.0, 1.0):
        return None
    if not (np.isfinite(outputs).all() and outputs.min(initial=0) >= 0 and outputs.max(initial=1) <= 1):
        return None
    P = np.hstack([1 - outputs, outputs]) if form == "column" else outputs
    total = P.sum(axis=1, keepdims=True)
    return np.where(total > 0, P / np.where(total > 0, total, 1), 1 / P.shape[1])
