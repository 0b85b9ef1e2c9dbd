"""A fair race: the same number of parameters, of operations, or of seconds for every candidate."""

from __future__ import annotations

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

WAYS = ("epochs", "parameters", "flops", "seconds")
TIMED = 0.2  # seconds of training that are worth a measurement
Pair = tuple[Architecture | None, Recipe]


def way(at: str | None) -> str:
    """What is to be equal, without the "equal-" before it.

    Raises:
        NNPlayError: something else.
    """
    name = str(at or "epochs").removeprefix("equal-").replace("equal_", "")
    if name not in WAYS:
        raise NNPlayError(f"A race can be fair at equal-{', equal-'.join(WAYS[1:])}, not {at!r}.")
    return name


def equalise(data: Any, pairs: Sequence[Pair], at: str, cache: LRUCache) -> list[Pair]:
    """The candidates made equal: widths for the parameters, epochs for operations and seconds.

    Nobody gets less than was asked for: all get what the most expensive one has. Seconds are measured once, on one
    thread, and turned into epochs, so that the trainings themselves can be repeated.
    """
    if at == "epochs" or len(pairs) < 2:
        return list(pairs)
    problems = [make_problem(data, net, recipe, {}, cache=cache) for net, recipe in pairs]
    settled = [problem.architecture for problem in problems]
    if at == "parameters":
        most = max(layout(net).trained for net in settled)
        return [(_of_size(net, most), recipe) for net, (_, recipe) in zip(settled, pairs, strict=True)]
    if at == "flops":
        costs = [float(training_flops(net)) for net in settled]
    else:
        costs = [_seconds_an_epoch(data, net, recipe, cache) for net, recipe in pairs]
    budget = max(cost * recipe.epochs for cost, (_, recipe) in zip(costs, pairs, strict=True))
    return [
        (net, recipe.replace(epochs=max(1, round(budget / cost))))
        for cost, (net, recipe) in zip(costs, pairs, strict=True)
    ]


def _of_size(settled: Architecture, wanted: int) -> Architecture:
    """The architecture with its hidden layers so much wider that it has about the wanted number of parameters.

    Raises:
        NNPlayError: it has no hidden layers.
    """
    if not settled.layers:
        raise NNPlayError("A linear model cannot be given more parameters: leave it out of a race at equal-parameters.")

    def grown(factor: float) -> Architecture:
        layers = tuple(replace(layer, width=max(1, round(layer.width * factor))) for layer in settled.layers)
        return replace(settled, layers=layers)

    low, high = 1.0, 2.0
    while layout(grown(high)).trained < wanted:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if layout(grown(middle)).trained < wanted else (low, middle)
    nearest = min((grown(low), grown(high)), key=lambda net: abs(layout(net).trained - wanted))
    return Architecture(nearest.layers, settled.output, settled.loss)


def _seconds_an_epoch(data: Any, net: Architecture | None, recipe: Recipe, cache: LRUCache) -> float:
    epochs, seconds = 1, 0.0
    while seconds < TIMED and epochs < 1_000_000:
        session = TrainingSession.start(
            data, net, recipe=recipe.replace(epochs=epochs, patience=None), every=epochs, cache=cache, threads=1
        )
        for _ in session:
            pass
        assert session.record.last is not None
        seconds = session.record.last.seconds
        taken, epochs = epochs, 4 * epochs
    return seconds / taken
