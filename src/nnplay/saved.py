"""What stands in the file of a run, and how it is read: nothing in it is executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay import files
from nnplay.architecture import Architecture
from nnplay.catalog import activations, losses
from nnplay.data import Encoding, TargetCoding
from nnplay.errors import ModelFileError, NNPlayError
from nnplay.formulas import enter_packed
from nnplay.model import Model
from nnplay.parameters import Array, Parameters
from nnplay.recipe import Recipe
from nnplay.trail import Leg

if TYPE_CHECKING:
    from nnplay.runs import Run


def content(run: Run) -> bytes:
    """The bytes of a run: JSON, raw arrays and a checksum."""
    header = {
        "architecture": run.architecture.to_json(), "recipe": run.recipe.to_json(), "metrics": run.metrics,
        "encoding": run.model.encoding.to_json(), "coding": run.model.coding.to_json(), "epoch": run.epoch,
        "history": run.history, "ending": run.ending, "message": run.message, "judged": run.judged,
        "facts": run.facts,
        "past": [{"recipe": p.recipe.to_json(), "until": p.until, "history": p.history} for p in run.past],
    }  # fmt: skip
    arrays = {"theta": run.parameters.theta, "truth": _numbers(run, run.truth)}
    return files.pack(header, arrays | {"prediction": _numbers(run, run.prediction)})


def _numbers(run: Run, labels: Array) -> Array:
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
        labels = [arrays["truth"], arrays["prediction"]]
        if labels[0].dtype.kind == "i":
            known = np.array(model.classes, dtype=object if any(isinstance(c, str) for c in model.classes) else None)
            labels = [known[indices] for indices in labels]
        past = [
            Leg(Recipe.from_json(leg["recipe"]), int(leg["until"]), leg["history"]) for leg in header.get("past", [])
        ]
        plain = ("metrics", "history", "epoch", "ending", "message", "judged", "facts")
        return {
            "model": model, "recipe": Recipe.from_json(header["recipe"]), "truth": labels[0], "prediction": labels[1],
            "past": tuple(past), **{key: header[key] for key in plain},
        }  # fmt: skip
    except ModelFileError:
        raise
    except (NNPlayError, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ModelFileError(f"{name!r} does not describe a model that fits together: {error}") from None


def _components_known(plain: dict[str, Any], path: str) -> None:
    """Enter the formulas that a model brings; refuse one whose activation or loss is registered nowhere."""
    try:
        enter_packed(plain.get("formulas", []), repr(path))
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
