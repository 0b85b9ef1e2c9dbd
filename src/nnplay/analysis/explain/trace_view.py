"""How a trace is presented: the symbols of its arrays, the entry that is written out, and the number format."""

from dataclasses import dataclass, field
from typing import SupportsFloat

import numpy as np

from nnplay.analysis.explain.formula_markup import layer_superscript, subscript
from nnplay.analysis.explain.number_format import format_fixed, format_number, parenthesize
from nnplay.analysis.explain.trace import LayerTrace, Trace
from nnplay.catalog import Loss, losses
from nnplay.network.architecture import Layer

LETTERS = {"gamma": "γ", "beta": "β", "learned": "α"}
PARAMETERS = {
    "W": "the weights", "b": "the biases", "gamma": "the scale parameters", "beta": "the shift parameters",
    "learned": "the learned parameters of the activation", "P": "the weights of the skip connection",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class TraceView:
    """A trace with the choices for its presentation. Layers, neurons and inputs are counted from 0.

    Attributes:
        trace: the arrays.
        digits: decimals of the numbers.
        fixed: never use more decimals than that.
        neurons: the neuron of each layer whose entries are written out, for the first row.
        inputs: the input of each layer whose weight to that neuron is written out.
    """

    trace: Trace
    digits: int = 4
    fixed: bool = False
    neurons: dict[int, int] = field(default_factory=dict)
    inputs: dict[int, int] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """The number of layers, including the output."""
        return len(self.trace.layers)

    def layer(self, l: int) -> LayerTrace:
        """The arrays of layer l."""
        return self.trace.layers[l]

    def number(self, value: SupportsFloat) -> str:
        """A formatted number."""
        return (format_fixed if self.fixed else format_number)(float(value), self.digits)

    def factor(self, value: SupportsFloat) -> str:
        """A formatted number, in parentheses if it is negative."""
        return parenthesize(self.number(value))

    def neuron(self, l: int) -> int:
        """The neuron of layer l that is written out; by default the first one with a nonzero error."""
        if l in self.neurons:
            return self.neurons[l]
        layer = self.layer(l)
        if layer.delta is None:
            return 0
        return int(np.argmax(layer.delta[0] != 0)) // (layer.block.n_z // layer.block.n_out)

    def input(self, l: int) -> int:
        """The input of layer l whose weight is written out; by default the first nonzero one."""
        return self.inputs[l] if l in self.inputs else int(np.argmax(self.layer(l).a_in[0] != 0))

    def pieces(self, l: int) -> range:
        """The columns of z that belong to the neuron: one, or k for maxout(k)."""
        block = self.layer(l).block
        k = block.n_z // block.n_out
        return range(self.neuron(l) * k, (self.neuron(l) + 1) * k)

    def column(self, l: int) -> int:
        """The column of z that is written out: of the neuron's columns, the first one with a nonzero error."""
        layer, pieces = self.layer(l), self.pieces(l)
        if layer.delta is None:
            return pieces[0]
        return pieces[0] + int(np.argmax(layer.delta[0, pieces] != 0))

    def at(self, *indices: int, row: bool = True) -> str:
        """Indices as a subscript, counted from 1; `row` prepends the first row's 1 if there are several rows."""
        first = (0,) if row and len(self.trace.X) > 1 else ()
        return subscript(*(index + 1 for index in (*first, *indices)))

    def source(self, l: int) -> str:
        """The symbol of layer l's input: x or X, or the a of the previous layer."""
        return ("x" if len(self.trace.X) == 1 else "X") if l == 0 else f"a{layer_superscript(l)}"

    def symbol(self, l: int, name: str) -> str:
        """The symbol of a parameter array of layer l, such as W⁽¹⁾."""
        return LETTERS.get(name, name) + layer_superscript(l + 1)

    def u(self, l: int) -> str:
        """The symbol of the activation's input in layer l: z, or u after a normalization."""
        return ("z" if self.layer(l).x_hat is None else "u") + layer_superscript(l + 1)

    def title(self, l: int) -> str:
        """The heading of layer l."""
        layer: Layer = self.layer(l).block.layer
        extras = [f"{layer.norm} normalization"] if layer.norm else []
        extras += ["skip connection"] if layer.skip else []
        kind = "output" if l == self.depth - 1 else "hidden"
        neurons = f"{layer.width:,} neuron{'s' * (layer.width > 1)}"
        return f"Layer {l + 1}, {kind}: " + ", ".join([f"{neurons}, {layer.activation}", *extras])

    def is_row_wise(self, l: int) -> bool:
        """Whether the activation of layer l is a function of a whole row, like softmax."""
        return self.layer(l).block.activation.shape == "row"

    @property
    def loss(self) -> tuple[Loss, dict[str, float]]:
        """The catalog entry of the loss, and its constants."""
        return losses.resolve(self.trace.parameters.architecture.loss or "")

    @property
    def loss_terms(self) -> int:
        """The number of terms that the loss is the mean of: all elements, or the rows."""
        Y = self.trace.Y
        assert Y is not None
        return Y.size if self.loss[0].shape == "element" else len(Y)
