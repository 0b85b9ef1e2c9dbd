"""Save the run, export it, or save its plot."""

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
from nnplay.tui.screens.card import Card, TextRow
from nnplay.utils import files
from nnplay.utils.csv import to_csv

FORMATS: dict[str, tuple[str, Callable[[Run, str], Any]]] = {
    ".nnplay": ("run", lambda run, path: run.save(path)),
    ".py": ("NumPy code", lambda run, path: export(run, path, "numpy")),
    ".onnx": ("ONNX", lambda run, path: export(run, path, "onnx")),
    ".json": ("JSON", lambda run, path: export(run, path, "json")),
    ".csv": ("history", lambda run, path: files.write_atomic(path, to_csv(run.history).encode())),
    ".png": ("", lambda run, path: plots.save(run.plot(), path)),
    ".svg": ("", lambda run, path: plots.save(run.plot(), path)),
    ".pdf": ("plot", lambda run, path: plots.save(run.plot(), path)),
}


class SaveCard(Card):
    """The path of the file; its suffix selects the format."""

    heading = "Save or export"
    keys = "enter: save   esc: cancel"

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(session)
        self._confirmed = ""  # an existing file that may be replaced

    def compose_body(self) -> ComposeResult:
        """The path and the formats."""
        yield TextRow("path", "File", f"{self.session.dataset.name}.nnplay")
        formats = "  ".join(f"{suffix} {description}".strip() for suffix, (description, _) in FORMATS.items())
        yield Static(Text(formats, "dim"))
        with Horizontal(classes="buttons"):
            yield Button("Save", variant="primary", compact=True, id="save")
            yield Button("Cancel", compact=True, id="cancel")

    @on(Button.Pressed, "#save")
    @on(Input.Submitted)
    def _on_save(self) -> None:
        path = self.query_one(TextRow).text
        if path and Path(path).exists() and self._confirmed != path:
            self._confirmed = path
            self.show_error(f"{path} already exists. Save again to replace it.")
            return
        self.run_in_background(lambda: save_as(self.session, path), self._on_saved, "saving")

    def _on_saved(self, path: str) -> None:
        self.app.notify(f"Saved to {path}", markup=False)
        self.dismiss(path)

    @on(Button.Pressed, "#cancel")
    def _on_cancel(self) -> None:
        self.dismiss(None)


def save_as(session: PlaygroundSession, path: str) -> str:
    """Save the run in the format of the suffix; returns the path.

    Raises:
        NNPlayError: an unknown suffix, or a file that cannot be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise NNPlayError(f"{path!r} must end in {', '.join(FORMATS)}; the suffix selects the format.")
    FORMATS[suffix][1](session.run, path)
    return path
