"""What tasks ask of a bench, as functions that say whether it is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from nnplay.playground.session import PlaygroundSession

Holds: TypeAlias = Callable[[PlaygroundSession], bool]


def all_of(*conditions: Holds) -> Holds:
    """All of them at once."""
    return lambda session: all(holds(session) for holds in conditions)


def trained(least: int, most: float = float("inf")) -> Holds:
    """So many epochs at least, and at most."""
    return lambda session: least <= session.epoch <= most


def metric(part: str, name: str) -> Callable[[PlaygroundSession], float]:
    """A loss or a score of the epoch that is shown; NaN where there is none."""
    return lambda session: session.view_state().metrics.get(part, {}).get(name, float("nan"))


def at_least(part: str, name: str, value: float) -> Holds:
    """A score that is reached."""
    return lambda session: metric(part, name)(session) >= value


def below(part: str, value: float) -> Holds:
    """A loss that is undercut."""
    return lambda session: metric(part, "loss")(session) < value


def gap(session: PlaygroundSession) -> float:
    """By how much the training rows are judged better than the test rows."""
    return metric("train", "accuracy")(session) - metric("test", "accuracy")(session)


def setting(name: str, wanted: Callable[[Any], bool]) -> Holds:
    """A setting of the recipe that suits."""
    return lambda session: wanted(getattr(session.recipe, name))


def hidden(session: PlaygroundSession) -> list[int]:
    """The widths of the hidden layers."""
    return [layer.width for layer in session.problem.architecture.layers]


def losses(session: PlaygroundSession, part: str = "train") -> list[float]:
    """The loss of each epoch so far."""
    return [row.get(f"{part}_loss", float("nan")) for row in session.rows]
