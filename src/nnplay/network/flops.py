"""What a network costs: its arithmetic in floating-point operations."""

from __future__ import annotations

from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout


def forward_flops(architecture: Architecture) -> int:
    """Operations of one row's way forward through a resolved architecture: 2 for each weight, a product and a sum.

    Only the matrix products z = a @ W and a @ P are counted; activations and biases add a few for each neuron.
    """
    return 2 * sum(block.n_in * block.n_z + _projection(block) for block in layout(architecture).blocks)


def training_flops(architecture: Architecture) -> int:
    """Operations of one row in one step: forward, ∂L/∂W = aᵀ @ δ, and δ @ Wᵀ of all layers but the first."""
    blocks = layout(architecture).blocks
    below = sum(block.n_in * block.n_z + _projection(block) for block in blocks[1:])
    return 2 * forward_flops(architecture) + 2 * below


def _projection(block: object) -> int:
    places = getattr(block, "places", {})
    if "P" not in places:
        return 0
    n_in, n_out = places["P"][1]
    return int(n_in * n_out)
