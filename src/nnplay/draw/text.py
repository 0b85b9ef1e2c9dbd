"""Text in figures: what users wrote is shown as they wrote it, shortened, and measured before it is placed."""

from __future__ import annotations

import threading
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from nnplay.draw import palette
from nnplay.errors import NNPlayError

FALLBACKS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans",
    "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Micro Hei", "Arial Unicode MS", "Noto Sans",
    "Noto Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Symbola",
)  # fmt: skip

rendering = threading.RLock()  # Matplotlib's settings and Python's warning filters belong to the whole process


@lru_cache(maxsize=1)
def families() -> list[str]:
    """DejaVu Sans, which comes with Matplotlib, and whatever this machine has for the glyphs it lacks."""
    here = {font.name for font in fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in FALLBACKS if name in here)]


@contextmanager
def quiet_glyphs() -> Iterator[None]:
    """Say nothing about a glyph that no font has: an empty box stands for it."""
    with rendering, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?s).*Glyph .* missing from")
        warnings.filterwarnings("ignore", message="(?s).*Matplotlib currently does not support .* natively")
        yield


def cells(character: str) -> int:
    """How many Latin letters wide a character is: 0, 1 or 2."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clean(value: Any) -> str:
    """The text of any value on one line, without characters that no file of text may hold."""
    spaced = " ".join(str(value).split())
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in spaced)


def short(value: Any, most: int = 18) -> str:
    """The text of a value, cut to a width of `most` letters with an ellipsis."""
    text, room = clean(value), most
    for place, character in enumerate(text):
        room -= cells(character)
        if room < 0:
            while place and sum(map(cells, text[:place])) > most - 1:
                place -= 1
            return text[:place].rstrip() + "…"
    return text


@lru_cache(maxsize=4096)
def inches(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line of text."""
    if not text:
        return 0.0
    font = FontProperties(family=families(), size=size, weight=weight)
    with quiet_glyphs():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / 72


def blank(width: float, height: float) -> Figure:
    """An empty figure of so many inches that makes room for its labels."""
    engine = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, wspace=0.04, hspace=0.04)
    return Figure(figsize=(width, height), layout=engine, facecolor=palette.PAPER)


def root(ax: Axes) -> Figure:
    """The figure that axes stand in, be it in a part of one."""
    figure: Figure | SubFigure | None = ax.figure
    while isinstance(figure, SubFigure):
        figure = figure.figure
    if figure is None:
        raise NNPlayError("These axes stand in no figure: make them with figure.subplots().")
    return figure


def literal(artist: Artist) -> None:
    """Show every text in this artist as it is written: "$x$" is no formula."""
    for text in artist.findobj(Text):
        if isinstance(text, Text):
            text.set_parse_math(False)
            text.set_usetex(False)
            text.set_fontfamily(families())


def dress(ax: Axes, *, grid: bool = True) -> None:
    """The quiet frame of a chart: two spines, pale rules, small numbers."""
    ax.set_facecolor(palette.PAPER)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(palette.RULE)
        spine.set_linewidth(0.8)
    ax.tick_params(
        which="both", color=palette.RULE, labelcolor=palette.MUTED, labelsize=palette.SMALL, length=3, width=0.8
    )
    if grid:
        ax.grid(True, which="major", color=palette.MIST, linewidth=0.8)
    ax.set_axisbelow(True)


def heading(ax: Axes, text: str) -> None:
    """The title of a chart, flush left."""
    ax.set_title(text, loc="left", fontsize=palette.TEXT, fontweight="bold", color=palette.INK, pad=8)


def numeral(value: float) -> str:
    """A number for an axis or a label: 0.001, 12.5, 1e+06."""
    return f"{value:.4g}".replace("-", "−", 1) if value < 0 else f"{value:.4g}"
