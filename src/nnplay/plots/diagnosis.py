"""Figures of the doctor: the learning-rate test, layers over the epochs, before and after a fix."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, clean, dress, heading, key, literal, numeral
from nnplay.plots.learning_curves import DASHES, epochs_axis, numbers

TITLES = {
    "gradient": "gradient of each layer", "weights": "weights of each layer",
    "dead": "fraction of dead neurons", "saturated": "fraction of saturated slopes",
}  # fmt: skip
SHARES = ("dead", "saturated")
NAMED = 5  # with more layers, the legend names the first, the middle and the last


def rate_curve(rates: Array, losses: Array, suggestion: float, steepest: float) -> Figure:
    """Loss against learning rate, with the suggested rate.

    Args:
        rates: η of each step (n,).
        losses: the smoothed loss of each step (n,).
        suggestion: a rate to train with.
        steepest: where the loss falls most steeply.
    """
    figure = blank(5.6, 3.4)
    ax = figure.subplots()
    dress(ax)
    heading(ax, "Loss vs. learning rate", f"suggestion {suggestion:.2g}; steepest at {steepest:.2g}")
    _logarithmic(ax, "x")
    ax.plot(rates, losses, color=palette.ACCENT, linewidth=1.6)
    ax.axvline(suggestion, color=palette.HIGHLIGHT, linewidth=1.2)
    ax.axvline(steepest, color=palette.MUTED, linewidth=0.9, linestyle=(0, (2, 2)))
    ax.set_xlabel("learning rate η", fontsize=palette.SMALL, color=palette.MUTED)
    low, first = float(losses.min()), float(losses[0])
    ax.set_ylim(low - 0.1 * abs(first - low), min(float(losses.max()), first + abs(first - low) + 0.2 * abs(first)))
    literal(figure)
    return figure


def _logarithmic(ax: Axes, which: str) -> None:
    """A logarithmic axis with plain numbers, which `literal` leaves readable."""
    getattr(ax, f"set_{which}scale")("log")
    axis = getattr(ax, f"{which}axis")
    axis.set_major_locator(LogLocator(10, numticks=8))
    axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    axis.set_minor_formatter(NullFormatter())


def layers_over_time(statistics: Mapping[str, Sequence[Any]], names: Sequence[str]) -> Figure:
    """Statistics of each layer over the epochs, one chart for each.

    Args:
        statistics: columns: epoch, and name_1, name_2, … of the layers, the last of them the output.
        names: "gradient", "weights", "dead" or "saturated".
    """
    figure = blank(4.8 * len(names) + 0.4, 3.4, panels=len(names))
    for ax, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
        _layers(ax, statistics, name)
    literal(figure)
    return figure


def _layers(ax: Axes, statistics: Mapping[str, Sequence[Any]], name: str) -> None:
    dress(ax)
    heading(ax, TITLES[name])
    columns = {
        int(key.rpartition("_")[2]): numbers(statistics[key]) for key in statistics if key.startswith(name + "_")
    }
    last = max(columns, default=1)
    if name in SHARES:
        columns.pop(last, None)  # not defined for the output layer
    else:
        columns = {layer: np.where(values > 0, values, np.nan) for layer, values in columns.items()}
    columns = {layer: values for layer, values in columns.items() if np.isfinite(values).any()}
    handles = []
    layers = sorted(columns)
    named = layers if len(layers) <= NAMED else [layers[0], layers[len(layers) // 2], layers[-1]]
    depth = LinearSegmentedColormap.from_list("depth", [palette.HIGHLIGHT, palette.MUTED, palette.ACCENT])
    for layer in layers:
        colour = to_hex(depth((layer - 1) / max(last - 1, 1)))
        ax.plot(statistics["epoch"], columns[layer], color=colour, linewidth=1.5, marker="o", markersize=2)
        if layer in named:
            text = "output" if layer == last else f"layer {layer}" if layer == named[0] else str(layer)
            handles.append(Line2D([], [], color=colour, label=text))
    if name in SHARES:
        ax.set_ylim(-0.03, 1.03)
    elif columns:
        _logarithmic(ax, "y")
    epochs_axis(ax)
    if not columns:
        ax.text(0.5, 0.5, "no values", transform=ax.transAxes, ha="center", va="center",
                fontsize=palette.SMALL, color=palette.MUTED)  # fmt: skip
    key(ax, handles)


def before_and_after(
    before: Mapping[str, Sequence[Any]],
    after: Mapping[str, Sequence[Any]],
    parts: Sequence[str],
    finding: str,
    verdict: str,
) -> Figure:
    """Loss over the epochs before and after a fix, side by side on the same scale.

    Args:
        before: the history: columns of equal length n, epoch, train_loss and so on.
        after: the same for the run with the fix.
        parts: the splits whose losses are drawn.
        finding: the finding to fix.
        verdict: the verdict of the trial.
    """
    figure = blank(7.6, 3.4, panels=2)
    panels = figure.subplots(1, 2, sharey=True)
    for ax, history, title in zip(panels, (before, after), (f"before: {finding}", f"after: {verdict}"), strict=True):
        dress(ax)
        heading(ax, clean(title))
        handles = []
        for part in parts:
            values = numbers(history.get(f"{part}_loss", ()))
            style: dict[str, Any] = {"color": palette.PARTS[part], "linestyle": DASHES[part], "linewidth": 1.6}
            ax.plot(numbers(history["epoch"])[: len(values)], values, **style)
            end = f" {numeral(float(values[-1]))}" if len(values) and np.isfinite(values[-1]) else ""
            handles.append(Line2D([], [], label=f"{part} loss{end}", **style))
        epochs_axis(ax)
        key(ax, handles)
    losses = [numbers(h[f"{part}_loss"]) for h in (before, after) for part in parts if f"{part}_loss" in h]
    values = np.concatenate([v[np.isfinite(v) & (v > 0)] for v in losses]) if losses else np.ones(1)
    if len(values) and values.max() > 50 * values.min():
        for ax in panels:
            _logarithmic(ax, "y")
    literal(figure)
    return figure
