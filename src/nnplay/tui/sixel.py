"""A picture in the terminal itself, where it takes sixels (xterm, foot, WezTerm, …) or kitty's protocol."""

from __future__ import annotations

import contextlib
import io
import sys

from nnplay import plots
from nnplay.playground.session import PlaygroundSession

NONE = "This terminal shows no pictures, neither sixels nor kitty's: s writes one into a file, such as run.png."


def drawn(session: PlaygroundSession, names: tuple[str, str] | None) -> bytes:
    """The surface over two features as a PNG; everything about the run where there is none."""
    figure = session.run.plot() if names is None else session.run.plot("boundary", x=names[0], y=names[1])
    return plots.png(figure)


def show(png: bytes) -> bool:
    """Show a picture on a terminal that nobody else writes to, until Enter; False where it can show none."""
    from PIL import Image
    from rich.console import Console
    from textual_image import renderable  # asks the terminal what it can, so only now

    if renderable.Image not in (renderable.SixelImage, renderable.TGPImage):
        return False
    console = Console(file=sys.__stdout__)
    with Image.open(io.BytesIO(png)) as image:
        shown = renderable.Image(image, width="auto", height=console.height - 3)
        console.clear()
        console.print(shown)
        console.print("Enter goes back.", style="dim")
        with contextlib.suppress(KeyboardInterrupt, EOFError):
            input()
    return True
