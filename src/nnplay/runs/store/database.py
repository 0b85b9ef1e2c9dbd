"""The file under the store: opened with care, every change as a whole or not at all, every trouble in one sentence."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nnplay.errors import StoreError
from nnplay.runs.store import checksums

APPLICATION, FORMAT = 0x6E6E706C, 2  # "nnpl"; the version of the tables
BUSY = 30.0  # seconds to wait for another process
TABLES = """
CREATE TABLE sweeps (id TEXT PRIMARY KEY, kind TEXT NOT NULL, created REAL NOT NULL, spec TEXT NOT NULL,
    seal INTEGER);
CREATE TABLE runs (
    id TEXT PRIMARY KEY, started REAL, ended REAL, state TEXT NOT NULL, name TEXT NOT NULL, fingerprint TEXT NOT NULL,
    architecture TEXT NOT NULL, recipe TEXT NOT NULL, versions TEXT NOT NULL, metrics TEXT NOT NULL DEFAULT '{}',
    epoch INTEGER NOT NULL DEFAULT 0, epochs INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0,
    parameters INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '',
    sweep TEXT REFERENCES sweeps (id) ON DELETE CASCADE, place INTEGER, owner TEXT, beat REAL,
    history BLOB, model BLOB, checkpoint BLOB, reached INTEGER, seal INTEGER
);
CREATE UNIQUE INDEX places ON runs (sweep, place) WHERE sweep IS NOT NULL;
CREATE INDEX times ON runs (started);
"""


class Database:
    """A connection that several threads may use, one at a time; a process that was forked gets one of its own."""

    def __init__(self, path: Path) -> None:
        self.path, self._lock = path, threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries."""
        with self._lock, self._told():
            yield self._opened()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection within one transaction, undone if anything goes wrong."""
        with self._lock, self._told():
            connection = self._opened()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors as sentences."""
        try:
            yield
        except (sqlite3.Error, OSError, OverflowError, UnicodeError) as error:
            if self._connection is not None and self._connection.in_transaction:
                self._connection.rollback()
            raise StoreError(self._sentence(error)) from None

    def _sentence(self, error: Exception) -> str:
        name, said = repr(str(self.path)), str(error).lower()
        if "locked" in said or "busy" in said:
            return f"The store {name} is in use by another process: try again when that has ended."
        if "readonly" in said or "unable to open" in said or isinstance(error, PermissionError):
            return f"The store {name} cannot be written to: choose another file with $NNPLAY_STORE."
        if "full" in said or "no space" in said:
            return f"The disk of the store {name} is full: make room, or choose another file with $NNPLAY_STORE."
        if "i/o error" in said:
            return f"The disk of the store {name} has an error: make room there, or choose another with $NNPLAY_STORE."
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            return (
                f"The store {name} is damaged, or is no store: move it away, or take its last copy ({str(error)[:60]})."
            )
        return f"The store {name} could not be used: {str(error)[:100]}."

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = self._open(), os.getpid()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        fresh = not self.path.exists() or self.path.stat().st_size == 0
        if self.path.is_dir():
            raise StoreError(f"{str(self.path)!r} is a folder: give the name of a file as the store.")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.create_function("seal_of", -1, checksums.seal_of, deterministic=True)
            self._check(connection, fresh)
            checksums.keep(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: sqlite3.Connection, fresh: bool) -> None:
        """Make the tables of a new store, and refuse what is no store of ours."""
        if fresh:
            connection.execute("BEGIN IMMEDIATE")
            if not _number(connection, "application_id"):  # nobody was quicker
                for statement in TABLES.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        if _number(connection, "application_id") != APPLICATION:
            raise StoreError(f"{str(self.path)!r} is no store of nnplay: give another file.")
        found = _number(connection, "user_version")
        if found > FORMAT:
            raise StoreError(
                f"The store {str(self.path)!r} has format {found}, newer than the {FORMAT} of this nnplay: "
                "upgrade nnplay."
            )
        if found < 2:
            self._seal(connection)
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != "delete":  # WAL of SQLite before 3.51.3 can corrupt a file
            connection.execute("PRAGMA journal_mode = DELETE")

    @staticmethod
    def _seal(connection: sqlite3.Connection) -> None:
        """Give the tables of the first format their seals."""
        connection.execute("BEGIN IMMEDIATE")
        if _number(connection, "user_version") < 2:  # nobody was quicker
            for table in checksums.SEALED:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN seal INTEGER")
                connection.execute(f"UPDATE {table} SET seal = {checksums.expression(table)}")
            connection.execute("PRAGMA user_version = 2")
        connection.execute("COMMIT")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    row: Any = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(row[0])
