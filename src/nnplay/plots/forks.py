"""Several futures of one training: what they have in common, and how they part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnplay.errors import NNPlayError
from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, key, literal, short
from nnplay.plots.learning_curves import charts, columns_of, epochs_axis, numbers, scale

LONGEST = 70  # letters of a name
THIN, THICK = 0.9, 1.8


def futures(
    ways: Sequence[tuple[str, int, Mapping[str, Sequence[Any]]]], *, task: str, loss_name: str | None = "loss"
) -> Figure:
    """The loss, and the accuracy or R², of several trainings that were one up to an epoch.

    Thick lines are of the test rows, thin ones of the training rows; the common past is grey.

    Args:
        ways: (name, the epoch from which it is its own, history) of each; the first is its own from its beginning.
        task: "classification" or "regression".
        loss_name: what the loss is called.

    Raises:
        NNPlayError: with fewer than two ways there is nothing to compare.
    """
    if len(ways) < 2:
        raise NNPlayError("There is one future only: give two or more.")
    wanted = charts(ways[0][2], task, loss_name)
    figure = blank(4.8 * len(wanted) + 0.2, 3.4 + 0.18 * len(ways))
    panels = figure.subplots(1, len(wanted), squeeze=False)[0]
    for ax, (name, title) in zip(panels, wanted, strict=True):
        _panel(ax, ways, name, title)
    handles = [
        Line2D([], [], color=palette.class_colour(k), linewidth=THICK, label=short(way[0], LONGEST))
        for k, way in enumerate(ways)
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1, frameon=False, fontsize=palette.SMALL)
    literal(figure)
    return figure


def _panel(ax: Axes, ways: Sequence[tuple[str, int, Mapping[str, Sequence[Any]]]], name: str, title: str) -> None:
    dress(ax)
    heading(ax, title)
    first = min(epoch for _, epoch, _ in ways[1:])
    everything: dict[str, Any] = {}
    shown: list[str] = []
    for k, (_, begins, history) in enumerate(ways):
        epochs, columns = numbers(history["epoch"]), columns_of(history, name)
        shown = [part for part in ("train", "test") if part in columns]
        for part in shown:
            values = columns[part]
            everything[f"{k} {part}"] = values
            width = THICK if part == shown[-1] else THIN
            own = epochs >= (first if k == 0 else begins)
            if k == 0:
                past = epochs <= first
                ax.plot(epochs[past], values[past], color=palette.MUTED, linewidth=width, alpha=0.7)
            ax.plot(epochs[own], values[own], color=palette.class_colour(k), linewidth=width)
        if k:
            ax.axvline(begins, color=palette.RULE, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0.5)
    epochs_axis(ax)
    scale(ax, everything or {"": np.zeros(0)}, name)
    if len(shown) == 2:
        widths = {"train": THIN, "test": THICK}
        key(ax, [Line2D([], [], color=palette.MUTED, linewidth=widths[part], label=part) for part in shown])
