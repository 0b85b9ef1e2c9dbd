"""A run: one training from start to end, with everything that came of it. `launch.train` makes one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.histograms import Histograms
from nnplay.analysis.loss_landscape import POINTS, Landscape
from nnplay.analysis.mistakes import Mistakes
from nnplay.analysis.neuron_maps import SIDE, Neurons
from nnplay.analysis.parameter_history import Progress
from nnplay.analysis.permutation_importance import REPEATS, Importance
from nnplay.data import Dataset
from nnplay.engine.gradient_check import CHECKED, Certificate, certify
from nnplay.errors import NNPlayError
from nnplay.runs import plots, run_file, time_travel, views
from nnplay.training.result import TrainingResult
from nnplay.training.session import TrainingSession
from nnplay.utils import container, files
from nnplay.utils.validation import check_int, check_type

if TYPE_CHECKING:
    from nnplay.analysis.explain import Explanation, Worksheet
    from nnplay.export.export import Exported

Array = NDArray[Any]
EXAMPLE = 4  # values of an example of a row


@dataclass(frozen=True, eq=False, repr=False)
class Run(TrainingResult):
    """A training run and all that one does with it: predict, look inside, explain, travel in time, draw, save.

    The fields are those of `TrainingResult`. The views (`landscape`, `weights`, …) print themselves, draw themselves
    with `plot`, and hold the numbers. They need the data, which a loaded run gets back by `with_data`.
    """

    def certificate(self, data: Dataset | None = None, *, rows: int = 16, checked: int = CHECKED) -> Certificate:
        """The network's gradients beside numerical ones, at these weights and at some rows of these data.

        Args:
            data: a dataset of the same columns; None is the run's own, which a loaded run does not have.
            rows: how many rows are in the batch, drawn at random.
            checked: how many numbers of each array.

        Raises:
            NNPlayError: no data, or data of other columns.
        """
        dataset = self.dataset if data is None else check_type(data, Dataset, "data")
        if dataset is None:
            raise NNPlayError("A certificate needs rows, which a loaded run does not hold: give the data.")
        drawn = np.random.default_rng(self.recipe.seed).permutation(dataset.n_rows)[: check_int(rows, "rows")]
        X, Y = self.model.encoding.transform(dataset, drawn), self.model.coding.transform(dataset, drawn)
        return certify(self.architecture, self.parameters.theta, X, Y, checked=checked, **self.recipe.penalty_strengths)

    def with_data(self, data: Any = None) -> Run:
        """The run with its data again, as a loaded one does not hold them.

        Args:
            data: where they are, or a Dataset; None is where the recipe says.

        Raises:
            NNPlayError: the data are not there, or have changed.
        """
        return time_travel.with_data(self, data)

    def at(self, epoch: int) -> Run:
        """The run as it was after that epoch; 0 is the untrained network.

        The state comes from the trail, or is trained up to from the nearest one there, to the same bits.

        Raises:
            NNPlayError: an epoch that the run does not have, or no data.
        """
        return time_travel.at(self, epoch)

    def fork(self, epoch: int, **changes: Any) -> Run:
        """Go on from that epoch with some settings changed: another future, whose `past` has this one.

        Without changes it gives the very bits of this run. ``epochs`` counts from the beginning; a changed optimizer
        begins with nothing in its memory. ``plot("futures")`` draws both.

        Raises:
            NNPlayError: an epoch that the run does not have, no data, or a setting that cannot change on the way.
        """
        session = self.fork_session(epoch, **changes)
        try:
            for _ in session:
                pass
        except KeyboardInterrupt:
            session.interrupted()
        return Run.from_session(session)

    def fork_session(
        self, epoch: int, *, every: int | None = None, stop: Event | None = None, **changes: Any
    ) -> TrainingSession:
        """The same as a stream: iterate over its snapshots, then `Run.from_session` makes the run."""
        return time_travel.fork_session(self, epoch, changes, every=every, stop=stop)

    def explain(self, row: Any, target: Any = None, **options: Any) -> Explanation:
        """Every matrix of one forward and one backward pass of these rows, and of one step, with its equation.

        Args:
            row: one row or several, in your columns, as `predict` takes them.
            target: what the network should say, in your labels or units; None takes it from the rows, or leaves it out.
            **options: digits, optimizer, learning_rate, neuron, full: see nnplay.analysis.explain.explain.

        Raises:
            NNPlayError: rows or targets that do not fit the model.
        """
        from nnplay.analysis.explain import explain

        return explain(self.model, self.recipe, row, target, **options)

    def worksheet(self, row: Any, target: Any = None, **options: Any) -> Worksheet:
        """The same as an exercise with a key, for a small network: see nnplay.analysis.explain.worksheet_of."""
        from nnplay.analysis.explain import worksheet_of

        return worksheet_of(self.model, self.recipe, row, target, **options)

    def plot(self, kind: str = "summary", **options: Any) -> Any:
        """A Matplotlib figure.

        Its kinds are "summary", "layout", "curves", "boundary", "confusion", "predictions", "futures" (of a fork), and
        from inside "landscape", "weights", "gradients", "neurons", "importance" and "mistakes".

        Raises:
            NNPlayError: when the kind is unknown or does not fit the run.
        """
        return plots.figure(self, kind, **options)

    def export(self, path: str | os.PathLike[str], to: str = "numpy") -> Exported:
        """Write the network as "numpy", "pytorch" or "keras" source, "onnx" or "json", and run what was written.

        Raises:
            NNPlayError: what that form cannot say, or a file that cannot be written.
        """
        from nnplay.export.export import export

        return export(self, path, to)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run as a .nnplay file: JSON, raw arrays and a checksum, whole or not at all."""
        files.write_whole(path, self.to_bytes())

    def to_bytes(self) -> bytes:
        """What stands in the file that `save` writes."""
        return run_file.content(self)

    def _repr_html_(self) -> str:
        """The run as a notebook shows it."""
        return plots.html(self)

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
        return views.landscape(
            self, directions=directions, points=points, span=span, parts=parts, seed=seed, progress=progress
        )

    def weights(self, array: str = "W", *, bins: int | None = None, progress: Progress | None = None) -> Histograms:
        """The weights of each layer over the epochs; `array` may be "b" or another array of the layers."""
        return views.weights(self, array=array, bins=bins, progress=progress)

    def gradients(self, array: str = "W", *, bins: int | None = None, progress: Progress | None = None) -> Histograms:
        """The gradients of each layer over the epochs, as powers of ten, on one batch of training rows."""
        return views.gradients(self, array=array, bins=bins, progress=progress)

    def neurons(self, x: str | None = None, y: str | None = None, *, side: int = SIDE) -> Neurons:
        """What each neuron responds to, over two numeric features; the others are held at their median."""
        return views.neurons(self, x=x, y=y, side=side)

    def importance(
        self, *, part: str | None = None, repeats: int = REPEATS, seed: int = 0, progress: Progress | None = None
    ) -> Importance:
        """How much worse the network gets when each column is shuffled (Breiman 2001), on the judged rows."""
        return views.importance(self, part=part, repeats=repeats, seed=seed, progress=progress)

    def mistakes(self, *, part: str | None = None, most: int | None = None) -> Mistakes:
        """The judged rows that were wrong, the surest first; of a regression the largest residuals."""
        return views.mistakes(self, part=part, most=most)


def load_run(path: str | os.PathLike[str]) -> Run:
    """Read a run that `Run.save` wrote; nothing in the file is executed.

    Raises:
        ModelFileError: when the file is missing, damaged, of a newer format, or needs a component of the user's own
            that is not registered here.
    """
    return Run(**run_file.fields(*container.unpack(path), str(path)))


def run_of_bytes(content: bytes, name: str) -> Run:
    """The run that `Run.to_bytes` wrote; `name` is what errors call it."""
    return Run(**run_file.fields(*container.unpack_bytes(content, name), name))
