"""The confusion matrix: which class was taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from nnplay.draw import palette
from nnplay.draw.text import heading, literal, short

SHADES = LinearSegmentedColormap.from_list("share", palette.SEQUENTIAL)
DARK = 0.55  # the share from which a number is written in white


def confusion(truth: Any, prediction: Any, classes: Sequence[Any], *, ax: Axes | None = None) -> Figure:
    """Counts of true class (rows) against predicted class (columns); the colour is the share of the row.

    Args:
        truth: the true labels (n,).
        prediction: the predicted labels (n,).
        classes: all labels, in the order of the rows and columns.
        ax: where to draw; None makes a figure.
    """
    place = {label: k for k, label in enumerate(classes)}
    counts = np.zeros((len(classes), len(classes)), dtype=int)
    for true, said in zip(np.asarray(truth).tolist(), np.asarray(prediction).tolist(), strict=True):
        counts[place[true], place[said]] += 1
    if ax is None:
        side = 2.0 + 0.42 * max(len(classes), 3)
        ax = Figure(figsize=(side + 0.8, side), layout="constrained", facecolor=palette.PAPER).subplots()
    rows = counts.sum(axis=1, keepdims=True)
    shares = counts / np.where(rows > 0, rows, 1)
    ax.imshow(shares, cmap=SHADES, vmin=0, vmax=1, aspect="equal")
    size = palette.TEXT if len(classes) <= 12 else palette.TINY
    for i, j in np.ndindex(*counts.shape):
        if counts[i, j]:
            colour = palette.PAPER if shares[i, j] > DARK else palette.INK
            ax.text(j, i, f"{counts[i, j]:,}", ha="center", va="center", fontsize=size, color=colour)
    names = [short(label, 14) for label in classes]
    long = max(map(len, names), default=0) > 4 and len(names) > 2
    ax.set_xticks(range(len(names)), names, rotation=40 if long else 0, ha="right" if long else "center")
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(length=0, labelsize=palette.SMALL, labelcolor=palette.INK)
    if long:
        for label in ax.get_xticklabels():
            label.set_rotation_mode("anchor")
    ax.set_xticks(np.arange(len(names) - 1) + 0.5, minor=True)
    ax.set_yticks(np.arange(len(names) - 1) + 0.5, minor=True)
    ax.grid(which="minor", color=palette.PAPER, linewidth=1.5)
    ax.tick_params(which="minor", length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xlabel("predicted", color=palette.MUTED, fontsize=palette.SMALL)
    ax.set_ylabel("true", color=palette.MUTED, fontsize=palette.SMALL)
    right = np.trace(counts)
    heading(ax, f"{right:,} of {counts.sum():,} right")
    figure: Figure = ax.get_figure(root=True)  # type: ignore[assignment]
    literal(figure)
    return figure
