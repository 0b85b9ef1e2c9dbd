"""Predicted against actual values."""

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


def predicted_actual(
    truth: Any, prediction: Any, names: Sequence[str], *, split: str = "", ax: Axes | None = None
) -> Figure:
    """One chart a target: each row as a point, actual value across, predicted value up; on the line they agree.

    Under the title stand R² and the root of the mean squared error. Rows without a finite value are left out of
    both. Of more than twelve targets the first twelve are shown; given axes, the first.

    Args:
        truth: the actual values (n,) or (n, k).
        prediction: the predicted values, of the same shape.
        names: the names of the targets (k,).
        split: the name of the split that the rows are of, for the title.
        ax: where to draw; None makes a figure.
    """
    actual, predicted = (np.asarray(values, dtype=float).reshape(len(values), -1) for values in (truth, prediction))
    k = min(actual.shape[1], MAX_TARGETS)
    titles = [short(names[j], 24) if j < len(names) else f"target {j + 1}" for j in range(k)]
    if ax is None:
        across = min(k, 3 if k != 4 else 2)
        down = math.ceil(k / across)
        panels = blank(3.7 * across + 0.3, 3.9 * down, panels=across).subplots(down, across, squeeze=False).ravel()
        for spare in panels[k:]:
            spare.set_axis_off()
    else:
        panels = np.array([ax])
    for j, panel in enumerate(panels[:k]):
        title = "Predicted and actual values" if k == 1 else titles[j]
        _chart(panel, actual[:, j], predicted[:, j], titles[j], title + (f", {split} split" if split else ""))
    return root(panels[0])


def _chart(ax: Axes, actual: Array, predicted: Array, name: str, title: str) -> None:
    dress(ax)
    there = np.isfinite(actual) & np.isfinite(predicted)
    x, y = actual[there], predicted[there]
    low, high = (float(np.min([x.min(), y.min()])), float(np.max([x.max(), y.max()]))) if len(x) else (0.0, 1.0)
    pad = 0.06 * (high - low) or 0.5 * abs(high) or 1.0
    limits = (low - pad, high + pad)
    ax.plot(limits, limits, color=palette.MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    some = np.linspace(0, len(x) - 1, min(len(x), MAX_POINTS)).astype(int)
    alpha = 0.85 if len(some) < 60 else max(0.15, 0.85 * (60 / len(some)) ** 0.3)
    ax.scatter(x[some], y[some], s=22 if len(some) < 300 else 10, color=palette.INK, alpha=alpha, linewidths=0,
               zorder=2)  # fmt: skip
    ax.set_xlim(limits)
    ax.set_ylim(limits)
    ax.set_aspect("equal")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    ax.set_xlabel(f"actual {name}", fontsize=palette.SMALL, color=palette.MUTED)
    ax.set_ylabel(f"predicted {name}", fontsize=palette.SMALL, color=palette.MUTED)
    heading(ax, title, _fit(x, y))
    literal(ax)


def _fit(actual: Array, predicted: Array) -> str:
    """R² and RMSE in words."""
    if not len(actual):
        return "no finite values"
    scale = float(np.abs([actual, predicted]).max()) or 1.0  # squares of large numbers stay finite
    a, p = actual / scale, predicted / scale
    error, spread = float(((a - p) ** 2).sum()), float(((a - a.mean()) ** 2).sum())
    r2 = f"R² {numeral(1 - error / spread)}" if spread > 0 else "R² undefined"
    return f"{r2}, RMSE {numeral(scale * math.sqrt(error / len(a)))}"
