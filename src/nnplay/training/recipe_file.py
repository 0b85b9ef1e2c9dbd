"""Recipe files: an architecture and a recipe as TOML that a person can read and edit.

data = "houses.csv"            # relative to this file
target = ["price"]
epochs = 200

[architecture]
hidden = [8, 8]                # or one [[architecture.layers]] table for each layer
activation = "tanh"
"""

from __future__ import annotations

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
from nnplay.training.recipe import PAIRS, Recipe, settings
from nnplay.utils import files

SHARED = tuple(f.name for f in fields(Layer) if f.name != "width")  # what all layers of a `hidden` list share
WHOLE = ("output", "loss")
FULL = "full"  # the batch size that TOML, which has no null, gives to None
LONGEST_LIST = 90
_LIST = re.compile(r"(?<= = )\[\n((?: {4}.*,\n)+)\]$", re.MULTILINE)
LIMIT = 1 << 20  # bytes of a recipe file


def read_recipe(path: str | os.PathLike[str]) -> tuple[dict[str, Any], Architecture | None]:
    """The settings that a recipe file makes, and its architecture if it has one.

    Raises:
        NNPlayError: when it cannot be read, or has a key or a value that does not fit, naming the file.
    """
    plain = _toml(path)
    described = plain.pop("architecture", None)
    _known(plain, settings(), path, "setting")
    if plain.get("batch_size") == FULL:
        plain["batch_size"] = None
    if isinstance(plain.get("data"), str) and _is_path(plain["data"]):
        plain["data"] = str(Path(path).parent / plain["data"])
    try:
        Recipe(**plain)
        return plain, None if described is None else _architecture(described, path)
    except NNPlayError as error:
        sentence = str(error)
        raise NNPlayError(sentence if str(path) in sentence else f"{str(path)!r}: {sentence}") from None


def write_recipe(path: str | os.PathLike[str], architecture: Architecture, recipe: Recipe) -> None:
    """Write a recipe file, whole or not at all; `read_recipe` gives back what decides the result.

    Raises:
        NNPlayError: when it cannot be written.
    """
    import tomli_w

    plain: dict[str, Any] = {}
    for name, value in recipe.to_json().items():
        if value is None:
            plain |= {name: FULL} if name == "batch_size" else {}
        elif name in PAIRS and not isinstance(value, str):
            plain[name] = {str(label): weight for label, weight in value}
        elif name == "data" and _is_path(value):
            plain[name] = _relative(value, path)
        else:
            plain[name] = value
    plain["architecture"] = _description(architecture)
    files.write_whole(path, _LIST.sub(_on_one_line, tomli_w.dumps(plain)).encode())


def _on_one_line(found: re.Match[str]) -> str:
    """A short list on one line, where tomli_w gives one to each element."""
    line = "[" + ", ".join(item.strip().rstrip(",") for item in found[1].splitlines()) + "]"
    return line if len(line) < LONGEST_LIST else found[0]


def _toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    content = files.read_whole(path, LIMIT)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NNPlayError(f"{str(path)!r} is not a recipe in TOML: save it as UTF-8 text.") from None
    except (ValueError, RecursionError) as error:
        raise NNPlayError(f"{str(path)!r} is not a recipe in TOML: {error}.") from None


def _known(given: Iterable[str], known: Iterable[str], path: str | os.PathLike[str], what: str) -> None:
    """Refuse the first key that is not known, with the nearest one that is."""
    names = list(known)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f": there are {', '.join(names)}."
            raise NNPlayError(f"{str(path)!r} names an unknown {what} {name!r}{hint}")


def _architecture(plain: Any, path: str | os.PathLike[str]) -> Architecture:
    if not isinstance(plain, dict):
        raise NNPlayError("architecture must be a table, written as [architecture].")
    _known(plain, ("hidden", "layers", *SHARED, *WHOLE), path, "key of [architecture]")
    whole = {name: plain[name] for name in WHOLE if name in plain}
    shared = {name: plain[name] for name in SHARED if name in plain}
    if "layers" not in plain:
        return Architecture.dense(plain.get("hidden", ()), **shared, **whole)
    if "hidden" in plain or not isinstance(plain["layers"], list):
        raise NNPlayError("[architecture] takes hidden = [8, 8] or [[architecture.layers]] tables, not both.")
    layers = []
    for number, layer in enumerate(plain["layers"], start=1):
        if not isinstance(layer, dict) or "width" not in layer:
            raise NNPlayError(f"[[architecture.layers]] number {number} needs a width.")
        _known(layer, ("width", *SHARED), path, "key of [[architecture.layers]]")
        layers.append(Layer(**(shared | layer)))
    return Architecture(tuple(layers), **whole)


def _description(architecture: Architecture) -> dict[str, Any]:
    """The shortest table that gives the same layers."""
    default = Layer(1)
    layers = [
        {name: value for name in SHARED if (value := getattr(layer, name)) != getattr(default, name)}
        for layer in architecture.layers
    ]
    whole = {name: getattr(architecture, name) for name in WHOLE if getattr(architecture, name) is not None}
    if all(layer == layers[0] for layer in layers):
        return {"hidden": [layer.width for layer in architecture.layers], **(layers[0] if layers else {}), **whole}
    widths = [{"width": layer.width} for layer in architecture.layers]
    return {**whole, "layers": [width | layer for width, layer in zip(widths, layers, strict=True)]}


def _is_path(data: str) -> bool:
    """Whether the data are a file: a built-in name has neither an ending nor a folder."""
    return bool(Path(data).suffix) or Path(data).name != data


def _relative(data: str, path: str | os.PathLike[str]) -> str:
    """A path as it is written in a recipe file in that place: relative to it, unless it is absolute."""
    if Path(data).is_absolute():
        return data
    try:
        return Path(os.path.relpath(data, Path(path).parent)).as_posix()
    except ValueError:  # another drive
        return str(Path(data).resolve())
