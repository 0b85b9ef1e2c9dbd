"""Gradient descent under way: any number of steps at a time, on rows in memory."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.catalog import schedules
from nnplay.errors import DivergenceError, NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.recipe import Recipe

Array = NDArray[Any]
SCALER = "scale='standard'"
CALL_SECONDS = 0.05  # the longest one call into the engine should take, so that Ctrl-C and doors are answered


class Descent:
    """A network that is being trained on X (n, n_in), Y (n, n_out), weight (n,), by the optimizer of a recipe.

    Args:
        engine: the network's engine, made for batches of this size.
        recipe: the optimizer and what restrains it.
        rows: X, Y and weight, of the engine's dtype.
        batch: rows in a step.
        start: θ to start from, or the State of a descent to go on with; a state is changed in place.
        scaler: what to advise when training diverges on inputs that were not scaled.
        **options: `scale`, `by_rows` and `priced` of the engine's Trainer.
    """

    def __init__(
        self,
        engine: Any,
        recipe: Recipe,
        rows: tuple[Array, Array, Array],
        batch: int,
        start: Any,
        scaler: str = SCALER,
        **options: Any,
    ) -> None:
        from nnplay.engine.compiled import State, Trainer

        self.scaler = scaler
        self.engine, self.recipe, self.architecture = engine, recipe, engine.architecture
        X, Y, weight = rows
        self.trainer = Trainer(
            engine, X, Y, weight, optimizer=recipe.update_rule, batch=batch, weight_decay=recipe.decay,
            clip=recipe.clip or 0.0, seed=recipe.seed, shuffle=recipe.shuffle, **options, **recipe.penalty_strengths,
        )  # fmt: skip
        self.state = start if isinstance(start, State) else self.trainer.start(start)
        self.trainer.begin = self.state.step
        self.pace = 64  # steps in a call, adjusted to CALL_SECONDS
        self.trainer.advance(self.state, np.empty(0))  # no step, but everything is compiled

    def advance(self, rates: Array) -> tuple[Array, Array]:
        """Take the first `pace` of these steps, each with its learning rate η.

        Returns:
            The mean loss of each step's batch, and what the penalties cost before each, if that was asked for.

        Raises:
            DivergenceError: when a loss, a weight or what the optimizer remembers is not finite; that step does not
                count.
        """
        rates = rates[: self.pace]
        began = time.perf_counter()
        losses = self.trainer.advance(self.state, rates)
        spent = time.perf_counter() - began
        if len(losses) and not np.isfinite(losses[-1]):
            epoch = self.state.step // self.trainer.per_epoch + 1
            rate = float(rates[len(losses) - 1])
            theta, slots = self.state.theta, self.state.slots
            memory = np.isfinite(theta).all() and not np.isfinite(slots).all()
            what = f"What {self.recipe.update_rule} remembers of the gradient" if memory else "The loss"
            raise DivergenceError(advice(self.architecture, self.recipe, theta, epoch, rate, self.scaler, what))
        self.pace = max(1, int(len(rates) * min(max(CALL_SECONDS / max(spent, 1e-9), 0.25), 4.0)))
        return losses, self.trainer.prices

    def advance_all(self, rates: Array) -> tuple[Array, Array]:
        """Take all of these steps: see `advance`."""
        losses, prices, taken = [np.empty(0)], [np.empty(0)], 0
        while taken < len(rates):
            loss, price = self.advance(rates[taken:])
            losses.append(loss)
            prices.append(price)
            taken += len(loss)
        return np.concatenate(losses), np.concatenate(prices)


class Rates:
    """The learning rate of each step, from the recipe's schedule."""

    def __init__(self, recipe: Recipe, per_epoch: int) -> None:
        self.entry, self.constants = schedules.resolve(recipe.schedule)
        self.recipe, self.per_epoch = recipe, per_epoch
        self.feedback = self.entry.feedback
        self._plateau = self.entry(recipe.learning_rate, **self.constants) if self.feedback else None
        self._rate = next(self._plateau) if self._plateau else recipe.learning_rate

    def of(self, step: int, count: int) -> Array:
        """η of the steps `step`, `step` + 1, …: (count,).

        Raises:
            NNPlayError: the schedule gives none that a step can be taken with; a DivergenceError after the first one.
        """
        if self.feedback or self.entry.name == "constant":
            return np.full(count, self._rate)
        η, T = self.recipe.learning_rate, self.recipe.epochs
        refused = DivergenceError if step else NNPlayError
        times = (np.arange(step, step + count) / self.per_epoch).tolist()
        try:
            rates = np.array([self.entry(t, T, η, **self.constants) for t in times], dtype=np.float64)
        except (ArithmeticError, ValueError, TypeError) as error:
            why = error.args[-1] if error.args else type(error).__name__
            raise refused(f"The schedule {self.recipe.schedule} gives no learning rate: {why}.") from None
        fit = np.isfinite(rates) & (rates >= 0)
        if not fit.all():
            k = int(np.argmin(fit))
            raise refused(
                f"The schedule {self.recipe.schedule} gives a learning rate of {rates[k]:g} in epoch "
                f"{int(times[k]) + 1:,}: choose other constants, or another schedule."
            )
        return rates

    def learn(self, loss: float) -> None:
        """Tell a schedule with feedback the mean loss of the epoch that ended."""
        if self._plateau:
            self._rate = self._plateau.send(loss)


def advice(
    architecture: Architecture,
    recipe: Recipe,
    theta: Array,
    epoch: int,
    rate: float,
    scaler: str = SCALER,
    what: str = "The loss",
) -> str:
    """Where training diverged, and what to try, in one sentence."""
    blocks = Parameters(architecture, theta.copy()).layout.blocks
    sizes = [float(np.max(np.abs(block.view(theta, "W")))) for block in blocks]
    broken = [k for k, size in enumerate(sizes) if not np.isfinite(size)]
    layer = broken[0] if broken else int(np.argmax(sizes))
    name = f"layer {layer + 1}" if layer < len(blocks) - 1 else "the output layer"
    lower = min(rate / 10, Recipe().learning_rate) if rate > 1 else rate / 10
    strengths = {"l1": recipe.l1, "l2": recipe.l2, "weight_decay": recipe.decay}
    hints = [f"a smaller {each}" for each, strength in strengths.items() if rate * strength > 1 >= rate]
    hints += [f"a learning rate of {lower:.2g}"]
    hints += [] if recipe.clip and recipe.clip <= 1 else ["clip=1"]
    hints += [scaler] if recipe.scale == "none" else []
    return (
        f"{what} stopped being finite in epoch {epoch} at the learning rate {rate:g} (the largest weights are in "
        f"{name}): try {', '.join(hints[:-1])}{' or ' * (len(hints) > 1)}{hints[-1]}."
    )
