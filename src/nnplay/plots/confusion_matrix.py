"""Confusion matrix: true against predicted classes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, heading, inches, literal, root, short, width_of
from nnplay.utils.text import plural

NUMBERED = 30  # classes up to which each cell holds its count
LONGEST = 16  # letters of a class


def confusion(
    truth: Sequence[Any] | Array,
    prediction: Sequence[Any] | Array,
    classes: Sequence[Any],
    *,
    split: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The number of rows of each actual class (down) that were predicted as each class (across).

    The colour of a cell is its share of the row, so that a rare class shows as clearly as a common one.

    Args:
        truth: the actual labels (n,).
        prediction: the predicted labels (n,).
        classes: all labels (k,), in the order shown; a row with another label is left out, and a line says so.
        split: the name of the split that the rows are of, for the title.
        ax: where to draw; None makes a figure.
    """
    counts, left_out = count(truth, prediction, classes)
    k = len(classes)
    names = [short(name, LONGEST) for name in classes]
    widest = max((inches(name, palette.SMALL) for name in names), default=0.0)
    if ax is None:
        side = min(0.8, max(0.38, 2.4 / max(k, 1))) * k if k <= NUMBERED else 9.0
        steep = 0.9 * side / max(k, 1) < widest
        width, height = max(side + widest + 0.8, 3.2), side + 1.3 + (widest if steep else 0.1)
        ax = blank(width, height, least=min(width, 1.0 + widest + 0.26 * k)).subplots()
        cell = min(side, float(root(ax).get_figwidth()) - widest - 0.6) / max(k, 1)
    else:
        box = ax.get_window_extent()
        cell = min(box.width, box.height) / root(ax).dpi / max(k, 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    colours = LinearSegmentedColormap.from_list("share", palette.SEQUENTIAL)
    ax.imshow(shares, cmap=colours, vmin=0, vmax=1, aspect="equal", interpolation="nearest")
    ax.set_anchor("W")
    _frame(ax, names, 0.9 * cell < widest, cell)
    if k <= NUMBERED:
        _numbers(ax, counts, shares, cell)
    total, right = int(counts.sum()), int(np.trace(counts))
    text = f"{right:,} of {total:,} correct" if total else "no rows"
    if left_out:
        text += f"; {plural(left_out, 'row')} without a class left out"
    elif total:
        text += "; color: share of the actual class"
    heading(
        ax, "Confusion matrix" + (f", {split} split" if split else ""), text, room=min(1.0, k / 6 + 0.45) * width_of(ax)
    )
    literal(ax)
    return root(ax)


def count(truth: Any, prediction: Any, classes: Sequence[Any]) -> tuple[Array, int]:
    """The counts (k, k), actual by predicted, and how many rows have a label that is no class."""
    places = {str(name): k for k, name in enumerate(classes)} | {name: k for k, name in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), dtype=int)
    left_out = 0
    pairs = Counter(zip(np.asarray(truth).tolist(), np.asarray(prediction).tolist(), strict=True))
    for pair, times in pairs.items():
        row, column = (places.get(label, places.get(str(label))) for label in pair)
        if row is None or column is None:
            left_out += times
        else:
            counts[row, column] += times
    return counts, left_out


def _frame(ax: Axes, names: list[str], steep: bool, cell: float) -> None:
    """The names of the classes on both axes, and white gaps between the cells."""
    k = len(names)
    size = min(palette.SMALL, max(3.0, 60 * cell))
    ax.set_xticks(range(k), names, rotation=90 if steep else 0, fontsize=size, color=palette.INK)
    ax.set_yticks(range(k), names, fontsize=size, color=palette.INK)
    ax.set_xticks(np.arange(k + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(k + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=palette.PAPER, linewidth=1.5 if k <= NUMBERED else 0.3)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("predicted", fontsize=palette.SMALL, color=palette.MUTED, labelpad=6)
    ax.set_ylabel("actual", fontsize=palette.SMALL, color=palette.MUTED, labelpad=6)


def _numbers(ax: Axes, counts: Array, shares: Array, cell: float) -> None:
    """The count of each cell; a zero is there, but quiet."""
    longest = max((len(f"{value:,}") for value in counts.ravel()), default=1)
    size = min(palette.TEXT + 1, 72 * cell * 0.8 / (0.64 * max(longest, 2)))
    for (i, j), value in np.ndenumerate(counts):
        colour = palette.ON_MOST if shares[i, j] > 0.55 else palette.INK if value else palette.RULE
        ax.text(j, i, f"{value:,}", ha="center", va="center_baseline", fontsize=size, color=colour)
