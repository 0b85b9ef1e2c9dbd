"""The words of the runs of the store."""

from __future__ import annotations

ENGLISH = {
    "runs": "Runs",
    "runs_hint": "What was trained on this machine, from the terminal or from Python: open a run, and go on with it.",
    "no_runs": "Nothing is kept yet: `nnplay train` keeps its runs.",
    "open_run": "Open",
    "begun": "Begun",
    "score": "Score",
    "state": "State",
}

GERMAN = {
    "runs": "Läufe",
    "runs_hint": "Was auf diesem Rechner trainiert wurde, im Terminal oder aus Python: einen öffnen und weiterführen.",
    "no_runs": "Noch ist nichts aufgehoben: `nnplay train` hebt seine Läufe auf.",
    "open_run": "Öffnen",
    "begun": "Begonnen",
    "score": "Güte",
    "state": "Zustand",
}
