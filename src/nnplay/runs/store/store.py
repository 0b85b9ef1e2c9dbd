"""The run store: add runs, claim trials, record results, find runs."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from types import TracebackType
from typing import Any, Unpack

from nnplay.errors import StoreError
from nnplay.runs.store import queries
from nnplay.runs.store.database import Database
from nnplay.runs.store.processes import current_process
from nnplay.runs.store.records import (
    ENDED,
    NewRun,
    RunResult,
    StoredRun,
    StoredSweep,
    compress,
    decompress,
    dump,
    load,
)  # fmt: skip
from nnplay.utils.files import check_path
from nnplay.utils.paths import default_store_path
from nnplay.utils.validation import check_type

ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are easily confused
HEARTBEAT = 30.0  # seconds between two heartbeats
FIELDS = "id, started, state, name, fingerprint, architecture, recipe, versions, epochs, sweep, place, owner, beat"


class Store:
    """All runs in one SQLite file, which several threads and processes may use at once.

    Args:
        path: the file, created on first use; None is the user's store, `default_store_path()`.

    Raises:
        StoreError: the file is not a store, is damaged, is newer than this nnplay, or cannot be written to. It is left
            unchanged.

    >>> import nnplay as nn
    >>> with nn.Store("runs.sqlite") as store:
    ...     run = nn.train("iris", (8,), epochs=20, store=store)
    ...     print(len(store.find()))
    1
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = default_store_path() if path is None else check_path(path, StoreError)
        self._database = Database(self.path)
        self._claimed: set[str] = set()  # ids of the runs that this process trains
        self._closed = threading.Event()
        self._heartbeat: threading.Thread | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; it is opened again on the next use."""
        self._closed.set()
        if self._heartbeat is not None and self._heartbeat is not threading.current_thread():
            self._heartbeat.join()
        self._database.close()

    # ── single runs ─────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self, **run: Unpack[NewRun]) -> str:
        """Add a run that starts now and return its id."""
        with self._database.writing() as connection:
            id = _insert(connection, run, "running", None, None)
        self._track([id])
        return id

    def checkpoint(self, id: str, epoch: int, content: bytes) -> None:
        """Save a checkpoint of a run, in place of the last one."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE runs SET checkpoint = ?, reached = ?, epoch = ?, beat = ? WHERE id = ?",
                (content, epoch, epoch, time.time(), id),
            )

    def finish(self, result: RunResult) -> None:
        """Record how a run ended. An interrupted run keeps its checkpoint."""
        self.finish_many([result])

    def resume(self, id: str) -> StoredRun:
        """Claim a run that is lost, interrupted or waiting.

        Raises:
            StoreError: the run has ended, or another process trains it.
        """
        with self._database.writing() as connection:
            run = queries.find_intact_run(connection, id)
            if run.state == "running":
                raise StoreError(f"The run {run.id} is being trained by another process: wait for it, or stop it.")
            if run.state in ENDED:
                raise StoreError(f"The run {run.id} is {run.state}: there is nothing to resume.")
            _claim(connection, [run.id])
        self._track([run.id])
        return self.get(run.id)

    def get(self, prefix: str, *, damaged: bool = False) -> StoredRun:
        """The run whose id starts with the prefix; "last" is the newest. `damaged` accepts a damaged run.

        Raises:
            StoreError: no run or several runs match, or the run is damaged.
        """
        with self._database.reading() as connection:
            return (queries.find_run if damaged else queries.find_intact_run)(connection, prefix)

    def find(self, **query: Unpack[queries.RunQuery]) -> list[StoredRun]:
        """The runs that match a query.

        A run that does not match its checksum has the state "damaged", and no values that could be wrong.

        Args:
            **query: filters (states, name, sweep, alone, since, text) and order (sort, descending, limit): see
                `queries.RunQuery`.

        Raises:
            StoreError: an unknown state or sort column.
        """
        with self._database.reading() as connection:
            return queries.find_runs(connection, **query)

    def model(self, id: str) -> bytes:
        """The model file of a run, as `Run.to_bytes` wrote it.

        Raises:
            StoreError: the run has no model yet.
        """
        content = self._blob(id, "model")
        if content is None:
            raise StoreError(f"The run {id} has no model yet: `nnplay runs resume {id}` continues it.")
        return decompress(content)

    def history(self, id: str) -> dict[str, list[Any]]:
        """The history as columns; {} if the run has not ended."""
        content = self._blob(id, "history")
        columns: dict[str, list[Any]] = {} if content is None else load(decompress(content).decode("utf-8", "replace"))
        return columns

    def checkpoint_of(self, id: str) -> tuple[int, bytes] | None:
        """Epoch and content of the last checkpoint; None if there is none."""
        row = self._row(id, "reached", "checkpoint")
        return None if row is None or row[1] is None else (int(row[0]), bytes(row[1]))

    def remove(self, ids: str | Iterable[str]) -> int:
        """Remove runs, and sweeps that have no runs left; returns how many runs were removed.

        Raises:
            StoreError: another process trains one of them; then none is removed.
        """
        count = 0
        with self._database.writing() as connection:
            for id in [ids] if isinstance(ids, str) else check_type(ids, Iterable, "ids"):
                run = queries.find_run(connection, id)
                if run.state == "running" and run.id not in self._claimed:
                    raise StoreError(f"The run {run.id} is being trained by another process: stop it first.")
                count += connection.execute("DELETE FROM runs WHERE id = ?", (run.id,)).rowcount
            connection.execute("DELETE FROM sweeps WHERE id NOT IN (SELECT sweep FROM runs WHERE sweep IS NOT NULL)")
        return count

    def _blob(self, id: str, column: str) -> Any:
        row = self._row(id, column)
        if row is None:
            raise StoreError(f"There is no run {id!r}: `nnplay runs list` lists them.")
        return row[0]

    def _row(self, id: str, *columns: str) -> tuple[Any, ...] | None:
        """These columns of a run; None if there is no such run.

        Raises:
            StoreError: the index leads to another run.
        """
        with self._database.reading() as connection:
            row: tuple[Any, ...] | None = connection.execute(
                f"SELECT run.id, {', '.join(f'run.{column}' for column in columns)} "
                "FROM runs AS indexed JOIN runs AS run ON run.rowid = indexed.rowid WHERE indexed.id = ?",
                (id,),
            ).fetchone()
        if row is not None and row[0] != id:
            raise StoreError(f"The run {id} is damaged in the store: its index entry leads to another run.")
        return None if row is None else row[1:]

    # ── sweeps: many trials, trained by any number of processes ─────────────────────────────────────────────────

    def new_sweep(self, kind: str, spec: dict[str, Any], trials: Sequence[NewRun]) -> str:
        """Add a sweep with its trials, all of them waiting, and return its id."""
        id = _new_id()
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO sweeps (id, kind, created, spec) VALUES (?, ?, ?, ?)", (id, kind, time.time(), dump(spec))
            )
            for place, trial in enumerate(trials):
                _insert(connection, trial, "waiting", id, place)
        return id

    def add_trials(self, sweep: str, trials: Sequence[NewRun]) -> list[StoredRun]:
        """Add waiting trials to a sweep."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT coalesce(max(place), -1) FROM runs WHERE sweep = ?", (sweep,)).fetchone()
            first = int(row[0]) + 1
            ids = [_insert(connection, trial, "waiting", sweep, first + k) for k, trial in enumerate(trials)]
            return [queries.find_run(connection, id) for id in ids]

    def update_spec(self, sweep: str, spec: dict[str, Any]) -> None:
        """Replace the specification of a sweep."""
        with self._database.writing() as connection:
            connection.execute("UPDATE sweeps SET spec = ? WHERE id = ?", (dump(spec), sweep))

    def claim(self, sweep: str, count: int) -> list[StoredRun]:
        """Claim up to `count` trials that are waiting, lost or interrupted, in order; no other process gets them."""
        with self._database.writing() as connection:
            free = queries.find_runs(
                connection, sweep=sweep, states=["waiting", "lost", "interrupted"], sort="place", descending=False,
                limit=count,
            )  # fmt: skip
            _claim(connection, [trial.id for trial in free])
            claimed = [queries.find_run(connection, trial.id) for trial in free]
        self._track([trial.id for trial in claimed])
        return claimed

    def finish_many(self, results: Sequence[RunResult]) -> int:
        """Record how runs ended; returns how many were recorded. A run that has already ended is left unchanged."""
        if not results:
            return 0
        count = 0
        with self._database.writing() as connection:
            for r in results:
                ended = r.state in ENDED or r.state == "failed"
                count += connection.execute(
                    "UPDATE runs SET state = ?, ended = ?, epoch = ?, seconds = ?, parameters = ?, metrics = ?, "
                    "history = ?, model = ?, message = ?, recipe = coalesce(?, recipe), owner = NULL, "
                    "checkpoint = iif(?, NULL, checkpoint) "
                    f"WHERE id = ? AND state NOT IN {ENDED}",
                    (
                        r.state, time.time(), r.epoch, r.seconds, r.parameters, dump(r.metrics),
                        compress(dump(r.history).encode()), None if r.model is None else compress(r.model), r.message,
                        None if r.recipe is None else dump(r.recipe), ended, r.id,
                    ),
                ).rowcount  # fmt: skip
        self._claimed.difference_update(r.id for r in results)
        return count

    def release(self, ids: Iterable[str]) -> None:
        """Release runs that this process has claimed but not finished."""
        ids = list(ids)
        if not ids:
            return
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE runs SET state = iif(sweep IS NULL, 'interrupted', 'waiting'), owner = NULL "
                "WHERE id = ? AND state = 'running'",
                [(id,) for id in ids],
            )
        self._claimed.difference_update(ids)

    def sweep(self, prefix: str) -> StoredSweep:
        """The sweep whose id starts with the prefix; "last" is the newest.

        Raises:
            StoreError: no sweep or several sweeps match.
        """
        with self._database.reading() as connection:
            return queries.find_sweep(connection, prefix)

    def sweeps(self) -> list[StoredSweep]:
        """All sweeps, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id FROM sweeps ORDER BY created DESC, rowid DESC").fetchall()
            return [queries.find_sweep(connection, row[0]) for row in rows]

    # ── heartbeats, by which other hosts know that a process is alive ───────────────────────────────────────────

    def _track(self, ids: Iterable[str]) -> None:
        self._claimed.update(ids)
        if self._heartbeat is None or not self._heartbeat.is_alive():
            self._closed.clear()
            self._heartbeat = threading.Thread(target=self._send_heartbeats, name="nnplay-store", daemon=True)
            self._heartbeat.start()

    def _send_heartbeats(self) -> None:
        while not self._closed.wait(HEARTBEAT):
            ids = list(self._claimed)
            if not ids:
                return
            try:
                with self._database.writing() as connection:
                    connection.executemany("UPDATE runs SET beat = ? WHERE id = ?", [(time.time(), id) for id in ids])
            except StoreError:
                continue  # the next heartbeat may succeed


def _new_id() -> str:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(8))


def _insert(connection: Connection, run: NewRun, state: str, sweep: str | None, place: int | None) -> str:
    id, now = _new_id(), time.time()
    running = state == "running"
    json = dump(run["architecture"]), dump(run["recipe"]), dump(run["versions"])
    connection.execute(
        f"INSERT INTO runs ({FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id, now if running else None, state, run["name"], run["fingerprint"], *json, run["epochs"], sweep, place,
         dump(current_process()) if running else None, now),
    )  # fmt: skip
    return id


def _claim(connection: Connection, ids: Sequence[str]) -> None:
    """Make this process the owner of the runs."""
    now, owner = time.time(), dump(current_process())
    connection.executemany(
        "UPDATE runs SET state = 'running', owner = ?, beat = ?, started = coalesce(started, ?) WHERE id = ?",
        [(owner, now, now, id) for id in ids],
    )
