"""All settings of the hidden layers."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from nnplay.catalog import initializers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import NORMS, Layer
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.layers_editor import parse_layer
from nnplay.tui.screens.card import Card, ChoiceRow, NumberRow, TextRow

NONE, AUTO = "none", "auto"


class LayerCard(Card):
    """Width, activation, dropout, normalization, skip connection and initializer of each layer."""

    keys = "enter: apply   Page Up Page Down: other layers   esc: cancel"
    BINDINGS: ClassVar[list[BindingType]] = [("pageup", "turn(-1)", "Previous"), ("pagedown", "turn(1)", "Next")]

    def __init__(self, session: PlaygroundSession, index: int = 0) -> None:
        super().__init__(session)
        self.hidden_layers = list(session.problem.architecture.layers)
        self.index = min(index, len(self.hidden_layers) - 1)

    def compose_body(self) -> ComposeResult:
        """A line for each setting of one layer."""
        layer = self.hidden_layers[self.index]
        yield NumberRow("width", "Width", str(layer.width))
        yield TextRow("activation", "Activation", layer.activation, "relu, leaky_relu(0.2), maxout(3), …")
        yield TextRow("dropout", "Dropout", f"{layer.dropout:g}", "fraction of neurons turned off in each step")
        yield ChoiceRow("norm", "Normalization", (NONE, *NORMS), layer.norm or NONE)
        yield ChoiceRow("skip", "Skip connection", ("no", "yes"), "yes" if layer.skip else "no")
        yield ChoiceRow("initializer", "Initializer", (AUTO, *sorted(initializers)), layer.initializer or AUTO)
        with Horizontal(classes="buttons"):
            yield Button("Apply", variant="primary", compact=True, id="apply")
            yield Button("Cancel", compact=True, id="cancel")
        yield Static("Normalization comes before each activation.", classes="hint")

    def on_mount(self) -> None:
        """Show which layer it is."""
        self._update_title()

    def _update_title(self) -> None:
        self.query_one("#heading", Static).update(f"Layer {self.index + 1} of {len(self.hidden_layers)}")

    def _read(self) -> bool:
        """Store what was entered; False if it is invalid."""
        norm, skip, initializer = (row.text for row in self.query(ChoiceRow))
        width, activation, dropout = (row.text for row in self.query(TextRow))
        try:
            layer = parse_layer(width, activation, dropout)
            self.hidden_layers[self.index] = Layer(
                layer.width, layer.activation, layer.dropout, None if norm == NONE else norm, skip == "yes",
                None if initializer == AUTO else initializer,
            )  # fmt: skip
        except NNPlayError as error:
            self.show_error(str(error))
            return False
        self.show_error("")
        return True

    def action_turn(self, direction: int) -> None:
        """Turn to another layer."""
        index = self.index + direction
        if self._read() and 0 <= index < len(self.hidden_layers):
            self.index, layer = index, self.hidden_layers[index]
            texts = str(layer.width), layer.activation, f"{layer.dropout:g}"
            for text_row, text in zip(self.query(TextRow), texts, strict=True):
                text_row.input.value = text
            choices = layer.norm or NONE, "yes" if layer.skip else "no", layer.initializer or AUTO
            for choice_row, choice in zip(self.query(ChoiceRow), choices, strict=True):
                choice_row.select.value = choice
            self._update_title()

    @on(Button.Pressed, "#apply")
    @on(Input.Submitted)
    def _on_apply(self) -> None:
        if self._read():
            self.dismiss(tuple(self.hidden_layers))

    @on(Button.Pressed, "#cancel")
    def _on_cancel(self) -> None:
        self.dismiss(None)
