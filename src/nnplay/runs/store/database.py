"""The SQLite file of the store: connections, transactions, schema, and error messages."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nnplay.errors import StoreError
from nnplay.runs.store import checksums

APPLICATION_ID, FORMAT = 0x6E6E706C, 2  # "nnpl"; the version of the schema
BUSY_TIMEOUT = 30.0  # seconds to wait for another process
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
    """A connection that threads share, one at a time; a forked process opens its own."""

    def __init__(self, path: Path) -> None:
        self.path, self._lock = path, threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries."""
        with self._lock, self._translated_errors():
            yield self._connected()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The connection within one transaction, rolled back on any error."""
        with self._lock, self._translated_errors():
            connection = self._connected()
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
    def _translated_errors(self) -> Iterator[None]:
        """Raise SQLite's errors as StoreError."""
        try:
            yield
        except (sqlite3.Error, OSError, OverflowError, UnicodeError) as error:
            if self._connection is not None and self._connection.in_transaction:
                self._connection.rollback()
            raise StoreError(self._message(error)) from None

    def _message(self, error: Exception) -> str:
        name, reason = repr(str(self.path)), str(error).lower()
        if "locked" in reason or "busy" in reason:
            return f"The store {name} is in use by another process: wait for that process to finish, then try again."
        if "readonly" in reason or "unable to open" in reason or isinstance(error, PermissionError):
            return f"The store {name} cannot be written to: choose another file with $NNPLAY_STORE."
        if "full" in reason or "no space" in reason:
            return f"The disk of the store {name} is full: free some space, or choose another file with $NNPLAY_STORE."
        if "i/o error" in reason:
            return f"The store {name} has a disk error: free some space, or choose another file with $NNPLAY_STORE."
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            return (
                f"The store {name} is damaged or is not a store: move the file away, or restore it from a backup "
                f"({str(error)[:60]})."
            )
        return f"The store {name} could not be used: {str(error)[:100]}."

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = self._open(), os.getpid()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        is_new = not self.path.exists() or self.path.stat().st_size == 0
        if str(self.path) == ":memory:":  # SQLite's name for a database that ends with the process
            raise StoreError(
                "A store in memory would lose its runs: give the name of a file, or train with --no-store."
            )
        if self.path.is_dir():
            raise StoreError(f"{str(self.path)!r} is a folder: pass the name of a file.")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.create_function("seal_of", -1, checksums.seal_of, deterministic=True)
            self._prepare_schema(connection, is_new)
            checksums.install_triggers(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare_schema(self, connection: sqlite3.Connection, is_new: bool) -> None:
        """Create the tables of a new store, upgrade an old one, and refuse any other file."""
        if is_new:
            connection.execute("BEGIN IMMEDIATE")
            if not _pragma(connection, "application_id"):  # another process may have been faster
                for statement in TABLES.split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        if _pragma(connection, "application_id") != APPLICATION_ID:
            raise StoreError(f"{str(self.path)!r} is not an nnplay store: choose another file.")
        version = _pragma(connection, "user_version")
        if version > FORMAT:
            raise StoreError(
                f"The store {str(self.path)!r} has format {version}; this nnplay reads up to {FORMAT}: upgrade nnplay."
            )
        if version < 2:
            self._add_checksums(connection)
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if mode != "delete":  # WAL of SQLite before 3.51.3 can corrupt a file
            connection.execute("PRAGMA journal_mode = DELETE")

    @staticmethod
    def _add_checksums(connection: sqlite3.Connection) -> None:
        """Upgrade a store of format 1, which had no checksums."""
        connection.execute("BEGIN IMMEDIATE")
        if _pragma(connection, "user_version") < 2:  # another process may have been faster
            for table in checksums.SEALED:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN seal INTEGER")
                connection.execute(f"UPDATE {table} SET seal = {checksums.expression(table)}")
            connection.execute("PRAGMA user_version = 2")
        connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
