"""The doctor's pictures: the rate finder, the layers over the epochs, before and after a fix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnplay.draw import palette
from nnplay.draw.learning import epochs_axis
from nnplay.draw.text import blank, dress, heading, key, literal
from nnplay.parameters import Array


def rate_curve(rates: Array, losses: Array, suggestion: float, steepest: float) -> Figure:
    """The loss over growing learning rates, with the rate that is suggested.

    Args:
        rates: η of each step (n,).
        losses: the smoothed loss of each step (n,).
        suggestion: a rate to train with.
        steepest: where the loss falls most steeply.
    """
    figure = blank(5.6, 3.4)
    ax = figure.subplots()
    dress(ax)
    heading(ax, "loss over the learning rate", f"take {suggestion:.2g}; it falls most steeply at {steepest:.2g}")
    ax.set_xscale("log")
    ax.plot(rates, losses, color=palette.POSITIVE, linewidth=1.6)
    ax.axvline(suggestion, color=palette.NEGATIVE, linewidth=1.2)
    ax.axvline(steepest, color=palette.MUTED, linewidth=0.9, linestyle=(0, (2, 2)))
    ax.set_xlabel("learning rate η", fontsize=palette.SMALL, color=palette.MUTED)
    ax.set_ylim(top=min(float(losses.max()), 2 * float(losses[0])))
    literal(figure)
    return figure


def layers_over_time(statistics: Mapping[str, Sequence[Any]], name: str, title: str, *, log: bool = True) -> Figure:
    """A statistic of each layer over the epochs, such as the size of its gradient.

    Args:
        statistics: columns: epoch, and name_1, name_2, … of the layers.
        name: "gradient", "weights", "dead" or "saturated".
        title: what it is.
        log: on a logarithmic axis.
    """
    figure = blank(5.6, 3.4)
    ax = figure.subplots()
    dress(ax)
    heading(ax, title)
    handles = []
    columns = [column for column in statistics if column.startswith(f"{name}_")]
    for k, column in enumerate(columns):
        values = np.array(statistics[column], dtype=float)
        if np.isfinite(values).any():
            colour = palette.class_colour(k)
            ax.plot(statistics["epoch"], np.where(values > 0, values, np.nan) if log else values, color=colour)
            handles.append(Line2D([], [], color=colour, label=f"layer {column.rpartition('_')[2]}"))
    if log:
        ax.set_yscale("log")
    epochs_axis(ax)
    key(ax, handles[:8])
    literal(figure)
    return figure
