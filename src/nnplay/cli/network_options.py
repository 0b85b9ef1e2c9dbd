"""The options that describe the network, and the architecture they make."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

import typer

from nnplay.catalog import activations, losses
from nnplay.cli.options import NETWORK, completing, number, parameter, parts
from nnplay.errors import NNPlayError
from nnplay.network.architecture import DEEPEST, Architecture, Layer


def of_network() -> list[inspect.Parameter]:
    """The options that describe the network, all of them absent unless typed."""

    def option(
        name: str, kind: Any, help_: str, metavar: str | None = None, flag: str = "", **more: Any
    ) -> inspect.Parameter:
        settings = {"help": help_, "metavar": metavar, "rich_help_panel": NETWORK, "show_default": False} | more
        return parameter(name, kind, None, typer.Option(flag or f"--{name}", **settings))

    names = completing(sorted(activations))
    return [
        option("hidden", str | None, "Neurons in each hidden layer: 64,32; 0 for a linear model.", "WIDTHS"),
        option("layers", str | None, "How many hidden layers, each of --neurons; 0 for a linear model.", "N"),
        option("neurons", str | None, "Neurons in each of the --layers.", "N"),
        option("activation", list[str] | None, "Of the hidden layers: one for all, or one each: relu,leaky_relu(0.2).",
               "NAMES", autocompletion=names),
        option("output", str | None, "The activation of the output; it follows from the data.", "NAME",
               autocompletion=names),
        option("loss", str | None, "What is made small; it follows from the data.", "NAME",
               autocompletion=completing(sorted(losses))),
        option("layer", list[str] | None, "One hidden layer with all it has; repeat it for each.",
               "\"64 relu dropout=0.2 norm=batch skip\""),
        option("dropout", str | None, "The share of neurons silenced in each step.", "X"),
        option("norm", str | None, "Normalise before the activation.", "batch|layer|none"),
        option("skip", bool | None, "Add each layer's input to its output.", flag="--skip/--no-skip"),
    ]  # fmt: skip


def architecture_of(options: dict[str, Any], base: Architecture | None, default: tuple[int, ...]) -> Architecture:
    """The architecture of the recipe file, or the default one, with what was typed in place of what it says."""
    layers = Architecture.dense(default).layers if base is None else base.layers
    if options.get("layer"):
        for name in ("hidden", "layers", "neurons", "activation"):
            if options[name]:
                raise NNPlayError(f"Each --layer says all of a layer: leave out --{name}.")
        layers = tuple(_layer(text) for text in options["layer"])
    widths = _widths(options)
    if widths is not None:
        alike = len({replace(layer, width=1) for layer in layers}) == 1
        pattern = layers[0] if alike else Layer(1)
        layers = tuple(replace(pattern, width=width) for width in widths)
    shared: dict[str, Any] = {}
    if options["dropout"] is not None:
        shared["dropout"] = number(options["dropout"])
    if options["norm"] is not None:
        shared["norm"] = None if options["norm"] == "none" else options["norm"]
    if options["skip"] is not None:
        shared["skip"] = options["skip"]
    names = _activations(options["activation"] or [], len(layers))
    layers = tuple(
        replace(layer, **shared, activation=name or layer.activation) for layer, name in zip(layers, names, strict=True)
    )
    whole = {name: options[name] for name in ("output", "loss") if options[name] is not None}
    return replace(base or Architecture(), layers=layers, **whole)


def _layer(text: str) -> Layer:
    """The layer that ``64 relu dropout=0.2 norm=batch skip`` describes."""
    words = text.split()
    if not words:
        raise NNPlayError('--layer needs a width, as in --layer "64 relu dropout=0.2".')
    settings: dict[str, Any] = {}
    for word in words[1:]:
        name, _, value = word.partition("=")
        if word == "skip":
            settings["skip"] = True
        elif name in ("dropout", "norm", "initializer") and value:
            settings[name] = number(value) if name == "dropout" else value
        elif "activation" not in settings and "=" not in word.split("(")[0]:
            settings["activation"] = word
        else:
            raise NNPlayError(
                f"--layer does not know {word!r}: it takes a width, an activation, dropout=, norm=, initializer= and "
                "skip."
            )
    return Layer(_whole("--layer", words[0]), **settings)


def _widths(options: dict[str, Any]) -> list[Any] | None:
    """The widths of the hidden layers as typed, None where nothing was."""
    hidden, layers, neurons = (options[name] for name in ("hidden", "layers", "neurons"))
    if hidden is not None:
        if layers is not None or neurons is not None:
            raise NNPlayError("Give either --hidden or --layers with --neurons, not both.")
        return [] if hidden.strip() in ("", "0") else [_whole("--hidden", part) for part in parts(hidden)]
    if layers is None and neurons is None:
        return None
    if layers is None or (neurons is None and layers.strip() != "0"):
        raise NNPlayError("--layers and --neurons go together, as in --layers 3 --neurons 4.")
    depth = _whole("--layers", layers)
    return [_whole("--neurons", neurons)] * min(depth, DEEPEST + 1) if depth else []


def _whole(option: str, text: str) -> int:
    value = number(text.strip())
    if not isinstance(value, int) or value < 0:
        raise NNPlayError(f"{option} takes whole numbers, not {text.strip()!r}.")
    return value


def _activations(given: list[str], layers: int) -> list[str | None]:
    """One name for each layer, None where it stays as it is."""
    names = [name for text in given for name in parts(text)]
    if len(names) <= 1:
        return [names[0] if names else None] * layers
    if len(names) != layers:
        raise NNPlayError(f"There are {layers} hidden layers but {len(names)} activations: give one for each.")
    return list(names)
