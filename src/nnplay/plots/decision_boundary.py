"""Decision boundary, or predicted surface, over two features."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nnplay.network.parameters import Array
from nnplay.plots import palette
from nnplay.plots.labels import blank, dress, heading, key, key_beside, literal, numeral, root, short, width_of, wrapped
from nnplay.plots.surface_colors import Span, region_colours, scores_of, span_of, value_range

MAX_HELD = 12  # features whose values are said one by one
GRID = 180  # points of the surface along each side
LEGEND = 0.7  # the length of the mark of a legend entry, in letters
PARTS = ("train", "validation", "test")


def boundary(
    predict: Callable[[Array], Any],
    X: Any,
    truth: Any,
    *,
    names: Sequence[str],
    task: str,
    classes: Sequence[Any] = (),
    x_range: Span | None = None,
    y_range: Span | None = None,
    x_index: int = 0,
    y_index: int = 1,
    held: Mapping[str, Any] | None = None,
    split: Sequence[str] | Array | None = None,
    ax: Axes | None = None,
) -> Figure:
    """What the network predicts at every point of a plane, and the data on it.

    A classification colours each region by its class, the more strongly the surer the network is, with a line where
    the class changes. A regression colours the predicted value, with a colour bar. Points of the training data are
    filled, test data hollow, validation data pale.

    Args:
        predict: takes points (m, 2) in the user's units; gives values (m,) in a regression, and in a classification
            probabilities or scores (m, k) in the order of `classes`, or labels (m,).
        X: the data (n, d).
        truth: labels or values (n,).
        names: the names of the columns of X (d,).
        task: "classification" or "regression".
        classes: all labels (k,); () takes those of `truth`, sorted.
        x_index: the column of X that runs across.
        y_index: the column of X that runs up.
        x_range: the lowest and highest value across; None leaves a margin around the data.
        y_range: the same for the values up.
        held: the other features and the values they are held at, for the line under the chart.
        split: "train", "validation" or "test" for each row (n,); None draws all alike.
        ax: where to draw; None makes a figure.
    """
    points = np.asarray(X, dtype=float)[:, [x_index, y_index]]
    spans = [extra or span_of(points[:, j]) for j, extra in enumerate((x_range, y_range))]
    parts = np.full(len(points), "train") if split is None else np.asarray(split).astype(str)
    order = [classes[k] for k in range(len(classes))] or sorted(set(np.asarray(truth).tolist()), key=_sortable)
    handles = _handles(order if task != "regression" else [], parts)
    if ax is None:
        ax = _axes(handles)
    dress(ax, grid=False)
    xs, ys = (np.linspace(*span, GRID) for span in spans)
    mesh = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    if task == "regression":
        _surface(ax, np.asarray(predict(mesh), dtype=float).reshape(GRID, GRID), xs, ys, points, truth, parts)
    else:
        _regions(ax, np.asarray(predict(mesh)), xs, ys, order)
        _classified(ax, points, np.asarray(truth).tolist(), parts, order)
    heading(ax, "Predicted value" if task == "regression" else "Predicted class")
    key(ax, handles, LEGEND)
    ax.set_xlim(spans[0])
    ax.set_ylim(spans[1])
    for axis, k in ((ax.xaxis, x_index), (ax.yaxis, y_index)):
        axis.set_label_text(short(names[k], 28), fontsize=palette.SMALL, color=palette.INK)
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
    if held:
        text = "\n".join(wrapped(_held_text(held), palette.TINY, 0.95 * width_of(ax)))
        ax.annotate(text, (0, 0), xycoords=("axes fraction", ax.xaxis.label), xytext=(0, -4),
                    textcoords="offset points", va="top", fontsize=palette.TINY, color=palette.MUTED)  # fmt: skip
    literal(ax)
    return root(ax)


def _held_text(held: Mapping[str, Any]) -> str:
    """The values of the features that are on no axis, in one line."""
    if len(held) > MAX_HELD:
        return f"the other {len(held)} features at their medians or most typical values"
    return "at " + ", ".join(f"{short(name, 18)} {_held(value)}" for name, value in held.items())


def _held(value: Any) -> str:
    return numeral(float(f"{value:.3g}")) if isinstance(value, int | float | np.number) else short(value, 12)


def _sortable(label: Any) -> tuple[str, Any]:
    return ("", label) if isinstance(label, int | float) else ("text", str(label))


def _regions(ax: Axes, predicted: Array, xs: Array, ys: Array, order: list[Any]) -> None:
    """The classes over the plane: colour, strength by how sure, and a line between them."""
    scores, known = scores_of(predicted, order)
    k = scores.shape[1]
    image = region_colours(predicted, order, palette.surface())
    extent = (float(xs[0]), float(xs[-1]), float(ys[0]), float(ys[-1]))
    ax.imshow(image.reshape(GRID, GRID, 3), extent=extent, origin="lower", aspect="auto", interpolation="bilinear")
    for j in range(k if k > 2 else 1):
        others = np.delete(scores, j, axis=1).max(axis=1) if k > 1 else np.full(len(scores), -1.0)
        margin = np.where(known, scores[:, j] - others, np.nan).reshape(GRID, GRID)
        if np.nanmin(margin, initial=np.inf) < 0 < np.nanmax(margin, initial=-np.inf):
            ax.contour(xs, ys, margin, levels=[0.0], colors=[palette.PAPER], linewidths=1.4)


def _classified(ax: Axes, points: Array, labels: list[Any], parts: Array, order: list[Any]) -> None:
    """The data over the regions."""
    names = np.array([str(label) for label in labels])
    size = _size(len(points))
    for j, label in enumerate(order):
        colour = palette.class_colour(j)
        pale = tuple(0.55 + 0.45 * np.array(to_rgb(colour)))
        for part, face, edge in (
            ("train", colour, palette.PAPER),
            ("validation", pale, colour),
            ("test", palette.PAPER, colour),
        ):
            rows = points[(names == str(label)) & (parts == part)]
            if len(rows):
                ax.scatter(
                    rows[:, 0], rows[:, 1], s=size, marker=palette.class_marker(j), zorder=3,
                    facecolors=[face], edgecolors=[edge], linewidths=0.7 if part == "train" else 1.3,
                )  # fmt: skip


def _surface(ax: Axes, values: Array, xs: Array, ys: Array, points: Array, truth: Any, parts: Array) -> None:
    """The predicted values as colours that part at zero, or at the middle of the data."""
    actual = np.asarray(truth, dtype=float).ravel()
    norm = Normalize(*value_range(values, actual))
    colours = LinearSegmentedColormap.from_list("value", palette.DIVERGING)
    extent = (float(xs[0]), float(xs[-1]), float(ys[0]), float(ys[-1]))
    image = ax.imshow(
        np.ma.masked_invalid(values), extent=extent, origin="lower", aspect="auto", interpolation="bilinear",
        cmap=colours, norm=norm, alpha=0.75,
    )  # fmt: skip
    for part in PARTS:
        rows = (parts == part) & np.isfinite(actual)
        across, up, shade = points[rows, 0], points[rows, 1], colours(norm(actual[rows]))
        face, edge, width, dot = _look(part)
        size = _size(len(points)) * (1.3 if dot else 1.0)
        faces = shade if face is None else face
        ax.scatter(across, up, s=size, facecolors=faces, edgecolors=edge, linewidths=width, zorder=3)
        if dot:
            ax.scatter(across, up, s=0.35 * size, facecolors=shade, linewidths=0, zorder=4)
    bar = ax.figure.colorbar(image, ax=ax, pad=0.02, fraction=0.05, aspect=28)
    bar.outline.set_visible(False)
    bar.ax.tick_params(color=palette.RULE, labelcolor=palette.MUTED, labelsize=palette.SMALL, length=3, width=0.8)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))


def _look(part: str) -> tuple[str | None, str, float, bool]:
    """How a point of a part is drawn over a surface: face (None: its value's colour), edge, its width, a dot within."""
    looks: dict[str, tuple[str | None, str, float, bool]] = {
        "train": (None, palette.INK, 0.7, False),
        "validation": (None, palette.MUTED, 1.6, False),
        "test": (palette.PAPER, palette.INK, 0.9, True),
    }
    return looks[part]


def _size(count: int) -> float:
    """The area of a point: smaller where there are many."""
    return float(np.clip(34 * (120 / max(count, 1)) ** 0.5, 9, 42))


def _axes(handles: list[Line2D]) -> Axes:
    """The axes of a new figure, with room for a legend of many rows beside the chart."""
    figure = blank(5.6, 4.6)
    beside = key_beside(handles, LEGEND, 0.85 * figure.get_figwidth())
    if beside:
        rows = 1.45 * palette.SMALL / 72 * len(handles)
        figure.set_size_inches(figure.get_figwidth() + beside, max(figure.get_figheight(), rows + 1.0))
    return figure.subplots()


def _handles(order: list[Any], parts: Array) -> list[Line2D]:
    """The legend: the classes, and what filled and hollow mean."""
    handles = [
        _dot(short(label, 16), palette.class_marker(j), palette.class_colour(j)) for j, label in enumerate(order)
    ]
    values = set(parts.tolist())
    greys = {"train": palette.MUTED, "validation": palette.RULE, "test": palette.PAPER}
    for part in PARTS:
        face, edge, width, _ = _look(part)
        if part in values and len(values) > 1 and order:
            handles.append(_dot(part, "o", greys[part], palette.MUTED))
        elif part in values and len(values) > 1:
            handles.append(_dot(part, "o", face or palette.DIVERGING[4], edge, width))
    return handles


def _dot(label: str, marker: str, face: str, edge: str | None = None, width: float = 1.0) -> Line2D:
    """A point of the legend."""
    return Line2D(
        [], [], linestyle="none", marker=marker, markersize=6, label=label,
        markerfacecolor=face, markeredgecolor=edge or face, markeredgewidth=width,
    )  # fmt: skip
