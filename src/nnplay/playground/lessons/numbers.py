"""The numbers that lessons ask about, all of them of the network that is shown."""

from __future__ import annotations

import numpy as np

from nnplay.engine import reference
from nnplay.engine.batched import loss_rows
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.lessons.lesson import Numbers
from nnplay.playground.view_state import Seen
from nnplay.training.problem import Part

NUDGE = 0.1  # by which a weight is moved to see where the loss goes
POINT = (1.0, 2.0)  # at which a neuron is worked out


def neuron(seen: Seen) -> Numbers:
    """The first neuron at the point (1, 2): its weights, its bias, z and a."""
    p = _exact(seen)
    step = reference.forward(p, np.array([POINT]))[0]
    w1, w2 = p.W[0][:2, 0].tolist()
    return {"w1": w1, "w2": w2, "b": float(p.b[0][0]), "z": float(step.z[0, 0]), "a": float(step.a[0, 0])}


def likelihood(seen: Seen) -> Numbers:
    """The training row in the middle of the losses: its number and the probability p of its true class."""
    rows = _losses(seen)
    place = int(np.argsort(rows, kind="stable")[len(rows) // 2])
    return {"row": _number(seen, place), "p": float(np.exp(-rows[place]))}


def residual(seen: Seen) -> Numbers:
    """The training row in the middle of the errors: its number, its y and ŷ."""
    part = _train(seen)
    predicted = reference.forward(_exact(seen), part.X)[-1].a[:, 0]
    place = int(np.argsort(np.abs(predicted - part.Y[:, 0]), kind="stable")[len(predicted) // 2])
    return {"row": _number(seen, place), "y": float(part.Y[place, 0]), "y_hat": float(predicted[place])}


def slope(seen: Seen) -> Numbers:
    """The loss now, and with the first weight a little larger; the weight, its gradient and the learning rate."""
    part, p = _train(seen), _exact(seen)
    gradient = reference.gradient(p, reference.forward(p, part.X, training=True), part.Y, weight=part.weight)
    theta = p.theta.copy()
    theta[p.layout.blocks[0].places["W"][0]] += NUDGE
    moved = Parameters(p.architecture, theta)
    here, there = (reference.loss(q, reference.forward(q, part.X), part.Y, part.weight) for q in (p, moved))
    return {
        "here": here, "there": there, "nudge": NUDGE, "w": float(p.W[0][0, 0]),
        "g": float(p.layout.blocks[0].view(gradient, "W")[0, 0]), "rate": seen.snapshot.learning_rate,
    }  # fmt: skip


def backwards(seen: Seen) -> Numbers:
    """A training row whose hidden neuron is halfway: δ of the output, the weight v to it, and the neuron's a."""
    part, p = _train(seen), _exact(seen)
    passes = reference.forward(p, part.X)
    place = int(np.argmin(np.abs(np.abs(passes[0].a[:, 0]) - 0.5)))
    δ = passes[-1].a[place, 0] - part.Y[place, 0]  # of a sigmoid and its cross-entropy together
    return {"row": _number(seen, place), "delta": float(δ), "v": float(p.W[1][0, 0]), "a": float(passes[0].a[place, 0])}


def _exact(seen: Seen) -> Parameters:
    return Parameters(seen.parameters.architecture, seen.parameters.theta.astype(np.float64))


def _train(seen: Seen) -> Part:
    return seen.problem.parts["train"]


def _losses(seen: Seen) -> Array:
    """The loss of each training row."""
    part, p = _train(seen), _exact(seen)
    passes = reference.forward(p, part.X)
    rows: Array = loss_rows(p.architecture, passes[-1].u, passes[-1].a, part.Y)
    return rows


def _number(seen: Seen, place: int) -> int:
    """The number of a training row among all rows, as the page counts them."""
    return int(seen.problem.split.train[place]) + 1
