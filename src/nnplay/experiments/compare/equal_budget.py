"""Equal budgets for a comparison: the same number of parameters, operations or seconds for every candidate."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.flops import training_flops
from nnplay.network.parameters import layout
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.setup import make_problem
from nnplay.utils.cache import LRUCache

BUDGETS = ("epochs", "parameters", "flops", "seconds")
MEASURED_SECONDS = 0.2  # of training, to estimate the time of an epoch
Pair = tuple[Architecture | None, Recipe]


def check_budget(at: str | None) -> str:
    """The name of the budget, without "equal-".

    Raises:
        NNPlayError: an unknown budget.
    """
    name = str(at or "epochs").removeprefix("equal-").replace("equal_", "")
    if name not in BUDGETS:
        raise NNPlayError(f"at must be one of equal-{', equal-'.join(BUDGETS[1:])}, not {at!r}.")
    return name


def equalize(data: Any, pairs: Sequence[Pair], at: str, cache: LRUCache) -> list[Pair]:
    """The candidates with equal budgets: the widths are adjusted for parameters, the epochs for operations and seconds.

    Every candidate gets the budget of the most expensive one, so none gets less than requested. Seconds are measured
    once, on one thread, and turned into epochs, so that the runs themselves are reproducible.
    """
    if at == "epochs" or len(pairs) < 2:
        return list(pairs)
    problems = [make_problem(data, net, recipe, {}, cache=cache) for net, recipe in pairs]
    resolved = [problem.architecture for problem in problems]
    if at == "parameters":
        count = max(layout(net).trained for net in resolved)
        return [(_widened(net, count), recipe) for net, (_, recipe) in zip(resolved, pairs, strict=True)]
    if at == "flops":
        costs = [float(training_flops(net)) for net in resolved]
    else:
        costs = [_seconds_per_epoch(data, net, recipe, cache) for net, recipe in pairs]
    budget = max(cost * recipe.epochs for cost, (_, recipe) in zip(costs, pairs, strict=True))
    return [
        (net, recipe.replace(epochs=max(1, round(budget / cost))))
        for cost, (net, recipe) in zip(costs, pairs, strict=True)
    ]


def _widened(resolved: Architecture, parameters: int) -> Architecture:
    """The architecture with its hidden layers widened until it has about this many parameters.

    Raises:
        NNPlayError: it has no hidden layers.
    """
    if not resolved.layers:
        raise NNPlayError(
            "A linear model cannot have more parameters: leave it out of a comparison at equal-parameters."
        )

    def widened(factor: float) -> Architecture:
        layers = tuple(replace(layer, width=max(1, round(layer.width * factor))) for layer in resolved.layers)
        return replace(resolved, layers=layers)

    low, high = 1.0, 2.0
    while layout(widened(high)).trained < parameters:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if layout(widened(middle)).trained < parameters else (low, middle)
    nearest = min((widened(low), widened(high)), key=lambda net: abs(layout(net).trained - parameters))
    return Architecture(nearest.layers, resolved.output, resolved.loss)


def _seconds_per_epoch(data: Any, net: Architecture | None, recipe: Recipe, cache: LRUCache) -> float:
    epochs, seconds = 1, 0.0
    while seconds < MEASURED_SECONDS and epochs < 1_000_000:
        session = TrainingSession.start(
            data, net, recipe=recipe.replace(epochs=epochs, patience=None), every=epochs, cache=cache, threads=1
        )
        for _ in session.by_block():
            pass
        assert session.history.last is not None
        seconds = session.history.last.seconds
        measured, epochs = epochs, 4 * epochs
    return seconds / measured
