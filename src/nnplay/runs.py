"""A run: one training from start to end, with everything that came of it. `launch.train` makes one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnplay import files, pictures, saved, travel
from nnplay.architecture import Architecture
from nnplay.asking import instance, whole
from nnplay.certificate import CHECKED, Certificate, certify
from nnplay.course import Course
from nnplay.data import Dataset, Split
from nnplay.errors import NNPlayError, clean
from nnplay.insight.views import Views
from nnplay.loop import judge
from nnplay.model import Model
from nnplay.parameters import Parameters
from nnplay.problem import Problem
from nnplay.recipe import Recipe
from nnplay.streams import Record
from nnplay.trail import Leg, Trail
from nnplay.travel import Fork

if TYPE_CHECKING:
    from nnplay.explain import Explanation, Worksheet
    from nnplay.export.exporting import Exported

Array = NDArray[Any]
EXAMPLE = 4  # values of an example of a row


@dataclass(frozen=True, eq=False, repr=False)
class Run(Views):
    """One training and all that came of it.

    Attributes:
        model: the trained model; `architecture`, `parameters`, `predict` and `probabilities` are its.
        recipe: what was done.
        metrics: ``metrics["test"]["accuracy"]`` and so on, for "train", "validation" and "test" where they have rows.
        history: a dict of columns (epoch, train_loss, test_loss, …), as any DataFrame library takes it.
        epoch: the epoch whose weights these are.
        ending: "finished", "stopped early", "interrupted", "diverged" or, going back in time, "rewound"; `message`
            says more.
        judged: the part that `truth` and `prediction` show: "test", or "train" where nothing was kept aside.
        truth, prediction: labels or values of the judged rows.
        facts: of the data: name, task, columns, fingerprint, notes, the first values of a row as an example.
        dataset: the data, or of a file larger than memory the rows that were kept; None for a loaded run.
        split: which rows of `dataset` were trained on, watched and judged; None for a loaded run.
        trail: states of the training on the way, as many as fit into a bounded memory.
        past: of a run that was forked, what was done before; () for others.
    """

    model: Model
    recipe: Recipe
    metrics: dict[str, dict[str, float]]
    history: dict[str, list[Any]]
    epoch: int
    ending: str
    message: str
    judged: str
    truth: Array
    prediction: Array
    facts: dict[str, Any] = field(default_factory=dict)
    dataset: Dataset | None = None
    split: Split | None = None
    trail: Trail | None = None
    past: tuple[Leg, ...] = ()

    @classmethod
    def of_course(cls, course: Course, past: tuple[Leg, ...] = ()) -> Run:
        """The run of a training so far, with the last weights if it finished, else with the best."""
        epoch, parameters = course.chosen()
        return cls.of(
            course.problem, parameters, course.record, epoch, course.ending, course.message, trail=course.trail,
            past=past,
        )  # fmt: skip

    @classmethod
    def of(
        cls,
        problem: Problem,
        parameters: Parameters,
        record_: Record,
        epoch: int,
        ending: str,
        message: str,
        *,
        trail: Trail | None = None,
        past: tuple[Leg, ...] = (),
    ) -> Run:
        """The run of a problem that has been trained."""
        from nnplay.engine.compiled import Engine

        engine = Engine(problem.architecture, problem.recipe.dtype)
        found = {name: judge(problem, engine, parameters.theta, part) for name, part in problem.parts.items()}
        measured = {name: metrics for name, (metrics, _) in found.items()}
        judged = problem.judged
        part, prediction = problem.parts[judged], found[judged][1]
        data = problem.dataset
        facts = {
            "name": data.name, "task": data.task, "rows": problem.rows, "features": list(data.feature_names),
            "targets": list(data.target_names), "fingerprint": data.fingerprint, "notes": list(data.notes),
            "parts": {name: len(part.truth) for name, part in problem.parts.items()}, "example": _example(problem),
        }  # fmt: skip
        model = problem.model(parameters)
        return cls(
            model, problem.recipe, measured, record_.columns, epoch, ending, message, judged, part.truth, prediction,
            facts, data, problem.split, trail, past,
        )  # fmt: skip

    @property
    def architecture(self) -> Architecture:
        """The resolved architecture."""
        return self.model.architecture

    @property
    def parameters(self) -> Parameters:
        """θ, with its views W[l] (n_in, n_out) and b[l] (n_out,)."""
        return self.model.parameters

    @property
    def classes(self) -> tuple[Any, ...]:
        """The class labels, () for a regression."""
        return self.model.classes

    def predict(self, rows: Any) -> Array:
        """Labels, or values in the user's units, for rows given in the user's columns: see Model.predict."""
        return self.model.predict(rows)

    def probabilities(self, rows: Any) -> Array:
        """The probability of each class (n, k): see Model.probabilities."""
        return self.model.probabilities(rows)

    def certificate(self, data: Dataset | None = None, *, rows: int = 16, checked: int = CHECKED) -> Certificate:
        """The network's gradients beside numerical ones, at these weights and at some rows of these data.

        Args:
            data: a dataset of the same columns; None is the run's own, which a loaded run does not have.
            rows: how many rows are in the batch, drawn at random.
            checked: how many numbers of each array.

        Raises:
            NNPlayError: no data, or data of other columns.
        """
        dataset = self.dataset if data is None else instance(data, Dataset, "data")
        if dataset is None:
            raise NNPlayError("A certificate needs rows, which a loaded run does not hold: give the data.")
        drawn = np.random.default_rng(self.recipe.seed).permutation(dataset.n_rows)[: whole(rows, "rows")]
        X, Y = self.model.encoding.transform(dataset, drawn), self.model.coding.transform(dataset, drawn)
        return certify(self.architecture, self.parameters.theta, X, Y, checked=checked, **self.recipe.prices)

    def with_data(self, data: Any = None) -> Run:
        """The run with its data again, as a loaded one does not hold them.

        Args:
            data: where they are, or a Dataset; None is where the recipe says.

        Raises:
            NNPlayError: the data are not there, or have changed.
        """
        return travel.with_data(self, data)

    def problem(self) -> Problem:
        """What was trained: the encoded rows of each part, and the first weights.

        Raises:
            NNPlayError: a loaded run, which holds no data.
        """
        return travel.problem_of(self)

    def at(self, epoch: int) -> Run:
        """The run as it was after that epoch; 0 is the untrained network.

        The state comes from the trail, or is trained up to from the nearest one there, to the same bits.

        Raises:
            NNPlayError: an epoch that the run does not have, or no data.
        """
        return travel.at(self, epoch)

    def fork(self, epoch: int, **changes: Any) -> Run:
        """Go on from that epoch with some settings changed: another future, whose `past` has this one.

        Without changes it gives the very bits of this run. ``epochs`` counts from the beginning; a changed optimizer
        begins with nothing in its memory. ``plot("futures")`` draws both.

        Raises:
            NNPlayError: an epoch that the run does not have, no data, or a setting that cannot change on the way.
        """
        fork = self.forking(epoch, **changes)
        try:
            for _ in fork:
                pass
        except KeyboardInterrupt:
            fork.interrupted()
        return fork.run()

    def forking(self, epoch: int, *, every: int | None = None, stop: Event | None = None, **changes: Any) -> Fork:
        """The same as a stream: iterate over its snapshots, then ask for its `run()`."""
        return Fork(self, epoch, changes, every=every, stop=stop)

    def explain(self, row: Any, target: Any = None, **options: Any) -> Explanation:
        """Every matrix of one forward and one backward pass of these rows, and of one step, with its equation.

        Args:
            row: one row or several, in your columns, as `predict` takes them.
            target: what the network should say, in your labels or units; None takes it from the rows, or leaves it out.
            **options: digits, optimizer, learning_rate, neuron, full: see nnplay.explain.explain.

        Raises:
            NNPlayError: rows or targets that do not fit the model.
        """
        from nnplay.explain import explain

        return explain(self.model, self.recipe, row, target, **options)

    def worksheet(self, row: Any, target: Any = None, **options: Any) -> Worksheet:
        """The same as an exercise with a key, for a small network: see nnplay.explain.worksheet_of."""
        from nnplay.explain import worksheet_of

        return worksheet_of(self.model, self.recipe, row, target, **options)

    def plot(self, kind: str = "summary", **options: Any) -> Any:
        """A Matplotlib figure.

        Its kinds are "summary", "layout", "curves", "boundary", "confusion", "predictions", "futures" (of a fork), and
        from inside "landscape", "weights", "gradients", "neurons", "importance" and "mistakes".

        Raises:
            NNPlayError: when the kind is unknown or does not fit the run.
        """
        return pictures.figure(self, kind, **options)

    def export(self, path: str | os.PathLike[str], to: str = "numpy") -> Exported:
        """Write the network as "numpy", "pytorch" or "keras" source, "onnx" or "json", and run what was written.

        Raises:
            NNPlayError: what that form cannot say, or a file that cannot be written.
        """
        from nnplay.export.exporting import export

        return export(self, path, to)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run as a .nnplay file: JSON, raw arrays and a checksum, whole or not at all."""
        files.write_whole(path, self.to_bytes())

    def to_bytes(self) -> bytes:
        """What stands in the file that `save` writes."""
        return saved.content(self)

    def __repr__(self) -> str:
        part = self.metrics[self.judged]
        shown = ", ".join(f"{k} {v:.4g}" for k, v in part.items() if k in ("accuracy", "r2", "mse", "loss"))
        return f"<run of {clean(self.facts['name'])}: {self.architecture} | epoch {self.epoch}, {self.judged} {shown}>"

    def _repr_html_(self) -> str:
        """The run as a notebook shows it."""
        return pictures.html(self)


def _example(problem: Problem) -> dict[str, Any]:
    """The first values of the first row, in the user's columns: what a row to predict looks like."""
    columns = {c.name: c for c in (*problem.dataset.features, *problem.dataset.raw)}
    return {name: columns[name].values[:1].tolist()[0] for name in problem.encoding.columns[:EXAMPLE]}


def load_run(path: str | os.PathLike[str]) -> Run:
    """Read a run that `Run.save` wrote; nothing in the file is executed.

    Raises:
        ModelFileError: when the file is missing, damaged, of a newer format, or needs a component of the user's own
            that is not registered here.
    """
    return Run(**saved.fields(*files.unpack(path), str(path)))


def run_of_bytes(content: bytes, name: str) -> Run:
    """The run that `Run.to_bytes` wrote; `name` is what errors call it."""
    return Run(**saved.fields(*files.unpack_bytes(content, name), name))
