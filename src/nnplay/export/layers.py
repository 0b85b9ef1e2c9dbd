"""What the exports of each layer have in common: its arrays, and the source of its activation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnplay.catalog.formulas.expression import Node
from nnplay.errors import NNPlayError
from nnplay.export.activations import tree_of
from nnplay.export.dialects import Dialect

if TYPE_CHECKING:
    from nnplay.network.parameters import Array, Block
    from nnplay.training.model import Model


TAKEN = ("W", "b", "gamma", "beta", "mean", "variance", "P", "layer", "norm", "skip", "dropout", "prelu", "z", "a", "u")


def own_name(learned: str) -> str:
    """What a learned constant is called in an export, where its name may be that of something else."""
    return f"own_{learned}" if learned in TAKEN else learned


@dataclass(frozen=True, eq=False)
class Exported:
    """One layer on its way out.

    Attributes:
        number: counted from 1.
        block: where it lives in θ.
        arrays: W (n_in, n_z), b, gamma, beta, mean, variance, P by name; each learned constant by its own.
        tree: its activation; None for softmax and maxout.
    """

    number: int
    block: Block
    arrays: dict[str, Array]
    tree: Node | None

    @property
    def pieces(self) -> int:
        """How many values a maxout neuron chooses from."""
        return self.block.n_z // self.block.n_out

    @property
    def softmax(self) -> bool:
        """Whether its activation is the softmax."""
        return self.tree is None and self.pieces == 1

    def activation(self, dialect: Dialect, z: str, learned: str = "{}") -> str:
        """The source of a = f(z); a learned constant is called as `learned` says."""
        entry = self.block.activation
        known = dialect.known.get(entry.name)
        if known is not None and self.tree is not None and entry.name in dialect.known and not entry.constants:
            return known.format(z)
        assert self.tree is not None
        return dialect.write(self.tree, {"z": z} | {name: learned.format(own_name(name)) for name in entry.learned})


def layers_of(model: Model, target: str) -> Iterator[Exported]:
    """The layers from the first to the output.

    Raises:
        NNPlayError: an activation that only its own Python function says.
    """
    theta = model.parameters.theta
    for number, block in enumerate(model.parameters.layout.blocks, start=1):
        entry = block.activation
        tree = tree_of(entry, dict(zip(entry.constants, block.constants, strict=True)))
        row = entry.shape == "row" and entry.name in ("softmax", "maxout")
        if tree is None and not row:
            raise NNPlayError(
                f"{target} cannot be written from the Python function of {entry.name!r}: export to numpy, or define it "
                "as a formula (nn.formula)."
            )
        arrays = {name: block.view(theta, name) for name in block.places if name != "learned"}
        arrays |= {own_name(name): block.view(theta, "learned")[k] for k, name in enumerate(entry.learned)}
        yield Exported(number, block, arrays, tree)
