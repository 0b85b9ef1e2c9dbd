"""Results on the evaluation split: a confusion matrix, predicted against actual values, or a score per target."""

from collections.abc import Sequence

import numpy as np
from rich.color import Color
from rich.style import Style
from rich.text import Text

from nnplay.catalog import metrics
from nnplay.network.parameters import Array
from nnplay.playground.results import evaluate_split
from nnplay.playground.view_state import ViewState
from nnplay.plots.surface_colors import rgb
from nnplay.plots.terminal.blocks import HALF
from nnplay.plots.terminal.braille_canvas import Canvas
from nnplay.tui.plot_view import ColorMode, PlotView

MAX_NAME = 11  # characters of a class name
SHORT_NAME = 6  # the same in a narrow place
MAX_CELL_WIDTH, MAX_CELL_HEIGHT = 14, 5
RECALL_WIDTH = 7
CORNER = "true ↓"
BLOCKS = " ·░▒▓█"
BAR_WIDTH = 20


class ResultsView(PlotView):
    """The results on the test split."""

    heading = "Results"

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text:
        """A matrix, a scatter plot or a list of scores, depending on the task."""
        results = evaluate_split(view_state)
        truth, predicted = results.truth, results.predicted
        self.subtitle = f"{len(truth):,} {results.part} rows"
        task, names = view_state.dataset.task, view_state.dataset.target_names
        if truth.ndim > 1:
            metric = "accuracy" if task == "classification" else "r2"
            return score_per_target(names, truth, predicted, metric, mode, height)
        if task == "regression":
            return scatter(truth.astype(float), predicted.astype(float), width, height, mode)
        return confusion_matrix(results.confusion_matrix(), results.classes, width, height, mode)


def confusion_matrix(counts: Array, classes: Sequence[str], width: int, height: int, mode: ColorMode) -> Text:
    """The number of rows by true class (rows) and predicted class (columns), with the recall of each class.

    Where there is no room for the numbers, each cell is a block that is stronger for a larger share of its row.
    """
    digits = len(str(int(counts.max(initial=0))))
    longest = min(max(map(len, (*classes, CORNER))), MAX_NAME) + 1
    short = min(max(map(len, classes)) + 1, SHORT_NAME)
    for name_width, recall_width in ((longest, RECALL_WIDTH), (short, RECALL_WIDTH), (short, 0)):
        cell_width = min((width - name_width - recall_width) // len(classes), MAX_CELL_WIDTH)
        if cell_width > digits and len(classes) < height:
            return _number_matrix(counts, classes, name_width, cell_width, bool(recall_width), height, mode)
    return _block_matrix(counts, classes, short, width, height, mode)


def _number_matrix(
    counts: Array, classes: Sequence[str], name_width: int, cell_width: int, recall: bool, height: int, mode: ColorMode
) -> Text:
    """Every cell with its number."""
    cell_height = max(1, min(MAX_CELL_HEIGHT, cell_width // 2, (height - 1) // len(classes)))
    text = Text(CORNER[: name_width - 1].ljust(name_width), "dim", no_wrap=True)
    for name in classes:
        text.append(name[: cell_width - 1].rjust(cell_width - 1) + " ", "dim")
    text.append(" recall" if recall else "", "dim")
    for k, row in enumerate(counts.tolist()):
        total = sum(row)
        for line in range(cell_height):
            middle = line == cell_height // 2
            text.append("\n" + (classes[k] if middle else "")[: name_width - 1].ljust(name_width), "dim")
            for j, count in enumerate(row):
                number = (str(count) if count else "·") if middle else ""
                text.append(number.rjust(cell_width - 1) + " ", _cell_style(count / max(total, 1), j == k, mode))
            text.append(f" {row[k] / total:6.1%}" if recall and middle and total else "")
    return text


def _block_matrix(
    counts: Array, classes: Sequence[str], name_width: int, width: int, height: int, mode: ColorMode
) -> Text:
    """Every cell as a block without its number; two classes in a line where they do not fit otherwise."""
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shares = counts / totals
    cell = max(1, min(2, (width - name_width) // len(classes)))
    columns = min(len(classes), (width - name_width) // cell)
    halves = mode.colored and len(classes) >= height
    lines = min(-(-len(classes) // 2) if halves else len(classes), height - 1)
    text = Text(CORNER[: name_width - 1].ljust(name_width), "dim", no_wrap=True)
    text.append("".join(name[:cell].ljust(cell) for name in classes[:columns]), "dim")
    for line in range(lines):
        rows = (2 * line, 2 * line + 1) if halves else (line,)
        names = "/".join(classes[k] for k in rows if k < len(classes))
        text.append("\n" + names[: name_width - 1].ljust(name_width), "dim")
        for j in range(columns):
            if not mode.colored:
                text.append(BLOCKS[round(float(shares[line, j]) * (len(BLOCKS) - 1))] * cell)
            else:
                upper, lower = (_shade(float(shares[k, j]) if k < len(classes) else 0.0, k == j, mode)
                                for k in (rows[0], rows[-1]))  # fmt: skip
                text.append(HALF * cell, Style(color=upper, bgcolor=lower))
    if columns < len(classes) or lines * (2 if halves else 1) < len(classes):
        text.append(" …", "dim")
    return text


def _shade(share: float, correct: bool, mode: ColorMode) -> Color:
    """The color of a cell: stronger for a larger share of its row."""
    palette = mode.palette
    color, background = rgb(palette.accent if correct else palette.highlight), rgb(palette.paper)
    strength = 0.85 * share
    return Color.from_rgb(*(round(255 * ((1 - strength) * a + strength * b))
                            for a, b in zip(background, color, strict=True)))  # fmt: skip


def _cell_style(share: float, correct: bool, mode: ColorMode) -> Style:
    """The style of a cell with its number."""
    if not mode.colored:
        return Style(bold=correct, reverse=share >= 0.5)
    return Style(bgcolor=_shade(share, correct, mode), bold=correct, dim=share == 0)


def scatter(truth: Array, predicted: Array, width: int, height: int, mode: ColorMode) -> Text:
    """Predicted against actual values, with the diagonal."""
    canvas = Canvas(width, height)
    finite = np.isfinite(truth) & np.isfinite(predicted)
    if not finite.any():
        return Text("No finite prediction.", "dim")
    low, high = float(truth[finite].min()), float(truth[finite].max())
    span = (high - low) or 1.0
    canvas.line([(0, 4 * height - 1), (2 * width - 1, 0)], "dim", 3)
    for actual, prediction in zip(truth[finite], np.clip(predicted[finite], low, high), strict=True):
        x, y = (actual - low) / span, (prediction - low) / span
        canvas.dot(round(x * (2 * width - 1)), round((1 - y) * (4 * height - 1)), mode.palette.accent)
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
        text.append(bar, mode.palette.accent).append("\n")
    if len(names) >= height:
        text.append(f"… and {len(names) - height + 1} more targets", "dim")
    return text
