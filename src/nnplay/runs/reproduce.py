"""What reproduces a training: the command to type, and the Python to run."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import PAIRS, Recipe

DEFAULTS = {f.name: f.default for f in fields(Layer) if f.name != "width"}


Past = Sequence[tuple[Recipe, int]]  # what was done before, and until which epoch


def command(architecture: Architecture, recipe: Recipe, past: Past = ()) -> str:
    """The `nnplay train` command that does it again, ready for a shell; of a forked training one line for each fork.

    >>> print(command(Architecture.dense((8, 4), activation="tanh"), Recipe(data="iris", learning_rate=0.1)))
    nnplay train iris --hidden 8,4 --activation tanh --learning-rate 0.1
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
    """The options of `nnplay train` for a network, None for none, and some settings."""
    words = [] if architecture is None else _network(architecture)
    return shlex.join([*words, *(word for name, value in settings.items() for word in _option(name, value))])


def python(architecture: Architecture, recipe: Recipe, past: Past = ()) -> str:
    """The Python that does it again, forks included.

    >>> print(python(Architecture.dense((8, 4), activation="tanh"), Recipe(data="iris", learning_rate=0.1)))
    import nnplay as nn
    <BLANKLINE>
    architecture = nn.Architecture.dense((8, 4), activation='tanh')
    run = nn.train('iris', architecture, learning_rate=0.1)
    """
    layers, whole = architecture.layers, _whole(architecture)
    if _alike(layers):
        shared = _settings(layers[0]) if layers else {}
        given = _arguments({**({"activation": "relu"} | shared if layers else {}), **whole})
        made = f"nn.Architecture.dense({tuple(layer.width for layer in layers)!r}{given})"
    else:
        listed = ", ".join(f"nn.Layer({layer.width}{_arguments(_settings(layer))})" for layer in layers)
        made = f"nn.Architecture([{listed}]{_arguments(whole)})"
    first = past[0][0] if past else recipe
    lines = [f"run = nn.train({first.data!r}, architecture{_arguments(_as_python(_changed(first)))})"]
    lines += [f"run = run.fork({until}{_arguments(_as_python(changes))})" for until, changes in forks(recipe, past)]
    return f"import nnplay as nn\n\narchitecture = {made}\n" + "\n".join(lines)


def forks(recipe: Recipe, past: Past) -> list[tuple[int, dict[str, Any]]]:
    """The epoch of each fork, and the settings that were changed there."""
    recipes = [*(before for before, _ in past), recipe]
    return [
        (
            until,
            {name: getattr(new, name) for name in type(new).model_fields if getattr(new, name) != getattr(old, name)},
        )
        for (_, until), old, new in zip(past, recipes, recipes[1:], strict=False)
    ]


def _as_python(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: dict(value) if name in PAIRS and isinstance(value, tuple) else value
            for name, value in settings.items()}  # fmt: skip


def _changed(recipe: Recipe) -> dict[str, Any]:
    """The settings that are not the default ones."""
    given = {name: getattr(recipe, name) for name in type(recipe).model_fields if name != "data"}
    return {name: value for name, value in given.items() if value != type(recipe).model_fields[name].default}


def _whole(architecture: Architecture) -> dict[str, Any]:
    return {name: value for name in ("output", "loss") if (value := getattr(architecture, name)) is not None}


def _alike(layers: tuple[Layer, ...]) -> bool:
    return len({replace(layer, width=1) for layer in layers}) <= 1


def _settings(layer: Layer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name, default in DEFAULTS.items() if getattr(layer, name) != default}


def _arguments(settings: dict[str, Any]) -> str:
    return "".join(f", {name}={value!r}" for name, value in settings.items())


def _network(architecture: Architecture) -> list[str]:
    layers = architecture.layers
    if all(_plain(layer) for layer in layers):
        words = ["--hidden", ",".join(str(layer.width) for layer in layers) or "0"]
        names = [layer.activation for layer in layers]
        if set(names) != {"relu"} and names:
            words += ["--activation", names[0] if len(set(names)) == 1 else ",".join(names)]
    else:
        words = [word for layer in layers for word in ("--layer", _described(layer))]
    return words + [word for name, value in _whole(architecture).items() for word in (f"--{name}", value)]


def _plain(layer: Layer) -> bool:
    """Whether a layer is told by its width and activation."""
    return not set(_settings(layer)) - {"activation"}


def _described(layer: Layer) -> str:
    """A layer as `--layer` takes it: 64 relu dropout=0.2 norm=batch skip."""
    words = [str(layer.width), layer.activation.replace(" ", "")]
    for name, value in _settings(layer).items():
        if name == "skip":
            words.append("skip")
        elif name != "activation":
            words.append(f"{name}={value}")
    return " ".join(words)


def _option(name: str, value: Any) -> list[str]:
    flag = "--" + name.replace("_", "-")
    if isinstance(value, bool):
        return [flag if value else f"--no-{flag[2:]}"]
    if name in ("target", "features"):  # None is left out: it is what there is without the option
        return [word for column in value or () for word in (flag, column)]
    if value is None:
        return [flag, "full" if name == "batch_size" else "none"]
    if name in PAIRS and not isinstance(value, str):
        return [flag, ",".join(f"{label}={weight!r}" for label, weight in value)]
    return [flag, repr(value) if isinstance(value, float) else str(value)]
