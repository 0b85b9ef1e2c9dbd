"""What the names in a lesson's expressions stand for: the network of a session, as it is now.

`web/site/app/lesson_state.js` gives the same values in the page.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nnplay.engine import reference
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Array, Parameters
from nnplay.playground.lessons.expression import FUNCTIONS, Node, Scope, Value, evaluate, names, parse
from nnplay.playground.session import PlaygroundSession

SETTINGS = (
    "data", "noise", "samples", "test_fraction", "validation_fraction", "scale", "batch_size", "optimizer",
    "learning_rate", "momentum", "schedule", "l1", "l2", "weight_decay", "clip", "patience", "shuffle", "seed",
)  # fmt: skip
PARTS = ("train", "validation", "test")
METRICS = tuple(f"{part}_{name}" for part in PARTS for name in ("loss", "accuracy", "r2", "mse"))
STATE = (
    "epoch", "newest_epoch", "batches", "finished", "diverged", "stopped_early", "layers", "neurons", "parameters",
    "inputs", "computed_inputs", "outputs", "classes", "rows", "train_rows", "validation_rows", "test_rows", "own_data",
    "activation", "dropout", "norm", "skip", "output", "loss",
)  # fmt: skip
NAMES = (*STATE, *SETTINGS, *METRICS)
NETWORK_FUNCTIONS = {
    "first": 1, "lowest": 1, "highest": 1, "lowest_epoch": 1, "weight": 3, "bias": 2, "small_weights": 1,
    "slope": 3, "x": 2, "target": 1, "prediction": 1, "probability": 1, "confusion": 2, "recall": 1,
    "precision": 1,
}  # fmt: skip  # each with its number of arguments
MIXED = "mixed"  # of layers that differ


class LessonState:
    """The values of names and functions, from a session."""

    def __init__(self, session: PlaygroundSession, own_data: bool = False) -> None:
        self.session, self.own_data = session, own_data

    @property
    def scope(self) -> Scope:
        """For `evaluate`."""
        return Scope(self.value, self.call)

    def with_values(self, values: Sequence[tuple[str, str]]) -> Scope:
        """The scope with the named values of a step, each of which may use those before it."""
        known: dict[str, Value] = {}
        scope = Scope(lambda name: known[name] if name in known else self.value(name), self.call)
        for name, text in values:
            known[name] = evaluate(parse(text), scope)
        return scope

    def value(self, name: str) -> Value:
        """The value of a name; NaN if there is none now, such as the loss of test rows without any."""
        if name in METRICS:
            part, metric = name.split("_", 1)
            return float(self.session.view_state().metrics.get(part, {}).get(metric, math.nan))
        if name in SETTINGS:
            return _plain(getattr(self.session.recipe, name))
        if name in STATE:
            read: Callable[[], Value] = getattr(self, f"_{name}")
            return read()
        raise NNPlayError(unknown(name, NAMES))

    def call(self, name: str, values: list[Value]) -> Value:
        """The result of a function of the network; NaN for a row, weight or class that there is not."""
        if name not in NETWORK_FUNCTIONS:
            raise NNPlayError(unknown(name, (*FUNCTIONS, *NETWORK_FUNCTIONS)))
        function: Callable[..., Value] = getattr(self, f"_call_{name}")
        try:
            return function(*values)
        except (LookupError, ValueError, TypeError, OverflowError):
            return math.nan

    # the state

    def _epoch(self) -> float:
        return self.session.epoch

    def _newest_epoch(self) -> float:
        return self.session.snapshot.epoch

    def _batches(self) -> float:
        return 0 if self.session.past_epoch is not None else self.session.snapshot.batches

    def _finished(self) -> bool:
        return self.session.finished

    def _diverged(self) -> bool:
        return self.session.training_session.status == "diverged"

    def _stopped_early(self) -> bool:
        return self.session.training_session.status == "stopped early"

    @property
    def _hidden(self) -> Sequence[Any]:
        return self.session.problem.architecture.layers

    def _layers(self) -> float:
        return len(self._hidden)

    def _neurons(self) -> float:
        return float(sum(layer.width for layer in self._hidden))

    def _parameters(self) -> float:
        return self.session.parameters.count

    def _inputs(self) -> float:
        return self.session.problem.encoding.n_in

    def _computed_inputs(self) -> float:
        return len(self.session.problem.encoding.expressions)

    def _outputs(self) -> float:
        return self.session.problem.coding.n_out

    def _classes(self) -> float:
        return len(self._class_names)

    @property
    def _class_names(self) -> list[str]:
        return [str(name) for name in self.session.dataset.classes]

    def _rows(self) -> float:
        return self.session.dataset.n_rows

    def _part_rows(self, part: str) -> float:
        parts = self.session.problem.parts
        return len(parts[part].X) if part in parts else 0

    def _train_rows(self) -> float:
        return self._part_rows("train")

    def _validation_rows(self) -> float:
        return self._part_rows("validation")

    def _test_rows(self) -> float:
        return self._part_rows("test")

    def _own_data(self) -> bool:
        return self.own_data

    def _activation(self) -> str:
        return _shared([layer.activation for layer in self._hidden])

    def _dropout(self) -> float:
        return max((layer.dropout for layer in self._hidden), default=0.0)

    def _norm(self) -> str:
        return _shared([layer.norm or "none" for layer in self._hidden])

    def _skip(self) -> bool:
        return any(layer.skip for layer in self._hidden)

    def _output(self) -> str:
        return str(self.session.problem.architecture.output)

    def _loss(self) -> str:
        return str(self.session.problem.architecture.loss)

    # the functions

    def _column(self, name: Value) -> list[float]:
        if not isinstance(name, str) or name not in METRICS:
            raise NNPlayError(unknown(str(name), METRICS))
        rows = [row for row in self.session.rows if row["epoch"] <= self.session.snapshot.epoch]
        return [float(row.get(name, math.nan)) for row in rows]

    def _call_first(self, name: Value) -> float:
        return self._column(name)[0]

    def _call_lowest(self, name: Value) -> float:
        return float(np.nanmin(self._column(name)))

    def _call_highest(self, name: Value) -> float:
        return float(np.nanmax(self._column(name)))

    def _call_lowest_epoch(self, name: Value) -> float:
        return float(self.session.rows[int(np.nanargmin(self._column(name)))]["epoch"])

    def _call_weight(self, layer: float, source: float, target: float) -> float:
        return float(self.session.parameters.W[_place(layer)][_place(source), _place(target)])

    def _call_bias(self, layer: float, target: float) -> float:
        return float(self.session.parameters.b[_place(layer)][_place(target)])

    def _call_small_weights(self, limit: float) -> float:
        weights = np.concatenate([W.ravel() for W in self.session.parameters.W])
        return float(np.mean(np.abs(weights) < limit))

    def _call_slope(self, layer: float, source: float, target: float) -> float:
        """The derivative of the mean training loss, without penalties, with respect to a weight."""
        part, parameters = self.session.problem.parts["train"], self.session.parameters
        exact = Parameters(parameters.architecture, parameters.theta.astype(np.float64))
        passes = reference.forward(exact, part.X, training=True)
        gradient = reference.gradient(exact, passes, part.Y, weight=part.weight)
        block = exact.layout.blocks[_place(layer)]
        return float(block.view(gradient, "W")[_place(source), _place(target)])

    def _call_x(self, row: float, column: str) -> float:
        data = self.session.dataset
        feature = next(each for each in data.features if each.name == column)
        return float(feature.values[_place(row)])

    def _call_target(self, row: float) -> float:
        """Of two classes 0 or 1; of more their number, from 1; a value otherwise."""
        part, at = self._find(row)
        truth = self.session.problem.parts[part].truth[at]
        if not self._class_names:
            return float(truth)
        return self._class_names.index(str(truth)) + (len(self._class_names) > 2)

    def _call_prediction(self, row: float) -> float:
        """Of two classes the probability of the second; of more the number of the likeliest, from 1; or a value."""
        part, at = self._find(row)
        outputs = self._outputs_of(part)[at : at + 1]
        if len(self._class_names) == 2:
            return self._shares(outputs)[1]
        coding = self.session.problem.coding
        if self._class_names:
            return float(coding.decode_codes(outputs)[0]) + 1
        return float(coding.decode(outputs)[0])

    def _call_probability(self, row: float) -> float:
        """Of the true class."""
        part, at = self._find(row)
        truth = self._class_names.index(str(self.session.problem.parts[part].truth[at]))
        return self._shares(self._outputs_of(part)[at : at + 1])[truth]

    def _call_confusion(self, true: str, predicted: str) -> float:
        matrix, known = self._confusion(), self._class_names
        return float(matrix[known.index(true), known.index(predicted)])

    def _call_recall(self, name: str) -> float:
        matrix, at = self._confusion(), self._class_names.index(name)
        return float(matrix[at, at] / matrix[at].sum()) if matrix[at].sum() else math.nan

    def _call_precision(self, name: str) -> float:
        matrix, at = self._confusion(), self._class_names.index(name)
        return float(matrix[at, at] / matrix[:, at].sum()) if matrix[:, at].sum() else math.nan

    def _confusion(self) -> Array:
        """Counts of rows of the test split, or of the training split without one: true class, predicted class."""
        problem, names = self.session.problem, self._class_names
        part = "test" if "test" in problem.parts else "train"
        predicted = problem.coding.decode_codes(self._outputs_of(part))
        counts = np.zeros((len(names), len(names)))
        for true, answer in zip(problem.parts[part].truth, predicted, strict=True):
            counts[names.index(str(true)), int(answer)] += 1
        return counts

    def _find(self, row: float) -> tuple[str, int]:
        """The part that a row of the data is in, and its place there."""
        split = self.session.problem.split
        for part in self.session.problem.parts:
            places = np.flatnonzero(getattr(split, part) == _place(row))
            if len(places):
                return part, int(places[0])
        raise LookupError(row)

    def _outputs_of(self, part: str) -> Array:
        problem = self.session.problem
        outputs: Array = problem.model(self.session.parameters).outputs(problem.parts[part].X)
        return outputs

    def _shares(self, outputs: Array) -> list[float]:
        """The probability of each class for one row of outputs."""
        coding = self.session.problem.coding
        shares = ((np.asarray(outputs[0], dtype=np.float64) - coding.low) / (coding.high - coding.low)).tolist()
        return [1 - shares[0], shares[0]] if coding.form == "column" else shares


def check_names(node: Node, values: Sequence[str] = ()) -> None:
    """Check the names and functions of an expression.

    Args:
        node: the expression.
        values: named values of the step.

    Raises:
        NNPlayError: a name that there is not, or a function with another number of arguments.
    """
    for kind, name in names(node):
        if kind == "name" and name not in (*NAMES, *values):
            raise NNPlayError(unknown(name, (*NAMES, *values)))
        if kind == "call" and name not in FUNCTIONS and name not in NETWORK_FUNCTIONS:
            raise NNPlayError(unknown(name, (*FUNCTIONS, *NETWORK_FUNCTIONS)))
    _check_arguments(node)


def _check_arguments(node: Node) -> None:
    if node[0] == "call" and node[1] in NETWORK_FUNCTIONS and len(node[2]) != NETWORK_FUNCTIONS[node[1]]:
        count = NETWORK_FUNCTIONS[node[1]]
        raise NNPlayError(f"{node[1]} takes {count} value{'s' if count > 1 else ''}, not {len(node[2])}.")
    for part in node[1:]:
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, tuple):
                _check_arguments(each)


def unknown(name: str, known: Sequence[str]) -> str:
    """The message for a name that there is not."""
    near = difflib.get_close_matches(name, known, 1)
    spoken = name.replace("_", " ")
    return f"There is no “{spoken}”" + (f"; did you mean “{near[0].replace('_', ' ')}”?" if near else ".")


def _place(number: float) -> int:
    """An index from a number from 1."""
    if not float(number).is_integer() or number < 1:
        raise LookupError(number)
    return int(number) - 1


def _shared(values: Sequence[str]) -> str:
    return MIXED if len(set(values)) > 1 else values[0] if values else "none"


def _plain(value: Any) -> Value:
    if isinstance(value, str | bool):
        return value
    return math.nan if value is None else float(value)
