"""Arrays with gaps, axis scales, and label positions that do not overlap."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import numeral

OUTLIER = 4  # a trial this many usual ranges below the usual ones is drawn at the edge


def finite(values: Any) -> Array:
    """An array of any shape, with NaN for missing and infinite values."""
    plain = np.array([np.nan if value is None else value for value in np.asarray(values, dtype=object).ravel()], float)
    return np.where(np.isfinite(plain), plain, np.nan).reshape(np.shape(values))


def wide(values: Array) -> bool:
    """Whether all values are positive and span more than two decades."""
    there = values[np.isfinite(values)]
    return bool(len(there) and there.min() > 0 and there.max() > 100 * there.min())


def far(merit: Array) -> Array:
    """Mask (n,) of values so much worse than most that they would compress the scale."""
    usual, top = float(np.nanquantile(merit, 0.15, method="higher")), float(np.nanmax(merit))
    return np.asarray(merit < usual - OUTLIER * ((top - usual) or np.inf))


def alike(values: Array, digits: int) -> list[str]:
    """The text of each number (n,), with equal decimals where they are of similar size; a dash for NaN."""
    texts = [numeral(float(f"{value:.{digits}g}")) if np.isfinite(value) else "–" for value in values]
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    if not len(sizes) or wide(sizes) or any("e" in text or "," in text for text in texts):
        return texts
    wanted = digits - 1 - int(np.floor(np.log10(np.median(sizes))))
    decimals = max(0, min(wanted, max(len(text.partition(".")[2]) for text in texts)))
    return [
        text if text == "–" else f"{value:.{decimals}f}".replace("-", "−")
        for text, value in zip(texts, values, strict=True)
    ]


def scale(axis: Axis, logarithmic: bool, *, integer: bool = False, most: int = 6) -> None:
    """Set the scale of an axis, with at most so many intervals between ticks."""
    if logarithmic:
        (axis.axes.set_xscale if axis is axis.axes.xaxis else axis.axes.set_yscale)("log")
        axis.set_major_locator(LogLocator(numticks=6))
        axis.set_minor_formatter(NullFormatter())
    else:
        axis.set_major_locator(MaxNLocator(most, integer=integer, min_n_ticks=1))
    axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))


def nothing(ax: Axes, text: str) -> None:
    """Write into the middle of an empty chart why it is empty."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", fontsize=palette.SMALL,
            color=palette.MUTED)  # fmt: skip


def stroke(ax: Axes, x: Array, y: Array, colour: str, width: float, order: float) -> None:
    """Draw a line; a value between two gaps becomes a dot."""
    there = np.concatenate([[False], np.isfinite(y), [False]])
    alone = [int(k) for k in np.flatnonzero(there[1:-1] & ~there[:-2] & ~there[2:])]
    ax.plot(x, y, color=colour, linewidth=width, zorder=order, marker="o", markersize=2.5 * width, markevery=alone,
            solid_capstyle="round")  # fmt: skip


def apart(wanted: Sequence[float], gap: float) -> list[float]:
    """Heights between 0 and 1 at least `gap` apart, as close to the wanted ones as possible."""
    order = np.argsort(wanted, kind="stable")
    n, free = len(wanted), np.asarray(wanted)[order] - gap * np.arange(len(wanted))
    fitted = [max(min(free[a : b + 1].mean() for b in range(i, n)) for a in range(i + 1)) for i in range(n)]
    heights = np.empty(n)
    heights[order] = np.clip(fitted, 0, max(0.0, 1 - gap * (n - 1))) + gap * np.arange(n)
    return heights.tolist()
