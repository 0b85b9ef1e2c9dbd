"""Fit an estimator with mini-batches, with scikit-learn's row order, learning rates and stopping rules."""

import itertools
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split

from nnplay.catalog import schedules
from nnplay.engine.batches import batch_starts, largest_batch
from nnplay.errors import DivergenceError, DivergenceWarning
from nnplay.estimators.network_spec import NetworkSpec, recipe_for, uses_sklearn_rate
from nnplay.estimators.sparse import dense, fits_in_memory, outputs, pool_rows
from nnplay.network.architecture import Architecture
from nnplay.training.gradient_descent import GradientDescent, LearningRateSchedule
from nnplay.training.problem import check_batch_norm
from nnplay.utils.types import Array

ScoreFunction = Callable[[Array, Array, Array | None], float]
MIN_LEARNING_RATE = 1e-6  # of "adaptive"
NON_FINITE_MESSAGE = (
    "Solver produced non-finite parameter weights. The input data may contain large values and need to be preprocessed"
)


class LearningRate:
    """The learning rate: "constant", "invscaling", "adaptive" (reduced when the loss stalls), or a schedule."""

    def __init__(self, estimator: Any, recipe: Any, per_epoch: int, value: float | None) -> None:
        self.kind = (
            estimator.learning_rate if estimator.solver != "adam" or not uses_sklearn_rate(estimator) else "constant"
        )
        self.power, self.start = estimator.power_t, estimator.learning_rate_init
        self.value = self.start if value is None else value
        self.schedule = None if uses_sklearn_rate(estimator) else LearningRateSchedule(recipe, per_epoch)

    @property
    def is_constant(self) -> bool:
        """Whether the rate stays the same while the loss improves."""
        return self.kind in ("constant", "adaptive")

    def of(self, step: int, count: int) -> Array:
        """η for `count` steps from this step on."""
        return np.full(count, self.value) if self.schedule is None else self.schedule.of(step, count)

    def end_epoch(self, rows: int, loss: float) -> None:
        """Update the rate after an epoch.

        Args:
            rows: how many rows have been trained on in total.
            loss: the loss of the epoch.
        """
        if self.schedule is not None:
            self.schedule.end_epoch(loss)
        elif self.kind == "invscaling":
            self.value = float(schedules["inverse_scaling"](rows, 0, self.start, power=self.power))

    def stalled(self) -> tuple[str, bool]:
        """Reduce the rate, or stop, because the loss does not decrease: a message, and whether to stop."""
        if self.kind != "adaptive":
            return "Stopping.", True
        if self.value <= MIN_LEARNING_RATE:
            return "Learning rate too small. Stopping.", True
        self.value /= 5
        return f"Setting learning rate to {self.value:f}", False


class SGDFit:
    """A call of `fit` or `partial_fit`."""

    def __init__(
        self,
        estimator: Any,
        spec: NetworkSpec,
        rows: tuple[Any, Array, Any],
        random: Any,
        score: ScoreFunction,
        incremental: bool,
    ) -> None:
        e = self.estimator = estimator
        self.incremental = incremental
        self.spec, self.random, self.score = spec, random, score
        self.validation: tuple[Any, Array, Array | None] | None = None
        X, Y, weight = rows
        if e.early_stopping:
            X, Y, weight = self._split(X, Y, weight)
        self.rows, self.weighted, dtype = X.shape[0], weight is not None, e._theta.dtype
        self.batch = batch_size(e, self.rows)
        check_batch_norm(spec.architecture, self.rows, self.batch)
        self.recipe = recipe_for(e, self.batch, dtype.name, e._seed)
        self.in_memory = fits_in_memory(X, dtype)
        size = self.rows if self.in_memory else pool_rows(X, dtype, self.batch)
        self.pools = pools_of_batches(spec.architecture, self.rows, size, self.batch)
        starts = [batch_starts(spec.architecture, pool.stop - pool.start, self.batch) for pool in self.pools]
        self.sizes = np.concatenate([np.diff(each) for each in starts])
        self.Y = spec.encode(Y, dtype)
        self.weight = np.ones(self.rows) if weight is None else np.require(weight, np.float64, ("C", "W"))
        by_class = getattr(e, "class_weight", None) is not None
        self.mean_weight = float(self.weight.mean()) if by_class else None  # sample weights as in scikit-learn
        self.X = dense(X, dtype) if self.in_memory else X.tocsr()
        self.order = np.arange(self.rows)

    def _split(self, X: Any, Y: Array, weight: Any) -> tuple[Any, Array, Any]:
        """Hold out a validation split as scikit-learn does; returns the training rows."""
        e = self.estimator
        has_classes = e._kind in ("binary", "multiclass")
        arrays = [X, Y, np.arange(X.shape[0])] + ([] if weight is None else [weight])
        parts = train_test_split(
            *arrays, random_state=self.random, test_size=e.validation_fraction,
            stratify=Y if has_classes and Y.shape[1] == 1 else None,
        )  # fmt: skip
        if parts[1].shape[0] < 2:
            raise ValueError(
                "The validation set is too small. Increase 'validation_fraction' or the size of your dataset."
            )
        self.validation = parts[1], parts[3], None if weight is None else parts[7]
        e._validation_rows = parts[5]
        return parts[0], parts[2], None if weight is None else parts[6]

    def run(self) -> Any:
        """Train until scikit-learn's stopping rule, or for one epoch; returns the engine."""
        from nnplay.engine.compiled import Engine, TrainState

        e = self.estimator
        e.n_iter_ = 0
        rows = largest_batch(self.spec.architecture, self.batch)
        engine = Engine(self.spec.architecture, e._theta.dtype.name, rows=rows)
        saved = e._optimizer_state
        if saved is not None and saved[0] != self.recipe.resolved_optimizer:
            saved = None
        start = e._theta if saved is None else TrainState(e._theta, *saved[1:])
        first = (self.X, self.Y, self.weight) if self.in_memory else self._pool(slice(0, self.batch))
        descent = GradientDescent(
            engine, self.recipe if self.in_memory else self.recipe.replace(shuffle=False), first, self.batch, start,
            scaler="a StandardScaler before it", mean_weight=self.mean_weight, scale=self.spec.scale,
            scale_penalties=True, record_penalties=True,
        )  # fmt: skip
        descent.state.theta = e._theta
        rate = LearningRate(e, self.recipe, len(self.sizes), None if saved is None else e._learning_rate)
        try:
            self._epochs(descent, rate, 1 if self.incremental else e.max_iter)
        except KeyboardInterrupt:
            warnings.warn("Training interrupted by user.", stacklevel=4)
        except DivergenceError as error:
            if self.validation is None:
                raise DivergenceError(f"{NON_FINITE_MESSAGE}: {error}") from None
            e.validation_scores_.append(float("nan"))
            e.loss_curve_.append(float("nan"))
            warnings.warn(f"{error} The best weights are restored.", DivergenceWarning, stacklevel=5)
        finally:
            e._optimizer_state = (self.recipe.resolved_optimizer, descent.state.slots, descent.state.step)
            e._learning_rate = rate.value
        if self.validation is not None:
            e._theta[:] = e._best_theta
        return engine

    def _epochs(self, descent: GradientDescent, rate: LearningRate, epochs: int) -> None:
        e, done = self.estimator, 0
        while done < epochs:
            for loss in self._losses(descent, rate, min(self._epochs_at_once(descent, rate), epochs - done)):
                done += 1
                e.n_iter_ = done
                e.loss_ = loss
                e.t_ += self.rows
                e.loss_curve_.append(loss)
                if e.verbose:
                    sys.stdout.write(f"Iteration {done}, loss = {loss:.8f}\n")
                self._update_best(descent)
                rate.end_epoch(e.t_, loss)
            if e._no_improvement_count > e.n_iter_no_change:
                change, stop = rate.stalled()
                if e.verbose:
                    what = "Training loss" if self.validation is None else "Validation score"
                    limits = f"tol={e.tol:f} for {e.n_iter_no_change:d} consecutive epochs"
                    sys.stdout.write(f"{what} did not improve more than {limits}. {change}\n")
                if stop:
                    return
                e._no_improvement_count = 0
            if done == e.max_iter and not self.incremental and rate.schedule is None:  # a schedule ends at max_iter
                warnings.warn(
                    f"Stochastic Optimizer: Maximum iterations ({e.max_iter}) reached and the optimization hasn't "
                    "converged yet.",
                    ConvergenceWarning, stacklevel=6,
                )  # fmt: skip

    def _epochs_at_once(self, descent: GradientDescent, rate: LearningRate) -> int:
        """How many epochs to train before the stopping rule could apply, limited to one call of the engine."""
        e = self.estimator
        if self.validation is not None or e.verbose or not rate.is_constant:
            return 1
        left = e.n_iter_no_change - e._no_improvement_count + 1
        return int(max(1, min(left, descent.steps_per_call // len(self.sizes))))

    def _losses(self, descent: GradientDescent, rate: LearningRate, epochs: int) -> Iterator[float]:
        """Train for this many epochs; the mean objective of each epoch over its batches."""
        steps = len(self.sizes)
        if self.in_memory and steps == 1:
            for _ in range(epochs):
                self._next_order()
            steps_of_epochs = [descent.advance_all(rate.of(descent.state.step, epochs))]
        else:
            steps_of_epochs = [self._epoch(descent, rate) for _ in range(epochs)]
        losses, penalties = (
            np.concatenate(values).reshape(epochs, steps) for values in zip(*steps_of_epochs, strict=True)
        )
        objective = (self.spec.reported * losses + penalties) @ self.sizes / self.rows
        yield from objective.tolist()

    def _epoch(self, descent: GradientDescent, rate: LearningRate) -> tuple[Array, Array]:
        """Losses and penalties of the steps of one epoch."""
        self._next_order()
        state, trainer = descent.state, descent.trainer
        if self.in_memory:
            if self.estimator.shuffle:
                trainer.set_order((state.step - trainer.start_step) // len(self.sizes), self.order)
            return descent.advance_all(rate.of(state.step, len(self.sizes)))
        results = []
        for pool in self.pools:
            trainer.set_rows(state, *self._pool(pool))
            results.append(descent.advance_all(rate.of(state.step, trainer.per_epoch)))
        losses, penalties = zip(*results, strict=True)
        return np.concatenate(losses), np.concatenate(penalties)

    def _pool(self, positions: slice) -> tuple[Array, Array, Array]:
        """The rows at these positions of the order, as dense arrays."""
        rows = self.order[positions]
        return dense(self.X[rows], self.Y.dtype), self.Y[rows], self.weight[rows]

    def _next_order(self) -> None:
        """Draw the row order of the next epoch exactly as scikit-learn does."""
        if self.estimator.shuffle:
            permutation = np.arange(self.rows)
            self.random.shuffle(permutation)
            self.order = self.order[permutation]

    def _update_best(self, descent: GradientDescent) -> None:
        """Update the best loss or score, and count the epochs without an improvement of at least `tol`."""
        e = self.estimator
        if self.validation is None:
            stalled = e.loss_ > e.best_loss_ - e.tol
            e.best_loss_ = min(e.best_loss_, e.loss_)
        else:
            X, Y, weight = self.validation
            score = self.score(outputs(descent.engine, e._theta, X), Y, weight)
            e.validation_scores_.append(score)
            if e.verbose:
                sys.stdout.write(f"Validation score: {score:f}\n")
            stalled = score < e.best_validation_score_ + e.tol
            if score > e.best_validation_score_:
                e.best_validation_score_ = score
                e._best_theta[:] = e._theta
        e._no_improvement_count = e._no_improvement_count + 1 if stalled else 0


def pools_of_batches(architecture: Architecture, rows: int, size: int, batch: int) -> list[slice]:
    """The positions of the rows that are in memory together: `size` of them, a multiple of the batch size.

    With batch normalization the last ones are at least a batch, as `batch_starts` spreads rows over the batches of a
    pool.
    """
    bounds = [*range(0, rows, size), rows]
    if architecture.has_batch_norm and len(bounds) > 2 and rows - bounds[-2] < batch:
        del bounds[-2]
    return [slice(*pair) for pair in itertools.pairwise(bounds)]


def batch_size(estimator: Any, rows: int) -> int:
    """Rows per step."""
    if estimator.batch_size == "auto":
        return min(200, rows)
    if estimator.batch_size > rows:
        warnings.warn(
            "Got `batch_size` less than 1 or larger than sample size. It is going to be clipped", stacklevel=6
        )
    return int(min(estimator.batch_size, rows))
