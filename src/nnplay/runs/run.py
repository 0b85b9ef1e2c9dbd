"""`Run`, the result of `nnplay.train` and what can be done with it, and `load_run`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, Unpack

from nnplay.analysis.histograms import Histograms
from nnplay.analysis.loss_landscape import POINTS, Landscape
from nnplay.analysis.mistakes import Mistakes
from nnplay.analysis.neuron_maps import SIDE, Neurons
from nnplay.analysis.parameter_history import Progress
from nnplay.analysis.permutation_importance import REPEATS, Importance
from nnplay.data import Dataset
from nnplay.engine.gradient_check import NUMBERS_PER_ARRAY, GradientCheck, check_gradients
from nnplay.errors import NNPlayError
from nnplay.runs import evaluation, plots, run_file, time_travel, views
from nnplay.runs.evaluation import Evaluation
from nnplay.runs.model_card import card_path, model_card, write_card
from nnplay.training.result import TrainingResult
from nnplay.training.session import TrainingSession
from nnplay.utils import container, files
from nnplay.utils.random_streams import Purpose, stream
from nnplay.utils.validation import check_int, check_type

if TYPE_CHECKING:
    from nnplay.analysis.explain import Explanation, Worksheet
    from nnplay.export.export import ExportResult


@dataclass(frozen=True, eq=False, repr=False)
class Run(TrainingResult):
    """A training run: predict, plot, inspect, explain, fork, export and save it.

    The fields are those of `TrainingResult`. The results of the analyses (`landscape`, `weights`, …) hold the numbers,
    print themselves, and have a method `plot`. They need the data, which `with_data` gives back to a loaded run.

    >>> import nnplay as nn
    >>> run = nn.train("iris", (8, 8), epochs=50)
    >>> run.predict([[5.1, 3.5, 1.4, 0.2], [6.7, 3.1, 5.6, 2.4]])
    array(['setosa', 'virginica'], dtype='<U10')
    >>> run.metrics["test"]["accuracy"] > 0.8, run.epoch, run.classes
    (True, 50, ('setosa', 'versicolor', 'virginica'))
    """

    def check_gradients(
        self, data: Dataset | None = None, *, rows: int = 16, checked: int = NUMBERS_PER_ARRAY
    ) -> GradientCheck:
        """Compare the network's gradients with numerical ones, at its current weights and on some rows.

        Args:
            data: a dataset with the same columns; None uses the run's own data, which a loaded run does not have.
            rows: how many rows are in the batch, drawn at random.
            checked: how many numbers of each array to compare.

        Raises:
            NNPlayError: no data, or data with other columns.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.check_gradients().passed
        True
        """
        dataset = self.dataset if data is None else check_type(data, Dataset, "data")
        if dataset is None:
            raise NNPlayError("A gradient check needs rows, and a loaded run has none: pass the data.")
        drawn = stream(self.recipe.seed, Purpose.GRADIENT_CHECK_ROWS).permutation(dataset.n_rows)
        drawn = drawn[: check_int(rows, "rows")]
        X, Y = self.model.encoding.transform(dataset, drawn), self.model.coding.transform(dataset, drawn)
        dataset.check_unchanged()
        return check_gradients(
            self.architecture, self.parameters.theta, X, Y, checked=checked, **self.recipe.penalty_strengths
        )

    def evaluate(
        self,
        rows: Any,
        *,
        sample_weight: str | Sequence[float] | None = None,
        threshold: float | None = None,
        positive: Any = None,
    ) -> Evaluation:
        """The metrics on other labelled rows: a dict from their names to their values, with "rows" and "loss".

        Rows without a target are left out, and counted in the `notes` of the result. The result also has `per_class`,
        `per_target`, `undefined` (metrics without a value, and why) and `plot`.

        Args:
            rows: a file, a DataFrame, a dict of columns, a list of dicts or a Dataset, with the target columns.
            sample_weight: the weight of each row: the name of a column, or an array (n,). By default the column that
                the recipe names, if the rows have it.
            threshold: predict the positive class if its probability is at least this; by default the likelier class.
            positive: the positive class of two; by default the second of `classes`.

        Raises:
            NNPlayError: a column is missing, or a cell does not fit; the message names the place and the value.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=20)
        >>> run.evaluate(nn.load("iris"))["rows"]
        150
        """
        return evaluation.evaluate(self, rows, sample_weight=sample_weight, threshold=threshold, positive=positive)

    def with_data(self, data: Any = None) -> Run:
        """The run with its data, which a loaded run does not have.

        Args:
            data: the data, as for `train`; None loads them from where the recipe says.

        Raises:
            NNPlayError: the data are missing or have changed.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.save("iris.nnplay")
        >>> nn.load_run("iris.nnplay").with_data().dataset.n_rows
        150
        """
        return time_travel.with_data(self, data)

    def at(self, epoch: int) -> Run:
        """The run as it was after that epoch; 0 is the untrained network.

        If the run has not saved the state of that epoch, it is trained again from an earlier one, to the same bits.

        Raises:
            NNPlayError: an epoch that the run does not have, or no data.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.at(10).epoch, run.at(0).status
        (10, 'rewound')
        """
        return time_travel.at(self, epoch)

    def fork(self, epoch: int, **changes: Unpack[time_travel.ForkSettings]) -> Run:
        """Continue from that epoch with some settings changed. The new run has this one in its `past`.

        Without changes it gives the same bits as this run. ``plot("futures")`` draws both.

        Args:
            epoch: where to fork.
            **changes: the settings to change. ``epochs`` counts from the start of the run. A different optimizer starts
                with an empty state.

        Raises:
            NNPlayError: an epoch that the run does not have, no data, or a setting that a fork cannot change.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> fork = run.fork(20, learning_rate=0.1)
        >>> fork.recipe.learning_rate, fork.past[0].until
        (0.1, 20)
        """
        session = self.fork_session(epoch, **changes)
        try:
            for _ in session.by_block():
                pass
        except KeyboardInterrupt:
            session.mark_interrupted()
        return Run.from_session(session)

    def fork_session(
        self,
        epoch: int,
        *,
        every: int | None = None,
        stop: Event | None = None,
        **changes: Unpack[time_travel.ForkSettings],
    ) -> TrainingSession:
        """The fork as a session: iterate over its snapshots, then make a run of it with `Run.from_session`.

        Args:
            epoch: where to fork.
            every: epochs between two snapshots.
            stop: an event that ends the session.
            **changes: the settings to change, as for `fork`.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> session = run.fork_session(20, learning_rate=0.1)
        >>> [snapshot.epoch for snapshot in session][:3]
        [21, 22, 23]
        """
        return time_travel.fork_session(self, epoch, changes, every=every, stop=stop)

    def explain(
        self,
        row: Any,
        target: Any = None,
        *,
        digits: int = 4,
        optimizer: str | None = None,
        learning_rate: float | None = None,
        neuron: str | Sequence[str] = (),
        full: bool = False,
    ) -> Explanation:
        """Every matrix of a forward pass, a backward pass and an optimizer step for these rows, with its equation.

        Args:
            row: one row or several, in your columns, as `predict` takes them.
            target: the true labels or values; None takes them from the rows, or leaves out the backward pass.
            digits: decimals to show, 1 to 12.
            optimizer: the update rule of the step; the recipe's by default.
            learning_rate: η of the step; the recipe's by default.
            neuron: neurons to calculate in full: "2:5" is the fifth of the second layer, "2:5:3" its weight from the
                third input; by default the first with an error in each layer.
            full: show all numbers of large matrices.

        Raises:
            NNPlayError: rows or targets that do not fit the model.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> explanation = run.explain([[5.1, 3.5, 1.4, 0.2]], "setosa", optimizer="sgd")
        >>> explanation.trace.layers[0].gradient["W"].shape
        (4, 8)
        """
        from nnplay.analysis.explain import explain

        return explain(
            self.model, self.recipe, row, target, digits=digits, optimizer=optimizer, learning_rate=learning_rate,
            neuron=neuron, full=full,
        )  # fmt: skip

    def worksheet(
        self,
        row: Any,
        target: Any = None,
        *,
        digits: int = 4,
        optimizer: str | None = None,
        learning_rate: float | None = None,
    ) -> Worksheet:
        """`explain` as an exercise with an answer key, for a small network; its arguments are those of `explain`.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (2,), epochs=20)
        >>> sheet = run.worksheet([[5.1, 3.5, 1.4, 0.2]], "setosa")
        >>> len(sheet.exercise.text()) > 100
        True
        """
        from nnplay.analysis.explain import worksheet_of

        return worksheet_of(
            self.model, self.recipe, row, target, digits=digits, optimizer=optimizer, learning_rate=learning_rate
        )

    def plot(self, kind: plots.Kind | str = "summary", **options: Unpack[plots.PlotOptions]) -> Any:
        """A Matplotlib figure.

        Args:
            kind: "summary", "layout", "curves", "boundary", "confusion", "predictions", "futures" (for a fork),
                "landscape", "weights", "gradients", "neurons", "importance", "mistakes"; for classes "roc",
                "precision_recall" or "calibration", for numbers "residuals"; and "error_by_group" with ``column=``.
            **options: the options of that kind, and ``style=`` for all: "paper" (the default), "dark", "wide",
                "transparent", or several of them: see `PlotOptions`.

        Raises:
            NNPlayError: the kind is unknown, does not fit the run, or does not have such an option.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.plot("curves").savefig("curves.png")
        """
        return plots.figure(self, kind, **options)

    def export(self, path: str | os.PathLike[str], to: str = "numpy") -> ExportResult:
        """Write the network as "numpy", "pytorch" or "keras" source, "onnx" or "json", and check the exported file.

        Raises:
            NNPlayError: a network that the format cannot express, or a file that cannot be written.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.export("iris_numpy.py", to="numpy").agrees
        True
        """
        from nnplay.export.export import export

        return export(self, path, to)

    def save(self, path: str | os.PathLike[str], *, card: bool | str | os.PathLike[str] = False) -> None:
        """Write the run to a .nnplay file: JSON, raw arrays and a checksum. The write is atomic.

        Args:
            path: the file.
            card: whether to write the model card beside it, with the suffix .md; or the file to write it to.

        Raises:
            NNPlayError: a file that cannot be written, or must not be replaced.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.save("iris.nnplay")
        >>> nn.load_run("iris.nnplay").epoch
        40
        """
        beside = card_path(path, card)
        files.write_atomic(path, self.to_bytes())
        if beside is not None:
            write_card(self, beside, path)

    def model_card(self, file: str = "") -> str:
        """A model card as model hubs read it: Markdown with a YAML header.

        It has the data, the metrics with their baselines, the limits, the network and the recipe.

        Args:
            file: the name of the model file, for the example of its use.
        """
        return model_card(self, file)

    def to_bytes(self) -> bytes:
        """The content of the file that `save` writes."""
        return run_file.to_bytes(self)

    def _repr_html_(self) -> str:
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
        """The loss on a plane through θ, spanned by two random directions or by the path of the optimizer.

        Args:
            directions: "random" (filter-normalized: Li et al. 2018) or "path".
            points: grid points along each side.
            span: how far the plane extends: ±span directions, or this many times the length of the path.
            parts: the splits whose loss is computed: "train", "validation", "test".
            seed: the seed of the random directions.
            progress: called with the number of points done and their total.

        >>> import nnplay as nn
        >>> run = nn.train("spiral", (8,), epochs=20)
        >>> run.landscape(points=11).plot().savefig("landscape.png")
        """
        return views.landscape(
            self, directions=directions, points=points, span=span, parts=parts, seed=seed, progress=progress
        )

    def weights(self, array: str = "W", *, bins: int | None = None, progress: Progress | None = None) -> Histograms:
        """Histograms of the weights of each layer over the epochs; `array` is "W", "b" or another array of a layer.

        >>> import nnplay as nn
        >>> run = nn.train("spiral", (8,), epochs=20)
        >>> run.weights().plot().savefig("weights.png")
        """
        return views.weights(self, array=array, bins=bins, progress=progress)

    def gradients(self, array: str = "W", *, bins: int | None = None, progress: Progress | None = None) -> Histograms:
        """Histograms of the gradients of each layer over the epochs (log₁₀|g|), on one batch of training rows.

        >>> import nnplay as nn
        >>> run = nn.train("spiral", (8,), epochs=20)
        >>> run.gradients().plot().savefig("gradients.png")
        """
        return views.gradients(self, array=array, bins=bins, progress=progress)

    def neurons(self, x: str | None = None, y: str | None = None, *, side: int = SIDE) -> Neurons:
        """The activation of each neuron over two numeric features; the others are held at their medians.

        >>> import nnplay as nn
        >>> run = nn.train("spiral", (8,), epochs=20)
        >>> run.neurons().plot().savefig("neurons.png")
        """
        return views.neurons(self, x=x, y=y, side=side)

    def importance(
        self, *, part: str | None = None, repeats: int = REPEATS, seed: int = 0, progress: Progress | None = None
    ) -> Importance:
        """Permutation importance of each column (Breiman 2001) on a split, by default the evaluation split.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> importance = run.importance(repeats=3)
        >>> importance.plot().savefig("importance.png")
        """
        return views.importance(self, part=part, repeats=repeats, seed=seed, progress=progress)

    def mistakes(self, *, part: str | None = None, most: int | None = None) -> Mistakes:
        """The rows with wrong predictions, the most confident first; for a regression the largest residuals.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> mistakes = run.mistakes()
        >>> mistakes.plot().savefig("mistakes.png")
        """
        return views.mistakes(self, part=part, most=most)


def load_run(path: str | os.PathLike[str]) -> Run:
    """Read a run that `Run.save` wrote. Loading executes nothing in the file.

    Raises:
        ModelFileError: the file is missing or damaged, has another format, or needs a custom component that is not
            registered here.

    >>> import nnplay as nn
    >>> nn.train("iris", (8,), epochs=20).save("iris.nnplay")
    >>> nn.load_run("iris.nnplay").epoch
    20
    """
    return Run(**run_file.fields(*container.unpack(path), str(path)))


def run_from_bytes(content: bytes, name: str) -> Run:
    """The run that `Run.to_bytes` wrote; `name` is its name in error messages."""
    return Run(**run_file.fields(*container.unpack_bytes(content, name), name))
