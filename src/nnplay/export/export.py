"""Write a network in another form, run what was written, and say how far its predictions are from nnplay's."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.errors import NNPlayError, clean
from nnplay.export import json as plain_json
from nnplay.export import keras_module, numpy_module, onnx, torch_module
from nnplay.utils import files

if TYPE_CHECKING:
    from nnplay.network.parameters import Array
    from nnplay.training.model import Model
    from nnplay.training.result import TrainingResult

SOURCES: dict[str, Any] = {"numpy": numpy_module, "pytorch": torch_module, "keras": keras_module}
TARGETS = (*SOURCES, "onnx", "json")
ENDINGS = {"onnx": ".onnx", "json": ".json"}
ROWS = 200  # that are compared
SECONDS = 300  # that the written file may take
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}  # of a difference, where outputs are about 1
NEEDS = {"pytorch": "torch", "keras": "keras", "onnx": "onnxruntime"}
RUNNER = """
import importlib.util, json, sys
import numpy as np
given = json.load(sys.stdin)
spec = importlib.util.spec_from_file_location("exported", given["path"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
rows = [{k: float("nan") if v is None else v for k, v in row.items()} for row in given["rows"]]
y_hat = np.asarray(module.network(module.encode(rows)), dtype=float)
json.dump([[repr(v) for v in row] for row in y_hat.tolist()], sys.stdout)
"""


@dataclass(frozen=True)
class Exported:
    """What was written, and how well it agrees.

    Attributes:
        files: the main file first.
        rows: how many rows were predicted by both.
        difference: the largest |ŷ − nnplay's ŷ|, of outputs larger than 1 relative to them; None where it was not run.
        why_not: why it was not run, "" where it was.
        tolerance: above which the two do not agree.
    """

    files: tuple[Path, ...]
    rows: int
    difference: float | None
    why_not: str
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether it was run and predicts the same, to rounding."""
        return self.difference is not None and self.difference <= self.tolerance

    def __str__(self) -> str:
        written = " and ".join(map(clean, self.files))
        if self.difference is None:
            return f"{written}: not run, as {self.why_not}"
        return f"{written}: largest difference {self.difference:.1e} over {self.rows:,} rows"


def export(run: TrainingResult, path: str | os.PathLike[str], to: str = "numpy") -> Exported:
    """Write the network of a run, its preprocessing included, and run what was written.

    Args:
        run: the run.
        path: of the main file; weights that do not fit into it stand beside it.
        to: "numpy", "pytorch" or "keras" (source), "onnx" or "json".

    Raises:
        NNPlayError: an unknown form, an ending that does not fit, something that the form cannot say, a library that
            is missing, or a file that cannot be written.
    """
    if to not in TARGETS:
        raise NNPlayError(f"There is no form {to!r}: choose one of {', '.join(TARGETS)}.")
    target, ending = files.nameable(path), ENDINGS.get(to, ".py")
    if target.suffix != ending:
        raise NNPlayError(f"{str(path)!r} must end in {ending} to hold the form {to!r}.")
    name = str(run.facts["name"])
    if to in SOURCES:
        contents = SOURCES[to].files(run.model, name, target.stem)
    else:
        contents = {ending: onnx.content(run.model, name) if to == "onnx" else plain_json.content(run)}
    written = tuple(target.with_suffix(each) for each in contents)
    for each in written:
        files.writable(each)
    for each, content in reversed(list(zip(written, contents.values(), strict=True))):  # the weights first
        files.write_whole(each, content)
    return _compared(run, target, to, written)


def contents(model: Model, name: str, to: str, stem: str) -> dict[str, bytes]:
    """The ending and content of each file of the source of a network, the source itself first.

    Args:
        model: the network, with the way from the user's columns.
        name: what it is called there.
        to: "numpy", "pytorch" or "keras".
        stem: what the files are called.

    Raises:
        NNPlayError: something that the form cannot say.
    """
    found: dict[str, bytes] = SOURCES[to].files(model, name, stem)
    return found


def _compared(run: TrainingResult, path: Path, to: str, written: tuple[Path, ...]) -> Exported:
    rows = sample(run)
    dtype = run.parameters.theta.dtype.name
    own = run.model.outputs(run.model.encoding.transform_rows(rows)).astype(float)
    why_not = ""
    try:
        if to == "json":
            theirs = plain_json.outputs(path.read_bytes(), rows)
        else:
            theirs = _by_onnxruntime(run, path, rows) if to == "onnx" else _by_child(path, rows, to)
    except _CannotRunError as error:
        why_not = str(error)
    if why_not:
        return Exported(written, 0, None, why_not, TOLERANCE[dtype])
    if theirs.shape != own.shape:
        raise NNPlayError(f"{str(path)!r} gives {theirs.shape} outputs, not {own.shape}.")
    same = (own == theirs) | (np.isnan(own) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        apart = np.where(same, 0.0, np.abs(theirs - own) / np.maximum(1.0, np.abs(own)))
    difference = float(np.max(np.where(np.isnan(apart), math.inf, apart), initial=0.0))
    return Exported(written, len(rows), difference, "", TOLERANCE[dtype])


class _CannotRunError(Exception):
    """The library that would run it is not here."""


def sample(run: TrainingResult) -> list[dict[str, Any]]:
    """Rows in the user's columns: those of the run's data, or else made up within the range of the training rows."""
    encoding = run.model.encoding
    if run.dataset is not None:
        there = {
            c.name: c.take(np.arange(min(ROWS, run.dataset.n_rows))) for c in (*run.dataset.features, *run.dataset.raw)
        }
        columns = {name: _cells(there[name].values) for name in encoding.columns}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    random = np.random.default_rng(0)
    features = {feature.name: feature for feature in encoding.features}
    columns = {}
    for name, kind in encoding.raw:
        feature = features.get(name)
        if kind == "category" and feature is not None:
            columns[name] = [feature.levels[k] for k in random.integers(len(feature.levels), size=ROWS)]
        elif kind == "boolean":
            columns[name] = random.integers(2, size=ROWS).astype(float).tolist()
        elif feature is not None:
            columns[name] = (feature.offset + feature.scale * random.uniform(0, 1, ROWS)).tolist()
        else:  # used by a derived column alone, of which nothing is known
            columns[name] = random.uniform(0.5, 2, ROWS).tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cells(values: Array) -> list[Any]:
    return [None if value is None or value != value else value for value in values.tolist()]


def _by_child(path: Path, rows: list[dict[str, Any]], to: str) -> Array:
    """ŷ from the exported file, run by another Python."""
    from importlib.util import find_spec

    library = NEEDS.get(to)
    if library is not None and find_spec(library) is None:
        raise _CannotRunError(f"{library} is not installed (pip install {library})")
    given = json.dumps({"path": str(path.resolve()), "rows": rows})
    environment = os.environ | {"PYTHONUTF8": "1", "JAX_ENABLE_X64": "1"}
    if to == "keras" and "KERAS_BACKEND" not in environment:
        backend = next((name for name in ("jax", "torch", "tensorflow") if find_spec(name) is not None), None)
        if backend is None:
            raise _CannotRunError("Keras has no backend here (pip install jax)")
        environment["KERAS_BACKEND"] = backend
    try:
        ended = subprocess.run(
            [sys.executable, "-c", RUNNER], input=given, capture_output=True, text=True, env=environment,
            timeout=SECONDS, encoding="utf-8", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NNPlayError(f"{str(path)!r} was written, but took more than {SECONDS} seconds to run.") from None
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["no reason"])[-1]
        raise NNPlayError(f"{str(path)!r} was written, but did not run: {last[:300]}")
    return np.array([[float(value) for value in row] for row in json.loads(ended.stdout)]).reshape(len(rows), -1)


def _by_onnxruntime(run: TrainingResult, path: Path, rows: list[dict[str, Any]]) -> Array:
    """ŷ from onnxruntime."""
    try:
        import onnxruntime
    except ModuleNotFoundError:
        raise _CannotRunError("onnxruntime is not installed (pip install onnxruntime)") from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    fed = {}
    for name, kind in run.model.encoding.raw:
        cells = [row[name] for row in rows]
        if kind == "category":
            fed[name] = np.array([["" if cell is None else str(cell)] for cell in cells], dtype=object)
        else:
            fed[name] = np.array([[math.nan if cell is None else float(cell)] for cell in cells])
    found: Array = session.run(["y_hat"], fed)[0]
    return found.astype(float)
