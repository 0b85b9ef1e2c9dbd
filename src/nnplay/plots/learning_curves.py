"""Learning curves: loss, and accuracy or R², over the epochs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, key, literal, loss_title, numeral, root, width_of

SCORES = {"classification": ("accuracy", "Accuracy"), "regression": ("r2", "R²")}
AXES = {"loss": "loss", "accuracy": "accuracy", "r2": "R²"}
DASHES: dict[str, Any] = {"train": "-", "validation": (0, (3.2, 1.2)), "test": "-"}


def curves(
    history: Mapping[str, Sequence[Any]],
    *,
    task: str,
    loss_name: str | None = "loss",
    best_epoch: int | None = None,
    loss_unit: str = "",
    ax: Axes | None = None,
) -> Figure:
    """The loss over the epochs on the left, the accuracy or R² on the right, where the history has one.

    The training split is grey, the test split has the colour of the text, and the validation split is dashed. The loss
    is on a logarithmic axis, and its label says so, when it spans more than two decades. None, NaN and
    infinite values are gaps; a value between two gaps is a dot.

    Args:
        history: columns of equal length n: epoch, train_loss and, where measured, validation_loss, test_loss,
            train_accuracy or train_r2, and so on.
        task: "classification" or "regression".
        loss_name: what the loss is called.
        best_epoch: the epoch whose weights were kept, marked by a rule and dots unless it is the last.
        loss_unit: what the loss is measured in, such as "standardized target".
        ax: a place for both charts; None makes a figure.
    """
    wanted = charts(history, task, loss_name)
    if ax is None:
        panels = list(
            blank(4.6 * len(wanted) + 0.2, 3.2, panels=len(wanted)).subplots(1, len(wanted), squeeze=False)[0]
        )
    else:
        ax.set_axis_off()
        share, gap = 1 / len(wanted), 0.1 if len(wanted) > 1 else 0.0
        panels = [ax.inset_axes((k * (share + gap / 2), 0, share - gap / 2, 1)) for k in range(len(wanted))]
    for panel, (name, text) in zip(panels, wanted, strict=True):
        chart(panel, history, name, text, best_epoch, loss_unit)
    return root(panels[0])


def charts(history: Mapping[str, Sequence[Any]], task: str, loss_name: str | None) -> list[tuple[str, str]]:
    """The charts that a history fills: the end of its columns' names, and the title."""
    score = SCORES.get(task, SCORES["classification"])
    return [("loss", loss_title(loss_name)), *([score] if columns_of(history, score[0]) else [])]


def columns_of(history: Mapping[str, Sequence[Any]], name: str) -> dict[str, Array]:
    """The measured parts of the data, each (n,), NaN where there is no number."""
    columns = {part: numbers(history[f"{part}_{name}"]) for part in palette.PARTS if f"{part}_{name}" in history}
    return {part: values for part, values in columns.items() if np.isfinite(values).any()}


def numbers(values: Sequence[Any]) -> Array:
    """A column (n,), NaN where there is no finite number."""
    plain = np.array([np.nan if value is None else float(value) for value in values])
    return np.where(np.isfinite(plain), plain, np.nan)


def chart(
    ax: Axes, history: Mapping[str, Sequence[Any]], name: str, title: str, best: int | None = None, loss_unit: str = ""
) -> None:
    """One chart of a history: all parts of the data that it measured `name` on."""
    columns = columns_of(history, name)
    dress(ax)
    heading(ax, title)
    epochs_axis(ax)
    epochs = numbers(history.get("epoch", range(max(map(len, columns.values()), default=0))))
    for part, values in columns.items():
        ax.plot(
            epochs, values, color=palette.PARTS[part], linestyle=DASHES[part], linewidth=1.6, label=part,
            marker="o", markersize=4, markevery=_alone(values), solid_capstyle="round",
        )  # fmt: skip
    scale(ax, columns, name)
    unit = f" ({loss_unit})" if loss_unit and name == "loss" else ""
    said = ", log scale" if ax.get_yscale() == "log" else ""
    ax.set_ylabel(AXES.get(name, name) + unit + said, fontsize=palette.SMALL, color=palette.MUTED)
    low, high = ax.get_xlim()
    if high - low < 1:  # one epoch only
        ax.set_xlim((low + high) / 2 - 1, (low + high) / 2 + 1)
        ax.set_xticks([round((low + high) / 2)])
    if best is not None and columns and best != epochs[-1]:
        ax.axvline(best, color=palette.MUTED, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0.5)
        for part, values in columns.items():
            ax.plot(best, np.interp(best, epochs, values), "o", color=palette.PARTS[part], markersize=4, zorder=3,
                    markeredgecolor=palette.PAPER, markeredgewidth=0.6, label="best epoch")  # fmt: skip
        if name == "loss":
            low, high = ax.get_xlim()
            right = (best - low) / (high - low) > 0.6
            ax.annotate(
                f"best epoch {best:,}", (best, 1), xycoords=("data", "axes fraction"), xytext=(-4 if right else 4, -3),
                textcoords="offset points", ha="right" if right else "left", va="top", fontsize=palette.TINY,
                color=palette.MUTED, bbox={"facecolor": palette.PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.8},
            )  # fmt: skip
    if not columns:
        ax.set_xticks([])
        ax.set_yticks([])
        ax.text(0.5, 0.5, "nothing measured yet", transform=ax.transAxes, ha="center", va="center",
                fontsize=palette.SMALL, color=palette.MUTED)  # fmt: skip
    lines = [
        Line2D([], [], color=palette.PARTS[part], linestyle=DASHES[part], linewidth=1.8, label=part) for part in columns
    ]
    key(ax, lines)
    literal(ax)


def epochs_axis(ax: Axes) -> None:
    """The axis of the epochs: whole numbers."""
    ax.set_xlabel("epoch", fontsize=palette.SMALL, color=palette.MUTED)
    ax.xaxis.set_major_locator(MaxNLocator(6 if width_of(ax) > 2.2 else 4, integer=True, min_n_ticks=1))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _alone(values: Array) -> list[int]:
    """Where a value has no neighbour to draw a line to."""
    there = np.concatenate([[False], np.isfinite(values), [False]])
    return [int(k) for k in np.flatnonzero(there[1:-1] & ~there[:-2] & ~there[2:])]


def scale(ax: Axes, columns: dict[str, Array], name: str) -> None:
    """A logarithmic axis where the loss needs one, and room where all values are alike."""
    values = np.concatenate([np.zeros(0), *columns.values()])
    values = values[np.isfinite(values)]
    if len(values) and name == "loss" and values.min() > 0 and values.max() > 100 * values.min():
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(LogLocator(numticks=6))
        ax.yaxis.set_minor_formatter(NullFormatter())
    elif name == "accuracy" and len(values) and values.min() >= 0 and values.max() <= 1:
        spread = max(float(np.ptp(values)), 0.1)
        ax.set_ylim(max(-0.02, values.min() - 0.08 * spread), min(1.02, values.max() + 0.08 * spread))
    elif name == "r2" and len(values) and values.min() < -1 < values.max():
        ax.set_ylim(-1.05, 1.05)  # an untrained network may be far below; what matters is above
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
