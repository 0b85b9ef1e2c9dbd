"""Gradient descent on rows in memory, any number of steps at a time, and the learning rate of each step."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.catalog import activations, schedules
from nnplay.errors import DivergenceError, NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.training.recipe import Recipe
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine, TrainState

SCALER = "scale='standard'"
ORDINARY = (-1.3, -0.4, 0.3, 1.2)  # values of z that every network has
CALL_SECONDS = 0.05  # target duration of a call into the engine, so that Ctrl-C and interfaces stay responsive


class GradientDescent:
    """Trains a network on X (n, n_in), Y (n, n_out), weight (n,) with the optimizer of a recipe.

    Args:
        engine: the engine of the network, made for batches of this size.
        recipe: optimizer, penalties, clipping, weight decay, seed and shuffling.
        rows: X, Y and weight, in the engine's dtype.
        batch: rows per step.
        start: θ to start from, or the state of an earlier descent to continue; the state is changed in place.
        scaler: what to recommend if training diverges on unscaled inputs.
        **options: `mean_weight`, `scale`, `scale_penalties` and `record_penalties` of the engine's Trainer.
    """

    def __init__(
        self,
        engine: Engine,
        recipe: Recipe,
        rows: tuple[Array, Array, Array],
        batch: int,
        start: Array | TrainState,
        scaler: str = SCALER,
        **options: Any,
    ) -> None:
        from nnplay.engine.compiled import Trainer, TrainState

        self.scaler = scaler
        self.engine, self.recipe, self.architecture = engine, recipe, engine.architecture
        X, Y, weight = rows
        self.trainer = Trainer(
            engine, X, Y, weight, optimizer=recipe.resolved_optimizer, batch=batch,
            weight_decay=recipe.resolved_weight_decay, clip=recipe.clip or 0.0, seed=recipe.seed,
            shuffle=recipe.shuffle, **options, **recipe.penalty_strengths,
        )  # fmt: skip
        self.state = start if isinstance(start, TrainState) else self.trainer.start(start)
        self.trainer.start_step = self.state.step
        self.steps_per_call = 64  # adjusted to CALL_SECONDS
        self.trainer.advance(self.state, np.empty(0))  # takes no step, but compiles everything

    def advance(self, rates: Array, states: Array | None = None, interval: int = 1) -> tuple[Array, Array]:
        """Take one step with each learning rate, at most `steps_per_call` of them.

        The state after each `interval`-th step is written into a row of `states`, as by the engine's Trainer.

        Returns:
            The mean loss of each step's batch, and the penalties before each step if they are recorded.

        Raises:
            DivergenceError: a loss, a weight or the optimizer's state is not finite; that step does not count.
        """
        rates = rates[: self.steps_per_call]
        started = time.perf_counter()
        losses = self.trainer.advance(self.state, rates, states, interval)
        seconds = time.perf_counter() - started
        if len(losses) and not np.isfinite(losses[-1]):
            epoch = self.state.step // self.trainer.per_epoch + 1
            rate = float(rates[len(losses) - 1])
            theta = self.state.theta
            in_optimizer = np.isfinite(theta).all() and self.trainer.update_failed
            what = f"The state of {self.recipe.resolved_optimizer}" if in_optimizer else "The loss"
            raise DivergenceError(
                divergence_message(self.architecture, self.recipe, theta, epoch, rate, self.scaler, what)
            )
        factor = min(max(CALL_SECONDS / max(seconds, 1e-9), 0.25), 4.0)
        self.steps_per_call = max(1, int(len(rates) * factor))
        return losses, self.trainer.penalty_costs

    def advance_all(self, rates: Array) -> tuple[Array, Array]:
        """Take one step with each learning rate; see `advance`."""
        losses, penalties, count = [np.empty(0)], [np.empty(0)], 0
        while count < len(rates):
            loss, penalty = self.advance(rates[count:])
            losses.append(loss)
            penalties.append(penalty)
            count += len(loss)
        return np.concatenate(losses), np.concatenate(penalties)


class LearningRateSchedule:
    """The learning rate of each step, from the schedule of a recipe."""

    def __init__(self, recipe: Recipe, per_epoch: int) -> None:
        self.entry, self.constants = schedules.resolve(recipe.schedule)
        self.recipe, self.per_epoch = recipe, per_epoch
        self.feedback = self.entry.feedback
        self._plateau = self.entry(recipe.learning_rate, **self.constants) if self.feedback else None
        self._rate = next(self._plateau) if self._plateau else recipe.learning_rate

    def of(self, step: int, count: int) -> Array:
        """The learning rates of `count` steps from `step` on: (count,).

        Raises:
            NNPlayError: a rate is not a finite number of at least 0; a DivergenceError after the first step.
        """
        if self.feedback or self.entry.name == "constant":
            return np.full(count, self._rate)
        η, T = self.recipe.learning_rate, self.recipe.schedule_epochs or self.recipe.epochs
        error_type = DivergenceError if step else NNPlayError
        epochs = (np.arange(step, step + count) / self.per_epoch).tolist()
        try:
            rates = np.array([self.entry(t, T, η, **self.constants) for t in epochs], dtype=np.float64)
        except (ArithmeticError, ValueError, TypeError) as error:
            reason = error.args[-1] if error.args else type(error).__name__
            raise error_type(f"The schedule {self.recipe.schedule} gives no learning rate: {reason}.") from None
        valid = np.isfinite(rates) & (rates >= 0)
        if not valid.all():
            k = int(np.argmin(valid))
            raise error_type(
                f"The schedule {self.recipe.schedule} gives a learning rate of {rates[k]:g} in epoch "
                f"{int(epochs[k]) + 1:,}; choose other constants or another schedule."
            )
        return rates

    def end_epoch(self, loss: float) -> None:
        """Pass the mean loss of the last epoch to a schedule that depends on it."""
        if self._plateau:
            self._rate = self._plateau.send(loss)


def divergence_message(
    architecture: Architecture,
    recipe: Recipe,
    theta: Array,
    epoch: int,
    rate: float,
    scaler: str = SCALER,
    what: str = "The loss",
) -> str:
    """Where training diverged and what to try, in one sentence."""
    blocks = layout(architecture).blocks
    if undefined := _undefined_activation(architecture):
        return f"{what} stopped being finite in epoch {epoch}, because {undefined}."
    sizes = [float(np.max(np.abs(block.view(theta, "W")))) for block in blocks]
    not_finite = [k for k, size in enumerate(sizes) if not np.isfinite(size)]
    layer = not_finite[0] if not_finite else int(np.argmax(sizes))
    name = f"layer {layer + 1}" if layer < len(blocks) - 1 else "the output layer"
    lower = min(rate / 10, Recipe().learning_rate) if rate > 1 else rate / 10
    strengths = {"l1": recipe.l1, "l2": recipe.l2, "weight_decay": recipe.resolved_weight_decay}
    hints = [f"a smaller {setting}" for setting, strength in strengths.items() if rate * strength > 1 >= rate]
    hints += [f"a learning rate of {lower:.2g}"]
    hints += [] if recipe.clip and recipe.clip <= 1 else ["clip=1"]
    hints += [scaler] if recipe.scale == "none" else []
    return (
        f"{what} stopped being finite in epoch {epoch} at the learning rate {rate:g} (the largest weights are in "
        f"{name}): try {', '.join(hints[:-1])}{' or ' * (len(hints) > 1)}{hints[-1]}."
    )


def _undefined_activation(architecture: Architecture) -> str:
    """Which activation has no finite value at an ordinary number, and where; "" if all of them do."""
    for spec in dict.fromkeys(block.layer.activation for block in layout(architecture).blocks):
        entry, constants = activations.resolve(spec)
        for z in ORDINARY if entry.shape == "element" else ():
            try:
                value = entry.function(z, **constants)
                finite = math.isfinite(value)
            except (ArithmeticError, ValueError):
                finite = False
            if not finite:
                return f"the activation {spec} has no finite value at z = {z:g}"
    return ""
