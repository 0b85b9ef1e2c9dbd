"""A checksum for each row of the store: SQLite itself does not notice when a number changes on the disk.

The seal of a row is made where the row is written, by triggers that only nnplay's own connections have; a row that was
damaged stays unsealed whatever is written into it later. Models, histories and checkpoints have checksums of their own.
"""

from __future__ import annotations

import zlib
from typing import Any

SEALED = {
    "runs": (
        "id", "started", "ended", "state", "name", "fingerprint", "architecture", "recipe", "versions", "metrics",
        "epoch", "epochs", "seconds", "parameters", "message", "sweep", "place",
    ),
    "sweeps": ("id", "kind", "created", "spec"),
}  # fmt: skip
"""What is sealed of each table; the owner of a run and its signs of life pass."""


def seal_of(*values: Any) -> int:
    """The checksum of a row's values."""
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))


def expression(table: str, row: str = "") -> str:
    """The checksum in SQL, of `row` (NEW or OLD) in a trigger."""
    return f"seal_of({', '.join(f'{row}.{name}' if row else name for name in SEALED[table])})"


def intact(table: str) -> str:
    """Whether a row is as it was written, in SQL."""
    return f"seal IS {expression(table)}"


def keep(connection: Any) -> None:
    """From now on seal what this connection writes."""
    for table, names in SEALED.items():
        new, old = expression(table, "NEW"), expression(table, "OLD")
        for event, worth in (
            ("INSERT", new),
            (f"UPDATE OF {', '.join(names)}", f"iif(OLD.seal IS {old}, {new}, OLD.seal)"),
        ):
            connection.execute(
                f"CREATE TEMP TRIGGER sealed_{table}_{event[:6].lower()} AFTER {event} ON main.{table} BEGIN "
                f"UPDATE {table} SET seal = {worth} WHERE rowid = NEW.rowid; END"
            )
