"""What is fuzzed: each target takes any bytes, and answers with a result or with an error of nnplay's."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import io
import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from changes import changed
from seeds import DEFAULTS, models, recipes, states
from typer.main import get_command

from nnplay.catalog.formulas.registration import formula
from nnplay.cli.app import COMMANDS, build
from nnplay.cli.defaults_file import own_defaults
from nnplay.data import load
from nnplay.errors import NNPlayError
from nnplay.playground.lessons.check import check_lesson
from nnplay.playground.link import read_link, to_query
from nnplay.runs.run import run_from_bytes
from nnplay.training.recipe_file import read_recipe
from nnplay.utils import container as containers
from nnplay.utils.files import MODEL_MAGIC
from nnplay.web.engine.frames import decode_frame
from nnplay.web.engine.host import EngineHost
from nnplay.web.engine.limits import EVERYBODY
from nnplay.web.engine.saved_state import restore, unpack
from nnplay.web.opening import opening

SETTINGS = tomllib.loads(recipes()[0].decode())
MODELS = [
    (json.loads(head), arrays) for head, _, arrays in (one[len(MODEL_MAGIC) : -32].partition(b"\n") for one in models())
]
STATES = [containers.unpack_bytes(one, "state") for one in states()]
TRAIN: Any = get_command(build("train"))
FOLDER = Path(tempfile.mkdtemp(prefix="nnplay-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def table(data: bytes) -> None:
    """A table in a text file; the first byte says what the file is called and how its last column is taken."""
    kind = data[0] if data else 0
    path = FOLDER / ("table.csv", "table.tsv", "table.txt")[kind % 3]
    path.write_bytes(data[1:])
    load(path, missing=("refuse", "drop", "impute")[kind // 3 % 3])


def recipe(data: bytes) -> None:
    """A recipe file."""
    path = FOLDER / "recipe.toml"
    path.write_bytes(data)
    read_recipe(path)


def settings(data: bytes) -> None:
    """A recipe file that is written well, with strange settings."""
    path = FOLDER / "settings.toml"
    path.write_text(tomli_w.dumps(writable(changed(SETTINGS, data))))
    read_recipe(path)


def model(data: bytes) -> None:
    """A model file whose checksum fits, with a strange header; the arrays are as they were."""
    if data:
        head, arrays = MODELS[data[0] % len(MODELS)]
        body = MODEL_MAGIC + json.dumps(changed(head, data[1:])).encode() + b"\n" + arrays
        run = run_from_bytes(body + hashlib.sha256(body).digest(), "model")
        run.model.encoding.transform_rows([dict.fromkeys(run.model.encoding.columns, 1.0)])
        run.to_bytes()
        str(run)


def container(data: bytes) -> None:
    """A model file as it is."""
    run_from_bytes(data, "model")


def expression(data: bytes) -> None:
    """The text of a formula: read, derived, and written again."""
    made = formula(data.decode("utf-8", "replace"))
    str(made)


def address(data: bytes) -> None:
    """The address of a page."""
    read_link(data.decode("utf-8", "replace"))


def link(data: bytes) -> None:
    """A link of a page, as `nnplay web LINK` opens it, and as Python trains it."""
    text = data.decode("utf-8", "replace")
    opening(text if "://" in text else f"?{text}", None, EVERYBODY)
    page, _ = read_link(text)
    to_query(page)
    page.problem()


def defaults(data: bytes) -> None:
    """A file of the user's own defaults."""
    path = FOLDER / "defaults" / "nnplay.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    with contextlib.chdir(path.parent), contextlib.redirect_stderr(io.StringIO()):
        own_defaults(TRAIN.commands["train"], "train", [], COMMANDS)


def changed_defaults(data: bytes) -> None:
    """A file of defaults that is written well, with strange values."""
    defaults(tomli_w.dumps(writable(changed(DEFAULTS, data))).encode())


def lesson(data: bytes) -> None:
    """A lesson that a teacher wrote; what it says is played by `nnplay lesson check`, and here only read."""
    path = FOLDER / "lesson.md"
    path.write_bytes(data)
    check_lesson(path, play=False)


def state(data: bytes) -> None:
    """A saved run of a visitor whose checksum fits, with a strange header or strange arrays."""
    if data:
        header, arrays = STATES[data[0] % len(STATES)]
        header = changed(header, data[2:])
        if data[1:] and data[1] % 4 == 1:
            arrays = {name: array[: len(array) * data[1] // 256] for name, array in arrays.items()}
        elif data[1:] and data[1] % 4 == 2:
            arrays = {name: array.view("i1") for name, array in arrays.items()}
        given = {name: part for name, part in header.items() if name not in ("format", "arrays")}
        _restored(containers.pack(given, arrays))


def checkpoint(data: bytes) -> None:
    """A saved run with a strange checkpoint, whose checksum fits."""
    if data:
        header, arrays = STATES[data[0] % len(STATES)]
        head, parts = containers.unpack_bytes(arrays["checkpoint"].tobytes(), "checkpoint")
        head = changed(head, data[1:])
        given = {name: part for name, part in head.items() if name not in ("format", "arrays")}
        content = np.frombuffer(containers.pack(given, parts), np.int8)
        plain = {name: part for name, part in header.items() if name not in ("format", "arrays")}
        _restored(containers.pack(plain, {**arrays, "checkpoint": content}))


def message(data: bytes) -> None:
    """The text of a saved run, as a page sends it."""
    restore(EngineHost(), {"server": data.decode("latin-1")})


def frame(data: bytes) -> None:
    """A frame, of which other bytes are a ValueError."""
    with contextlib.suppress(ValueError):
        decode_frame(data)


def _restored(content: bytes) -> None:
    host = EngineHost()
    try:
        unpack(host, content)
        json.dumps(host.network())
        host.frame(1, {"history": True})
    finally:
        host.close()


def writable(plain: Any) -> Any:
    """The same without what TOML does not have."""
    if isinstance(plain, dict):
        return {name: writable(part) for name, part in plain.items() if part is not None}
    return [writable(part) for part in plain if part is not None] if isinstance(plain, list) else plain


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (
        table, recipe, settings, model, container, expression, address, link, defaults, changed_defaults, lesson,
        state, checkpoint, message, frame,
    )
}  # fmt: skip


def harmless(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, whose own errors are an answer."""

    def tried(data: bytes) -> None:
        with contextlib.suppress(NNPlayError):
            target(data)

    return tried
