"""Forks of a run: the shared beginning and how the learning curves diverge."""

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
    runs: Sequence[tuple[str, int, Mapping[str, Sequence[Any]]]], *, task: str, loss_name: str | None = "loss"
) -> Figure:
    """Loss, and accuracy or R², of a run and its forks.

    Thick lines show the test split, thin ones the training split; the shared beginning is grey.

    Args:
        runs: (name, epoch of the fork, history) of each; the first one is the original.
        task: "classification" or "regression".
        loss_name: what the loss is called.

    Raises:
        NNPlayError: fewer than two runs.
    """
    if len(runs) < 2:
        raise NNPlayError("Only one run to draw; give at least two.")
    wanted = charts(runs[0][2], task, loss_name)
    figure = blank(4.8 * len(wanted) + 0.2, 3.4 + 0.18 * len(runs), panels=len(wanted))
    panels = figure.subplots(1, len(wanted), squeeze=False)[0]
    for ax, (name, title) in zip(panels, wanted, strict=True):
        _panel(ax, runs, name, title)
    handles = [
        Line2D([], [], color=palette.class_colour(k), linewidth=THICK, label=short(run[0], LONGEST))
        for k, run in enumerate(runs)
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1, frameon=False, fontsize=palette.SMALL)
    literal(figure)
    return figure


def _panel(ax: Axes, runs: Sequence[tuple[str, int, Mapping[str, Sequence[Any]]]], name: str, title: str) -> None:
    dress(ax)
    heading(ax, title)
    first = min(epoch for _, epoch, _ in runs[1:])
    everything: dict[str, Any] = {}
    parts: list[str] = []
    for k, (_, begins, history) in enumerate(runs):
        epochs, columns = numbers(history["epoch"]), columns_of(history, name)
        parts = [part for part in ("train", "test") if part in columns]
        for part in parts:
            values = columns[part]
            everything[f"{k} {part}"] = values
            width = THICK if part == parts[-1] else THIN
            own = epochs >= (first if k == 0 else begins)
            if k == 0:
                past = epochs <= first
                ax.plot(epochs[past], values[past], color=palette.MUTED, linewidth=width, alpha=0.7)
            ax.plot(epochs[own], values[own], color=palette.class_colour(k), linewidth=width)
        if k:
            ax.axvline(begins, color=palette.RULE, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0.5)
    epochs_axis(ax)
    scale(ax, everything or {"": np.zeros(0)}, name)
    if len(parts) == 2:
        widths = {"train": THIN, "test": THICK}
        key(ax, [Line2D([], [], color=palette.MUTED, linewidth=widths[part], label=part) for part in parts])
