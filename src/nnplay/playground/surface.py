"""The surface plot: predictions over two features, with the data points, as plain values."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.analysis.feature_plane import encode_plane, surface_values
from nnplay.data import Dataset
from nnplay.network.parameters import Array, Parameters
from nnplay.playground import feature_axes
from nnplay.plots import surface_colors
from nnplay.plots.palette import LIGHT, Palette
from nnplay.training.problem import Problem

SIDE = 72  # default number of pixels along each side
MAX_POINTS = 600
SCORES = {"classification": ("accuracy", "accuracy"), "regression": ("r2", "R²")}


class SurfacePlot:
    """The predictions of a network over two features, and the rows of the data as points.

    Args:
        problem: the training problem.
        x: the feature on the x axis; if x and y are None, the two most informative features are chosen.
        y: the feature on the y axis.
        size: pixels along the x axis and the y axis.
        palette: the colors.
        full_data: the same rows with all columns, if the network uses only some of them.
        fixed_values: values of features that are not on an axis; by default the median or the first category.

    Attributes:
        names: the two features; None if the data have no such plane, and the pixels are rows of the data instead.
        fixed_values: as given.
        ranges: (low, high) of the x axis and of the y axis.
        values: (low, high) of the color scale; (0, 1) for classes.
    """

    def __init__(
        self,
        problem: Problem,
        x: str | None = None,
        y: str | None = None,
        size: tuple[int, int] = (SIDE, SIDE),
        palette: Palette = LIGHT,
        full_data: Dataset | None = None,
        fixed_values: Mapping[str, Any] | None = None,
    ) -> None:
        self.problem, self.size, self.palette = problem, size, palette
        self.full_data = problem.dataset if full_data is None else full_data
        self.names = feature_axes.choose_axes(problem, self.full_data, x, y)
        self.fixed_values = feature_axes.check_fixed_values(problem, self.full_data, fixed_values or {})
        if problem.dataset.multilabel or len(problem.dataset.targets) > 1:
            self.names = None
        self._classes = list(problem.dataset.classes)
        truth = problem.coding.truth(problem.dataset, np.arange(problem.dataset.n_rows))
        self._truth = truth if truth.ndim == 1 else truth[:, 0]
        self.values = surface_colors.value_range(self._truth) if not self._classes else (0.0, 1.0)
        if self.names is not None:
            columns = {c.name: c.values for c in self.full_data.features}
            self._columns = [np.asarray(columns[name], dtype=float) for name in self.names]
            self.ranges = [surface_colors.span_of(values) for values in self._columns]
        self._X = self.inputs(size)

    def mesh(self, size: tuple[int, int]) -> Array:
        """A grid of points over the plane, (size[0]·size[1], 2), row by row from the bottom."""
        return surface_colors.mesh(self.ranges[0], self.ranges[1], size)

    def inputs(self, size: tuple[int, int]) -> Array:
        """X of the pixels, (size[0]·size[1], n_in): points of the plane, or rows of the data ordered by the target."""
        problem = self.problem
        if self.names is not None:
            return encode_plane(self.full_data, problem.encoding, self.names, self.mesh(size), self.fixed_values)
        places = np.linspace(0, problem.dataset.n_rows - 1, size[0] * size[1])
        ordered = np.argsort(np.unique(self._truth, return_inverse=True)[1], kind="stable")
        X: Array = problem.encoding.transform(problem.dataset, ordered[np.rint(places).astype(int)])
        return X

    def metadata(self) -> dict[str, Any]:
        """Everything that does not change during training."""
        problem, task = self.problem, self.problem.dataset.task
        score, score_name = SCORES[task]
        plain: dict[str, Any] = {
            "title": problem.dataset.name, "network": str(problem.architecture), "epochs": problem.recipe.epochs,
            "rate": problem.recipe.learning_rate, "loss": problem.architecture.loss, "score": score,
            "score_name": score_name, "parts": {name: self.palette.parts[name] for name in problem.parts},
            "side": self.size[0], "plane": None, "key": self.legend(),
        }  # fmt: skip
        if self.names is not None:
            plain["plane"] = {
                "names": self.names, "spans": self.ranges, "points": self.points(), "key": self.legend()
            }  # fmt: skip
        return plain

    def points(self, max_points: int = MAX_POINTS) -> list[list[Any]]:
        """A sample of the rows as [x, y, color, in test split, class index or 0, row index]."""
        rows = np.arange(self.problem.dataset.n_rows)
        if len(rows) > max_points:
            rows = np.sort(np.random.default_rng(0).choice(rows, max_points, replace=False))
        return self._points(rows)

    def point(self, row: int) -> list[Any] | None:
        """One row in the same form; None if it has no position on the plane."""
        points = self._points(np.array([row])) if self.names is not None else []
        return points[0] if points else None

    def _points(self, rows: Array) -> list[list[Any]]:
        in_test = np.zeros(self.problem.dataset.n_rows, dtype=bool)
        in_test[self.problem.split.test] = True
        if self._classes:
            index = {label: k for k, label in enumerate(self._classes)}
            classes = [index[label] for label in self._truth[rows].tolist()]
            colors = [self.palette.colour(k) for k in classes]
        else:
            rgb = surface_colors.value_colours(self._truth[rows], self.values, self.palette)
            classes = [0] * len(rows)
            colors = [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in np.rint(rgb * 255).astype(int).tolist()]
        xs, ys = (values[rows].tolist() for values in self._columns)
        points = zip(xs, ys, colors, in_test[rows].tolist(), classes, rows.tolist(), strict=True)
        return [list(point) for point in points if math.isfinite(point[0]) and math.isfinite(point[1])]

    def legend(self, max_classes: int = 8) -> list[tuple[str, str]]:
        """The first classes and their colors."""
        return [(str(label), self.palette.colour(k)) for k, label in enumerate(self._classes[:max_classes])]

    def image(self, parameters: Parameters) -> bytes:
        """The pixels as RGB bytes, row by row from the top; empty if there is no plane."""
        return b"" if self.names is None else surface_colors.pixels(self.colors(parameters), self.size)

    def colors(self, parameters: Parameters, *, discrete: bool = False) -> Array:
        """The color of each pixel, (size[0]·size[1], 3) from 0 to 1, row by row from the bottom.

        With `discrete`, only the decision: the predicted class, or the upper or lower half of the value range.
        """
        model = self.problem.model(parameters)
        predicted = surface_values(model, model.outputs(self._X))
        if not self._classes:  # the first of several targets
            predicted = np.asarray(predicted, dtype=float).reshape(len(predicted), -1)[:, 0]
        if discrete:
            predicted = self._discretized(predicted)
        if self._classes:
            return surface_colors.region_colours(predicted, self._classes, self.palette)
        return surface_colors.value_colours(predicted, self.values, self.palette)

    def _discretized(self, predicted: Array) -> Array:
        """Probability 1 for the most likely class, or the nearer end of the value range."""
        if self._classes:
            scores, _ = surface_colors.scores_of(predicted, self._classes)
            one_hot: Array = np.eye(scores.shape[1])[scores.argmax(axis=1)]
            return one_hot
        low, high = self.values
        return np.where(predicted >= (low + high) / 2, high, low)

    def levels(self, parameters: Parameters) -> Array:
        """The prediction at each pixel as a gray level from 0 to 1, for terminals without colors."""
        model = self.problem.model(parameters)
        predicted = surface_values(model, model.outputs(self._X))
        if self._classes:
            scores, known = surface_colors.scores_of(predicted, self._classes)
            binary = scores.shape[1] == 2
            levels = scores[:, 1] if binary else scores.argmax(axis=1) / max(scores.shape[1] - 1, 1)
            return np.where(known, levels, 0.0)
        low, high = self.values
        return np.nan_to_num(np.clip((np.asarray(predicted, dtype=float).ravel() - low) / (high - low), 0, 1))
