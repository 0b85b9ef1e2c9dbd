"""Asking a network: what it answers for one row, and the activations on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnplay.engine import reference
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array, Parameters
from nnplay.training.problem import Problem


@dataclass(frozen=True, eq=False)
class Answer:
    """What a network says of one row.

    Attributes:
        prediction: a label, a value, or several of them.
        shares: (label, probability) of each class, the likeliest first; () where there is none.
        layers: the activations of each layer, (n_out,).
    """

    prediction: Any
    shares: tuple[tuple[str, float], ...]
    layers: tuple[Array, ...]


def ask(problem: Problem, parameters: Parameters, row: dict[str, Any]) -> Answer:
    """Pass one row, in the user's columns, through the network.

    Raises:
        NNPlayError: a cell that does not fit, naming column and value.
    """
    model = problem.model(parameters)
    X = problem.encoding.transform_rows([row])
    p = Parameters(parameters.architecture, parameters.theta.astype(np.float64))
    layers = tuple(step.a[0] for step in reference.forward(p, X))
    prediction = model.predict([row])
    shares: tuple[tuple[str, float], ...] = ()
    try:
        found = model.probabilities([row])[0].tolist()
        names = [str(label) for label in model.classes] or list(problem.dataset.target_names)
        shares = tuple(sorted(zip(names, found, strict=True), key=lambda pair: -pair[1]))
    except NNPlayError:
        pass
    plain = prediction.tolist()[0]
    return Answer(plain, shares, layers)


def example(problem: Problem, place: int = 0) -> dict[str, Any]:
    """A row of the data, in the user's columns."""
    data = problem.dataset
    there = {column.name: column.values for column in (*data.features, *data.raw)}
    place = max(0, min(place, data.n_rows - 1))
    return {name: there[name][place : place + 1].tolist()[0] for name in problem.encoding.columns}


def wanted(problem: Problem, place: int) -> Any:
    """What should be said of a row of the data: a label, a value, or one row of several."""
    data = problem.dataset
    values = [column.values[place : place + 1].tolist()[0] for column in data.targets]
    return values[0] if len(values) == 1 else [values]


def said(value: Any) -> list[str]:
    """A label or a value, or several, as text."""
    values = value if isinstance(value, list | tuple) else [value]
    flat = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
    return [f"{one:.5g}" if isinstance(one, float) else str(one) for one in flat]
