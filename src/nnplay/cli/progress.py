"""Progress on standard error, where that is a terminal."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain

from rich.control import Control
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.segment import ControlType
from rich.table import Column
from rich.text import Text

from nnplay.cli.console import errors, hides_progress
from nnplay.cli.tables import COLOURS
from nnplay.data import ProgressCallback
from nnplay.engine.compilation import listen_to_compilation
from nnplay.training.snapshot import Snapshot

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
    """The same snapshots, with a progress bar from the first one on: before it, the engine may be compiled."""
    snapshots = iter(snapshots)
    first = next(snapshots, None)
    if first is None:
        return
    progress = Progress(
        TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(None, table_column=Column(ratio=1), complete_style=COLOURS["train"], finished_style=COLOURS["train"]),
        _LossColumn(table_column=Column(no_wrap=True)), _TimeColumn(table_column=Column(no_wrap=True)),
        console=errors(), transient=True, expand=True, disable=hides_progress(quiet=quiet), redirect_stdout=False,
        redirect_stderr=False,
    )  # fmt: skip
    with progress:
        task = progress.add_task("", total=max(epochs, 1), snapshot=None)
        for snapshot in chain([first], snapshots):
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
def compiling_notice(*, quiet: bool) -> Iterator[None]:
    """Say what the engine compiles, while it does: on a line that disappears, or once where there is no terminal."""
    screen, live, count = errors(), not hides_progress(quiet=quiet), 0

    def show(what: str, started: bool) -> None:
        nonlocal count
        count += started
        if live and started:
            screen.print(Text(f"{COMPILING} {count}, {what}", "dim"), end="\r", no_wrap=True, overflow="ellipsis")
        elif live:
            screen.control(Control((ControlType.ERASE_IN_LINE, 2)))
        elif count == 1 and started:
            screen.print(Text(COMPILING, "dim"))

    with nullcontext() if quiet else listen_to_compilation(show):
        yield
