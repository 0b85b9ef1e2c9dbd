"""The store: enter, claim, finish, find."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from nnplay.errors import StoreError
from nnplay.runs.store import queries
from nnplay.runs.store.database import Database
from nnplay.runs.store.processes import me
from nnplay.runs.store.records import ENDED, Entry, Result, Sweep, dump, load, squeeze, swell
from nnplay.utils.files import nameable
from nnplay.utils.paths import default_path
from nnplay.utils.validation import check_type

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
BEAT = 30.0  # seconds between two signs of life
FIELDS = "id, started, state, name, fingerprint, architecture, recipe, versions, epochs, sweep, place, owner, beat"


class Store:
    """Every run in one SQLite file; several threads and processes may use it at once.

    Args:
        path: the file; None is the user's own (`default_path`). It is made when it is first needed.

    Raises:
        StoreError: a file that is no store, is damaged or newer, or cannot be written to; it stays as it is.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = default_path() if path is None else nameable(path, StoreError)
        self._database = Database(self.path)
        self._mine: set[str] = set()
        self._closed = threading.Event()
        self._beater: threading.Thread | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        self._closed.set()
        self._database.close()

    # ── single runs ─────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self, **facts: Any) -> str:
        """Enter a run that starts now; its id.

        Args:
            **facts: name and fingerprint of the data, architecture, recipe and versions as JSON, epochs.
        """
        with self._database.writing() as connection:
            id = _insert(connection, facts, "running", None, None)
        self._own([id])
        return id

    def checkpoint(self, id: str, epoch: int, content: bytes) -> None:
        """Keep how far a run is; this replaces the last checkpoint."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE runs SET checkpoint = ?, reached = ?, epoch = ?, beat = ? WHERE id = ?",
                (content, epoch, epoch, time.time(), id),
            )

    def finish(self, result: Result) -> None:
        """Enter how a run ended; the checkpoint of one that was interrupted stays."""
        self.finish_many([result])

    def resume(self, id: str) -> Entry:
        """Take over a run that is lost, interrupted or waiting.

        Raises:
            StoreError: it has ended, or somebody works on it.
        """
        with self._database.writing() as connection:
            entry = queries.whole(connection, id)
            if entry.state == "running":
                raise StoreError(f"The run {entry.id} is at work in another process: wait for it, or stop that.")
            if entry.state in ENDED:
                raise StoreError(f"The run {entry.id} is {entry.state}: there is nothing to resume.")
            _take(connection, [entry.id])
        self._own([entry.id])
        return self.get(entry.id)

    def get(self, prefix: str, *, damaged: bool = False) -> Entry:
        """The run whose id begins like that; "last" is the newest. A damaged one only where that is no matter.

        Raises:
            StoreError: none or several do, or it is damaged.
        """
        with self._database.reading() as connection:
            return (queries.one if damaged else queries.whole)(connection, prefix)

    def find(self, **wanted: Any) -> list[Entry]:
        """The runs that fit.

        Args:
            **wanted: states (a list), name (of the data), sweep (an id), alone (those of no sweep), since (seconds
                since 1970), text (in the data's name, the architecture or the recipe); sort (a column, or a metric such
                as "test.accuracy"; "started" unless said), descending (True unless said), limit.

        Raises:
            StoreError: a sort that is not known.

        A run that is not as it was written has the state "damaged", and nothing of it that could be wrong.
        """
        with self._database.reading() as connection:
            return queries.several(connection, **wanted)

    def model(self, id: str) -> bytes:
        """What `Run.to_bytes` gave.

        Raises:
            StoreError: the run has no model yet.
        """
        content = self._blob(id, "model")
        if content is None:
            raise StoreError(f"The run {id} has no model yet: `nnplay runs resume {id}` goes on with it.")
        return swell(content)

    def history(self, id: str) -> dict[str, Any]:
        """The history as columns, {} of a run that has not ended."""
        content = self._blob(id, "history")
        found: dict[str, Any] = {} if content is None else load(swell(content).decode("utf-8", "replace"))
        return found

    def checkpoint_of(self, id: str) -> tuple[int, bytes] | None:
        """Epoch and content of the last checkpoint."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT reached, checkpoint FROM runs WHERE id = ?", (id,)).fetchone()
        return None if row is None or row[1] is None else (int(row[0]), bytes(row[1]))

    def remove(self, ids: str | Iterable[str]) -> int:
        """Remove a run or several, and sweeps that have none any more; how many runs.

        Raises:
            StoreError: one of them is at work; then none is removed.
        """
        count = 0
        with self._database.writing() as connection:
            for id in [ids] if isinstance(ids, str) else check_type(ids, Iterable, "ids"):
                entry = queries.one(connection, id)
                if entry.state == "running" and entry.id not in self._mine:
                    raise StoreError(f"The run {entry.id} is at work in another process: stop that first.")
                count += connection.execute("DELETE FROM runs WHERE id = ?", (entry.id,)).rowcount
            connection.execute("DELETE FROM sweeps WHERE id NOT IN (SELECT sweep FROM runs WHERE sweep IS NOT NULL)")
        return count

    def _blob(self, id: str, column: str) -> Any:
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT {column} FROM runs WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise StoreError(f"There is no run {id!r}: `nnplay runs list` shows what there is.")
        return row[0]

    # ── sweeps: many trials, worked on by any number of processes ───────────────────────────────────────────────

    def new_sweep(self, kind: str, spec: dict[str, Any], trials: Sequence[dict[str, Any]]) -> str:
        """Enter a sweep with all of its trials, which wait; its id."""
        id = _new_id()
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO sweeps (id, kind, created, spec) VALUES (?, ?, ?, ?)", (id, kind, time.time(), dump(spec))
            )
            for place, facts in enumerate(trials):
                _insert(connection, facts, "waiting", id, place)
        return id

    def add_trials(self, sweep: str, trials: Sequence[dict[str, Any]]) -> list[Entry]:
        """Enter further trials, which wait."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT coalesce(max(place), -1) FROM runs WHERE sweep = ?", (sweep,)).fetchone()
            first = int(row[0]) + 1
            ids = [_insert(connection, facts, "waiting", sweep, first + k) for k, facts in enumerate(trials)]
            return [queries.one(connection, id) for id in ids]

    def update_spec(self, sweep: str, spec: dict[str, Any]) -> None:
        """Replace what a sweep says of itself."""
        with self._database.writing() as connection:
            connection.execute("UPDATE sweeps SET spec = ? WHERE id = ?", (dump(spec), sweep))

    def claim(self, sweep: str, count: int) -> list[Entry]:
        """Take trials that wait or are lost, the first ones first; no other process gets the same."""
        with self._database.writing() as connection:
            free = queries.several(
                connection, sweep=sweep, states=["waiting", "lost", "interrupted"], sort="place", descending=False,
                limit=count,
            )  # fmt: skip
            _take(connection, [entry.id for entry in free])
            taken = [queries.one(connection, entry.id) for entry in free]
        self._own([entry.id for entry in taken])
        return taken

    def finish_many(self, results: Sequence[Result]) -> int:
        """Enter how trials ended; one that has ended already stays as it is. How many were entered."""
        if not results:
            return 0
        count = 0
        with self._database.writing() as connection:
            for r in results:
                ended = r.state in ENDED or r.state == "failed"
                count += connection.execute(
                    "UPDATE runs SET state = ?, ended = ?, epoch = ?, seconds = ?, parameters = ?, metrics = ?, "
                    "history = ?, model = ?, message = ?, owner = NULL, checkpoint = iif(?, NULL, checkpoint) "
                    f"WHERE id = ? AND state NOT IN {ENDED}",
                    (
                        r.state, time.time(), r.epoch, r.seconds, r.parameters, dump(r.metrics),
                        squeeze(dump(r.history).encode()), None if r.model is None else squeeze(r.model), r.message,
                        ended, r.id,
                    ),
                ).rowcount  # fmt: skip
        self._mine.difference_update(r.id for r in results)
        return count

    def release(self, ids: Iterable[str]) -> None:
        """Give back what this process has claimed and not finished."""
        ids = list(ids)
        if not ids:
            return
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE runs SET state = iif(sweep IS NULL, 'interrupted', 'waiting'), owner = NULL "
                "WHERE id = ? AND state = 'running'",
                [(id,) for id in ids],
            )
        self._mine.difference_update(ids)

    def sweep(self, prefix: str) -> Sweep:
        """The sweep whose id begins like that; "last" is the newest.

        Raises:
            StoreError: none or several do.
        """
        with self._database.reading() as connection:
            return queries.sweep(connection, prefix)

    def sweeps(self) -> list[Sweep]:
        """All sweeps, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id FROM sweeps ORDER BY created DESC, rowid DESC").fetchall()
            return [queries.sweep(connection, row[0]) for row in rows]

    # ── signs of life, for owners on other hosts ────────────────────────────────────────────────────────────────

    def _own(self, ids: Iterable[str]) -> None:
        self._mine.update(ids)
        if self._beater is None or not self._beater.is_alive():
            self._closed.clear()
            self._beater = threading.Thread(target=self._beat, name="nnplay-store", daemon=True)
            self._beater.start()

    def _beat(self) -> None:
        while not self._closed.wait(BEAT):
            mine = list(self._mine)
            if not mine:
                return
            try:
                with self._database.writing() as connection:
                    connection.executemany("UPDATE runs SET beat = ? WHERE id = ?", [(time.time(), id) for id in mine])
            except StoreError:
                continue  # the next one may get through


def _new_id() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(8))


def _insert(connection: Any, facts: dict[str, Any], state: str, sweep: str | None, place: int | None) -> str:
    id, now = _new_id(), time.time()
    running = state == "running"
    json = [dump(facts[name]) for name in ("architecture", "recipe", "versions")]
    connection.execute(
        f"INSERT INTO runs ({FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id, now if running else None, state, facts["name"], facts["fingerprint"], *json, facts["epochs"], sweep, place,
         dump(me()) if running else None, now),
    )  # fmt: skip
    return id


def _take(connection: Any, ids: Sequence[str]) -> None:
    """Make this process the owner."""
    now, owner = time.time(), dump(me())
    connection.executemany(
        "UPDATE runs SET state = 'running', owner = ?, beat = ?, started = coalesce(started, ?) WHERE id = ?",
        [(owner, now, now, id) for id in ids],
    )
