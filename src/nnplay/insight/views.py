"""The views into a run as methods of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnplay.insight import inside
from nnplay.insight.histograms import Histograms
from nnplay.insight.importance import REPEATS, Importance
from nnplay.insight.landscape import POINTS, Landscape
from nnplay.insight.mistakes import Mistakes
from nnplay.insight.neurons import SIDE, Neurons
from nnplay.insight.states import Progress


class Views:
    """What a run has besides: each view prints itself, draws itself with `plot`, and holds the numbers.

    All need the data, which a loaded run gets back by `with_data`; else they raise an NNPlayError.
    """

    def landscape(
        self,
        *,
        directions: str = "random",
        points: int = POINTS,
        span: float = 1.0,
        parts: Sequence[str] = ("train",),
        seed: int = 0,
        progress: Progress | None = None,
    ) -> Landscape:
        """The loss on a plane through θ, along two random directions, or the two of the training's path.

        Args:
            directions: "random" (as long as θ, filter by filter: Li et al. 2018) or "path".
            points: how many along each side.
            span: how far it reaches: ±span directions, or so many times the path.
            parts: whose loss: "train", "validation", "test".
            seed: of the random directions.
            progress: called with what is done and all there is.
        """
        return inside.landscape(
            self._run, directions=directions, points=points, span=span, parts=parts, seed=seed, progress=progress
        )

    def weights(self, array: str = "W", *, bins: int | None = None, progress: Progress | None = None) -> Histograms:
        """The weights of each layer over the epochs; `array` may be "b" or another array of the layers."""
        return inside.weights(self._run, array=array, bins=bins, progress=progress)

    def gradients(self, array: str = "W", *, bins: int | None = None, progress: Progress | None = None) -> Histograms:
        """The gradients of each layer over the epochs, as powers of ten, on one batch of training rows."""
        return inside.gradients(self._run, array=array, bins=bins, progress=progress)

    def neurons(self, x: str | None = None, y: str | None = None, *, side: int = SIDE) -> Neurons:
        """What each neuron responds to, over two numeric features; the others are held at their median."""
        return inside.neurons(self._run, x=x, y=y, side=side)

    def importance(
        self, *, part: str | None = None, repeats: int = REPEATS, seed: int = 0, progress: Progress | None = None
    ) -> Importance:
        """How much worse the network gets when each column is shuffled (Breiman 2001), on the judged rows."""
        return inside.importance(self._run, part=part, repeats=repeats, seed=seed, progress=progress)

    def mistakes(self, *, part: str | None = None, most: int | None = None) -> Mistakes:
        """The judged rows that were wrong, the surest first; of a regression the largest residuals."""
        return inside.mistakes(self._run, part=part, most=most)

    @property
    def _run(self) -> Any:
        return self
