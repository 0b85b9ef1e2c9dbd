"""Runs of the store as a table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.text import Text

from nnplay.cli import tables
from nnplay.errors import NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.runs.store import Entry

STATES = {
    "finished": "green", "stopped early": "green", "running": "cyan", "waiting": "dim", "interrupted": "yellow",
    "lost": "yellow", "diverged": "red", "failed": "red", "pruned": "dim", "damaged": "red",
}  # fmt: skip


def listed(entries: list[Entry]) -> Any:
    """One row a run."""
    shown = tables.table("Id", "Started", "Data", "Network", ">Score", ">Epochs", "State")
    for e in entries:
        shown.add_row(
            Text(e.id, "cyan"), when(e.started), Text(clean(e.name, 20)), Text(network(e)), score(e),
            f"{e.epoch:,}" if e.state not in ("waiting", "running", "lost") else f"{e.epoch:,}/{e.epochs:,}",
            Text(e.state, STATES.get(e.state, "")),
        )  # fmt: skip
    return shown


def when(seconds: float | None) -> str:
    """The local time, to the minute."""
    fits = seconds is not None and 0 <= seconds < 1e11
    return datetime.fromtimestamp(seconds or 0).strftime("%Y-%m-%d %H:%M") if fits else ""


def network(entry: Entry) -> str:
    """The architecture in a line."""
    try:
        return clean(str(Architecture.from_json(entry.architecture)).split(" | ")[0], 60)
    except (NNPlayError, KeyError, TypeError):
        return "a network of components that are not registered here"


def score(entry: Entry) -> str:
    """Accuracy or R² of the test rows, or else of the training rows."""
    part = entry.metrics.get("test") or entry.metrics.get("train") or {}
    for name, mark in (("accuracy", ""), ("r2", "R² ")):
        if part.get(name) is not None:
            return f"{part[name]:.1%}" if name == "accuracy" else f"{mark}{part[name]:.4g}"
    return ""


def as_json(entry: Entry) -> dict[str, Any]:
    """Everything about a run but its weights and its history."""
    return {name: value for name, value in vars(entry).items() if name != "owner"}
