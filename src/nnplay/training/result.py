"""The result of a training run: what was trained, how, and what came of it, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from numpy.typing import NDArray

from nnplay.data import Dataset, Split
from nnplay.errors import NNPlayError, clean
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Parameters
from nnplay.training.history import Record
from nnplay.training.loop import judge
from nnplay.training.model import Model
from nnplay.training.problem import Problem, prepare_again
from nnplay.training.recipe import Recipe
from nnplay.training.session import TrainingSession
from nnplay.training.state_history import ForkSegment, StateHistory

Array = NDArray[Any]
EXAMPLE = 4  # values of an example of a row


@dataclass(frozen=True, eq=False, repr=False)
class TrainingResult:
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
    status: str
    message: str
    eval_split: str
    truth: Array
    prediction: Array
    facts: dict[str, Any] = field(default_factory=dict)
    dataset: Dataset | None = None
    split: Split | None = None
    state_history: StateHistory | None = None
    past: tuple[ForkSegment, ...] = ()

    @classmethod
    def from_session(cls, session: TrainingSession) -> Self:
        """The result of a session so far, with the last weights if it finished, else with the best."""
        epoch, parameters = session.chosen()
        return cls.from_problem(
            session.problem, parameters, session.record, epoch, session.status, session.message, state_history=session.state_history,
            past=session.past,
        )  # fmt: skip

    @classmethod
    def from_problem(
        cls,
        problem: Problem,
        parameters: Parameters,
        record: Record,
        epoch: int,
        status: str,
        message: str,
        *,
        state_history: StateHistory | None = None,
        past: tuple[ForkSegment, ...] = (),
    ) -> Self:
        """The run of a problem that has been trained."""
        from nnplay.engine.compiled import Engine

        engine = Engine(problem.architecture, problem.recipe.dtype)
        found = {name: judge(problem, engine, parameters.theta, part) for name, part in problem.parts.items()}
        measured = {name: metrics for name, (metrics, _) in found.items()}
        eval_split = problem.eval_split
        part, prediction = problem.parts[eval_split], found[eval_split][1]
        data = problem.dataset
        facts = {
            "name": data.name, "task": data.task, "rows": problem.rows, "features": list(data.feature_names),
            "targets": list(data.target_names), "fingerprint": data.fingerprint, "notes": list(data.notes),
            "parts": {name: len(part.truth) for name, part in problem.parts.items()}, "example": _example(problem),
        }  # fmt: skip
        model = problem.model(parameters)
        return cls(
            model, problem.recipe, measured, record.columns, epoch, status, message, eval_split, part.truth, prediction,
            facts, data, problem.split, state_history, past,
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

    def problem(self, recipe: Recipe | None = None) -> Problem:
        """What was trained: the encoded rows of each part, and the first weights; with another recipe's settings.

        Raises:
            NNPlayError: a loaded run, which holds no data.
        """
        if self.dataset is None or self.split is None:
            raise NNPlayError("A loaded run holds no data: `run.with_data()` brings them back.")
        return prepare_again(self.model, self.dataset, self.split, recipe or self.recipe)

    def __repr__(self) -> str:
        part = self.metrics[self.eval_split]
        shown = ", ".join(f"{k} {v:.4g}" for k, v in part.items() if k in ("accuracy", "r2", "mse", "loss"))
        return (
            f"<run of {clean(self.facts['name'])}: {self.architecture} | epoch {self.epoch}, {self.eval_split} {shown}>"
        )


def _example(problem: Problem) -> dict[str, Any]:
    """The first values of the first row, in the user's columns: what a row to predict looks like."""
    columns = {c.name: c for c in (*problem.dataset.features, *problem.dataset.raw)}
    return {name: columns[name].values[:1].tolist()[0] for name in problem.encoding.columns[:EXAMPLE]}
