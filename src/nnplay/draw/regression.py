"""Predicted against actual values of a regression."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnplay.draw import palette
from nnplay.draw.text import dress, heading, literal, numeral, short

MOST = 4  # targets side by side


def predicted_actual(truth: Any, prediction: Any, names: Sequence[str], *, ax: Axes | None = None) -> Figure:
    """One panel a target: each row a point, and the line on which prediction and truth agree.

    Args:
        truth: the true values (n,) or (n, k).
        prediction: the predicted values, of the same shape.
        names: the names of the k targets.
        ax: one axes, which shows the first target; else a figure with up to four.
    """
    truth, prediction = (np.asarray(x, dtype=float).reshape(len(x), -1) for x in (truth, prediction))
    if ax is None:
        count = min(len(names), MOST)
        figure = Figure(figsize=(3.6 * count + 0.2, 3.6), layout="constrained", facecolor=palette.PAPER)
        panels = list(figure.subplots(1, count, squeeze=False)[0])
    else:
        panels = [ax]
    for k, panel in enumerate(panels):
        _panel(panel, truth[:, k], prediction[:, k], names[k])
    top: Figure = panels[0].get_figure(root=True)
    literal(top)
    return top


def _panel(ax: Axes, truth: Any, prediction: Any, name: str) -> None:
    dress(ax)
    fine = np.isfinite(truth) & np.isfinite(prediction)
    truth, prediction = truth[fine], prediction[fine]
    if not len(truth):
        heading(ax, f"{short(name)}: no finite prediction")
        return
    low, high = min(truth.min(), prediction.min()), max(truth.max(), prediction.max())
    margin = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
    ends = [low - margin, high + margin]
    ax.plot(ends, ends, color=palette.MUTED, linewidth=0.9, linestyle="--", zorder=1)
    alpha = float(np.clip(30 / np.sqrt(len(truth)), 0.15, 0.85))
    ax.scatter(truth, prediction, s=18, color=palette.POSITIVE, alpha=alpha, linewidths=0, zorder=2)
    ax.set_xlim(*ends)
    ax.set_ylim(*ends)
    ax.set_aspect("equal")
    ax.locator_params(nbins=5)
    total = ((truth - truth.mean()) ** 2).sum()
    rmse = numeral(float(np.sqrt(np.mean((truth - prediction) ** 2))))
    r2 = f"R² {1 - ((truth - prediction) ** 2).sum() / total:.3f}, " if total > 0 else ""
    heading(ax, f"{short(name)}: {r2}RMSE {rmse}")
    ax.set_xlabel("actual", color=palette.MUTED, fontsize=palette.SMALL)
    ax.set_ylabel("predicted", color=palette.MUTED, fontsize=palette.SMALL)
