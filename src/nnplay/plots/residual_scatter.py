"""Residuals over predictions."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, literal, numeral, root, short

MAX_TARGETS = 12  # targets that are drawn
MAX_POINTS = 5000


def residuals_over_predictions(
    prediction: Any, residual: Any, names: Sequence[str], *, subtitle: str = "", ax: Axes | None = None
) -> Figure:
    """One chart a target: each row as a point, its prediction across and its residual up; a good model has no pattern.

    Of more than twelve targets the first twelve are shown; given axes, the first. Rows without a finite value are left
    out.

    Args:
        prediction: the predicted values (n,) or (n, k).
        residual: prediction minus truth, of the same shape.
        names: the names of the targets (k,).
        subtitle: the line under the title.
        ax: where to draw; None makes a figure.
    """
    predicted, errors = (np.asarray(values, dtype=float).reshape(len(values), -1) for values in (prediction, residual))
    k = min(predicted.shape[1], MAX_TARGETS)
    if ax is None:
        across = min(k, 3 if k != 4 else 2)
        down = math.ceil(k / across)
        panels = blank(4.2 * across + 0.3, 3.4 * down, panels=across).subplots(down, across, squeeze=False).ravel()
        for spare in panels[k:]:
            spare.set_axis_off()
    else:
        panels = np.array([ax])
    for j, panel in enumerate(panels[:k]):
        _chart(panel, predicted[:, j], errors[:, j], short(names[j], 24), subtitle)
    return root(panels[0])


def _chart(ax: Axes, predicted: Array, errors: Array, name: str, subtitle: str) -> None:
    dress(ax)
    there = np.isfinite(predicted) & np.isfinite(errors)
    x, y = predicted[there], errors[there]
    some = np.linspace(0, len(x) - 1, min(len(x), MAX_POINTS)).astype(int)
    alpha = 0.85 if len(some) < 60 else max(0.15, 0.85 * (60 / len(some)) ** 0.3)
    ax.axhline(0, color=palette.MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    ax.scatter(x[some], y[some], s=22 if len(some) < 300 else 10, color=palette.INK, alpha=alpha, linewidths=0,
               zorder=2)  # fmt: skip
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    ax.set_xlabel("predicted", fontsize=palette.SMALL, color=palette.MUTED)
    ax.set_ylabel("predicted − actual", fontsize=palette.SMALL, color=palette.MUTED)
    heading(ax, f"Residuals, {name}", subtitle)
    literal(ax)
