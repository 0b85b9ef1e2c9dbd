"""Compare: the trainings that were kept beside the one that is shown, and the way back to each."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from nnplay.network.architecture import Architecture
from nnplay.playground.session import PlaygroundSession
from nnplay.playground.view_state import asked
from nnplay.tui.plot_views import SCORES
from nnplay.tui.screens.base import Card

HEADS = ("", "loss", "score", "what was other", "epochs", "parameters", "network")


class Compare(Card):
    """A line for each training."""

    heading = "What was kept"
    wide = "wide"
    AUTO_FOCUS = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [("delete,d", "drop", "Forget it"), ("escape", "close", "Close")]

    def body(self) -> ComposeResult:
        """The table."""
        yield DataTable(cursor_type="row", id="kept")
        yield Static(Text("Enter brings a training back, to be looked at and gone on with; d forgets it.", "dim"))

    def on_mount(self) -> None:
        """Fill the table."""
        table: DataTable[Any] = self.query_one(DataTable)
        table.add_columns(*HEADS)
        self._fill()

    def _fill(self) -> None:
        table: DataTable[Any] = self.query_one(DataTable)
        table.clear()
        for line in lines(self.session):
            table.add_row(*(Text(cell) for cell in line))
        if not self.session.kept:
            self.complain("Nothing is kept: k keeps the training that is shown; change something, and train again.")

    @on(DataTable.RowSelected)
    def _bring_back(self, event: DataTable.RowSelected) -> None:
        place = event.cursor_row - 1
        if place >= 0:
            kept = self.session.kept[place]
            self.attempt(
                lambda: self.session.take(kept.run, kept.architecture), lambda _: self.dismiss(True), "reading"
            )

    def action_drop(self) -> None:
        """Forget a training."""
        place = self.query_one(DataTable).cursor_row - 1
        if 0 <= place < len(self.session.kept):
            self.session.drop(place)
            self._fill()


def lines(session: PlaygroundSession) -> list[tuple[str, ...]]:
    """The training that is shown, then those that were kept."""
    part = session.problem.eval_split
    now = {name: session.rows[-1].get(f"{part}_{name}") for name in ("loss", "accuracy", "r2")}
    column = SCORES[session.dataset.task][0]
    shown: list[tuple[str, ...]] = [
        ("now", _number(now["loss"]), _number(now[column]), "", f"{session.epoch:,}", f"{session.parameters.count:,}",
         _network(session.problem.architecture)),
    ]  # fmt: skip
    network = session.architecture if isinstance(session.architecture, Architecture) else asked(session.problem)
    for k, kept in enumerate(session.kept, start=1):
        run = kept.run
        measured, last = run.metrics[run.eval_split], (run.history.get("epoch") or [0])[-1]
        score = _number(measured.get("accuracy", measured.get("r2")))
        shown.append(
            (f"kept {k}", _number(measured["loss"]), score, kept.told(network, session.recipe), f"{last:,}",
             f"{run.parameters.count:,}", _network(run.architecture))
        )  # fmt: skip
    return shown


def _network(architecture: Architecture) -> str:
    return str(architecture).partition(" | ")[0]


def _number(value: Any) -> str:
    return "–" if value is None else f"{value:.4g}"
