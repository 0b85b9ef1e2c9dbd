"""The curves, and the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual.events import Click
from textual.message import Message

from nnplay.playground.view_state import ViewState
from nnplay.plots.terminal import network_diagram
from nnplay.plots.terminal.line_chart import Curve, chart
from nnplay.tui.base_view import Paper, View, said

MOST = 400  # points of a curve
MOST_KEPT = 3  # kept trainings whose curves are shown, the newest
SCORES = {"classification": ("accuracy", "Accuracy"), "regression": ("r2", "R²")}


def thinned(rows: Sequence[dict[str, Any]], column: str) -> tuple[list[int], list[float]]:
    """Epochs and values of a column, so many that a curve can show them."""
    stride = max(1, len(rows) // MOST)
    shown = [*rows[::stride], *([rows[-1]] if (len(rows) - 1) % stride else [])]
    return [row["epoch"] for row in shown], [row.get(column, float("nan")) for row in shown]


class Curves(View):
    """The loss, or the score, over the epochs; those of kept trainings are beside it."""

    heading = "Loss"

    def __init__(self, id: str, score: bool = False) -> None:
        super().__init__(id)
        self.score = score

    def drawn(self, view_state: ViewState, paper: Paper, width: int, height: int) -> Text:
        """The curves."""
        column, self.title = SCORES[view_state.dataset.task] if self.score else ("loss", "Loss")
        self.aside = "" if self.score else str(view_state.problem.architecture.loss)
        rows, parts = view_state.rows, view_state.problem.parts
        if len(rows) < 2:
            return said("Press space to train.", width)
        curves: list[Curve] = [(part, paper.on.parts[part], *thinned(rows, f"{part}_{column}")) for part in parts]
        part = "test" if "test" in parts else "train"
        first = max(0, len(view_state.kept) - MOST_KEPT)
        for k, kept in enumerate(view_state.kept[first:], start=first):
            history = kept.run.history
            values = history.get(f"{part}_{column}", [])
            stride = max(1, len(values) // MOST)
            curves.append(
                (f"kept {k + 1}", paper.on.colour(k - first + 2), history["epoch"][::stride], values[::stride])
            )
        return chart(curves, width, max(3, height - 2), "epoch")


class Diagram(View):
    """The network, its weights in colour; a click on a neuron opens it."""

    heading = "The network"

    class Chosen(Message):
        """A neuron was clicked.

        Attributes:
            layer, neuron: counted from 1.
        """

        def __init__(self, layer: int, neuron: int) -> None:
            super().__init__()
            self.layer, self.neuron = layer, neuron

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._diagram: network_diagram.Diagram | None = None

    def drawn(self, view_state: ViewState, paper: Paper, width: int, height: int) -> Text:
        """The layers from left to right."""
        self.aside = f"{view_state.parameters.count:,} parameters"
        names, outputs = view_state.problem.encoding.names, outputs_of(view_state)
        self._diagram = network_diagram.Diagram(view_state.parameters, width, height, names, outputs, paper.on)
        return self._diagram.text()

    def on_click(self, event: Click) -> None:
        """Open the neuron that was clicked."""
        place = event.get_content_offset(self)
        found = self._diagram.neuron_at(place.x, place.y) if place is not None and self._diagram else None
        if found is not None:
            self.post_message(self.Chosen(found[0] + 1, found[1] + 1))


def outputs_of(view_state: ViewState) -> tuple[str, ...]:
    """What each output stands for."""
    coding = view_state.problem.coding
    if coding.form == "one_hot":
        return tuple(map(str, coding.classes))
    if coding.form == "column":
        return (str(coding.classes[-1]),)
    return view_state.dataset.target_names
