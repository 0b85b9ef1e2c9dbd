"""Input fields of the settings panel: a label, a control, and an error message below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static


class SettingField(Vertical):
    """One setting: its label, its control and its error."""

    class Changed(Message):
        """The user has entered a value.

        Attributes:
            field: where.
            value: the value as text.
            done: whether the user is done with the field: they pressed Enter.
        """

        def __init__(self, field: SettingField, value: str, done: bool = False) -> None:
            super().__init__()
            self.field, self.value, self.done = field, value, done

        @property
        def control(self) -> SettingField:
            """The field."""
            return self.field

    def __init__(self, name: str, label: str, help_text: str = "") -> None:
        super().__init__(id=f"field-{name}", classes="field")
        self.setting, self.label = name, label
        self.tooltip = help_text or None
        self._error, self._message = Static("", classes="error", markup=False), ""

    def compose(self) -> ComposeResult:
        """The label and the control, and the error below them."""
        with Horizontal(classes="line"):
            yield Label(self.label, classes="name")
            yield from self.compose_control()
        yield self._error

    def compose_control(self) -> Iterable[Widget]:
        """The control."""
        raise NotImplementedError  # abstract, but the metaclass of Textual's widgets rules out abc.ABC

    def set_value(self, value: str) -> None:
        """Show a value without a `Changed` message."""
        raise NotImplementedError  # abstract, as above

    def show_error(self, message: str) -> None:
        """Show an error below the control; "" removes it."""
        if message != self._message:  # a new text means a new layout of the screen
            self._message = message
            self._error.update(message)
            self.set_class(bool(message), "wrong")


class TextField(SettingField):
    """A typed setting; it takes effect on Enter or when the field loses focus."""

    def __init__(self, name: str, label: str, value: str, help_text: str = "", placeholder: str = "") -> None:
        super().__init__(name, label, help_text)
        self._value = value
        self._input = Input(value, placeholder=placeholder, compact=True, select_on_focus=True)

    def compose_control(self) -> Iterable[Widget]:
        """The input line."""
        yield self._input

    def set_value(self, value: str) -> None:
        """Show a value, unless the user is typing."""
        self._value = value
        if not self._input.has_focus:
            self._input.value = value

    @on(Input.Submitted)
    @on(Input.Blurred)
    def _on_entered(self, event: Input.Submitted | Input.Blurred) -> None:
        event.stop()
        done = isinstance(event, Input.Submitted)
        if done or event.value != self._value or self.has_class("wrong"):
            self._value = event.value
            self.post_message(self.Changed(self, event.value.strip(), done))


class ChoiceField(SettingField):
    """A setting that is chosen from a list."""

    def __init__(self, name: str, label: str, options: Sequence[str], value: str, help_text: str = "") -> None:
        super().__init__(name, label, help_text)
        self._value, self._options = value, [*options, *([value] if value not in options else [])]
        self._select: Select[str] = Select(
            [(text, text) for text in self._options], value=value, allow_blank=False, compact=True
        )

    def compose_control(self) -> Iterable[Widget]:
        """The list."""
        yield self._select

    def set_value(self, value: str) -> None:
        """Show a value; it is added to the list if necessary."""
        self._value = value
        with self._select.prevent(Select.Changed):
            if value not in self._options:
                self._options.append(value)
                self._select.set_options([(text, text) for text in self._options])
            self._select.value = value

    def set_options(self, options: Sequence[str]) -> None:
        """Replace the list; the current value stays if it is in the new list, else the first option is chosen."""
        if self._options != list(options):
            self._options = list(options)
            with self._select.prevent(Select.Changed):
                self._select.set_options([(text, text) for text in options])
                self._value = self._value if self._value in options else options[0]
                self._select.value = self._value

    @on(Select.Changed)
    def _on_changed(self, event: Select.Changed) -> None:
        event.stop()
        value = event.value
        if isinstance(value, str) and value != self._value:
            self._value = value
            self.post_message(self.Changed(self, value, done=True))
