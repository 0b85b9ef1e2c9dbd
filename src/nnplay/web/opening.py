"""What a visitor of `nnplay web` begins with: the first page, a data set, a file, a saved run, or a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from nnplay.data import builtin_names
from nnplay.data.column_selection import choose_targets
from nnplay.data.readers.file import read_table
from nnplay.data.readers.table import Table
from nnplay.data.toy_sets import TOYS
from nnplay.errors import DataError, NNPlayError
from nnplay.runs.run import Run, load_run, run_from_bytes
from nnplay.web.engine.limits import VisitorLimits
from nnplay.web.engine.source_file import SourceFile
from nnplay.web.engine.tables import clean_file_name, table_key

if TYPE_CHECKING:
    from nnplay.web.engine.host import EngineHost

RUN_SUFFIX = ".nnplay"
SECRET = "token"
HIDDEN_LAYERS = [{"width": 8, "activation": "relu"}, {"width": 8, "activation": "relu"}]


@dataclass(frozen=True)
class Opening:
    """What to begin with.

    Attributes:
        tables: tables that every visitor has.
        prepare: gives a new visitor's engine something to begin with.
        query: what the browser that is opened here shows.
    """

    tables: Mapping[str, Table] = field(default_factory=dict)
    prepare: Callable[[EngineHost], None] | None = None
    query: str = ""


def opening(source: str | None, target: str | None, limits: VisitorLimits) -> Opening:
    """What to begin with.

    Args:
        source: a link, a built-in set, the path of a table or of a run, or ``run:ID`` of the store; None is the first
            page.
        target: the column to predict.
        limits: for tables.

    Raises:
        NNPlayError: it cannot be opened.
    """
    if source is None or source in TOYS:
        _refuse_target(target, source)
        return Opening(query="" if source is None else f"data={source}")
    if "://" in source or source.startswith("?"):
        _refuse_target(target, "a link")
        return Opening(query=link_query(source))
    if source.startswith("run:") or source.endswith(RUN_SUFFIX):
        _refuse_target(target, "a run")
        run = load_run(source) if source.endswith(RUN_SUFFIX) else stored_run(source.removeprefix("run:"))
        return Opening(run_tables(run, limits), partial(open_run, run=run))
    recipe = {} if target is None else {"target": [target]}
    if source in builtin_names():
        configuration: dict[str, Any] = {"recipe": {"data": source, **recipe}}
        tables: dict[str, Table] = {}
        source_files: dict[str, SourceFile] = {}
    else:
        table = read_whole(source, limits)
        if target is not None:
            choose_targets(table, target)
        key = table_key(clean_file_name(source), "0" * 8)
        configuration, tables = {"table": key, "recipe": recipe}, {key: table}
        source_files = {key: SourceFile(Path(source), None)}
    configuration["architecture"] = {"layers": HIDDEN_LAYERS}
    return Opening(tables, partial(_configure, configuration=configuration, sources=source_files))


def _configure(host: EngineHost, configuration: dict[str, Any], sources: Mapping[str, SourceFile]) -> None:
    host.tables.share(sources)
    host.configure(configuration)


def link_query(link: str) -> str:
    """The settings in a link, without its secret.

    Raises:
        NNPlayError: no link of a page.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        raise NNPlayError("This is not a link; copy the whole address of a page.") from None
    words = [word for word in parts.query.split("&") if word and word.partition("=")[0] != SECRET]
    return "&".join(words) + (f"#{parts.fragment}" if parts.fragment else "")


def read_whole(path: str, limits: VisitorLimits) -> Table:
    """A table of this machine.

    Raises:
        DataError: it cannot be read, or is too large for the server.
    """
    table = read_table(path)
    if table.n_rows > limits.file.rows or table.n_rows * len(table.names) > limits.file.cells:
        raise DataError(
            f"{table.source} has {table.n_rows:,} rows, and a server for others takes at most {limits.file.rows:,} and "
            f"{limits.file.cells:,} cells: leave out --host, or train with `nnplay train`, which takes all"
        )
    return table


def stored_run(prefix: str) -> Run:
    """A run of the store.

    Raises:
        NNPlayError: it is not there, or still being trained.
    """
    from nnplay.runs.store import Store

    with Store() as store:
        entry = store.get(prefix)
        if not entry.has_model:
            raise NNPlayError(f"The run {entry.id} has no result yet; start it with --watch to see it train.")
        return run_from_bytes(store.model(entry.id), entry.id)


def run_tables(run: Run, limits: VisitorLimits) -> dict[str, Table]:
    """The file that a run was trained on, if it was one.

    Raises:
        NNPlayError: it is not known where its data came from, or they cannot be read.
    """
    source = run.recipe.data
    if source is None:
        raise NNPlayError("This run does not record where its data came from, so it cannot be continued here.")
    if source in builtin_names():
        return {}
    return {table_key(clean_file_name(source), "0" * 8): read_whole(source, limits)}


def open_run(host: EngineHost, run: Run) -> None:
    """Let an engine continue a run, whose data are here.

    Raises:
        NNPlayError: its data have changed, or it cannot continue.
    """
    recipe = {name: value for name, value in run.recipe.to_json().items() if name != "data"}
    source = str(run.recipe.data)
    configuration: dict[str, Any] = {"recipe": recipe, "architecture": requested_architecture(run)}
    if source in builtin_names():
        recipe["data"] = source
    else:
        configuration["table"] = table_key(clean_file_name(source), "0" * 8)
    host.open_run(run, configuration)


def requested_architecture(run: Run) -> dict[str, Any]:
    """The architecture of a run as a configuration has it."""
    plain = run.architecture.to_json()
    return {name: plain[name] for name in ("layers", "output", "loss")}


def _refuse_target(target: str | None, source: str | None) -> None:
    if target is not None:
        what = "the first page" if source is None else source
        raise NNPlayError(f"--target is for a table, not for {what}; leave it out.")
