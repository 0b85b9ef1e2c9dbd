"""The pictures of one problem, as frames: what the page needs once, and what it needs again and again."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnplay.data import Dataset
from nnplay.draw.palette import Palette
from nnplay.parameters import Array
from nnplay.playground.maps import Maps
from nnplay.playground.scene import SCORES, Scene
from nnplay.playground.seen import Seen
from nnplay.problem import Problem
from nnplay.web.settings import FEATURES

SIDE, SMALL, LARGE = 100, 24, 80  # points along the surface, along a neuron's picture, and along the one looked at
MOST_DRAWN = 20_000  # numbers of θ, and neurons' points, up to which the network is drawn
PARTS = ("train", "test")


class Views:
    """The surface and the small pictures of a problem.

    Args:
        problem: what is trained.
        whole: the same rows with all columns.
        on: the colours.

    Attributes:
        scene: the data and the surface.
        score: what the training is judged by besides the loss.
    """

    def __init__(self, problem: Problem, whole: Dataset, on: Palette) -> None:
        self.problem = problem
        self.scene = Scene(problem, size=(SIDE, SIDE), on=on, over=whole)
        self.small, self.large = Maps(self.scene, SMALL), Maps(self.scene, LARGE)
        self._toy = self.scene.names == ("x1", "x2")
        self.score = SCORES[problem.dataset.task][0]

    def described(self) -> dict[str, Any]:
        """What does not change while the network learns."""
        blocks, on = self.problem.start.layout.blocks, self.scene.on
        layers = [
            {"width": b.n_out, "activation": b.layer.activation, "W": b.places["W"], "b": b.places["b"]} for b in blocks
        ]
        colours = {"positive": on.positive, "negative": on.negative, "paper": on.paper, "diverging": on.diverging[1:-1]}
        return self.scene.described() | {
            "features": self.problem.encoding.names, "offered": self.offered(), "layers": layers,
            "colours": colours, "small": SMALL, "large": LARGE, "score": self.score,
            "values": None if self.problem.dataset.classes else self.scene.values,
            "parameters": self.problem.start.count,
        }  # fmt: skip

    def offered(self) -> tuple[str, ...]:
        """The inputs that the network has or could have."""
        names = self.problem.encoding.names
        return (*FEATURES, *(name for name in names if name not in FEATURES)) if self._toy else names

    def inputs(self) -> Array:
        """The picture of each of them: (n, side, side)."""
        mine = dict(zip(self.problem.encoding.names, self.small.inputs(), strict=True))
        return np.stack([mine[name] if name in mine else self.small.expression(name) for name in self.offered()])

    def picture(self, seen: Seen, *, steps: bool, focus: tuple[int, int] | None) -> dict[str, Array]:
        """What changes with each step: surface, neurons, θ, and the neuron that is looked at."""
        parameters = seen.parameters
        colours = self.scene.colours(parameters, steps=steps)
        arrays: dict[str, Array] = {"surface": np.rint(colours * 255).astype(np.uint8).reshape(SIDE, SIDE, 3)}
        neurons = sum(self.problem.architecture.widths[1:])
        if parameters.count <= MOST_DRAWN:
            arrays["theta"] = parameters.theta.astype(np.float64)
        if neurons * SMALL**2 <= MOST_DRAWN * SMALL:
            arrays["neurons"] = self.small.neurons(parameters)
        if focus is not None and focus[0] < len(parameters.W) and focus[1] < parameters.layout.blocks[focus[0]].n_out:
            arrays["focus"] = self.large.neuron(parameters, *focus)
        return arrays

    def rows(self, seen: Seen, first: int) -> Array:
        """The history from a row on: epoch, and loss and score of training and test rows; NaN for what is not there."""
        names = ["epoch", *(f"{part}_{what}" for part in PARTS for what in ("loss", self.score))]
        new = [[row.get(name, np.nan) for name in names] for row in seen.rows[first:]]
        return np.array(new, dtype=np.float64).reshape(-1, len(names))
