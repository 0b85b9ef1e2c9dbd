"""Open a table: find the file, then choose its columns; or go on with a saved run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, OptionList, Select, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from nnplay.data import Dataset, builtin_names, load
from nnplay.data.readers.file import READABLE
from nnplay.playground.session import PlaygroundSession
from nnplay.tui.screens.base import Card, Choosing, Typing

RUN = ".nnplay"
MOST = 200  # files that are listed
BY_DATA = "by the data"
TASKS = (BY_DATA, "classification", "regression")
MISSING = ("refuse", "impute", "drop")


class Open(Card):
    """A file of the user's, its target and its features; a built-in set; or a saved run."""

    heading = "Open"

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(session)
        self._path, self._folder = "", Path()
        self._columns: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        """First the file, then the columns."""
        with Vertical(id="which-file"):
            line = Typing("path", "file or set", self.session.recipe.data or "", "houses.csv, iris, net.nnplay …")
            line.entry.suggester = SuggestFromList([*builtin_names()], case_sensitive=True)
            yield line
            yield OptionList(id="files")
        with Vertical(id="which-columns"):
            yield Choosing("target", "target", [""], "")
            yield Static(Text("Features: the space bar chooses and leaves out", "dim"))
            yield SelectionList[str](id="columns")
            yield Typing("more", "computed", "", "x1^2, log(price): with commas")
            yield Choosing("missing", "missing values", MISSING, "refuse")
            yield Choosing("task", "task", TASKS, BY_DATA)
        with Horizontal(classes="buttons"):
            yield Button("Open", variant="primary", compact=True, id="open")
            yield Button("Cancel", compact=True, id="cancel")

    def on_mount(self) -> None:
        """Show the files of this folder."""
        self.query_one("#which-columns").display = False
        self._list()

    def _list(self) -> None:
        """The folders and the tables where one is looking."""
        try:
            found = sorted(os.scandir(self._folder), key=lambda entry: (not entry.is_dir(), entry.name.lower()))
        except OSError as error:
            self.complain(f"{str(self._folder)!r} cannot be read: {error.strerror or error}.")
            return
        shown = [
            entry.name + "/" * entry.is_dir()
            for entry in found
            if not entry.name.startswith(".") and (entry.is_dir() or entry.name.lower().endswith((*READABLE, RUN)))
        ]
        files = self.query_one("#files", OptionList)
        files.clear_options()
        files.add_options(Option(Text(name), id=None) for name in ["../", *shown[:MOST]])

    @on(OptionList.OptionSelected, "#files")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        chosen = self._folder / str(event.option.prompt)
        if str(event.option.prompt).endswith("/"):
            self._folder = Path(os.path.normpath(chosen))
            self._list()
        else:
            self.query_one("#typed-path", Input).value = str(chosen)
            self._go_on()

    @on(Button.Pressed, "#open")
    @on(Input.Submitted)
    def _go_on(self) -> None:
        """Read the file and ask for its columns; or, when these are chosen, open it."""
        path = self.query_one("#typed-path", Input).value.strip()
        if not path:
            self.complain("Type the path of a file, or the name of a built-in set; or choose one from the list.")
        elif path.lower().endswith(RUN):
            self.attempt(lambda: self.session.open(path), lambda _: self.dismiss(True), "reading")
        elif path in builtin_names() and self._path != path:
            self.attempt(lambda: self.session.use(path), lambda _: self.dismiss(True), "reading")
        elif self._path == path:
            settings = self._settings()
            self.attempt(lambda: self.session.use(path, **settings), lambda _: self.dismiss(True), "reading")
        else:
            self.attempt(lambda: load(path, missing="impute"), lambda found: self._ask(path, found), "reading")

    def _ask(self, path: str, found: Dataset) -> None:
        """Show the columns of the table."""
        self._path, columns = path, (*found.features, *found.targets)
        self._columns = tuple(column.name for column in columns)
        targets = [column.name for column in found.targets]
        choice = self.query_one("#chosen-target", Select)
        choice.set_options([(Text(name), name) for name in self._columns])
        choice.value = targets[0]
        listed = self._features()
        listed.clear_options()
        for column in columns:
            label = Text.assemble(column.name, (f"  {column.kind}", "dim"))
            listed.add_option(Selection(label, column.name, column.name not in targets))
        self.query_one("#heading", Static).update(Text(f"The columns of {found.name}: {found.n_rows:,} rows"))
        self.query_one("#which-file").display, self.query_one("#which-columns").display = False, True
        listed.focus()

    def _features(self) -> SelectionList[str]:
        """The list of the columns."""
        found: SelectionList[str] = self.query_one("#columns", SelectionList)
        return found

    def _settings(self) -> dict[str, Any]:
        """What was chosen, without what is so anyway."""
        target = str(self.query_one("#chosen-target", Select).value)
        chosen = [name for name in self._columns if name in self._features().selected and name != target]
        more = [part.strip() for part in self.query_one("#typed-more", Input).value.split(",") if part.strip()]
        missing, task = (str(self.query_one(f"#chosen-{name}", Select).value) for name in ("missing", "task"))
        settings: dict[str, Any] = {"target": (target,), "missing": missing}
        if more or len(chosen) < len(self._columns) - 1:
            settings["features"] = (*chosen, *more)
        if task != BY_DATA:
            settings["task"] = task
        return settings

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
