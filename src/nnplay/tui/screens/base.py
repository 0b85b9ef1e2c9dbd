"""What all cards have in common."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Select, Static

from nnplay.errors import NNPlayError
from nnplay.playground.session import PlaygroundSession


class Card(ModalScreen[Any]):
    """A card with a title and a line for what is wrong; escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "Close")]
    AUTO_FOCUS = "Input"
    heading = ""
    wide = ""

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__()
        self.session = session
        self.error = Label("", classes="error", markup=False)

    def compose(self) -> ComposeResult:
        """The card."""
        with Vertical(classes=f"card {self.wide}"):
            yield Static(self.heading, classes="title", id="heading")
            yield from self.body()
            yield self.error

    def body(self) -> ComposeResult:
        """What is on it."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Close the card."""
        self.dismiss(None)

    def complain(self, error: str) -> None:
        """Say what is wrong; an empty text is nothing."""
        self.error.update(error)
        self.error.set_class(False, "busy")

    def attempt(self, what: Callable[[], Any], then: Callable[[Any], Any], busy: str = "") -> None:
        """Do something in the bench's thread, so that keys are answered meanwhile; an error stands on the card."""
        if busy:
            self.error.update(f"{busy} …")
            self.error.set_class(True, "busy")
        self._attempted(what, then)

    @work(exclusive=True)
    async def _attempted(self, what: Callable[[], Any], then: Callable[[Any], Any]) -> None:
        pool: Any = getattr(self.app, "pool", None)
        try:
            found = await asyncio.get_running_loop().run_in_executor(pool, what)
        except NNPlayError as error:
            self.complain(str(error))
            return
        self.complain("")
        if self.is_attached:
            then(found)


class Typing(Horizontal):
    """A name and a line to type into."""

    def __init__(self, name: str, label: str, value: str = "", hint: str = "") -> None:
        super().__init__(classes="line")
        self.called, self._label = name, label
        self.entry = Input(value, placeholder=hint, compact=True, id=f"typed-{name}", select_on_focus=True)

    def compose(self) -> ComposeResult:
        """The line."""
        yield Label(self._label, classes="name", markup=False)
        yield self.entry

    @property
    def text(self) -> str:
        """What was typed."""
        return self.entry.value.strip()


class Counting(Typing):
    """A whole number, which the arrows up and down change too."""

    def on_key(self, event: Key) -> None:
        """One more, or one less."""
        if event.key in ("up", "down") and self.text.isdigit():
            event.stop()
            self.entry.value = str(max(1, int(self.text) + (1 if event.key == "up" else -1)))

    def number(self) -> int:
        """The number.

        Raises:
            NNPlayError: none from 1 on.
        """
        if not self.text.isdigit() or int(self.text) < 1:
            raise NNPlayError(f"{self._label} is a whole number from 1 on, not {self.text!r}.")
        return int(self.text)


class Choosing(Horizontal):
    """A name and a list to choose from."""

    def __init__(self, name: str, label: str, options: Sequence[str], value: str) -> None:
        super().__init__(classes="line")
        self._label = label
        known = [*options, *([value] if value not in options else [])]
        self.entry: Select[str] = Select(
            [(text, text) for text in known], value=value, allow_blank=False, compact=True, id=f"chosen-{name}"
        )

    def compose(self) -> ComposeResult:
        """The line."""
        yield Label(self._label, classes="name")
        yield self.entry

    @property
    def text(self) -> str:
        """What is chosen."""
        return str(self.entry.value)
