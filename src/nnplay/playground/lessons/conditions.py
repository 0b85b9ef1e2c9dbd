"""What tasks ask of a bench, as functions that say whether it is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from nnplay.playground.session import Bench

Holds: TypeAlias = Callable[[Bench], bool]


def all_of(*conditions: Holds) -> Holds:
    """All of them at once."""
    return lambda bench: all(holds(bench) for holds in conditions)


def trained(least: int, most: float = float("inf")) -> Holds:
    """So many epochs at least, and at most."""
    return lambda bench: least <= bench.epoch <= most


def metric(part: str, name: str) -> Callable[[Bench], float]:
    """A loss or a score of the epoch that is shown; NaN where there is none."""
    return lambda bench: bench.seen().metrics.get(part, {}).get(name, float("nan"))


def at_least(part: str, name: str, value: float) -> Holds:
    """A score that is reached."""
    return lambda bench: metric(part, name)(bench) >= value


def below(part: str, value: float) -> Holds:
    """A loss that is undercut."""
    return lambda bench: metric(part, "loss")(bench) < value


def gap(bench: Bench) -> float:
    """By how much the training rows are judged better than the test rows."""
    return metric("train", "accuracy")(bench) - metric("test", "accuracy")(bench)


def setting(name: str, wanted: Callable[[Any], bool]) -> Holds:
    """A setting of the recipe that suits."""
    return lambda bench: wanted(getattr(bench.recipe, name))


def hidden(bench: Bench) -> list[int]:
    """The widths of the hidden layers."""
    return [layer.width for layer in bench.problem.architecture.layers]


def losses(bench: Bench, part: str = "train") -> list[float]:
    """The loss of each epoch so far."""
    return [row.get(f"{part}_loss", float("nan")) for row in bench.rows]
