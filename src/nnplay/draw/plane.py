"""The decision boundary, or the regression surface, over two features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

from nnplay.draw import palette
from nnplay.draw.text import dress, heading, literal, short

GRID = 120  # points along each side of the surface
FAINT, STRONG = 0.10, 0.62  # how much of a class's colour an undecided and a certain point get
SURFACE = LinearSegmentedColormap.from_list("surface", palette.DIVERGING)


def boundary(
    predict: Callable[[Any], Any],
    X: Any,
    truth: Any,
    *,
    names: Sequence[str],
    task: str,
    classes: Sequence[Any] = (),
    split: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """What the network says everywhere on the plane of two features, and the points it learned from.

    Args:
        predict: from points (n, 2) to values (n,) in regression; to probabilities (n, k) or labels (n,) of classes.
        X: the points (n, 2), in the user's units.
        truth: their labels or values (n,).
        names: the names of the two features.
        task: "classification" or "regression".
        classes: all labels.
        split: for each point "train", "validation" or "test"; points that were not trained on are hollow or ringed.
        ax: where to draw; None makes a figure.
    """
    if ax is None:
        ax = Figure(figsize=(5.4, 4.4), layout="constrained", facecolor=palette.PAPER).subplots()
    dress(ax, grid=False)
    X = np.asarray(X, dtype=float)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = np.where(high > low, 0.08 * (high - low), 1.0)
    low, high = low - margin, high + margin
    across, up = (np.linspace(low[k], high[k], GRID) for k in (0, 1))
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    said = np.asarray(predict(points))
    extent = (low[0], high[0], low[1], high[1])
    trained = np.array([part == "train" for part in split]) if split is not None else np.ones(len(X), dtype=bool)
    if task == "regression":
        _surface(ax, said, extent, X, np.asarray(truth, dtype=float), trained)
    else:
        _regions(ax, said, extent, X, truth, list(classes), trained)
    ax.set_xlabel(short(names[0], 30), color=palette.MUTED, fontsize=palette.SMALL)
    ax.set_ylabel(short(names[1], 30), color=palette.MUTED, fontsize=palette.SMALL)
    sign = "white ring" if task == "regression" else "hollow"
    heading(ax, "What it says everywhere" + ("" if trained.all() else f" ({sign}: not trained on)"))
    figure: Figure = ax.get_figure(root=True)  # type: ignore[assignment]
    literal(figure)
    return figure


def _regions(ax: Axes, said: Any, extent: Any, X: Any, truth: Any, classes: list[Any], trained: Any) -> None:
    colours = np.array([to_rgb(palette.class_colour(k)) for k in range(len(classes))])
    if said.ndim == 1:
        place = {label: k for k, label in enumerate(classes)}
        winner, certainty = np.array([place[label] for label in said.tolist()]), np.full(len(said), 0.6)
    else:
        shares = np.nan_to_num(said.astype(float))
        winner, top = shares.argmax(axis=1), shares.max(axis=1)
        fair = 1 / max(len(classes), 2)
        certainty = np.clip((top - fair) / (1 - fair), 0, 1)
    weight = (FAINT + (STRONG - FAINT) * certainty)[:, None]
    picture = 1 - weight * (1 - colours[winner])
    ax.imshow(
        picture.reshape(GRID, GRID, 3), extent=extent, origin="lower", aspect="auto", interpolation="bilinear", zorder=0
    )
    labels = np.asarray(truth).tolist()
    for k, label in enumerate(classes):
        mine = np.array([true == label for true in labels])
        for part, fill in ((mine & trained, True), (mine & ~trained, False)):
            colour = palette.class_colour(k)
            edge, face = (palette.PAPER, colour) if fill else (colour, palette.PAPER)
            ax.scatter(
                X[part, 0], X[part, 1], s=20, marker=palette.class_marker(k), facecolors=face, edgecolors=edge,
                linewidths=0.5 if fill else 1.2, zorder=2, label=short(label) if fill else None,
            )  # fmt: skip
    ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=palette.SMALL, frameon=False)


def _surface(ax: Axes, said: Any, extent: Any, X: Any, truth: Any, trained: Any) -> None:
    finite = np.concatenate([truth[np.isfinite(truth)], said[np.isfinite(said)]])
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    style: Any = {"cmap": SURFACE, "vmin": low, "vmax": high if high > low else low + 1}
    shown = ax.imshow(
        said.reshape(GRID, GRID),
        extent=extent,
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        zorder=0,
        **style,
    )
    for part, edge, width in ((trained, palette.INK, 0.4), (~trained, palette.PAPER, 1.2)):
        ax.scatter(X[part, 0], X[part, 1], c=truth[part], s=20, edgecolors=edge, linewidths=width, zorder=2, **style)
    bar = ax.figure.colorbar(shown, ax=ax, shrink=0.9, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=palette.SMALL, labelcolor=palette.MUTED, length=0)
