"""Learning curves and leaderboard of several configurations."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import offset_copy

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.axis_scales import alike, apart, finite, nothing, scale, stroke, wide
from nnplay.plots.labels import blank, dress, heading, inches, key, literal, root, short
from nnplay.utils.text import plural

MAX_CURVES = 8  # in colour
MAX_ROWS = 30
LONGEST = 34  # letters of a configuration
LINE = 0.17  # inches from one label to the next
NEAR = 0.97  # a line that ends right of this share of the chart is tied to its name
# How a verdict looks: the name of its colour, marker, its size, whether it is filled.
VERDICTS = {
    "best": ("accent", "o", 7.5, True),
    "not significant": ("accent", "o", 7.0, False),
    "worse": ("muted", "s", 5.0, True),
    "": ("ink", "o", 6.0, True),
}


def race(
    curves: Sequence[Mapping[str, Any]], *, value_name: str, x_name: str = "epoch", ax: Axes | None = None
) -> Figure:
    """The learning curves of several configurations in one chart, each with a band for the spread over its seeds.

    The first eight have a colour, and their names at the ends of their lines, or in a legend where the chart is too
    low for that; the others are thin and grey, and may leave the chart, whose range is that of the first eight. The
    axis is logarithmic when they span more than two decades. None, NaN and infinite values are gaps.

    Args:
        curves: the best first, each {"name": text, "x": (n,), "mean": (n,), "low": (n,), "high": (n,)}.
        value_name: what runs up.
        x_name: what runs across.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: without a curve, or when the columns of one differ in length.
    """
    if not curves:
        raise NNPlayError("There is no curve to draw: give at least one.")
    lines = [_columns(curve) for curve in curves]
    names = [short(curve["name"], LONGEST) for curve in curves[:MAX_CURVES]]
    widest = max(inches(name, palette.SMALL) for name in names)
    if ax is None:
        ax = blank(5.3 + widest, 3.7, least=2.3 + widest).subplots()
    dress(ax)
    banded = any((high > low).any() for _, _, low, high in lines[:MAX_CURVES])
    heading(ax, short(value_name, 40), "the band is the spread over the seeds" if banded else "")
    ax.set_xlabel(short(x_name, 60), fontsize=palette.SMALL, color=palette.MUTED)
    first = lines[:MAX_CURVES]
    _range(ax, first)
    for x, mean, _, _ in lines[MAX_CURVES:]:
        stroke(ax, x, mean, palette.RULE, 0.8, 1)
    for k, (x, mean, low, high) in reversed(list(enumerate(first))):
        low, high = (np.maximum(edge, _floor(ax)) for edge in (low, high))
        ax.fill_between(x, low, high, color=palette.class_colour(k), alpha=0.14, linewidth=0)
        stroke(ax, x, mean, palette.class_colour(k), 1.6, 3 - k / len(first))
    _name_lines(ax, names, first, len(lines) - len(first))
    if not any(np.isfinite(mean).any() for _, mean, _, _ in first):
        nothing(ax, "nothing measured yet")
    literal(ax)
    return root(ax)


def _columns(curve: Mapping[str, Any]) -> tuple[Array, Array, Array, Array]:
    """x, mean, low and high, each (n,); without a low or high there is no band."""
    columns = [finite(curve[name]).ravel() for name in ("x", "mean", "low", "high")]
    if len({len(column) for column in columns}) > 1:
        lengths = ", ".join(f"{name} {len(c)}" for name, c in zip(("x", "mean", "low", "high"), columns, strict=True))
        raise NNPlayError(f"The columns of the curve {short(curve['name'])!r} must be equally long, not {lengths}.")
    x, mean, low, high = columns
    return x, mean, low, high


def _range(ax: Axes, lines: Sequence[tuple[Array, Array, Array, Array]]) -> None:
    """The scales and limits that hold these lines and their bands, flush right so that names can follow."""
    x, mean, low, high = (np.concatenate(columns) for columns in zip(*lines, strict=True))
    x = x[np.isfinite(x)]
    scale(ax.xaxis, False, integer=bool(len(x)) and bool((x == np.round(x)).all()) and float(np.ptp(x)) < 1e7)
    logarithmic = wide(mean)
    scale(ax.yaxis, logarithmic)
    if logarithmic:  # a band may reach below zero, where such an axis has no place
        low, high = (np.maximum(edge, np.nanmin(mean) / 2) for edge in (low, high))
    values = np.concatenate([mean, low, high])
    values = values[np.isfinite(values)]
    if len(x):
        ax.set_xlim(*((x.min(), x.max()) if x.min() < x.max() else (x[0] - 1, x[0] + 1)))
    if len(values) and logarithmic:
        ax.set_ylim(values.min() / 1.15, values.max() * 1.15)
    elif len(values):
        pad = 0.05 * float(np.ptp(values)) or 0.1 * abs(float(values[0])) or 1.0
        ax.set_ylim(values.min() - pad, values.max() + pad)


def _floor(ax: Axes) -> float:
    return float(ax.get_ylim()[0]) if ax.get_yscale() == "log" else -np.inf


def _name_lines(ax: Axes, names: list[str], lines: Sequence[tuple[Array, Array, Array, Array]], others: int) -> None:
    """Each name at the right, as near to the end of its line as the other names allow, or all in a legend."""
    grey = [plural(others, "other")] if others else []
    gap = LINE * root(ax).dpi / ax.get_window_extent().height
    if gap * (len(names) + len(grey)) > 1.1:
        handles = [
            Line2D([], [], color=palette.class_colour(k), linewidth=1.8, label=name) for k, name in enumerate(names)
        ]
        handles += [Line2D([], [], color=palette.RULE, linewidth=1, label=name) for name in grey]
        key(ax, handles, beside=True)
        return
    ends = np.full((len(names) + len(grey), 2), np.nan)
    for k, (x, mean, _, _) in enumerate(lines):
        there = np.flatnonzero(np.isfinite(mean) & np.isfinite(x))
        if len(there):
            ends[k] = x[there[-1]], mean[there[-1]]
    where = (ax.transScale + ax.transLimits).transform(ends)  # shares of the chart
    wanted = [-1.0 if np.isnan(y) else float(y) for y in where[:, 1]]  # what has no end comes below
    tie, key_at, name_at = (offset_copy(ax.transAxes, fig=root(ax), x=x, y=0, units="points") for x in (11, 15, 22))
    for k, (name, height) in enumerate(zip(names + grey, apart(wanted, gap), strict=True)):
        colour = palette.class_colour(k) if k < len(names) else palette.RULE
        ax.add_artist(Line2D([1], [height], color=colour, marker="_", markersize=8, markeredgewidth=2, clip_on=False,
                             transform=key_at))  # fmt: skip
        ax.text(1, height, name, transform=name_at, va="center_baseline", fontsize=palette.SMALL,
                color=palette.INK if k < len(names) else palette.MUTED)  # fmt: skip
        if where[k, 0] > NEAR:  # from the end of the line to its key
            ax.annotate(
                "", (ends[k, 0], ends[k, 1]), xytext=(1, height), textcoords=tie, annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0},
            )  # fmt: skip
        elif np.isfinite(ends[k]).all():
            ax.plot(*ends[k], color=colour, marker="o", markersize=4, zorder=4)


def leaderboard(rows: Sequence[Mapping[str, Any]], *, value_name: str, higher: bool, ax: Axes | None = None) -> Figure:
    """One line for each configuration, the best on top: its mean, the interval around it, and each of its seeds.

    A verdict has its colour, its shape, and stands at the right, beside the mean. The axis is logarithmic when the
    values span more than two decades. An interval that is far wider than the values ends in an arrow at the edge. Of
    more than thirty configurations the best thirty are drawn, and a line says how many were left out.

    Args:
        rows: each {"name": text, "mean": number, "low": number, "high": number, "values": (seeds,), "verdict": "best",
            "not significant", "worse" or ""}; a low or high that is None or NaN leaves the interval out.
        value_name: what is compared.
        higher: whether more is better.
        ax: where to draw; None makes a figure.

    Raises:
        NNPlayError: without a row.
    """
    if not rows:
        raise NNPlayError("There is no configuration to rank: give at least one.")
    means = finite([row["mean"] for row in rows])
    order = np.argsort(-means if higher else means, kind="stable")[:MAX_ROWS]  # NaN comes last
    ranked, means = [rows[k] for k in order], means[order]
    spans = np.stack([finite([row[name] for row in ranked]) for name in ("low", "high")])
    seeds = [finite(row["values"]).ravel() for row in ranked]
    names = [short(row["name"], LONGEST) for row in ranked]
    left_out = len(rows) - len(ranked)
    names += [f"{left_out:,} more left out"] if left_out else []
    if ax is None:
        widest = max(inches(name, palette.SMALL) for name in names)
        heading_width = inches(short(value_name, 40), palette.TEXT, "bold")
        ax = blank(
            widest + max(6.0, heading_width + 0.5), 1.25 + 0.27 * max(len(names), 2), least=widest + 4.0, frame=1.2
        ).subplots()
    dress(ax)
    notes = [f"{'higher' if higher else 'lower'} is better"]
    notes += ["ticks: single seeds"] if max(map(len, seeds)) > 1 else []
    notes += ["line: the interval of the mean"] if np.isfinite(spans).all(axis=0).any() else []
    heading(ax, short(value_name, 40), "; ".join(notes))
    _reach(ax, np.concatenate([means, *seeds]), spans)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_yticks(range(len(names)), names, color=palette.INK)
    ax.tick_params(axis="y", length=0, pad=8)
    ax.spines["left"].set_visible(False)
    ax.grid(False, axis="y")
    if left_out:
        ax.get_yticklabels()[-1].set_color(palette.MUTED)
    if np.isfinite(means[0]) and len(ranked) > 1:
        ax.axvline(means[0], color=palette.RULE, linewidth=0.9, linestyle=(0, (3, 2)), zorder=0.5)
    texts = alike(means, 4)
    for y, row in enumerate(ranked):
        _standing(ax, y, str(row["verdict"]), float(means[y]), texts[y], spans[:, y], seeds[y])
    literal(ax)
    return root(ax)


def _reach(ax: Axes, values: Array, spans: Array) -> None:
    """The range of all means and seeds, and of the intervals where they are not far wider."""
    logarithmic = wide(values)
    scale(ax.xaxis, logarithmic)
    values = values[np.isfinite(values)]
    if not len(values):
        return
    if logarithmic:
        values, spans = np.log(values), np.log(np.where(spans > 0, spans, np.nan))
    low, high = float(values.min()), float(values.max())
    spread = high - low or float(np.nanmax(spans, initial=high)) - float(np.nanmin(spans, initial=low))
    spread = spread or 0.02 * abs(high) or 1.0
    low, high = (
        max(float(np.nanmin(spans, initial=low)), low - spread),
        min(float(np.nanmax(spans, initial=high)), high + spread),
    )
    limits = np.array([low, high]) + np.array([-1, 1]) * (0.04 * (high - low) or spread)
    ax.set_xlim(*(np.exp(limits) if logarithmic else limits))


def _standing(ax: Axes, y: int, verdict: str, mean: float, number: str, span: Array, seeds: Array) -> None:
    """One line of the leaderboard."""
    name, marker, size, filled = VERDICTS.get(verdict, VERDICTS[""])
    colour = getattr(palette.current(), name)
    ax.scatter(seeds, np.full(len(seeds), y), marker="|", s=60, color=colour, alpha=0.6, linewidths=1.0, zorder=2)
    left, right = ax.get_xlim()
    if np.isfinite(span).all():
        ends = np.clip(span, left, right)
        ax.plot(ends, [y, y], color=colour, linewidth=1.6, zorder=2.5, solid_capstyle="butt", label="interval")
        for end, cut, arrow in ((left, span[0] < left, "<"), (right, span[1] > right, ">")):
            if cut:
                ax.plot(end, y, marker=arrow, color=colour, markersize=5, clip_on=False, zorder=3)
    if np.isfinite(mean):
        ax.plot(
            mean, y, marker=marker, markersize=size, markeredgecolor=colour, markeredgewidth=1.4, zorder=4,
            markerfacecolor=colour if filled else palette.PAPER, label="mean",
        )  # fmt: skip
    for x, text, shade in ((52, number, palette.INK), (60, verdict, colour)):
        ax.annotate(
            short(text, 24), (1, y), xycoords=ax.get_yaxis_transform(), xytext=(x, 0), textcoords="offset points",
            ha="right" if x == 52 else "left", va="center_baseline", fontsize=palette.SMALL, color=shade,
            fontweight="bold" if verdict == "best" else "normal",
        )  # fmt: skip
