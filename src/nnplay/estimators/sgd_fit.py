"""Fitting by mini-batches, with scikit-learn's order of the rows, its learning rates and its rules for stopping."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split

from nnplay.catalog import schedules
from nnplay.errors import DivergenceError, DivergenceWarning
from nnplay.estimators.network_spec import Plan, its_rate, recipe_of
from nnplay.estimators.sparse import dense, fits, outputs, pool_rows
from nnplay.training.gradient_descent import Descent, Rates
from nnplay.training.problem import refuse_single_rows

Array = NDArray[Any]
Judge = Callable[[Array, Array, Any], float]
SMALLEST_RATE = 1e-6  # "adaptive" stops below it
FINITE = (
    "Solver produced non-finite parameter weights. The input data may contain large values and need to be preprocessed"
)


class Rate:
    """The learning rate: constant, by time ("invscaling"), smaller when the loss stalls ("adaptive"), or a schedule."""

    def __init__(self, estimator: Any, recipe: Any, per_epoch: int, value: float | None) -> None:
        self.kind = estimator.learning_rate if estimator.solver != "adam" or not its_rate(estimator) else "constant"
        self.power, self.start = estimator.power_t, estimator.learning_rate_init
        self.value = self.start if value is None else value
        self.schedule = None if its_rate(estimator) else Rates(recipe, per_epoch)

    @property
    def steady(self) -> bool:
        """It does not change at the end of an epoch that went well."""
        return self.kind in ("constant", "adaptive")

    def of(self, step: int, count: int) -> Array:
        """η of so many steps from this one on."""
        return np.full(count, self.value) if self.schedule is None else self.schedule.of(step, count)

    def epoch_ended(self, samples: int, loss: float) -> None:
        """Tell it how many rows have been seen, and the loss."""
        if self.schedule is not None:
            self.schedule.learn(loss)
        elif self.kind == "invscaling":
            self.value = float(schedules["inverse_scaling"](samples, 0, self.start, power=self.power))

    def stalled(self) -> tuple[str, bool]:
        """What is done about a loss that does not fall, and whether that is to stop."""
        if self.kind != "adaptive":
            return "Stopping.", True
        if self.value <= SMALLEST_RATE:
            return "Learning rate too small. Stopping.", True
        self.value /= 5
        return f"Setting learning rate to {self.value:f}", False


class Fit:
    """One call of `fit` or `partial_fit` under way."""

    def __init__(
        self, estimator: Any, plan: Plan, rows: tuple[Any, Array, Any], random: Any, judge: Judge, incremental: bool
    ) -> None:
        e = self.estimator = estimator
        self.incremental = incremental
        self.plan, self.random, self.judge = plan, random, judge
        self.held: tuple[Any, Array, Any] | None = None
        X, Y, weight = rows
        if e.early_stopping:
            X, Y, weight = self._split(X, Y, weight)
        self.rows, self.weighted, dtype = X.shape[0], weight is not None, e._theta.dtype
        self.batch = batch_size(e, self.rows)
        self.sizes = np.minimum(self.batch, self.rows - np.arange(0, self.rows, self.batch))
        refuse_single_rows(plan.architecture, self.rows, int(self.sizes[0]))
        self.recipe = recipe_of(e, self.batch, dtype.name, e._seed)
        self.whole = fits(X, dtype)
        self.Y = plan.encode(Y, dtype)
        self.weight = np.ones(self.rows) if weight is None else np.require(weight, np.float64, ("C", "W"))
        self.X = dense(X, dtype) if self.whole else X.tocsr()
        self.order = np.arange(self.rows)

    def _split(self, X: Any, Y: Array, weight: Any) -> tuple[Any, Array, Any]:
        """Set rows aside to stop by, as scikit-learn does; the rest."""
        e = self.estimator
        one = e._kind in ("binary", "multiclass")
        arrays = [X, Y, np.arange(X.shape[0])] + ([] if weight is None else [weight])
        parts = train_test_split(
            *arrays, random_state=self.random, test_size=e.validation_fraction,
            stratify=Y if one and Y.shape[1] == 1 else None,
        )  # fmt: skip
        if parts[1].shape[0] < 2:
            raise ValueError(
                "The validation set is too small. Increase 'validation_fraction' or the size of your dataset."
            )
        self.held = parts[1], parts[3], None if weight is None else parts[7]
        e._held_rows = parts[5]
        return parts[0], parts[2], None if weight is None else parts[6]

    def run(self) -> Any:
        """Train until scikit-learn's rule says that it has converged, or for one epoch; the engine that did."""
        from nnplay.engine.compiled import Engine, State

        e = self.estimator
        e.n_iter_ = 0
        engine = Engine(self.plan.architecture, e._theta.dtype.name, rows=self.batch)
        kept = e._memory if e._memory is not None and e._memory[0] == self.recipe.update_rule else None
        start = e._theta if kept is None else State(e._theta, *kept[1:])
        first = (self.X, self.Y, self.weight) if self.whole else self._pool(slice(0, self.batch))
        descent = Descent(
            engine, self.recipe if self.whole else self.recipe.replace(shuffle=False), first, self.batch, start,
            scaler="a StandardScaler before it", scale=self.plan.scale, by_rows=True, priced=True,
        )  # fmt: skip
        descent.state.theta = e._theta
        rate = Rate(e, self.recipe, len(self.sizes), None if kept is None else e._rate)
        try:
            self._epochs(descent, rate, 1 if self.incremental else e.max_iter)
        except KeyboardInterrupt:
            warnings.warn("Training interrupted by user.", stacklevel=4)
        except DivergenceError as error:
            if self.held is None:
                raise DivergenceError(f"{FINITE}: {error}") from None
            e.validation_scores_.append(float("nan"))
            e.loss_curve_.append(float("nan"))
            warnings.warn(f"{error} The best weights are kept.", DivergenceWarning, stacklevel=5)
        finally:
            e._memory = (self.recipe.update_rule, descent.state.slots, descent.state.step)
            e._rate = rate.value
        if self.held is not None:
            e._theta[:] = e._best_theta
        return engine

    def _epochs(self, descent: Descent, rate: Rate, epochs: int) -> None:
        e, done = self.estimator, 0
        while done < epochs:
            for loss in self._losses(descent, rate, min(self._sure(descent, rate), epochs - done)):
                done += 1
                e.n_iter_ = done
                e.loss_ = loss
                e.t_ += self.rows
                e.loss_curve_.append(loss)
                if e.verbose:
                    sys.stdout.write(f"Iteration {done}, loss = {loss:.8f}\n")
                self._look(descent)
                rate.epoch_ended(e.t_, loss)
            if e._no_improvement_count > e.n_iter_no_change:
                change, stop = rate.stalled()
                if e.verbose:
                    what = "Training loss" if self.held is None else "Validation score"
                    limits = f"tol={e.tol:f} for {e.n_iter_no_change:d} consecutive epochs"
                    sys.stdout.write(f"{what} did not improve more than {limits}. {change}\n")
                if stop:
                    return
                e._no_improvement_count = 0
            if done == e.max_iter and not self.incremental and rate.schedule is None:  # a schedule ends there
                warnings.warn(
                    f"Stochastic Optimizer: Maximum iterations ({e.max_iter}) reached and the optimization hasn't "
                    "converged yet.",
                    ConvergenceWarning, stacklevel=6,
                )  # fmt: skip

    def _sure(self, descent: Descent, rate: Rate) -> int:
        """How many epochs may be trained before anybody has to look: until the rule could say stop, for a moment."""
        e = self.estimator
        if self.held is not None or e.verbose or not rate.steady:
            return 1
        left = e.n_iter_no_change - e._no_improvement_count + 1
        return int(max(1, min(left, descent.pace // len(self.sizes))))

    def _losses(self, descent: Descent, rate: Rate, epochs: int) -> Iterator[float]:
        """Train for so many epochs: the mean of each one's objective over its rows, as its batches met it."""
        steps = len(self.sizes)
        if self.whole and steps == 1:
            for _ in range(epochs):
                self._next_order()
            found = [descent.advance_all(rate.of(descent.state.step, epochs))]
        else:
            found = [self._epoch(descent, rate) for _ in range(epochs)]
        losses, prices = (np.concatenate(each).reshape(epochs, steps) for each in zip(*found, strict=True))
        objective = (self.plan.reported * losses + prices) @ self.sizes / self.rows
        yield from objective.tolist()

    def _epoch(self, descent: Descent, rate: Rate) -> tuple[Array, Array]:
        """Losses and prices of the steps of one epoch."""
        self._next_order()
        state, trainer = descent.state, descent.trainer
        if self.whole:
            if self.estimator.shuffle:
                trainer.use_order((state.step - trainer.begin) // len(self.sizes), self.order)
            return descent.advance_all(rate.of(state.step, len(self.sizes)))
        found = []
        size = pool_rows(self.X, self.Y.dtype, self.batch)
        for start in range(0, self.rows, size):
            trainer.feed(state, *self._pool(slice(start, start + size)))
            found.append(descent.advance_all(rate.of(state.step, trainer.per_epoch)))
        losses, prices = zip(*found, strict=True)
        return np.concatenate(losses), np.concatenate(prices)

    def _pool(self, place: slice) -> tuple[Array, Array, Array]:
        """The rows at these places of the order, dense."""
        rows = self.order[place]
        return dense(self.X[rows], self.Y.dtype), self.Y[rows], self.weight[rows]

    def _next_order(self) -> None:
        """The order of the next epoch: scikit-learn's draws, so that the same random state gives the same."""
        if self.estimator.shuffle:
            places = np.arange(self.rows)
            self.random.shuffle(places)
            self.order = self.order[places]

    def _look(self, descent: Descent) -> None:
        """Count the epochs that did not make it better by `tol`."""
        e = self.estimator
        if self.held is None:
            stalled = e.loss_ > e.best_loss_ - e.tol
            e.best_loss_ = min(e.best_loss_, e.loss_)
        else:
            X, Y, weight = self.held
            score = self.judge(outputs(descent.engine, e._theta, X), Y, weight)
            e.validation_scores_.append(score)
            if e.verbose:
                sys.stdout.write(f"Validation score: {score:f}\n")
            stalled = score < e.best_validation_score_ + e.tol
            if score > e.best_validation_score_:
                e.best_validation_score_ = score
                e._best_theta[:] = e._theta
        e._no_improvement_count = e._no_improvement_count + 1 if stalled else 0


def batch_size(estimator: Any, rows: int) -> int:
    """Rows in a step."""
    if estimator.batch_size == "auto":
        return min(200, rows)
    if estimator.batch_size > rows:
        warnings.warn(
            "Got `batch_size` less than 1 or larger than sample size. It is going to be clipped", stacklevel=6
        )
    return int(min(estimator.batch_size, rows))
