"""All that the layers have."""

from __future__ import annotations

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
from nnplay.tui.layers import layer_of
from nnplay.tui.screens.base import Card, Choosing, Counting, Typing

NONE, AUTO = "none", "by the activation"


class LayerCard(Card):
    """Width, activation, dropout, normalisation, skip connection and first weights of each layer."""

    BINDINGS: ClassVar[list[BindingType]] = [("pageup", "turn(-1)", "Before"), ("pagedown", "turn(1)", "Next")]

    def __init__(self, session: PlaygroundSession, place: int = 0) -> None:
        super().__init__(session)
        self.stack = list(session.problem.architecture.layers)
        self.place = min(place, len(self.stack) - 1)

    def body(self) -> ComposeResult:
        """A line for each of its settings."""
        layer = self.stack[self.place]
        yield Counting("width", "width", str(layer.width))
        yield Typing("activation", "activation", layer.activation, "relu, leaky_relu(0.2), maxout(3) …")
        yield Typing("dropout", "dropout", f"{layer.dropout:g}", "the share that is silenced in each step")
        yield Choosing("norm", "normalisation", (NONE, *NORMS), layer.norm or NONE)
        yield Choosing("skip", "skip connection", ("no", "yes"), "yes" if layer.skip else "no")
        yield Choosing("initializer", "first weights", (AUTO, *sorted(initializers)), layer.initializer or AUTO)
        with Horizontal(classes="buttons"):
            yield Button("Done", variant="primary", compact=True, id="done")
            yield Button("Cancel", compact=True, id="cancel")
        yield Static("Page up and page down turn to the other layers.", classes="hint")

    def on_mount(self) -> None:
        """Say which layer it is."""
        self._title()

    def _title(self) -> None:
        self.query_one("#heading", Static).update(f"Layer {self.place + 1} of {len(self.stack)}")

    def _take(self) -> bool:
        """Take what was typed; False where it fits no layer."""
        norm, skip, initializer = (choosing.text for choosing in self.query(Choosing))
        width, activation, dropout = (typing.text for typing in self.query(Typing))
        try:
            made = layer_of(width, activation, dropout)
            self.stack[self.place] = Layer(
                made.width, made.activation, made.dropout, None if norm == NONE else norm, skip == "yes",
                None if initializer == AUTO else initializer,
            )  # fmt: skip
        except NNPlayError as error:
            self.complain(str(error))
            return False
        self.complain("")
        return True

    def action_turn(self, way: int) -> None:
        """Turn to another layer."""
        wanted = self.place + way
        if self._take() and 0 <= wanted < len(self.stack):
            self.place, layer = wanted, self.stack[wanted]
            for typing, text in zip(
                self.query(Typing), (str(layer.width), layer.activation, f"{layer.dropout:g}"), strict=True
            ):
                typing.entry.value = text
            shown = layer.norm or NONE, "yes" if layer.skip else "no", layer.initializer or AUTO
            for choosing, text in zip(self.query(Choosing), shown, strict=True):
                choosing.entry.value = text
            self._title()

    @on(Button.Pressed, "#done")
    @on(Input.Submitted)
    def _done(self) -> None:
        if self._take():
            self.dismiss(tuple(self.stack))

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
