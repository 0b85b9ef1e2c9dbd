"""The result of a training run, as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from nnplay.data import Dataset, Split
from nnplay.errors import ChangedDataError, NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.baseline import baseline, remark
from nnplay.training.evaluation import evaluate_part
from nnplay.training.history import TrainingHistory
from nnplay.training.model import Model
from nnplay.training.problem import Problem, rebuild_problem
from nnplay.training.recipe import Recipe
from nnplay.training.restarts import restart_note
from nnplay.training.scores import per_class, per_target
from nnplay.training.session import TrainingSession
from nnplay.training.state_history import ForkSegment, StateHistory
from nnplay.utils.types import Array

EXAMPLE_VALUES = 4


class DataFacts(Mapping[str, Any]):
    """What a result says about its data; their fingerprint is computed when somebody first asks for it.

    A dataset does not change, so it is the fingerprint of what was trained on, whenever that is; "" if the user has
    changed a large array, of which the dataset has no copy, since then.

    Args:
        facts: the facts, with anything in place of the fingerprint.
        dataset: the data.
    """

    def __init__(self, facts: dict[str, Any], dataset: Dataset) -> None:
        self._facts, self._dataset = facts, dataset

    def __getitem__(self, name: str) -> Any:
        if name != "fingerprint":
            return self._facts[name]
        try:
            return self._dataset.fingerprint
        except ChangedDataError:
            return ""

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self) | dict(other)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(frozen=True, eq=False, repr=False)
class TrainingResult:
    """A trained model with its recipe, metrics, history, test predictions and data.

    Attributes:
        model: the trained model, which has `architecture`, `parameters`, `predict` and `probabilities`.
        recipe: how it was trained.
        metrics: ``metrics["test"]["accuracy"]`` and so on, for "train", "validation" and "test" if they have rows.
        history: a dict of columns (epoch, train_loss, test_loss, …), for any DataFrame library.
        epoch: the epoch of these weights.
        status: "finished", "stopped early", "interrupted", "diverged", or "rewound" for an earlier epoch of a run.
        message: details of the status.
        eval_split: the split of `truth` and `prediction`: "test", or "train" if there is no test split.
        truth: labels or values of the rows of that split.
        prediction: the predictions for them.
        facts: about the data: name, task, columns, fingerprint, notes, and the first values of a row as an example.
        dataset: the data, or a sample of a file larger than memory; None for a loaded run.
        split: which rows of `dataset` are in which split; None for a loaded run.
        state_history: states at many epochs of the run.
        past: the segments of a forked run before its forks.
        sample_weight: the weights of the rows of that split (n,) in the metrics; None if all rows weigh the same.
        baseline: what a "constant" guess and, if it is cheap to fit, a "linear" model score on the evaluation split:
            ``baseline["constant"]["accuracy"]``; {} in files of earlier versions. See `training.baseline`.
    """

    model: Model
    recipe: Recipe
    metrics: dict[str, dict[str, float]]
    history: dict[str, list[Any]]
    epoch: int
    status: str
    message: str
    eval_split: str
    truth: Array
    prediction: Array
    facts: Mapping[str, Any] = field(default_factory=dict)
    dataset: Dataset | None = None
    split: Split | None = None
    state_history: StateHistory | None = None
    past: tuple[ForkSegment, ...] = ()
    baseline: dict[str, dict[str, Any]] = field(default_factory=dict)
    sample_weight: Array | None = None

    @classmethod
    def from_session(cls, session: TrainingSession) -> Self:
        """The result of a session so far, with the last weights if it finished, otherwise with the best.

        >>> import nnplay as nn
        >>> session = nn.TrainingSession.start("iris", (8,), epochs=20)
        >>> for snapshot in session:
        ...     pass
        >>> nn.Run.from_session(session).epoch
        20
        """
        epoch, parameters = session.final_parameters()
        return cls.from_problem(
            session.problem, parameters, session.history, epoch, session.status, session.message,
            state_history=session.state_history, past=session.past,
        )  # fmt: skip

    @classmethod
    def from_problem(
        cls,
        problem: Problem,
        parameters: Parameters,
        history: TrainingHistory,
        epoch: int,
        status: str,
        message: str,
        *,
        state_history: StateHistory | None = None,
        past: tuple[ForkSegment, ...] = (),
    ) -> Self:
        """The result of a trained problem, with these parameters."""
        from nnplay.engine.compiled import Engine

        engine = Engine(problem.architecture, problem.recipe.dtype)
        evaluations = {
            name: evaluate_part(problem, engine, parameters.theta, part) for name, part in problem.parts.items()
        }
        metrics = {name: values for name, (values, _) in evaluations.items()}
        eval_split = problem.eval_split
        part, prediction = problem.parts[eval_split], evaluations[eval_split][1]
        data = problem.dataset
        facts = {
            "name": data.name, "task": data.task, "rows": problem.rows, "features": list(data.feature_names),
            "targets": list(data.target_names), "fingerprint": None, "notes": list(data.notes),
            "parts": {name: len(part.truth) for name, part in problem.parts.items()}, "example": _example(problem),
        }  # fmt: skip
        model = problem.model(parameters)
        return cls(
            model, problem.recipe, metrics, history.columns, epoch, status, message, eval_split, part.truth, prediction,
            DataFacts(facts, data), data, problem.split, state_history, past, baseline(problem), part.sample_weight,
        )  # fmt: skip

    @property
    def architecture(self) -> Architecture:
        """The resolved architecture."""
        return self.model.architecture

    @property
    def parameters(self) -> Parameters:
        """θ, with views W[l] (n_in, n_out) and b[l] (n_out,)."""
        return self.model.parameters

    @property
    def classes(self) -> tuple[Any, ...]:
        """The class labels; () for a regression."""
        return self.model.classes

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know about the result: that it was begun again, and that it is no better than a baseline."""
        metrics, targets = self.metrics[self.eval_split], self.facts["targets"]
        sentence = remark(self.facts["task"], self.eval_split, metrics, self.baseline, targets)
        return tuple(note for note in (restart_note(self.recipe), sentence) if note)

    @property
    def per_class(self) -> dict[Any, dict[str, float]]:
        """Precision, recall, F1 and number of rows of each class or label; {} for a regression."""
        if self.facts["task"] == "regression":
            return {}
        return per_class(self.truth, self.prediction, self.classes or self.facts["targets"], self.sample_weight)

    @property
    def per_target(self) -> dict[str, dict[str, float]]:
        """The metrics of each target of a regression in its own units; {} for classes."""
        if self.facts["task"] == "classification":
            return {}
        return per_target(self.truth, self.prediction, self.facts["targets"], self.sample_weight)

    def predict(self, rows: Any, *, threshold: float | None = None, positive: Any = None) -> Array:
        """Predict labels, or values in the units of the data; see `Model.predict`.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.predict([[5.1, 3.5, 1.4, 0.2]])
        array(['setosa'], dtype='<U10')
        """
        return self.model.predict(rows, threshold=threshold, positive=positive)

    def probabilities(self, rows: Any) -> Array:
        """The probability of each class (n, k); see `Model.probabilities`.

        >>> import nnplay as nn
        >>> run = nn.train("iris", (8,), epochs=40)
        >>> run.probabilities([[5.1, 3.5, 1.4, 0.2]]).shape
        (1, 3)
        """
        return self.model.probabilities(rows)

    def problem(self, recipe: Recipe | None = None) -> Problem:
        """The training problem, with the encoded rows of each split, for this recipe or another one.

        Raises:
            NNPlayError: a loaded run does not contain the data.
        """
        if self.dataset is None or self.split is None:
            raise NNPlayError("A loaded run does not contain its data; `run.with_data()` loads it.")
        return rebuild_problem(self.model, self.dataset, self.split, recipe or self.recipe)

    def __repr__(self) -> str:
        metrics = self.metrics[self.eval_split]
        scores = ", ".join(f"{k} {v:.4g}" for k, v in metrics.items() if k in ("accuracy", "r2", "mse", "loss"))
        name = clean(self.facts["name"])
        return f"<run of {name}: {self.architecture} | epoch {self.epoch}, {self.eval_split} {scores}>"


def _example(problem: Problem) -> dict[str, Any]:
    """The first values of the first row, as an example of a row to predict."""
    columns = {c.name: c for c in (*problem.dataset.features, *problem.dataset.raw)}
    return {name: columns[name].values[:1].tolist()[0] for name in problem.encoding.columns[:EXAMPLE_VALUES]}
