"""Rows that are images, with what the network predicts for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnplay.analysis.mistakes import image_shape, probabilities_of
from nnplay.network.parameters import Array
from nnplay.playground.results import evaluate_split
from nnplay.playground.view_state import ViewState
from nnplay.training.problem import Problem


@dataclass(frozen=True, eq=False)
class SampleImages:
    """Some rows of the evaluation split.

    Attributes:
        part: the split.
        pixels: (k, height, width), from 0 for the smallest value of the data to 1 for the largest.
        truth, predicted: their labels or values, as text.
        correct: whether the prediction is the true class; always true for a regression.
        probabilities: of what was predicted (k,); None if there are none.
    """

    part: str
    pixels: Array
    truth: tuple[str, ...]
    predicted: tuple[str, ...]
    correct: tuple[bool, ...]
    probabilities: Array | None


class ImageRows:
    """The rows of a problem as images.

    Args:
        problem: the training problem.

    Attributes:
        shape: height and width; None if the rows are no images, or have several targets.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, data = problem, problem.dataset
        shape = () if data.multilabel or len(data.targets) > 1 else image_shape(problem.model(problem.start))
        self.shape = (shape[0], shape[1]) if shape else None

    @cached_property
    def _pixels(self) -> list[Array]:
        columns = {column.name: column.values for column in self.problem.dataset.features}
        return [np.asarray(columns[name], dtype=float) for name in self.problem.encoding.columns]

    @cached_property
    def _range(self) -> tuple[float, float]:
        """The smallest and the largest value of all pixels."""
        return min(float(np.nanmin(values)) for values in self._pixels), max(
            float(np.nanmax(values)) for values in self._pixels
        )

    def sample(self, view_state: ViewState, count: int, *, worst_first: bool) -> SampleImages:
        """The first rows of the evaluation split, or those with the largest errors.

        Args:
            view_state: the state of a session with this problem.
            count: the number of rows, at most.
            worst_first: confident mistakes first; else the order of the split, which does not change during training.
        """
        assert self.shape is not None
        problem, data = self.problem, self.problem.dataset
        part = problem.eval_split
        rows, model = problem.parts[part], problem.model(view_state.parameters)
        order = np.arange(min(count, len(rows.truth)))
        if worst_first:
            order = evaluate_split(view_state, part).worst_first()[:count]
        outputs = model.outputs(rows.X[order])
        predicted, truth = problem.coding.decode(outputs).tolist(), rows.truth[order].tolist()
        probabilities = probabilities_of(model, outputs) if data.classes else None
        numbers, (low, high) = getattr(problem.split, part)[order], self._range
        pixels = np.stack([values[numbers] for values in self._pixels], axis=1)
        scaled = np.nan_to_num((pixels - low) / ((high - low) or 1.0)).reshape(-1, *self.shape)
        correct = tuple(not data.classes or a == b for a, b in zip(truth, predicted, strict=True))
        chance = None if probabilities is None else probabilities.max(axis=1)
        return SampleImages(part, scaled, tuple(map(_text, truth)), tuple(map(_text, predicted)), correct, chance)


def shrink(pixels: Array, factor: int) -> Array:
    """Images with the mean of each square of `factor` × `factor` pixels, (k, height/factor, width/factor)."""
    k, height, width = pixels.shape
    rows, columns = -(-height // factor), -(-width // factor)
    padded = np.zeros((k, rows * factor, columns * factor))
    padded[:, :height, :width] = pixels
    means: Array = padded.reshape(k, rows, factor, columns, factor).mean(axis=(2, 4))
    return means


def _text(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
