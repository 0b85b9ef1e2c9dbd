"""The terminal playground: it reads the stream and shows it, and holds no mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnplay.playground.session import PlaygroundSession


def play(session: PlaygroundSession | None = None) -> None:
    """Open the playground in this terminal, and return when it is left; the first time it begins with the tour.

    Args:
        bench: what to begin with; None is a toy.
    """
    from nnplay.tui.app import Playground

    Playground(session, tour=first_time()).run()


def first_time() -> bool:
    """Whether the playground has never been opened by this user; from now on it has."""
    from nnplay.runs.store import default_path

    marker = default_path().with_name("toured")
    if marker.exists():
        return False
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError:  # where nothing can be remembered, nobody is told the same thing each time
        return False
    return True
