"""The options that describe the network, and the architecture they make."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import typer

from nnplay.cli.options import NETWORK, complete_from, parse_number, split_list
from nnplay.errors import NNPlayError

if TYPE_CHECKING:
    from nnplay.network.architecture import Architecture, Layer


T = TypeVar("T", str, list[str])


def _option(
    flag: str, text: str, metavar: str | None = None, autocompletion: Callable[[str], list[str]] | None = None
) -> Any:
    return typer.Option(
        flag, help=text, metavar=metavar, rich_help_panel=NETWORK, show_default=False, autocompletion=autocompletion
    )


@dataclass(frozen=True)
class NetworkOptions(Generic[T]):
    """The options that describe the network; None unless typed.

    T is `str`, or `list[str]` where an option may be repeated to try several values.
    """

    hidden: Annotated[
        T | None, _option("--hidden", "Neurons in each hidden layer: 64,32; 0 for a linear model.", "WIDTHS")
    ] = None
    layers: Annotated[
        T | None, _option("--layers", "Number of hidden layers of --neurons each; 0 for a linear model.", "N")
    ] = None
    neurons: Annotated[T | None, _option("--neurons", "Neurons in each of the --layers.", "N")] = None
    activation: Annotated[
        list[str] | None,
        _option("--activation", "Activation of the hidden layers: one for all, or one for each: relu,leaky_relu(0.2).",
                "NAMES", complete_from("activations")),
    ] = None  # fmt: skip
    output: Annotated[
        T | None, _option("--output", "Output activation; follows from the data by default.", "NAME",
                          complete_from("activations"))
    ] = None  # fmt: skip
    loss: Annotated[
        T | None, _option("--loss", "Loss; follows from the data by default.", "NAME", complete_from("losses"))
    ] = None
    layer: Annotated[
        list[str] | None,
        _option("--layer", "One hidden layer in full; repeat for each layer.",
                '"64 relu dropout=0.2 norm=batch skip"'),
    ] = None  # fmt: skip
    dropout: Annotated[T | None, _option("--dropout", "Fraction of the neurons dropped in each step.", "X")] = None
    norm: Annotated[T | None, _option("--norm", "Normalization before each activation.", "batch|layer|none")] = None
    skip: Annotated[bool | None, _option("--skip/--no-skip", "Add each layer's input to its output.")] = None


def build_architecture(
    options: NetworkOptions[str], base: Architecture | None, default_widths: tuple[int, ...]
) -> Architecture:
    """The architecture of a recipe file, or a dense one of the default widths, changed by what was typed.

    Raises:
        NNPlayError: options that contradict each other, or values that cannot be read.
    """
    from nnplay.network.architecture import Architecture, Layer

    layers = Architecture.dense(default_widths).layers if base is None else base.layers
    if options.layer:
        for name in ("hidden", "layers", "neurons", "activation"):
            if getattr(options, name):
                raise NNPlayError(f"--layer describes a layer in full; leave out --{name}.")
        layers = tuple(_parse_layer(text) for text in options.layer)
    widths = _parse_widths(options)
    if widths is not None:
        uniform = len({replace(layer, width=1) for layer in layers}) == 1
        pattern = layers[0] if uniform else Layer(1)
        layers = tuple(replace(pattern, width=width) for width in widths)
    shared: dict[str, Any] = {}
    if options.dropout is not None:
        shared["dropout"] = parse_number(options.dropout)
    if options.norm is not None:
        shared["norm"] = None if options.norm == "none" else options.norm
    if options.skip is not None:
        shared["skip"] = options.skip
    names = _parse_activations(options.activation or [], len(layers))
    layers = tuple(
        replace(layer, **shared, activation=name or layer.activation) for layer, name in zip(layers, names, strict=True)
    )
    changes = {name: getattr(options, name) for name in ("output", "loss") if getattr(options, name) is not None}
    return replace(base or Architecture(), layers=layers, **changes)


def _parse_layer(text: str) -> Layer:
    """The layer that ``64 relu dropout=0.2 norm=batch skip`` describes."""
    from nnplay.network.architecture import Layer

    words = text.split()
    if not words:
        raise NNPlayError('--layer needs a width, as in --layer "64 relu dropout=0.2".')
    settings: dict[str, Any] = {}
    for word in words[1:]:
        name, _, value = word.partition("=")
        if word == "skip":
            settings["skip"] = True
        elif name in ("dropout", "norm", "initializer") and value:
            settings[name] = parse_number(value) if name == "dropout" else value
        elif "activation" not in settings and "=" not in word.split("(")[0]:
            settings["activation"] = word
        else:
            raise NNPlayError(
                f"--layer does not know {word!r}; it takes a width, an activation, dropout=, norm=, initializer= and "
                "skip."
            )
    return Layer(_parse_count("--layer", words[0]), **settings)


def _parse_widths(options: NetworkOptions[str]) -> list[int] | None:
    """The widths of the hidden layers as typed, None if none were."""
    from nnplay.network.architecture import MAX_LAYERS

    hidden, layers, neurons = options.hidden, options.layers, options.neurons
    if hidden is not None:
        if layers is not None or neurons is not None:
            raise NNPlayError("Use either --hidden or --layers with --neurons, not both.")
        return [] if hidden.strip() in ("", "0") else [_parse_count("--hidden", item) for item in split_list(hidden)]
    if layers is None and neurons is None:
        return None
    if layers is None or (neurons is None and layers.strip() != "0"):
        raise NNPlayError("--layers and --neurons go together, as in --layers 3 --neurons 4.")
    depth = _parse_count("--layers", layers)
    return [_parse_count("--neurons", neurons or "")] * min(depth, MAX_LAYERS + 1) if depth else []


def _parse_count(option: str, text: str) -> int:
    value = parse_number(text.strip())
    if not isinstance(value, int) or value < 0:
        raise NNPlayError(f"{option} takes whole numbers, not {text.strip()!r}.")
    return value


def _parse_activations(texts: list[str], layers: int) -> list[str | None]:
    """One name for each layer, None where it keeps its own."""
    names: list[str | None] = [name for text in texts for name in split_list(text)]
    if len(names) <= 1:
        return (names or [None]) * layers
    if len(names) != layers:
        raise NNPlayError(f"There are {layers} hidden layers but {len(names)} activations; name one for each layer.")
    return names
