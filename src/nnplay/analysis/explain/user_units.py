"""Inputs and predictions in the user's own columns, labels and units."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnplay.analysis.explain.document import DocumentTable
from nnplay.analysis.explain.number_format import MAX_SIZE, format_number, parenthesize, visible_indices
from nnplay.analysis.explain.trace_view import TraceView
from nnplay.data import TargetCoding
from nnplay.data.encoding.feature import Feature
from nnplay.data.encoding.new_rows import rows_to_table
from nnplay.data.type_inference import is_missing
from nnplay.engine import reference
from nnplay.errors import NNPlayError
from nnplay.network.parameters import Parameters
from nnplay.training.model import Model
from nnplay.utils.types import Array

NO_ROWS = "There is no row to explain; pass at least one."


def encode_rows(model: Model, rows: Any) -> Array:
    """The encoded rows X (n, n_in), rounded to the network's precision.

    Raises:
        NNPlayError: rows that do not fit the model, or none.
    """
    if isinstance(rows, list | tuple | dict) and not len(rows):
        raise NNPlayError(NO_ROWS)
    X = model.encoding.transform_rows(rows)
    if not len(X):
        raise NNPlayError(NO_ROWS)
    with np.errstate(over="ignore"):
        rounded = X.astype(model.parameters.theta.dtype).astype(np.float64)
    if not np.isfinite(rounded).all():
        raise NNPlayError(f"The scaled inputs reach {np.abs(X).max():.3g}, too large for the network's float32.")
    return rounded


def input_table(model: Model, rows: Any, X: Array, view: TraceView, max_size: int | None) -> DocumentTable:
    """How each column of the first row is encoded as inputs x."""
    table = rows_to_table(rows, model.encoding.columns)
    lines: list[tuple[str, ...]] = []
    first: list[float] = X[0].tolist()
    raw, derived = set(model.encoding.columns), set(model.encoding.expressions)
    for feature in model.encoding.features:
        in_table = feature.name in raw and feature.name not in derived
        value = table.column(feature.name)[0] if in_table else ""
        value = "missing (imputed)" if in_table and is_missing(value) else value
        for name, (offset, scale) in zip(feature.encoded_names, _scaling(feature), strict=True):
            x = first[len(lines)]
            encoding = "1 for this category, else 0" if feature.kind == "category" and feature.means is None else ""
            if (offset, scale) != (0, 1):
                original, shift, divisor = map(view.number, (x * scale + offset, offset, scale))
                encoding = f"({original} − {parenthesize(shift)}) / {divisor}"
                if feature.limit is not None and abs(x) >= feature.limit:
                    encoding = "limited (input_limit)"
            lines.append((str(len(lines) + 1), name, _text(value), encoding, view.number(x)))
    body = [("…",) * 5 if k is None else lines[k] for k in visible_indices(len(lines), max_size)]
    which = " in row 1" if len(X) > 1 else ""
    return DocumentTable(("", "input", f"your value{which}", "scaled", "x"), tuple(body), frozenset((4,)))


def _scaling(feature: Feature) -> list[tuple[float, float]]:
    """The offset and the scale of each input of a feature."""
    scaling = [(feature.offset, feature.scale)]
    if feature.means is not None:
        scaling = list(zip(feature.means.offset, feature.means.scale, strict=True))
    return scaling + [(0.0, 1.0)] * (len(feature.encoded_names) - len(scaling))


def target_meaning(model: Model, Y: Array | None) -> str:
    """A description of y that names the user's labels."""
    labels = None if Y is None else model.coding.decode(Y)
    if labels is None or labels.ndim != 1:
        return "the encoded target"
    noun = "target" if len(labels) == 1 else "targets"
    names = ", ".join("…" if k is None else _text(labels[k]) for k in visible_indices(len(labels)))
    return f"the encoded {noun}: {names}"


def _text(value: Any) -> str:
    return format_number(float(value), 6) if isinstance(value, float) else str(value)


def predicted_outputs(model: Model, X: Array) -> Array:
    """ŷ (n, n_out) as in predictions, where batch normalization uses the running statistics."""
    p = Parameters(model.architecture, model.parameters.theta.astype(np.float64))
    with np.errstate(all="ignore"):
        return reference.forward(p, X)[-1].a


def prediction_sentences(model: Model, view: TraceView) -> list[str]:
    """A sentence on the prediction for each row; "…" stands for the middle of many rows."""
    X = view.trace.X
    several = len(X) > 1
    return [
        "…" if k is None else f"Row {k + 1}: " * several + _prediction(model, X[k : k + 1], view)
        for k in visible_indices(len(X))
    ]


def _prediction(model: Model, X: Array, view: TraceView) -> str:
    coding, y_hat = model.coding, predicted_outputs(model, X)
    decoded, outputs = coding.decode(y_hat), y_hat[0].tolist()
    text = "ŷ = " + ", ".join("…" if k is None else view.number(outputs[k]) for k in visible_indices(len(outputs)))
    if not np.isfinite(y_hat).all():
        return f"{text}, which is not a finite number, so there is no prediction."
    if coding.form == "column":
        threshold, positive = (coding.low + coding.high) / 2, str(decoded[0]) == str(coding.classes[1])
        return f"{text} {'>' if positive else '≤'} {view.number(threshold)}, so the prediction is {decoded[0]!s}."
    if coding.form == "one_hot":
        best, extreme = (max, "largest") if coding.high > coding.low else (min, "smallest")
        index = outputs.index(best(outputs)) + 1
        return f"{text}. Output {index} is the {extreme}, so the prediction is {decoded[0]!s}."
    more = ", …" * (len(coding.names) > MAX_SIZE)
    if coding.form == "labels":
        pairs = zip(coding.names, decoded[0].tolist(), strict=True)
        labels = [f"{name}: {'yes' if label else 'no'}" for name, label in pairs][:MAX_SIZE]
        return f"{text}, so the prediction is {', '.join(labels)}{more}."
    values = decoded.reshape(-1).tolist()
    scaled = [
        f"{name} = {_unscaling(coding, k, outputs, view)}{view.number(values[k])}"
        for k, name in enumerate(coding.names[:MAX_SIZE])
    ]
    return f"{text}; in your units, {', '.join(scaled)}{more}."


def _unscaling(coding: TargetCoding, k: int, outputs: Sequence[float], view: TraceView) -> str:
    """The calculation that turns output k into the user's units; "" if targets are not scaled."""
    offset, scale = coding.offset[k], coding.scale[k]
    if (offset, scale) == (0, 1):
        return ""
    return f"{view.number(outputs[k])}·{view.number(scale)} + {parenthesize(view.number(offset))} = "
