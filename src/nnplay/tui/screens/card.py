"""Base class of all cards, and their input rows."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any, ClassVar, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Select, Static

from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession

T = TypeVar("T")


class Card(ModalScreen[Any]):
    """A card with a title and a line for errors; Escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "Close")]
    AUTO_FOCUS = "Input"
    heading = ""
    topic = ""  # how the tour calls it
    wide = ""
    keys = "esc: close"

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(name=self.topic)
        self.session = session
        self.error = Static("", classes="error", markup=False)

    def compose(self) -> ComposeResult:
        """The card."""
        with Vertical(classes=f"card {self.wide}"):
            yield Static(self.heading, classes="title", id="heading")
            yield from self.compose_body()
            yield self.error
            yield Static(self.keys, classes="hint", id="card-keys", markup=False)

    def compose_body(self) -> ComposeResult:
        """The content between the title and the error."""
        raise NotImplementedError  # abstract, but the metaclass of Textual's widgets rules out abc.ABC

    def action_close(self) -> None:
        """Close the card."""
        self.dismiss(None)

    def show_error(self, message: str) -> None:
        """Show an error; "" removes it."""
        self.error.update(message)
        self.error.set_class(False, "busy")

    def run_in_background(self, action: Callable[[], T], on_success: Callable[[T], Any], busy: str = "") -> None:
        """Run an action in the thread of the session; an error is shown on the card."""
        if busy:
            self.error.update(f"{busy} …")
            self.error.set_class(True, "busy")
        self._run(action, on_success)

    @work(exclusive=True)
    async def _run(self, action: Callable[[], Any], on_success: Callable[[Any], Any]) -> None:
        pool: Executor | None = getattr(self.app, "pool", None)
        try:
            result = await asyncio.get_running_loop().run_in_executor(pool, action)
        except NNPlayError as error:
            self.show_error(str(error))
            return
        self.show_error("")
        if self.is_attached:
            on_success(result)


class TextRow(Horizontal):
    """A label and a text input."""

    def __init__(self, name: str, label: str, value: str = "", placeholder: str = "") -> None:
        super().__init__(classes="line")
        self.label = label
        self.input = Input(value, placeholder=placeholder, compact=True, id=f"typed-{name}", select_on_focus=True)

    def compose(self) -> ComposeResult:
        """The label and the input."""
        yield Label(self.label, classes="name", markup=False)
        yield self.input

    @property
    def text(self) -> str:
        """The typed text."""
        return self.input.value.strip()


class NumberRow(TextRow):
    """A label and a positive whole number, which the arrow keys change."""

    def on_key(self, event: Key) -> None:
        """Increase or decrease the number."""
        if event.key in ("up", "down") and self.text.isdigit():
            event.stop()
            self.input.value = str(max(1, int(self.text) + (1 if event.key == "up" else -1)))

    def number(self) -> int:
        """The number.

        Raises:
            NNPlayError: not a positive whole number.
        """
        if not self.text.isdigit() or int(self.text) < 1:
            raise NNPlayError(f"{self.label} must be a whole number from 1, not {self.text!r}.")
        return int(self.text)


class ChoiceRow(Horizontal):
    """A label and a list to choose from."""

    def __init__(self, name: str, label: str, options: Sequence[str], value: str) -> None:
        super().__init__(classes="line")
        self.label = label
        known = [*options, *([value] if value not in options else [])]
        self.select: Select[str] = Select(
            [(text, text) for text in known], value=value, allow_blank=False, compact=True, id=f"chosen-{name}"
        )

    def compose(self) -> ComposeResult:
        """The label and the list."""
        yield Label(self.label, classes="name")
        yield self.select

    @property
    def text(self) -> str:
        """The chosen option."""
        return str(self.select.value)
