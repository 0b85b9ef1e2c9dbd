"""The content of a run's file (.nnplay), and reading it. Reading executes nothing in the file."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from nnplay.catalog import activations, formulas, losses
from nnplay.data import Encoding, TargetCoding
from nnplay.errors import ModelFileError, NNPlayError
from nnplay.network.architecture import Architecture, used_components
from nnplay.network.parameters import Array, Parameters
from nnplay.training.model import Model
from nnplay.training.recipe import Recipe
from nnplay.training.state_history import ForkSegment
from nnplay.utils import container

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult

FORMAT_1_KEYS = {"ending": "status", "judged": "eval_split"}  # since renamed
EARLIER_DEFAULTS = {"missing": "refuse", "unknown": "refuse"}  # before encodings knew unknown categories
MAX_COUNT = 1 << 53  # rows or epochs, exact in JSON
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]


class _DataHeader(BaseModel):
    """The description of the data in the header."""

    model_config = ConfigDict(strict=True)

    name: str
    task: Literal["classification", "regression"]
    rows: Count
    features: list[str]
    targets: list[str]
    fingerprint: str
    notes: list[str]
    parts: dict[str, Count]
    example: dict[str, Any]


class _Baseline(BaseModel):
    """What a simple model scores, in the header: its metrics, and its prediction if it has only one."""

    model_config = ConfigDict(strict=True, extra="allow")
    __pydantic_extra__: dict[str, float]

    prediction: bool | int | float | str | list[bool | int | float | str] | None = None


def _check_history(history: dict[str, list[float]]) -> dict[str, list[float]]:
    """Columns of the same length, one of them with increasing epochs."""
    if history and "epoch" not in history:
        raise ValueError("its history has no epochs")
    if len({len(column) for column in history.values()}) > 1:
        raise ValueError("the columns of its history have different lengths")
    epochs = history.get("epoch", [])
    if not all(0 <= epoch <= MAX_COUNT and epoch == int(epoch) for epoch in epochs):
        raise ValueError("the epochs of its history are not whole numbers of at least 0")
    if any(later <= earlier for earlier, later in pairwise(epochs)):
        raise ValueError("the epochs of its history do not increase")
    return history


History = Annotated[dict[str, list[float]], AfterValidator(_check_history)]


class _Segment(BaseModel):
    """A segment before a fork, in the header."""

    model_config = ConfigDict(strict=True)

    recipe: dict[str, Any]
    until: Count
    history: History


class _RunHeader(BaseModel):
    """The description of the run in the header."""

    model_config = ConfigDict(strict=True)

    metrics: dict[str, dict[str, float]]
    history: History
    epoch: Count
    status: Literal["finished", "stopped early", "interrupted", "diverged", "rewound"]
    message: str
    eval_split: str
    facts: _DataHeader
    baseline: dict[str, _Baseline] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_consistency(self) -> _RunHeader:
        if not self.metrics.get(self.eval_split):
            raise ValueError(f"there are no metrics for its evaluation split {self.eval_split!r}")
        if self.eval_split not in self.facts.parts:
            raise ValueError(f"its evaluation split {self.eval_split!r} has no rows")
        score = "accuracy" if self.facts.task == "classification" else "r2"
        for name, values in self.baseline.items():
            if score in self.metrics[self.eval_split] and score not in values.__pydantic_extra__:
                raise ValueError(f"the {name} baseline has no {score}")
            if name == "constant" and values.prediction is None:
                raise ValueError("the constant baseline has no prediction")
        return self


def to_bytes(run: TrainingResult) -> bytes:
    """The file of a run: a JSON header, raw arrays and a checksum."""
    header = {
        "architecture": run.architecture.to_json(), "recipe": run.recipe.to_json(), "metrics": run.metrics,
        "encoding": run.model.encoding.to_json(), "coding": run.model.coding.to_json(), "epoch": run.epoch,
        "history": run.history, "status": run.status, "message": run.message, "eval_split": run.eval_split,
        "facts": dict(run.facts), "baseline": run.baseline,
        "past": [{"recipe": p.recipe.to_json(), "until": p.until, "history": p.history} for p in run.past],
    }  # fmt: skip
    arrays = {"theta": run.parameters.theta, "truth": _encode_labels(run, run.truth)}
    if run.sample_weight is not None:
        arrays["sample_weight"] = run.sample_weight
    return container.pack(header, arrays | {"prediction": _encode_labels(run, run.prediction)})


def _encode_labels(run: TrainingResult, labels: Array) -> Array:
    """Labels as class indices; numbers unchanged."""
    if run.facts["task"] == "regression" or labels.ndim == 2:
        return labels.astype(np.float64)
    index = {c: k for k, c in enumerate(run.classes)}
    return np.array([index[c] for c in labels.tolist()], dtype=np.int32)


def fields(header: dict[str, Any], arrays: dict[str, Array], name: str) -> dict[str, Any]:
    """The fields of a `Run` from the content of a file; `name` is its name in error messages.

    Raises:
        ModelFileError: the content is inconsistent, or needs a custom component that is not registered.
    """
    if header.get("format") == 1:
        header = {FORMAT_1_KEYS.get(key, key): value for key, value in header.items()}
    try:
        _check_components(header["architecture"], name)
        architecture = Architecture.from_json(header["architecture"])
        model = Model(
            Parameters(architecture, arrays["theta"]),
            Encoding.from_json(header["encoding"]),
            TargetCoding.from_json(header["coding"]),
        )
        defaults = {} if "unknown" in header["encoding"] else EARLIER_DEFAULTS
        recipe = Recipe.from_json(defaults | header["recipe"])
        segments = TypeAdapter(list[_Segment]).validate_python(header.get("past", []))
        past = [ForkSegment(Recipe.from_json(defaults | each.recipe), each.until, each.history) for each in segments]
        described = _RunHeader.model_validate(header)
        facts = described.facts
        _check_parameters(arrays["theta"], recipe)
        _check_sizes(model)
        truth, prediction = (_decode_labels(arrays[part], model, facts.task) for part in ("truth", "prediction"))
        if not len(truth) == len(prediction) == facts.parts[described.eval_split]:
            raise ValueError("its labels and predictions are not one for each row of its evaluation split")
        return {
            "model": model, "recipe": recipe, "truth": truth, "prediction": prediction, "past": tuple(past),
            "sample_weight": _checked_weights(arrays.get("sample_weight"), len(truth)),
            **{key: header[key] for key in _RunHeader.model_fields if key in header},
            "metrics": described.metrics,
            "history": {name: header["history"][name] if name == "epoch" else values
                        for name, values in described.history.items()},
        }  # fmt: skip
    except ModelFileError:
        raise
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ModelFileError(f"{name!r} is not a consistent model file: {field} {first['msg']}.") from None
    except (NNPlayError, KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise ModelFileError(f"{name!r} is not a consistent model file: {error}") from None


def _check_parameters(theta: Array, recipe: Recipe) -> None:
    """Refuse parameters that are not finite numbers of the recipe's dtype."""
    if theta.dtype != recipe.dtype:
        raise ValueError(f"its parameters are {theta.dtype}, but its recipe says {recipe.dtype}")
    if not np.isfinite(theta).all():
        raise ValueError("its parameters are not finite numbers")


def _check_sizes(model: Model) -> None:
    """Refuse columns that are not one for each input and output of the network."""
    for name, columns, network in (
        ("inputs", model.encoding.n_in, model.architecture.inputs),
        ("outputs", model.coding.n_out, model.architecture.outputs),
    ):
        if columns != network:
            raise ValueError(f"its network has {network} {name}, but its columns are {columns}")


def _decode_labels(values: Array, model: Model, task: str) -> Array:
    """Undo `_encode_labels`."""
    if (task == "regression") != (model.coding.form == "values"):
        raise ValueError(f"its outputs do not suit the task {task}")
    if task == "regression" or (values.ndim == 2 and values.dtype.kind == "f"):
        return values.astype(np.float64)
    if values.ndim != 1 or values.dtype.kind != "i" or (len(values) and values.min() < 0):
        raise ValueError("its labels are not class indices")
    classes = np.array(model.classes, dtype=object if any(isinstance(c, str) for c in model.classes) else None)
    labels: Array = classes[values]
    return labels


def _checked_weights(weights: Array | None, rows: int) -> Array | None:
    """The weights of so many rows."""
    if weights is not None:
        if weights.dtype != np.float64 or weights.shape != (rows,):
            raise ValueError("its weights are not one number for each row")
        if not (np.isfinite(weights) & (weights >= 0)).all() or not weights.sum() > 0:
            raise ValueError("its weights are not finite and at least 0, some of them above 0")
    return weights


def _check_components(architecture: dict[str, Any], path: str) -> None:
    """Register the formulas that a model file contains, and refuse unknown activations and losses."""
    try:
        if packed := architecture.get("formulas", []):
            formulas.register_from_json(packed, repr(path), used_components(architecture))
    except NNPlayError as error:
        raise ModelFileError(str(error)) from None
    components: list[tuple[str, Any, str]] = [
        ("activation", activations, layer["activation"]) for layer in architecture["layers"]
    ]
    components += [("activation", activations, architecture["output"]), ("loss", losses, architecture["loss"])]
    for family, registry, spec in components:
        name = spec.split("(")[0]
        if name not in registry:
            raise ModelFileError(
                f"{path!r} needs the {family} {name!r}, which is not registered here: define it with "
                f"@nn.{family}({name!r}, …) before you load the file."
            )
