"""Queries that read runs and sweeps."""

import math
from collections.abc import Sequence
from itertools import islice
from sqlite3 import Connection
from typing import Any, TypedDict

from nnplay.errors import StoreError
from nnplay.runs.store.checksums import intact
from nnplay.runs.store.records import COLUMNS, STATES, StoredRun, StoredSweep, current_state, load, run_from_row

SORTS = ("started", "ended", "name", "state", "epoch", "epochs", "seconds", "parameters", "place", "id")


class RunQuery(TypedDict, total=False):
    """The filters and the order of `Store.find`."""

    states: Sequence[str] | None
    """Only runs in one of these states."""
    name: str | None
    """Only runs on the data of this name."""
    sweep: str | None
    """Only trials of the comparison or search with this id."""
    alone: bool
    """Only runs that belong to no comparison or search."""
    since: float | None
    """Only runs that started after this time, in seconds since 1970."""
    text: str | None
    """Only runs with this text in the name of the data, the architecture or the recipe."""
    sort: str
    """A column, or a metric such as "test.accuracy"; "started" by default."""
    descending: bool
    """Largest first (the default)."""
    limit: int | None
    """At most this many runs."""


def find_run(connection: Connection, prefix: str) -> StoredRun:
    """The run whose id starts with the prefix; "last" is the newest."""
    return run_from_row(_single_row(connection, "runs", ", ".join(COLUMNS), prefix, "started"))


def find_intact_run(connection: Connection, prefix: str) -> StoredRun:
    """The same, for a run that is not damaged.

    Raises:
        StoreError: the run is damaged.
    """
    run = find_run(connection, prefix)
    if run.state == "damaged":
        raise StoreError(
            f"The run {run.id} is damaged (its checksum does not match): `nnplay runs rm {run.id}` removes it. Other "
            "runs are not affected."
        )
    return run


def find_sweep(connection: Connection, prefix: str) -> StoredSweep:
    """The sweep whose id starts with the prefix; "last" is the newest."""
    columns = f"id, kind, created, spec, {intact('sweeps')}"
    id, kind, created, spec, is_intact = _single_row(connection, "sweeps", columns, prefix, "created")
    if not is_intact:
        raise StoreError(f"The comparison or search {id} is damaged (its checksum does not match): start it again.")
    counts: dict[str, int] = {}
    for state, owner, beat, count in connection.execute(
        f"SELECT iif({intact('runs')}, state, 'damaged') AS checked, owner, beat, count(*) FROM runs WHERE sweep = ? "
        "GROUP BY checked, owner, beat",
        (id,),
    ):
        current = current_state(state, load(owner), beat)
        counts[current] = counts.get(current, 0) + count
    return StoredSweep(id, kind, created, load(spec), counts)


def _single_row(connection: Connection, table: str, columns: str, prefix: str, time: str) -> tuple[Any, ...]:
    what = "run" if table == "runs" else "comparison or search"
    if not isinstance(prefix, str) or not prefix.strip():
        raise StoreError(f'{str(prefix)[:40]!r} is not the id of a {what}: pass its first letters, or "last".')
    if prefix == "last":
        newest = f"SELECT {columns} FROM {table} ORDER BY {time} DESC, rowid DESC LIMIT 1"
        rows: list[tuple[Any, ...]] = connection.execute(newest).fetchall()
        if not rows:
            raise StoreError(f"There is no {what} yet.")
        return rows[0]
    like = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = connection.execute(f"SELECT {columns} FROM {table} WHERE id LIKE ? ESCAPE '\\' LIMIT 4", (like,)).fetchall()
    exact = [row for row in rows if row[0] == prefix]
    if len(rows) == 1 or exact:
        return (exact or rows)[0]
    if not rows or not prefix:
        raise StoreError(f"There is no {what} {prefix!r}: `nnplay runs list` lists them.")
    raise StoreError(f"Several ids start with {prefix!r}, such as {rows[0][0]} and {rows[1][0]}: type more letters.")


def find_runs(
    connection: Connection,
    *,
    states: Sequence[str] | None = None,
    name: str | None = None,
    sweep: str | None = None,
    alone: bool = False,
    since: float | None = None,
    text: str | None = None,
    sort: str = "started",
    descending: bool = True,
    limit: int | None = None,
) -> list[StoredRun]:
    """The runs that match: see `RunQuery`.

    Raises:
        StoreError: an unknown state or sort column.
    """
    unknown = [state for state in states or () if state not in STATES]
    if unknown:
        raise StoreError(f"There is no state {unknown[0]!r}: choose one of {', '.join(STATES)}.")
    conditions, values = ["1"], []
    for condition, value in (("name = ?", name), ("sweep = ?", sweep), ("started >= ?", since)):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if alone:
        conditions.append("sweep IS NULL")
    if text:
        conditions.append("(instr(lower(name), ?) OR instr(lower(architecture), ?) OR instr(lower(recipe), ?))")
        values += [text.lower()] * 3
    if states is not None and "damaged" not in states:
        stored = {"running" if state == "lost" else state for state in states}
        conditions.append(f"state IN ({', '.join('?' * len(stored))})")
        values += sorted(stored)
    direction = "DESC" if descending else "ASC"
    metric = _metric(sort)
    column = "started" if metric else sort
    query = f"SELECT {', '.join(COLUMNS)} FROM runs WHERE {' AND '.join(conditions)} "
    query += f"ORDER BY {column} IS NULL, {column} {direction}, rowid {direction}"
    runs = map(run_from_row, connection.execute(query, values))
    matches = (run for run in runs if states is None or run.state in states)
    if metric is None:
        return list(islice(matches, limit))
    return sorted(matches, key=lambda run: _metric_key(run, *metric, descending))[:limit]


def _metric(sort: str) -> tuple[str, str] | None:
    """Split and name of the metric to sort by; None for a column."""
    if sort in SORTS:
        return None
    part, _, name = sort.partition(".")
    if part in ("train", "validation", "test") and name.isidentifier():
        return part, name
    raise StoreError(f"Cannot sort runs by {sort!r}: use {', '.join(SORTS)}, or a metric such as test.accuracy.")


def _metric_key(run: StoredRun, part: str, name: str, descending: bool) -> tuple[bool, float]:
    """A sort key; runs without the metric, or with NaN, come last."""
    value = (run.metrics.get(part) or {}).get(name)
    if not isinstance(value, int | float) or math.isnan(value):
        return True, 0.0
    return False, -float(value) if descending else float(value)
