"""The comparison of the current run with those that were kept."""

from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable

from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import ViewState
from nnplay.tui.curves_view import SCORES
from nnplay.tui.screens.card import Card


class CompareCard(Card):
    """A table with a line for each run; loss and score are those of its epoch."""

    heading = "Runs"
    topic = "compare"
    wide = "wide"
    keys = "enter: restore   d: delete   esc: close"
    AUTO_FOCUS = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [("delete,d", "delete", "Delete"), ("escape", "close", "Close")]

    def compose_body(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row", id="saved-runs")

    def on_mount(self) -> None:
        """Fill the table."""
        self._fill()

    def _fill(self) -> None:
        table: DataTable[Any] = self.query_one(DataTable)
        table.clear(columns=True)
        header, *rows = table_rows(self.session.view_state(), self.session.requested_architecture())
        table.add_columns(*header)
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        if not self.session.saved_runs:
            self.show_error("No kept runs. Press k to keep the current run, then change something and train again.")

    @on(DataTable.RowSelected)
    def _on_restore(self, event: DataTable.RowSelected) -> None:
        index = event.cursor_row - 1
        if index >= 0:
            self.run_in_background(lambda: restore(self.session, index), self.dismiss, "loading")

    def action_delete(self) -> None:
        """Delete the selected run."""
        index = self.query_one(DataTable).cursor_row - 1
        if 0 <= index < len(self.session.saved_runs):
            self.session.delete_run(index)
            self._fill()


def restore(session: PlaygroundSession, index: int) -> str:
    """Restore a kept run, after keeping the current one if it is not; returns what to say."""
    saved, note = session.saved_runs[index], f"Restored run {index + 1}."
    if session.snapshot.epoch and not session.is_saved:
        session.save_run()
        note += f" What was there is kept as run {len(session.saved_runs)}."
    session.restore(saved.run, saved.architecture)
    return note


def table_rows(view_state: ViewState, architecture: Architecture) -> list[tuple[str, ...]]:
    """A header, the current run at the epoch in view, then the kept ones, each with the numbers of its epoch.

    Args:
        view_state: the state of a session.
        architecture: its network, as requested.
    """
    part, recipe = view_state.problem.eval_split, view_state.problem.recipe
    metric, label = SCORES[view_state.dataset.task]
    header = ("", "epoch", f"{part} loss", label.lower() if label.isascii() else label, "differences", "network")
    now = view_state.metrics[part]
    rows: list[tuple[str, ...]] = [
        header,
        ("current", f"{view_state.epoch:,}", _number(now.get("loss")), _score(metric, now), "",
         _network(view_state.problem.architecture)),
    ]  # fmt: skip
    for k, saved in enumerate(view_state.saved_runs, start=1):
        run = saved.run
        results = run.metrics[run.eval_split]
        rows.append(
            (f"run {k}", f"{run.epoch:,}", _number(results.get("loss")),
             _score("accuracy" if "accuracy" in results else "r2", results),
             saved.differences(architecture, recipe), _network(run.architecture))
        )  # fmt: skip
    return rows


def _network(architecture: Architecture) -> str:
    return str(architecture).partition(" | ")[0]


def _score(metric: str, metrics: dict[str, float]) -> str:
    value = metrics.get(metric)
    return "–" if value is None else f"{value:.1%}" if metric == "accuracy" else f"{value:.3f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
