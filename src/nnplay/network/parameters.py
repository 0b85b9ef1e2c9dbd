"""The parameters θ: one flat vector, with named views for the arrays of each layer."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np

from nnplay.catalog import Activation, activations, initializers
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.types import Array as Array

RUNNING_STATISTICS = ("mean", "variance")


@dataclass(frozen=True)
class Block:
    """Where the arrays of one layer are in θ: `arrays` maps each name to its offset and shape.

    W (n_in, n_z) and b (n_z,) give z; n_z is n_out, or n_out·k for maxout(k). Normalization adds gamma and beta (n_z,),
    learned constants `learned` (count, n_out), and a skip connection between different widths P (n_in, n_out).
    mean and variance (n_z,) are the running statistics of batch normalization. They follow the trained part of θ, and
    the optimizer does not change them.
    """

    layer: Layer
    activation: Activation
    constants: tuple[float, ...]
    n_in: int
    n_z: int
    n_out: int
    arrays: dict[str, tuple[int, tuple[int, ...]]]

    def view(self, theta: Array, name: str) -> Any:
        """The named array as a view into θ; None if the layer does not have it."""
        if name not in self.arrays:
            return None
        start, shape = self.arrays[name]
        return theta[start : start + math.prod(shape)].reshape(shape)


@dataclass(frozen=True)
class Layout:
    """Where every array is in θ, and how many of its `size` numbers are trained."""

    blocks: tuple[Block, ...]
    trained: int
    size: int

    @property
    def weights(self) -> list[tuple[int, int]]:
        """(start, stop) of each weight matrix, W and P, to which penalties and weight decay apply."""
        return [
            (start, start + math.prod(shape))
            for block in self.blocks
            for name, (start, shape) in block.arrays.items()
            if name in ("W", "P")
        ]


def layout(architecture: Architecture) -> Layout:
    """The layout of θ for a resolved architecture."""
    return _layout(architecture, activations.version)


@lru_cache(maxsize=256)
def _layout(architecture: Architecture, version: int) -> Layout:
    shapes: list[tuple[Layer, Activation, dict[str, float], int, int, dict[str, tuple[int, ...]]]] = []
    n_in = architecture.inputs or 0
    for layer in architecture.all_layers:
        entry, constants = activations.resolve(layer.activation)
        n_out, n_z = layer.width, layer.width * layer.pieces
        shape: dict[str, tuple[int, ...]] = {"W": (n_in, n_z), "b": (n_z,)}
        if layer.norm:
            shape |= {"gamma": (n_z,), "beta": (n_z,)}
        if entry.learned:
            shape["learned"] = (len(entry.learned), n_out)
        if layer.skip and n_in != n_out:
            shape["P"] = (n_in, n_out)
        if layer.norm == "batch":
            shape |= {"mean": (n_z,), "variance": (n_z,)}
        shapes.append((layer, entry, constants, n_in, n_z, shape))
        n_in = n_out
    offsets: list[dict[str, tuple[int, tuple[int, ...]]]] = [{} for _ in shapes]
    size = trained = 0
    for running in (False, True):
        for arrays, (*_, shape) in zip(offsets, shapes, strict=True):
            for name, dimensions in shape.items():
                if (name in RUNNING_STATISTICS) is running:
                    arrays[name] = (size, dimensions)
                    size += math.prod(dimensions)
        trained = trained or size
    blocks = tuple(
        Block(layer, entry, tuple(constants.values()), n_in, n_z, layer.width, arrays)
        for (layer, entry, constants, n_in, n_z, _), arrays in zip(shapes, offsets, strict=True)
    )
    return Layout(blocks, trained, size)


@dataclass(frozen=True, eq=False)
class Parameters:
    """The parameters of a network: a flat vector θ with read-only views ``W[l]`` (n_in, n_out), ``b[l]`` (n_out,), ….

    >>> import nnplay as nn
    >>> parameters = nn.train("iris", (8,), epochs=5).parameters
    >>> [W.shape for W in parameters.W], [b.shape for b in parameters.b], parameters.count
    ([(4, 8), (8, 3)], [(8,), (3,)], 67)
    """

    architecture: Architecture
    theta: Array

    def __post_init__(self) -> None:
        theta = np.ascontiguousarray(self.theta)
        if theta.dtype not in (np.float32, np.float64):  # compiled code reads the memory as one of these
            raise NNPlayError(f"θ must be float32 or float64, not {theta.dtype}.")
        if theta.shape != (layout(self.architecture).size,):
            raise NNPlayError(f"θ has {theta.size} numbers, but the architecture needs {self.layout.size}.")
        if theta.flags.writeable:
            theta = theta.copy()
            theta.flags.writeable = False
        object.__setattr__(self, "theta", theta)

    def replace(self, theta: Array) -> "Parameters":
        """The same network with a copy of another θ.

        It does not look up the layout again, which takes longer than a small network takes for an epoch.
        """
        if theta.shape != self.theta.shape:
            raise NNPlayError(f"θ has {theta.size} numbers, but the architecture needs {self.theta.size}.")
        theta = theta.copy()
        theta.flags.writeable = False
        parameters = object.__new__(Parameters)
        object.__setattr__(parameters, "architecture", self.architecture)
        object.__setattr__(parameters, "theta", theta)
        return parameters

    @property
    def layout(self) -> Layout:
        """Where each array is in θ."""
        return layout(self.architecture)

    @property
    def count(self) -> int:
        """The number of trained parameters."""
        return self.layout.trained

    @cached_property
    def W(self) -> tuple[Array, ...]:
        """The weights of each layer, (n_in, n_z)."""
        return self._views("W")

    @cached_property
    def b(self) -> tuple[Array, ...]:
        """The biases of each layer, (n_z,)."""
        return self._views("b")

    @cached_property
    def gamma(self) -> tuple[Any, ...]:
        """The scale γ after the normalization of each layer, (n_z,), or None."""
        return self._views("gamma")

    @cached_property
    def beta(self) -> tuple[Any, ...]:
        """The shift β after the normalization of each layer, (n_z,), or None."""
        return self._views("beta")

    @cached_property
    def learned(self) -> tuple[Any, ...]:
        """The learned constants of each layer's activation, (count, n_out), or None."""
        return self._views("learned")

    @cached_property
    def P(self) -> tuple[Any, ...]:
        """The projection of each skip connection between different widths, (n_in, n_out), or None."""
        return self._views("P")

    @cached_property
    def mean(self) -> tuple[Any, ...]:
        """The running mean of each batch normalization, (n_z,), or None."""
        return self._views("mean")

    @cached_property
    def variance(self) -> tuple[Any, ...]:
        """The running variance of each batch normalization, (n_z,), or None."""
        return self._views("variance")

    def _views(self, name: str) -> tuple[Any, ...]:
        return tuple(block.view(self.theta, name) for block in self.layout.blocks)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """θ, so that NumPy functions accept the parameters."""
        return np.array(self.theta, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        return f"<{self.count:,} parameters in {len(self.layout.blocks)} layers, {self.theta.dtype}>"


def initialize(
    architecture: Architecture,
    *,
    seed: int = 0,
    restarts: int = 0,
    random_streams: Literal["separate", "shared"] = "separate",
    initializer: str | None = None,
    dtype: str = "float32",
) -> Parameters:
    """Initial parameters, drawn in float64 from `seed` so that both dtypes start with the same numbers.

    Each number of restarts gives other ones. They do not depend on the split of the same seed, unless `random_streams`
    is "shared", as in earlier versions. A layer uses its own initializer, or else `initializer`, or else the one
    of its activation.

    Raises:
        NNPlayError: an initializer returned weights of another shape, or weights that are not finite.
    """
    positions = layout(architecture)
    theta = np.zeros(positions.size)
    rng = stream(seed, Purpose.WEIGHTS if random_streams == "separate" else Purpose.SPLIT, restarts)
    for block in positions.blocks:
        spec = block.layer.initializer or initializer or block.activation.initializer
        entry, constants = initializers.resolve(spec)
        for name in ("W", "P"):
            matrix = block.view(theta, name)
            if matrix is not None:
                weights = np.asarray(entry(*matrix.shape, rng, **constants), dtype=float)
                if weights.shape != matrix.shape or not np.isfinite(weights).all():
                    raise NNPlayError(f"The initializer {spec!r} must return finite weights of shape {matrix.shape}.")
                matrix[:] = weights
        for name, value in (("gamma", 1.0), ("variance", 1.0)):
            vector = block.view(theta, name)
            if vector is not None:
                vector[:] = value
        learned = block.view(theta, "learned")
        if learned is not None:
            names = tuple(block.activation.constants)
            learned[:] = [[block.constants[names.index(c)]] for c in block.activation.learned]
    return Parameters(architecture, theta.astype(dtype))


def check_memory(
    architecture: Architecture, *, copies: int, itemsize: int, available: int, rows: int = 1, instead: str = ""
) -> None:
    """Check that parameters, gradient and optimizer state fit into memory, and a batch beside them.

    Args:
        architecture: a resolved architecture.
        copies: number of vectors of the size of θ that training needs.
        itemsize: bytes per number.
        available: bytes of memory that may be used.
        rows: rows in a batch.
        instead: advice for the case that only the batch is too large.

    Raises:
        NNPlayError: they do not fit; the message says how much memory is needed.
    """
    size = layout(architecture).size
    needed = size * copies * itemsize
    batch = rows * sum(2 * (block.n_z + block.n_out) for block in layout(architecture).blocks) * itemsize
    if needed > available:
        raise NNPlayError(
            f"This architecture has {size:,} parameters and would need {format_bytes(needed)} of memory to train, "
            f"but only {format_bytes(available)} is available; make its layers narrower."
        )
    if needed + batch > available:
        raise NNPlayError(
            f"A batch of {rows:,} {'row' if rows == 1 else 'rows'} would need {format_bytes(batch)} of memory in this "
            f"network, but only {format_bytes(available - needed)} is available; {instead} or make its layers narrower."
        )


def format_bytes(count: float) -> str:
    """A number of bytes for a message: 1536 → '1.54 kB'."""
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.0f} PB"
