"""The architecture: what a network is, as a frozen value that hashes, prints itself and goes through JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any

from nnplay.catalog import activations, formulas, initializers, losses
from nnplay.errors import NNPlayError
from nnplay.utils.validation import check_int

NORMS = ("batch", "layer")
DEEPEST = 10_000  # layers, so that a slip of the finger does not fill the memory


@dataclass(frozen=True)
class Layer:
    """One hidden layer: ``a = f(norm(a_in @ W + b))``, then dropout, then the skip connection.

    Args:
        width: the number of neurons.
        activation: a name of the catalogue, with constants if wanted: "relu", "leaky_relu(0.2)", "maxout(3)".
        dropout: the share of neurons that is silenced in each training step, in [0, 1).
        norm: None, "batch" or "layer": normalise z before the activation.
        skip: add the layer's input to its output (through a learned matrix P where their widths differ).
        initializer: a name of the catalogue; None takes the recipe's, or else the one that suits the activation.

    Raises:
        NNPlayError: when a value does not fit, in one sentence.
    """

    width: int
    activation: str = "relu"
    dropout: float = 0.0
    norm: str | None = None
    skip: bool = False
    initializer: str | None = None

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "width", check_int(self.width, "The width of a layer"))
        set_(self, "activation", activations.canonical(getattr(self.activation, "name", self.activation)))
        if not isinstance(self.dropout, int | float) or not 0 <= self.dropout < 1:
            raise NNPlayError(f"Dropout is the share of silenced neurons, from 0 up to below 1, not {self.dropout!r}.")
        set_(self, "dropout", float(self.dropout))
        if self.norm not in (None, *NORMS):
            raise NNPlayError(f"The normalisation of a layer is None, 'batch' or 'layer', not {self.norm!r}.")
        if self.skip not in (True, False):
            raise NNPlayError(f"The skip connection of a layer is True or False, not {self.skip!r}.")
        set_(self, "skip", bool(self.skip))
        check_int(self.pieces, "The number of pieces")
        if self.initializer is not None:
            set_(self, "initializer", initializers.canonical(self.initializer))

    @property
    def pieces(self) -> int:
        """How many columns of z feed one neuron: k for maxout(k), else 1."""
        entry, constants = activations.resolve(self.activation)
        if entry.shape != "row" or "pieces" not in constants:
            return 1
        pieces = constants["pieces"]
        return check_int(int(pieces) if pieces == int(pieces) else pieces, f"The number of pieces of {entry.name}")

    def __str__(self) -> str:
        extras = [f"{self.norm} norm"] if self.norm else []
        extras += [f"dropout {self.dropout:g}"] if self.dropout else []
        extras += ["skip"] if self.skip else []
        return f"{self.width} {self.activation}" + (f" ({', '.join(extras)})" if extras else "")


@dataclass(frozen=True)
class Architecture:
    """The layers of a network, its output activation and its loss.

    Whatever is None follows from the data when training starts: `inputs` and `outputs` (numbers of columns),
    `output` (the activation of the last layer) and `loss`.

    >>> print(Architecture.dense((8, 8), activation="tanh"))
    data → 8 tanh → 8 tanh → output
    """

    layers: tuple[Layer, ...] = ()
    output: str | None = None
    loss: str | None = None
    inputs: int | None = None
    outputs: int | None = None

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        layers: Any = (self.layers,) if isinstance(self.layers, Layer) else self.layers
        if isinstance(layers, str) or not isinstance(layers, Iterable):
            raise NNPlayError(f"An architecture takes a list of layers, as in [Layer(8, 'relu')], not {layers!r}.")
        layers = _few(layers)
        set_(self, "layers", tuple(layer if isinstance(layer, Layer) else Layer(layer) for layer in layers))
        if self.output is not None:
            set_(self, "output", activations.canonical(getattr(self.output, "name", self.output)))
            if Layer(1, self.output).pieces > 1:
                raise NNPlayError(f"{self.output} is an activation for hidden layers; choose another for the output.")
        if self.loss is not None:
            set_(self, "loss", losses.canonical(getattr(self.loss, "name", self.loss)))
        for name in ("inputs", "outputs"):
            if getattr(self, name) is not None:
                set_(self, name, check_int(getattr(self, name), f"The number of {name}"))
        if self.output is not None and self.loss is not None:
            check_pair(self.output, self.loss)

    @classmethod
    def dense(
        cls,
        hidden: int | Sequence[int] = (8, 8),
        activation: str | Sequence[str] = "relu",
        *,
        dropout: float = 0.0,
        norm: str | None = None,
        skip: bool = False,
        initializer: str | None = None,
        output: str | None = None,
        loss: str | None = None,
    ) -> Architecture:
        """Layers of the given widths that share everything else; () is a linear model.

        `activation` may also be a list with one name for each layer.
        """
        alone = isinstance(hidden, int | str | bytes) or not isinstance(hidden, Iterable)
        widths: list[Any] = [hidden] if alone else _few(hidden)
        shared = isinstance(activation, str) or not isinstance(activation, Sequence)
        names: list[Any] = [activation] * len(widths) if shared else list(activation)
        if len(names) != len(widths):
            raise NNPlayError(f"There are {len(widths)} hidden layers but {len(names)} activations: give one for each.")
        layers = tuple(
            Layer(width, name, dropout=dropout, norm=norm, skip=skip, initializer=initializer)
            for width, name in zip(widths, names, strict=True)
        )
        return cls(layers, output=output, loss=loss)

    @property
    def resolved(self) -> bool:
        """True when nothing is left to follow from the data."""
        return None not in (self.output, self.loss, self.inputs, self.outputs)

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of values between the layers, from the inputs to the outputs."""
        return (self.inputs or 0, *(layer.width for layer in self.layers), self.outputs or 0)

    @property
    def all_layers(self) -> tuple[Layer, ...]:
        """The hidden layers and the output layer; only a resolved architecture has the latter."""
        if self.outputs is None or self.output is None:
            raise NNPlayError("The output layer follows from the data: train the architecture first, or resolve it.")
        return (*self.layers, Layer(self.outputs, self.output))

    def resolve(self, **known: Any) -> Architecture:
        """The same architecture with inputs, outputs, output or loss filled in where they were left open."""
        return replace(self, **{k: v for k, v in known.items() if getattr(self, k) is None})

    def to_json(self) -> dict[str, Any]:
        """A dictionary of plain values, from which `from_json` makes an equal architecture.

        The formulas of the user's own that it needs are in it.
        """
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        used = [*(layer.activation for layer in self.layers), self.output or "relu"]
        own = formulas.packed({"activation": used, "loss": [self.loss] if self.loss else []})
        layers = [{f.name: getattr(layer, f.name) for f in fields(layer)} for layer in self.layers]
        return plain | {"layers": layers} | ({"formulas": own} if own else {})

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Architecture:
        """The architecture that `to_json` described.

        Raises:
            NNPlayError: when the dictionary has another form.
        """
        try:
            plain = {**plain}
            if carried := plain.pop("formulas", []):
                formulas.enter_packed(carried, "The architecture")
            layers = tuple(Layer(**layer) for layer in plain["layers"])
            return cls(**(plain | {"layers": layers}))
        except (TypeError, KeyError, AttributeError) as error:
            raise NNPlayError(f"This is not the description of an architecture: {error}.") from None

    def __reduce__(self) -> Any:
        return Architecture.from_json, (self.to_json(),)  # with its formulas, for the workers of a cluster

    def __str__(self) -> str:
        parts = ["data" if self.inputs is None else str(self.inputs), *map(str, self.layers)]
        end = " ".join(str(part) for part in (self.outputs, self.output) if part is not None) or "output"
        return " → ".join([*parts, end]) + (f" | {self.loss}" if self.loss else "")


def _few(layers: Any) -> list[Any]:
    """The layers, or widths, as a list.

    Raises:
        NNPlayError: more of them than can be built; no more are looked at.
    """
    found = list(islice(layers, DEEPEST + 1))
    if len(found) > DEEPEST:
        raise NNPlayError(f"There are more than the {DEEPEST:,} layers that can be built: give fewer.")
    return found


def check_pair(output: str, loss: str) -> None:
    """Refuse an output whose values a loss is not defined for.

    Raises:
        NNPlayError: naming the outputs that fit.
    """
    activation, _ = activations.resolve(output)
    entry, _ = losses.resolve(loss)
    low, high = entry.domain
    if activation.range[0] >= low and activation.range[1] <= high:
        return
    fitting = [name for name, a in activations.items() if a.range[0] >= low and a.range[1] <= high]
    raise NNPlayError(
        f"{output!r} gives values from {activation.range[0]:g} to {activation.range[1]:g}, but the loss {loss!r} is "
        f"defined from {low:g} to {high:g}: choose the output {entry.output!r} (or {', '.join(fitting[:4])}), "
        f"or another loss."
    )
