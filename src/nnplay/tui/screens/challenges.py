"""The list of challenges with their progress."""

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button, Static

from nnplay.playground.challenges import Challenge, challenges
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.screens.card import Card


class ChallengesCard(Card):
    """Each challenge with its conditions and a button that starts it."""

    heading = "Challenges"
    keys = "enter: start   tab: next challenge   esc: close"
    AUTO_FOCUS = "Button"

    def compose_body(self) -> ComposeResult:
        """The list."""
        with VerticalScroll(id="keys"):
            for k, challenge in enumerate(challenges()):
                yield Static(describe(challenge, self.session))
                yield Button("Start", compact=True, id=f"start-{k}")

    @on(Button.Pressed)
    def _on_start(self, event: Button.Pressed) -> None:
        challenge = challenges()[int((event.button.id or "start-0").removeprefix("start-"))]
        self.run_in_background(lambda: challenge.start(self.session), lambda _: self.dismiss(challenge), "loading")


def describe(challenge: Challenge, session: PlaygroundSession) -> Text:
    """A challenge, and which of its conditions are met."""
    solved = challenge.is_solved(session)
    text = Text.assemble(
        ("✓ " if solved else "○ ", "bold green" if solved else "dim"), (challenge.name["en"], "bold"), "\n  "
    )
    text.append(challenge.text["en"] + "\n")
    for condition, is_met in challenge.progress(session):
        text.append(f"  {'✓' if is_met else '·'} {condition['en']}\n", "green" if is_met else "dim")
    return text.append(f"  Hint: {challenge.hint['en']}", "dim italic")
