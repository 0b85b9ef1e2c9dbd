"""The layers of the network, a line for each: width, activation, dropout, and the way to all the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Label, Select

from nnplay.catalog import activations
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Layer


class Row(Horizontal):
    """One layer."""

    def __init__(self, place: int, layer: Layer) -> None:
        super().__init__(classes="layer")
        self.place, self.described = place, layer

    def compose(self) -> ComposeResult:
        """Its number, width, activation and dropout, and the button that removes it."""
        names = sorted(activations)
        names += [self.described.activation] if self.described.activation not in names else []
        yield Label(f"{self.place + 1}", classes="number")
        yield Input(str(self.described.width), compact=True, classes="width", select_on_focus=True)
        yield Select(
            [(name, name) for name in names], value=self.described.activation, allow_blank=False, compact=True,
            classes="activation",
        )  # fmt: skip
        yield Input(f"{self.described.dropout:g}", compact=True, classes="dropout", select_on_focus=True)
        yield Button("+" if self._more() else "…", compact=True, classes="all", tooltip=self._told())
        yield Button("−", compact=True, classes="remove", tooltip="Remove this layer")

    def _more(self) -> bool:
        layer = self.described
        return bool(layer.norm or layer.skip or layer.initializer)

    def _told(self) -> str:
        return f"{self.described}: all that it has (key l)"

    def typed(self) -> Layer:
        """The layer as it was typed.

        Raises:
            NNPlayError: an entry that fits no layer.
        """
        width, dropout = (self.query_one(f".{name}", Input).value.strip() for name in ("width", "dropout"))
        made = layer_of(width, str(self.query_one(Select).value), dropout)
        return replace(self.described, width=made.width, activation=made.activation, dropout=made.dropout)


def layer_of(width: str, activation: str, dropout: str) -> Layer:
    """The layer that these texts mean.

    Raises:
        NNPlayError: a text that fits no layer.
    """
    if not width.isdigit():
        raise NNPlayError(f"A width is a whole number of neurons, not {width!r}.")
    try:
        share = float(dropout or "0")
    except ValueError:
        raise NNPlayError(f"Dropout is a share from 0 up to below 1, not {dropout!r}.") from None
    return Layer(int(width), activation, share)


class Layers(Vertical):
    """The hidden layers."""

    class Changed(Message):
        """The layers were changed."""

        def __init__(self, layers: tuple[Layer, ...]) -> None:
            super().__init__()
            self.layers = layers

    class Opened(Message):
        """All that a layer has is wanted.

        Attributes:
            place: of the layer, from 0.
        """

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        super().__init__(id="layers")
        self.stack = layers
        self._error = Label("", classes="error", markup=False)

    def compose(self) -> ComposeResult:
        """A line for each layer, the button that adds one, and what is wrong."""
        with Horizontal(classes="heads"):
            yield Label("", classes="number")
            yield Label("width", classes="width")
            yield Label("activation", classes="activation")
            yield Label("drop", classes="dropout")
        yield Vertical(*(Row(place, layer) for place, layer in enumerate(self.stack)), id="rows")
        yield self._error
        yield Button("+ layer", compact=True, id="add-layer", tooltip="Add a hidden layer (key +)")

    async def show(self, layers: tuple[Layer, ...]) -> None:
        """Show other layers."""
        self.complain("")
        if layers != self.stack or len(self.query(Row)) != len(layers):
            self.stack = layers
            rows = self.query_one("#rows")
            await rows.remove_children()
            await rows.mount_all(Row(place, layer) for place, layer in enumerate(layers))

    def complain(self, error: str) -> None:
        """Say what is wrong; an empty text is nothing."""
        self._error.update(error)
        self.set_class(bool(error), "wrong")

    def take(self, layers: tuple[Layer, ...]) -> None:
        """Take other layers, and say so."""
        if layers != self.stack:
            self.post_message(self.Changed(layers))

    @on(Input.Submitted)
    @on(Input.Blurred)
    @on(Select.Changed)
    def _typed(self, event: Any) -> None:
        event.stop()
        try:
            self.complain("")
            self.take(tuple(row.typed() for row in self.query(Row)))
        except NNPlayError as error:
            self.complain(str(error))

    @on(Button.Pressed, ".remove")
    def _remove(self, event: Button.Pressed) -> None:
        event.stop()
        row = event.button.parent
        if isinstance(row, Row):
            self.take(tuple(layer for k, layer in enumerate(self.stack) if k != row.place))

    @on(Button.Pressed, ".all")
    def _open(self, event: Button.Pressed) -> None:
        event.stop()
        row = event.button.parent
        if isinstance(row, Row):
            self.post_message(self.Opened(row.place))

    @on(Button.Pressed, "#add-layer")
    def _add(self, event: Button.Pressed) -> None:
        event.stop()
        self.add()

    def add(self) -> None:
        """Add a layer like the last one."""
        last = self.stack[-1] if self.stack else Layer(4, "tanh")
        self.take((*self.stack, last))

    def drop(self) -> None:
        """Remove the last layer."""
        if self.stack:
            self.take(self.stack[:-1])

    def widen(self, by: int) -> None:
        """Change the width of the last layer."""
        if self.stack and self.stack[-1].width + by > 0:
            self.take((*self.stack[:-1], replace(self.stack[-1], width=self.stack[-1].width + by)))
