"""The pictures of one problem, as frames: what the page needs once, and what it needs again and again."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from nnplay.data import Dataset
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.feature_axes import numeric_features, other_features
from nnplay.playground.gradient_norm import GradientNorm
from nnplay.playground.point_editor import is_editable
from nnplay.playground.predict_row import format_target, target_value
from nnplay.playground.surface import SCORES, SurfacePlot
from nnplay.playground.thumbnails import Thumbnails
from nnplay.playground.view_state import ViewState
from nnplay.plots.palette import Palette
from nnplay.training.problem import Problem
from nnplay.web.aside import Aside
from nnplay.web.settings import FEATURES

SIDE, LARGE = 100, 80  # points along the surface, and along the neuron that is looked at
SMALL = {800: 24, 4_000: 12, 100_000: 6}  # points along the picture of each of at most so many neurons
NAMED = 12  # classes beside the surface
MOST_DRAWN = 20_000  # numbers of θ up to which each weight is drawn
STRONGEST = 1_500  # weights that are drawn of more
PARTS = ("train", "test", "validation")
Plane: TypeAlias = tuple[str | None, str | None, tuple[tuple[str, Any], ...]]


class Views:
    """The surface and the small pictures of a problem.

    Args:
        problem: what is trained.
        whole: the same rows with all columns.
        on: the colours.
        plane: the features across and up, and where the others are held.

    Attributes:
        scene: the data and the surface.
        gradient_norm: how long the gradient is.
        score: what the training is judged by besides the loss.
    """

    def __init__(self, problem: Problem, whole: Dataset, on: Palette, plane: Plane = (None, None, ())) -> None:
        x, y, held = self.plane = plane
        self.problem = problem
        self.scene = SurfacePlot(problem, x, y, (SIDE, SIDE), on, whole, dict(held))
        self.gradient_norm = GradientNorm(problem)
        neurons = sum(problem.architecture.widths[1:])
        side = next((side for most, side in SMALL.items() if neurons <= most), min(SMALL.values()))
        self.small, self.large = Thumbnails(self.scene, side), Thumbnails(self.scene, LARGE)
        self._toy = self.scene.names == ("x1", "x2")
        self.score = SCORES[problem.dataset.task][0]

    def described(self) -> dict[str, Any]:
        """What does not change while the network learns."""
        blocks, on = self.problem.start.layout.blocks, self.scene.palette
        layers = [
            {"width": b.n_out, "activation": b.layer.activation, "dropout": b.layer.dropout, "norm": b.layer.norm,
             "skip": b.layer.skip, "W": b.arrays["W"], "b": b.arrays["b"]} for b in blocks
        ]  # fmt: skip
        colours = {"positive": on.positive, "negative": on.negative, "paper": on.paper, "diverging": on.diverging[1:-1]}
        return self.scene.metadata() | {
            "features": self.problem.encoding.names, "offered": self.offered(), "layers": layers,
            "colours": colours, "small": self.small.side, "large": LARGE, "score": self.score,
            "values": None if self.problem.dataset.classes else self.scene.values,
            "parameters": self.problem.start.count, "whole": self.problem.start.count <= MOST_DRAWN,
            "drawable": is_editable(self.scene.full_data), "labels": list(self.problem.dataset.classes[:8]),
            "texts": self.problem.dataset.targets[0].kind == "category",
            "key": self.scene.legend(NAMED), "outputs": self._outputs(),
            "choices": numeric_features(self.scene.full_data),
            "rest": other_features(
                self.problem, self.scene.full_data, self.scene.fixed_values, self.scene.names or ()
            ),
        }  # fmt: skip

    def _outputs(self) -> list[str]:
        """The names of the outputs; none where there is only one."""
        data, many = self.problem.dataset, self.problem.architecture.widths[-1] > 1
        return list(map(str, data.classes or data.target_names)) if many else [""]

    def offered(self) -> tuple[str, ...]:
        """The inputs that the network has or could have."""
        names = self.problem.encoding.names
        return (*FEATURES, *(name for name in names if name not in FEATURES)) if self._toy else names

    def inputs(self) -> Array:
        """The picture of each of them: (n, side, side)."""
        mine = dict(zip(self.problem.encoding.names, self.small.inputs(), strict=True))
        return np.stack([mine[name] if name in mine else self.small.expression(name) for name in self.offered()])

    def picture(self, view_state: ViewState, *, steps: bool, focus: tuple[int, int] | None) -> dict[str, Array]:
        """What changes with each step: surface, neurons, θ, and the neuron that is looked at."""
        parameters = view_state.parameters
        colours = self.scene.colors(parameters, discrete=steps)
        arrays: dict[str, Array] = {"surface": np.rint(colours * 255).astype(np.uint8).reshape(SIDE, SIDE, 3)}
        if parameters.count <= MOST_DRAWN:
            arrays["theta"] = parameters.theta.astype(np.float64)
        else:
            arrays["strongest"] = strongest(parameters)
        arrays["neurons"] = self.small.neurons(parameters)
        if focus is not None and focus[0] < len(parameters.W) and focus[1] < parameters.layout.blocks[focus[0]].n_out:
            arrays["focus"] = self.large.neuron(parameters, *focus)
        return arrays

    def numbers(self, view_state: ViewState, layer: int, place: int) -> dict[str, Array]:
        """The bias of a neuron, and below it its weights: a column for each of its pieces; none where there is no such.

        A page that is sent all of θ has them already.
        """
        parameters = view_state.parameters
        if parameters.count <= MOST_DRAWN or layer >= len(parameters.W):
            return {}
        block, W, b = parameters.layout.blocks[layer], parameters.W[layer], parameters.b[layer]
        if place >= block.n_out:
            return {}
        pieces = W.shape[1] // block.n_out
        columns = slice(place * pieces, (place + 1) * pieces)
        return {"numbers": np.vstack([b[columns], W[:, columns]]).astype(np.float64)}

    def chosen(self, row: int | None) -> dict[str, Any] | None:
        """A row of the data: its place, its target, and where it lies on the plane and in which colour, if it does."""
        data = self.problem.dataset
        if row is None:
            return None
        place = min(row, data.n_rows - 1)
        truth = format_target(target_value(self.problem, place))
        return {"place": place, "point": self.scene.point(place), "truth": truth}

    def rows(self, view_state: ViewState, first: int) -> Array:
        """The history from a row on: epoch, and loss and score of each part; NaN for what is not there."""
        names = self._columns()
        new = [[row.get(name, np.nan) for name in names] for row in view_state.rows[first:]]
        return np.array(new, dtype=np.float64).reshape(-1, len(names))

    def _columns(self) -> list[str]:
        return ["epoch", *(f"{part}_{what}" for part in PARTS for what in ("loss", self.score))]

    def kept(self, aside: Sequence[Aside]) -> tuple[list[dict[str, Any]], dict[str, Array]]:
        """The runs that were set aside: a colour for each, whether they are of these data, and their histories."""
        told, arrays = [], {}
        for k, one in enumerate(aside):
            run = one.kept.run
            length = len(run.history.get("epoch", ()))
            columns = [run.history.get(name, [np.nan] * length) for name in self._columns()]
            arrays[f"kept{k}"] = np.array(columns, dtype=np.float64).reshape(len(columns), length).T
            same = (
                run.recipe.data == self.problem.recipe.data and run.architecture.loss == self.problem.architecture.loss
            )
            told.append({"colour": self.scene.palette.colour(k + 2), "same": same})
        return told, arrays


def strongest(parameters: Parameters) -> Array:
    """The strongest weights of each layer: (n, 4) with layer, from, to, and the weight, counted from 0."""
    blocks = parameters.layout.blocks
    most, found = -(-STRONGEST // len(blocks)), []
    for layer, (block, W) in enumerate(zip(blocks, parameters.W, strict=True)):
        size = np.abs(W).ravel()
        taken = np.argpartition(size, -min(most, len(size)))[-most:] if len(size) > most else np.arange(len(size))
        rows, columns = np.divmod(taken, W.shape[1])
        ends = columns * block.n_out // W.shape[1]
        found.append(np.stack([np.full(len(taken), layer), rows, ends, W.ravel()[taken]], axis=1))
    strong: Array = np.concatenate(found).astype(np.float32)
    return strong
