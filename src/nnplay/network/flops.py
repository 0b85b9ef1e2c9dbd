"""The number of floating-point operations of a forward pass and of a training step."""

from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Block, layout


def forward_flops(architecture: Architecture) -> int:
    """Operations per row of a forward pass through a resolved architecture.

    Only the matrix products z = a @ W and a @ P are counted, with 2 operations per weight: a multiplication and an
    addition. Biases and activations add only a few per neuron.
    """
    return 2 * sum(_multiplications(block) for block in layout(architecture).blocks)


def training_flops(architecture: Architecture) -> int:
    """Operations per row of a training step: forward, ∂L/∂W = aᵀ @ δ, and δ @ Wᵀ for all layers but the first."""
    blocks = layout(architecture).blocks
    return 2 * forward_flops(architecture) + 2 * sum(_multiplications(block) for block in blocks[1:])


def _multiplications(block: Block) -> int:
    return block.n_in * block.n_z + (block.n_in * block.n_out if "P" in block.arrays else 0)
