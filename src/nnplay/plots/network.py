"""Network diagram: neurons, weights, and a label under each layer."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Polygon
from matplotlib.path import Path

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Block, Parameters, layout as layout_of
from nnplay.plots import palette
from nnplay.plots.labels import inches, literal, page, root
from nnplay.plots.network_geometry import (
    LayerColumn,
    Plan,
    line_height,
    one_line,
    plan,
    skip_text,
    summed_up,
    weight_lines,
)


def layout(
    architecture: Architecture,
    parameters: Parameters | None = None,
    *,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """The network as circles and lines: columns are layers, from the inputs on the left to the outputs on the right.

    A layer wider than 16 shows its first and last five neurons. A line is the weight between two neurons that are
    shown: green above zero, purple below, thicker the larger it is within its matrix; for maxout, the largest of a
    neuron's pieces. Under each layer stand its width, activation, normalisation and dropout, and between two layers
    the shape of W and the number of parameters; an arc is a skip connection.

    Args:
        architecture: a resolved architecture.
        parameters: its weights; without them all lines are alike.
        input_names: a name for each input.
        output_names: a name for each output.
        ax: where to draw; everything is scaled to fit. None makes a figure of the right size.

    Raises:
        NNPlayError: when the architecture is not resolved, or the parameters are those of another one.
    """
    drawing = plan(architecture, tuple(input_names or ()), tuple(output_names or ()))
    if ax is None:
        ax = page(drawing.width, drawing.height).add_axes((0, 0, 1, 1))
    paint(ax, drawing, architecture, parameters)
    return root(ax)


def paint(ax: Axes, drawing: Plan, architecture: Architecture, parameters: Parameters | None) -> None:
    """Draw a plan into axes.

    Raises:
        NNPlayError: when the parameters are those of another network.
    """
    if parameters is not None and layout_of(parameters.architecture) != layout_of(architecture):
        raise NNPlayError(f"These are the parameters of another network: {parameters.architecture}.")
    ax.set_axis_off()
    ax.set_xlim(drawing.left, drawing.right)
    ax.set_ylim(drawing.bottom, drawing.top)
    ax.set_aspect("equal")
    box = ax.get_window_extent()
    scale = min(box.width / drawing.width, box.height / drawing.height) / root(ax).dpi
    brush = _Brush(ax, drawing, scale)
    for before, after in pairwise(drawing.columns):
        adjacent = after.number == before.number + 1 and before.number >= 0
        W = None if parameters is None or not adjacent else _per_neuron(parameters.W[before.number], after)
        brush.edges(before, after, W, adjacent)
    for column in drawing.columns:
        brush.neurons(column)
        brush.label(column)
    for column in drawing.columns[1:]:
        if column.layer is not None:
            brush.weights(column, drawing.blocks[column.number - 1])
    brush.names()
    brush.foot(summed_up(architecture), parameters is not None)
    literal(ax)


def _per_neuron(W: Array, after: LayerColumn) -> Array:
    """W (n_in, n_out): where a neuron has several pieces, the largest weight of them."""
    pieces = W.shape[1] // after.count
    if pieces == 1:
        return W
    split = np.nan_to_num(W.reshape(len(W), after.count, pieces))
    largest = np.abs(split).argmax(axis=2)[..., None]
    return np.asarray(np.take_along_axis(split, largest, axis=2)[..., 0])


class _Brush:
    """The axes of one drawing, the plan, and the scale from the plan's inches to the page's."""

    def __init__(self, ax: Axes, drawing: Plan, scale: float) -> None:
        self.ax, self.plan, self.scale = ax, drawing, scale

    def text(self, x: float, y: float, text: str, *, size: float | None = None, **how: Any) -> None:
        how = {"ha": "center", "va": "center", "color": palette.MUTED, **how}
        self.ax.text(x, y, text, fontsize=(size or palette.SMALL) * self.scale, **how)

    def edges(self, before: LayerColumn, after: LayerColumn, W: Array | None, adjacent: bool) -> None:
        """The lines between two columns, behind them a veil where not every line is drawn."""
        r = self.plan.radius
        if before.abbreviated or after.abbreviated or not adjacent:
            tops = [(after if before.hidden else before).top, (before if after.hidden else after).top]
            corners = [(before.x, tops[0] + r), (after.x, tops[1] + r)]
            corners += [(x, -y) for x, y in reversed(corners)]
            self.ax.add_patch(Polygon(corners, closed=True, facecolor=palette.MIST, edgecolor="none", zorder=0))
        if not adjacent:
            return
        pairs = [(i, j) for i in range(len(before.neurons)) for j in range(len(after.neurons))]
        ends = [((before.x, before.heights[i]), (after.x, after.heights[j])) for i, j in pairs]
        thin = min(1.0, (48 / len(pairs)) ** 0.5, after.x - before.x) * self.scale
        if W is None:
            plain = LineCollection(ends, colors=palette.MUTED, linewidths=0.9 * thin, alpha=0.45, zorder=1)
            self.ax.add_collection(plain, autolim=False)
            return
        weights = W[np.ix_(before.neurons, after.neurons)].ravel().astype(float)
        weights = np.where(np.isfinite(weights), weights, 0.0)
        strength = np.abs(weights) / (float(np.max(np.abs(W), where=np.isfinite(W), initial=0.0)) or 1.0)
        signs = np.where(weights[:, None] < 0, to_rgb(palette.NEGATIVE), to_rgb(palette.POSITIVE))
        colours = np.column_stack([signs, 0.12 + 0.78 * strength])
        order = np.argsort(strength, kind="stable")  # the strong ones on top
        lines = LineCollection(
            [ends[k] for k in order], colors=colours[order], linewidths=(0.4 + 2.8 * strength[order]) * thin, zorder=1
        )
        self.ax.add_collection(lines, autolim=False)

    def neurons(self, column: LayerColumn) -> None:
        """The circles of a column, and the sign that some are left out."""
        if column.number < 0:
            self.text(column.x, 0, "⋯", size=14, color=palette.INK)
            return
        last = column is self.plan.columns[-1]
        face = palette.INK if last else palette.RULE if column.layer is None else palette.PAPER
        dashed = column.layer is not None and column.layer.dropout > 0
        circles = PatchCollection(
            [Circle((column.x, y), self.plan.radius) for y in column.heights], facecolor=face, edgecolor=palette.INK,
            linewidth=1.1 * self.scale, linestyle=(0, (2.2, 1.4)) if dashed else "solid", zorder=3,
        )  # fmt: skip
        self.ax.add_collection(circles, autolim=False)
        if column.abbreviated:
            self.text(column.x, 0, "⋮", size=14, color=palette.INK, zorder=3)

    def label(self, column: LayerColumn) -> None:
        """What a layer is, under it."""
        if not self.plan.upright:
            text = one_line(column, self.plan.blocks)
            self.text(column.x, self.plan.labels, text, rotation=90, va="top", color=palette.INK)
            return
        for k, line in enumerate(column.lines):
            y = self.plan.labels - k * line_height()
            if k == 0:
                self.text(column.x, y, line, size=palette.TEXT, weight="bold", color=palette.INK)
            else:
                self.text(column.x, y, line, color=palette.INK if k == 1 else palette.MUTED)

    def weights(self, column: LayerColumn, block: Block) -> None:
        """What lies between a layer and the one before it: the shape of W, and the skip connection."""
        place = self.plan.columns.index(column)
        before = self.plan.columns[place - 1]
        middle = (before.x + column.x) / 2
        if self.plan.upright:
            y = self.plan.rules
            ends = (before.x + 0.09, column.x - 0.09)
            for start, stop in ([(ends[0], y), (ends[1], y)], *([(x, y + 0.04), (x, y - 0.04)] for x in ends)):
                line = LineCollection([[start, stop]], colors=palette.RULE, linewidths=0.9 * self.scale)
                self.ax.add_collection(line, autolim=False)
            for k, text in enumerate(weight_lines(block)):
                self.text(middle, y - 0.15 - k * line_height(), text, color=palette.MUTED if k else palette.INK)
        else:
            text = ", ".join(weight_lines(block))
            self.text(middle, self.plan.labels, text, size=palette.TINY, rotation=90, va="top")
        if block.layer.skip:
            self.arc(before, column, skip_text(block) if self.plan.upright else "")

    def arc(self, before: LayerColumn, after: LayerColumn, text: str) -> None:
        """A skip connection over the edges it skips."""
        r = self.plan.radius
        start, stop = (before.x + 0.3 * r, before.top + 1.25 * r), (after.x - 0.3 * r, after.top + 1.25 * r)
        crest = max(start[1], stop[1]) + 0.3
        curve = Path([start, (start[0], crest), (stop[0], crest), stop], [1, 4, 4, 4])
        arrow = FancyArrowPatch(
            path=curve, arrowstyle="-|>", mutation_scale=6 * self.scale, color=palette.MUTED, linewidth=1 * self.scale,
            shrinkA=0, shrinkB=0, zorder=2,
        )  # fmt: skip
        self.ax.add_patch(arrow)
        if text:
            t = np.linspace(0, 1, 101)  # the highest point of the curve, whose ends may differ
            y = start[1] * (1 - t) ** 3 + 3 * crest * t * (1 - t) + stop[1] * t**3
            self.text((start[0] + stop[0]) / 2, float(y.max()) + 0.03, text, size=palette.TINY, va="bottom")

    def names(self) -> None:
        """The names of the inputs and outputs, beside them."""
        first, last, gap = self.plan.columns[0], self.plan.columns[-1], self.plan.radius + 0.08
        for y, name in zip(first.heights, self.plan.inputs, strict=True):
            if name:
                self.text(first.x - gap, y, name, ha="right", va="center_baseline", color=palette.INK)
        for y, name in zip(last.heights, self.plan.outputs, strict=True):
            if name:
                self.text(last.x + gap, y, name, ha="left", va="center_baseline", color=palette.INK)

    def foot(self, text: str, signed: bool) -> None:
        """The sum at the left, and at the right what the colours of the lines say."""
        y = self.plan.footer
        self.text(self.plan.left + 0.2, y, text, ha="left")
        if not signed:
            return
        x = self.plan.right - 0.2
        for word, colour in (("negative weight", palette.NEGATIVE), ("positive weight", palette.POSITIVE)):
            self.text(x, y, word, ha="right")
            x -= inches(word, palette.SMALL) + 0.07
            stroke = LineCollection([[(x - 0.22, y), (x, y)]], colors=colour, linewidths=2.2 * self.scale)
            self.ax.add_collection(stroke, autolim=False)
            x -= 0.36
