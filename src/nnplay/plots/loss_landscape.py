"""Loss landscape: the loss on a plane through θ, as contours or a surface."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator

from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, clean, dress, heading, literal, numeral, page, root, short

LEVELS = 24
DOTS = 24  # on the path
WIDE = 4  # times the smallest loss, from which on the levels are logarithmic


def landscape(
    a: Any,
    b: Any,
    losses: Any,
    *,
    centre: float,
    path: Any = (),
    epochs: Sequence[int] = (),
    names: tuple[str, str] = ("first direction", "second direction"),
    title: str = "loss",
    surface: bool = False,
    log: bool | None = None,
    ax: Axes | None = None,
) -> Figure:
    """The loss at θ + a·d₁ + b·d₂, dark where it is low, with θ in the middle and the way there.

    Args:
        a: the steps along d₁ (m,).
        b: the steps along d₂ (n,).
        losses: (n, m); NaN and infinite values are grey.
        centre: the loss at θ.
        path: where the training was (k, 2), () for none.
        epochs: of the path (k,).
        names: of the directions.
        title: what the loss is called.
        surface: a surface in three dimensions instead of contours.
        log: logarithmic levels; None decides by how far the losses spread.
        ax: where to draw the contours; None makes a figure.

    Raises:
        NNPlayError: a loss of another shape, or no finite one; axes for a surface.
    """
    xs, ys, Z = (np.asarray(values, dtype=float) for values in (a, b, losses))
    if Z.shape != (len(ys), len(xs)):
        raise NNPlayError(f"A plane of {len(ys)} × {len(xs)} points cannot have losses of the shape {Z.shape}.")
    there = Z[np.isfinite(Z)]
    if not len(there):
        raise NNPlayError("The loss is not finite anywhere on this plane; use a smaller span.")
    low, high = float(there.min()), float(there.max())
    logarithmic = low > 0 and (high > WIDE * low if log is None else log) and high > low
    norm, levels = _scale(low, high, logarithmic)
    way = np.asarray(path, dtype=float).reshape(-1, 2)
    if surface:
        if ax is not None:
            raise NNPlayError("A surface makes its own figure: leave out ax, or surface=True.")
        return _surface(xs, ys, Z, norm, logarithmic, way, names, title, centre)
    if ax is None:
        ax = blank(5.9, 4.9).subplots()
    dress(ax, grid=False)
    ax.set_facecolor(palette.MIST)
    colours = LinearSegmentedColormap.from_list("loss", palette.SEQUENTIAL[::-1])  # dark is low
    masked = np.ma.masked_invalid(Z)
    image = ax.contourf(xs, ys, masked, levels=levels, cmap=colours, norm=norm, extend="both")
    ax.contour(xs, ys, masked, levels=levels[::2], colors=[palette.PAPER], linewidths=0.5, alpha=0.75)
    missing = int(Z.size - len(there))
    subtitle = f"{numeral(float(f'{centre:.4g}'))} at θ, the white ring"
    heading(ax, short(title, 48), subtitle + (", gray: not finite" if missing else ""))
    if len(way):
        _path(ax, way, epochs)
    ax.plot(0, 0, "o", markersize=8, markerfacecolor=palette.INK, markeredgecolor=palette.PAPER, markeredgewidth=2,
            zorder=5)  # fmt: skip
    ax.set_xlabel(clean(names[0]), fontsize=palette.SMALL, color=palette.MUTED)
    ax.set_ylabel(clean(names[1]), fontsize=palette.SMALL, color=palette.MUTED)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    ax.set_xlim(xs[0], xs[-1])
    ax.set_ylim(ys[0], ys[-1])
    _bar(ax, image, logarithmic, low, high)
    literal(ax)
    return root(ax)


def _scale(low: float, high: float, logarithmic: bool) -> tuple[Normalize, Array]:
    """From losses to the way through the colours, and the levels of the contours."""
    if logarithmic:
        return LogNorm(low, high), np.geomspace(low, high, LEVELS + 1)
    if high <= low:
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    return Normalize(low, high), np.linspace(low, high, LEVELS + 1)


def _bar(ax: Axes, image: Any, logarithmic: bool, low: float, high: float) -> None:
    bar = root(ax).colorbar(image, ax=ax, pad=0.02, fraction=0.05, aspect=28, extendfrac=0)
    bar.outline.set_visible(False)
    if logarithmic:
        decades = high / low >= 100
        places = np.geomspace(low, high, 6)
        bar.ax.yaxis.set_major_locator(LogLocator(numticks=6) if decades else FixedLocator(places.tolist()))
    else:
        bar.ax.yaxis.set_major_locator(MaxNLocator(6))
    bar.ax.minorticks_off()
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(float(f"{value:.2g}"))))
    bar.ax.tick_params(color=palette.RULE, labelcolor=palette.MUTED, labelsize=palette.SMALL, length=3, width=0.8)


def _path(ax: Axes, way: Array, epochs: Sequence[int]) -> None:
    """The way of the training: a line with a dot for each epoch that was kept, its beginning and its end named."""
    ax.plot(way[:, 0], way[:, 1], color=palette.HIGHLIGHT, linewidth=1.7, zorder=3, solid_joinstyle="round",
            path_effects=[withStroke(linewidth=3.4, foreground=palette.PAPER)])  # fmt: skip
    dots = way[:: -(-len(way) // DOTS)]
    ax.scatter(
        dots[:, 0], dots[:, 1], s=20, color=palette.HIGHLIGHT, edgecolors=palette.PAPER, linewidths=0.8, zorder=4
    )
    if len(epochs) != len(way):
        return
    size = np.ptp(way, axis=0)
    place = way / np.where(size > 0, size, 1)
    for k, before in ((0, min(len(way) - 1, len(way) // 10 + 1)), (len(way) - 1, max(0, len(way) * 9 // 10 - 1))):
        dx, dy = place[k] - place[before]  # the label stands where the line does not come from
        upright = abs(dy) >= abs(dx)
        offset = (0, 11 if dy >= 0 else -11) if upright else (11 if dx >= 0 else -11, 0)
        ax.annotate(
            f"epoch {epochs[k]:,}", way[k], xytext=offset, textcoords="offset points", zorder=6,
            path_effects=[withStroke(linewidth=2.6, foreground=palette.PAPER)],
            ha="center" if upright else "left" if dx >= 0 else "right",
            va="center" if not upright else "bottom" if dy >= 0 else "top", fontsize=palette.SMALL, color=palette.INK,
        )  # fmt: skip


def _surface(
    xs: Array, ys: Array, Z: Array, norm: Normalize, logarithmic: bool, way: Array, names: tuple[str, str],
    title: str, centre: float,
) -> Figure:  # fmt: skip
    """The loss as a surface; where it spreads widely, its logarithm."""
    style = palette.current()
    width = max(style.single, 4.0)
    figure = page(width, 0.84 * width)
    ax: Any = figure.add_axes((-0.02, 0.04, 1.0, 0.88), projection="3d")
    heights = np.where(np.isfinite(Z), Z, np.nan)
    tall = np.log10(heights) if logarithmic else heights
    colours = LinearSegmentedColormap.from_list("loss", palette.SEQUENTIAL[::-1])  # dark is low
    low, high = float(np.nanmin(tall)), float(np.nanmax(tall))
    floor = low - 0.35 * ((high - low) or 1.0)
    X, Y = np.meshgrid(xs, ys)
    ax.plot_surface(
        X, Y, tall, facecolors=colours(norm(np.nan_to_num(heights, nan=norm.vmax or 1.0))), rstride=1, cstride=1,
        linewidth=0.15, edgecolor=(1, 1, 1, 0.25), antialiased=True, shade=False,
    )  # fmt: skip
    ax.contour(X, Y, np.ma.masked_invalid(tall), levels=12, cmap=colours, offset=floor, linewidths=0.9)
    if len(way):
        ax.plot(way[:, 0], way[:, 1], np.full(len(way), floor), color=palette.HIGHLIGHT, linewidth=1.6)
    ax.plot([0], [0], [floor], "o", markersize=6, color=palette.HIGHLIGHT if not len(way) else palette.INK)
    ax.set_zlim(floor, high)
    ax.view_init(elev=32, azim=-58)
    ax.set_box_aspect((1, 1, 0.75), zoom=0.9)
    for axis, name in zip((ax.xaxis, ax.yaxis, ax.zaxis), (*names, ""), strict=True):
        axis.set_pane_color((1, 1, 1, 0))
        axis.line.set_color(palette.RULE)
        axis._axinfo["grid"].update(color=palette.MIST, linewidth=0.8)
        axis.set_major_locator(MaxNLocator(4, integer=logarithmic and axis is ax.zaxis))
        axis.set_label_text(clean(name).partition(",")[0], fontsize=palette.SMALL, color=palette.MUTED)
        axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    if logarithmic:
        ax.zaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(float(f"{10**value:.2g}"))))
    ax.tick_params(labelcolor=palette.MUTED, labelsize=palette.TINY, pad=1)
    line = palette.TEXT / 72 / float(figure.get_figheight())
    figure.text(0.04, 1 - 2 * line, short(title, 60), fontsize=palette.TEXT, fontweight="bold", color=palette.INK)
    subtitle = f"{numeral(float(f'{centre:.4g}'))} at θ, the dot on the floor"
    figure.text(0.04, 1 - 3.5 * line, subtitle, fontsize=palette.SMALL, color=palette.MUTED)
    literal(figure)
    return figure
