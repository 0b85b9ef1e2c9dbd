"""The pictures of a training as tables: for those who read rather than look, and for files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.analysis.feature_plane import encoded, shades
from nnplay.playground.surface import SCORES, Scene
from nnplay.playground.view_state import ViewState
from nnplay.plots import surface_colors
from nnplay.utils.csv import csv_of

Cell = str | float
GRID = 9  # points across and up at which the answers are told


@dataclass(frozen=True)
class Table:
    """Rows of cells under their heads; the first cell of a row names it.

    Attributes:
        head: one for each column.
        rows: from top to bottom.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def some(self, rows: int, columns: int) -> Table:
        """At most so many of its rows, evenly spread from the first to the last, and of its columns, the first."""
        taken = np.unique(np.linspace(0, len(self.rows) - 1, rows).round().astype(int))[: len(self.rows)]
        return Table(self.head[:columns], tuple(self.rows[k][:columns] for k in taken))

    def text(self) -> str:
        """The table as comma-separated text, every digit of it."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.head)
        return csv_of(dict(zip(self.head, columns, strict=True)))


def history(view_state: ViewState) -> Table:
    """Loss and score of each part after each epoch."""
    score, name = SCORES[view_state.dataset.task]
    asked = {"epoch": "epoch"} | {
        f"{part}_{key}": f"{part} {said}"
        for part in view_state.problem.parts
        for key, said in (("loss", "loss"), (score, name))
    }
    rows = tuple(tuple(row.get(key, np.nan) for key in asked) for row in list(view_state.rows))
    return Table(tuple(asked.values()), rows)


def answers(view_state: ViewState, scene: Scene) -> Table:
    """What the network answers over the plane: a class and how sure it is, or a value; the highest row is the first."""
    assert scene.names is not None
    model, order = view_state.problem.model(view_state.parameters), list(scene.problem.dataset.classes)
    xs, ys = (np.linspace(low, high, GRID) for low, high in scene.spans)
    mesh = surface_colors.mesh(scene.spans[0], scene.spans[1], (GRID, GRID))
    y_hat = model.outputs(encoded(scene.over, scene.problem.encoding, scene.names, mesh, scene.held))
    said: list[Cell] = model.coding.decode(y_hat).tolist()
    shown = shades(model, y_hat)
    if order and shown.ndim == 2:
        sure = surface_colors.scores_of(shown, order)[0].max(axis=1).tolist()
        said = [f"{label} {share:.0%}" for label, share in zip(said, sure, strict=True)]
    rows = [(float(y), *said[k * GRID : (k + 1) * GRID]) for k, y in enumerate(ys)]
    across, up = scene.names
    return Table((f"{up} / {across}", *(f"{x:.4g}" for x in xs)), tuple(reversed(rows)))


def numbers(view_state: ViewState, layer: int) -> Table:
    """What one layer has learned: a column for each neuron, a row for each input, and the bias and its like below."""
    block, theta = view_state.parameters.layout.blocks[layer], view_state.parameters.theta
    inputs = view_state.problem.encoding.names if layer == 0 else tuple(str(k + 1) for k in range(block.n_in))
    rows: list[tuple[Cell, ...]] = []
    for name in block.places:
        values = np.atleast_2d(block.view(theta, name)).astype(float).tolist()
        named = inputs if name == "W" else [name] * len(values)
        short = [""] * (block.n_z - len(values[0]))  # a skip connection ends at the neurons, not at their pieces
        rows += [(label, *row, *short) for label, row in zip(named, values, strict=True)]
    return Table(("", *(str(k + 1) for k in range(block.n_z))), tuple(rows))
