"""Row checksums for the store: SQLite itself does not detect bytes that change on disk.

Triggers write the checksum (the column `seal`) whenever a row is written. They exist only on connections that nnplay
opens. A row whose checksum no longer matches keeps it, so that later writes do not hide the damage. Models, histories
and checkpoints carry their own checksums.
"""

import sqlite3
import zlib
from typing import Any

SEALED = {
    "runs": (
        "id", "started", "ended", "state", "name", "fingerprint", "architecture", "recipe", "versions", "metrics",
        "epoch", "epochs", "seconds", "parameters", "message", "sweep", "place",
    ),
    "sweeps": ("id", "kind", "created", "spec"),
}  # fmt: skip
"""The columns of each table that the checksum covers; the owner of a run and its heartbeat change too often."""


def seal_of(*values: Any) -> int:
    """The checksum of a row's values."""
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))


def expression(table: str, row: str = "") -> str:
    """The checksum as an SQL expression; `row` is NEW or OLD in a trigger."""
    return f"seal_of({', '.join(f'{row}.{name}' if row else name for name in SEALED[table])})"


def intact(table: str) -> str:
    """An SQL expression that is true if a row matches its checksum."""
    return f"seal IS {expression(table)}"


def install_triggers(connection: sqlite3.Connection) -> None:
    """Update the checksums of all rows that this connection writes from now on."""
    for table, names in SEALED.items():
        new, old = expression(table, "NEW"), expression(table, "OLD")
        for event, checksum in (
            ("INSERT", new),
            (f"UPDATE OF {', '.join(names)}", f"iif(OLD.seal IS {old}, {new}, OLD.seal)"),
        ):
            connection.execute(
                f"CREATE TEMP TRIGGER sealed_{table}_{event[:6].lower()} AFTER {event} ON main.{table} BEGIN "
                f"UPDATE {table} SET seal = {checksum} WHERE rowid = NEW.rowid; END"
            )
