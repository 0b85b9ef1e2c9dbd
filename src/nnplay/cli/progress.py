"""The live line of a training on standard error; nothing of it where there is no terminal."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.table import Column
from rich.text import Text

from nnplay.cli.console import errors
from nnplay.cli.tables import COLOURS
from nnplay.data import ProgressCallback
from nnplay.training.loop import Snapshot

PATIENCE = 1.5  # seconds after which a first snapshot that has not come means that Numba compiles
SHORT = {"validation": "valid", "accuracy": "acc", "r2": "R²"}
PREPARING = "Preparing the engine (once; the next start is quick) …"


class _Losses(ProgressColumn):
    """The losses and the metric of the newest snapshot."""

    def render(self, task: Task) -> Text:
        snapshot: Snapshot | None = task.fields["snapshot"]
        shown = Text(no_wrap=True, overflow="ellipsis")
        if snapshot is None:
            return shown
        watched = next(part for part in ("validation", "test", "train") if part in snapshot.metrics)
        for part in dict.fromkeys(("train", watched)):
            loss = f"{snapshot.metrics[part]['loss']:.3g}"
            shown.append(f"{SHORT.get(part, part)} ", COLOURS[part]).append(f"{loss:<8} ")
        for name in ("accuracy", "r2"):
            if name in snapshot.metrics[watched]:
                shown.append(f"{SHORT.get(name, name)} ", "dim").append(f"{snapshot.metrics[watched][name]:.3f}")
        return shown


class _Clock(ProgressColumn):
    """The time that has passed, and the time that is left."""

    def render(self, task: Task) -> Text:
        """Such as 0:03, 0:20 left."""
        left = "" if task.time_remaining is None else f" {_minutes(task.time_remaining)} left"
        return Text.assemble(_minutes(task.elapsed or 0.0), (left, "dim"))


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


class Follower:
    """Passes the snapshots of a training on, and shows them on the way."""

    def __init__(self, epochs: int, *, quiet: bool) -> None:
        self._epochs = epochs
        columns = (
            TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
            BarColumn(
                None, table_column=Column(ratio=1), complete_style=COLOURS["train"], finished_style=COLOURS["train"]
            ),
            _Losses(table_column=Column(no_wrap=True)),
            _Clock(table_column=Column(no_wrap=True)),
        )
        silent = quiet or not errors().is_terminal or errors().is_dumb_terminal
        self._progress = Progress(
            *columns, console=errors(), transient=True, expand=True, disable=silent, redirect_stdout=False,
            redirect_stderr=False,
        )  # fmt: skip

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots."""
        with self._progress as progress:
            task = progress.add_task("", total=max(self._epochs, 1), snapshot=None)
            for snapshot in snapshots:
                collect_garbage()
                progress.update(task, completed=snapshot.epoch, snapshot=snapshot)
                yield snapshot


def collect_garbage() -> None:
    """Look for garbage again, now that everything is loaded (see main), but not among what has been loaded."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextmanager
def reading(*, quiet: bool) -> Iterator[ProgressCallback]:
    """Show how far a file larger than memory has been read."""
    silent = quiet or not errors().is_terminal or errors().is_dumb_terminal
    columns = (TextColumn("{task.description}: {task.percentage:.0f} %"), BarColumn(complete_style=COLOURS["train"]))
    progress = Progress(
        *columns, console=errors(), transient=True, disable=silent, redirect_stdout=False, redirect_stderr=False
    )
    task = progress.add_task("", total=1.0, visible=False)
    with progress:
        yield lambda what, share: progress.update(task, description=what, completed=share, visible=True)


@contextmanager
def preparing(*, quiet: bool) -> Iterator[threading.Event]:
    """Say that the engine is being compiled, unless the event is set in time."""
    ready = threading.Event()

    def watch() -> None:
        if not ready.wait(PATIENCE):
            errors().print(Text(PREPARING, "dim"))

    thread = threading.Thread(target=watch, daemon=True)
    if not quiet:
        thread.start()
    try:
        yield ready
    finally:
        ready.set()
