"""What is seen of the training: curves, surface, network, and how good it is. Each draws itself to its own size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from textual.widgets import Static

from nnplay.draw import palette
from nnplay.errors import NNPlayError
from nnplay.playground.bench import Bench
from nnplay.playground.scene import Scene
from nnplay.terminal.blocks import surface
from nnplay.terminal.canvas import Canvas
from nnplay.terminal.chart import chart
from nnplay.terminal.diagram import diagram

MOST = 400  # points of a curve
MOST_POINTS = 250  # of the data on the surface
MARKS = ("●", "▲", "■", "◆")


class View(Static):
    """A picture of the bench."""

    heading = ""

    def __init__(self, bench: Bench, id: str) -> None:
        super().__init__(id=id, classes="view")
        self.bench = bench
        self.border_title = self.heading

    def redraw(self) -> None:
        """Draw what there is now."""
        width, height = self.content_size
        if width > 3 and height > 1:
            self.update(self.drawn(width, height))

    def drawn(self, width: int, height: int) -> RenderableType:
        """The picture at this size."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Draw to the new size."""
        self.redraw()


def thinned(rows: Sequence[dict[str, Any]], column: str) -> tuple[list[int], list[float]]:
    """Epochs and values of a column, so many that a curve can show them."""
    stride = max(1, len(rows) // MOST)
    shown = [*rows[::stride], *([rows[-1]] if (len(rows) - 1) % stride else [])]
    return [row["epoch"] for row in shown], [row.get(column, float("nan")) for row in shown]


class Curves(View):
    """The loss, or the score, over the epochs; those of kept trainings are beside it."""

    heading = "Loss"

    def __init__(self, bench: Bench, id: str, column: str = "loss") -> None:
        super().__init__(bench, id)
        self.column = column

    def drawn(self, width: int, height: int) -> RenderableType:
        """The curves."""
        rows, curves = self.bench.rows, []
        for part in self.bench.problem.parts:
            curves.append((part, palette.PARTS[part], *thinned(rows, f"{part}_{self.column}")))
        part = "test" if "test" in self.bench.problem.parts else "train"
        for k, kept in enumerate(self.bench.kept[-3:]):
            history = kept.run.history
            values = history.get(f"{part}_{self.column}", [])
            stride = max(1, len(values) // MOST)
            name, colour = f"kept {len(self.bench.kept[:-3]) + k + 1}", palette.class_colour(k + 2)
            curves.append((name, colour, history["epoch"][::stride], values[::stride]))
        if len(rows) < 2:
            return Text("Press space to train.", "dim")
        return chart(curves, width, max(3, height - 2), "epoch")


class Surface(View):
    """What the network predicts over two features, with the data on it."""

    heading = "What it predicts"

    def __init__(self, bench: Bench, id: str) -> None:
        super().__init__(bench, id)
        self.axes: tuple[str | None, str | None] = (None, None)
        self._scene: Scene | None = None
        self._marks: list[tuple[int, int, str, str]] = []
        self.points = True

    def drawn(self, width: int, height: int) -> RenderableType:
        """The surface in half blocks."""
        size = (width, 2 * height)
        scene, problem = self._scene, self.bench.problem
        if scene is None or scene.size != size or scene.problem is not problem:
            try:
                scene = self._scene = Scene(problem, *self.axes, size=size)
            except NNPlayError:
                self.axes = (None, None)
                scene = self._scene = Scene(problem, size=size)
            self._marks = [] if scene.names is None else self._placed(scene, width, height)
        if scene.names is None:
            return Text("A surface needs two features that are numbers, and one target.", "dim")
        self.border_subtitle = f"{scene.names[0]} → │ ↑ {scene.names[1]}"
        return surface(scene.colours(self.bench.parameters), width, height, self._marks if self.points else [])

    def _placed(self, scene: Scene, width: int, height: int) -> list[tuple[int, int, str, str]]:
        """The rows of the data as letters: filled where they train, hollow where they were kept aside."""
        (left, right), (low, high) = scene.spans
        marks = []
        for x, y, colour, held in scene.points(MOST_POINTS):
            column = min(int((x - left) / (right - left) * width), width - 1)
            row = min(int((high - y) / (high - low) * height), height - 1)
            marks.append((column, row, "○" if held else "●", colour))
        return marks


class Diagram(View):
    """The network, its weights in colour."""

    heading = "The network"

    def drawn(self, width: int, height: int) -> RenderableType:
        """The layers from left to right."""
        bench = self.bench
        self.border_subtitle = f"{bench.parameters.count:,} parameters"
        names, outputs = bench.problem.encoding.names, outputs_of(bench)
        return diagram(bench.parameters, width, height, inputs=names, outputs=outputs)


def outputs_of(bench: Bench) -> tuple[str, ...]:
    """What each output stands for."""
    coding = bench.problem.coding
    if coding.form == "one_hot":
        return tuple(map(str, coding.classes))
    if coding.form == "column":
        return (str(coding.classes[-1]),)
    return bench.dataset.target_names


class Outcome(View):
    """How good it is: the confusion of classes, or predicted against actual values, of the rows kept aside."""

    heading = "How good"

    def drawn(self, width: int, height: int) -> RenderableType:
        """A table, or a cloud of dots."""
        problem = self.bench.problem
        part, truth, predicted = self.bench.judged()
        self.border_subtitle = f"{len(truth):,} {part} rows"
        if truth.ndim > 1:
            return Text(f"{truth.shape[1]} targets at once: see `nnplay train`.", "dim")
        if problem.dataset.task == "regression":
            return cloud(truth.astype(float), predicted.astype(float), width, height)
        return confusion(truth.tolist(), predicted.tolist(), list(map(str, problem.dataset.classes)), width)


def confusion(truth: list[Any], predicted: list[Any], classes: list[str], width: int) -> RenderableType:
    """How many rows of each class were taken for which."""
    shown = classes[: max(1, (width - 10) // 5)]
    counts = {(a, b): 0 for a in classes for b in classes}
    for a, b in zip(truth, predicted, strict=True):
        counts[str(a), str(b)] += 1
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    table.add_column("true ↓", style="dim", no_wrap=True, max_width=9)
    for name in shown:
        table.add_column(name[:5], justify="right", min_width=3, no_wrap=True)
    for a in shown:
        total = sum(counts[a, b] for b in classes) or 1
        cells = []
        for b in shown:
            share = counts[a, b] / total
            style = ("bold " if a == b else "") + (
                palette.POSITIVE if a == b else palette.NEGATIVE if counts[a, b] else "dim"
            )
            cells.append(Text(str(counts[a, b]), style + (" reverse" if share >= 0.5 else "")))
        table.add_row(a[:9], *cells)
    return table


def cloud(truth: Any, predicted: Any, width: int, height: int) -> Text:
    """Predicted against actual values; on the line they are equal."""
    canvas = Canvas(width, height)
    finite = np.isfinite(truth) & np.isfinite(predicted)
    if not finite.any():
        return Text("No finite prediction.", "dim")
    low, high = float(truth[finite].min()), float(truth[finite].max())
    reach = (high - low) or 1.0
    canvas.line([(0, 4 * height - 1), (2 * width - 1, 0)], "dim", (1, 3))
    for actual, guess in zip(truth[finite], np.clip(predicted[finite], low, high), strict=True):
        x, y = (actual - low) / reach, (guess - low) / reach
        canvas.dot(round(x * (2 * width - 1)), round((1 - y) * (4 * height - 1)), palette.POSITIVE)
    canvas.write(0, 0, "predicted ↑", "dim")
    canvas.write(width - 8, height - 1, "actual →", "dim")
    return canvas.text()
