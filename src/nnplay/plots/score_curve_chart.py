"""ROC, precision-recall and calibration curves in the unit square."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, literal, numeral, root, short

MAX_CURVES = 8  # classes that are drawn, those with the most rows


def score_curves(
    curves: Sequence[tuple[Any, Any, Any, float, int]],
    *,
    kind: str,
    title: str,
    score_name: str,
    axes: tuple[str, str],
    subtitle: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The curve of each class, with the one of a network that guesses as a dashed line.

    Of more than eight classes, the eight with the most rows are drawn, and the subtitle says so.

    Args:
        curves: label, x (m,), y (m,), score and number of rows of each class.
        kind: "roc" and "calibration" have the diagonal as the dashed line, "precision_recall" none.
        title: the title.
        score_name: what the score in the legend is.
        axes: the names of the axes.
        subtitle: the line under the title.
        ax: where to draw; None makes a figure.
    """
    drawn = sorted(sorted(range(len(curves)), key=lambda k: -curves[k][4])[:MAX_CURVES])
    if len(drawn) < len(curves):
        subtitle += f", the {len(drawn)} largest of {len(curves)} classes"
    if ax is None:
        ax = blank(5.6, 4.4).subplots()
    dress(ax)
    if kind != "precision_recall":
        ax.plot([0, 1], [0, 1], color=palette.MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    handles = []
    for place, k in enumerate(drawn):
        label, x, y, score, _ = curves[k]
        colour = palette.class_colour(place)
        style: dict[str, Any] = {"marker": "o", "markersize": 4} if kind == "calibration" else {}
        if kind == "precision_recall":
            style["drawstyle"] = "steps-pre"
        ax.plot(np.asarray(x, dtype=float), np.asarray(y, dtype=float), color=colour, linewidth=1.6, **style)
        handles.append(Line2D([], [], color=colour, linewidth=1.6, label=f"{short(label)}  {numeral(score)}"))
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.04)
    ax.set_xlabel(axes[0], fontsize=palette.SMALL, color=palette.MUTED)
    ax.set_ylabel(axes[1], fontsize=palette.SMALL, color=palette.MUTED)
    legend = ax.legend(
        handles=handles, title=score_name, frameon=False, fontsize=palette.SMALL, labelcolor=palette.INK,
        title_fontsize=palette.SMALL, alignment="left", handlelength=1.5, borderaxespad=0, loc="upper left",
        bbox_to_anchor=(1.02, 1),
    )  # fmt: skip
    legend.get_title().set_color(palette.INK)
    heading(ax, title, subtitle)
    literal(ax)
    return root(ax)
