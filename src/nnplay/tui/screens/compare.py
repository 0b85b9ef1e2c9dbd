"""The comparison of the current run with the saved runs."""

from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.curves_view import SCORES
from nnplay.tui.screens.card import Card

HEADER = ("", "loss", "score", "changes", "epochs", "parameters", "network")


class CompareCard(Card):
    """A table with a line for each run."""

    heading = "Saved runs"
    wide = "wide"
    AUTO_FOCUS = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [("delete,d", "delete", "Delete"), ("escape", "close", "Close")]

    def compose_body(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row", id="saved-runs")
        yield Static(Text("Enter: restore · d: delete", "dim"))

    def on_mount(self) -> None:
        """Fill the table."""
        table: DataTable[Any] = self.query_one(DataTable)
        table.add_columns(*HEADER)
        self._fill()

    def _fill(self) -> None:
        table: DataTable[Any] = self.query_one(DataTable)
        table.clear()
        for row in table_rows(self.session):
            table.add_row(*(Text(cell) for cell in row))
        if not self.session.saved_runs:
            self.show_error("No saved runs. Press k to save the current run, then change something and train again.")

    @on(DataTable.RowSelected)
    def _on_restore(self, event: DataTable.RowSelected) -> None:
        index = event.cursor_row - 1
        if index >= 0:
            saved, session = self.session.saved_runs[index], self.session
            self.run_in_background(
                lambda: session.restore(saved.run, saved.architecture), lambda _: self.dismiss(True), "loading"
            )

    def action_delete(self) -> None:
        """Delete the selected run."""
        index = self.query_one(DataTable).cursor_row - 1
        if 0 <= index < len(self.session.saved_runs):
            self.session.delete_run(index)
            self._fill()


def table_rows(session: PlaygroundSession) -> list[tuple[str, ...]]:
    """The current run, then the saved ones."""
    part = session.problem.eval_split
    metrics = {name: session.rows[-1].get(f"{part}_{name}") for name in ("loss", "accuracy", "r2")}
    score = metrics[SCORES[session.dataset.task][0]]
    rows: list[tuple[str, ...]] = [
        ("current", _number(metrics["loss"]), _number(score), "", f"{session.epoch:,}",
         f"{session.parameters.count:,}", _network(session.problem.architecture)),
    ]  # fmt: skip
    architecture = session.requested_architecture()
    for k, saved in enumerate(session.saved_runs, start=1):
        run = saved.run
        results, last = run.metrics[run.eval_split], (run.history.get("epoch") or [0])[-1]
        rows.append(
            (f"run {k}", _number(results["loss"]), _number(results.get("accuracy", results.get("r2"))),
             saved.differences(architecture, session.recipe), f"{last:,}", f"{run.parameters.count:,}",
             _network(run.architecture))
        )  # fmt: skip
    return rows


def _network(architecture: Architecture) -> str:
    return str(architecture).partition(" | ")[0]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
