"""What a store gives and takes: frozen values, and how they stand in its tables."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

from nnplay.errors import StoreError
from nnplay.runs.store.checksums import intact
from nnplay.runs.store.processes import alive

ENDED = ("finished", "stopped early", "diverged", "pruned")
STATES = ("waiting", "running", *ENDED, "interrupted", "failed", "lost", "damaged")


@dataclass(frozen=True)
class Entry:
    """One run, or one trial of a sweep.

    Attributes:
        id: eight letters and digits.
        started, ended: seconds since 1970; None while it waits, or runs.
        state: "waiting", "running", "finished", "stopped early", "interrupted", "diverged", "pruned" or "failed";
            "lost" is a run whose process is gone, "damaged" one that is not as it was written.
        name, fingerprint: of the data.
        architecture, recipe, versions, metrics: as JSON has them.
        epoch: the epoch whose weights were kept, or that was reached; epochs: how many were asked for.
        seconds, parameters, message: as of a Run.
        sweep, place: the comparison or search it belongs to, and its place in that.
        owner: who works on it.
        has_model, has_checkpoint: what else there is.
    """

    id: str
    started: float | None
    ended: float | None
    state: str
    name: str
    fingerprint: str
    architecture: dict[str, Any]
    recipe: dict[str, Any]
    versions: dict[str, str]
    metrics: dict[str, Any]
    epoch: int
    epochs: int
    seconds: float
    parameters: int
    message: str
    sweep: str | None
    place: int | None
    owner: dict[str, Any] | None
    has_model: bool
    has_checkpoint: bool


@dataclass(frozen=True)
class Result:
    """How a run ended: what `Store.finish` enters."""

    id: str
    state: str
    epoch: int
    seconds: float
    parameters: int
    metrics: dict[str, Any]
    history: dict[str, Any]
    model: bytes | None
    message: str = ""


@dataclass(frozen=True)
class Sweep:
    """A comparison or a search: what it is, and how many of its trials are in which state."""

    id: str
    kind: str
    created: float
    spec: dict[str, Any]
    counts: dict[str, int]


JSON = ("architecture", "recipe", "versions", "metrics")
COLUMNS = (
    "id", "started", "ended", "state", "name", "fingerprint", *JSON, "epoch", "epochs", "seconds", "parameters",
    "message", "sweep", "place", "owner", "beat", "model IS NOT NULL", "checkpoint IS NOT NULL", intact("runs"),
)  # fmt: skip


def entry_of(row: tuple[Any, ...]) -> Entry:
    """The entry that a row of COLUMNS holds."""
    values = dict(zip(COLUMNS, row, strict=True))
    if not values.pop(COLUMNS[-1]):
        return _damaged(values)
    owner, beat = load(values["owner"]), values.pop("beat")
    if values["state"] == "running" and not alive(owner, beat):
        values["state"] = "lost"
    for name in JSON:
        values[name] = load(values[name])
    models = {"has_model": bool(values.pop(COLUMNS[-3])), "has_checkpoint": bool(values.pop(COLUMNS[-2]))}
    return Entry(**(values | {"owner": owner} | models))


def _damaged(values: dict[str, Any]) -> Entry:
    """What is left of a run that is not as it was written: where it stands, and no number."""
    left: dict[str, Any] = dict.fromkeys(("started", "ended", "sweep", "place", "owner"))
    left |= {name: str(values[name]) for name in ("id", "name", "fingerprint")} | {name: {} for name in JSON}
    return Entry(
        **left, state="damaged", message="", epoch=0, epochs=0, seconds=0.0, parameters=0, has_model=False,
        has_checkpoint=False,
    )  # fmt: skip


def dump(value: Any) -> str:
    """As JSON, with NaN and the infinities."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is no JSON")


def load(text: str | None) -> Any:
    """What `dump` wrote.

    Raises:
        StoreError: anything else.
    """
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError, TypeError):
        raise StoreError("The store has an entry that cannot be read: it is damaged, so take its last copy.") from None


def squeeze(content: bytes) -> bytes:
    """Compressed, quickly."""
    return zlib.compress(content, 1)


def swell(content: Any) -> bytes:
    """What `squeeze` made small."""
    try:
        return zlib.decompress(content)
    except (zlib.error, TypeError):
        raise StoreError("The store has an entry that cannot be read: it is damaged, so take its last copy.") from None
