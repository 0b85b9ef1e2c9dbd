"""A function of one number and its derivative."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, inches, key, literal, numeral, root, short

TALL = 4.0  # how many times higher than most values one may be before it is cut off
LONGEST = 90  # letters of a formula in a heading


def function(
    places: Sequence[Any],
    values: Sequence[Any],
    slopes: Sequence[Any],
    *,
    formula: str,
    derivative: str,
    x_name: str = "x",
    title: str = "",
    kinks: Sequence[float] = (),
    warnings: Sequence[str] = (),
    ax: Axes | None = None,
) -> Figure:
    """The values and the slopes over the same axis, each with its formula.

    What is not finite is a gap; what is far higher than the rest is cut off, so that a pole leaves the rest to be seen.

    Args:
        places: where, in order (n,).
        values: the function there (n,).
        slopes: its derivative there (n,).
        formula: of the function.
        derivative: of its derivative.
        x_name: what the axis is called.
        title: the function's name, or "".
        kinks: where it has a kink or a jump; the curves are broken there.
        warnings: sentences under the picture.
        ax: where to draw, without the warnings; None makes a figure.

    Raises:
        NNPlayError: when there are not as many values and slopes as places.
    """
    x, f, g = (np.array([np.nan if v is None else v for v in each], dtype=float) for each in (places, values, slopes))
    if not len(x) or not len(x) == len(f) == len(g):
        raise NNPlayError("Values, slopes and places must have the same length, at least 1.")
    said = [short(sentence, 120) for sentence in warnings] if ax is None else []
    if ax is None:
        lines = [short(text, LONGEST) for text in (formula, derivative)]
        width = max(6.4, 1.0 + max(inches(text, palette.SMALL) for text in lines))
        width = max([width, *(0.5 + inches(text, palette.SMALL) for text in said)])
        figure = blank(width, 4.3 + 0.19 * len(said))
        ax = figure.subplots()
    dress(ax)
    heading(ax, short(title or formula, LONGEST))
    for axis in (ax.axhline, ax.axvline):
        axis(0, color=palette.RULE, linewidth=0.9, zorder=0.8)
    _stroke(ax, x, f, kinks, palette.ACCENT, 2.0)
    _stroke(ax, x, g, kinks, palette.HIGHLIGHT, 1.5)
    for at in kinks:
        if x[0] <= at <= x[-1]:
            ax.axvline(at, color=palette.MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0.7)
    ax.set_xlim(x[0], x[-1])
    low, high = _limits(np.concatenate([f, g]))
    ax.set_ylim(low, high)
    for axis_ in (ax.xaxis, ax.yaxis):
        axis_.set_major_locator(MaxNLocator(8, steps=(1, 2, 5, 10)))
        axis_.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    beneath = "".join(f"\n• {sentence}" for sentence in said)
    ax.set_xlabel(x_name, fontsize=palette.SMALL, color=palette.MUTED)
    if beneath:
        root(ax).supxlabel(beneath.strip("\n"), x=0.02, ha="left", fontsize=palette.SMALL, color=palette.MUTED)
    named = (("", formula, palette.ACCENT, 2.0), ("derivative ", derivative, palette.HIGHLIGHT, 1.5))
    key(
        ax, [Line2D([], [], color=c, linewidth=w, label=what + short(text, LONGEST // 2)) for what, text, c, w in named]
    )
    literal(root(ax))
    return root(ax)


def _stroke(ax: Axes, x: Array, y: Array, kinks: Sequence[float], colour: str, width: float) -> None:
    """A line, with a gap where there is no value and at each kink whose sides do not meet."""
    gaps = [k for k in np.searchsorted(x, list(kinks)) if 0 < k < len(x) and _apart(y, int(k))]
    ax.plot(np.insert(x, gaps, np.nan), np.insert(y, gaps, np.nan), color=colour, linewidth=width, zorder=2)


def _apart(y: Array, k: int) -> bool:
    """Whether the line leaps between the places k − 1 and k, or k and k + 1, beyond what it does beside them."""
    here = float(np.abs(y[k] - y[k - 1]))
    beside = [float(np.abs(y[j] - y[j - 1])) for j in (k - 1, k + 2) if 0 < j < len(y)]
    return bool(here > 8 * max([*beside, 1e-3]))


def _limits(values: Array) -> tuple[float, float]:
    """From the lowest to the highest value with some room, but for those far beyond most."""
    there = values[np.isfinite(values)]
    if not len(there):
        return -1.0, 1.0
    usual = max(float(np.quantile(np.abs(there), 0.9)), 0.25)
    low, high = max(float(there.min()), -TALL * usual), min(float(there.max()), TALL * usual)
    room = 0.06 * ((high - low) or abs(high) or 1.0)
    return low - room, high + room
