"""Save the run, export it, or draw it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from nnplay import plots
from nnplay.errors import NNPlayError
from nnplay.export.export import export
from nnplay.playground.session import PlaygroundSession
from nnplay.runs.run import Run
from nnplay.tui.screens.base import Card, Typing
from nnplay.utils import files
from nnplay.utils.csv import csv_of

Writer = Callable[[Run, str], Any]
ENDINGS: dict[str, tuple[str, Writer]] = {
    ".nnplay": ("the run", lambda run, path: run.save(path)),
    ".py": ("NumPy source", lambda run, path: export(run, path, "numpy")),
    ".onnx": ("ONNX", lambda run, path: export(run, path, "onnx")),
    ".json": ("JSON", lambda run, path: export(run, path, "json")),
    ".csv": ("the history", lambda run, path: files.write_whole(path, csv_of(run.history).encode())),
    ".png": ("a picture", lambda run, path: plots.save(run.plot(), path)),
    ".svg": ("", lambda run, path: plots.save(run.plot(), path)),
    ".pdf": ("", lambda run, path: plots.save(run.plot(), path)),
}


class Save(Card):
    """Where to write the run, or what it is exported to."""

    heading = "Save or export"

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(session)
        self._replaces = ""

    def body(self) -> ComposeResult:
        """The path, and what its ending means."""
        yield Typing("path", "file", f"{self.session.dataset.name}.nnplay")
        yield Static(Text("  ".join(f"{status} {what}".strip() for status, (what, _) in ENDINGS.items()), "dim"))
        with Horizontal(classes="buttons"):
            yield Button("Save", variant="primary", compact=True, id="save")
            yield Button("Cancel", compact=True, id="cancel")

    @on(Button.Pressed, "#save")
    @on(Input.Submitted)
    def _save(self) -> None:
        path = self.query_one(Typing).text
        if path and Path(path).exists() and self._replaces != path:
            self._replaces = path
            self.complain(f"{path} is there already: save again to replace it.")
            return
        self.attempt(lambda: written(self.session, path), self._saved, "writing")

    def _saved(self, path: str) -> None:
        self.app.notify(f"Written: {path}", markup=False)
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)


def written(session: PlaygroundSession, path: str) -> str:
    """Write the run as the ending says; the path.

    Raises:
        NNPlayError: an ending that is none, or a file that cannot be written.
    """
    status = Path(path).suffix.lower()
    if status not in ENDINGS:
        raise NNPlayError(f"{path!r} must end in {', '.join(ENDINGS)}: the ending says what is written.")
    ENDINGS[status][1](session.run, path)
    return path
