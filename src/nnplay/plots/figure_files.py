"""Figures as PNG, SVG and PDF files, with the same bytes for the same figure."""

import io
import os
import re
from collections.abc import Callable
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from nnplay.errors import NNPlayError
from nnplay.plots import palette
from nnplay.plots.labels import TEXT_AS_TEXT, quiet_glyphs
from nnplay.utils.files import check_path, write_atomic

PAGE_PAPER = "var(--jp-layout-color0, var(--vscode-editor-background, var(--background, Canvas)))"
PAGE_COLOURS = {
    palette.PAGE.ink: ("currentColor", ""), palette.PAGE.muted: ("currentColor", "0.72"),
    palette.PAGE.rule: ("currentColor", "0.28"), palette.PAGE.mist: ("currentColor", "0.1"),
    palette.PAGE.paper: (PAGE_PAPER, ""),
}  # fmt: skip
"""What the colours of `palette.PAGE` become in a notebook, and the opacity there. JupyterLab, VS Code and marimo name
the colour of their pages differently; elsewhere it is the browser's."""
FORMATS: dict[str, dict[str, Any]] = {
    "png": {"dpi": palette.DPI, "metadata": {"Software": "nnplay"}},
    "svg": {"metadata": {"Date": None, "Creator": "nnplay"}},
    "pdf": {"metadata": {"CreationDate": None, "Creator": "nnplay"}},
}


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a figure as PNG, SVG or PDF, by its extension.

    Raises:
        NNPlayError: another extension, or a file that cannot be written; an existing file is then unchanged.
    """
    path = check_path(path)
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise NNPlayError(f"{str(path)!r} must end in {', '.join(f'.{k}' for k in FORMATS)} to hold a figure.")
    if not path.parent.is_dir():  # checked before rendering
        raise NNPlayError(f"The folder {str(path.parent)!r} does not exist: make it first, or choose another.")
    write_atomic(path, _bytes(figure, kind))


def png(figure: Figure) -> bytes:
    """The figure as the bytes of a PNG."""
    return _bytes(figure, "png")


def svg(figure: Figure) -> str:
    """The figure as one <svg> element for a page of HTML: its text is text, and it needs nothing else."""
    text = _bytes(figure, "svg").decode()
    text = text[text.index("<svg") :]
    # A style sheet in an inline figure would reach the whole page; the root's own style goes no further than it.
    text = re.sub(r'\s*<style type="text/css">.*?</style>', "", text, count=1, flags=re.DOTALL)
    style = "max-width:100%;height:auto;stroke-linejoin:round;stroke-linecap:butt"
    return text.replace("<svg ", f'<svg role="img" style="{style}" ', 1)


def notebook_svg(draw: Callable[[], Figure]) -> str:
    """The figure that a function draws as one <svg> element in the colours of the page it stands in, light or dark.

    Text and lines take the colour of the text around them, the background is transparent, and what has the colour of
    the paper in print has that of the notebook's page.
    """
    with palette.use(palette.PAGE):
        text = svg(draw())
    filled = f"fill: color-mix(in srgb, currentColor 28%, {PAGE_PAPER})"  # opaque, over the lines behind it
    text = text.replace(f"fill: {palette.PAGE.rule};", f"{filled};")
    for colour, (value, opacity) in PAGE_COLOURS.items():
        replaced = rf"\1: {value}" + (rf"; \1-opacity: {opacity}" if opacity else "")
        text = re.sub(rf"\b(fill|stroke): {colour}(?=[;\"])", replaced, text)
    return text


def _bytes(figure: Figure, kind: str) -> bytes:
    content = io.BytesIO()
    with quiet_glyphs(), matplotlib.rc_context(TEXT_AS_TEXT):
        figure.savefig(content, format=kind, **FORMATS[kind])
    return content.getvalue()
