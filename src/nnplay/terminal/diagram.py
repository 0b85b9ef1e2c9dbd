"""A network as a picture of characters: a column for each layer, a line for each weight, its colour by its sign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.text import Text

from nnplay.parameters import Array, Parameters
from nnplay.terminal.canvas import Canvas

POSITIVE, NEGATIVE, FAINT = "#0072b2", "#d55e00", "dim"
STRONGEST = 160  # lines that are drawn between two layers, the largest weights
LABEL = 9  # letters of a name beside the first and the last layer


def diagram(
    parameters: Parameters,
    columns: int,
    rows: int,
    *,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    chosen: tuple[int, int] | None = None,
) -> Text:
    """The layers from left to right; in a layer that is too high some neurons are left out, and ⋮ says so.

    Args:
        parameters: θ of the network.
        columns: characters across.
        rows: characters down; the last one is for the widths.
        inputs: names of the inputs.
        outputs: names of the outputs.
        chosen: (layer, neuron) to be marked, counted from 0; layer 0 is the first with weights.
    """
    widths = [parameters.architecture.inputs or 0, *(block.n_out for block in parameters.layout.blocks)]
    canvas = Canvas(columns, rows)
    left = min(max((len(name) for name in inputs), default=0), LABEL) + 1 if columns >= 40 else 1
    right = min(max((len(name) for name in outputs), default=0), LABEL) + 2 if columns >= 40 else 2
    xs = np.linspace(left, columns - right - 1, len(widths)).round().astype(int).tolist()
    places = [_places(width, rows - 1) for width in widths]
    for depth, block in enumerate(parameters.layout.blocks):
        pieces = block.n_z // block.n_out
        W = block.view(parameters.theta, "W").reshape(block.n_in, block.n_out, pieces).mean(axis=2)
        _weights(canvas, W, (xs[depth], places[depth]), (xs[depth + 1], places[depth + 1]))
    for depth, (x, place, width) in enumerate(zip(xs, places, widths, strict=True)):
        for k, row in place.items():
            mark = chosen is not None and chosen == (depth - 1, k)
            canvas.write(x, row, "◉" if mark else "●" if depth else "○", "bold reverse" if mark else "bold")
        if len(place) < width:
            canvas.write(x, (rows - 1) // 2, "⋮", "bold")
        text = f"{width:,}"
        canvas.write(max(0, min(x - len(text) // 2, columns - len(text))), rows - 1, text, "dim")
    if columns >= 40:
        for k, row in places[0].items():
            name = inputs[k][: left - 1] if k < len(inputs) else ""
            canvas.write(left - 1 - len(name), row, name, "dim")
        for k, row in places[-1].items():
            canvas.write(xs[-1] + 2, row, (outputs[k] if k < len(outputs) else "")[: right - 2], "dim")
    return canvas.text()


def _places(width: int, rows: int) -> dict[int, int]:
    """The row of each neuron that is shown: all of them, or the first and the last ones."""
    if width <= rows:
        gap = min(max((rows - 1) / max(width - 1, 1), 1), 3)
        top = (rows - 1 - gap * (width - 1)) / 2
        return {k: round(top + gap * k) for k in range(width)}
    half = (rows - 1) // 2
    return {k: k for k in range(half)} | {width - (rows - 1 - half) + k: half + 1 + k for k in range(rows - 1 - half)}


def _weights(canvas: Canvas, W: Array, above: tuple[int, dict[int, int]], below: tuple[int, dict[int, int]]) -> None:
    """The strongest weights between the neurons that are shown, the strongest last."""
    (x0, before), (x1, after) = above, below
    pairs = [(i, j) for i in before for j in after]
    sizes = np.array([abs(float(W[i, j])) for i, j in pairs])
    largest = float(sizes.max(initial=0.0)) or 1.0
    for place in np.argsort(sizes)[-STRONGEST:]:
        i, j = pairs[place]
        share = sizes[place] / largest
        colour = POSITIVE if W[i, j] > 0 else NEGATIVE
        style = colour if share > 0.35 else f"{FAINT} {colour}"
        dash = () if share > 0.35 else (1, 2, 3) if share < 0.12 else (1, 3)
        line = [(2 * x0 + 2, 4 * before[i] + 2), (2 * x1 - 1, 4 * after[j] + 2)]
        canvas.line(line, style, dash)
