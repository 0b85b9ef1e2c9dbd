"""The bar at the bottom with a step of the tour, or the progress of a challenge."""

from rich.text import Text
from textual.widgets import Static

from nnplay.playground.challenges import Challenge
from nnplay.playground.session import PlaygroundSession

STEPS = (
    "Welcome! “Network” shows the inputs, neurons and output. Each line is a weight: blue if positive, orange if "
    "negative, stronger if larger. “Predictions” shows what it predicts at every point. So far it only guesses.",
    "Press space and watch it learn. Press space again to pause.",
    "The curves show the loss on the training rows and on the test rows, which the network never learns from. "
    "If the test loss rises while the training loss falls, the network is overfitting.",
    "[ and ] go back and forward in time. Go back, change the learning rate on the left, and press space: training "
    "takes a different course from there. k saves a run, and its curve stays for comparison.",
    "+ and - add and remove layers, w and W neurons. r resets to the same initial weights, n to new ones. "
    "o opens your own data.",
    "a predicts from values you type, i shows every number inside a neuron, s saves. x has challenges, "
    "? lists all keys. Have fun!",
)


class GuideBar(Static):
    """Empty, a step of the tour, or a challenge. The keys keep their usual meaning."""

    def __init__(self) -> None:
        super().__init__(id="guide", markup=False)
        self.step: int | None = None
        self.challenge: Challenge | None = None
        self.solved = False
        self._text: Text | None = None

    def next_tour_step(self) -> None:
        """Start the tour, or go to its next step."""
        self.challenge = None
        self.step = 0 if self.step is None else self.step + 1
        if self.step == len(STEPS):
            self.step = None

    def start_challenge(self, challenge: Challenge) -> None:
        """Show a challenge and its progress."""
        self.step, self.challenge, self.solved = None, challenge, False

    def leave(self) -> None:
        """Hide the bar."""
        self.step = self.challenge = None

    def refresh_text(self, session: PlaygroundSession) -> None:
        """Show the current step or progress."""
        text = self._current_text(session)
        self.set_class(text is not None, "visible")
        if text is not None and text != self._text:
            self.update(text)
        self._text = text

    def _current_text(self, session: PlaygroundSession) -> Text | None:
        if self.challenge is not None:
            progress = self.challenge.progress(session)
            self.solved = self.solved or all(is_met for _, is_met in progress)
            text = Text.assemble(
                ("✓ Solved! " if self.solved else "", "bold green"), (self.challenge.name["en"], "bold"), ": "
            )
            text.append(self.challenge.text["en"])
            for condition, is_met in progress:
                text.append(f"  {'✓' if is_met else '·'} {condition['en']}", "green" if is_met else "dim")
            return text.append("   x: more challenges  esc: leave", "dim")
        if self.step is not None:
            text = Text(f"{self.step + 1}/{len(STEPS)}  ", "bold").append(STEPS[self.step], "not bold")
            return text.append("   t: next  esc: leave", "dim not bold")
        return None
