"""The plots of a session as tables, for screen readers and for files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnplay.analysis.feature_plane import encode_plane, surface_values
from nnplay.playground.surface import SCORES, SurfacePlot
from nnplay.playground.view_state import ViewState
from nnplay.plots import surface_colors
from nnplay.utils.csv import to_csv

Cell = str | float
GRID = 9  # points along each axis of the surface


@dataclass(frozen=True)
class CellTable:
    """Rows of cells below a header; the first cell of a row is its label.

    Attributes:
        header: the name of each column.
        rows: from top to bottom.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def sample(self, rows: int, columns: int) -> CellTable:
        """At most this many rows, evenly spaced from the first to the last, and the first columns."""
        indices = np.unique(np.linspace(0, len(self.rows) - 1, rows).round().astype(int))[: len(self.rows)]
        return CellTable(self.header[:columns], tuple(self.rows[k][:columns] for k in indices))

    def to_csv(self) -> str:
        """The table as comma-separated values, with full precision."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.header)
        return to_csv(dict(zip(self.header, columns, strict=True)))


def history_table(view_state: ViewState) -> CellTable:
    """Loss and score of each part of the data after each epoch."""
    score, score_name = SCORES[view_state.dataset.task]
    columns = {"epoch": "epoch"} | {
        f"{part}_{key}": f"{part} {name}"
        for part in view_state.problem.parts
        for key, name in (("loss", "loss"), (score, score_name))
    }
    rows = tuple(tuple(row.get(key, np.nan) for key in columns) for row in list(view_state.rows))
    return CellTable(tuple(columns.values()), rows)


def surface_table(view_state: ViewState, plot: SurfacePlot) -> CellTable:
    """The predictions on a grid over the plane: a value, or a class with its probability; highest y first."""
    assert plot.names is not None
    model, classes = view_state.problem.model(view_state.parameters), list(plot.problem.dataset.classes)
    xs, ys = (np.linspace(low, high, GRID) for low, high in plot.ranges)
    mesh = surface_colors.mesh(plot.ranges[0], plot.ranges[1], (GRID, GRID))
    y_hat = model.outputs(encode_plane(plot.full_data, plot.problem.encoding, plot.names, mesh, plot.fixed_values))
    cells: list[Cell] = model.coding.decode(y_hat).tolist()
    values = surface_values(model, y_hat)
    if classes and values.ndim == 2:
        highest = surface_colors.scores_of(values, classes)[0].max(axis=1).tolist()
        cells = [f"{label} {probability:.0%}" for label, probability in zip(cells, highest, strict=True)]
    rows = [(float(y), *cells[k * GRID : (k + 1) * GRID]) for k, y in enumerate(ys)]
    x_name, y_name = plot.names
    return CellTable((f"{y_name} / {x_name}", *(f"{x:.4g}" for x in xs)), tuple(reversed(rows)))


def parameter_table(view_state: ViewState, layer: int) -> CellTable:
    """The parameters of one layer: a column for each neuron, a row for each input, then b, gamma, beta and others."""
    block, theta = view_state.parameters.layout.blocks[layer], view_state.parameters.theta
    inputs = view_state.problem.encoding.names if layer == 0 else tuple(str(k + 1) for k in range(block.n_in))
    rows: list[tuple[Cell, ...]] = []
    for name in block.arrays:
        values = np.atleast_2d(block.view(theta, name)).astype(float).tolist()
        labels = inputs if name == "W" else [name] * len(values)
        padding = [""] * (block.n_z - len(values[0]))  # a skip connection ends at the neurons, not at their pieces
        rows += [(label, *row, *padding) for label, row in zip(labels, values, strict=True)]
    return CellTable(("", *(str(k + 1) for k in range(block.n_z))), tuple(rows))
