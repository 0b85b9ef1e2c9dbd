"""The fields of the setup: a name, an entry, and under it what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Select


class Changed(Message):
    """An entry was made.

    Attributes:
        field: where.
        value: what; text as typed.
    """

    def __init__(self, field: Field, value: str) -> None:
        super().__init__()
        self.field, self.value = field, value

    @property
    def control(self) -> Field:
        """The field."""
        return self.field


class Field(Vertical):
    """One setting: its name, its entry, its error."""

    def __init__(self, name: str, label: str, tip: str = "") -> None:
        super().__init__(id=f"field-{name}", classes="field")
        self.setting, self.label = name, label
        self.tooltip = tip or None
        self._error = Label("", classes="error", markup=False)

    def compose(self) -> ComposeResult:
        """The line, and the error under it."""
        with Horizontal(classes="line"):
            yield Label(self.label, classes="name")
            yield from self.entry()
        yield self._error

    def entry(self) -> Iterable[Widget]:
        """What is typed or chosen."""
        raise NotImplementedError

    def show(self, value: str) -> None:
        """Show a value, without saying that it was made."""
        raise NotImplementedError

    def complain(self, error: str) -> None:
        """Say what is wrong; an empty text is nothing."""
        self._error.update(error)
        self.set_class(bool(error), "wrong")


class Typed(Field):
    """A setting that is typed; it holds when Enter is pressed or the field is left."""

    def __init__(self, name: str, label: str, value: str, tip: str = "", hint: str = "") -> None:
        super().__init__(name, label, tip)
        self._shown = value
        self._input = Input(value, placeholder=hint, compact=True, select_on_focus=True)

    def entry(self) -> Iterable[Widget]:
        """The line that is typed into."""
        yield self._input

    def show(self, value: str) -> None:
        """Show a value."""
        self._shown = value
        if not self._input.has_focus:
            self._input.value = value

    @on(Input.Submitted)
    @on(Input.Blurred)
    def _entered(self, event: Input.Submitted | Input.Blurred) -> None:
        event.stop()
        if event.value != self._shown or self.has_class("wrong"):
            self._shown = event.value
            self.post_message(Changed(self, event.value.strip()))


class Chosen(Field):
    """A setting that is chosen from a list."""

    def __init__(self, name: str, label: str, options: Sequence[str], value: str, tip: str = "") -> None:
        super().__init__(name, label, tip)
        self._shown = value
        known = [*options, *([value] if value not in options else [])]
        self._select: Select[str] = Select(
            [(text, text) for text in known], value=value, allow_blank=False, compact=True
        )

    def entry(self) -> Iterable[Widget]:
        """The list."""
        yield self._select

    def show(self, value: str) -> None:
        """Show a value; one that is not in the list is added."""
        self._shown = value
        known = [option for _, option in self._select._options]
        with self._select.prevent(Select.Changed):
            if value not in known:
                self._select.set_options([(str(text), str(text)) for text in [*known, value]])
            self._select.value = value

    def offer(self, options: Sequence[str]) -> None:
        """Offer other options; the one that is shown stays where it is among them, else the first is taken."""
        if [option for _, option in self._select._options] != list(options):
            with self._select.prevent(Select.Changed):
                self._select.set_options([(text, text) for text in options])
                self._shown = self._shown if self._shown in options else options[0]
                self._select.value = self._shown

    @on(Select.Changed)
    def _picked(self, event: Select.Changed) -> None:
        event.stop()
        value: Any = event.value
        if isinstance(value, str) and value != self._shown:
            self._shown = value
            self.post_message(Changed(self, value))
