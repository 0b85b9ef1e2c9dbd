"""The loss and score curves."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from nnplay.playground.view_state import ViewState
from nnplay.plots.terminal.line_chart import Curve, chart
from nnplay.tui.plot_view import ColorMode, PlotView, placeholder

MAX_POINTS = 400  # of a curve
MAX_SAVED_CURVES = 3  # of the newest saved runs
SCORES = {"classification": ("accuracy", "Accuracy"), "regression": ("r2", "R²")}


def thin_out(rows: Sequence[dict[str, Any]], column: str) -> tuple[list[int], list[float]]:
    """Epochs and values of a column of the history, at most about MAX_POINTS of them."""
    stride = max(1, len(rows) // MAX_POINTS)
    sample = [*rows[::stride], *([rows[-1]] if (len(rows) - 1) % stride else [])]
    return [row["epoch"] for row in sample], [row.get(column, float("nan")) for row in sample]


class CurvesView(PlotView):
    """The loss or the score over the epochs, with the curves of saved runs."""

    heading = "Loss"

    def __init__(self, id: str, score: bool = False) -> None:
        super().__init__(id)
        self.score = score

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text:
        """The curves."""
        column, self.title = SCORES[view_state.dataset.task] if self.score else ("loss", "Loss")
        self.subtitle = "" if self.score else str(view_state.problem.architecture.loss)
        rows, parts, palette = view_state.rows, view_state.problem.parts, mode.palette
        if len(rows) < 2:
            return placeholder("Press space to train.", width)
        curves: list[Curve] = [(part, palette.parts[part], *thin_out(rows, f"{part}_{column}")) for part in parts]
        part = "test" if "test" in parts else "train"
        first = max(0, len(view_state.saved_runs) - MAX_SAVED_CURVES)
        for k, saved in enumerate(view_state.saved_runs[first:], start=first):
            history = saved.run.history
            values = history.get(f"{part}_{column}", [])
            stride = max(1, len(values) // MAX_POINTS)
            color = palette.colour(k - first + 2)
            curves.append((f"run {k + 1}", color, history["epoch"][::stride], values[::stride]))
        return chart(curves, width, max(3, height - 2), "epoch")
