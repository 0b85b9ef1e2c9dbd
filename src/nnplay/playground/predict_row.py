"""Prediction for a single row, with the activations of every layer."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.engine import reference
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array, Parameters
from nnplay.training.problem import Problem


@dataclass(frozen=True, eq=False)
class RowPrediction:
    """The prediction for one row.

    Attributes:
        prediction: a label, a value, or several of them.
        probabilities: (label, probability) of each class, in descending order; () if there are none.
        activations: the activations of each layer, (n_out,).
    """

    prediction: Any
    probabilities: tuple[tuple[str, float], ...]
    activations: tuple[Array, ...]


def predict_row(problem: Problem, parameters: Parameters, row: dict[str, Any]) -> RowPrediction:
    """Predict one row, given as {column: value} in the columns of the data.

    Raises:
        NNPlayError: an invalid value, with its column.
    """
    model = problem.model(parameters)
    X = problem.encoding.transform_rows([row])
    p = Parameters(parameters.architecture, parameters.theta.astype(np.float64))
    activations = tuple(step.a[0] for step in reference.forward(p, X))
    prediction = model.predict([row])
    probabilities: tuple[tuple[str, float], ...] = ()
    try:
        values = model.probabilities([row])[0].tolist()
        names = [str(label) for label in model.classes] or list(problem.dataset.target_names)
        probabilities = tuple(sorted(zip(names, values, strict=True), key=lambda pair: -pair[1]))
    except NNPlayError:  # not a classifier with probabilities
        pass
    return RowPrediction(prediction.tolist()[0], probabilities, activations)


def input_values(problem: Problem, index: int = 0) -> dict[str, Any]:
    """The input columns of a row of the data; the nearest row if the index is out of range."""
    data = problem.dataset
    values = {column.name: column.values for column in (*data.features, *data.raw)}
    index = max(0, min(index, data.n_rows - 1))
    return {name: values[name][index : index + 1].tolist()[0] for name in problem.encoding.columns}


def target_value(problem: Problem, index: int) -> Any:
    """The true target of a row of the data: a label, a value, or one row of several targets."""
    data = problem.dataset
    values = [column.values[index : index + 1].tolist()[0] for column in data.targets]
    return values[0] if len(values) == 1 else [values]


def format_target(value: Any) -> list[str]:
    """A label or value, or several of them, as text."""
    values = value if isinstance(value, list | tuple) else [value]
    flat = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
    return [f"{item:.5g}" if isinstance(item, float) else str(item) for item in flat]
