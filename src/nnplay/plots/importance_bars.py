"""Permutation importance of each column, as bars with standard deviation or as an image."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from nnplay.errors import NNPlayError
from nnplay.plots import palette
from nnplay.plots.axis_scales import finite, scale
from nnplay.plots.labels import blank, clean, dress, heading, inches, literal, numeral, root, short, width_of, wrapped

MAX_BARS = 20
MAX_NOTES = 3


def columns(
    names: Sequence[Any],
    values: Sequence[Any],
    deviations: Sequence[Any],
    *,
    title: str = "Permutation importance",
    subtitle: str = "",
    notes: Sequence[str] = (),
    ax: Axes | None = None,
) -> Figure:
    """Bars in the order given, each with a line as long as two standard deviations; what makes things better is orange.

    Of more than twenty columns the first twenty are drawn, and a line says how many were left out.

    Args:
        names: of the columns (k,).
        values: their importance (k,).
        deviations: its standard deviation (k,).
        title: what the bars are.
        subtitle: the line under the title.
        notes: sentences under the chart.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: no column, or not as many names as values.
    """
    sizes, spread = finite(values), np.nan_to_num(finite(deviations))
    if not len(names) or not len(names) == len(sizes) == len(spread):
        raise NNPlayError(
            f"{len(sizes)} importances for {len(names)} names; pass at least one name, and one importance for each."
        )
    bar_count = min(len(names), MAX_BARS)
    left_out = len(names) - bar_count
    labels = [short(name, 30) for name in names[:bar_count]] + ([f"{left_out:,} more left out"] if left_out else [])
    more = len(notes) - MAX_NOTES
    said = [short(note, 84) for note in notes[:MAX_NOTES]] + ([f"and {more} more pairs"] if more > 0 else [])
    widest = max(inches(label, palette.SMALL) for label in labels)
    if ax is None:
        longest = max([palette.current().single - 0.3, 1.6 + widest])
        said = [line for note in said for line in wrapped(note, palette.TINY, longest)]
        wide = max(4.6 + widest, inches(subtitle, palette.SMALL) + widest + 0.5)
        notes_height = 0.02 * palette.TINY * len(said)
        ax = blank(min(wide, 10.0), 1.35 + 0.29 * max(len(labels), 2) + notes_height, least=1.9 + widest,
                   frame=1.25 + notes_height).subplots()  # fmt: skip
    dress(ax)
    room_inches = width_of(ax) - max(0.0, widest - 0.3)
    heading(ax, clean(title), clean(subtitle), room=room_inches)
    bars, errors = np.nan_to_num(sizes[:bar_count]), spread[:bar_count]
    colours = [palette.ACCENT if value >= 0 else palette.HIGHLIGHT for value in bars]
    ax.barh(range(bar_count), bars, height=0.6, color=colours, linewidth=0, alpha=0.85)
    ax.errorbar(bars, range(bar_count), xerr=errors, fmt="none", ecolor=palette.INK, elinewidth=1.1, capsize=2.5)
    for row, value in enumerate(sizes[:bar_count]):
        end = max(bars[row], 0.0) + errors[row]
        text = numeral(float(f"{value:.2g}")) if np.isfinite(value) else "–"
        ax.annotate(text, (end, row), xytext=(6, 0), textcoords="offset points", va="center_baseline",
                    fontsize=palette.SMALL, color=palette.INK)  # fmt: skip
    low, high = float(np.min(bars - errors, initial=0.0)), float(np.max(bars + errors, initial=0.0))
    room = (high - low) or 1.0
    ax.set_xlim(low - 0.02 * room if low < 0 else 0.0, high + 0.16 * room)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels, color=palette.INK)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    scale(ax.xaxis, False, most=max(2, min(6, int(2.2 * room_inches))))
    ax.axvline(0, color=palette.RULE, linewidth=0.9)
    if said:
        below = -2.2 * palette.SMALL - 7
        ax.annotate("\n".join(said), (0, 0), xycoords="axes fraction", xytext=(-72 * widest - 6, below),
                    textcoords="offset points", va="top", fontsize=palette.TINY, color=palette.MUTED,
                    linespacing=1.4)  # fmt: skip
    literal(ax)
    return root(ax)


def columns_picture(image: Any, *, title: str = "Permutation importance", subtitle: str = "") -> Figure:
    """The importance of each column where the columns are the pixels of a picture: blue matters, orange disturbs.

    Args:
        image: (height, width).
        title: what the colours are.
        subtitle: the line under the title.
    """
    values = finite(image)
    reach = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    ax = blank(4.9, 4.6).subplots()
    dress(ax, grid=False)
    ax.spines[:].set_visible(False)
    colours = LinearSegmentedColormap.from_list("importance", palette.DIVERGING)
    bar_count = ax.imshow(values, cmap=colours, norm=Normalize(-reach, reach), interpolation="nearest")
    ax.set_xticks(np.arange(values.shape[1] + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(values.shape[0] + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=palette.PAPER, linewidth=1.5 if max(values.shape) <= 16 else 0.3)
    ax.tick_params(which="both", length=0, labelbottom=False, labelleft=False)
    bar = root(ax).colorbar(bar_count, ax=ax, pad=0.02, fraction=0.05, aspect=28)
    bar.outline.set_visible(False)
    bar.ax.set_ylim(min(float(np.nanmin(values)), 0.0), max(float(np.nanmax(values)), 1e-12))
    bar.ax.tick_params(color=palette.RULE, labelcolor=palette.MUTED, labelsize=palette.SMALL, length=3, width=0.8)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    heading(ax, clean(title), clean(subtitle))
    literal(ax)
    return root(ax)
