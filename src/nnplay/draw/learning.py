"""Learning curves: how loss and accuracy changed over the epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from nnplay.draw import palette
from nnplay.draw.text import dress, heading, literal, numeral

DECADES = 1.5  # from which ratio of largest to smallest, as a power of ten, the loss is drawn on a logarithmic scale
MEASURES = {"classification": ("accuracy", "Accuracy"), "regression": ("r2", "R²")}
DASHES = {"train": "-", "validation": "--", "test": (0, (4, 1.5))}


def curves(
    history: Mapping[str, Sequence[Any]],
    *,
    task: str,
    loss_name: str = "loss",
    best_epoch: int | None = None,
    ax: Sequence[Axes] | None = None,
) -> Figure:
    """The loss of each part over the epochs, and beside it the accuracy or R².

    Args:
        history: columns of equal length: "epoch", "train_loss", "test_accuracy", …; None and nan are gaps.
        task: "classification" or "regression".
        loss_name: what the loss is called.
        best_epoch: an epoch to mark.
        ax: two axes to draw into; else a figure of its own.
    """
    if ax is None:
        figure = Figure(figsize=(8.4, 3.2), layout="constrained", facecolor=palette.PAPER)
        ax = figure.subplots(1, 2)
    measure, name = MEASURES[task]
    _panel(ax[0], history, "loss", f"Loss ({loss_name})", best_epoch)
    _panel(ax[1], history, measure, name, best_epoch)
    figure = ax[0].get_figure(root=True)  # type: ignore[assignment]
    literal(figure)
    return figure


def _panel(ax: Axes, history: Mapping[str, Sequence[Any]], measure: str, title: str, best_epoch: int | None) -> None:
    dress(ax)
    heading(ax, title)
    epochs = np.asarray(history.get("epoch", ()), dtype=float)
    shown: dict[str, Any] = {}
    for part in palette.PARTS:
        column = history.get(f"{part}_{measure}")
        if column is not None:
            values = np.array([np.nan if v is None else v for v in column], dtype=float)
            shown[part] = np.where(np.isfinite(values), values, np.nan)
    for part, values in shown.items():
        marker = "o" if np.isfinite(values).sum() == 1 else ""
        ax.plot(
            epochs, values, color=palette.PARTS[part], linestyle=DASHES[part], linewidth=1.6, marker=marker,
            markersize=4, label=part,
        )  # fmt: skip
    finite = np.concatenate([v[np.isfinite(v)] for v in shown.values()]) if shown else np.array([])
    if measure == "loss" and len(finite) and finite.min() > 0 and np.log10(finite.max() / finite.min()) > DECADES:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
        ax.yaxis.set_minor_formatter(NullFormatter())
    elif measure != "loss" and len(finite):
        low = float(finite.min())
        ax.set_ylim(max(min(low, 0.95), -0.5) - 0.03, 1.03)  # an R² far below zero says no more than a bad one
    ax.set_xlabel("epoch", color=palette.MUTED, fontsize=palette.SMALL)
    if best_epoch is not None and len(epochs) and best_epoch != epochs[-1]:
        ax.axvline(best_epoch, color=palette.MUTED, linewidth=0.8, linestyle=":")
    if shown:
        place: Any = "upper right" if measure == "loss" else "lower right"
        ax.legend(loc=place, fontsize=palette.SMALL, frameon=False, labelcolor=palette.INK)
