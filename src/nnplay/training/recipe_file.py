"""Recipe files: an architecture and a recipe as TOML that people can read and edit.

data = "houses.csv"            # relative to this file
target = ["price"]
epochs = 200

[architecture]
hidden = [8, 8]                # or one [[architecture.layers]] table per layer
activation = "tanh"
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import FILE_SETTINGS, PAIR_SETTINGS, Recipe, setting_names
from nnplay.utils import files

LAYER_KEYS = tuple(f.name for f in fields(Layer) if f.name != "width")  # also valid in [architecture], for all layers
OUTPUT_KEYS = ("output", "loss")
FULL = "full"  # batch_size = None, since TOML has no null
MAX_LINE = 90  # characters of a list on one line
MAX_BYTES = 1 << 20  # of a recipe file
_MULTILINE_LIST = re.compile(r"(?<= = )\[\n((?: {4}.*,\n)+)\]$", re.MULTILINE)


def read_recipe(path: str | os.PathLike[str]) -> tuple[dict[str, Any], Architecture | None]:
    """The settings in a recipe file, and its architecture if it has one.

    Raises:
        NNPlayError: the file cannot be read, or has an unknown key or an invalid value; the message names the file.
    """
    plain = _read_toml(path)
    description = plain.pop("architecture", None)
    _check_keys(plain, setting_names(), path, "setting")
    if plain.get("batch_size") == FULL:
        plain["batch_size"] = None
    if isinstance(plain.get("data"), str) and _is_path(plain["data"]):
        plain["data"] = str(Path(path).parent / plain["data"])
    for name in FILE_SETTINGS:
        if isinstance(plain.get(name), str):
            plain[name] = str(Path(path).parent / plain[name])
    try:
        Recipe(**plain)
        return plain, None if description is None else _architecture(description, path)
    except NNPlayError as error:
        message = str(error)
        raise NNPlayError(message if str(path) in message else f"{str(path)!r}: {message}") from None


def write_recipe(path: str | os.PathLike[str], architecture: Architecture, recipe: Recipe) -> None:
    """Write a recipe file atomically; `read_recipe` returns everything that determines the result.

    Raises:
        NNPlayError: the file cannot be written.
    """
    import tomli_w

    plain: dict[str, Any] = {}
    for name, value in recipe.summary().items():
        if value is None:
            plain |= {name: FULL} if name == "batch_size" else {}
        elif name in PAIR_SETTINGS and not isinstance(value, str):
            plain[name] = {str(label): weight for label, weight in value}
        elif name in FILE_SETTINGS or (name == "data" and _is_path(value)):
            plain[name] = _relative(value, path)
        else:
            plain[name] = value
    plain["architecture"] = _description(architecture)
    files.write_atomic(path, _MULTILINE_LIST.sub(_on_one_line, tomli_w.dumps(plain)).encode())


def _on_one_line(match: re.Match[str]) -> str:
    """A short list on one line; tomli_w writes each element on its own line."""
    line = "[" + ", ".join(item.strip().rstrip(",") for item in match[1].splitlines()) + "]"
    return line if len(line) < MAX_LINE else match[0]


def _read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    content = files.read_bytes(path, MAX_BYTES)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NNPlayError(f"{str(path)!r} is not a TOML file; save it as UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        raise NNPlayError(f"{str(path)!r} is not a valid TOML file: {error}.") from None


def _check_keys(keys: Iterable[str], known: Iterable[str], path: str | os.PathLike[str], what: str) -> None:
    """Raise NNPlayError for the first unknown key, with the closest known one."""
    names = list(known)
    for key in keys:
        if key not in names:
            matches = difflib.get_close_matches(key, names, n=1)
            hint = f"did you mean {matches[0]!r}?" if matches else f"there are {', '.join(names)}."
            raise NNPlayError(f"{str(path)!r} has an unknown {what} {key!r}; {hint}")


def _architecture(plain: Any, path: str | os.PathLike[str]) -> Architecture:
    if not isinstance(plain, dict):
        raise NNPlayError("architecture must be a table, written as [architecture].")
    _check_keys(plain, ("hidden", "layers", *LAYER_KEYS, *OUTPUT_KEYS), path, "key of [architecture]")
    outputs = {name: plain[name] for name in OUTPUT_KEYS if name in plain}
    shared = {name: plain[name] for name in LAYER_KEYS if name in plain}
    if "layers" not in plain:
        return Architecture.dense(plain.get("hidden", ()), **shared, **outputs)
    if "hidden" in plain or not isinstance(plain["layers"], list):
        raise NNPlayError("[architecture] takes hidden = [8, 8] or [[architecture.layers]] tables, not both.")
    layers = []
    for number, layer in enumerate(plain["layers"], start=1):
        if not isinstance(layer, dict) or "width" not in layer:
            raise NNPlayError(f"[[architecture.layers]] table {number} needs a width.")
        _check_keys(layer, ("width", *LAYER_KEYS), path, "key of [[architecture.layers]]")
        layers.append(Layer(**(shared | layer)))
    return Architecture(tuple(layers), **outputs)


def _description(architecture: Architecture) -> dict[str, Any]:
    """The shortest table that describes the architecture."""
    default = Layer(1)
    layers = [
        {name: value for name in LAYER_KEYS if (value := getattr(layer, name)) != getattr(default, name)}
        for layer in architecture.layers
    ]
    outputs = {name: getattr(architecture, name) for name in OUTPUT_KEYS if getattr(architecture, name) is not None}
    if all(layer == layers[0] for layer in layers):
        return {"hidden": [layer.width for layer in architecture.layers], **(layers[0] if layers else {}), **outputs}
    widths = [{"width": layer.width} for layer in architecture.layers]
    return {**outputs, "layers": [width | layer for width, layer in zip(widths, layers, strict=True)]}


def _is_path(data: str) -> bool:
    """Whether the data are a file; a built-in name has neither a suffix nor a folder."""
    return bool(Path(data).suffix) or Path(data).name != data


def _relative(data: str, path: str | os.PathLike[str]) -> str:
    """A data path as written in a recipe file at `path`: relative to it, unless it is absolute."""
    if Path(data).is_absolute():
        return data
    try:
        return Path(os.path.relpath(data, Path(path).parent)).as_posix()
    except ValueError:  # another drive
        return str(Path(data).resolve())
