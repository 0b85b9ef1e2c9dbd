"""The kernels of a network, which trainings and predictions call by address, in the order of their addresses."""

FORWARD, BACKWARD, EVALUATE, GRADIENTS = range(4)
PASSES = (
    "forward_backward.forward", "forward_backward.backward", "inference.evaluate_chunks", "forward_backward.gradients",
)  # fmt: skip
N_PASSES = len(PASSES)
