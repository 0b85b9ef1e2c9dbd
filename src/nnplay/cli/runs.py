"""`nnplay runs`: what the store has kept, to list, show, resume, compare, export and remove."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from nnplay.cli import report, tables
from nnplay.cli.compare import run as follow_race
from nnplay.cli.compare import show as show_comparison
from nnplay.cli.console import errors, output, write_json
from nnplay.cli.run_table import STATES, as_json, listed, network, when
from nnplay.cli.search import run as follow_search
from nnplay.cli.train import finish, train_session
from nnplay.errors import NNPlayError, clean
from nnplay.experiments.compare.candidates import distinguish
from nnplay.experiments.compare.compare import Race
from nnplay.experiments.search.search import Searching
from nnplay.network.architecture import Architecture
from nnplay.runs.recorder import resume as resume_run
from nnplay.runs.run import run_of_bytes
from nnplay.runs.store import Store, Sweep
from nnplay.training.recipe import Recipe

runs = typer.Typer(no_args_is_help=False, help="What has been trained: list, show, resume, compare, export, rm.")
STORE = typer.Option("--store", help="The file of the store; yours when left out.", metavar="FILE", show_default=False)
JSON = typer.Option("--json", help="Print one JSON object and nothing else.")
StoreFile = Annotated[Path | None, STORE]
Id = Annotated[str, typer.Argument(help="The id of a run or of a comparison, or its beginning.", show_default=False)]


@runs.callback(invoke_without_command=True)
def begin(context: typer.Context) -> None:
    """What has been trained."""
    if context.invoked_subcommand is None:
        list_()


@runs.command("list")
def list_(
    name: Annotated[str | None, typer.Option("--data", help="Only those on this data.", metavar="NAME")] = None,
    state: Annotated[list[str] | None, typer.Option(help="Only those in this state.", metavar="STATE")] = None,
    text: Annotated[
        str | None, typer.Option("--find", help="Only those in whose data, network or recipe this occurs.")
    ] = None,
    sweep: Annotated[str | None, typer.Option(help="Only those of this comparison or search.", metavar="ID")] = None,
    sort: Annotated[str, typer.Option(help="By a column, or a metric such as test.accuracy.")] = "started",
    ascending: Annotated[bool, typer.Option("--ascending", help="Smallest first.")] = False,
    limit: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 30,
    every: Annotated[bool, typer.Option("--all", help="Those of comparisons and searches too.")] = False,
    json: Annotated[bool, JSON] = False,
    store: StoreFile = None,
) -> None:
    """List the runs, the newest first; those of a comparison or a search only when a filter or --all asks for them."""
    every = every or bool(name or state or text or sweep) or sort not in ("started", "ended")
    with Store(store) as kept:
        chosen = kept.sweep(sweep).id if sweep else None
        states = [each.replace("-", " ") for each in state] if state else None
        found = kept.find(
            states=states, name=name, text=text, sweep=chosen, sort=sort, descending=not ascending, limit=limit + 1,
            alone=not every,
        )  # fmt: skip
        sweeps = [] if every else kept.sweeps()
    if json:
        write_json({"runs": [as_json(entry) for entry in found[:limit]], "sweeps": [vars(each) for each in sweeps]})
        return
    if not found and not sweeps:
        output().print(
            "Nothing is kept here that fits."
            if name or state or text
            else "Nothing has been trained yet: nnplay train iris"
        )
        return
    if found:
        output().print(listed(found[:limit]))
    if len(found) > limit:
        output().print(Text(f"… and more: --limit {2 * limit} shows them.", "dim"))
    if sweeps:
        shown = tables.table("Id", "Started", "What", "Runs", title="Comparisons and searches" if found else "")
        for each in sweeps[:limit]:
            counts = ", ".join(f"{n:,} {name}" for name, n in each.counts.items() if n)
            shown.add_row(Text(each.id, "cyan"), when(each.created), each.kind, counts)
        output().print("", shown, sep="\n") if found else output().print(shown)


@runs.command()
def show(id: Id, json: Annotated[bool, JSON] = False, store: StoreFile = None) -> None:
    """Show a run, or a comparison, as it was."""
    with Store(store) as kept:
        if sweep := sweep_of(kept, id):
            _show_sweep(kept, sweep, {"json": json, "quiet": False, "report": None, "plot": None})
            return
        entry = kept.get(id)
        model = kept.model(entry.id) if entry.has_model else None
        history = kept.history(entry.id)
    if json:
        write_json(as_json(entry) | {"history": history})
        return
    screen = output()
    screen.print(
        Text.assemble((entry.id, "cyan bold"), f"  {when(entry.started)}  ", (entry.state, STATES.get(entry.state, "")))
    )
    if model is not None:
        report.show(screen, run_of_bytes(model, f"the run {entry.id}"))
    else:
        screen.print(f"{clean(entry.name)}: {network(entry)}, {entry.epoch:,} of {entry.epochs:,} epochs so far.")
        screen.print(f"nnplay runs resume {entry.id}", style="cyan")
    recipe = tables.table("Setting", "Value", title="The recipe")
    for name, value in entry.recipe.items():
        recipe.add_row(Text(name, "dim"), clean(value, 80))
    screen.print(recipe)
    screen.print(Text(", ".join(f"{name} {v}" for name, v in entry.versions.items()), "dim"), soft_wrap=True)


def sweep_of(kept: Store, id: str) -> Sweep | None:
    """The comparison or search that an id belongs to, None for that of a run; "last" is whatever is newest."""
    sweeps = kept.sweeps()
    if id == "last":
        alone = kept.find(alone=True, limit=1)
        newest = bool(sweeps) and (not alone or (alone[0].started or 0) < sweeps[0].created)
        return sweeps[0] if newest else None
    return kept.sweep(id) if id and any(each.id.startswith(id) for each in sweeps) else None


def _show_sweep(kept: Store, sweep: Sweep, options: dict[str, Any]) -> bool:
    """The leaderboard of a comparison, or the trials of a search; True where something could not be written."""
    if sweep.kind == "compare":
        return show_comparison(Race.resume(kept, sweep.id).kept_result(), options)
    entries = kept.find(sweep=sweep.id, sort="place", descending=False)
    if options["json"]:
        write_json(vars(sweep) | {"trials": [as_json(entry) for entry in entries]})
        return False
    output().print(listed(entries))
    output().print(
        Text(f"nnplay runs resume {sweep.id} shows what it found, and goes on where it was interrupted.", "dim")
    )
    return False


@runs.command()
def resume(
    id: Id,
    data: Annotated[str | None, typer.Option(help="The data, where they have moved.", metavar="DATA")] = None,
    workers: Annotated[int | None, typer.Option(help="Of a comparison: trainings at once.", min=1)] = None,
    cluster: Annotated[str | None, typer.Option(help="Of a comparison: a Dask scheduler.", metavar="ADDRESS")] = None,
    json: Annotated[bool, JSON] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print one line, and no progress.")] = False,
    store: StoreFile = None,
) -> None:
    """Go on with a run, a comparison or a search that was interrupted, to the very result it would have had."""
    options = {"json": json, "quiet": quiet, "report": None, "plot": None, "save": None, "save_recipe": None}
    with Store(store) as kept:
        sweep = sweep_of(kept, id)
        if sweep is not None and sweep.kind == "search":
            raise typer.Exit(follow_search(Searching.resume(kept, sweep.id, data, workers=workers), options))
        if sweep is not None:
            race = Race.resume(kept, sweep.id, data, workers=workers, cluster=cluster)
            raise typer.Exit(follow_race(race, options))
        session, recorder = resume_run(kept, id, data)
        code, run = train_session(session, recorder, quiet=quiet)
        finish(run, options, code, recorder)


@runs.command()
def compare(
    ids: Annotated[list[str], typer.Argument(help="Runs, or one comparison.", show_default=False)],
    report: Annotated[
        str | None, typer.Option(help="Of a comparison: write everything as one page.", metavar="FILE.html")
    ] = None,
    plot: Annotated[str | None, typer.Option(help="Draw the leaderboard.", metavar="FILE.png|svg|pdf")] = None,
    json: Annotated[bool, JSON] = False,
    store: StoreFile = None,
) -> None:
    """Show runs beside each other, in what they differ and how good they are; or a comparison once more."""
    options = {"json": json, "quiet": False, "report": report, "plot": plot}
    with Store(store) as kept:
        if len(ids) == 1 and (sweep := sweep_of(kept, ids[0])):
            raise typer.Exit(int(_show_sweep(kept, sweep, options)))
        if report or plot:
            raise NNPlayError("--report and --plot are for a comparison: give the id of one.")
        entries = [kept.get(id) for id in ids]
    if json:
        write_json({"runs": [as_json(entry) for entry in entries]})
        return
    pairs = [(Architecture.from_json(e.architecture), Recipe.from_json(e.recipe)) for e in entries]
    there = dict.fromkeys(f"{part}.{name}" for e in entries for part in e.metrics for name in e.metrics[part])
    metrics = [name for name in there if name.split(".")[1] in ("loss", "accuracy", "r2")]
    shown = tables.table(
        "Id", "Data", "In what it differs", *(f">{name}" for name in metrics), ">Parameters", ">Epochs"
    )
    for e, (name, _) in zip(entries, distinguish(pairs), strict=True):
        values = [e.metrics.get(metric.split(".")[0], {}).get(metric.split(".")[1]) for metric in metrics]
        shown.add_row(
            Text(e.id, "cyan"), clean(e.name, 20), clean(name), *map(tables.number, values), f"{e.parameters or 0:,}",
            f"{e.epoch:,}",
        )  # fmt: skip
    output().print(shown)


@runs.command()
def export(
    path: Annotated[
        Path, typer.Argument(help="A .csv, .parquet or .nnplay file, or a folder for TensorBoard.", show_default=False)
    ],
    ids: Annotated[list[str] | None, typer.Argument(help="Runs; all when left out.", show_default=False)] = None,
    store: StoreFile = None,
) -> None:
    """Write runs as a table (.csv, .parquet), as TensorBoard's events, or one as a model (.nnplay)."""
    from nnplay.runs.store.export import export as write
    from nnplay.utils import files

    with Store(store) as kept:
        entries = [kept.get(id) for id in ids] if ids else kept.find(sort="started", descending=False)
        if path.suffix == ".nnplay":
            if len(entries) != 1:
                raise NNPlayError("A model file holds one run: give its id after the file.")
            files.write_whole(path, kept.model(entries[0].id))
        else:
            kind = {".csv": "csv", ".parquet": "parquet"}.get(path.suffix.lower(), "tensorboard")
            if kind == "tensorboard" and path.suffix:
                raise NNPlayError(
                    f"{str(path)!r} must end with .csv, .parquet or .nnplay, or be a folder without an ending."
                )
            write(kept, entries, path, kind)
    errors().print(f"{len(entries):,} run{'s' * (len(entries) != 1)} in {clean(path)}", soft_wrap=True)


@runs.command("rm")
def remove(
    ids: Annotated[list[str], typer.Argument(help="Runs or comparisons.", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    store: StoreFile = None,
) -> None:
    """Remove runs, or a comparison with all of its runs."""
    with Store(store) as kept:
        chosen = []
        for id in ids:
            sweep = sweep_of(kept, id)
            chosen += [e.id for e in kept.find(sweep=sweep.id)] if sweep else [kept.get(id, damaged=True).id]
        if not yes:
            if not sys.stdin.isatty():
                raise NNPlayError(f"This removes {len(chosen):,} runs for good: say so with --yes.")
            typer.confirm(f"Remove {len(chosen):,} runs for good?", abort=True, err=True)
        count = kept.remove(chosen)
    errors().print(f"{count:,} removed.")
