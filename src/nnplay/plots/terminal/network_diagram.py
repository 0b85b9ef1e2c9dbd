"""Network diagram of characters; lines are weights, coloured by sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rich.text import Text

from nnplay.network.parameters import Array, Parameters
from nnplay.plots.palette import LIGHT, Palette
from nnplay.plots.terminal.braille_canvas import Canvas

LINES_PER_ROW = 1.5  # drawn between two layers, the largest weights, so that one can still follow them
MIN_LINES = 8
LABEL = 11  # letters of a name beside the first and the last layer
WIDEST_GAP = 5  # rows between two neurons
NEAR = 2  # characters from a neuron that are still on it
NARROW = 40  # columns below which there are no names


@dataclass(frozen=True)
class Diagram:
    """The layers from left to right; in a layer that is too high some neurons are left out, and ⋮ says so.

    Args:
        parameters: θ of the network.
        columns: characters across.
        rows: characters down; the last one is for the widths and the shapes of the weights.
        inputs: names of the inputs.
        outputs: names of the outputs.
        on: the colours.
    """

    parameters: Parameters
    columns: int
    rows: int
    inputs: Sequence[str] = ()
    outputs: Sequence[str] = ()
    on: Palette = LIGHT

    @cached_property
    def widths(self) -> list[int]:
        """The number of inputs, and of the neurons of each layer."""
        return [self.parameters.architecture.inputs or 0, *(block.n_out for block in self.parameters.layout.blocks)]

    @cached_property
    def xs(self) -> list[int]:
        """The column of each layer."""
        columns: list[int] = np.linspace(self._left, self.columns - self._right - 1, len(self.widths)).round().tolist()
        return [int(x) for x in columns]

    @cached_property
    def places(self) -> list[dict[int, int]]:
        """The row of each neuron that is shown, for each layer."""
        return [_places(width, self.rows - 1) for width in self.widths]

    @property
    def _left(self) -> int:
        return min(max(map(len, self.inputs), default=0), LABEL) + 1 if self.columns >= NARROW else 1

    @property
    def _right(self) -> int:
        return min(max(map(len, self.outputs), default=0), LABEL) + 2 if self.columns >= NARROW else 2

    def neuron_at(self, column: int, row: int) -> tuple[int, int] | None:
        """Layer and neuron at a character, counted from 0, None where there is none; the inputs are no neurons."""
        for layer, x in enumerate(self.xs[1:]):
            for neuron, y in self.places[layer + 1].items():
                if abs(column - x) <= NEAR and y == row:
                    return layer, neuron
        return None

    def text(self) -> Text:
        """The picture."""
        canvas = Canvas(self.columns, self.rows)
        for depth, block in enumerate(self.parameters.layout.blocks):
            pieces = block.n_z // block.n_out
            W = block.view(self.parameters.theta, "W").reshape(block.n_in, block.n_out, pieces).mean(axis=2)
            self._weights(canvas, W, depth)
        for depth, (x, place, width) in enumerate(zip(self.xs, self.places, self.widths, strict=True)):
            for row in place.values():
                canvas.write(x, row, "●" if depth else "○", "bold")
            if len(place) < width:
                canvas.write(x, (self.rows - 1) // 2, "⋮", "bold")
        self._sizes(canvas)
        if self.columns >= NARROW:
            self._names(canvas)
        return canvas.text()

    def _sizes(self, canvas: Canvas) -> None:
        """The widths under the layers, and the shapes of the weights between them where there is room."""
        free = -1
        for x, width in zip(self.xs, self.widths, strict=True):
            text = f"{width:,}"
            start = max(0, min(x - len(text) // 2, self.columns - len(text)))
            if start > free:
                canvas.write(start, self.rows - 1, text, "bold")
                free = start + len(text)
        for depth, block in enumerate(self.parameters.layout.blocks):
            text = f"{block.n_in:,}×{block.n_z:,}"
            room = self.xs[depth + 1] - self.xs[depth] - len(f"{self.widths[depth]:,}{self.widths[depth + 1]:,}")
            if room >= len(text) + 2:
                middle = (self.xs[depth] + self.xs[depth + 1]) // 2
                canvas.write(middle - len(text) // 2, self.rows - 1, text, "dim")

    def _names(self, canvas: Canvas) -> None:
        """What goes in, and what comes out."""
        for k, row in self.places[0].items():
            name = self.inputs[k][: self._left - 1] if k < len(self.inputs) else ""
            canvas.write(self._left - 1 - len(name), row, name, "dim")
        for k, row in self.places[-1].items():
            canvas.write(self.xs[-1] + 2, row, (self.outputs[k] if k < len(self.outputs) else "")[: self._right - 2],
                         "dim")  # fmt: skip

    def _weights(self, canvas: Canvas, W: Array, depth: int) -> None:
        """The strongest weights between the neurons that are shown, the strongest last."""
        before, after = self.places[depth], self.places[depth + 1]
        pairs = [(i, j) for i in before for j in after]
        sizes = np.abs(W[np.ix_(list(before), list(after))]).ravel()
        largest = float(sizes.max(initial=0.0)) or 1.0
        for place in np.argsort(sizes)[-max(MIN_LINES, round(LINES_PER_ROW * self.rows)) :]:
            i, j = pairs[place]
            share = sizes[place] / largest
            colour = self.on.positive if W[i, j] > 0 else self.on.negative
            style = colour if share > 0.35 else f"dim {colour}"
            gap = 0 if share > 0.35 else 5 if share < 0.12 else 3
            ends = (2 * self.xs[depth] + 2, 4 * before[i] + 2), (2 * self.xs[depth + 1] - 1, 4 * after[j] + 2)
            canvas.line(ends, style, gap)


def _places(width: int, rows: int) -> dict[int, int]:
    """The row of each neuron that is shown: all of them, or the first and the last ones."""
    if width <= rows:
        gap = min(max((rows - 1) / max(width - 1, 1), 1), WIDEST_GAP)
        top = (rows - 1 - gap * (width - 1)) / 2
        return {k: round(top + gap * k) for k in range(width)}
    half = (rows - 1) // 2
    return {k: k for k in range(half)} | {width - (rows - 1 - half) + k: half + 1 + k for k in range(rows - 1 - half)}
