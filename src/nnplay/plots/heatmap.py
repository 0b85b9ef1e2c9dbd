"""Heatmap of a score over two settings."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.axis_scales import alike, finite, wide
from nnplay.plots.labels import heading, inches, literal, numeral, root, short, sized
from nnplay.utils.text import plural

SMALLEST = 5.5  # points of the number in a cell; where it would be smaller, there is none
LIGHT_TEXT, DARK_TEXT = "#ffffff", "#1f2933"  # on a dark and a light cell, whatever the style
MAX_NAMES = 40  # of rows or columns; of more, some are named


def heat(
    values: Any,
    *,
    rows: Sequence[Any],
    columns: Sequence[Any],
    row_name: str,
    column_name: str,
    value_name: str,
    higher: bool,
    ax: Axes | None = None,
) -> Figure:
    """A score over two settings, the darker the better, with a frame around the best.

    Each cell holds its number where there is room; one without a number is empty, and a line says what that means.
    The colours are logarithmic when the values span more than two decades.

    Args:
        values: the scores (r, c); None, NaN and infinite values are empty.
        rows: the values of the setting that runs down (r,).
        columns: the values of the setting that runs across (c,).
        row_name: what runs down.
        column_name: what runs across.
        value_name: what the score is called.
        higher: whether more is better.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: when the shape of the values is not (r, c), or there are none.
    """
    scores = finite(values)
    if scores.shape != (len(rows), len(columns)) or not scores.size:
        raise NNPlayError(f"A heat map of {len(rows)} × {len(columns)} values cannot be drawn from {scores.shape}.")
    downs, acrosses = ([short(name, 16) for name in names] for names in (rows, columns))
    there = np.isfinite(scores)
    missing = int((~there).sum())
    beside, under = (max(inches(name, palette.SMALL) for name in names) for names in (downs, acrosses))
    if ax is None:
        style = palette.current()
        frame = beside + 1.7 * max(1.0, palette.SMALL / 8)  # what stands beside the cells, in inches
        wanted = min(0.8 if style.single > 5 else 0.55, max(0.42, 4.0 / max(scores.shape)), 9.0 / max(scores.shape))
        cell = min(wanted, (style.full - frame) / scores.shape[1])
        height = cell * scores.shape[0] + (1.85 if missing else 1.65) + (under if 0.9 * cell < under else 0.1)
        title_width = max(
            inches(short(value_name, 30), palette.TEXT, "bold"), inches(short(column_name, 30), palette.SMALL)
        )
        ax = sized(max(cell * scores.shape[1] + frame, title_width + beside + 1.1, 3.2), height).subplots()
    else:
        box = ax.get_window_extent()
        cell = min(box.width / scores.shape[1], box.height / scores.shape[0]) / root(ax).dpi
    colours = LinearSegmentedColormap.from_list("score", palette.SEQUENTIAL if higher else palette.SEQUENTIAL[::-1])
    norm = _norm(scores)
    image = ax.imshow(np.ma.masked_invalid(scores), cmap=colours, norm=norm, aspect="equal", interpolation="nearest")
    ax.set_anchor("W")
    _frame(ax, downs, acrosses, cell, 0.9 * cell < under)
    ax.set_ylabel(short(row_name, 30), fontsize=palette.SMALL, color=palette.MUTED, labelpad=6)
    _numbers(ax, scores, image, cell)
    note = f"\n{plural(missing, 'cell')} without a value" if missing else ""
    ax.set_xlabel(
        short(column_name, 30) + note, fontsize=palette.SMALL, color=palette.MUTED, labelpad=6, linespacing=1.6
    )
    heading(ax, short(value_name, 30), "framed: the best" if there.any() else "nothing measured yet")
    if there.any():
        best = np.where(there, scores if higher else -scores, -np.inf).argmax()
        i, j = np.unravel_index(best, scores.shape)
        ax.add_patch(
            Rectangle((j - 0.47, i - 0.47), 0.94, 0.94, fill=False, edgecolor=palette.HIGHLIGHT, linewidth=2.2)
        )
        if np.ptp(scores[there]) > 0:
            _bar(ax, image, cell * scores.shape[1])
    literal(ax)
    return root(ax)


def _norm(scores: Array) -> Normalize:
    """From values to the way through the colours."""
    there = scores[np.isfinite(scores)]
    low, high = (float(there.min()), float(there.max())) if len(there) else (0.0, 1.0)
    if wide(scores):
        return LogNorm(low, high)
    return Normalize(low, high) if high > low else Normalize(low - 1, high + 1)


def _frame(ax: Axes, downs: list[str], acrosses: list[str], cell: float, steep: bool) -> None:
    """The values of the settings on both axes, as many as fit, and white gaps between the cells."""
    apart = math.ceil(1.35 * palette.SMALL / 72 / cell)  # cells from one name to the next
    for axis, names in ((ax.xaxis, acrosses), (ax.yaxis, downs)):
        places = range(0, len(names), max(apart, math.ceil(len(names) / MAX_NAMES)))
        axis.set_ticks(places, [names[k] for k in places], fontsize=palette.SMALL, color=palette.INK)
        axis.set_ticks(np.arange(len(names) + 1) - 0.5, minor=True)
    ax.tick_params(axis="x", which="major", rotation=90 if steep else 0)
    ax.grid(which="minor", color=palette.PAPER, linewidth=1.5 if max(len(downs), len(acrosses)) <= MAX_NAMES else 0.3)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)


def _numbers(ax: Axes, scores: Array, image: AxesImage, cell: float) -> None:
    """The number of each cell, where all of them fit; an empty cell has a dash."""
    texts = alike(scores.ravel(), 3)
    size = min(palette.TEXT, palette.TEXT * 0.84 * cell / max(inches(text, palette.TEXT) for text in texts))
    for (i, j), value, text in zip(np.ndindex(scores.shape), scores.ravel(), texts, strict=True):
        if np.isfinite(value) and size < SMALLEST:
            continue
        red, green, blue, _ = image.cmap(image.norm(value)) if np.isfinite(value) else (1.0, 1.0, 1.0, 1.0)
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.52
        colour = (LIGHT_TEXT if dark else DARK_TEXT) if np.isfinite(value) else palette.MUTED
        ax.text(j, i, text, ha="center", va="center_baseline", fontsize=max(size, SMALLEST), color=colour)


def _bar(ax: Axes, image: AxesImage, width: float) -> None:
    """What the colours mean, beside a map that is so many inches wide."""
    bar = root(ax).colorbar(image, cax=ax.inset_axes((1 + 0.16 / width, 0, 0.13 / width, 1)))
    bar.outline.set_visible(False)
    bar.ax.tick_params(color=palette.RULE, labelcolor=palette.MUTED, labelsize=palette.SMALL, length=3, width=0.8)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    bar.ax.minorticks_off()
