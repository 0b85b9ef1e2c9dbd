"""What the replies of the protocol say of a network and its data."""

from typing import Any

import numpy as np

from nnplay.data import Column, Dataset
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import layout
from nnplay.training.problem import Problem
from nnplay.utils.json import json_safe
from nnplay.utils.types import Array
from nnplay.web.engine.formulas import FormulaNames

MAX_CELLS = 200_000  # that a page is sent; of more rows, it gets evenly spaced ones
SINGLE = 1


def describe_network(problem: Problem, all_columns: Dataset, formulas: FormulaNames) -> dict[str, Any]:
    """What does not change while a network is trained."""
    data, coding = problem.dataset, problem.coding
    return {
        "architecture": architecture_json(problem.architecture, formulas), "recipe": recipe_json(problem),
        "stepsPerEpoch": problem.steps_per_epoch, "classes": [str(label) for label in data.classes],
        "target": data.target_names[0], "targets": list(data.target_names), "task": data.task,
        "features": list(problem.encoding.names), "columns": [column.name for column in source_columns(all_columns)],
        "inputs": describe_inputs(problem),
        "coding": {
            "form": coding.form, "outputs": coding.n_out, "low": coding.low, "high": coding.high,
            "offset": _single(coding.offset, 0.0), "scale": _single(coding.scale, 1.0),
        },
        "parts": {name: len(part.X) for name, part in problem.parts.items()},
        "layout": [
            {name: {"start": start, "shape": list(shape)} for name, (start, shape) in block.arrays.items()}
            for block in layout(problem.architecture).blocks
        ],
    }  # fmt: skip


def architecture_json(architecture: Architecture, formulas: FormulaNames) -> dict[str, Any]:
    """An architecture, with the names that the visitor gave to formulas."""
    plain = architecture.to_json()
    plain.pop("formulas", None)
    for layer in plain["layers"]:
        layer["activation"] = formulas.as_given(layer["activation"])
    for name in ("output", "loss"):
        plain[name] = plain[name] and formulas.as_given(plain[name])
    return plain


def recipe_json(problem: Problem) -> dict[str, Any]:
    """All settings of a recipe."""
    result: dict[str, Any] = json_safe(problem.recipe.model_dump())
    return result


def describe_inputs(problem: Problem) -> list[dict[str, str]]:
    """The encoded inputs of the network: the name of each, and the feature that it encodes."""
    return [
        {"name": name, "feature": feature.name}
        for feature in problem.encoding.features
        for name in feature.encoded_names
    ]


def source_columns(data: Dataset) -> list[Column]:
    """The columns that a row has: those of the table, and no expressions over them."""
    columns = {column.name: column for column in (*data.raw, *data.features) if column.name not in data.expressions}
    return list(columns.values())


def sampled_rows(all_columns: Dataset) -> Array:
    """The rows that a page gets: all, or evenly spaced ones of many."""
    width = len(source_columns(all_columns)) + 1
    count = min(all_columns.n_rows, max(MAX_CELLS // width, 2))
    return np.unique(np.linspace(0, all_columns.n_rows - 1, count).round().astype(np.int64))


def describe_rows(all_columns: Dataset) -> dict[str, Any]:
    """The columns, the target and its classes."""
    rows = sampled_rows(all_columns)
    columns: dict[str, Any] = {}
    levels: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for column in source_columns(all_columns):
        values, kinds[column.name] = column.take(rows), column.kind
        if column.kind == "category":
            names = [str(level) for level in column.distinct()]
            place = {level: k for k, level in enumerate(column.distinct())}
            columns[column.name], levels[column.name] = [place.get(value) for value in values.values], names
        else:
            columns[column.name] = values.values
    target = all_columns.targets[0]
    truth: Any = target.values[rows]
    if all_columns.classes:
        place = {label: k for k, label in enumerate(all_columns.classes)}
        if target.kind != "category":
            place = {float(label): k for label, k in place.items()}
        truth = [place.get(label) for label in truth.tolist()]
    result = {
        "columns": columns, "kinds": kinds, "levels": levels, "target": target.name, "values": truth,
        "classes": [str(label) for label in all_columns.classes],
    }  # fmt: skip
    if len(rows) < all_columns.n_rows:
        result |= {"sample": rows, "rowCount": all_columns.n_rows}
    safe: dict[str, Any] = json_safe(result)
    return safe


def describe_parts(problem: Problem, all_columns: Dataset) -> dict[str, list[int]]:
    """The rows of each part, as places among those that the page gets."""
    return {name: rows.tolist() for name, (_, rows) in part_rows(problem, all_columns).items()}


def part_rows(problem: Problem, all_columns: Dataset) -> dict[str, tuple[Array, Array]]:
    """Of each part, which of its rows a page gets, and their places among all that it gets."""
    sampled, result = sampled_rows(all_columns), {}
    for name in problem.parts:
        rows = np.asarray(getattr(problem.split, name))
        if len(sampled) == all_columns.n_rows:
            result[name] = np.arange(len(rows)), rows
            continue
        places = np.searchsorted(sampled, rows).clip(max=len(sampled) - 1)
        chosen = np.flatnonzero(sampled[places] == rows)
        result[name] = chosen, places[chosen]
    return result


def _single(values: tuple[float, ...], default: float) -> Any:
    return list(values) if len(values) > SINGLE else values[0] if values else default
