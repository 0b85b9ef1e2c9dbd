"""The learning-rate range test: the loss while the rate grows from step to step (Smith 2017, arXiv:1506.01186)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Unpack

import numpy as np

from nnplay.doctor.fixes import without_sizes
from nnplay.doctor.rate_trials import RateTrial, try_rates
from nnplay.engine.batches import largest_batch
from nnplay.errors import DivergenceError, NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array
from nnplay.training.gradient_descent import GradientDescent
from nnplay.training.recipe import Recipe, RecipeSettings
from nnplay.training.session import TrainingSession
from nnplay.utils.text import plural
from nnplay.utils.validation import check_int, check_positive

LOWEST, HIGHEST, STEPS = 1e-6, 10.0, 200
SEEDS = 3
SMOOTHING = 0.9  # weight of the previous average
TOLERANCE = 0.05  # fraction of the total decrease within which a loss counts as the minimum
STOP = 4.0  # the test ends when the loss exceeds this many times the best loss, or the decrease to it


@dataclass(frozen=True, eq=False)
class LearningRateTest:
    """The result of a learning-rate range test, and of the runs that checked it.

    Attributes:
        rates: η of each step (n,).
        losses: the smoothed loss of each step's batch (n,).
        suggestion: the rate to train with: of `candidate`, `steepest` and `current`, the best one that is not worse
            than `current` in the trials; `candidate` where nothing was tried.
        candidate: a tenth of the first rate with (nearly) the minimum loss.
        steepest: where the loss falls most steeply.
        current: the learning rate of the recipe.
        trials: the runs with each of these rates, `current` first; () where nothing was tried.
        data: the name of the data.
    """

    rates: Array
    losses: Array
    suggestion: float
    candidate: float
    steepest: float
    current: float
    trials: tuple[RateTrial, ...]
    data: str

    @property
    def check(self) -> str:
        """How the suggestion was checked, in one sentence; "" where it was not."""
        if not self.trials:
            return ""
        seeds, part = len(self.trials[0].losses), self.trials[0].part
        outcome = (
            "the current rate is kept" if self.suggestion == self.current else f"{self.suggestion:.2g} is suggested"
        )
        return (
            f"Checked by {plural(len(self.trials) * seeds, 'run')} of {plural(self.trials[0].epochs, 'epoch')}, "
            f"{plural(seeds, 'seed')} for each rate, on the {part} rows: {outcome}."
        )

    def __str__(self) -> str:
        steepest = f"the loss falls most steeply at {self.steepest:.2g}"
        checked = f". {self.check}" if self.trials else ""
        return f"learning_rate={self.suggestion:.2g} for {clean(self.data)} ({steepest}){checked}"

    def plot(self) -> Any:
        """A Matplotlib figure: loss against learning rate."""
        from nnplay.plots.diagnosis import rate_curve

        return rate_curve(self.rates, self.losses, self.suggestion, self.steepest)


def learning_rates(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    lowest: float = LOWEST,
    highest: float = HIGHEST,
    steps: int = STEPS,
    seeds: int = SEEDS,
    on_run: Callable[[float, int, int], None] | None = None,
    stop: Event | None = None,
    **settings: Unpack[RecipeSettings],
) -> LearningRateTest:
    """Increase the learning rate step by step, and suggest one that short runs show to be no worse than the present.

    Args:
        data: as for `train`, and so are the architecture, the recipe and the settings.
        architecture: what to build.
        recipe: the settings to start from.
        lowest: the first rate.
        highest: the last rate; the test ends earlier when the loss explodes.
        steps: number of steps.
        seeds: runs for each rate that check the suggestion, on validation rows; 0 suggests without a check.
        on_run: called with the learning rate, the number of the run and how many there are, before each run.
        stop: an event that ends the check; the suggestion is then unchecked.
        **settings: any setting of Recipe.

    Raises:
        NNPlayError: invalid rates or steps, or an optimizer that chooses its own steps (L-BFGS).

    >>> import nnplay as nn
    >>> test = nn.learning_rates("iris", (8,), optimizer="adam", seeds=0)
    >>> 1e-5 < test.suggestion < 1
    True
    """
    lowest, highest = check_positive(lowest, "lowest"), check_positive(highest, "highest")
    steps, seeds = check_int(steps, "steps", 10, 100_000), check_int(seeds, "seeds", 0, 100)
    if lowest >= highest:
        raise NNPlayError(f"lowest must be below highest, but {lowest:g} is not below {highest:g}.")
    from nnplay.engine.compiled import Engine

    problem = TrainingSession.start(data, architecture, recipe=recipe, memory=0, **settings).problem
    recipe = problem.recipe.replace(schedule="constant", patience=None)
    if recipe.full_batch or problem.shuffle_buffer is not None:
        raise NNPlayError("The learning-rate finder needs a gradient-descent optimizer and data in memory.")
    train = problem.parts["train"]
    engine = Engine(problem.architecture, recipe.dtype, rows=largest_batch(problem.architecture, problem.batch))
    rows = train.X, train.Y, train.weight
    descent = GradientDescent(engine, recipe, rows, problem.batch, problem.start.theta, mean_weight=problem.mean_weight)
    rates = np.geomspace(lowest, highest, steps)
    smoothed: list[float] = []
    average = 0.0
    for k, rate in enumerate(rates.tolist()):
        try:
            loss = float(descent.advance(np.array([rate]))[0][0])
        except DivergenceError:
            break
        average = SMOOTHING * average + (1 - SMOOTHING) * loss
        smoothed.append(average / (1 - SMOOTHING ** (k + 1)))
        low = min(smoothed)
        if k > 10 and smoothed[-1] - low > (STOP - 1) * max(abs(low), smoothed[0] - low):
            break
    if len(smoothed) < 10:
        raise NNPlayError(f"The loss exploded at once; set lowest below {lowest:g}, or scale the inputs.")
    losses = np.array(smoothed)
    tested = rates[: len(losses)]
    best = _lowest(losses)
    candidate, steepest = float(tested[best]) / 10, float(tested[_steepest(losses, best)])
    current = problem.recipe.learning_rate
    compared = tuple(dict.fromkeys((current, rounded(candidate), rounded(steepest))))

    def announce(rate: float, run: int) -> None:
        if on_run is not None:
            on_run(rate, run, len(compared) * seeds)

    trials: tuple[RateTrial, ...] = ()
    if seeds:
        trials = try_rates(
            problem.dataset,
            without_sizes(problem.architecture),
            problem.recipe,
            compared,
            seeds,
            on_run=announce,
            stop=stop,
        )
    suggestion = best_rate(trials) if trials else candidate
    return LearningRateTest(tested, losses, suggestion, candidate, steepest, current, trials, problem.dataset.name)


def best_rate(trials: Sequence[RateTrial]) -> float:
    """The best rate that is not worse than the first one, the current rate."""
    best = trials[0]
    for trial in trials[1:]:
        if trial.not_worse_than(trials[0]) and trial.not_worse_than(best):
            best = trial
    return best.rate


def rounded(rate: float) -> float:
    """A rate to two digits, as it is printed."""
    return float(f"{rate:.2g}")


def _lowest(losses: Array) -> int:
    """The first step whose loss is as good as the minimum: what is learned already stays learned at any rate."""
    end = int(losses.argmin())
    low, high = float(losses[end]), float(np.median(losses[: end // 2 + 1]))
    return int(np.flatnonzero(losses[: end + 1] <= low + TOLERANCE * max(high - low, 0.0))[0])


def _steepest(losses: Array, best: int) -> int:
    """Where the loss falls most steeply in the last descent, averaged over a tenth of the steps."""
    if best < 2:
        return best
    high = float(np.median(losses[: best // 2 + 1]))
    above = np.flatnonzero(losses[:best] >= high)
    width = max(len(losses) // 20, 1)
    start = max(int(above[-1]) if len(above) else 0, 0)
    middle = np.arange(max(start - width, 0), best + 1)
    falls = losses[np.maximum(middle - width, 0)] - losses[np.minimum(middle + width, best)]
    return int(middle[int(falls.argmax())])
