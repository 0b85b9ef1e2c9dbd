"""Rows with their true and predicted values, from which scores and their figures are computed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nnplay.data import Column
from nnplay.errors import NNPlayError
from nnplay.training.model import Model, class_probabilities
from nnplay.training.problem import Problem
from nnplay.utils.text import did_you_mean, format_list
from nnplay.utils.types import Array


@dataclass(frozen=True, eq=False)
class PredictedRows:
    """Rows with their true and predicted values.

    Attributes:
        name: what titles call the rows, such as "test rows".
        task: "classification" or "regression".
        truth: labels (n,), 0/1 labels (n, k), or values (n,) or (n, k).
        prediction: of the same shape.
        probabilities: of each class or label (n, k); None if there are none.
        classes: the class labels; () for several labels and for a regression.
        targets: the names of the targets.
        sample_weight: (n,), or None.
        positive: the index of the positive class of two.
        column: a function from a name to a column of the rows.
    """

    name: str
    task: str
    truth: Array
    prediction: Array
    probabilities: Array | None
    classes: tuple[Any, ...]
    targets: tuple[str, ...]
    sample_weight: Array | None
    column: Callable[[str], Column]
    positive: int = 1


def column_finder(columns: Sequence[Column], source: str) -> Callable[[str], Column]:
    """A function from a name to one of these columns, with an error for an unknown one."""
    by_name = {column.name: column for column in columns}

    def find(name: str) -> Column:
        if name not in by_name:
            hint = did_you_mean(str(name), list(by_name))
            raise NNPlayError(f"{source} has no column {name!r}{hint}; its columns are {format_list(by_name)}.")
        return by_name[name]

    return find


def predicted_rows(model: Model, problem: Problem, part: str | None = None) -> PredictedRows:
    """The rows of a split, by default of the evaluation split, with the predictions of a model.

    Raises:
        NNPlayError: there is no such split.
    """
    part = problem.part_name(part)
    data, rows, numbers = problem.dataset, problem.parts[part], getattr(problem.split, part)
    outputs = model.outputs(rows.X)
    columns = [column.take(numbers) for column in (*data.features, *data.raw, *data.targets)]
    return PredictedRows(
        f"{part} rows", data.task, rows.truth, model.coding.decode(outputs),
        class_probabilities(model.coding, model.architecture, outputs), model.classes, model.coding.names,
        rows.sample_weight, column_finder(columns, data.name),
    )  # fmt: skip
