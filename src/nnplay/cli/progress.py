"""Progress on standard error, where that is a terminal."""

import gc
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.table import Column
from rich.text import Text

from nnplay.cli.console import errors, hides_progress
from nnplay.cli.tables import COLOURS
from nnplay.data import ProgressCallback
from nnplay.training.snapshot import Snapshot

COMPILING_SECONDS = 1.5  # without a first snapshot, after which Numba is probably compiling
COMPILING = "Compiling the engine (once; the next start is fast) …"
SHORT_NAMES = {"validation": "valid", "accuracy": "acc", "r2": "R²"}


class _LossColumn(ProgressColumn):
    """The losses and the metric of the newest snapshot."""

    def render(self, task: Task) -> Text:
        snapshot: Snapshot | None = task.fields["snapshot"]
        text = Text(no_wrap=True, overflow="ellipsis")
        if snapshot is None:
            return text
        monitored = next(part for part in ("validation", "test", "train") if part in snapshot.metrics)
        for part in dict.fromkeys(("train", monitored)):
            loss = f"{snapshot.metrics[part]['loss']:.3g}"
            text.append(f"{SHORT_NAMES.get(part, part)} ", COLOURS[part]).append(f"{loss:<8} ")
        for name in ("accuracy", "r2"):
            if name in snapshot.metrics[monitored]:
                text.append(f"{SHORT_NAMES[name]} ", "dim").append(f"{snapshot.metrics[monitored][name]:.3f}")
        return text


class _TimeColumn(ProgressColumn):
    """The time that has passed and the time that is left: 0:03, 0:20 left."""

    def render(self, task: Task) -> Text:
        left = "" if task.time_remaining is None else f" {_minutes(task.time_remaining)} left"
        return Text.assemble(_minutes(task.elapsed or 0.0), (left, "dim"))


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def track(snapshots: Iterable[Snapshot], epochs: int, *, quiet: bool) -> Iterator[Snapshot]:
    """The same snapshots, with a progress bar."""
    progress = Progress(
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(None, table_column=Column(ratio=1), complete_style=COLOURS["train"], finished_style=COLOURS["train"]),
        _LossColumn(table_column=Column(no_wrap=True)), _TimeColumn(table_column=Column(no_wrap=True)),
        console=errors(), transient=True, expand=True, disable=hides_progress(quiet=quiet), redirect_stdout=False,
        redirect_stderr=False,
    )  # fmt: skip
    with progress:
        task = progress.add_task("", total=max(epochs, 1), snapshot=None)
        for snapshot in snapshots:
            resume_garbage_collection()
            progress.update(task, completed=snapshot.epoch, snapshot=snapshot)
            yield snapshot


def resume_garbage_collection() -> None:
    """Collect garbage again (see `main`), but not among the objects that the imports have made."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


@contextmanager
def reading_progress(*, quiet: bool) -> Iterator[ProgressCallback]:
    """A progress bar for reading a file larger than memory."""
    columns = (TextColumn("{task.description}: {task.percentage:.0f} %"), BarColumn(complete_style=COLOURS["train"]))
    progress = Progress(
        *columns, console=errors(), transient=True, disable=hides_progress(quiet=quiet), redirect_stdout=False,
        redirect_stderr=False,
    )  # fmt: skip
    task = progress.add_task("", total=1.0, visible=False)
    with progress:
        yield lambda step, fraction: progress.update(task, description=step, completed=fraction, visible=True)


@contextmanager
def compiling_notice(*, quiet: bool) -> Iterator[threading.Event]:
    """Say that the engine is being compiled, unless the event is set in time."""
    ready = threading.Event()

    def watch() -> None:
        if not ready.wait(COMPILING_SECONDS):
            errors().print(Text(COMPILING, "dim"))

    thread = threading.Thread(target=watch, daemon=True)
    if not quiet:
        thread.start()
    try:
        yield ready
    finally:
        ready.set()
