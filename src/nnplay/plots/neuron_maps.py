"""Neuron maps: the activation of each neuron over two features."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, clean, dress, heading, inches, key, literal, numeral, page, root, short

TILE, GAP, BETWEEN = 0.74, 0.16, 0.85  # inches: a map, from one to the next, from layer to layer
LARGE = 2.5  # inches of a large map
MAX_LAYERS = 8
MAX_OUTPUTS = 10
MAX_DOTS = 140  # rows on a small map


def neurons(
    layers: Sequence[Any],
    *,
    inputs: Any,
    weights: Sequence[Any],
    names: tuple[str, str],
    x: Any,
    y: Any,
    points: Any,
    labels: Any,
    classes: Sequence[Any] = (),
    titles: Sequence[str],
    activations: Sequence[str],
    middles: Sequence[float],
    outputs: Sequence[str],
    held: Mapping[str, Any] | None = None,
    most: int = 8,
) -> Figure:
    """A map of every neuron over two features, from the features on the left to the outputs on the right.

    Blue is above the middle of the activation's range, orange below, white in the middle; each map has its own scale.
    Lines are the weights between the neurons shown, green above zero, purple below, thicker the larger. Of a wide
    layer those neurons are shown whose activation varies most, and of a deep network the first and the last layers.

    Args:
        layers: the activations (n_out, side, side) of each layer, row by row from the lowest y.
        inputs: the two features as the network gets them (2, side, side).
        weights: of each layer (n_in, n_out), those of the first from the two features.
        names: of the two features.
        x: the values across (side,).
        y: the values up (side,).
        points: rows of the data (n, 2), drawn over the features and the outputs.
        labels: their classes or values (n,).
        classes: the class labels, () for a regression.
        titles: of the layers.
        activations: their names.
        middles: the activation that is neither high nor low, of each layer.
        outputs: what the outputs stand for.
        held: the other features, and what they are held at.
        most: how many neurons of a layer are shown.

    Raises:
        NNPlayError: fewer than one neuron asked for.
    """
    if most < 1:
        raise NNPlayError(f"most says how many neurons of a layer are shown: 1 or more, not {most}.")
    half = MAX_LAYERS // 2
    layers_drawn = list(range(len(layers)))
    layers_drawn = layers_drawn if len(layers_drawn) <= MAX_LAYERS else [*layers_drawn[:half], *layers_drawn[-half:]]
    neurons = {k: _telling(np.asarray(layers[k]), MAX_OUTPUTS if k == len(layers) - 1 else most) for k in layers_drawn}
    tall = max(2, *(len(chosen) for chosen in neurons.values()))
    right = 0.3 + max(min(inches(short(name, 16), palette.SMALL), 1.4) for name in outputs)
    left = 0.35 + max(inches(short(name, 18), palette.SMALL) for name in names)
    width = left + (len(layers_drawn) + 1) * TILE + len(layers_drawn) * BETWEEN + right
    height = 1.1 + tall * (TILE + GAP) + 0.5
    figure = page(max(width, 5.6), height)
    frame = figure.add_axes((0, 0, 1, 1))
    frame.set_axis_off()
    frame.set_xlim(0, max(width, 5.6))
    frame.set_ylim(0, height)
    axis = 0.45 + tall * (TILE + GAP) / 2
    columns = [(_heights(2, axis), left)]
    columns += [
        (_heights(len(neurons[k]), axis), left + (n + 1) * (TILE + BETWEEN)) for n, k in enumerate(layers_drawn)
    ]
    _edges(frame, columns, [_between(weights[k], neurons, layers_drawn, n, k) for n, k in enumerate(layers_drawn)])
    extent = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
    few = slice(None, None, -(-max(len(points), 1) // MAX_DOTS))
    dots = (np.asarray(points, dtype=float)[few], np.asarray(labels)[few], classes)
    for j, at in enumerate(columns[0][0]):
        values = np.asarray(inputs[j], dtype=float)
        _tile(frame, columns[0][1], at, values, float((values.min() + values.max()) / 2), extent, dots)
        frame.text(left - 0.1, at, short(names[j], 18), ha="right", va="center", fontsize=palette.SMALL,
                   color=palette.INK)  # fmt: skip
    for n, k in enumerate(layers_drawn):
        heights, at_x = columns[n + 1]
        last = k == len(layers) - 1
        for j, at in zip(neurons[k], heights, strict=True):
            _tile(frame, at_x, at, np.asarray(layers[k][j]), middles[k], extent, dots if last else None)
            if last and j < len(outputs):
                frame.text(at_x + TILE + 0.1, at, short(outputs[j], 16), va="center", fontsize=palette.SMALL,
                           color=palette.INK)  # fmt: skip
        count = len(layers[k])
        count_text = f"{len(neurons[k])} of {count:,}" if len(neurons[k]) < count else f"{count:,}"
        top = heights[0] + TILE / 2
        frame.text(at_x + TILE / 2, top + 0.27, short(titles[k], 14), ha="center", fontsize=palette.SMALL,
                   fontweight="bold", color=palette.INK)  # fmt: skip
        frame.text(at_x + TILE / 2, top + 0.1, short(f"{count_text} {activations[k]}", 18), ha="center",
                   fontsize=palette.TINY, color=palette.MUTED)  # fmt: skip
    _words(frame, height, held, len(layers_drawn) < len(layers))
    literal(figure)
    return figure


def _words(frame: Axes, height: float, held: Mapping[str, Any] | None, cut: bool) -> None:
    frame.text(0.25, height - 0.33, "What each neuron sees", fontsize=palette.TITLE, fontweight="bold",
               color=palette.INK, va="center")  # fmt: skip
    frame.text(0.25, height - 0.58, "blue: a high activation, orange: a low one, each map in its own scale",
               fontsize=palette.SMALL, color=palette.MUTED, va="center")  # fmt: skip
    said = _held(held)
    said = (
        f"{said}; layers in the middle left out" if cut and said else "layers in the middle left out" if cut else said
    )
    if said:
        frame.text(0.25, 0.2, said, fontsize=palette.TINY, color=palette.MUTED, va="center")


def _held(held: Mapping[str, Any] | None) -> str:
    if not held:
        return ""
    if len(held) > 4:
        return f"the other {len(held)} features are held at their median"
    return "at " + ", ".join(
        f"{short(k, 18)} {numeral(float(f'{v:.3g}')) if isinstance(v, float) else short(v, 12)}"
        for k, v in held.items()
    )


def _telling(maps: Array, most: int) -> list[int]:
    """The neurons whose activation varies most, in their order."""
    if len(maps) <= most:
        return list(range(len(maps)))
    spread = np.nan_to_num(maps.reshape(len(maps), -1).std(axis=1))
    return sorted(np.argsort(-spread, kind="stable")[:most].tolist())


def _heights(count: int, axis: float) -> list[float]:
    return [axis + ((count - 1) / 2 - k) * (TILE + GAP) for k in range(count)]


def _between(W: Any, neurons: dict[int, list[int]], layers_drawn: list[int], n: int, k: int) -> Array | None:
    """The weights between the neurons shown of two layers that are drawn side by side; None where some are between."""
    if n and layers_drawn[n - 1] != k - 1:
        return None
    among: Array = np.asarray(W, dtype=float)[:, neurons[k]]
    return among[neurons[layers_drawn[n - 1]]] if n else among


def _edges(frame: Axes, columns: list[tuple[list[float], float]], weights: list[Array | None]) -> None:
    """The weights as curves behind the maps."""
    t = np.linspace(0, 1, 24)
    ease = 3 * t**2 - 2 * t**3
    for (before, x0), (after, x1), W in zip(columns, columns[1:], weights, strict=False):
        if W is None:
            frame.text((x0 + x1 + TILE) / 2, before[len(before) // 2], "…", ha="center", fontsize=palette.TITLE,
                       color=palette.MUTED)  # fmt: skip
            continue
        top = float(np.nanmax(np.abs(W), initial=0.0)) or 1.0
        lines, colours, widths = [], [], []
        for i, j in sorted(np.ndindex(W.shape), key=lambda at: abs(W[at])):
            share = abs(W[i, j]) / top
            lines.append(np.column_stack([x0 + TILE + (x1 - x0 - TILE) * t, before[i] + (after[j] - before[i]) * ease]))
            colours.append((*to_rgb(palette.POSITIVE if W[i, j] > 0 else palette.NEGATIVE), 0.1 + 0.75 * share))
            widths.append(0.3 + 2.6 * share)
        frame.add_collection(LineCollection(lines, colors=colours, linewidths=widths, zorder=1))


def _image(ax: Axes, values: Array, middle: float, extent: Any, **options: Any) -> Any:
    reach = float(np.nanmax(np.abs(np.where(np.isfinite(values), values, middle) - middle), initial=0.0)) or 1.0
    colours = LinearSegmentedColormap.from_list("activation", palette.DIVERGING[1:-1])
    return ax.imshow(np.ma.masked_invalid(values), cmap=colours, norm=Normalize(middle - reach, middle + reach),
                     extent=extent, origin="lower", aspect="auto", interpolation="bilinear", **options)  # fmt: skip


def _tile(frame: Axes, x0: float, at: float, values: Array, middle: float, extent: Any, dots: Any) -> None:
    """One small map, its middle at this height."""
    ax = frame.inset_axes((x0, at - TILE / 2, TILE, TILE), transform=frame.transData, zorder=2)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_color(palette.MUTED)
        spine.set_linewidth(0.7)
    _image(ax, values, middle, extent)
    if np.ptp(values) == 0:
        ax.text(0.5, 0.5, f"always {numeral(float(f'{values.flat[0]:.3g}'))}", transform=ax.transAxes, ha="center",
                va="center", fontsize=palette.TINY, color=palette.MUTED)  # fmt: skip
    if dots is not None:
        _points(ax, *dots, size=4.0, edge=0.25)
    ax.set_xlim(extent[:2])
    ax.set_ylim(extent[2:])


def _points(ax: Axes, points: Array, labels: Any, classes: Sequence[Any], *, size: float, edge: float) -> None:
    """The rows of the data."""
    if len(labels) != len(points) or not len(points):
        return
    options: Any = {"s": size, "edgecolors": palette.PAPER, "linewidths": edge, "zorder": 3}
    if not classes:
        ax.scatter(points[:, 0], points[:, 1], color=palette.INK, alpha=0.6, **options)
        return
    names = np.array([str(label) for label in np.asarray(labels).tolist()])
    for k, label in enumerate(classes):
        rows = points[names == str(label)]
        ax.scatter(rows[:, 0], rows[:, 1], color=palette.class_colour(k), marker=palette.class_marker(k), **options)


def large_neurons(
    maps: Any,
    *,
    titles: Sequence[str],
    of: int,
    activation: str,
    middle: float,
    names: tuple[str, str],
    x: Any,
    y: Any,
    points: Any,
    labels: Any,
    classes: Sequence[Any] = (),
    held: Mapping[str, Any] | None = None,
) -> Figure:
    """Maps of some neurons of one layer, large, with the data on them and a scale beside each.

    Args:
        maps: activations (m, side, side).
        titles: of each map (m,).
        of: how many neurons the layer has.
        activation: its name.
        middle: the activation that is neither high nor low.
        names: of the two features.
        x: the values across (side,).
        y: the values up (side,).
        points: rows of the data (n, 2).
        labels: their classes or values (n,).
        classes: the class labels, () for a regression.
        held: the other features, and what they are held at.
    """
    across = min(4, len(maps))
    down = -(-len(maps) // across)
    single = len(maps) == 1
    size = 1.7 * LARGE if single else LARGE
    figure = blank(size * across + 0.9 * across + 0.3, (size + 0.95) * down + (0.25 if held else 0.0), panels=across)
    panels = figure.subplots(down, across, squeeze=False).ravel()
    for ax in panels[len(maps) :]:
        ax.set_visible(False)
    extent = (float(x[0]), float(x[-1]), float(y[0]), float(y[-1]))
    for k, (ax, values) in enumerate(zip(panels, np.asarray(maps), strict=False)):
        dress(ax, grid=False)
        image = _image(ax, values, middle, extent)
        if np.nanmin(values) < middle < np.nanmax(values):
            ax.contour(x, y, values, levels=[middle], colors=[palette.PAPER], linewidths=1.3)
        _points(ax, np.asarray(points, dtype=float), labels, classes, size=24 if single else 11, edge=0.6)
        said = f", always {numeral(float(f'{values.flat[0]:.3g}'))}" if np.ptp(values) == 0 else ""
        heading(ax, short(titles[k] + said, 34), "" if single and classes else short(activation, 30))
        bar = figure.colorbar(image, ax=ax, pad=0.02, fraction=0.05, aspect=24)
        bar.outline.set_visible(False)
        if np.ptp(values) > 0:
            bar.ax.set_ylim(float(np.nanmin(values)), float(np.nanmax(values)))
        for axis in (bar.ax.yaxis, ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
            axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
        bar.ax.tick_params(color=palette.RULE, labelcolor=palette.MUTED, labelsize=palette.TINY, length=3, width=0.8)
        if k >= len(maps) - across:
            ax.set_xlabel(short(names[0], 28), fontsize=palette.SMALL, color=palette.INK)
        if k % across == 0:
            ax.set_ylabel(short(names[1], 28), fontsize=palette.SMALL, color=palette.INK)
        ax.set_xlim(extent[:2])
        ax.set_ylim(extent[2:])
    if classes and single and len(labels):
        handles = [
            Line2D([], [], linestyle="none", marker=palette.class_marker(k), markersize=5,
                   color=palette.class_colour(k), label=short(label, 16)) for k, label in enumerate(classes)
        ]  # fmt: skip
        key(panels[0], handles, 0.7, beside=False)
    said = _held(held)
    if len(maps) < of and not single:
        said = f"{len(maps)} of {of:,} neurons, those that vary most" + (f"; {said}" if said else "")
    if said:
        figure.supxlabel(clean(said), x=0.02, ha="left", fontsize=palette.TINY, color=palette.MUTED)
    literal(figure)
    return root(panels[0])
