"""What stands in the file of a run, and how it is read: nothing in it is executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from nnplay.catalog import activations, formulas, losses
from nnplay.data import Encoding, TargetCoding
from nnplay.errors import ModelFileError, NNPlayError
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Parameters
from nnplay.training.model import Model
from nnplay.training.recipe import Recipe
from nnplay.training.state_history import ForkSegment
from nnplay.utils import container

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult


class _Facts(BaseModel):
    """What a file says of the data."""

    model_config = ConfigDict(strict=True)

    name: str
    task: Literal["classification", "regression"]
    rows: int
    features: list[str]
    targets: list[str]
    fingerprint: str
    notes: list[str]
    parts: dict[str, int]
    example: dict[str, Any]


class _Plain(BaseModel):
    """What a file says of the training."""

    model_config = ConfigDict(strict=True)

    metrics: dict[str, dict[str, float]]
    history: dict[str, list[float]]
    epoch: int = Field(ge=0)
    status: str
    message: str
    eval_split: str
    facts: _Facts

    @model_validator(mode="after")
    def _fit_together(self) -> _Plain:
        if self.eval_split not in self.metrics:
            raise ValueError(f"it is judged by {self.eval_split!r}, of which it has no metrics")
        if len({len(column) for column in self.history.values()}) > 1:
            raise ValueError("the columns of its history are not equally long")
        return self


def content(run: TrainingResult) -> bytes:
    """The bytes of a run: JSON, raw arrays and a checksum."""
    header = {
        "architecture": run.architecture.to_json(), "recipe": run.recipe.to_json(), "metrics": run.metrics,
        "encoding": run.model.encoding.to_json(), "coding": run.model.coding.to_json(), "epoch": run.epoch,
        "history": run.history, "status": run.status, "message": run.message, "eval_split": run.eval_split,
        "facts": run.facts,
        "past": [{"recipe": p.recipe.to_json(), "until": p.until, "history": p.history} for p in run.past],
    }  # fmt: skip
    arrays = {"theta": run.parameters.theta, "truth": _numbers(run, run.truth)}
    return container.pack(header, arrays | {"prediction": _numbers(run, run.prediction)})


def _numbers(run: TrainingResult, labels: Array) -> Array:
    """Labels as indices of classes; numbers as they are."""
    if run.facts["task"] == "regression" or labels.ndim == 2:
        return labels.astype(np.float64)
    place = {c: k for k, c in enumerate(run.classes)}
    return np.array([place[c] for c in labels.tolist()], dtype=np.int32)


def fields(header: dict[str, Any], arrays: dict[str, Array], name: str) -> dict[str, Any]:
    """The fields of the Run in a file, which errors call `name`.

    Raises:
        ModelFileError: when it does not fit together, or needs a component of the user's own that is not registered.
    """
    try:
        _components_known(header["architecture"], name)
        architecture = Architecture.from_json(header["architecture"])
        model = Model(
            Parameters(architecture, arrays["theta"]),
            Encoding.from_json(header["encoding"]),
            TargetCoding.from_json(header["coding"]),
        )
        past = [
            ForkSegment(Recipe.from_json(segment["recipe"]), int(segment["until"]), segment["history"])
            for segment in header.get("past", [])
        ]
        task = _Plain.model_validate(header).facts.task
        labels = [_labels(arrays[part], model, task) for part in ("truth", "prediction")]
        return {
            "model": model, "recipe": Recipe.from_json(header["recipe"]), "truth": labels[0], "prediction": labels[1],
            "past": tuple(past), **{key: header[key] for key in _Plain.model_fields},
        }  # fmt: skip
    except ModelFileError:
        raise
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ModelFileError(
            f"{name!r} does not describe a model that fits together: {place} {first['msg']}."
        ) from None
    except (NNPlayError, KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise ModelFileError(f"{name!r} does not describe a model that fits together: {error}") from None


def _labels(values: Array, model: Model, task: str) -> Array:
    """What `_numbers` was given."""
    if (task == "regression") != (model.coding.form == "values"):
        raise ValueError(f"its outputs are no {task}")
    if task == "regression" or (values.ndim == 2 and values.dtype.kind == "f"):
        return values.astype(np.float64)
    if values.ndim != 1 or values.dtype.kind != "i" or (len(values) and values.min() < 0):
        raise ValueError("its labels are no places of classes")
    known = np.array(model.classes, dtype=object if any(isinstance(c, str) for c in model.classes) else None)
    labels: Array = known[values]
    return labels


def _components_known(plain: dict[str, Any], path: str) -> None:
    """Enter the formulas that a model brings; refuse one whose activation or loss is registered nowhere."""
    try:
        if carried := plain.get("formulas", []):
            formulas.enter_packed(carried, repr(path))
    except NNPlayError as error:
        raise ModelFileError(str(error)) from None
    wanted: list[tuple[str, Any, str]] = [("activation", activations, layer["activation"]) for layer in plain["layers"]]
    wanted += [("activation", activations, plain["output"]), ("loss", losses, plain["loss"])]
    for family, registry, spec in wanted:
        name = spec.split("(")[0]
        if name not in registry:
            raise ModelFileError(
                f"{path!r} needs the {family} {name!r}, which is not registered here: define it with "
                f"@nn.{family}({name!r}, …) before loading."
            )
