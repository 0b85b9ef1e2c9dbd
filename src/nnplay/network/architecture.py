"""The architecture of a network: its layers, output activation and loss, as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any

from nnplay.catalog import activations, formulas, initializers, losses
from nnplay.errors import NNPlayError
from nnplay.utils.validation import check_int

NORMS = ("batch", "layer")
MAX_LAYERS = 10_000  # a typing mistake should not exhaust the memory


def used_components(plain: dict[str, Any]) -> set[str]:
    """The names of the activations and the loss of an architecture as JSON values."""
    specs = [*(layer["activation"] for layer in plain["layers"]), plain.get("output"), plain.get("loss")]
    return {spec.partition("(")[0].strip() for spec in specs if isinstance(spec, str)}


@dataclass(frozen=True)
class Layer:
    """One hidden layer: ``a = f(norm(a_in @ W + b))``, then dropout, then the skip connection.

    Args:
        width: number of neurons.
        activation: name of an activation in the catalog, optionally with constants: "relu", "leaky_relu(0.2)",
            "maxout(3)".
        dropout: fraction of the neurons that is set to 0 in each training step, in [0, 1).
        norm: normalize z before the activation: None, "batch" or "layer".
        skip: add the layer's input to its output, through a learned projection P if their widths differ.
        initializer: name of an initializer in the catalog; None takes the recipe's, or else the activation's own.

    Raises:
        NNPlayError: an argument is out of range or unknown.

    >>> import nnplay as nn
    >>> print(nn.Architecture([nn.Layer(16, "leaky_relu(0.2)", dropout=0.1), nn.Layer(8, norm="batch")]))
    data → 16 leaky_relu(alpha=0.2) (dropout 0.1) → 8 relu (batch norm) → output
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
            raise NNPlayError(f"Dropout must be at least 0 and less than 1, not {self.dropout!r}.")
        set_(self, "dropout", float(self.dropout))
        if self.norm not in (None, *NORMS):
            raise NNPlayError(f"The normalization of a layer must be None, 'batch' or 'layer', not {self.norm!r}.")
        if self.skip not in (True, False):
            raise NNPlayError(f"skip must be True or False, not {self.skip!r}.")
        set_(self, "skip", bool(self.skip))
        check_int(self.pieces, "The number of pieces")
        if self.initializer is not None:
            set_(self, "initializer", initializers.canonical(self.initializer))

    @property
    def pieces(self) -> int:
        """Number of columns of z per neuron: k for maxout(k), otherwise 1."""
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

    Whatever is None is inferred from the data when training starts: `inputs` and `outputs` (numbers of columns),
    `output` (the activation of the last layer) and `loss`.

    >>> import nnplay as nn
    >>> print(nn.Architecture.dense((8, 8), activation="tanh"))
    data → 8 tanh → 8 tanh → output
    >>> layers = [nn.Layer(16, "relu", dropout=0.2), nn.Layer(8, "tanh")]
    >>> print(nn.Architecture(layers, output="softmax", loss="cross_entropy"))
    data → 16 relu (dropout 0.2) → 8 tanh → softmax | cross_entropy
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
            raise NNPlayError(f"layers must be a list of layers such as [Layer(8, 'relu')], not {layers!r}.")
        layers = _at_most_max_layers(layers)
        set_(self, "layers", tuple(layer if isinstance(layer, Layer) else Layer(layer) for layer in layers))
        if self.output is not None:
            set_(self, "output", activations.canonical(getattr(self.output, "name", self.output)))
            if Layer(1, self.output).pieces > 1:
                raise NNPlayError(f"{self.output} is for hidden layers only; choose another output activation.")
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
        """Fully connected layers of the given widths; () is a linear model.

        `activation` is shared by all layers, or a list with one name per layer.

        >>> import nnplay as nn
        >>> print(nn.Architecture.dense((16, 8), ["relu", "tanh"], dropout=0.1, loss="huber"))
        data → 16 relu (dropout 0.1) → 8 tanh (dropout 0.1) → output | huber
        """
        single = isinstance(hidden, int | str | bytes) or not isinstance(hidden, Iterable)
        widths: list[Any] = [hidden] if single else _at_most_max_layers(hidden)
        shared = isinstance(activation, str) or not isinstance(activation, Sequence)
        names: list[Any] = [activation] * len(widths) if shared else list(activation)
        if len(names) != len(widths):
            raise NNPlayError(f"There are {len(widths)} hidden layers but {len(names)} activations; give one each.")
        layers = tuple(
            Layer(width, name, dropout=dropout, norm=norm, skip=skip, initializer=initializer)
            for width, name in zip(widths, names, strict=True)
        )
        return cls(layers, output=output, loss=loss)

    @property
    def resolved(self) -> bool:
        """Whether inputs, outputs, output activation and loss are all known."""
        return None not in (self.output, self.loss, self.inputs, self.outputs)

    @property
    def has_batch_norm(self) -> bool:
        """Whether a layer has batch normalization."""
        return any(layer.norm == "batch" for layer in self.layers)

    @property
    def widths(self) -> tuple[int, ...]:
        """Number of values at each stage: inputs, each hidden layer, outputs."""
        return (self.inputs or 0, *(layer.width for layer in self.layers), self.outputs or 0)

    @property
    def all_layers(self) -> tuple[Layer, ...]:
        """The hidden layers and the output layer.

        Raises:
            NNPlayError: the architecture is not resolved, so its output layer is unknown.
        """
        if self.outputs is None or self.output is None:
            raise NNPlayError("The output layer follows from the data; train the architecture first, or resolve it.")
        return (*self.layers, Layer(self.outputs, self.output))

    def resolve(self, **known: int | str | None) -> Architecture:
        """A copy with inputs, outputs, output or loss filled in where they are None.

        >>> import nnplay as nn
        >>> print(nn.Architecture.dense((8,)).resolve(inputs=4, outputs=3, output="softmax", loss="cross_entropy"))
        4 → 8 relu → 3 softmax | cross_entropy
        """
        missing: dict[str, Any] = {name: value for name, value in known.items() if getattr(self, name) is None}
        return replace(self, **missing)

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON values from which `from_json` makes an equal architecture.

        It includes the custom formulas that the architecture uses.

        >>> import nnplay as nn
        >>> arch = nn.Architecture.dense((8,))
        >>> nn.Architecture.from_json(arch.to_json()) == arch
        True
        """
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        activation_names = [*(layer.activation for layer in self.layers), self.output or "relu"]
        custom = formulas.formulas_to_json({"activation": activation_names, "loss": [self.loss] if self.loss else []})
        layers = [{f.name: getattr(layer, f.name) for f in fields(layer)} for layer in self.layers]
        return plain | {"layers": layers} | ({"formulas": custom} if custom else {})

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Architecture:
        """The architecture that `to_json` described.

        Raises:
            NNPlayError: the dictionary does not describe an architecture.

        >>> import nnplay as nn
        >>> print(nn.Architecture.from_json({"layers": [{"width": 8, "activation": "tanh"}]}))
        data → 8 tanh → output
        """
        try:
            plain = {**plain}
            if custom := plain.pop("formulas", []):
                formulas.register_from_json(custom, "The architecture", used_components(plain))
            layers = tuple(Layer(**layer) for layer in plain["layers"])
            return cls(**(plain | {"layers": layers}))
        except (TypeError, KeyError, AttributeError) as error:
            raise NNPlayError(f"Not a valid architecture: {error}.") from None

    def __reduce__(self) -> tuple[Callable[[dict[str, Any]], Architecture], tuple[dict[str, Any]]]:
        return Architecture.from_json, (self.to_json(),)  # workers in other processes need the custom formulas

    def __str__(self) -> str:
        parts = ["data" if self.inputs is None else str(self.inputs), *map(str, self.layers)]
        end = " ".join(str(part) for part in (self.outputs, self.output) if part is not None) or "output"
        return " → ".join([*parts, end]) + (f" | {self.loss}" if self.loss else "")


def _at_most_max_layers(layers: Any) -> list[Any]:
    """Layers, or their widths, as a list; the iterable may be endless.

    Raises:
        NNPlayError: more than `MAX_LAYERS`.
    """
    result = list(islice(layers, MAX_LAYERS + 1))
    if len(result) > MAX_LAYERS:
        raise NNPlayError(f"There are more than {MAX_LAYERS:,} layers, the maximum; use fewer.")
    return result


def check_pair(output: str, loss: str) -> None:
    """Check that the loss is defined for all values of the output activation.

    Raises:
        NNPlayError: it is not; the message names outputs that fit.
    """
    activation, _ = activations.resolve(output)
    entry, _ = losses.resolve(loss)
    low, high = entry.domain
    if activation.range[0] >= low and activation.range[1] <= high:
        return
    alternatives = [name for name, a in activations.items() if a.range[0] >= low and a.range[1] <= high]
    raise NNPlayError(
        f"The output {output!r} has values from {activation.range[0]:g} to {activation.range[1]:g}, but the loss "
        f"{loss!r} is defined from {low:g} to {high:g}; choose the output {entry.output!r} "
        f"(or {', '.join(alternatives[:4])}) or another loss."
    )
