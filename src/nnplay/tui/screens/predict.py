"""Ask the network: values for the columns, its answer, and the activations on the way."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from nnplay.playground.predict_row import Answer, ask, example
from nnplay.plots.palette import DARK, LIGHT, Palette
from nnplay.tui.screens.base import Card, Typing

BAR = 24  # characters of a probability
CELLS = 36  # neurons of a layer that are shown


class Ask(Card):
    """Values for the columns; what the network answers, and the activations on the way."""

    heading = "Ask the network"

    def body(self) -> ComposeResult:
        """A line for each column, and the answer."""
        with VerticalScroll():
            for k, (name, value) in enumerate(example(self.session.problem).items()):
                yield Typing(f"{k}", name[:21], f"{value:g}" if isinstance(value, float) else str(value))
        yield Static(id="answer")

    def on_mount(self) -> None:
        """Answer for the row that is there."""
        self._ask()

    @on(Input.Changed)
    def _ask(self) -> None:
        problem, parameters = self.session.problem, self.session.parameters
        texts = [line.text for line in self.query(Typing)]
        row: dict[str, Any] = dict(zip(problem.encoding.columns, texts, strict=True))
        self.attempt(lambda: ask(problem, parameters, row), self._show)

    def _show(self, answer: Answer) -> None:
        self.query_one("#answer", Static).update(told(answer, DARK if self.app.current_theme.dark else LIGHT))


def told(answer: Answer, on: Palette) -> Text:
    """The answer, the probabilities, and a row of cells for each layer."""
    said = answer.prediction
    shown = Text.assemble(("\nAnswer  ", "dim"), (f"{said:.6g}" if isinstance(said, float) else str(said), "bold"))
    for label, share in answer.shares[:6]:
        shown.append(f"\n{label[:16]:<17}").append("█" * round(share * BAR), on.positive).append(f" {share:.1%}")
    for l, a in enumerate(answer.layers, start=1):
        shown.append(f"\nlayer {l:<3}", "dim")
        largest = max((abs(float(value)) for value in a), default=1.0) or 1.0
        for value in a[:CELLS]:
            colour, strength = on.positive if value > 0 else on.negative, abs(float(value)) / largest
            shown.append("■" if strength > 0.15 else "·", colour if strength > 0.5 else f"dim {colour}")
        shown.append(f"  {', '.join(f'{v:.3g}' for v in a[:4])}{' …' if len(a) > 4 else ''}", "dim")
    return shown
