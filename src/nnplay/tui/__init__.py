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
    from nnplay.tui.preferences import first_time

    PlaygroundApp(session, tour=first_time()).run()
