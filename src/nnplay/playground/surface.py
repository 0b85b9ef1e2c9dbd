"""What a live picture shows of a training: values only, made ready to be sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.analysis.feature_plane import encoded, shades
from nnplay.data import Dataset
from nnplay.network.parameters import Array, Parameters
from nnplay.playground import feature_axes
from nnplay.plots import palette, surface_colors
from nnplay.plots.palette import Palette
from nnplay.training.problem import Problem

SIDE = 72  # points of the surface along each side, unless told
MOST_POINTS = 600
SCORES = {"classification": ("accuracy", "accuracy"), "regression": ("r2", "R²")}


class Scene:
    """The data of a problem over two of its features, and what a network predicts there.

    Args:
        problem: what is trained.
        x: the feature that runs across; without it and `y` the two are shown that tell most about the target.
        y: the feature that runs up.
        size: points of the surface across and up.
        on: the colours.
        over: data with the same rows and all columns, where the network takes only some of them.
        held: where the other features are held; what is not in it is at its median, or first value.

    Attributes:
        names: the two features; None where the data have no such plane: then the picture is made of their rows.
        held: where the others are held, as far as one has said.
        spans: the lowest and highest value across, and up.
        values: the ends of the scale of a regression's colours, 0 and 1 for classes.
    """

    def __init__(
        self,
        problem: Problem,
        x: str | None = None,
        y: str | None = None,
        size: tuple[int, int] = (SIDE, SIDE),
        on: Palette = palette.LIGHT,
        over: Dataset | None = None,
        held: Mapping[str, Any] | None = None,
    ) -> None:
        self.problem, self.size, self.on = problem, size, on
        self.over = problem.dataset if over is None else over
        self.names = feature_axes.shown(problem, self.over, x, y)
        self.held = feature_axes.held(problem, self.over, held or {})
        if problem.dataset.multilabel or len(problem.dataset.targets) > 1:
            self.names = None
        self._order = list(problem.dataset.classes)
        truth = problem.coding.truth(problem.dataset, np.arange(problem.dataset.n_rows))
        self._truth = truth if truth.ndim == 1 else truth[:, 0]
        self.values = surface_colors.value_range(self._truth) if not self._order else (0.0, 1.0)
        if self.names is not None:
            columns = {c.name: c.values for c in self.over.features}
            self._columns = [np.asarray(columns[name], dtype=float) for name in self.names]
            self.spans = [surface_colors.span_of(values) for values in self._columns]
        self._X = self.inputs(size)

    def mesh(self, size: tuple[int, int]) -> Array:
        """So many points across and up over the plane: (across·up, 2), row by row from the lowest."""
        return surface_colors.mesh(self.spans[0], self.spans[1], size)

    def inputs(self, size: tuple[int, int]) -> Array:
        """X (across·up, n_in) of the picture: points of the plane, or rows of the data ordered by the target."""
        problem = self.problem
        if self.names is not None:
            return encoded(self.over, problem.encoding, self.names, self.mesh(size), self.held)
        places = np.linspace(0, problem.dataset.n_rows - 1, size[0] * size[1])
        ordered = np.argsort(np.unique(self._truth, return_inverse=True)[1], kind="stable")
        X: Array = problem.encoding.transform(problem.dataset, ordered[np.rint(places).astype(int)])
        return X

    def described(self) -> dict[str, Any]:
        """What does not change while the network learns."""
        problem, task = self.problem, self.problem.dataset.task
        score, score_name = SCORES[task]
        plain: dict[str, Any] = {
            "title": problem.dataset.name, "network": str(problem.architecture), "epochs": problem.recipe.epochs,
            "rate": problem.recipe.learning_rate, "loss": problem.architecture.loss, "score": score,
            "score_name": score_name, "parts": {name: self.on.parts[name] for name in problem.parts},
            "side": self.size[0], "plane": None, "key": self.key(),
        }  # fmt: skip
        if self.names is not None:
            plain["plane"] = {"names": self.names, "spans": self.spans, "points": self.points(), "key": self.key()}
        return plain

    def points(self, most: int = MOST_POINTS) -> list[list[Any]]:
        """Some of the rows: x, y, colour, whether it was kept aside, the place of its class or 0, the row's number."""
        rows = np.arange(self.problem.dataset.n_rows)
        if len(rows) > most:
            rows = np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
        return self._points(rows)

    def point(self, row: int) -> list[Any] | None:
        """One of the rows in the same way; None where it has no place on the plane."""
        found = self._points(np.array([row])) if self.names is not None else []
        return found[0] if found else None

    def _points(self, rows: Array) -> list[list[Any]]:
        held = np.zeros(self.problem.dataset.n_rows, dtype=bool)
        held[self.problem.split.test] = True
        if self._order:
            place = {label: k for k, label in enumerate(self._order)}
            classes = [place[label] for label in self._truth[rows].tolist()]
            colours = [self.on.colour(k) for k in classes]
        else:
            shades_ = np.rint(surface_colors.value_colours(self._truth[rows], self.values, self.on) * 255).astype(int)
            classes, colours = [0] * len(rows), [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in shades_.tolist()]
        across, up = (values[rows].tolist() for values in self._columns)
        told = zip(across, up, colours, held[rows].tolist(), classes, rows.tolist(), strict=True)
        return [list(point) for point in told if math.isfinite(point[0]) and math.isfinite(point[1])]

    def key(self, most: int = 8) -> list[tuple[str, str]]:
        """The names of the first classes and their colours."""
        return [(str(label), self.on.colour(k)) for k, label in enumerate(self._order[:most])]

    def image(self, parameters: Parameters) -> bytes:
        """The surface as bytes R, G, B, row by row from the top; none where there is no plane."""
        return b"" if self.names is None else surface_colors.pixels(self.colours(parameters), self.size)

    def colours(self, parameters: Parameters, *, steps: bool = False) -> Array:
        """The colour (across·up, 3) of each point of the surface, 0 … 1, row by row from the lowest.

        With `steps` only the decision is shown: the class, or on which side of the middle the value is.
        """
        model = self.problem.model(parameters)
        predicted = shades(model, model.outputs(self._X))
        if not self._order:  # of several values the first
            predicted = np.asarray(predicted, dtype=float).reshape(len(predicted), -1)[:, 0]
        if steps:
            predicted = self._decided(predicted)
        if self._order:
            return surface_colors.region_colours(predicted, self._order, self.on)
        return surface_colors.value_colours(predicted, self.values, self.on)

    def _decided(self, predicted: Array) -> Array:
        """The class that is likeliest, for certain; or the end of the range that is nearer."""
        if self._order:
            scores, _ = surface_colors.scores_of(predicted, self._order)
            certain: Array = np.eye(scores.shape[1])[scores.argmax(axis=1)]
            return certain
        low, high = self.values
        return np.where(predicted >= (low + high) / 2, high, low)

    def levels(self, parameters: Parameters) -> Array:
        """How high each point lies, 0 … 1, where there are no colours: its class, or its value, row by row."""
        model = self.problem.model(parameters)
        predicted = shades(model, model.outputs(self._X))
        if self._order:
            scores, known = surface_colors.scores_of(predicted, self._order)
            two = scores.shape[1] == 2
            found = scores[:, 1] if two else scores.argmax(axis=1) / max(scores.shape[1] - 1, 1)
            return np.where(known, found, 0.0)
        low, high = self.values
        return np.nan_to_num(np.clip((np.asarray(predicted, dtype=float).ravel() - low) / (high - low), 0, 1))
