"""A model: a network with its parameters, and the encoding of its inputs and outputs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nnplay.catalog import Activation, Loss, activations, losses
from nnplay.data import Dataset, Encoding, TargetCoding
from nnplay.errors import DataError, NNPlayError
from nnplay.network.architecture import Architecture, check_pair
from nnplay.network.parameters import Parameters
from nnplay.utils.types import Array

if TYPE_CHECKING:
    from nnplay.engine.compiled import Engine


@dataclass(frozen=True)
class TargetForm:
    """How targets are encoded as columns of Y; these are the arguments of `TargetCoding.fit`."""

    form: Literal["values", "column", "one_hot", "labels"]
    low: float = 0.0
    high: float = 1.0
    scale: bool = False


def infer_output(
    architecture: Architecture, dataset: Dataset, inputs: int, *, scale: str
) -> tuple[Architecture, TargetForm]:
    """Fill in what the architecture leaves open: inputs, outputs, output activation and loss.

    | the data                                  | output   | loss                 |
    |-------------------------------------------|----------|----------------------|
    | two classes                               | sigmoid  | binary_cross_entropy |
    | three classes or more                     | softmax  | cross_entropy        |
    | several labels at once                    | sigmoid  | binary_cross_entropy |
    | numbers                                   | identity | mse                  |
    | numbers from 0 to 1, unscaled             | sigmoid  | mse                  |

    Raises:
        NNPlayError: output, loss and data do not fit together; the message says what does.
    """
    if architecture.inputs not in (None, inputs):
        raise NNPlayError(f"The architecture takes {architecture.inputs} inputs, but the data have {inputs}.")
    output, loss = architecture.output, architecture.loss
    if dataset.task == "regression":
        fractions = scale == "none" and all(_within(t.values, 0, 1) for t in dataset.targets)
        output = output or (losses.resolve(loss)[0].output if loss else "sigmoid" if fractions else "identity")
        loss = loss or "mse"
        entry = losses.resolve(loss)[0]
        _check_regression(entry, loss, dataset)
        scaled = scale != "none" and entry.scaled_targets and activations.resolve(output)[0].name == "identity"
        form, outputs = TargetForm("values", scale=scaled), len(dataset.targets)
    else:
        output, loss = _classification_defaults(output, loss, dataset)
        low, high = _label_values(activations.resolve(output)[0], losses.resolve(loss)[0])
        row = losses.resolve(loss)[0].shape == "row" or activations.resolve(output)[0].shape == "row"
        if dataset.multilabel:
            form, outputs = TargetForm("labels", low, high), len(dataset.targets)
        elif len(dataset.classes) == 2 and not row:
            form, outputs = TargetForm("column", low, high), 1
        else:
            form, outputs = TargetForm("one_hot", low, high), max(len(dataset.classes), 1)
    if outputs == 1 and activations.resolve(output)[0].shape == "row":
        raise NNPlayError(f"{output!r} of a single output is always 1; choose the output 'sigmoid' or 'identity'.")
    if architecture.outputs not in (None, outputs):
        raise NNPlayError(f"The architecture has {architecture.outputs} outputs, but the data need {outputs}.")
    check_pair(output, loss)
    return architecture.resolve(inputs=inputs, outputs=outputs, output=output, loss=loss), form


def _within(values: Array, low: float, high: float) -> bool:
    return bool(np.all((values >= low) & (values <= high)))


def _classification_defaults(output: str | None, loss: str | None, dataset: Dataset) -> tuple[str, str]:
    if output is None and loss is None:
        many = len(dataset.classes) > 2 and not dataset.multilabel
        return ("softmax", "cross_entropy") if many else ("sigmoid", "binary_cross_entropy")
    if output is None:
        return losses.resolve(loss or "")[0].output, loss or ""
    if loss is None:
        entry = activations.resolve(output)[0]
        unit = entry.range[0] >= 0 and entry.range[1] <= 1
        loss = "cross_entropy" if entry.name == "softmax" else "binary_cross_entropy" if unit else "mse"
    return output, loss


def _label_values(output: Activation, loss: Loss) -> tuple[float, float]:
    """The target values for no and yes: −1 and 1 for outputs and losses with that range, otherwise 0 and 1."""
    both_signs = -2 <= output.range[0] <= -1 and loss.targets[0] < 0
    return (-1.0 if loss.low < 0 or both_signs else 0.0), 1.0


def _check_regression(loss: Loss, name: str, dataset: Dataset) -> None:
    if loss.task == "classification":
        raise NNPlayError(f"The loss {name!r} is for classes, but the target is a number; use 'mse', 'mae' or 'huber'.")
    for target in dataset.targets:
        values = target.values[np.isfinite(target.values)]
        if not _within(values, *loss.targets):
            low, high = loss.targets
            worst = values.min() if values.min() < low else values.max()
            raise NNPlayError(
                f"The loss {name!r} needs targets from {low:g} to {high:g}, but {target.name!r} has {worst:g}; "
                "choose another loss, such as 'mse'."
            )


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network that predicts from rows with the original columns.

    >>> import nnplay as nn
    >>> model = nn.train("iris", (8,), epochs=50).model
    >>> model.predict([[5.1, 3.5, 1.4, 0.2]])
    array(['setosa'], dtype='<U10')
    >>> model.probabilities([[5.1, 3.5, 1.4, 0.2]]).shape
    (1, 3)
    """

    parameters: Parameters
    encoding: Encoding
    coding: TargetCoding

    @property
    def architecture(self) -> Architecture:
        """The resolved architecture."""
        return self.parameters.architecture

    def __getstate__(self) -> dict[str, Any]:  # without the engine, which cannot be pickled
        return {"parameters": self.parameters, "encoding": self.encoding, "coding": self.coding}

    @cached_property
    def _engine(self) -> Engine:
        from nnplay.engine.compiled import Engine

        return Engine(self.architecture, self.parameters.theta.dtype.name, rows=256)

    @cached_property
    def _theta(self) -> Array:
        """A writable copy, which the engine needs."""
        return self.parameters.theta.copy()

    def outputs(self, X: Array) -> Array:
        """ŷ (n, n_out) of encoded inputs X (n, n_in).

        Raises:
            DataError: X of another shape.
        """
        theta, n_in = self._theta, self.architecture.inputs
        X = np.ascontiguousarray(X, dtype=theta.dtype)
        if X.ndim != 2 or X.shape[1] != n_in:
            raise DataError(f"the network takes a matrix with {n_in} columns, not one of the shape {X.shape}")
        return self._engine.evaluate(theta, X)[0]

    def finite_outputs(self, rows: Any) -> Array:
        """ŷ (n, n_out) of some rows, as for `predict`; every one is a number.

        Raises:
            NNPlayError: a row does not fit, or the network has no answer for it.
        """
        return check_finite(self.outputs(self.encode(rows)))

    def outputs_and_loss(self, X: Array, Y: Array, weight: Array) -> tuple[Array, float]:
        """ŷ (n, n_out), and the mean loss, of encoded inputs X (n, n_in), targets Y (n, n_out) and weights (n,)."""
        theta = self._theta
        X, Y = (np.ascontiguousarray(values, dtype=theta.dtype) for values in (X, Y))
        outputs, loss = self._engine.evaluate(theta, X, Y, weight)
        return outputs, float(loss)

    def encode(self, rows: Any) -> Array:
        """X (n, n_in) of some rows, as for `predict`.

        Raises:
            DataError: a row does not fit, or a value is too large for the network's dtype.
        """
        X, dtype = self.encoding.transform_rows(rows), self.parameters.theta.dtype
        too_large = np.abs(X) > np.finfo(dtype).max
        if too_large.any():
            row, column = (int(index) for index in np.argwhere(too_large)[0])
            raise DataError(
                f"Row {row + 1}: {self.encoding.names[column]!r} is so far from the training rows that {dtype} cannot "
                "hold it; correct the cell, or train with dtype='float64'"
            )
        return X

    def predict(self, rows: Any, *, threshold: float | None = None, positive: Any = None) -> Array:
        """Predict labels (n,), 0/1 labels (n, k), or values in the units of the data (n,) or (n, k).

        Args:
            rows: a dict (one row), a list of dicts, a DataFrame, an array in feature order, a file or a Dataset.
                Columns are matched by name; other columns are ignored.
            threshold: predict the positive class if its probability is at least this, for two classes or several
                labels; by default the more likely class.
            positive: the positive class; by default the second of `classes`.

        Raises:
            NNPlayError: a row does not fit (the message names the row, the column and the value), or a threshold or
                a positive class that the model cannot have.
        """
        outputs = self.finite_outputs(rows)
        if threshold is None and positive is None:
            return self.coding.decode(outputs)
        return self.decode(outputs, threshold, positive)

    def decode(self, outputs: Array, threshold: float | None = None, positive: Any = None) -> Array:
        """The predictions that outputs (n, n_out) stand for, with the threshold and positive class of `predict`.

        Raises:
            NNPlayError: a threshold or a positive class that the model cannot have.
        """
        k = self.positive_index(positive) if positive is not None or threshold is not None else 0
        if threshold is None:
            return self.coding.decode(outputs)
        if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
            raise NNPlayError(f"threshold must be a probability from 0 to 1, not {threshold!r}.")
        probabilities = class_probabilities(self.coding, self.architecture, outputs)
        if probabilities is None:
            raise NNPlayError(self._no_probabilities("leave out threshold"))
        if self.coding.form == "labels":
            return (probabilities >= threshold).astype(np.int64)
        yes = probabilities[:, k] >= threshold
        return np.array(self.classes).take(np.where(yes, k, 1 - k))

    def positive_index(self, positive: Any = None) -> int:
        """The index of the positive class of two; by default the second.

        Raises:
            NNPlayError: the model does not have two classes, or not this one.
        """
        if self.coding.form == "labels" and positive is None:
            return 1
        if len(self.classes) != 2:
            has = f"{len(self.classes)} classes" if self.classes else "no classes"
            raise NNPlayError(f"threshold and positive are for two classes, but this model has {has}; leave them out.")
        if positive is None:
            return 1
        matches = [k for k, label in enumerate(self.classes) if label == positive or str(label) == str(positive)]
        if not matches:
            names = " and ".join(repr(label) for label in self.classes)
            raise NNPlayError(f"The positive class {str(positive)!r} is not one of the classes {names}.")
        return matches[0]

    def probabilities(self, rows: Any) -> Array:
        """The probability of each class (n, k), in the order of `classes`; for a multi-label model, of each label.

        Raises:
            NNPlayError: the model is a regression, or the values of its output are not probabilities.
        """
        if not gives_probabilities(self.coding, self.architecture):
            raise NNPlayError(self._no_probabilities("train with 'sigmoid' or 'softmax'"))
        probabilities = class_probabilities(self.coding, self.architecture, self.finite_outputs(rows))
        assert probabilities is not None
        return probabilities

    def _no_probabilities(self, advice: str) -> str:
        return f"The output {self.architecture.output!r} gives no probabilities; {advice}."

    @property
    def classes(self) -> tuple[Any, ...]:
        """The class labels; () for a regression."""
        return tuple(self.coding.classes)


def check_finite(outputs: Array) -> Array:
    """The outputs (n, n_out), all of which must be finite numbers: no class and no value stands for any other.

    Raises:
        DataError: a row with another output.
    """
    finite = np.isfinite(outputs).all(axis=1)
    if not finite.all():
        raise DataError(
            f"Row {int(np.argmin(finite)) + 1}: the output of the network is not a finite number; the row is too far "
            "from the training rows, or the training diverged"
        )
    return outputs


def gives_probabilities(coding: TargetCoding, architecture: Architecture) -> bool:
    """Whether the outputs are probabilities: of classes or labels, and between 0 and 1."""
    low, high = activations.resolve(architecture.output or "")[0].range
    return coding.form != "values" and low >= 0 and high <= 1


def class_probabilities(coding: TargetCoding, architecture: Architecture, outputs: Array) -> Array | None:
    """The probability of each class or label (n, k) that outputs (n, n_out) stand for; None if they are none."""
    if not gives_probabilities(coding, architecture):
        return None
    y_hat = np.asarray(outputs, dtype=np.float64)
    if coding.form == "column":
        return np.hstack([1 - y_hat, y_hat])
    if coding.form == "one_hot" and architecture.output != "softmax":
        total = y_hat.sum(axis=1, keepdims=True)
        return np.where(total > 0, y_hat / np.where(total > 0, total, 1), 1 / y_hat.shape[1])
    return y_hat
