"""Look inside: one neuron or one weight with its numbers and equations, forward, backward and in the next step."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from nnplay.analysis.explain import Explanation, explain
from nnplay.errors import NNPlayError
from nnplay.playground.predict_row import example, wanted
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.screens.base import Card, Counting


class Inside(Card):
    """One neuron, and one of its weights, for a row of the data."""

    heading = "Inside: a neuron, and one of its weights"
    wide = "wide"

    def __init__(self, session: PlaygroundSession, layer: int = 1, neuron: int = 1) -> None:
        super().__init__(session)
        self.place = layer, neuron

    def body(self) -> ComposeResult:
        """Which neuron, which of its weights and which row; what becomes of them."""
        with Horizontal(id="which"):
            yield Counting("layer", "layer", str(self.place[0]))
            yield Counting("neuron", "neuron", str(self.place[1]))
            yield Counting("input", "weight from", "1")
            yield Counting("row", "row", "1")
        yield Static(Text("The arrows ↑ and ↓ change a number; page down reads on.", "dim"))
        with VerticalScroll(can_focus=True, id="inside"):
            yield Static(id="pass")

    def on_mount(self) -> None:
        """Explain the neuron."""
        self._explain()

    def key_pagedown(self) -> None:
        """Read on."""
        self.query_one("#inside", VerticalScroll).scroll_page_down()

    def key_pageup(self) -> None:
        """Read back."""
        self.query_one("#inside", VerticalScroll).scroll_page_up()

    @on(Input.Changed)
    def _explain(self) -> None:
        try:
            layer, neuron, source, row = (counting.number() for counting in self.query(Counting))
        except NNPlayError as error:
            self.complain(str(error))
            return
        problem, parameters, recipe = self.session.problem, self.session.parameters, self.session.recipe
        rows = problem.dataset.n_rows

        def look() -> Any:
            if row > rows:
                raise NNPlayError(f"The data have {rows:,} rows: row {row:,} is none of them.")
            given, target = example(problem, row - 1), wanted(problem, row - 1)
            chosen = f"{layer}:{neuron}:{source}"
            return explain(problem.model(parameters), recipe, [given], target, neuron=chosen)

        self.attempt(look, lambda found: self.query_one("#pass", Static).update(told(found, layer)))


def told(found: Explanation, layer: int) -> Text:
    """First what is written out of that layer, then the whole pass."""
    shown = Text()
    for section in found.sections:
        written = [step for step in section.steps if step.written]
        if section.layer == layer and written:
            shown.append(f"{section.part}\n", "bold")
            for step in written:
                shown.append(f"  {step.meaning}\n", "dim")
                shown.append("".join(f"    {line}\n" for line in step.written))
    shown.append("\n").append("The whole pass\n", "bold")
    return shown.append(found.text())
