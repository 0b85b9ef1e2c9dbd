"""The words of the way back in time."""

from __future__ import annotations

ENGLISH = {
    "back_in_time": "Back in time",
    "one_back": "An epoch back ([)",
    "one_forth": "An epoch forth (])",
    "go_on": "Go on from here",
    "go_on_told": "Forget what came after this epoch, and train on from it",
}

GERMAN = {
    "back_in_time": "Zurück in der Zeit",
    "one_back": "Eine Epoche zurück ([)",
    "one_forth": "Eine Epoche vor (])",
    "go_on": "Von hier weiter",
    "go_on_told": "Vergessen, was nach dieser Epoche kam, und von ihr aus weiter trainieren",
}
