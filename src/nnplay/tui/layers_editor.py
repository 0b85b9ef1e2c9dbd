"""The editor of the hidden layers: one line per layer with width, activation and dropout."""

import asyncio
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Label, Select, Static

from nnplay.catalog import activations
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Layer


class LayerRow(Horizontal):
    """One layer."""

    def __init__(self, index: int, spec: Layer) -> None:
        super().__init__(classes="layer")
        self.index, self.spec = index, spec

    def compose(self) -> ComposeResult:
        """Number, width, activation, dropout, and the buttons for more settings and for removal."""
        names, spec = sorted(activations), self.spec
        names += [spec.activation] if spec.activation not in names else []
        has_more = bool(spec.norm or spec.skip or spec.initializer)
        yield Label(f"{self.index + 1}", classes="number")
        yield Input(str(spec.width), compact=True, classes="width", select_on_focus=True)
        yield Select(
            [(name, name) for name in names], value=spec.activation, allow_blank=False, compact=True,
            classes="activation",
        )  # fmt: skip
        yield Input(f"{spec.dropout:g}", compact=True, classes="dropout", select_on_focus=True)
        yield Button("+" if has_more else "…", compact=True, classes="all", tooltip=f"{spec}: all settings (key l)")
        yield Button("−", compact=True, classes="remove", tooltip="Remove this layer")

    def read(self) -> Layer:
        """The layer as entered.

        Raises:
            NNPlayError: an invalid entry.
        """
        width, dropout = (self.query_one(f".{name}", Input).value.strip() for name in ("width", "dropout"))
        entered = parse_layer(width, str(self.query_one(Select).value), dropout)
        return replace(self.spec, width=entered.width, activation=entered.activation, dropout=entered.dropout)


def parse_layer(width: str, activation: str, dropout: str) -> Layer:
    """The layer that these texts describe.

    Raises:
        NNPlayError: an invalid entry.
    """
    if not width.isdigit():
        raise NNPlayError(f"The width must be a whole number of neurons, not {width!r}.")
    try:
        rate = float(dropout or "0")
    except ValueError:
        raise NNPlayError(f"Dropout must be at least 0 and less than 1, not {dropout!r}.") from None
    return Layer(int(width), activation, rate)


class LayersEditor(Vertical):
    """The hidden layers."""

    class Changed(Message):
        """The user has changed the layers.

        Attributes:
            layers: all of them.
            done: whether the user is done with a field: they pressed Enter.
        """

        def __init__(self, layers: tuple[Layer, ...], done: bool = False) -> None:
            super().__init__()
            self.layers, self.done = layers, done

    class DetailsRequested(Message):
        """The user wants to see all settings of a layer.

        Attributes:
            index: of the layer, from 0.
        """

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, hidden_layers: tuple[Layer, ...]) -> None:
        super().__init__(id="layers")
        self.hidden_layers = hidden_layers
        self._error, self._message = Static("", classes="error", markup=False), ""
        self._rows = Vertical(*(LayerRow(index, layer) for index, layer in enumerate(hidden_layers)), id="rows")
        self._building = asyncio.Lock()  # rows are neither removed nor read before they are complete

    def compose(self) -> ComposeResult:
        """A line for each layer, the error, and the button that adds a layer."""
        with Horizontal(classes="heads"):
            yield Label("", classes="number")
            yield Label("Width", classes="width")
            yield Label("Activation", classes="activation")
            yield Label("Drop", classes="dropout")
        yield self._rows
        yield self._error
        yield Button("+ layer", compact=True, id="add-layer", tooltip="Add a hidden layer (key +)")

    async def set_layers(self, hidden_layers: tuple[Layer, ...]) -> None:
        """Show other layers."""
        self.show_error("")
        async with self._building:
            if not self._rows.is_attached:  # the user has quit meanwhile
                return
            if hidden_layers != self.hidden_layers or len(self._rows.children) != len(hidden_layers):
                self.hidden_layers = hidden_layers
                await self._rows.remove_children()
                await self._rows.mount_all(LayerRow(index, layer) for index, layer in enumerate(hidden_layers))

    def show_error(self, message: str) -> None:
        """Show an error; "" removes it."""
        if message != self._message:  # a new text means a new layout of the screen
            self._message = message
            self._error.update(message)
            self.set_class(bool(message), "wrong")

    def _change(self, hidden_layers: tuple[Layer, ...], done: bool = False) -> None:
        if done or hidden_layers != self.hidden_layers:
            self.post_message(self.Changed(hidden_layers, done))

    @on(Input.Submitted)
    @on(Input.Blurred)
    @on(Select.Changed)
    def _on_entered(self, event: Message) -> None:
        event.stop()
        if self._building.locked():
            return
        try:
            self.show_error("")
            self._change(tuple(row.read() for row in self.query(LayerRow)), isinstance(event, Input.Submitted))
        except NNPlayError as error:
            self.show_error(str(error))

    @on(Button.Pressed, ".remove")
    def _on_remove(self, event: Button.Pressed) -> None:
        event.stop()
        row = event.button.parent
        if isinstance(row, LayerRow):
            self._change(tuple(layer for k, layer in enumerate(self.hidden_layers) if k != row.index))

    @on(Button.Pressed, ".all")
    def _on_details(self, event: Button.Pressed) -> None:
        event.stop()
        row = event.button.parent
        if isinstance(row, LayerRow):
            self.post_message(self.DetailsRequested(row.index))

    @on(Button.Pressed, "#add-layer")
    def _on_add(self, event: Button.Pressed) -> None:
        event.stop()
        self.add_layer()

    def add_layer(self) -> None:
        """Add a copy of the last layer."""
        last = self.hidden_layers[-1] if self.hidden_layers else Layer(4, "tanh")
        self._change((*self.hidden_layers, last))

    def remove_layer(self) -> None:
        """Remove the last layer."""
        if self.hidden_layers:
            self._change(self.hidden_layers[:-1])

    def widen(self, by: int) -> None:
        """Add neurons to the last layer, or remove them."""
        if self.hidden_layers and self.hidden_layers[-1].width + by > 0:
            last = self.hidden_layers[-1]
            self._change((*self.hidden_layers[:-1], replace(last, width=last.width + by)))
