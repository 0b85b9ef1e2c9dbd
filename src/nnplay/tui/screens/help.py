"""The list of keys, and the code that reproduces the run."""

from collections.abc import Sequence

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Static

from nnplay.playground.session import PlaygroundSession
from nnplay.tui.keys import GROUPS, Key
from nnplay.tui.screens.card import Card

TWO_COLUMNS = 110  # columns of the terminal from which the keys are in two
NOTE = (
    "Enter applies a value. Changing the learning rate, optimizer, schedule, batch size or a penalty during training "
    "forks the run at the epoch in view; epochs after it are kept as a run. Any other change restarts training with "
    "the same seed."
)


class HelpCard(Card):
    """Every key."""

    heading = "Keys"
    wide = "wide"
    keys = "↑ ↓ Page Up Page Down: scroll   esc: close"
    AUTO_FOCUS = "VerticalScroll"

    def compose_body(self) -> ComposeResult:
        """The keys by group, in two columns where there is room."""
        groups = list(GROUPS.items())
        with VerticalScroll(can_focus=True, id="keys"):
            if self.app.size.width >= TWO_COLUMNS:
                with Horizontal(id="two-columns"):
                    yield Static(describe(groups[:3]))
                    yield Static(describe(groups[3:]))
            else:
                yield Static(describe(groups))
            yield Static(Text(NOTE, "dim"))


def describe(groups: Sequence[tuple[str, Sequence[Key]]]) -> Text:
    """The keys of some groups."""
    text = Text()
    for group, keys in groups:
        text.append(f"{group}\n", "bold")
        for key, _, _, display, help_text in keys:
            text.append(f"  {display or key:>5}  ", "bold").append(f"{help_text}\n")
        text.append("\n")
    if groups[-1][0] == "Learn":
        text.right_crop(1)
        text.append(" ctrl+p  ", "bold").append("All commands and color themes\n\n")
    return text


class CodeCard(Card):
    """The command and the Python code that reproduce the run; one of them has just been copied."""

    heading = "Reproduce this run"
    AUTO_FOCUS = "#copy-command"
    wide = "wide"

    def __init__(self, session: PlaygroundSession, copied: str) -> None:
        super().__init__(session)
        self._copied = copied

    def compose_body(self) -> ComposeResult:
        """Both texts, with a button for each."""
        with VerticalScroll(id="keys"):
            yield Static(Text("Shell", "bold"))
            yield Static(Text(self.session.command()), id="command", classes="code")
            yield Static(Text("Python", "bold"))
            yield Static(Text(self.session.python()), id="python", classes="code")
        with Horizontal(classes="buttons"):
            yield Button("Copy command", compact=True, id="copy-command")
            yield Button("Copy Python code", compact=True, id="copy-python")
        yield Static(self._note(), id="copied")

    def _note(self) -> Text:
        note = f"{self._copied} copied. If your terminal has no clipboard access, select the text with the mouse."
        return Text(note, "dim")

    @on(Button.Pressed)
    def _on_copy(self, event: Button.Pressed) -> None:
        python = event.button.id == "copy-python"
        self.app.copy_to_clipboard(self.session.python() if python else self.session.command())
        self._copied = "Python code" if python else "Command"
        self.query_one("#copied", Static).update(self._note())
