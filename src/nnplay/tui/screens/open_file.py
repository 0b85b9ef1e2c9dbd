"""Open a data file and choose its columns, or open a saved run."""

import os
from pathlib import Path
from typing import Any, get_args

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, OptionList, Select, SelectionList, Static
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from nnplay.data import Dataset, builtin_names, load
from nnplay.data.readers.file import SUPPORTED_SUFFIXES
from nnplay.errors import clean
from nnplay.playground.session import PlaygroundSession
from nnplay.training.recipe import Recipe
from nnplay.tui.screens.card import Card, ChoiceRow, TextRow

RUN_SUFFIX = ".nnplay"
MAX_FILES = 200  # in the list
AUTO = "auto"
TASKS = (AUTO, "classification", "regression")
TITLES = {name: field.title or name for name, field in Recipe.model_fields.items()}


class OpenCard(Card):
    """A file with its target and its features, a built-in set, or a saved run."""

    heading = "Open"
    keys = "enter: open   tab: next field   esc: cancel"

    def __init__(self, session: PlaygroundSession) -> None:
        super().__init__(session)
        self._path, self._folder = "", Path()
        self._columns: tuple[str, ...] = ()
        self._default: frozenset[str] = frozenset()  # the columns that are features unless they are the target
        self._target = ""

    def compose_body(self) -> ComposeResult:
        """First the file, then the columns."""
        with Vertical(id="which-file"):
            row = TextRow("path", "File or dataset", self.session.recipe.data or "", "houses.csv, iris, net.nnplay, …")
            row.input.suggester = SuggestFromList([*builtin_names()], case_sensitive=True)
            yield row
            yield OptionList(id="files")
        with Vertical(id="which-columns"):
            yield ChoiceRow("target", TITLES["target"], [""], "")
            yield Static(Text("Features (space selects and deselects)", "dim"))
            yield SelectionList[str](id="columns")
            yield TextRow("more", "Expressions", "", "x1^2, log(price), …")
            missing = get_args(Recipe.model_fields["missing"].annotation)
            yield ChoiceRow("missing", TITLES["missing"], missing, missing[0])
            yield ChoiceRow("task", TITLES["task"], TASKS, AUTO)
        with Horizontal(classes="buttons"):
            yield Button("Open", variant="primary", compact=True, id="open")
            yield Button("Cancel", compact=True, id="cancel")

    def on_mount(self) -> None:
        """List the files of the current folder."""
        self.query_one("#which-columns").display = False
        self._list_files()

    def _list_files(self) -> None:
        """List the subfolders and the readable files."""
        try:
            entries = sorted(os.scandir(self._folder), key=lambda entry: (not entry.is_dir(), entry.name.lower()))
        except OSError as error:
            self.show_error(f"{str(self._folder)!r} could not be read: {error.strerror or error}.")
            return
        suffixes = (*SUPPORTED_SUFFIXES, RUN_SUFFIX)
        names = [
            entry.name + "/" * entry.is_dir()
            for entry in entries
            if not entry.name.startswith(".") and (entry.is_dir() or entry.name.lower().endswith(suffixes))
        ]
        files = self.query_one("#files", OptionList)
        files.clear_options()
        files.add_options(Option(Text(name), id=None) for name in ["../", *names[:MAX_FILES]])

    @on(OptionList.OptionSelected, "#files")
    def _on_file(self, event: OptionList.OptionSelected) -> None:
        path = self._folder / str(event.option.prompt)
        if str(event.option.prompt).endswith("/"):
            self._folder = Path(os.path.normpath(path))
            self._list_files()
        else:
            self.query_one("#typed-path", Input).value = str(path)
            self._on_open()

    @on(Button.Pressed, "#open")
    @on(Input.Submitted)
    def _on_open(self) -> None:
        """Read the file and show its columns; or, once they are chosen, open it."""
        session, path = self.session, self.query_one("#typed-path", Input).value.strip()
        if not path:
            self.show_error("Missing file. Type a path or the name of a built-in set, or choose a file from the list.")
        elif path.lower().endswith(RUN_SUFFIX):
            self.run_in_background(lambda: session.open_run(path), lambda _: self.dismiss(True), "loading")
        elif path in builtin_names() and self._path != path:
            self.run_in_background(lambda: session.use_data(path), lambda _: self.dismiss(True), "loading")
        elif self._path == path:
            settings = self._settings()
            self.run_in_background(lambda: session.use_data(path, **settings), lambda _: self.dismiss(True), "loading")
        else:
            self.run_in_background(
                lambda: load(path, missing="impute"), lambda dataset: self._show_columns(path, dataset), "loading"
            )

    def _show_columns(self, path: str, dataset: Dataset) -> None:
        """Show the columns of the table, and why some are left out."""
        reports = [report for report in dataset.columns if report.column is not None]
        self._path, self._columns = path, tuple(report.name for report in reports)
        self._default = frozenset(report.name for report in reports if report.role != "left out")
        self._target = dataset.target_names[0]
        target = self.query_one("#chosen-target", Select)
        target.set_options([(Text(name), name) for name in self._columns])
        target.value = self._target
        features = self._feature_list()
        features.clear_options()
        for report in reports:
            about = f"  {report.kind}" + (f", left out: {report.reason}" if report.role == "left out" else "")
            label = Text.assemble(clean(report.name), (clean(about), "dim"))
            features.add_option(Selection(label, report.name, report.role == "feature"))
        self.query_one("#heading", Static).update(Text(f"Columns of {dataset.name} ({dataset.n_rows:,} rows)"))
        self.query_one("#which-file").display, self.query_one("#which-columns").display = False, True
        features.focus()

    @on(Select.Changed, "#chosen-target")
    def _on_target(self, event: Select.Changed) -> None:
        """The new target is no feature; the one before is one again."""
        target, before = str(event.value), self._target
        if target in self._columns and target != before:
            self._target = target
            self._feature_list().deselect(target)
            if before in self._default:
                self._feature_list().select(before)

    def _feature_list(self) -> SelectionList[str]:
        features: SelectionList[str] = self.query_one("#columns", SelectionList)
        return features

    def _settings(self) -> dict[str, Any]:
        """The chosen settings that are not the default."""
        target = str(self.query_one("#chosen-target", Select).value)
        selected = self._feature_list().selected
        features = [name for name in self._columns if name in selected and name != target]
        expressions = [part.strip() for part in self.query_one("#typed-more", Input).value.split(",") if part.strip()]
        missing, task = (str(self.query_one(f"#chosen-{name}", Select).value) for name in ("missing", "task"))
        settings: dict[str, Any] = {"target": (target,), "missing": missing}
        if expressions or set(features) != self._default - {target}:
            settings["features"] = (*features, *expressions)
        if task != AUTO:
            settings["task"] = task
        return settings

    @on(Button.Pressed, "#cancel")
    def _on_cancel(self) -> None:
        self.dismiss(None)
