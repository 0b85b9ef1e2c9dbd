"""Text in figures: user text is drawn literally, shortened, and measured before it is placed."""

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
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import offset_copy

from nnplay.errors import NNPlayError
from nnplay.plots import palette

FALLBACKS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans",
    "Microsoft YaHei", "Yu Gothic", "Malgun Gothic", "WenQuanYi Micro Hei", "Arial Unicode MS", "Noto Sans",
    "Noto Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Symbola",
)  # fmt: skip

rendering = threading.RLock()  # Matplotlib's settings and Python's warning filters are global


@lru_cache(maxsize=1)
def families() -> list[str]:
    """DejaVu Sans, which comes with Matplotlib, and the installed fonts for glyphs it lacks."""
    here = {font.name for font in fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in FALLBACKS if name in here), "sans-serif"]


@contextmanager
def quiet_glyphs() -> Iterator[None]:
    """Suppress warnings about missing glyphs, which are drawn as empty boxes."""
    with rendering, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="(?s).*Glyph .* missing from")
        warnings.filterwarnings("ignore", message="(?s).*Matplotlib currently does not support .* natively")
        yield


def cells(character: str) -> int:
    """The width of a character in Latin letters: 0, 1 or 2."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clean(value: Any) -> str:
    """The text of any value on one line, with control characters replaced."""
    spaced = " ".join(str(value).split())
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in spaced)


def short(value: Any, most: int = 18) -> str:
    """The text of a value in at most `most` letters: its beginning and its end, which often distinguishes it."""
    text = clean(value)
    if sum(map(cells, text)) <= most:
        return text
    tail = _fitting(text[::-1], (most - 1) // 3)[::-1]
    return f"{_fitting(text, most - 1 - (most - 1) // 3).rstrip()}…{tail.lstrip()}"


def _fitting(text: str, room: int) -> str:
    """The longest prefix that fits."""
    for place, character in enumerate(text):
        room -= cells(character)
        if room < 0:
            return text[:place]
    return text


@lru_cache(maxsize=4096)
def inches(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line of text, in inches."""
    if not text:
        return 0.0
    font = FontProperties(family=families(), size=size, weight=weight)
    with quiet_glyphs():
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / 72


def blank(width: float, height: float) -> Figure:
    """An empty figure of this size in inches, with constrained layout."""
    engine = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, wspace=0.04, hspace=0.04)
    return Figure(figsize=(width, height), layout=engine, facecolor=palette.PAPER)


def root(ax: Axes) -> Figure:
    """The figure of axes, also of those in a subfigure."""
    figure: Figure | SubFigure | None = ax.figure
    while isinstance(figure, SubFigure):
        figure = figure.figure
    if figure is None:
        raise NNPlayError("These axes belong to no figure; create them with figure.subplots().")
    return figure


def literal(artist: Artist) -> None:
    """Draw every text in this artist literally: "$x$" is not parsed as math."""
    for text in artist.findobj(Text):
        if isinstance(text, Text):
            text.set_parse_math(False)
            text.set_usetex(False)
            text.set_fontfamily(families())


def dress(ax: Axes, *, grid: bool = True) -> None:
    """Style the frame of a chart: two spines, a pale grid, small numbers."""
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


def heading(ax: Axes, title: str, second: str = "") -> None:
    """The title of a chart, flush left, with a subtitle; a legend may take its place."""
    ax.set_title(title, loc="left", fontsize=palette.TEXT, fontweight="bold", color=palette.INK, pad=23)
    if second:
        ax.annotate(second, (0, 1), xycoords="axes fraction", xytext=(0, 7), textcoords="offset points", va="baseline",
                    fontsize=palette.SMALL, color=palette.MUTED)  # fmt: skip


def key(ax: Axes, handles: list[Line2D], length: float = 1.5, *, beside: bool = False) -> None:
    """A legend under the title, or beside the chart where there is no room."""
    if not handles:
        return
    above = offset_copy(ax.transAxes, fig=root(ax), x=0, y=5, units="points")
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1), "bbox_transform": above}
    if beside:
        place = {"loc": "upper left", "bbox_to_anchor": (1.02, 1)}
    ax.legend(
        handles=handles, ncols=1 if beside else len(handles), frameon=False, fontsize=palette.SMALL,
        labelcolor=palette.MUTED, handlelength=length, handletextpad=0.5, columnspacing=1.3, borderaxespad=0,
        borderpad=0, **place,
    )  # fmt: skip


def numeral(value: float) -> str:
    """A number for an axis or a label: 0.001, 12.5, 25,000, 1e+08."""
    text = f"{value:,.0f}" if 1e4 <= abs(value) < 1e7 else f"{value:.4g}"
    return text.replace("-", "−", 1) if value < 0 else text
