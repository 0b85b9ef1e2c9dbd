"""The predictions as an image in the terminal, with sixels (xterm, foot, WezTerm, …) or the kitty protocol."""

import contextlib
import io
import sys
from importlib.util import find_spec

from nnplay import plots
from nnplay.playground.session import PlaygroundSession

NOT_SUPPORTED = (
    "This terminal cannot display images (sixel or kitty protocol). Press s to save one to a file such as run.png."
)


def surface_png(session: PlaygroundSession, names: tuple[str, str] | None) -> bytes:
    """The predictions over two features as a PNG; a summary of the run if there are none."""
    figure = session.run.plot() if names is None else session.run.plot("boundary", x=names[0], y=names[1])
    return plots.png(figure)


NOT_INSTALLED = (
    "Images in a terminal need textual-image: pip install 'nnplay[images]'. Press s to save one to a file such as "
    "run.png."
)


def is_installed() -> bool:
    """Whether textual-image, which is optional, is there."""
    return find_spec("textual_image") is not None


def display_image(png: bytes) -> bool:
    """Show an image in the suspended terminal until Enter; False if the terminal cannot display images."""
    from PIL import Image
    from rich.console import Console
    from textual_image import renderable  # queries the terminal when imported

    if renderable.Image not in (renderable.SixelImage, renderable.TGPImage):
        return False
    console = Console(file=sys.__stdout__)
    with Image.open(io.BytesIO(png)) as image:
        picture = renderable.Image(image, width="auto", height=console.height - 3)
        console.clear()
        console.print(picture)
        console.print("Press Enter to go back.", style="dim")
        with contextlib.suppress(KeyboardInterrupt, EOFError):
            input()
    return True
