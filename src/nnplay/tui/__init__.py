"""The terminal playground."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnplay.playground.session import PlaygroundSession


def play(session: PlaygroundSession | None = None) -> None:
    """Open the playground in this terminal until the user quits or the terminal is gone.

    The first time, it starts with the tour.

    Args:
        session: what to start with; None is a toy dataset and a small network.
    """
    from nnplay.tui.app import PlaygroundApp
    from nnplay.tui.preferences import first_time
    from nnplay.tui.terminal_hangup import watched

    app = PlaygroundApp(session, tour=first_time())
    with watched(lambda: app.call_later(app.exit)):
        app.run()
