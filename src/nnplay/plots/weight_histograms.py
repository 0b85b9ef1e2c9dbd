"""Weight or gradient histograms of each layer over the epochs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, literal, numeral, short
from nnplay.plots.learning_curves import epochs_axis
from nnplay.utils.text import plural

ACROSS = 4  # panels in a row
MAX_LAYERS = 12
SMOOTH = (0.25, 0.5, 0.25)  # over neighbouring bins
RARE = 0.002  # share of the numbers that may be out of view, below a picture of powers


def histograms(
    epochs: Sequence[int],
    layers: Sequence[tuple[str, Any, Any, Any, int, Any]],
    *,
    title: str,
    value_name: str,
    powers: bool = False,
) -> Figure:
    """A panel for each layer: epochs across, values up, the darker the more numbers are there.

    The line is the median, thin ones are the middle half and the middle nine tenths. Where numbers are few, each is a
    line. Of more than twelve layers the first and the last are drawn.

    Args:
        epochs: (k,).
        layers: (name, edges of the bins (bins + 1,), counts (k, bins), quantiles (k, 5), how many more numbers
            are 0 at the last epoch and in no bin, all numbers (k, count) to be drawn as lines or None) of each.
        title: what is shown.
        value_name: what the numbers are called.
        powers: the values are powers of ten.

    Raises:
        NNPlayError: no layer, or no epoch.
    """
    if not layers or not len(epochs):
        raise NNPlayError("There is nothing to draw: give one layer and one epoch or more.")
    left_out = max(0, len(layers) - MAX_LAYERS)
    if left_out:
        layers = [*layers[: MAX_LAYERS // 2], *layers[-MAX_LAYERS // 2 :]]
    columns = min(ACROSS, len(layers))
    rows = -(-len(layers) // columns)
    figure = blank(max(2.75 * columns + 0.5, 4.4), 2.55 * rows + 0.75, panels=columns)
    more = f", {left_out} layers in the middle left out" if left_out else ""
    figure.suptitle(
        f"{short(title, 60)}{more}", x=0.12 / figure.get_figwidth(), ha="left", fontsize=palette.TITLE,
        fontweight="bold", color=palette.INK,
    )  # fmt: skip
    panels = figure.subplots(rows, columns, squeeze=False, sharey=powers).ravel()
    for ax in panels[len(layers) :]:
        ax.set_visible(False)
    low = _lowest(layers) if powers else None
    for k, (ax, layer) in enumerate(zip(panels, layers, strict=False)):
        _panel(ax, np.asarray(epochs, dtype=float), *layer, powers=powers)
        if low is not None:
            ax.set_ylim(bottom=low)
        if k % columns == 0:
            ax.set_ylabel(short(value_name, 24), fontsize=palette.SMALL, color=palette.MUTED)
    literal(figure)
    return figure


def _panel(
    ax: Axes, epochs: Array, name: str, edges: Any, counts: Any, quantiles: Any, zeros: int, values: Any, *,
    powers: bool,
) -> None:  # fmt: skip
    dress(ax, grid=False)
    shares = np.asarray(counts, dtype=float)
    total = int(shares[-1].sum())
    none = f", {zeros:,} more are 0" if powers and zeros else ""
    heading(ax, short(name, 22), plural(total, "number") + none)
    if values is not None and len(epochs) > 1:
        _lines(ax, epochs, np.asarray(values, dtype=float))
        return
    shares = np.apply_along_axis(np.convolve, 1, shares, SMOOTH, mode="same")
    shares = shares / np.maximum(shares.max(axis=1, keepdims=True), 1e-12)
    colours = LinearSegmentedColormap.from_list("density", palette.SEQUENTIAL)
    ax.pcolormesh(_between(epochs), edges, np.sqrt(shares).T, cmap=colours, norm=Normalize(0, 1), rasterized=True)
    lines = np.asarray(quantiles, dtype=float)
    if len(epochs) > 1:
        for k, width, alpha in ((0, 0.7, 0.7), (1, 0.9, 0.85), (3, 0.9, 0.85), (4, 0.7, 0.7), (2, 1.7, 1.0)):
            if k == 2 or not powers:
                ax.plot(epochs, lines[:, k], color=palette.HIGHLIGHT, linewidth=width, alpha=alpha)
    _axes(ax, powers)
    ax.set_ylim(edges[0], edges[-1])


def _lines(ax: Axes, epochs: Array, values: Array) -> None:
    """Each number as a line, green where it ends above zero and purple where below."""
    ax.axhline(0, color=palette.RULE, linewidth=0.9)
    for line in values.T:
        colour = palette.POSITIVE if line[-1] >= 0 else palette.NEGATIVE
        ax.plot(epochs, line, color=colour, linewidth=1.0, alpha=0.6, solid_joinstyle="round")
    ax.set_xlim(epochs[0], epochs[-1])
    _axes(ax, powers=False)


def _axes(ax: Axes, powers: bool) -> None:
    epochs_axis(ax)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1))
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=powers))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(10.0**value if powers else value)))


def _lowest(layers: Sequence[tuple[str, Any, Any, Any, int, Any]]) -> float:
    """The edge of a bin below which almost no number is; the bins are those of all layers."""
    counts = np.sum([np.sum(layer[2], axis=0) for layer in layers], axis=0, dtype=float)
    below = np.cumsum(counts) / max(counts.sum(), 1)
    return float(layers[0][1][int(np.searchsorted(below, RARE))])


def _between(epochs: Array) -> Array:
    """The edges of cells around the epochs (k + 1,)."""
    if len(epochs) == 1:
        return np.array([epochs[0] - 0.5, epochs[0] + 0.5])
    middle = (epochs[1:] + epochs[:-1]) / 2
    return np.concatenate([[epochs[0] - (middle[0] - epochs[0])], middle, [epochs[-1] + (epochs[-1] - middle[-1])]])
