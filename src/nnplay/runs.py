"""A run: one training from start to end, with everything that came of it. `train` makes one."""

from __future__ import annotations

import os
import warnings
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay import files, pictures
from nnplay.architecture import Architecture
from nnplay.catalog import activations, losses
from nnplay.data import Dataset, Encoding, Split, TargetCoding, load, split
from nnplay.errors import DivergenceError, DivergenceWarning, ModelFileError, NNPlayError
from nnplay.loop import Snapshot, measure, stream
from nnplay.model import Model
from nnplay.parameters import Parameters
from nnplay.problem import Problem, prepare
from nnplay.recipe import Recipe
from nnplay.streams import Record, record, stop_early

Array = NDArray[Any]
DEFAULT_HIDDEN = (32, 16)
MOST_ROWS = 1000  # of a history that nobody asked to be finer


def train(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    **settings: Any,
) -> Run:
    """Train a network and return the run.

    Args:
        data: a Dataset, the name of a built-in one, a file, a DataFrame, or a dict of columns.
        architecture: what to build; a list of widths is short for ``Architecture.dense(widths)``.
        recipe: the settings to start from.
        **settings: any setting of Recipe: epochs, learning_rate, optimizer, batch_size, seed, …

    Returns:
        The run, with the weights of the last epoch; with `patience`, after Ctrl-C and after a divergence (which
        warns) with the best ones.

    Raises:
        NNPlayError: when something does not fit, in one sentence.

    >>> run = train("iris", Architecture.dense((8,)), epochs=50, seed=1)
    >>> run.metrics["test"]["accuracy"] >= 0.9
    True
    """
    session = Session(data, architecture, recipe=recipe, **settings)
    try:
        for _ in session:
            pass
    except KeyboardInterrupt:
        session.interrupted()
    return session.run()


def training(
    data: Any,
    architecture: Architecture | Sequence[int] | None = None,
    *,
    recipe: Recipe | None = None,
    every: int = 1,
    keep_parameters: bool = False,
    **settings: Any,
) -> Generator[Snapshot, None, None]:
    """The stream itself: a generator of frozen snapshots, the first of them the untrained network.

    Arguments are those of `train`; a snapshot comes after each `every`-th epoch, with a copy of θ if
    `keep_parameters`. Pause by not asking, step with ``next``, cancel with ``close``.

    Raises:
        DivergenceError: when the loss of a batch is not finite.
    """
    problem = make_problem(data, architecture, recipe, settings)
    snapshots: Any = stream(problem, every=every, keep_parameters=keep_parameters)
    if problem.recipe.patience is not None:
        snapshots = stop_early(snapshots, problem.recipe.patience)
    return (snapshot for snapshot in snapshots)


def make_problem(
    data: Any, architecture: Architecture | Sequence[int] | None, recipe: Recipe | None, settings: dict[str, Any]
) -> Problem:
    """Load the data if need be, and prepare the training."""
    recipe = (recipe or Recipe()).but(**settings)
    if not isinstance(data, Dataset):
        data = load(
            data, target=recipe.target and list(recipe.target), features=recipe.features and list(recipe.features),
            task=recipe.task, noise=recipe.noise, samples=recipe.samples, seed=recipe.data_seed, missing=recipe.missing,
            sheet=recipe.sheet,
        )  # fmt: skip
    recipe = recipe.but(**_origin(data))
    if architecture is None:
        architecture = Architecture.dense(DEFAULT_HIDDEN)
    elif not isinstance(architecture, Architecture):
        architecture = Architecture.dense(architecture)
    return prepare(data, architecture, recipe)


def _origin(dataset: Dataset) -> dict[str, Any]:
    """What a recipe must say to load this dataset again."""
    names = {"source": "data", "seed": "data_seed"}
    return {names.get(k, k): v for k, v in dataset.origin.items() if v is not None}


class Session:
    """A training under way: iterate over its snapshots, then ask for the run. What every door uses.

    With more than 1,000 epochs a snapshot comes only every so many, unless `every` says otherwise or patience needs
    each one.
    """

    def __init__(
        self,
        data: Any,
        architecture: Architecture | Sequence[int] | None = None,
        *,
        recipe: Recipe | None = None,
        every: int | None = None,
        **settings: Any,
    ) -> None:
        self.problem = make_problem(data, architecture, recipe, settings)
        patience = self.problem.recipe.patience
        if every is None:
            every = 1 if patience else max(1, -(-self.problem.recipe.epochs // MOST_ROWS))
        snapshots: Iterator[Snapshot] = stream(self.problem, every=every, keep_parameters=True)
        if patience:
            snapshots = stop_early(snapshots, patience)
        self.record = Record()
        self.ending = "finished"
        self.message = ""
        self._snapshots = record(snapshots, self.record)

    def __iter__(self) -> Iterator[Snapshot]:
        """The snapshots; a divergence ends them, and the run tells of it."""
        try:
            yield from self._snapshots
        except DivergenceError as error:
            self.ending, self.message = "diverged", str(error)
        else:
            last = self.record.last
            if last is not None and last.epoch < self.problem.recipe.epochs and self.ending == "finished":
                self.ending = "stopped early"

    def interrupted(self) -> None:
        """Say that the user stopped the training: the run will have the best weights so far."""
        self.ending = "interrupted"

    def run(self) -> Run:
        """The run so far, with the last weights if training finished, else with the best."""
        if self.record.last is None:
            next(iter(self._snapshots))
        record_, problem = self.record, self.problem
        assert record_.last is not None
        assert record_.best is not None
        chosen = record_.last if self.ending == "finished" and problem.recipe.patience is None else record_.best
        parameters = record_.last.parameters if chosen is record_.last else record_.best_parameters
        assert parameters is not None
        if self.ending == "diverged":
            warnings.warn(f"{self.message} The weights of epoch {chosen.epoch} are kept.", DivergenceWarning, 3)
        return Run.of(problem, parameters, record_, chosen.epoch, self.ending, self.message)


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """One training and all that came of it.

    Attributes:
        model: the trained model; `architecture`, `parameters`, `predict` and `probabilities` are its.
        recipe: what was done.
        metrics: ``metrics["test"]["accuracy"]`` and so on, for "train", "validation" and "test" where they have rows.
        history: a dict of columns (epoch, train_loss, test_loss, …), as any DataFrame library takes it.
        epoch: the epoch whose weights these are.
        ending: "finished", "stopped early", "interrupted" or "diverged"; `message` says more.
        judged: the part that `truth` and `prediction` show: "test", or "train" where nothing was kept aside.
        truth, prediction: labels or values of the judged rows.
        facts: of the data: name, task, columns, fingerprint, notes.
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

    @classmethod
    def of(
        cls, problem: Problem, parameters: Parameters, record_: Record, epoch: int, ending: str, message: str
    ) -> Run:
        """The run of a problem that has been trained."""
        from nnplay.engine.compiled import Engine

        engine = Engine(problem.architecture, problem.recipe.dtype)
        measured = {
            name: measure(problem, engine, parameters.theta, part, every_metric=True)
            for name, part in problem.parts.items()
        }
        judged = "test" if "test" in problem.parts else "train"
        part = problem.parts[judged]
        prediction = problem.coding.decode(engine.evaluate(parameters.theta, part.X)[0])
        data = problem.dataset
        facts = {
            "name": data.name, "task": data.task, "rows": data.n_rows, "features": list(data.feature_names),
            "targets": list(data.target_names), "fingerprint": data.fingerprint, "notes": list(data.notes),
            "parts": {name: len(part.truth) for name, part in problem.parts.items()},
        }  # fmt: skip
        model = problem.model(parameters)
        return cls(
            model, problem.recipe, measured, record_.columns, epoch, ending, message, judged, part.truth, prediction,
            facts, data,
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

    @cached_property
    def split(self) -> Split | None:
        """Which rows of `dataset` were trained on, watched and judged; None for a loaded run."""
        if self.dataset is None:
            return None
        rows = split(self.dataset, self.recipe.test_fraction, self.recipe.held_out, self.recipe.seed)
        return Split(np.sort(rows.train), np.sort(rows.validation), np.sort(rows.test))

    def predict(self, rows: Any) -> Array:
        """Labels, or values in the user's units, for rows given in the user's columns: see Model.predict."""
        return self.model.predict(rows)

    def probabilities(self, rows: Any) -> Array:
        """The probability of each class (n, k): see Model.probabilities."""
        return self.model.probabilities(rows)

    def plot(self, kind: str = "summary", **options: Any) -> Any:
        """A Matplotlib figure: "summary", "layout", "curves", "boundary", "confusion" or "predictions".

        Raises:
            NNPlayError: when the kind is unknown or does not fit the run.
        """
        return pictures.figure(self, kind, **options)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run as a .nnplay file: JSON, raw arrays and a checksum, whole or not at all."""
        header = {
            "architecture": self.architecture.to_json(), "recipe": self.recipe.to_json(), "metrics": self.metrics,
            "encoding": self.model.encoding.to_json(), "coding": self.model.coding.to_json(), "epoch": self.epoch,
            "history": self.history, "ending": self.ending, "message": self.message, "judged": self.judged,
            "facts": self.facts,
        }  # fmt: skip
        arrays = {"theta": self.parameters.theta, "truth": self._numbers(self.truth)}
        files.write_whole(path, files.pack(header, arrays | {"prediction": self._numbers(self.prediction)}))

    def _numbers(self, labels: Array) -> Array:
        """Labels as indices of classes; numbers as they are."""
        if self.facts["task"] == "regression" or labels.ndim == 2:
            return labels.astype(np.float64)
        place = {c: k for k, c in enumerate(self.classes)}
        return np.array([place[c] for c in labels.tolist()], dtype=np.int32)

    def __repr__(self) -> str:
        part = self.metrics[self.judged]
        shown = ", ".join(f"{k} {v:.4g}" for k, v in part.items() if k in ("accuracy", "r2", "mse", "loss"))
        return f"<run of {self.facts['name']}: {self.architecture} | epoch {self.epoch}, {self.judged} {shown}>"

    def _repr_html_(self) -> str:
        """The run as a notebook shows it."""
        return pictures.html(self)


def load_run(path: str | os.PathLike[str]) -> Run:
    """Read a run that `Run.save` wrote; nothing in the file is executed.

    Raises:
        ModelFileError: when the file is missing, damaged, of a newer format, or needs a component of the user's own
            that is not registered here.
    """
    header, arrays = files.unpack(path)
    try:
        _components_known(header["architecture"], str(path))
        architecture = Architecture.from_json(header["architecture"])
        settings = {k: tuple(v) if isinstance(v, list) else v for k, v in header["recipe"].items()}
        model = Model(
            Parameters(architecture, arrays["theta"]),
            Encoding.from_json(header["encoding"]),
            TargetCoding.from_json(header["coding"]),
        )
        labels = [arrays["truth"], arrays["prediction"]]
        if labels[0].dtype.kind == "i":
            known = np.array(model.classes, dtype=object if any(isinstance(c, str) for c in model.classes) else None)
            labels = [known[indices] for indices in labels]
        return Run(
            model, Recipe(**settings), header["metrics"], header["history"], header["epoch"], header["ending"],
            header["message"], header["judged"], labels[0], labels[1], header["facts"],
        )  # fmt: skip
    except ModelFileError:
        raise
    except (NNPlayError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ModelFileError(f"{str(path)!r} does not describe a model that fits together: {error}") from None


def _components_known(plain: dict[str, Any], path: str) -> None:
    """Refuse a model whose activation or loss is the user's own and not registered in this process."""
    wanted: list[tuple[str, Any, str]] = [("activation", activations, layer["activation"]) for layer in plain["layers"]]
    wanted += [("activation", activations, plain["output"]), ("loss", losses, plain["loss"])]
    for family, registry, spec in wanted:
        name = spec.split("(")[0]
        if name not in registry:
            raise ModelFileError(
                f"{path!r} needs the {family} {name!r}, which is not registered here: define it with "
                f"@nn.{family}({name!r}, …) before loading."
            )
