"""The guide at the bottom: the tour of a minute, or a challenge and how far it is. The keys do what they always do."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from nnplay.playground.challenges import Challenge
from nnplay.playground.session import PlaygroundSession

STEPS = (
    "Welcome! On the left of the picture a network: inputs, neurons, its answer. A line is a weight: blue above zero, "
    "orange below, the stronger the larger. Beside it, what the network answers at every point: untrained, it guesses.",
    "Press the space bar and watch it learn; press it again to pause.",
    "The curves are the loss: blue of the rows it learns from, orange of rows that were kept aside. When orange rises "
    "while blue falls, it learns by heart.",
    "[ and ] go back and forth in time. Change the rate on the left there, and press space: another future begins. "
    "k keeps a training, so that the next one is drawn beside it.",
    "+ and - add and remove layers, w and W neurons. r begins again with the same first weights, n with others. "
    "o opens a table of your own.",
    "a asks the network, i opens a neuron with all its numbers, s saves. x has five challenges, ? lists every key. "
    "Have fun!",
)


class Guide(Static):
    """Nothing, a step of the tour, or a challenge."""

    def __init__(self) -> None:
        super().__init__(id="guide", markup=False)
        self.step: int | None = None
        self.challenge: Challenge | None = None
        self.won = False
        self._told: Text | None = None

    def tour(self) -> None:
        """Begin the tour, or go on with it."""
        self.challenge = None
        self.step = 0 if self.step is None else self.step + 1
        if self.step == len(STEPS):
            self.step = None

    def pose(self, challenge: Challenge) -> None:
        """Show a challenge, and from now on how far it is."""
        self.step, self.challenge, self.won = None, challenge, False

    def leave(self) -> None:
        """Show nothing any more."""
        self.step = self.challenge = None

    def look(self, session: PlaygroundSession) -> None:
        """Show how far it is."""
        shown = self._shown(session)
        self.set_class(shown is not None, "shown")
        if shown is not None and shown != self._told:
            self.update(shown)
        self._told = shown

    def _shown(self, session: PlaygroundSession) -> Text | None:
        if self.challenge is not None:
            state = self.challenge.state(session)
            self.won = self.won or all(holds for _, holds in state)
            shown = Text.assemble(
                ("✓ Done! " if self.won else "", "bold green"), (self.challenge.name["en"], "bold"), ": "
            )
            shown.append(self.challenge.says["en"])
            for says, holds in state:
                shown.append(f"  {'✓' if holds else '·'} {says['en']}", "green" if holds else "dim")
            return shown.append("   x: others  esc: leave", "dim")
        if self.step is not None:
            shown = Text(f"{self.step + 1}/{len(STEPS)}  ", "bold").append(STEPS[self.step], "not bold")
            return shown.append("   t: next  esc: leave", "dim not bold")
        return None
