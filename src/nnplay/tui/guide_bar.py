"""The bar at the bottom with a step of the tour, or the progress of a challenge."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.text import Text
from textual.widgets import Static

from nnplay.playground.challenges import Challenge
from nnplay.playground.session import PlaygroundSession


@dataclass(frozen=True)
class Moment:
    """What the tour looks at to see whether something was done.

    Attributes:
        epoch: the newest epoch.
        playing: whether it trains.
        past: whether an earlier epoch is in view.
        forks: the number of forks.
        layers: the widths of the layers.
        cards: the dialogs that were opened so far.
    """

    epoch: int
    playing: bool
    past: bool
    forks: int
    layers: tuple[int, ...]
    cards: frozenset[str]


@dataclass(frozen=True)
class TourStep:
    """A step of the tour.

    Attributes:
        text: what there is to see and to do.
        is_done: whether it was done, from the moment when the step began and from now.
    """

    text: str
    is_done: Callable[[Moment, Moment], bool]


STEPS = (
    TourStep(
        "Welcome! Each line of the network is a weight: green if positive, purple if negative. “Predictions” shows its "
        "answer at every point; so far it only guesses. Press space and watch it learn.",
        lambda before, now: now.epoch > before.epoch,
    ),
    TourStep(
        "The curves show the loss on the training rows, and on the test rows, which it never learns from. If the test "
        "loss rises while the training loss falls, it is overfitting. Wait for the end, or press space to pause.",
        lambda _, now: now.epoch > 0 and not now.playing,
    ),
    TourStep("Press ← to go back in time, or click on the loss curve.", lambda _, now: now.past),
    TourStep(
        "Now change the past: press 3, type another learning rate such as 0.1, and press Enter. The run forks here; "
        "the old one is kept as run 1.",
        lambda before, now: now.forks > before.forks,
    ),
    TourStep("Press space: training takes another course from here.", lambda before, now: now.epoch > before.epoch),
    TourStep("Press m to compare both runs, and escape to come back.", lambda _, now: "compare" in now.cards),
    TourStep("Press + to add a layer, or w to add a neuron.", lambda before, now: now.layers != before.layers),
    TourStep(
        "Press a to predict from values you type, and escape to come back.", lambda _, now: "predict" in now.cards
    ),
    TourStep(
        "That was the tour. o opens your own data, i shows every number inside a neuron, x has challenges, ? lists all "
        "keys.",
        lambda *_: False,
    ),
)


class GuideBar(Static):
    """Empty, a step of the tour, or a challenge. The keys keep their usual meaning."""

    def __init__(self) -> None:
        super().__init__(id="guide", markup=False)
        self.step: int | None = None
        self.challenge: Challenge | None = None
        self.solved = False
        self._text: Text | None = None
        self._cards: frozenset[str] = frozenset()  # opened since the step began
        self._before: Moment | None = None
        self._done = False  # the step before was done, not skipped

    def next_tour_step(self) -> None:
        """Start the tour, or go to its next step."""
        self.challenge, self._before, self._cards, self._done = None, None, frozenset(), False
        self.step = 0 if self.step is None else self.step + 1
        if self.step == len(STEPS):
            self.step = None

    def note_card(self, name: str) -> None:
        """Record that a dialog was opened."""
        self._cards |= {name}

    def start_challenge(self, challenge: Challenge) -> None:
        """Show a challenge and its progress."""
        self.step, self.challenge, self.solved = None, challenge, False

    def leave(self) -> None:
        """Hide the bar."""
        self.step = self.challenge = None

    def refresh_text(self, session: PlaygroundSession) -> None:
        """Show the current step or progress; a step that was done is followed by the next one."""
        if self.step is not None:
            now = self._moment(session)
            self._before = self._before or now
            if STEPS[self.step].is_done(self._before, now):
                self.next_tour_step()
                self._done = True
        text = self._current_text(session)
        self.set_class(text is not None, "visible")
        if text is not None and text != self._text:
            self.update(text)
        self._text = text

    def _moment(self, session: PlaygroundSession) -> Moment:
        return Moment(
            session.snapshot.epoch, session.playing, session.past_epoch is not None,
            len(session.training_session.past), session.problem.architecture.widths, self._cards,
        )  # fmt: skip

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
            text = Text.assemble(
                ("✓ " if self._done else "", "bold green"), (f"{self.step + 1}/{len(STEPS)}  ", "bold")
            )
            text.append(STEPS[self.step].text)
            skip = "t: skip  " if self.step < len(STEPS) - 1 else ""
            return text.append(f"   {skip}esc: leave", "dim")
        return None
