"""Figures of a search: hyperparameter importance and progress."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.axis_scales import far, finite, nothing, scale, wide
from nnplay.plots.labels import blank, dress, heading, inches, key, literal, numeral, root, short, width_of

MAX_BARS = 30


def importance(names: Sequence[Any], values: Sequence[Any], *, ax: Axes | None = None) -> Figure:
    """How much each setting mattered, as bars, the largest on top.

    Of more than thirty settings the first thirty are drawn, and a line says how many were left out.

    Args:
        names: of the settings (k,).
        values: their importance, 0 to 1 (k,); one that is not finite has no bar, and comes last.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: without a setting, or when there are not as many names as values.
    """
    sizes = finite(values)
    if not len(names) or len(names) != len(sizes):
        raise NNPlayError(
            f"{len(sizes)} importances for {len(names)} names; pass at least one name, and one importance for each."
        )
    order = np.argsort(-sizes, kind="stable")[:MAX_BARS]
    left_out = len(sizes) - len(order)
    labels = [short(names[k], 34) for k in order] + ([f"{left_out:,} more left out"] if left_out else [])
    widest = max(inches(label, palette.SMALL) for label in labels)
    if ax is None:
        ax = blank(4.4 + widest, 1.25 + 0.27 * max(len(labels), 2), least=3.2 + widest, frame=1.2).subplots()
    dress(ax)
    subtitle = "how much of the difference between trials is due to each setting"
    heading(ax, "Importance of the settings", subtitle, room=width_of(ax) - max(0.0, widest - 0.3))
    bars = np.nan_to_num(sizes[order])
    ax.barh(range(len(bars)), bars, height=0.62, color=palette.ACCENT, linewidth=0)
    for y, k in enumerate(order):
        ax.annotate(
            f"{sizes[k]:.2f}" if np.isfinite(sizes[k]) else "–", (max(bars[y], 0.0), y), xytext=(4, 0),
            textcoords="offset points", va="center_baseline", fontsize=palette.SMALL, color=palette.INK,
        )  # fmt: skip
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels, color=palette.INK)
    ax.tick_params(axis="y", length=0)
    ax.grid(False, axis="y")
    scale(ax.xaxis, False)
    ax.set_xlim(min(0.0, float(bars.min())), 1.12 * float(bars.max()) if bars.max() > 0 else 1.0)
    literal(ax)
    return root(ax)


def progress(
    values: Sequence[Any],
    *,
    value_name: str,
    higher: bool,
    pruned: Sequence[bool] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """The trials of a search in their order, as dots, and the best so far as steps.

    A pruned trial is hollow, and never the best. The axis is logarithmic when the values span more than two decades;
    a trial far worse than most stands as a triangle at the edge, and a line counts those without a value.

    Args:
        values: the score of each trial (n,); one that is None, NaN or infinite is a gap.
        value_name: what the score is called.
        higher: whether more is better.
        pruned: which trials were stopped early (n,); None for none.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: when there are not as many marks of pruning as values.
    """
    scores = finite(values).ravel()
    stopped = np.zeros(len(scores), dtype=bool) if pruned is None else np.asarray(pruned, dtype=bool).ravel()
    if len(stopped) != len(scores):
        raise NNPlayError(f"There are {len(stopped)} pruning marks but {len(scores)} trials; pass one for each trial.")
    numbers, missing = np.arange(1, len(scores) + 1), int(np.isnan(scores).sum())
    note = f", {missing:,} of them without a value" if missing else ""
    integers = np.where(stopped, np.nan, scores)
    best = np.fmax.accumulate(integers) if higher else np.fmin.accumulate(integers)
    record = ""
    if np.isfinite(integers).any():
        first = int(np.nanargmax(integers) if higher else np.nanargmin(integers))
        record = f", best {numeral(integers[first])} in trial {first + 1:,}"
    title = short(value_name, 40) + record
    if ax is None:
        longest = max(inches(word, palette.TEXT, "bold") for word in title.split(" "))
        ax = blank(6.4, 3.5, least=longest + 0.9).subplots()
    dress(ax)
    heading(ax, title)
    ax.set_xlabel(f"trial{note}", fontsize=palette.SMALL, color=palette.MUTED)
    if not np.isfinite(scores).any():
        nothing(ax, "no trial has a value yet")
        literal(ax)
        return root(ax)
    ax.set_xlim(0.5 - 0.01 * len(scores), len(scores) + 0.5 + 0.01 * len(scores))
    scale(ax.xaxis, False, integer=True)
    edge, beyond = _limits(ax, scores, higher)
    at, there = np.where(beyond, edge, scores), np.isfinite(scores)
    size = float(np.clip(28 * (60 / len(scores)) ** 0.5, 8, 30))
    colour = palette.ACCENT
    for rows, marker, face in (
        (there & ~stopped & ~beyond, "o", colour),
        (there & stopped & ~beyond, "o", palette.PAPER),
        (~stopped & beyond, "v" if higher else "^", colour),
        (stopped & beyond, "v" if higher else "^", palette.PAPER),
    ):
        ax.scatter(numbers[rows], at[rows], s=size, marker=marker, facecolors=face, edgecolors=colour, linewidths=0.9,
                   alpha=0.75, clip_on=False, zorder=2)  # fmt: skip
    ax.step(numbers, best, where="post", color=palette.HIGHLIGHT, linewidth=1.8, zorder=3)
    handles = [_dot("trial", "o", colour), *([_dot("pruned", "o", palette.PAPER)] if stopped.any() else [])]
    handles += [_dot("far worse", "v" if higher else "^", colour)] if beyond.any() else []
    key(ax, [*handles, Line2D([], [], color=palette.HIGHLIGHT, linewidth=1.8, label="best so far")], 1.2)
    literal(ax)
    return root(ax)


def _limits(ax: Axes, scores: Array, higher: bool) -> tuple[float, Array]:
    """Set the range that shows the good and the usual trials; the worst value within it, and which (n,) are worse."""
    logarithmic = wide(scores)
    scale(ax.yaxis, logarithmic)
    ways = np.log(scores) if logarithmic else scores
    beyond = far(ways if higher else -ways)
    there = ways[np.isfinite(ways) & ~beyond]
    low, high = float(there.min()), float(there.max())
    pad = 0.07 * (high - low) or 0.1 * abs(high) or 1.0
    limits = np.array([low - pad, high + pad])
    ax.set_ylim(*(np.exp(limits) if logarithmic else limits))
    edge = low if higher else high
    return float(np.exp(edge) if logarithmic else edge), beyond


def _dot(label: str, marker: str, face: str) -> Line2D:
    """A point of the legend."""
    return Line2D([], [], linestyle="none", marker=marker, markersize=5.5, label=label, markerfacecolor=face,
                  markeredgecolor=palette.ACCENT)  # fmt: skip
