"""The numbers that lesson steps refer to, computed from the current network."""

import numpy as np

from nnplay.engine import reference
from nnplay.engine.batched import loss_per_row
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.lessons.lesson import Values
from nnplay.playground.view_state import ViewState
from nnplay.training.problem import Part

WEIGHT_STEP = 0.1  # added to a weight to estimate the slope of the loss
POINT = (1.0, 2.0)  # where the neuron is evaluated


def neuron(view_state: ViewState) -> Values:
    """The first neuron at the point (1, 2): its weights and bias, z and a."""
    p = _float64(view_state)
    step = reference.forward(p, np.array([POINT]))[0]
    w1, w2 = p.W[0][:2, 0].tolist()
    return {"w1": w1, "w2": w2, "b": float(p.b[0][0]), "z": float(step.z[0, 0]), "a": float(step.a[0, 0])}


def likelihood(view_state: ViewState) -> Values:
    """The training row with the median loss: its number, and the probability p of its true class."""
    losses = _row_losses(view_state)
    index = int(np.argsort(losses, kind="stable")[len(losses) // 2])
    return {"row": _row_number(view_state, index), "p": float(np.exp(-losses[index]))}


def residual(view_state: ViewState) -> Values:
    """The training row with the median absolute error: its number, y and ŷ."""
    part = _training_part(view_state)
    predicted = reference.forward(_float64(view_state), part.X)[-1].a[:, 0]
    index = int(np.argsort(np.abs(predicted - part.Y[:, 0]), kind="stable")[len(predicted) // 2])
    return {"row": _row_number(view_state, index), "y": float(part.Y[index, 0]), "y_hat": float(predicted[index])}


def slope(view_state: ViewState) -> Values:
    """The training loss before and after a small increase of the first weight; the weight, its gradient, the rate."""
    part, p = _training_part(view_state), _float64(view_state)
    gradient = reference.gradient(p, reference.forward(p, part.X, training=True), part.Y, weight=part.weight)
    theta = p.theta.copy()
    theta[p.layout.blocks[0].arrays["W"][0]] += WEIGHT_STEP
    moved = Parameters(p.architecture, theta)
    before, after = (reference.loss(q, reference.forward(q, part.X), part.Y, part.weight) for q in (p, moved))
    return {
        "before": before, "after": after, "step": WEIGHT_STEP, "w": float(p.W[0][0, 0]),
        "g": float(p.layout.blocks[0].view(gradient, "W")[0, 0]), "rate": view_state.snapshot.learning_rate,
    }  # fmt: skip


def backpropagation(view_state: ViewState) -> Values:
    """A training row whose hidden |a| is near 0.5: δ of the output, the weight v to it, and the hidden neuron's a."""
    part, p = _training_part(view_state), _float64(view_state)
    passes = reference.forward(p, part.X)
    index = int(np.argmin(np.abs(np.abs(passes[0].a[:, 0]) - 0.5)))
    δ = passes[-1].a[index, 0] - part.Y[index, 0]  # joint gradient of sigmoid and cross-entropy
    return {
        "row": _row_number(view_state, index),
        "delta": float(δ),
        "v": float(p.W[1][0, 0]),
        "a": float(passes[0].a[index, 0]),
    }


def _float64(view_state: ViewState) -> Parameters:
    return Parameters(view_state.parameters.architecture, view_state.parameters.theta.astype(np.float64))


def _training_part(view_state: ViewState) -> Part:
    return view_state.problem.parts["train"]


def _row_losses(view_state: ViewState) -> Array:
    """The loss of each training row, (n,)."""
    part, p = _training_part(view_state), _float64(view_state)
    passes = reference.forward(p, part.X)
    losses: Array = loss_per_row(p.architecture, passes[-1].u, passes[-1].a, part.Y)
    return losses


def _row_number(view_state: ViewState, index: int) -> int:
    """The 1-based number in the dataset of a training row."""
    return int(view_state.problem.split.train[index]) + 1
