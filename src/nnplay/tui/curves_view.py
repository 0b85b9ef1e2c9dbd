"""The loss and score curves."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual.events import Click
from textual.message import Message

from nnplay.playground.view_state import ViewState
from nnplay.plots.terminal.axis import round_end
from nnplay.plots.terminal.line_chart import Curve, LineChart
from nnplay.tui.plot_view import ColorMode, PlotView, placeholder

MAX_POINTS = 400  # of a curve
MAX_SAVED_CURVES = 3  # of the newest saved runs
SCORES = {"classification": ("accuracy", "Accuracy"), "regression": ("r2", "R²")}
MARKS = {"validation": "△", "test": "○"}  # without colors


def thin_out(rows: Sequence[dict[str, Any]], column: str) -> tuple[list[int], list[float]]:
    """Epochs and values of a column of the history, at most about MAX_POINTS of them."""
    stride = max(1, len(rows) // MAX_POINTS)
    sample = [*rows[::stride], *([rows[-1]] if (len(rows) - 1) % stride else [])]
    return [row["epoch"] for row in sample], [row.get(column, float("nan")) for row in sample]


class CurvesView(PlotView):
    """The loss or the score over the epochs, with the curves of saved runs; a click goes to that epoch."""

    heading = "Loss"

    class EpochClicked(Message):
        """An epoch was clicked.

        Attributes:
            epoch: the nearest one.
        """

        def __init__(self, epoch: int) -> None:
            super().__init__()
            self.epoch = epoch

    def __init__(self, id: str, key: str = "", score: bool = False) -> None:
        super().__init__(id, key)
        self.score = score
        self._chart: LineChart | None = None

    def draw(self, view_state: ViewState, mode: ColorMode, width: int, height: int) -> Text:
        """The curves."""
        column, self.title = SCORES[view_state.dataset.task] if self.score else ("loss", "Loss")
        rows, parts = view_state.rows, view_state.problem.parts
        loss = str(view_state.problem.architecture.loss).replace("_", " ")
        self.subtitle, self._chart = "" if self.score else loss, None
        if len(rows) < 2:
            return placeholder("Press space to train.", width)
        current = view_state.metrics
        curves: list[Curve] = [
            (f"{part} {current[part][column]:.3g}" if column in current.get(part, {}) else part,
             mode.palette.parts[part], *thin_out(rows, f"{part}_{column}"))
            for part in parts
        ]  # fmt: skip
        saved = _saved_curves(view_state, column, mode)
        marks = () if mode.colored else (*(MARKS[part] for part in list(parts)[1:]), *(name[-1] for name, *_ in saved))
        last = max(rows[-1]["epoch"], max((xs[-1] for _, _, xs, _ in saved if xs), default=0))
        self._chart = LineChart(
            [*curves, *saved], width, max(2, height - 2), "epoch", marks=marks, dashed=False,
            x_range=(0, round_end(last, view_state.problem.recipe.epochs)), cursor=view_state.past_epoch,
        )  # fmt: skip
        text = self._chart.text()
        if not self._chart.empty and self._chart.y_axis.logarithmic:
            self.title += ", log scale"
        return text

    def on_click(self, event: Click) -> None:
        """Report the epoch that was clicked."""
        place = event.get_content_offset(self)
        if place is not None and self._chart is not None and not self._chart.empty:
            self.post_message(self.EpochClicked(round(self._chart.x_at(place.x))))


def _saved_curves(view_state: ViewState, column: str, mode: ColorMode) -> list[Curve]:
    """The newest saved runs on the split that is evaluated."""
    part = "test" if "test" in view_state.problem.parts else "train"
    first = max(0, len(view_state.saved_runs) - MAX_SAVED_CURVES)
    curves: list[Curve] = []
    for k, saved in enumerate(view_state.saved_runs[first:], start=first):
        history = saved.run.history
        values = history.get(f"{part}_{column}", [])
        stride = max(1, len(values) // MAX_POINTS)
        color = mode.palette.colour(k - first + 2)
        curves.append((f"run {k + 1}", color, history["epoch"][::stride], values[::stride]))
    return curves
