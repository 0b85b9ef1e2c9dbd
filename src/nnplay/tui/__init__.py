"""The terminal playground."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnplay.playground.session import PlaygroundSession


def play(session: PlaygroundSession | None = None) -> None:
    """Open the playground in this terminal until the user quits; the first time, it starts with the tour.

    Args:
        session: what to start with; None is a toy dataset and a small network.
    """
    from nnplay.tui.app import PlaygroundApp

    PlaygroundApp(session, tour=first_time()).run()


def first_time() -> bool:
    """Whether this is the first time that this user opens the playground; records that it no longer is."""
    from nnplay.runs.store import default_store_path

    marker = default_store_path().with_name("toured")
    if marker.exists():
        return False
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError:  # a marker that cannot be written would start the tour every time
        return False
    return True
