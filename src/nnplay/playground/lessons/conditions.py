"""Conditions for lesson tasks: functions that check the state of a session."""

from collections.abc import Callable
from typing import Any, TypeAlias

from nnplay.playground.session import PlaygroundSession

Check: TypeAlias = Callable[[PlaygroundSession], bool]


def all_of(*checks: Check) -> Check:
    """All of the checks pass."""
    return lambda session: all(check(session) for check in checks)


def trained(min_epochs: int, max_epochs: float = float("inf")) -> Check:
    """The current epoch is between these two."""
    return lambda session: min_epochs <= session.epoch <= max_epochs


def metric(part: str, name: str) -> Callable[[PlaygroundSession], float]:
    """A loss or score at the current epoch; NaN if it was not computed."""
    return lambda session: session.view_state().metrics.get(part, {}).get(name, float("nan"))


def at_least(part: str, name: str, value: float) -> Check:
    """A score is at least this value."""
    return lambda session: metric(part, name)(session) >= value


def below(part: str, value: float) -> Check:
    """The loss is below this value."""
    return lambda session: metric(part, "loss")(session) < value


def accuracy_gap(session: PlaygroundSession) -> float:
    """Training accuracy minus test accuracy."""
    return metric("train", "accuracy")(session) - metric("test", "accuracy")(session)


def setting(name: str, predicate: Callable[[Any], bool]) -> Check:
    """A setting of the recipe satisfies the predicate."""
    return lambda session: predicate(getattr(session.recipe, name))


def hidden_widths(session: PlaygroundSession) -> list[int]:
    """The widths of the hidden layers."""
    return [layer.width for layer in session.problem.architecture.layers]


def losses(session: PlaygroundSession, part: str = "train") -> list[float]:
    """The loss after each epoch so far."""
    return [row.get(f"{part}_loss", float("nan")) for row in session.rows]
