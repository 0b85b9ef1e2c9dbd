"""A trace as it is told: how its arrays are called, which neuron is written out, and with how many decimals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnplay.analysis.explain.formula_markup import lowered, raised
from nnplay.analysis.explain.number_format import number, rounded, signed
from nnplay.analysis.explain.trace import Trace, Traced
from nnplay.catalog import Loss, losses
from nnplay.network.architecture import Layer

LETTERS = {"gamma": "γ", "beta": "β", "learned": "α"}
MEANINGS = {
    "W": "the weights: row i holds what input i sends to each neuron", "b": "the biases", "gamma": "the scales",
    "beta": "the shifts", "learned": "the learned constants of the activation",
    "P": "the weights of the skip connection",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class View:
    """What the writers of the sections ask.

    Attributes:
        t: what is told.
        digits: decimals.
        fixed: never more decimals than that.
        chosen: the neuron of each layer (both counted from 0) that is written out, for the first row.
        inputs: the input of each layer whose weight to that neuron is written out.
    """

    t: Trace
    digits: int = 4
    fixed: bool = False
    chosen: dict[int, int] = field(default_factory=dict)
    inputs: dict[int, int] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many layers there are, the output included."""
        return len(self.t.layers)

    def layer(self, l: int) -> Traced:
        """Layer l."""
        return self.t.layers[l]

    def number(self, value: Any) -> str:
        """A number with so many decimals."""
        return (rounded if self.fixed else number)(float(value), self.digits)

    def signed(self, value: Any) -> str:
        """The same as a factor."""
        return signed(self.number(value))

    def neuron(self, l: int) -> int:
        """The neuron of layer l that is written out: as chosen, else the first one that has an error."""
        if l in self.chosen:
            return self.chosen[l]
        layer = self.layer(l)
        if layer.delta is None:
            return 0
        return int(np.argmax(layer.delta[0] != 0)) // (layer.block.n_z // layer.block.n_out)

    def input(self, l: int) -> int:
        """The input of layer l whose weight is written out: as chosen, else the first one that is not 0."""
        return self.inputs[l] if l in self.inputs else int(np.argmax(self.layer(l).a_in[0] != 0))

    def column(self, l: int) -> int:
        """The column of z that feeds it; of several pieces the first that has an error."""
        layer, first = self.layer(l), self.pieces(l)[0]
        if layer.delta is None:
            return first
        return first + int(np.argmax(layer.delta[0, self.pieces(l)] != 0))

    def pieces(self, l: int) -> range:
        """All columns of z that feed it: one, or k for maxout(k)."""
        block = self.layer(l).block
        k = block.n_z // block.n_out
        return range(self.neuron(l) * k, (self.neuron(l) + 1) * k)

    def at(self, *places: int, row: bool = True) -> str:
        """Indices counted from 1, lowered; those of the first row begin with a 1 where there are several rows."""
        first = (0,) if row and len(self.t.X) > 1 else ()
        return lowered(*(place + 1 for place in (*first, *places)))

    def source(self, l: int) -> str:
        """What goes into layer l: x, or the a of the layer under it."""
        return ("x" if len(self.t.X) == 1 else "X") if l == 0 else f"a{raised(l)}"

    def transposed(self, l: int) -> str:
        """The same, transposed."""
        return f"{self.source(l)}ᵀ"

    def part(self, l: int, name: str) -> str:
        """The symbol of an array of layer l: W⁽¹⁾."""
        return LETTERS.get(name, name) + raised(l + 1)

    def title(self, l: int) -> str:
        """What layer l is called."""
        layer: Layer = self.layer(l).block.layer
        extras = [f"{layer.norm} normalisation"] if layer.norm else []
        extras += ["skip connection"] if layer.skip else []
        kind = "output" if l == self.depth - 1 else "hidden"
        neurons = f"{layer.width:,} neuron{'s' * (layer.width > 1)}"
        return f"Layer {l + 1}, {kind}: " + ", ".join([f"{neurons}, {layer.activation}", *extras])

    def row(self, l: int) -> bool:
        """Whether the activation of layer l looks at a whole row."""
        return self.layer(l).block.activation.shape == "row"

    def u(self, l: int) -> str:
        """What the activation of layer l is given: z, or u behind a normalisation."""
        return ("z" if self.layer(l).x_hat is None else "u") + raised(l + 1)

    @property
    def loss(self) -> tuple[Loss, dict[str, float]]:
        """The loss and its constants."""
        return losses.resolve(self.t.parameters.architecture.loss or "")

    @property
    def shares(self) -> int:
        """Of how many losses the loss is the mean: of all elements, or of the rows."""
        assert self.t.Y is not None
        return self.t.Y.size if self.loss[0].shape == "element" else len(self.t.Y)
