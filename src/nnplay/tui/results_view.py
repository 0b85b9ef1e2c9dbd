"""Results on the evaluation split: a confusion matrix, predicted against actual values, or a score per target."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.color import Color
from rich.style import Style
from rich.text import Text

from nnplay.catalog import metrics
from nnplay.network.parameters import Array
from nnplay.playground.view_state import ViewState
from nnplay.plots.surface_colors import rgb
from nnplay.plots.terminal.braille_canvas import Canvas
from nnplay.tui.plot_view import ColorMode, PlotView

MAX_NAME = 11  # characters of a class name
MAX_CELL_WIDTH, MAX_CELL_HEIGHT = 12, 3
RECALL_WIDTH = 7
BAR_WIDTH = 20


class ResultsView(PlotView):
    """The results on the test split."""

    heading = "Results"

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text:
        """A table or a scatter plot, depending on the task."""
        part, truth, predicted = view_state.evaluation()
        self.subtitle = f"{len(truth):,} {part} rows"
        task, names = view_state.dataset.task, view_state.dataset.target_names
        if truth.ndim > 1:
            metric = "accuracy" if task == "classification" else "r2"
            return score_per_target(names, truth, predicted, metric, mode, height)
        if task == "regression":
            return scatter(truth.astype(float), predicted.astype(float), width, height, mode)
        classes = list(map(str, view_state.dataset.classes))
        return confusion_matrix(truth.tolist(), predicted.tolist(), classes, width, height, mode)


def confusion_matrix(
    truth: list[Any], predicted: list[Any], classes: list[str], width: int, height: int, mode: ColorMode
) -> Text:
    """The number of rows by true class (rows) and predicted class (columns), with the recall of each class."""
    counts = {(a, b): 0 for a in classes for b in classes}
    for a, b in zip(truth, predicted, strict=True):
        counts[str(a), str(b)] += 1
    name_width = min(max(map(len, (*classes, "true ↓"))), MAX_NAME) + 1
    min_width = len(str(max(counts.values()))) + 2
    columns = classes[: max(1, min(len(classes), (width - name_width - RECALL_WIDTH) // min_width))]
    rows = classes[: max(1, height - 1 - (len(classes) > height - 1))]
    cell_width = max(min_width, min(MAX_CELL_WIDTH, (width - name_width - RECALL_WIDTH) // len(columns)))
    cell_height = max(1, min(MAX_CELL_HEIGHT, (height - 1) // len(rows)))
    text = Text("true ↓".ljust(name_width), "dim", no_wrap=True)
    for name in columns:
        text.append(name[: cell_width - 1].rjust(cell_width), "dim")
    text.append(" recall" if len(columns) == len(classes) else "  …", "dim")
    for a in rows:
        total = sum(counts[a, b] for b in classes)
        for line in range(cell_height):
            middle = line == cell_height // 2
            text.append("\n" + (a if middle else "")[:MAX_NAME].ljust(name_width), "dim")
            for b in columns:
                count = str(counts[a, b]) if middle else ""
                style = _cell_style(counts[a, b] / max(total, 1), a == b, mode)
                text.append(count.rjust(cell_width - 1) + " ", style)
            text.append(f" {counts[a, a] / total:6.1%}" if middle and total else "")
    if len(rows) < len(classes):
        text.append(f"\n… and {len(classes) - len(rows)} more classes", "dim")
    return text


def _cell_style(share: float, correct: bool, mode: ColorMode) -> Style:
    """The style of a cell: stronger for a larger share of its row."""
    if not mode.colored:
        return Style(bold=correct, reverse=share >= 0.5)
    palette = mode.palette
    color, background = rgb(palette.positive if correct else palette.negative), rgb(palette.paper)
    strength = 0.75 * share
    mixed = [round(255 * ((1 - strength) * a + strength * b)) for a, b in zip(background, color, strict=True)]
    return Style(bgcolor=Color.from_rgb(*mixed), bold=correct, dim=share == 0)


def scatter(truth: Array, predicted: Array, width: int, height: int, mode: ColorMode) -> Text:
    """Predicted against actual values, with the diagonal."""
    canvas = Canvas(width, height)
    finite = np.isfinite(truth) & np.isfinite(predicted)
    if not finite.any():
        return Text("No finite prediction.", "dim")
    low, high = float(truth[finite].min()), float(truth[finite].max())
    span = (high - low) or 1.0
    canvas.line([(0, 4 * height - 1), (2 * width - 1, 0)], "dim", (1, 3))
    for actual, prediction in zip(truth[finite], np.clip(predicted[finite], low, high), strict=True):
        x, y = (actual - low) / span, (prediction - low) / span
        canvas.dot(round(x * (2 * width - 1)), round((1 - y) * (4 * height - 1)), mode.palette.positive)
    canvas.write(0, 0, "predicted ↑", "dim")
    canvas.write(width - 8, height - 1, "actual →", "dim")
    return canvas.text()


def score_per_target(
    names: Sequence[str], truth: Array, predicted: Array, metric: str, mode: ColorMode, height: int
) -> Text:
    """The score of each of several targets, with a bar."""
    text = Text(no_wrap=True)
    label = "R²" if metric == "r2" else metric
    for j, name in enumerate(names[: height - 1]):
        score = float(metrics[metric](truth[:, j], predicted[:, j]))
        bar = "█" * round(BAR_WIDTH * min(max(score, 0.0), 1.0)) if np.isfinite(score) else ""
        text.append(f"{name[:MAX_NAME]:<{MAX_NAME + 1}}", "dim").append(f"{label} {score:6.3f} ")
        text.append(bar, mode.palette.positive).append("\n")
    if len(names) >= height:
        text.append(f"… and {len(names) - height + 1} more targets", "dim")
    return text
