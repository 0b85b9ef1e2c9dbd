"""The challenges, and how far the network on the bench is."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button, Static

from nnplay.playground.challenges import CHALLENGES, Challenge
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.screens.base import Card


class Challenges(Card):
    """Each with its conditions and a button that begins it."""

    heading = "Challenges"
    AUTO_FOCUS = "Button"

    def body(self) -> ComposeResult:
        """The list."""
        with VerticalScroll(id="keys"):
            for k, challenge in enumerate(CHALLENGES):
                yield Static(told(challenge, self.session))
                yield Button("Begin", compact=True, id=f"begin-{k}")

    @on(Button.Pressed)
    def _begin(self, event: Button.Pressed) -> None:
        challenge = CHALLENGES[int((event.button.id or "begin-0").removeprefix("begin-"))]
        self.attempt(lambda: challenge.begin(self.session), lambda _: self.dismiss(challenge), "reading")


def told(challenge: Challenge, session: PlaygroundSession) -> Text:
    """A challenge, and which of its conditions hold."""
    done = challenge.done(session)
    shown = Text.assemble(
        ("✓ " if done else "○ ", "bold green" if done else "dim"), (challenge.name["en"], "bold"), "\n  "
    )
    shown.append(challenge.says["en"] + "\n")
    for says, holds in challenge.state(session):
        shown.append(f"  {'✓' if holds else '·'} {says['en']}\n", "green" if holds else "dim")
    return shown.append(f"  Hint: {challenge.hint['en']}", "dim italic")
