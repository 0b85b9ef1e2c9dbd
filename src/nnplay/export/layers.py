"""One layer of a network on its way into an export: its arrays, and what its activation computes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnplay.errors import NNPlayError
from nnplay.export.activations import activation_trees
from nnplay.export.dialects import SourceDialect
from nnplay.utils.expressions.tree import Node

if TYPE_CHECKING:
    from nnplay.network.parameters import Array, Block
    from nnplay.training.model import Model

# What exported files call something else, so that no learned constant can be called the same.
RESERVED = (
    "W",
    "b",
    "gamma",
    "beta",
    "mean",
    "variance",
    "P",
    "layer",
    "norm",
    "skip",
    "dropout",
    "term",
    "z",
    "a",
    "u",
)


def own_name(learned: str) -> str:
    """What a learned constant is called in an export."""
    return f"own_{learned}" if learned in RESERVED else learned


@dataclass(frozen=True, eq=False)
class ExportLayer:
    """One layer with its arrays.

    Attributes:
        number: counted from 1.
        block: its place in θ.
        arrays: W (n_in, n_z), b, gamma, beta, mean, variance, P by name; each learned constant by its own.
    """

    number: int
    block: Block
    arrays: dict[str, Array]

    @property
    def built_in(self) -> bool:
        """Whether its activation is an entry of the catalog itself, so that a library may know it by name."""
        return str(self.block.activation.function.__module__).startswith("nnplay.catalog.activations.")

    def trees(self, target: str) -> tuple[Node, ...]:
        """What its activation computes: see `activation_trees`.

        Raises:
            NNPlayError: the activation is a Python function that cannot be translated; `target` needs it to be.
        """
        block, entry = self.block, self.block.activation
        constants = dict(zip(entry.constants, block.constants, strict=True))
        trees = activation_trees(entry, constants, block.n_z, block.n_out)
        if trees is None:
            raise NNPlayError(
                f"{target} cannot be written from the Python function of {entry.name!r}: export to numpy, or define it "
                "as a formula (nn.formula)."
            )
        return trees

    def native(self, dialect: SourceDialect, z: str) -> str | None:
        """The library's own function for the activation, None where there is none."""
        entry = self.block.activation
        form = dialect.natives.get(entry.name) if self.built_in else None
        if form is None or (entry.constants and entry.shape == "element"):
            return None
        return form.format(z=z, n_out=self.block.n_out, pieces=self.block.n_z // self.block.n_out)

    def source(self, dialect: SourceDialect, z: str, target: str, learned: str = "{}") -> tuple[list[str], str]:
        """The lines before, and the source of, a = f(z): the library's own function, or else what the entry computes.

        Args:
            dialect: of the library.
            z: what the input is called.
            target: what an error calls the export.
            learned: what a learned constant is called, with {} for its name.

        Raises:
            NNPlayError: the activation is a Python function that cannot be translated.
        """
        native = self.native(dialect, z)
        return ([], native) if native is not None else self.write(dialect, self.trees(target), z, learned)

    def write(
        self, dialect: SourceDialect, trees: tuple[Node, ...], z: str, learned: str = "{}"
    ) -> tuple[list[str], str]:
        """The lines before, and the source of, what the activation computes."""
        entry = self.block.activation
        if entry.shape == "row":
            lines, texts = dialect.statements(trees, {f"z{k}": f"{z}[:, {k}]" for k in range(self.block.n_z)})
            return lines, dialect.stack.format(", ".join(texts))
        names = {"z": z} | {name: learned.format(own_name(name)) for name in entry.learned}
        lines, texts = dialect.statements(trees, names)
        return lines, texts[0]


def layers_of(model: Model) -> Iterator[ExportLayer]:
    """The layers from the first to the output."""
    theta = model.parameters.theta
    for number, block in enumerate(model.parameters.layout.blocks, start=1):
        arrays = {name: block.view(theta, name) for name in block.arrays if name != "learned"}
        learned = block.activation.learned
        arrays |= {own_name(name): block.view(theta, "learned")[k] for k, name in enumerate(learned)}
        yield ExportLayer(number, block, arrays)
