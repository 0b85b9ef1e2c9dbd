"""Misclassified rows, as a table of predictions or as images."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nnplay.plots import palette
from nnplay.plots.axis_scales import nothing
from nnplay.plots.labels import blank, dress, heading, inches, key, literal, numeral, root, short, width_of, wrapped

ACROSS = 8
MAX_CLASSES = 8  # named in a legend


def _empty(title: str) -> Figure:
    ax = blank(4.6, 1.6).subplots()
    dress(ax, grid=False)
    ax.spines[:].set_visible(False)
    nothing(ax, short(title, 70))
    literal(ax)
    return root(ax)


def pictures_of_rows(
    pixels: Any,
    truth: Sequence[Any],
    prediction: Sequence[Any],
    *,
    numbers: Sequence[int],
    sure: Any = None,
    title: str = "",
) -> Figure:
    """Rows that are pictures, each with its truth, what was predicted, and how sure the network was.

    Args:
        pixels: (k, height, width), dark where large.
        truth: labels or values (k,).
        prediction: the same, predicted.
        numbers: of the rows (k,).
        sure: the probability of what was predicted (k,), or None.
        title: what they are.
    """
    images = np.asarray(pixels, dtype=float)
    if not len(images):
        return _empty(title)
    across = min(ACROSS, max(len(images), 4))
    down = -(-len(images) // across)
    figure = blank(1.12 * across + 0.2, 1.46 * down + 0.6, panels=across)
    figure.suptitle(short(title, 16 * across), x=0.12 / figure.get_figwidth(), ha="left", fontsize=palette.TITLE,
                    fontweight="bold", color=palette.INK)  # fmt: skip
    panels = figure.subplots(down, across, squeeze=False).ravel()
    colours = LinearSegmentedColormap.from_list("ink", (palette.PAPER, palette.INK))
    for ax in panels[len(images) :]:
        ax.set_axis_off()
    for k, (ax, image) in enumerate(zip(panels, images, strict=False)):
        ax.imshow(image, cmap=colours, interpolation="nearest")
        ax.set_xticks([])
        ax.set_yticks([])
        for spine in ax.spines.values():
            spine.set_color(palette.RULE)
        ax.set_title(f"{_name(truth[k], 7)} → {_name(prediction[k], 7)}", fontsize=palette.TEXT, fontweight="bold",
                     color=palette.INK, pad=3)  # fmt: skip
        chance = "" if sure is None else f", {float(sure[k]):.0%}"
        ax.set_xlabel(f"row {numbers[k]}{chance}", fontsize=palette.TINY, color=palette.MUTED, labelpad=2)
    literal(figure)
    return figure


def mistakes(
    probabilities: Any,
    truth: Sequence[Any],
    prediction: Sequence[Any],
    classes: Sequence[Any],
    *,
    numbers: Sequence[int],
    title: str = "",
    ax: Axes | None = None,
) -> Figure:
    """What was said of each row that was wrong: the probability of each class as a piece of a bar.

    The piece of the true class has a frame. Without probabilities the rows are listed.

    Args:
        probabilities: (k, c), or None.
        truth: labels (k,).
        prediction: labels (k,).
        classes: all labels (c,).
        numbers: of the rows (k,).
        title: what they are.
        ax: where to draw; None makes a figure.
    """
    if not len(truth):
        return _empty(title)
    labels = [
        f"row {number}:  {_name(t, 14)} → {_name(p, 14)}"
        for number, t, p in zip(numbers, truth, prediction, strict=True)
    ]
    widest = max(inches(label, palette.SMALL) for label in labels)
    if ax is None:
        ax = blank(widest + 4.4, 1.3 + 0.27 * max(len(labels), 2), least=widest + 2.6, frame=1.5).subplots()
    dress(ax, grid=False)
    room = width_of(ax) - max(0.0, widest - 0.3)
    heading(ax, short(title, 60), room=room)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels, color=palette.INK)
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, 1.004)
    if probabilities is None:
        ax.set_xticks([])
    else:
        _bars(ax, np.asarray(probabilities, dtype=float), truth, classes, room)
    literal(ax)
    return root(ax)


def _bars(ax: Axes, shares: Any, truth: Sequence[Any], classes: Sequence[Any], room: float) -> None:
    place = {str(label): k for k, label in enumerate(classes)}
    start = np.zeros(len(shares))
    for k in range(shares.shape[1]):
        ax.barh(range(len(shares)), shares[:, k], left=start, height=0.6, color=palette.class_colour(k), alpha=0.75,
                linewidth=0)  # fmt: skip
        true = np.array([place.get(str(label)) == k for label in truth])
        ax.barh(np.flatnonzero(true), np.maximum(shares[true, k], 0.004), left=start[true], height=0.6, fill=False,
                edgecolor=palette.INK, linewidth=1.6, zorder=3)  # fmt: skip
        start = start + shares[:, k]
    text = "\n".join(wrapped("probability given to each class; framed: the true one", palette.SMALL, room))
    ax.set_xlabel(text, fontsize=palette.SMALL, color=palette.MUTED)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0%}"))
    handles = [
        Line2D([], [], linestyle="none", marker="s", markersize=7, color=palette.class_colour(k), alpha=0.75,
               label=short(label, 16)) for k, label in enumerate(classes[:MAX_CLASSES])
    ]  # fmt: skip
    key(ax, handles, 0.7, room=room)


def residuals(
    truth: Any, prediction: Any, *, numbers: Sequence[int], name: str, title: str = "", ax: Axes | None = None
) -> Figure:
    """For each row a line from the true value, a ring, to the predicted one, a dot.

    Args:
        truth: values (k,).
        prediction: values (k,).
        numbers: of the rows (k,).
        name: of the target.
        title: what they are.
        ax: where to draw; None makes a figure.
    """
    true, said = (np.asarray(values, dtype=float) for values in (truth, prediction))
    if not len(true):
        return _empty(title)
    labels = [f"row {number}" for number in numbers]
    if ax is None:
        ax = blank(6.2, 1.4 + 0.25 * max(len(labels), 2)).subplots()
    dress(ax)
    heading(ax, short(title, 70))
    ax.grid(False, axis="y")
    rows = np.arange(len(true))
    for above, colour in ((True, palette.ACCENT), (False, palette.HIGHLIGHT)):
        which = (said >= true) == above
        ax.hlines(rows[which], true[which], said[which], color=colour, linewidth=2.2, zorder=2)
        ax.scatter(said[which], rows[which], s=34, color=colour, zorder=3)
    ax.scatter(true, rows, s=34, facecolors=palette.PAPER, edgecolors=palette.INK, linewidths=1.2, zorder=3)
    for row, (t, p) in enumerate(zip(true, said, strict=True)):
        ax.annotate(f"{'+' if p >= t else '−'}{numeral(float(f'{abs(p - t):.3g}'))}", (max(t, p), row), xytext=(7, 0),
                    textcoords="offset points", va="center_baseline", fontsize=palette.TINY,
                    color=palette.MUTED)  # fmt: skip
    low, high = min(true.min(), said.min()), max(true.max(), said.max())
    room = (high - low) or 1.0
    ax.set_xlim(low - 0.05 * room, high + 0.14 * room)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels, color=palette.INK)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(short(name, 40), fontsize=palette.SMALL, color=palette.MUTED)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    dots = [("true", palette.PAPER, palette.INK), ("predicted too high", palette.ACCENT, palette.ACCENT),
            ("too low", palette.HIGHLIGHT, palette.HIGHLIGHT)]  # fmt: skip
    key(ax, [Line2D([], [], linestyle="none", marker="o", markersize=5.5, markerfacecolor=face, markeredgecolor=edge,
                    label=label) for label, face, edge in dots], 0.7)  # fmt: skip
    literal(ax)
    return root(ax)


def _name(label: Any, most: int) -> str:
    return short(label, most)
