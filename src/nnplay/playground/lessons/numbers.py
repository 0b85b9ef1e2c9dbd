"""The numbers that lessons ask about, all of them of the network that is shown."""

from __future__ import annotations

import numpy as np

from nnplay.engine import reference
from nnplay.engine.batched import loss_rows
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.lessons.lesson import Numbers
from nnplay.playground.view_state import ViewState
from nnplay.training.problem import Part

NUDGE = 0.1  # by which a weight is moved to see where the loss goes
POINT = (1.0, 2.0)  # at which a neuron is worked out


def neuron(view_state: ViewState) -> Numbers:
    """The first neuron at the point (1, 2): its weights, its bias, z and a."""
    p = _exact(view_state)
    step = reference.forward(p, np.array([POINT]))[0]
    w1, w2 = p.W[0][:2, 0].tolist()
    return {"w1": w1, "w2": w2, "b": float(p.b[0][0]), "z": float(step.z[0, 0]), "a": float(step.a[0, 0])}


def likelihood(view_state: ViewState) -> Numbers:
    """The training row in the middle of the losses: its number and the probability p of its true class."""
    rows = _losses(view_state)
    place = int(np.argsort(rows, kind="stable")[len(rows) // 2])
    return {"row": _number(view_state, place), "p": float(np.exp(-rows[place]))}


def residual(view_state: ViewState) -> Numbers:
    """The training row in the middle of the errors: its number, its y and ŷ."""
    part = _train(view_state)
    predicted = reference.forward(_exact(view_state), part.X)[-1].a[:, 0]
    place = int(np.argsort(np.abs(predicted - part.Y[:, 0]), kind="stable")[len(predicted) // 2])
    return {"row": _number(view_state, place), "y": float(part.Y[place, 0]), "y_hat": float(predicted[place])}


def slope(view_state: ViewState) -> Numbers:
    """The loss now, and with the first weight a little larger; the weight, its gradient and the learning rate."""
    part, p = _train(view_state), _exact(view_state)
    gradient = reference.gradient(p, reference.forward(p, part.X, training=True), part.Y, weight=part.weight)
    theta = p.theta.copy()
    theta[p.layout.blocks[0].places["W"][0]] += NUDGE
    moved = Parameters(p.architecture, theta)
    here, there = (reference.loss(q, reference.forward(q, part.X), part.Y, part.weight) for q in (p, moved))
    return {
        "here": here, "there": there, "nudge": NUDGE, "w": float(p.W[0][0, 0]),
        "g": float(p.layout.blocks[0].view(gradient, "W")[0, 0]), "rate": view_state.snapshot.learning_rate,
    }  # fmt: skip


def backwards(view_state: ViewState) -> Numbers:
    """A training row whose hidden neuron is halfway: δ of the output, the weight v to it, and the neuron's a."""
    part, p = _train(view_state), _exact(view_state)
    passes = reference.forward(p, part.X)
    place = int(np.argmin(np.abs(np.abs(passes[0].a[:, 0]) - 0.5)))
    δ = passes[-1].a[place, 0] - part.Y[place, 0]  # of a sigmoid and its cross-entropy together
    return {
        "row": _number(view_state, place),
        "delta": float(δ),
        "v": float(p.W[1][0, 0]),
        "a": float(passes[0].a[place, 0]),
    }


def _exact(view_state: ViewState) -> Parameters:
    return Parameters(view_state.parameters.architecture, view_state.parameters.theta.astype(np.float64))


def _train(view_state: ViewState) -> Part:
    return view_state.problem.parts["train"]


def _losses(view_state: ViewState) -> Array:
    """The loss of each training row."""
    part, p = _train(view_state), _exact(view_state)
    passes = reference.forward(p, part.X)
    rows: Array = loss_rows(p.architecture, passes[-1].u, passes[-1].a, part.Y)
    return rows


def _number(view_state: ViewState, place: int) -> int:
    """The number of a training row among all rows, as the page counts them."""
    return int(view_state.problem.split.train[place]) + 1
