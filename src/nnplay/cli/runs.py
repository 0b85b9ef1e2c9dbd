"""`nnplay runs`: list, show, resume, compare, export and delete the runs in the store."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nnplay.cli import compare as compare_command, search as search_command
from nnplay.cli.console import errors, output, write_json
from nnplay.cli.help_screen import HelpCommand
from nnplay.cli.options import JsonOption, OutputOptions, complete_run, completer
from nnplay.cli.train import finish, train_session
from nnplay.errors import NNPlayError, clean
from nnplay.utils.text import plural

if TYPE_CHECKING:
    from rich.table import Table

    from nnplay.runs.store import Store, StoredRun, StoredSweep


runs = typer.Typer(no_args_is_help=False, help="List, show, resume, compare, export and delete saved runs.")
StoreFile = Annotated[
    Path | None,
    typer.Option("--store", help="The file of the store; your own by default.", metavar="FILE", show_default=False),
]
Id = Annotated[
    str,
    typer.Argument(
        help="The id of a run, comparison or search, or its first letters.",
        metavar="ID",
        show_default=False,
        autocompletion=complete_run,
    ),
]
STATE_STYLES = {
    "finished": "green", "stopped early": "green", "running": "cyan", "waiting": "dim", "interrupted": "yellow",
    "lost": "yellow", "diverged": "red", "failed": "red", "pruned": "dim", "damaged": "red",
}  # fmt: skip


@runs.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """List, show, resume, compare, export and delete saved runs."""
    if context.invoked_subcommand is None:
        list_()


@runs.command("list", cls=HelpCommand)
def list_(
    name: Annotated[str | None, typer.Option("--data", help="Only runs on this data.", metavar="NAME")] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="Only runs in this state.", metavar="STATE", autocompletion=completer(STATE_STYLES)),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--find", help="Only runs whose data, network or recipe contains this text.", metavar="TEXT"),
    ] = None,
    sweep: Annotated[str | None, typer.Option(help="Only runs of this comparison or search.", metavar="ID")] = None,
    sort: Annotated[
        str, typer.Option(help="Sort by a column, or a metric such as test.accuracy.", metavar="NAME")
    ] = "started",
    ascending: Annotated[bool, typer.Option("--ascending", help="Smallest first.")] = False,
    limit: Annotated[int, typer.Option(help="Maximum number of runs.", metavar="N", min=1)] = 30,
    every: Annotated[bool, typer.Option("--all", help="Include the runs of comparisons and searches.")] = False,
    json: JsonOption = False,
    store: StoreFile = None,
) -> None:
    """List the runs, newest first. Runs of comparisons and searches need --all or a filter."""
    from rich.text import Text

    from nnplay.cli import tables
    from nnplay.runs.store import Store

    every = every or bool(name or state or text or sweep) or sort not in ("started", "ended")
    with Store(store) as opened:
        states = [each.replace("-", " ") for each in state] if state else None
        entries = opened.find(
            states=states, name=name, text=text, sweep=opened.sweep(sweep).id if sweep else None, sort=sort,
            descending=not ascending, limit=limit + 1, alone=not every,
        )  # fmt: skip
        sweeps = [] if every else opened.sweeps()
    if json:
        content = {
            "runs": [_to_json(entry) for entry in entries[:limit]],
            "sweeps": [_sweep_to_json(each) for each in sweeps],
        }
        write_json(content)
        return
    if not entries and not sweeps:
        filtered = name or state or text
        output().print("No saved run matches." if filtered else "No saved runs yet; try nnplay train iris")
        return
    if entries:
        output().print(_run_table(entries[:limit]))
    if len(entries) > limit:
        output().print(Text(f"… and more; show them with --limit {2 * limit}.", "dim"))
    if sweeps:
        rows = tables.table("Id", "Started", "Kind", "Runs", title="Comparisons and searches" if entries else "")
        for each in sweeps[:limit]:
            counts = ", ".join(f"{n:,} {name}" for name, n in each.counts.items() if n)
            rows.add_row(Text(each.id, "cyan"), _local_time(each.created), each.kind, counts)
        output().print("", rows, sep="\n") if entries else output().print(rows)


def _run_table(entries: list[StoredRun]) -> Table:
    """One row for each run."""
    from rich.text import Text

    from nnplay.cli import tables

    rows = tables.table(
        "Id", "Started", "Data", "Network", ">Score", ">Epochs", "State", optional=("Epochs", "Started")
    )
    for e in entries:
        rows.add_row(
            Text(e.id, "cyan"), _local_time(e.started), Text(clean(e.name, 20)), Text(_network(e)), _score(e),
            f"{e.epoch:,}" if e.state not in ("waiting", "running", "lost") else f"{e.epoch:,}/{e.epochs:,}",
            Text(e.state, STATE_STYLES.get(e.state, "")),
        )  # fmt: skip
    return rows


def _local_time(seconds: float | None) -> str:
    """The local time, to the minute."""
    valid = seconds is not None and 0 <= seconds < 1e11
    return datetime.fromtimestamp(seconds or 0).strftime("%Y-%m-%d %H:%M") if valid else ""


def _network(entry: StoredRun) -> str:
    """The architecture in one line."""
    from nnplay.network.architecture import Architecture

    try:
        return clean(str(Architecture.from_json(entry.architecture)).split(" | ")[0], 60)
    except (NNPlayError, KeyError, TypeError):
        return "uses components that are not registered here"


def _score(entry: StoredRun) -> str:
    """Accuracy or R² of the test split, or else of the training split."""
    metrics = entry.metrics.get("test") or entry.metrics.get("train") or {}
    for name, mark in (("accuracy", ""), ("r2", "R² ")):
        if metrics.get(name) is not None:
            return f"{metrics[name]:.1%}" if name == "accuracy" else f"{mark}{metrics[name]:.4g}"
    return ""


def _to_json(entry: StoredRun) -> dict[str, Any]:
    """Everything about a run but its weights and its history."""
    times = {name: _iso_time(getattr(entry, name)) for name in ("started", "ended")}
    return {name: value for name, value in vars(entry).items() if name != "owner"} | times


def _sweep_to_json(sweep: StoredSweep) -> dict[str, Any]:
    return vars(sweep) | {"created": _iso_time(sweep.created)}


def _iso_time(seconds: float | None) -> str | None:
    """A time as ISO 8601, in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


@runs.command(cls=HelpCommand)
def show(id: Id, json: JsonOption = False, store: StoreFile = None) -> None:
    """Show a run, comparison or search."""
    from rich.text import Text

    from nnplay.cli import report as run_report, tables
    from nnplay.runs.run import run_from_bytes
    from nnplay.runs.store import Store

    with Store(store) as opened:
        if sweep := _find_sweep(opened, id):
            _show_sweep(opened, sweep, OutputOptions(json=json))
            return
        entry = opened.get(id)
        model = opened.model(entry.id) if entry.has_model else None
        history = opened.history(entry.id)
    if json:
        write_json(_to_json(entry) | {"history": history})
        return
    screen = output()
    state = (entry.state, STATE_STYLES.get(entry.state, ""))
    screen.print(Text.assemble((entry.id, "cyan bold"), f"  {_local_time(entry.started)}  ", state))
    if model is not None:
        run_report.print_report(screen, run_from_bytes(model, f"the run {entry.id}"))
    else:
        progress = f"{entry.epoch:,} of {plural(entry.epochs, 'epoch')}"
        screen.print(f"{clean(entry.name)}: {_network(entry)}, {progress} so far.")
        screen.print(f"nnplay runs resume {entry.id}", style="cyan")
    from nnplay.training.recipe import Recipe

    settings = Recipe.from_json(entry.recipe).summary()
    screen.print(tables.settings_table({name: clean(value, 80) for name, value in settings.items()}))
    screen.print(Text(", ".join(f"{name} {v}" for name, v in entry.versions.items()), "dim"), soft_wrap=True)


def _find_sweep(store: Store, id: str) -> StoredSweep | None:
    """The comparison or search of an id, None for the id of a run; "last" is the newest of all."""
    sweeps = store.sweeps()
    if id == "last":
        single = store.find(alone=True, limit=1)
        newest = bool(sweeps) and (not single or (single[0].started or 0) < sweeps[0].created)
        return sweeps[0] if newest else None
    return store.sweep(id) if id and any(each.id.startswith(id) for each in sweeps) else None


def _show_sweep(store: Store, sweep: StoredSweep, outputs: OutputOptions) -> bool:
    """Print the leaderboard of a comparison, or the trials of a search; True if a file could not be written."""
    from rich.text import Text

    from nnplay.experiments.compare.compare import ComparisonRun

    if sweep.kind == "compare":
        return compare_command.print_result(ComparisonRun.resume(store, sweep.id).stored_result(), outputs)
    entries = store.find(sweep=sweep.id, sort="place", descending=False)
    if outputs.json:
        write_json(_sweep_to_json(sweep) | {"trials": [_to_json(entry) for entry in entries]})
        return False
    output().print(_run_table(entries))
    output().print(Text(f"nnplay runs resume {sweep.id} prints the result, and continues if interrupted.", "dim"))
    return False


@runs.command(cls=HelpCommand)
def resume(
    id: Id,
    data: Annotated[str | None, typer.Option(help="The data, if they have moved.", metavar="DATA")] = None,
    workers: Annotated[
        int | None, typer.Option(help="Parallel runs of a comparison or search.", metavar="N", min=1)
    ] = None,
    cluster: Annotated[str | None, typer.Option(help="Dask scheduler for a comparison.", metavar="ADDRESS")] = None,
    json: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print one line and no progress.")] = False,
    store: StoreFile = None,
) -> None:
    """Continue an interrupted run, comparison or search; the result is the same as without the interruption."""
    from nnplay.experiments.compare.compare import ComparisonRun
    from nnplay.experiments.search.search import SearchRun
    from nnplay.runs.recorder import resume as resume_run
    from nnplay.runs.store import Store

    outputs = OutputOptions(json=json, quiet=quiet)
    with Store(store) as opened:
        sweep = _find_sweep(opened, id)
        if sweep is not None and sweep.kind == "search":
            raise typer.Exit(search_command.run(SearchRun.resume(opened, sweep.id, data, workers=workers), outputs))
        if sweep is not None:
            comparison = ComparisonRun.resume(opened, sweep.id, data, workers=workers, cluster=cluster)
            raise typer.Exit(compare_command.run(comparison, outputs))
        session, recorder = resume_run(opened, id, data)
        code, run = train_session(session, recorder, quiet=quiet)
        finish(run, outputs, code, recorder)


@runs.command(cls=HelpCommand)
def compare(
    ids: Annotated[
        list[str],
        typer.Argument(help="Runs, or one comparison.", metavar="ID", show_default=False, autocompletion=complete_run),
    ],
    report: Annotated[
        str | None, typer.Option(help="Write the report of a comparison as a single page.", metavar="FILE.html")
    ] = None,
    plot: Annotated[str | None, typer.Option(help="Plot the leaderboard.", metavar="FILE.png|svg|pdf")] = None,
    json: JsonOption = False,
    store: StoreFile = None,
) -> None:
    """Compare the settings and metrics of runs, or show a comparison again."""
    from rich.text import Text

    from nnplay.cli import tables
    from nnplay.experiments.compare.candidates import name_candidates
    from nnplay.network.architecture import Architecture
    from nnplay.runs.store import Store
    from nnplay.training.recipe import Recipe

    with Store(store) as opened:
        if len(ids) == 1 and (sweep := _find_sweep(opened, ids[0])):
            raise typer.Exit(int(_show_sweep(opened, sweep, OutputOptions(report=report, plot=plot, json=json))))
        if report or plot:
            raise NNPlayError("--report and --plot need the id of a comparison.")
        entries = [opened.get(id) for id in ids]
    if json:
        write_json({"runs": [_to_json(entry) for entry in entries]})
        return
    pairs = [(Architecture.from_json(e.architecture), Recipe.from_json(e.recipe)) for e in entries]
    names = dict.fromkeys(f"{part}.{name}" for e in entries for part in e.metrics for name in e.metrics[part])
    metrics = [name for name in names if name.split(".")[1] in ("loss", "accuracy", "r2")]
    optional = ["Epochs", "Parameters", *(name for name in metrics if name.startswith("train."))]
    rows = tables.table(
        "Id", "Data", "Differences", *(f">{name}" for name in metrics), ">Parameters", ">Epochs", optional=optional
    )
    for e, (name, _) in zip(entries, name_candidates(pairs), strict=True):
        values = [e.metrics.get(metric.split(".")[0], {}).get(metric.split(".")[1]) for metric in metrics]
        rows.add_row(
            Text(e.id, "cyan"), clean(e.name, 20), clean(name), *map(tables.format_number, values),
            f"{e.parameters or 0:,}", f"{e.epoch:,}",
        )  # fmt: skip
    output().print(rows)


@runs.command(cls=HelpCommand)
def export(
    path: Annotated[
        Path,
        typer.Argument(
            help="A .csv, .parquet or .nnplay file, or a folder for TensorBoard.", metavar="FILE", show_default=False
        ),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Argument(help="Runs; all by default.", metavar="ID", show_default=False, autocompletion=complete_run),
    ] = None,
    store: StoreFile = None,
) -> None:
    """Export runs as a table (.csv, .parquet), as TensorBoard events, or one run as a model (.nnplay)."""
    from nnplay.runs.store import Store
    from nnplay.runs.store.export import export as write
    from nnplay.utils import files

    with Store(store) as opened:
        entries = [opened.get(id) for id in ids] if ids else opened.find(sort="started", descending=False)
        if path.suffix == ".nnplay":
            if len(entries) != 1:
                raise NNPlayError("A model file holds one run; give its id after the file.")
            files.write_atomic(path, opened.model(entries[0].id))
        else:
            kind = {".csv": "csv", ".parquet": "parquet"}.get(path.suffix.lower(), "tensorboard")
            if kind == "tensorboard" and path.suffix:
                raise NNPlayError(
                    f"{str(path)!r} must end with .csv, .parquet or .nnplay, or be a folder without an extension."
                )
            write(opened, entries, path, kind)
    errors().print(f"Exported {plural(len(entries), 'run')} to {clean(path)}", soft_wrap=True)


@runs.command("rm", cls=HelpCommand)
def remove(
    ids: Annotated[
        list[str],
        typer.Argument(
            help="Runs, comparisons or searches.", metavar="ID", show_default=False, autocompletion=complete_run
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    store: StoreFile = None,
) -> None:
    """Delete runs, or a comparison or search with all of its runs."""
    from nnplay.runs.store import Store

    with Store(store) as opened:
        selected = []
        for id in ids:
            sweep = _find_sweep(opened, id)
            selected += [e.id for e in opened.find(sweep=sweep.id)] if sweep else [opened.get(id, damaged=True).id]
        if not yes:
            count = plural(len(selected), "run")
            if not sys.stdin.isatty():
                raise NNPlayError(f"This permanently deletes {count}. Pass --yes to confirm.")
            typer.confirm(f"Permanently delete {count}?", abort=True, err=True)
        deleted = opened.remove(selected)
    errors().print(f"Deleted {plural(deleted, 'run')}.")
