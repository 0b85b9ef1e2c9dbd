"""Figures as PNG, SVG and PDF files, with the same bytes for the same figure."""

import io
import os
import re
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from nnplay.errors import NNPlayError
from nnplay.plots import palette
from nnplay.plots.labels import TEXT_AS_TEXT, quiet_glyphs
from nnplay.utils.files import check_path, write_atomic

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


def _bytes(figure: Figure, kind: str) -> bytes:
    content = io.BytesIO()
    with quiet_glyphs(), matplotlib.rc_context(TEXT_AS_TEXT):
        figure.savefig(content, format=kind, **FORMATS[kind])
    return content.getvalue()
