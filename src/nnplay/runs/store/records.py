"""The records of the store as frozen values, and how rows are read and written."""

import json
import zlib
from dataclasses import dataclass
from typing import Any, TypedDict

from nnplay.errors import StoreError
from nnplay.runs.store.checksums import intact
from nnplay.runs.store.processes import is_alive
from nnplay.utils.json import numpy_default

ENDED = ("finished", "stopped early", "diverged", "pruned")
STATES = ("waiting", "running", *ENDED, "interrupted", "failed", "lost", "damaged")
MAX_GROWTH, MIN_LIMIT = 50, 1 << 28  # of what is decompressed: how many times its size, or this many bytes
UNREADABLE = "The store has an entry that cannot be read because it is damaged: restore the store from a backup."


class NewRun(TypedDict):
    """A run that is about to be trained, as it is entered into the store; the dicts are plain JSON values."""

    name: str
    """The name of the data."""
    fingerprint: str
    """The fingerprint of the data."""
    architecture: dict[str, Any]
    recipe: dict[str, Any]
    versions: dict[str, str]
    epochs: int


@dataclass(frozen=True)
class StoredRun:
    """A run, or a trial of a sweep, as the store has it.

    Attributes:
        id: eight letters and digits.
        started, ended: seconds since 1970, or None.
        state: "waiting", "running", "finished", "stopped early", "interrupted", "diverged", "pruned" or "failed";
            "lost" if the process that trained it is gone, "damaged" if the row does not match its checksum.
        name, fingerprint: of the data.
        architecture, recipe, versions, metrics: plain JSON values.
        epoch: the epoch of the saved weights, or of the last checkpoint; `epochs` is how many were requested.
        seconds: training time.
        parameters: how many parameters are trained.
        message: why the run stopped, or "".
        sweep, place: the id of the comparison or search it belongs to, and its index in it.
        owner: the process that trains it.
        has_model, has_checkpoint: whether a model or a checkpoint is stored.
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
class RunResult:
    """How a run ended, for `Store.finish`."""

    id: str
    state: str
    epoch: int
    seconds: float
    parameters: int
    metrics: dict[str, Any]
    history: dict[str, Any]
    model: bytes | None
    message: str = ""
    recipe: dict[str, Any] | None = None  # where it differs from the one at the start


@dataclass(frozen=True)
class StoredSweep:
    """A comparison or a search: its specification, and how many of its trials are in each state."""

    id: str
    kind: str
    created: float
    spec: dict[str, Any]
    counts: dict[str, int]


JSON = ("architecture", "recipe", "versions", "metrics")
COLUMNS = (
    "id", "started", "ended", "state", "name", "fingerprint", *JSON, "epoch", "epochs", "seconds", "parameters",
    "message", "sweep", "place", "owner", "beat", "model IS NOT NULL",
    "length(checkpoint) > 0 AND reached IS NOT NULL", intact("runs"),
)  # fmt: skip


def current_state(state: str, owner: dict[str, Any] | None, beat: float | None) -> str:
    """The state of a run; "lost" if it says "running" but its process is gone."""
    return "lost" if state == "running" and not is_alive(owner, beat) else state


def run_from_row(row: tuple[Any, ...]) -> StoredRun:
    """The run in a row of COLUMNS."""
    values = dict(zip(COLUMNS, row, strict=True))
    if not values.pop(COLUMNS[-1]):
        return _damaged(values)
    owner, beat = load(values["owner"]), values.pop("beat")
    values["state"] = current_state(values["state"], owner, beat)
    for name in JSON:
        values[name] = load(values[name])
    models = {"has_model": bool(values.pop(COLUMNS[-3])), "has_checkpoint": bool(values.pop(COLUMNS[-2]))}
    return StoredRun(**(values | {"owner": owner} | models))


def _damaged(values: dict[str, Any]) -> StoredRun:
    """A run whose checksum does not match: its identity, without any value that could be wrong."""
    fields: dict[str, Any] = dict.fromkeys(("started", "ended", "sweep", "place", "owner"))
    fields |= {name: str(values[name]) for name in ("id", "name", "fingerprint")} | {name: {} for name in JSON}
    return StoredRun(
        **fields, state="damaged", message="", epoch=0, epochs=0, seconds=0.0, parameters=0, has_model=False,
        has_checkpoint=False,
    )  # fmt: skip


def dump(value: Any) -> str:
    """Serialize to JSON, NaN and infinities included."""
    return json.dumps(value, ensure_ascii=False, default=numpy_default)


def load(text: str | None) -> Any:
    """Read what `dump` wrote.

    Raises:
        StoreError: the text is not valid JSON.
    """
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError, TypeError):
        raise StoreError(UNREADABLE) from None


def compress(content: bytes) -> bytes:
    """Compress with the fastest setting."""
    return zlib.compress(content, 1)


def decompress(content: Any) -> bytes:
    """Undo `compress`.

    Raises:
        StoreError: the content is damaged, or grows far more than runs do.
    """
    try:
        decompressor = zlib.decompressobj()
        result = decompressor.decompress(content, max(MAX_GROWTH * len(content), MIN_LIMIT))
    except (zlib.error, TypeError):
        raise StoreError(UNREADABLE) from None
    if not decompressor.eof or decompressor.unused_data:
        raise StoreError(UNREADABLE)
    return result
