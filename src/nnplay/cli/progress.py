"""The live line of a training on standard error; nothing of it where there is no terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from nnplay.cli.console import errors
from nnplay.cli.tables import COLOURS, TITLES
from nnplay.loop import Snapshot

PATIENCE = 1.5  # seconds after which a first snapshot that has not come means that Numba compiles
PREPARING = "Preparing the engine (once; the next start is quick) …"


class _Losses(ProgressColumn):
    """The losses and the metric of the newest snapshot."""

    def render(self, task: Task) -> Text:
        snapshot: Snapshot | None = task.fields["snapshot"]
        shown = Text(no_wrap=True, overflow="ellipsis")
        if snapshot is None:
            return shown
        for part, values in snapshot.metrics.items():
            shown.append(f"{part} ", COLOURS.get(part, "")).append(f"{values['loss']:.4f}  ")
        watched = "validation" if "validation" in snapshot.metrics else "test"
        values = snapshot.metrics.get(watched) or snapshot.metrics["train"]
        for name in ("accuracy", "r2"):
            if name in values:
                shown.append(f"{TITLES.get(name, name)} ", "dim").append(f"{values[name]:.3f}")
        return shown


class Follower:
    """Passes the snapshots of a training on, and shows them on the way."""

    def __init__(self, epochs: int, *, quiet: bool) -> None:
        self._quiet = quiet
        self._epochs = epochs
        self._progress = Progress(
            TextColumn("[dim]epoch[/] {task.completed:,.0f}/{task.total:,.0f}"),
            BarColumn(bar_width=None, finished_style="blue"), _Losses(), TimeElapsedColumn(),
            TimeRemainingColumn(compact=True), console=errors(), transient=True, expand=True, disable=quiet or not errors().is_terminal,
        )  # fmt: skip

    def follow(self, snapshots: Iterable[Snapshot]) -> Iterator[Snapshot]:
        """The same snapshots."""
        with self._progress as progress:
            task = progress.add_task("", total=max(self._epochs, 1), snapshot=None)
            for snapshot in snapshots:
                progress.update(task, completed=snapshot.epoch, snapshot=snapshot)
                yield snapshot


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
