"""What is fuzzed: each target takes any bytes, and answers with a result or with an error of nnplay's."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli_w
from changes import changed
from seeds import models, recipes

from nnplay.catalog.formulas.registration import formula
from nnplay.data import load
from nnplay.errors import NNPlayError
from nnplay.playground.link import read_link
from nnplay.runs.run import run_from_bytes
from nnplay.training.recipe_file import read_recipe
from nnplay.utils.files import MODEL_MAGIC

SETTINGS = tomllib.loads(recipes()[0].decode())
MODELS = [
    (json.loads(head), arrays) for head, _, arrays in (one[len(MODEL_MAGIC) : -32].partition(b"\n") for one in models())
]
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


def writable(plain: Any) -> Any:
    """The same without what TOML does not have."""
    if isinstance(plain, dict):
        return {name: writable(part) for name, part in plain.items() if part is not None}
    return [writable(part) for part in plain if part is not None] if isinstance(plain, list) else plain


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (table, recipe, settings, model, container, expression, address)
}


def harmless(target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, whose own errors are an answer."""

    def tried(data: bytes) -> None:
        with contextlib.suppress(NNPlayError):
            target(data)

    return tried
