"""Code that reproduces a run: the `nnplay train` command, or Python."""

import shlex
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from nnplay.network.architecture import Architecture, Layer
from nnplay.training.defaults import default_settings
from nnplay.training.recipe import PAIR_SETTINGS, Recipe

DEFAULTS = {f.name: f.default for f in fields(Layer) if f.name != "width"}
COLUMN_SETTINGS = ("target", "features")
Past = Sequence[tuple[Recipe, int]]  # of a forked run: each earlier recipe, and the epoch of the fork


def command(architecture: Architecture, recipe: Recipe, past: Past = ()) -> str:
    """The `nnplay train` command that reproduces a run, quoted for a shell; a forked run has a line for each fork.

    >>> print(command(Architecture.dense((8, 4), activation="tanh"), Recipe(data="iris", learning_rate=0.1)))
    nnplay train iris --hidden 8,4 --activation tanh --optimizer momentum --learning-rate 0.1
    """
    first = past[0][0] if past else recipe
    words = ["nnplay", "train", *([first.data] if first.data is not None else []), *_network(architecture)]
    for name, value in _changed(first).items():
        words += _option(name, value)
    lines = [words + ["--save", "fork-0.nnplay"] * bool(past)]
    for k, (until, changes) in enumerate(forks(recipe, past)):
        last = k == len(past) - 1
        lines.append(["nnplay", "fork", f"fork-{k}.nnplay", str(until)])
        lines[-1] += [word for name, value in changes.items() for word in _option(name, value)]
        lines[-1] += [] if last else ["--save", f"fork-{k + 1}.nnplay"]
    return " &&\n".join(map(shlex.join, lines))


def options(architecture: Architecture | None, settings: dict[str, Any]) -> str:
    """The options of `nnplay train` for these settings, and for a network unless it is None."""
    words = [] if architecture is None else _network(architecture)
    return shlex.join([*words, *(word for name, value in settings.items() for word in _option(name, value))])


def python(architecture: Architecture, recipe: Recipe, past: Past = ()) -> str:
    """The Python code that reproduces a run, including its forks.

    >>> print(python(Architecture.dense((8, 4), activation="tanh"), Recipe(data="iris", learning_rate=0.1)))
    import nnplay as nn
    <BLANKLINE>
    architecture = nn.Architecture.dense((8, 4), activation='tanh')
    run = nn.train('iris', architecture, optimizer='momentum', learning_rate=0.1)
    """
    layers, output = architecture.layers, _output_settings(architecture)
    if _same_settings(layers):
        shared = _changed_layer_settings(layers[0]) if layers else {}
        arguments = _arguments({**({"activation": "relu"} | shared if layers else {}), **output})
        network = f"nn.Architecture.dense({tuple(layer.width for layer in layers)!r}{arguments})"
    else:
        calls = ", ".join(f"nn.Layer({layer.width}{_arguments(_changed_layer_settings(layer))})" for layer in layers)
        network = f"nn.Architecture([{calls}]{_arguments(output)})"
    first = past[0][0] if past else recipe
    lines = [f"run = nn.train({first.data!r}, architecture{_arguments(_as_python(_changed(first)))})"]
    lines += [f"run = run.fork({until}{_arguments(_as_python(changes))})" for until, changes in forks(recipe, past)]
    return f"import nnplay as nn\n\narchitecture = {network}\n" + "\n".join(lines)


def forks(recipe: Recipe, past: Past) -> list[tuple[int, dict[str, Any]]]:
    """The epoch of each fork, and the settings that it changed."""
    recipes = [*(before for before, _ in past), recipe]
    return [
        (
            until,
            {name: getattr(new, name) for name in type(new).model_fields if getattr(new, name) != getattr(old, name)},
        )
        for (_, until), old, new in zip(past, recipes, recipes[1:], strict=False)
    ]


def _as_python(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: dict(value) if name in PAIR_SETTINGS and isinstance(value, tuple) else value
            for name, value in settings.items()}  # fmt: skip


def _changed(recipe: Recipe) -> dict[str, Any]:
    """The settings to write out: those that differ from the plain ones, to which a named optimizer leads back."""
    changed = {
        name: value
        for name, field in type(recipe).model_fields.items()
        if name != "data" and (value := getattr(recipe, name)) != field.default
    }
    return {"optimizer": recipe.optimizer} | changed if default_settings(recipe.data, 1, changed) else changed


def _output_settings(architecture: Architecture) -> dict[str, Any]:
    return {name: value for name in ("output", "loss") if (value := getattr(architecture, name)) is not None}


def _same_settings(layers: tuple[Layer, ...]) -> bool:
    """Whether the layers differ only in their widths."""
    return len({replace(layer, width=1) for layer in layers}) <= 1


def _changed_layer_settings(layer: Layer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name, default in DEFAULTS.items() if getattr(layer, name) != default}


def _arguments(settings: dict[str, Any]) -> str:
    return "".join(f", {name}={value!r}" for name, value in settings.items())


def _network(architecture: Architecture) -> list[str]:
    layers = architecture.layers
    if all(_is_plain(layer) for layer in layers):
        words = ["--hidden", ",".join(str(layer.width) for layer in layers) or "0"]
        names = [layer.activation for layer in layers]
        if set(names) != {"relu"} and names:
            words += ["--activation", names[0] if len(set(names)) == 1 else ",".join(names)]
    else:
        words = [word for layer in layers for word in ("--layer", _layer_option(layer))]
    return words + [word for name, value in _output_settings(architecture).items() for word in (f"--{name}", value)]


def _is_plain(layer: Layer) -> bool:
    """Whether width and activation describe the layer completely."""
    return not set(_changed_layer_settings(layer)) - {"activation"}


def _layer_option(layer: Layer) -> str:
    """A layer in the syntax of `--layer`: 64 relu dropout=0.2 norm=batch skip."""
    words = [str(layer.width), layer.activation.replace(" ", "")]
    for name, value in _changed_layer_settings(layer).items():
        if name == "skip":
            words.append("skip")
        elif name != "activation":
            words.append(f"{name}={value}")
    return " ".join(words)


def _option(name: str, value: Any) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else f"--no-{flag[2:]}"]
    if name in COLUMN_SETTINGS:  # without the option the setting is None
        return [word for column in value or () for word in _column_option(flag, column, alone=len(value) == 1)]
    if value is None:
        return [flag, "full" if name == "batch_size" else "none"]
    if name in PAIR_SETTINGS and not isinstance(value, str):
        return [flag, ",".join(f"{label}={weight!r}" for label, weight in value)]
    return [flag, repr(value) if isinstance(value, float) else str(value)]


def _column_option(flag: str, column: str, *, alone: bool) -> list[str]:
    """The option for one column. A single value is split at commas, so there such a name is quoted."""
    text = f'"{column}"' if alone and set(column) & set(",()") else column
    return [f"{flag}={text}"] if text.startswith("-") else [flag, text]
