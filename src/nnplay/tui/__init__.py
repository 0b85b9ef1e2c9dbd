"""The terminal playground: it reads the stream and shows it, and holds no mathematics."""

from __future__ import annotations

from typing import Any


def play(data: Any = "circle", architecture: Any = None, recipe: Any = None) -> None:
    """Open the playground in this terminal, and return when it is left."""
    from nnplay.tui.app import Playground

    Playground(data, architecture, recipe).run()
