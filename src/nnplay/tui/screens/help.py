"""Cards that are read: the keys, and what does the training again."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from nnplay.playground.session import PlaygroundSession
from nnplay.tui.keys import GROUPS
from nnplay.tui.screens.base import Card

ENTRIES = (
    "An entry holds on Enter. A rate, optimizer, schedule, batch size or penalty that is changed on the way forks the "
    "training at the epoch that is shown; anything else begins anew, with the same seed."
)


class Help(Card):
    """Every key."""

    heading = "Keys"
    AUTO_FOCUS = "VerticalScroll"

    def body(self) -> ComposeResult:
        """The table of keys, by what they are for."""
        shown = Text()
        for group, keys in GROUPS.items():
            shown.append(f"{group}\n", "bold")
            for key, _, _, letter, told in keys:
                shown.append(f"  {letter or key:>6}  ", "bold").append(f"{told}\n")
        shown.append("  ctrl+p  ", "bold").append("All commands, and the theme: light, dark …\n")
        shown.append(f"\n{ENTRIES}", "dim")
        with VerticalScroll(can_focus=True, id="keys"):
            yield Static(shown)


class Again(Card):
    """The command and the Python that do it again; one of them was copied."""

    heading = "Do it again"
    AUTO_FOCUS = "#copy-command"
    wide = "wide"

    def __init__(self, session: PlaygroundSession, copied: str) -> None:
        super().__init__(session)
        self._copied = copied

    def body(self) -> ComposeResult:
        """Both texts, and a button for each."""
        with VerticalScroll(id="keys"):
            yield Static(Text("In a shell", "bold"))
            yield Static(Text(self.session.command()), id="command", classes="code")
            yield Static(Text("In Python", "bold"))
            yield Static(Text(self.session.python()), id="python", classes="code")
        with Horizontal(classes="buttons"):
            yield Button("Copy the command", compact=True, id="copy-command")
            yield Button("Copy the Python", compact=True, id="copy-python")
        yield Static(self._said(), id="said")

    def _said(self) -> Text:
        return Text(
            f"{self._copied} is in the clipboard, where your terminal allows it; else mark it with the mouse.", "dim"
        )

    @on(Button.Pressed)
    def _copy(self, event: Button.Pressed) -> None:
        python = event.button.id == "copy-python"
        self.app.copy_to_clipboard(self.session.python() if python else self.session.command())
        self._copied = "The Python" if python else "The command"
        self.query_one("#said", Static).update(self._said())
