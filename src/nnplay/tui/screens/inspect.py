"""Inspect one neuron and one weight: their numbers and equations in the forward and backward pass and the update."""

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from nnplay.analysis.explain import Explanation, explain
from nnplay.errors import NNPlayError
from nnplay.playground.predict_row import input_values, target_value
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.screens.card import Card, NumberRow

REFRESH_SECONDS = 1.0


class InspectCard(Card):
    """One neuron and one of its weights, for one row of the data."""

    heading = "Inspect a neuron and one of its weights"
    wide = "wide"
    keys = "↑ ↓: change a number   tab: next   Page Up Page Down: scroll   esc: close"

    def __init__(self, session: PlaygroundSession, layer: int = 1, neuron: int = 1) -> None:
        super().__init__(session)
        self.position = layer, neuron
        self._epoch = session.epoch  # whose weights are shown

    def compose_body(self) -> ComposeResult:
        """Layer, neuron, weight and row; and below them the calculation."""
        with Horizontal(id="which"):
            yield NumberRow("layer", "Layer", str(self.position[0]))
            yield NumberRow("neuron", "Neuron", str(self.position[1]))
            yield NumberRow("input", "Weight from", "1")
            yield NumberRow("row", "Row", "1")
        with VerticalScroll(can_focus=True, id="inside"):
            yield Static(id="pass")

    def on_mount(self) -> None:
        """Explain the neuron, and again while training goes on."""
        self._explain()
        self.set_interval(REFRESH_SECONDS, self._explain_again)

    def _explain_again(self) -> None:
        """Explain it with the newest weights."""
        if self.session.epoch != self._epoch:
            self._explain()

    def key_pagedown(self) -> None:
        """Scroll down."""
        self.query_one("#inside", VerticalScroll).scroll_page_down()

    def key_pageup(self) -> None:
        """Scroll up."""
        self.query_one("#inside", VerticalScroll).scroll_page_up()

    @on(Input.Changed)
    def _explain(self) -> None:
        try:
            layer, neuron, source, row = (number_row.number() for number_row in self.query(NumberRow))
        except NNPlayError as error:
            self.show_error(str(error))
            return
        problem, parameters, recipe = self.session.problem, self.session.parameters, self.session.recipe
        n_rows, self._epoch = problem.dataset.n_rows, self.session.epoch
        self.query_one("#heading", Static).update(f"{self.heading}, after epoch {self._epoch:,}")

        def explain_row() -> Explanation:
            if row > n_rows:
                raise NNPlayError(f"There is no row {row:,}: the data have {n_rows:,} rows.")
            values, target = input_values(problem, row - 1), target_value(problem, row - 1)
            neuron_spec = f"{layer}:{neuron}:{source}"
            return explain(problem.model(parameters), recipe, [values], target, neuron=neuron_spec)

        self.run_in_background(
            explain_row, lambda explanation: self.query_one("#pass", Static).update(describe(explanation, layer))
        )


def describe(explanation: Explanation, layer: int) -> Text:
    """The derivation for one layer, then the full calculation."""
    text = Text()
    for section in explanation.sections:
        written = [step for step in section.steps if step.written]
        if section.layer == layer and written:
            text.append(f"{section.part}\n", "bold")
            for step in written:
                text.append(f"  {step.meaning}\n", "dim")
                text.append("".join(f"    {line}\n" for line in step.written))
    text.append("\n").append("The full calculation\n", "bold")
    return text.append(explanation.text())
