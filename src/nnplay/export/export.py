"""Write a network for another library, run the written file, and compare its predictions with nnplay's."""

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
from nnplay.export import json as plain_json, keras_module, numpy_module, onnx, torch_module
from nnplay.utils import files

if TYPE_CHECKING:
    from nnplay.network.parameters import Array
    from nnplay.training.model import Model
    from nnplay.training.result import TrainingResult

SOURCES: dict[str, Any] = {"numpy": numpy_module, "pytorch": torch_module, "keras": keras_module}
TARGETS = (*SOURCES, "onnx", "json")
SUFFIXES = {"onnx": ".onnx", "json": ".json"}
MAX_ROWS = 200  # whose predictions are compared
YEARS_50 = 1.6e9  # seconds
TIMEOUT = 300  # seconds that the written file may take
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}  # for outputs of about 1
NEEDS = {"pytorch": "torch", "keras": "keras", "onnx": "onnxruntime"}
RUNNER = """
import importlib.util, json, sys
import numpy as np
request = json.load(sys.stdin)
spec = importlib.util.spec_from_file_location("exported", request["path"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
rows = [{k: float("nan") if v is None else v for k, v in row.items()} for row in request["rows"]]
y_hat = np.asarray(module.network(module.encode(rows)), dtype=float)
json.dump([[repr(v) for v in row] for row in y_hat.tolist()], sys.stdout)
"""


@dataclass(frozen=True)
class ExportResult:
    """The written files, and how far their predictions are from nnplay's.

    Attributes:
        files: the main file first.
        rows: the number of rows that both predicted.
        difference: the largest |ŷ − nnplay's ŷ|, relative for outputs larger than 1; None if the file was not run.
        why_not: why it was not run; "" if it was.
        tolerance: the largest difference that counts as rounding.
    """

    files: tuple[Path, ...]
    rows: int
    difference: float | None
    why_not: str
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the file was run and predicts the same up to rounding."""
        return self.difference is not None and self.difference <= self.tolerance

    def __str__(self) -> str:
        written = " and ".join(map(clean, self.files))
        if self.difference is None:
            return f"{written}: not run: {self.why_not}"
        return f"{written}: largest difference {self.difference:.1e} over {self.rows:,} rows"


def export(run: TrainingResult, path: str | os.PathLike[str], to: str = "numpy") -> ExportResult:
    """Write the network of a run with its preprocessing, and run the written file.

    Args:
        run: the run.
        path: the main file; large weights go into a file next to it.
        to: "numpy", "pytorch" or "keras" (source), "onnx" or "json".

    Raises:
        NNPlayError: an unknown target, a suffix that does not fit it, an activation that cannot be written for it, a
            missing library, or a file that cannot be written.
    """
    if to not in TARGETS:
        raise NNPlayError(f"Unknown export target {to!r}: choose one of {', '.join(TARGETS)}.")
    target, suffix = files.check_path(path), SUFFIXES.get(to, ".py")
    if target.suffix != suffix:
        raise NNPlayError(f"{str(path)!r} must end in {suffix} for the target {to!r}.")
    name = str(run.facts["name"])
    if to in SOURCES:
        contents = SOURCES[to].files(run.model, name, target.stem)
    else:
        contents = {suffix: onnx.content(run.model, name) if to == "onnx" else plain_json.content(run)}
    written = tuple(target.with_suffix(each) for each in contents)
    for each in written:
        files.check_writable(each)
    for each, content in reversed(list(zip(written, contents.values(), strict=True))):  # the weights first
        files.write_atomic(each, content)
    return _compared(run, target, to, written)


def contents(model: Model, name: str, to: str, stem: str) -> dict[str, bytes]:
    """The suffix and content of each file of a network's source, the source itself first.

    Args:
        model: the network with its preprocessing.
        name: its name in the source.
        to: "numpy", "pytorch" or "keras".
        stem: the stem of the file names.

    Raises:
        NNPlayError: an activation that cannot be written for the target.
    """
    sources: dict[str, bytes] = SOURCES[to].files(model, name, stem)
    return sources


def _compared(run: TrainingResult, path: Path, to: str, written: tuple[Path, ...]) -> ExportResult:
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
        return ExportResult(written, 0, None, why_not, TOLERANCE[dtype])
    if theirs.shape != own.shape:
        raise NNPlayError(
            f"The outputs of {str(path)!r} have the shape {theirs.shape}, not {own.shape}; please report this bug."
        )
    same = (own == theirs) | (np.isnan(own) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        differences = np.where(same, 0.0, np.abs(theirs - own) / np.maximum(1.0, np.abs(own)))
    difference = float(np.max(np.where(np.isnan(differences), math.inf, differences), initial=0.0))
    return ExportResult(written, len(rows), difference, "", TOLERANCE[dtype])


class _CannotRunError(Exception):
    """The library that would run the file is not installed."""


def sample(run: TrainingResult) -> list[dict[str, Any]]:
    """Rows in the user's columns: those of the run's data, or random ones within the range of the training rows."""
    encoding = run.model.encoding
    if run.dataset is not None:
        own = {
            c.name: c.take(np.arange(min(MAX_ROWS, run.dataset.n_rows)))
            for c in (*run.dataset.features, *run.dataset.raw)
        }
        columns = {name: _cells(own[name].values) for name in encoding.columns}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    random = np.random.default_rng(0)
    features = {feature.name: feature for feature in encoding.features}
    columns = {}
    for name, kind in encoding.raw:
        feature = features.get(name)
        if kind == "category" and feature is not None:
            known = (*feature.levels, *feature.rare) or (None,)
            columns[name] = [known[k] for k in random.integers(len(known), size=MAX_ROWS)]
        elif kind == "date":
            columns[name] = random.uniform(0, YEARS_50, MAX_ROWS).tolist()
        elif kind == "boolean":
            columns[name] = random.integers(2, size=MAX_ROWS).astype(float).tolist()
        elif feature is not None:
            columns[name] = (feature.offset + feature.scale * random.uniform(0, 1, MAX_ROWS)).tolist()
        else:  # only a derived column uses it: its range is unknown
            columns[name] = random.uniform(0.5, 2, MAX_ROWS).tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _cells(values: Array) -> list[Any]:
    return [None if value is None or value != value else value for value in values.tolist()]


def _by_child(path: Path, rows: list[dict[str, Any]], to: str) -> Array:
    """ŷ from the exported file, run in a Python process of its own."""
    from importlib.util import find_spec

    library = NEEDS.get(to)
    if library is not None and find_spec(library) is None:
        raise _CannotRunError(f"{library} is not installed (pip install {library})")
    request = json.dumps({"path": str(path.resolve()), "rows": rows})
    environment = os.environ | {"PYTHONUTF8": "1", "JAX_ENABLE_X64": "1"}
    if to == "keras" and "KERAS_BACKEND" not in environment:
        backend = next((name for name in ("jax", "torch", "tensorflow") if find_spec(name) is not None), None)
        if backend is None:
            raise _CannotRunError("Keras has no backend here (pip install jax)")
        environment["KERAS_BACKEND"] = backend
    try:
        process = subprocess.run(
            [sys.executable, "-c", RUNNER], input=request, capture_output=True, text=True, env=environment,
            timeout=TIMEOUT, encoding="utf-8", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NNPlayError(f"{str(path)!r} was written, but took more than {TIMEOUT} seconds to run.") from None
    if process.returncode:
        last = (process.stderr.strip().splitlines() or ["no error message"])[-1]
        raise NNPlayError(f"{str(path)!r} was written, but did not run: {last[:300]}")
    return np.array([[float(value) for value in row] for row in json.loads(process.stdout)]).reshape(len(rows), -1)


def _by_onnxruntime(run: TrainingResult, path: Path, rows: list[dict[str, Any]]) -> Array:
    """ŷ from onnxruntime."""
    try:
        import onnxruntime
    except ModuleNotFoundError:
        raise _CannotRunError("onnxruntime is not installed (pip install onnxruntime)") from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    inputs = {}
    for name, kind in run.model.encoding.raw:
        cells = [row[name] for row in rows]
        if kind == "category":
            inputs[name] = np.array([["" if cell is None else str(cell)] for cell in cells], dtype=object)
        else:
            inputs[name] = np.array([[math.nan if cell is None else float(cell)] for cell in cells])
    y_hat: Array = session.run(["y_hat"], inputs)[0]
    return y_hat.astype(float)
