"""Parallel coordinates: every trial of a search as a line through its settings to its score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.axis_scales import far, finite, wide
from nnplay.plots.labels import blank, inches, literal, numeral, root, short
from nnplay.utils.text import plural

MAX_TICKS = 7  # along one axis
FEW = 12  # values of a text column that all have a name


@dataclass(frozen=True)
class Scale:
    """One axis of parallel coordinates: the height, 0 to 1, of each trial (n,), and the labels with theirs."""

    heights: Array
    ticks: tuple[tuple[float, str], ...]


def parallel(
    columns: Mapping[str, Sequence[Any]],
    scores: Sequence[Any],
    *,
    value_name: str,
    higher: bool,
    ax: Axes | None = None,
) -> Figure:
    """Every trial as a line through its settings to its score: the better the darker, the best one orange, on top.

    A column of numbers that spans more than two decades, or grows by a constant factor, is logarithmic; texts stand
    at even distances, and a setting without a value is a gap. A trial without a finite score is left out, and a line
    says so; one far worse than most stands at the end of the last axis.

    Args:
        columns: for each setting its value in each trial (n,), numbers or texts.
        scores: the score of each trial (n,).
        value_name: what the score is called.
        higher: whether more is better.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: when a column is not as long as the scores.
    """
    results = finite(scores).ravel()
    for name, column in columns.items():
        if len(column) != len(results):
            raise NNPlayError(f"The column {short(name)!r} has {len(column)} values for {len(results)} scores.")
    rows_drawn = np.flatnonzero(np.isfinite(results))
    left_out = len(results) - len(rows_drawn)
    axes = {name: _axis([column[int(k)] for k in rows_drawn]) for name, column in columns.items()}
    names = [short(name, 16) for name in axes] + [short(value_name, 24)]
    rulers = [*axes.values(), _score_axis(results[rows_drawn], higher)]
    pitch = max([1.15, *(inches(text, palette.SMALL) + 0.3 for ruler in rulers for _, text in ruler.ticks),
                 *(inches(name, palette.SMALL, "bold") + 0.25 for name in names)])  # fmt: skip
    if ax is None:
        ax = blank(max(4.2, pitch * (len(rulers) - 1) + 1.9), 3.9, least=pitch * (len(rulers) - 1) + 1.9).subplots()
    ax.set_axis_off()
    ax.set_xlim(0, max(len(rulers) - 1, 1))
    ax.set_ylim(-0.04, 1.04)
    title = plural(len(rows_drawn), "trial")
    subtitle = "the darker the better, the best in orange" + (
        f"; {left_out:,} without a score left out" if left_out else ""
    )
    ax.set_title(title, loc="left", fontsize=palette.TEXT, fontweight="bold", color=palette.INK, pad=44)
    ax.annotate(subtitle, (0, 1), xycoords="axes fraction", xytext=(0, 28), textcoords="offset points",
                fontsize=palette.SMALL, color=palette.MUTED)  # fmt: skip
    if len(rows_drawn):
        _lines(ax, rulers, results[rows_drawn] if higher else -results[rows_drawn])
    for x, (name, ruler) in enumerate(zip(names, rulers, strict=True)):
        ax.plot([x, x], [0, 1], color=palette.MUTED, linewidth=0.9, zorder=4, clip_on=False)
        ax.annotate(name, (x, 1), xytext=(0, 10), textcoords="offset points", ha="center", fontsize=palette.SMALL,
                    fontweight="bold" if x == len(names) - 1 else "normal", color=palette.INK)  # fmt: skip
        for height, text in ruler.ticks:
            ax.annotate(
                text, (x, height), xytext=(4, 0), textcoords="offset points", va="center", fontsize=palette.TINY,
                color=palette.INK, zorder=5,
                bbox={"facecolor": palette.PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
            )  # fmt: skip
    if not len(rows_drawn):
        ax.text(0.5, 0.5, "no trial has a score yet", transform=ax.transAxes, ha="center", va="center",
                fontsize=palette.SMALL, color=palette.MUTED)  # fmt: skip
    literal(ax)
    return root(ax)


def _lines(ax: Axes, rulers: Sequence[Scale], merit: Array) -> None:
    """The trials from the worst to the best, coloured by their rank."""
    order = np.argsort(merit, kind="stable")
    rank = np.empty(len(order))
    rank[order] = np.linspace(0.0, 1.0, len(order)) if len(order) > 1 else 1.0
    paths = [np.column_stack([np.arange(len(rulers)), [ruler.heights[k] for ruler in rulers]]) for k in order]
    shades = LinearSegmentedColormap.from_list("rank", palette.SEQUENTIAL[1:])(rank[order] ** 2)
    widths = 0.7 + 0.8 * rank[order]
    shades[-1], widths[-1] = LinearSegmentedColormap.from_list("best", [palette.HIGHLIGHT] * 2)(0.0), 2.4
    ax.add_collection(LineCollection(paths, colors=shades, linewidths=widths, zorder=2, clip_on=False), autolim=False)


def _axis(values: Sequence[Any]) -> Scale:
    """Where the values of a column stand, and what is written beside its axis."""
    there = [value for value in values if value is not None and value == value]
    if any(isinstance(value, bool | np.bool_) or not isinstance(value, Real) for value in there):
        kinds = sorted({str(value) for value in there})
        places = dict(zip(kinds, np.linspace(0, 1, len(kinds)) if len(kinds) > 1 else [0.5], strict=True))
        heights = np.array([places[str(v)] if v is not None and v == v else np.nan for v in values])
        few = kinds if len(kinds) <= FEW else kinds[:: -(-len(kinds) // FEW)]
        return Scale(heights, tuple((float(places[kind]), short(kind, 14)) for kind in few))
    numbers = finite(values).ravel()
    logarithmic = wide(numbers) or _geometric(numbers)
    ways = np.log10(numbers) if logarithmic else numbers
    low, high = float(np.nanmin(ways, initial=np.inf)), float(np.nanmax(ways, initial=-np.inf))
    if not low < high:
        text = ((0.5, numeral(float(numbers[np.isfinite(numbers)][0]))),) if np.isfinite(low) else ()
        return Scale(np.where(np.isfinite(numbers), 0.5, np.nan), text)
    distinct = np.unique(ways[np.isfinite(ways)])
    nice = MaxNLocator(MAX_TICKS - 2, integer=bool((distinct == np.round(distinct)).all()))
    ticks = distinct if len(distinct) <= MAX_TICKS else nice.tick_values(low, high)
    if logarithmic and len(distinct) > MAX_TICKS:
        ticks = np.arange(np.ceil(low), np.floor(high) + 1)
    visible = [float(t) for t in ticks if low <= t <= high]
    heights = (ways - low) / (high - low)
    texts = [((t - low) / (high - low), numeral(10**t if logarithmic else t)) for t in visible]
    return Scale(heights, tuple(_thinned(texts)))


def _score_axis(scores: Array, higher: bool) -> Scale:
    """The axis of the scores; those far worse than most stand at its end."""
    beyond = far(scores if higher else -scores) if len(scores) else np.zeros(0, dtype=bool)
    if wide(scores) or not beyond.any():
        return _axis(scores.tolist())
    edge = float(scores[~beyond].min() if higher else scores[~beyond].max())
    ruler = _axis(np.where(beyond, edge, scores).tolist())
    end = 0.0 if higher else 1.0
    others = [tick for tick in ruler.ticks if abs(tick[0] - end) >= 0.07]
    return Scale(ruler.heights, ((end, f"{'≤' if higher else '≥'} {numeral(edge)}"), *others))


def _geometric(numbers: Array) -> bool:
    """Whether these are numbers such as 16, 32, 64."""
    distinct = np.unique(numbers[np.isfinite(numbers)])
    return len(distinct) > 2 and bool(distinct[0] > 0) and np.allclose(np.diff(np.log(distinct), 2), 0, atol=1e-6)


def _thinned(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Those labels that do not meet the one below them."""
    rows_drawn: list[tuple[float, str]] = []
    for height, text in ticks:
        if not rows_drawn or height - rows_drawn[-1][0] >= 0.07:
            rows_drawn.append((height, text))
    return rows_drawn
