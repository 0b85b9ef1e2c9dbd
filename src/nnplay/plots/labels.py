"""Text in figures: user text is drawn literally, shortened, and measured before it is placed."""

import threading
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
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

TEXT_AS_TEXT: Any = {"svg.hashsalt": "nnplay", "svg.fonttype": "none", "pdf.fonttype": 42, "text.usetex": False}

MAX_ROWS = 3  # of a legend under the title; a longer one stands beside the chart

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


class ChartFigure(Figure):
    """A figure whose text stays text in SVG and PDF files, however it is saved."""

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Write the figure to a file: see `matplotlib.figure.Figure.savefig`."""
        with quiet_glyphs(), matplotlib.rc_context(TEXT_AS_TEXT):
            super().savefig(fname, **kwargs)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        """The picture in a notebook, in which `pyplot`, which would draw it there, was not imported."""
        picture = BytesIO()
        self.savefig(picture, format="png", dpi=2 * self.dpi)  # sharp on screens with small pixels
        return picture.getvalue(), {"width": round(self.bbox.width), "height": round(self.bbox.height)}


def blank(width: float, height: float, *, panels: int = 1, least: float = 0.0, frame: float = 0.0) -> Figure:
    """An empty figure with constrained layout, of this size in inches or as much smaller as the style wants it.

    `panels` is how many charts stand side by side, `least` the width that the texts need, and `frame`
    how much of the height titles and labels take, which is never less.
    """
    style = palette.current()
    limit = max(least, style.single if panels == 1 else style.full)
    width, height = style.stretch * width, style.stretch * height
    if width > limit:
        width, height = limit, frame + (height - frame) * max(limit / width, 0.7)
    return sized(width, height)


def sized(width: float, height: float) -> Figure:
    """An empty figure with constrained layout, of exactly this size in inches."""
    pad = 0.12 if width > 4 else 0.06
    engine = ConstrainedLayoutEngine(w_pad=pad, h_pad=pad, wspace=0.04, hspace=0.04)
    return ChartFigure(figsize=(width, height), layout=engine, facecolor=palette.BACKGROUND)


def page(width: float, height: float) -> Figure:
    """An empty figure of exactly this size in inches, without a layout."""
    return ChartFigure(figsize=(width, height), facecolor=palette.BACKGROUND)


def wrapped(text: str, size: float, room: float, weight: str = "normal") -> list[str]:
    """The text in lines that are at most so many inches wide, broken at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and inches(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def width_of(ax: Axes) -> float:
    """The width of axes in inches, before the layout of their figure is computed."""
    return float(ax.get_window_extent().width / root(ax).dpi)


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
    ax.set_facecolor(palette.BACKGROUND)
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


def heading(ax: Axes, title: str, second: str = "", *, room: float | None = None) -> None:
    """The title of a chart, flush left, with a subtitle; a legend may take its place.

    Both are broken into lines where they are wider than `room` inches, by default the width of the axes.
    """
    room = max(1.2, 1.08 * width_of(ax) if room is None else room)
    lines = wrapped(second, palette.SMALL, room) if second else []
    text = "\n".join(wrapped(title, palette.TEXT, room, "bold"))
    _title(ax, text, max(len(lines), 1))
    if second:
        ax.annotate("\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(0, 7), textcoords="offset points",
                    va="bottom", fontsize=palette.SMALL, color=palette.MUTED)  # fmt: skip


def _title(ax: Axes, text: str, rows: int) -> None:
    """The title, above so many lines of small text."""
    pad = 9 + 1.75 * palette.SMALL + 1.35 * palette.SMALL * (rows - 1)
    ax.set_title(text, loc="left", fontsize=palette.TEXT, fontweight="bold", color=palette.INK, pad=pad)


def key(
    ax: Axes, handles: list[Line2D], length: float = 1.5, *, beside: bool = False, room: float | None = None
) -> None:
    """A legend under the title in up to three rows, or beside the chart where there is no room."""
    if not handles:
        return
    columns = _key_columns(handles, length, room or 1.1 * width_of(ax))
    rows = -(-len(handles) // columns)
    beside = beside or rows > MAX_ROWS
    if not beside and rows > 1:
        _title(ax, ax.get_title(loc="left"), rows)
    above = offset_copy(ax.transAxes, fig=root(ax), x=0, y=5, units="points")
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1), "bbox_transform": above}
    if beside:
        place = {"loc": "upper left", "bbox_to_anchor": (1.02, 1)}
    ax.legend(
        handles=handles, ncols=1 if beside else columns, frameon=False, fontsize=palette.SMALL,
        labelcolor=palette.MUTED, handlelength=length, handletextpad=0.5, columnspacing=1.3, borderaxespad=0,
        borderpad=0, labelspacing=0.35, **place,
    )  # fmt: skip


def key_beside(handles: list[Line2D], length: float, room: float) -> float:
    """The width in inches of a legend that has to stand beside a chart this wide; 0 where it fits under the title."""
    if not handles or -(-len(handles) // _key_columns(handles, length, room)) <= MAX_ROWS:
        return 0.0
    return max(_key_widths(handles, length))


def _key_widths(handles: list[Line2D], length: float) -> list[float]:
    """The width of each entry of a legend, in inches."""
    return [inches(str(h.get_label()), palette.SMALL) + (length + 1.9) * palette.SMALL / 72 for h in handles]


def _key_columns(handles: list[Line2D], length: float, room: float) -> int:
    """How many columns of a legend fit."""
    widths = _key_widths(handles, length)
    columns = len(handles)
    while columns > 1 and _table_width(widths, columns) > room:
        columns -= 1
    return columns


def _table_width(widths: list[float], columns: int) -> float:
    """The width of a legend that fills its columns one after another."""
    full, longer = divmod(len(widths), columns)
    ends = np.cumsum([full + 1] * longer + [full] * (columns - longer)).tolist()
    return sum(max(widths[start:end]) for start, end in zip([0, *ends], ends, strict=False))


LOSS_NAMES = {
    "mse": "mean squared error", "mae": "mean absolute error", "msle": "mean squared logarithmic error",
    "mape": "mean absolute percentage error", "kl": "Kullback–Leibler divergence", "cosine": "cosine distance",
    "huber": "Huber loss", "log_cosh": "log-cosh", "poisson": "Poisson", "half_poisson_deviance": "Poisson deviance",
}  # fmt: skip


def loss_title(name: str | None) -> str:
    """The title of a chart of a loss: "Loss (mean squared error)"."""
    text = loss_name(name or "loss")
    return "Loss" if text == "loss" else f"Loss ({text})"


def loss_name(name: str) -> str:
    """The words for a loss: "mean squared error" for mse."""
    text = clean(name)
    return LOSS_NAMES.get(text, text.replace("_", " "))


def numeral(value: float) -> str:
    """A number for an axis or a label: 0.001, 12.5, 25,000, 1e+08."""
    text = f"{value:,.0f}" if 1e4 <= abs(value) < 1e7 else f"{value:.4g}"
    return text.replace("-", "−", 1) if value < 0 else text
