"""Questions to the store."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice
from typing import Any

from nnplay.errors import StoreError
from nnplay.runs.store.checksums import intact
from nnplay.runs.store.records import COLUMNS, STATES, Entry, Sweep, entry_of, load

SORTS = ("started", "ended", "name", "state", "epoch", "epochs", "seconds", "parameters", "place", "id")


def one(connection: Any, prefix: str) -> Entry:
    """The run whose id begins like that."""
    return entry_of(_only(connection, "runs", ", ".join(COLUMNS), prefix, "started"))


def whole(connection: Any, prefix: str) -> Entry:
    """The same, unless it is damaged.

    Raises:
        StoreError: it is.
    """
    entry = one(connection, prefix)
    if entry.state == "damaged":
        raise StoreError(
            f"The run {entry.id} is damaged (its checksum does not fit): `nnplay runs rm {entry.id}` removes it, and "
            "the others are as they were."
        )
    return entry


def sweep(connection: Any, prefix: str) -> Sweep:
    """The sweep whose id begins like that."""
    columns = f"id, kind, created, spec, {intact('sweeps')}"
    id, kind, created, spec, good = _only(connection, "sweeps", columns, prefix, "created")
    if not good:
        raise StoreError(f"The comparison or search {id} is damaged (its checksum does not fit): begin it anew.")
    counts: dict[str, int] = {}
    for state, owner, beat, count in connection.execute(
        f"SELECT iif({intact('runs')}, state, 'damaged') AS shown, owner, beat, count(*) FROM runs WHERE sweep = ? "
        "GROUP BY shown, owner, beat",
        (id,),
    ):
        shown = _state(state, owner, beat)
        counts[shown] = counts.get(shown, 0) + count
    return Sweep(id, kind, created, load(spec), counts)


def _state(state: str, owner: str | None, beat: float | None) -> str:
    from nnplay.runs.store.processes import alive

    return "lost" if state == "running" and not alive(load(owner), beat) else state


def _only(connection: Any, table: str, columns: str, prefix: str, time: str) -> tuple[Any, ...]:
    what = "run" if table == "runs" else "comparison or search"
    if not isinstance(prefix, str) or not prefix.strip():
        raise StoreError(f'{str(prefix)[:40]!r} is the id of no {what}: give the first letters of one, or "last".')
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
        raise StoreError(f"There is no {what} {prefix!r}: `nnplay runs list` shows what there is.")
    raise StoreError(f"Several begin with {prefix!r}, such as {rows[0][0]} and {rows[1][0]}: give more of the id.")


def several(
    connection: Any,
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
) -> list[Entry]:
    """The runs that fit: see Store.find."""
    unknown = [state for state in states or () if state not in STATES]
    if unknown:
        raise StoreError(f"There is no state {unknown[0]!r}: choose among {', '.join(STATES)}.")
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
    rows = map(entry_of, connection.execute(query, values))
    fitting = (entry for entry in rows if states is None or entry.state in states)
    if metric is None:
        return list(islice(fitting, limit))
    return sorted(fitting, key=lambda entry: _worth(entry, *metric, descending))[:limit]


def _metric(sort: str) -> tuple[str, str] | None:
    """Part and name of a metric to sort by, None for a column."""
    if sort in SORTS:
        return None
    part, _, name = sort.partition(".")
    if part in ("train", "validation", "test") and name.isidentifier():
        return part, name
    raise StoreError(f"Runs are sorted by {', '.join(SORTS)}, or by a metric such as test.accuracy, not by {sort!r}.")


def _worth(entry: Entry, part: str, name: str, descending: bool) -> tuple[bool, float]:
    """Those without the metric, and nan, come last."""
    value = (entry.metrics.get(part) or {}).get(name)
    if not isinstance(value, int | float) or math.isnan(value):
        return True, 0.0
    return False, -float(value) if descending else float(value)
