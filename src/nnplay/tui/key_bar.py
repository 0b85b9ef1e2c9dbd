"""The line at the bottom with the keys that do something now."""

from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.widgets import Static

Hint = tuple[str, str, str]  # key, what it does now, its action or ""

KEY_STYLE = "bold $text-accent"
FIELD: tuple[Hint, ...] = (("enter", "Apply", ""), ("tab", "Next field", ""), ("esc", "Back", "leave_field"))
LIST: tuple[Hint, ...] = (("enter", "Choose", ""), ("tab", "Next field", ""), ("esc", "Back", "leave_field"))
OPEN_LIST: tuple[Hint, ...] = (("↑ ↓", "Move", ""), ("enter", "Choose", ""), ("esc", "Close", ""))
BUTTON: tuple[Hint, ...] = (("enter", "Press", ""), ("tab", "Next field", ""), ("esc", "Back", "leave_field"))
PLACE: tuple[Hint, ...] = (("1-4", "Settings", ""), ("5-9", "Enlarge", ""))
ALWAYS: tuple[Hint, ...] = (("?", "Help", "help"), ("q", "Quit", "leave"))


@dataclass(frozen=True)
class KeyContext:
    """What decides which keys do something.

    Attributes:
        focus: "" or what has the focus: "field", "list", "open list" or "button".
        playing: whether it trains.
        epoch: the newest epoch.
        past: whether an earlier epoch is in view.
        finished: whether training has ended.
        enlarged: the key of the plot that is enlarged, or "".
        saved_runs: the number of runs kept for comparison.
    """

    focus: str = ""
    playing: bool = False
    epoch: int = 0
    past: bool = False
    finished: bool = False
    enlarged: str = ""
    saved_runs: int = 0

    def hints(self) -> tuple[Hint, ...]:
        """The keys, the most useful first."""
        if self.focus:
            return {"field": FIELD, "list": LIST, "open list": OPEN_LIST, "button": BUTTON}[self.focus]
        hints: list[Hint] = [(f"{self.enlarged}/esc", "Back to all", "leave_field")] if self.enlarged else []
        compare = [("m", "Compare", "compare")] if self.saved_runs else []
        if self.playing:
            hints += [("space", "Pause", "play"), (">", "Faster", "pace(1)"), ("<", "Slower", "pace(-1)")]
        elif self.past:
            hints += [("→", "Forward", "travel(1)"), ("←", "Back", "travel(-1)"), ("end", "Newest", "go_to(1)"),
                      ("3", "Change and fork", "section('training')"), *compare]  # fmt: skip
        elif self.finished:
            hints += [("r", "Restart", "reset"), ("←", "Back in time", "travel(-1)"), ("k", "Keep run", "save_run"),
                      *compare, ("a", "Predict", "predict"), ("s", "Save", "save")]  # fmt: skip
        elif self.epoch:
            hints += [("space", "Continue", "play"), (".", "One epoch", "step"), ("←", "Back", "travel(-1)"),
                      ("r", "Reset", "reset"), ("k", "Keep", "save_run"), *compare]  # fmt: skip
        else:
            hints += [("space", "Train", "play"), (".", "One epoch", "step"), ("o", "Open data", "open"),
                      ("+", "Add layer", "layer(1)"), *compare, ("t", "Tour", "tour")]  # fmt: skip
        return (*hints, *PLACE, *ALWAYS)


def fitting(hints: tuple[Hint, ...], width: int) -> list[Hint]:
    """As many of the keys as fit; help and quit are always there."""
    last = [hint for hint in hints if hint in ALWAYS]
    left = width - sum(map(_length, last))
    fitting_hints = []
    for hint in hints:
        if hint not in last and _length(hint) <= left:
            left -= _length(hint)
            fitting_hints.append(hint)
    return fitting_hints + last


def _length(hint: Hint) -> int:
    return len(hint[0]) + len(hint[1]) + 3


class KeyBar(Static):
    """The keys that do something now; a click does it."""

    def __init__(self) -> None:
        super().__init__(id="keys-now")
        self._hints: list[Hint] = []

    def show_context(self, context: KeyContext) -> None:
        """Show the keys of a context."""
        fitting_hints = fitting(context.hints(), self.app.size.width)
        if fitting_hints != self._hints:
            self._hints = fitting_hints
            parts = [part for key, label, _ in fitting_hints for part in ((f" {key}", KEY_STYLE), f" {label} ")]
            self.update(Content.assemble(*parts), layout=False)

    async def on_click(self, event: Click) -> None:
        """Do what the key does."""
        x = event.x
        for hint in self._hints:
            if 0 <= x < _length(hint):
                if hint[2]:
                    await self.app.run_action(f"app.{hint[2]}")
                return
            x -= _length(hint)
