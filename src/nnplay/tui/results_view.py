"""How good the network is: the confusion of classes, predicted against actual values, or a line for each target."""

from __future__ import annotations

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
from nnplay.tui.base_view import Paper, View

NAME = 11  # letters of a class
WIDEST = 12  # characters of a cell
SHARE = 7  # characters of the last column
TALLEST = 3  # rows of a cell
BAR = 20  # characters of the score of a target


class Outcome(View):
    """How good it is, on the rows that were kept aside."""

    heading = "How good"

    def drawn(self, view_state: ViewState, paper: Paper, width: int, height: int) -> Text:
        """A table, or a cloud of dots."""
        part, truth, predicted = view_state.evaluated()
        self.aside = f"{len(truth):,} {part} rows"
        task, names = view_state.dataset.task, view_state.dataset.target_names
        if truth.ndim > 1:
            return each(names, truth, predicted, "accuracy" if task == "classification" else "r2", paper, height)
        if task == "regression":
            return cloud(truth.astype(float), predicted.astype(float), width, height, paper)
        return confusion(
            truth.tolist(), predicted.tolist(), list(map(str, view_state.dataset.classes)), width, height, paper
        )


def confusion(
    truth: list[Any], predicted: list[Any], classes: list[str], width: int, height: int, paper: Paper
) -> Text:
    """How many rows of each class were taken for which: a row for each true class."""
    counts = {(a, b): 0 for a in classes for b in classes}
    for a, b in zip(truth, predicted, strict=True):
        counts[str(a), str(b)] += 1
    left = min(max(map(len, (*classes, "true ↓"))), NAME) + 1
    narrowest = len(str(max(counts.values()))) + 2
    columns = classes[: max(1, min(len(classes), (width - left - SHARE) // narrowest))]
    rows = classes[: max(1, height - 1 - (len(classes) > height - 1))]
    wide = max(narrowest, min(WIDEST, (width - left - SHARE) // len(columns)))
    tall = max(1, min(TALLEST, (height - 1) // len(rows)))
    shown = Text("true ↓".ljust(left), "dim", no_wrap=True)
    for name in columns:
        shown.append(name[: wide - 1].rjust(wide), "dim")
    shown.append("  right" if len(columns) == len(classes) else "  …", "dim")
    for a in rows:
        total = sum(counts[a, b] for b in classes)
        for line in range(tall):
            middle = line == tall // 2
            shown.append("\n" + (a if middle else "")[:NAME].ljust(left), "dim")
            for b in columns:
                text = str(counts[a, b]) if middle else ""
                shown.append(text.rjust(wide - 1) + " ", _cell(counts[a, b] / max(total, 1), a == b, paper))
            shown.append(f" {counts[a, a] / total:6.1%}" if middle and total else "")
    if len(rows) < len(classes):
        shown.append(f"\n… and {len(classes) - len(rows)} classes more", "dim")
    return shown


def _cell(share: float, right: bool, paper: Paper) -> Style:
    """The style of a cell: the fuller, the more of the class are in it."""
    if not paper.coloured:
        return Style(bold=right, reverse=share >= 0.5)
    colour, behind = rgb(paper.on.positive if right else paper.on.negative), rgb(paper.on.paper)
    strength = 0.75 * share
    mixed = [round(255 * ((1 - strength) * a + strength * b)) for a, b in zip(behind, colour, strict=True)]
    return Style(bgcolor=Color.from_rgb(*mixed), bold=right, dim=share == 0)


def cloud(truth: Array, predicted: Array, width: int, height: int, paper: Paper) -> Text:
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
        canvas.dot(round(x * (2 * width - 1)), round((1 - y) * (4 * height - 1)), paper.on.positive)
    canvas.write(0, 0, "predicted ↑", "dim")
    canvas.write(width - 8, height - 1, "actual →", "dim")
    return canvas.text()


def each(names: Sequence[str], truth: Array, predicted: Array, metric: str, paper: Paper, height: int) -> Text:
    """The score of each of several targets."""
    shown = Text(no_wrap=True)
    called = "R²" if metric == "r2" else metric
    for j, name in enumerate(names[: height - 1]):
        score = float(metrics[metric](truth[:, j], predicted[:, j]))
        bar = "█" * round(BAR * min(max(score, 0.0), 1.0)) if np.isfinite(score) else ""
        shown.append(f"{name[:NAME]:<{NAME + 1}}", "dim").append(f"{called} {score:6.3f} ").append(
            bar, paper.on.positive
        )
        shown.append("\n")
    if len(names) >= height:
        shown.append(f"… and {len(names) - height + 1} targets more", "dim")
    return shown
