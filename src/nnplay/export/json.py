"""A network as JSON: everything that decides a prediction, in words and numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.data import Encoding, TargetCoding
from nnplay.engine import reference
from nnplay.network.architecture import Architecture
from nnplay.network.parameters import Array, Parameters, layout

if TYPE_CHECKING:
    from nnplay.training.result import TrainingResult

FORMAT = 1


def content(run: TrainingResult) -> bytes:
    """The bytes of a .json file."""
    model = run.model
    layers = [
        {
            "activation": block.layer.activation,
            **{name: block.view(model.parameters.theta, name).tolist() for name in block.arrays},
        }
        for block in model.parameters.layout.blocks
    ]
    plain = {
        "format": "nnplay network", "version": FORMAT, "name": run.facts["name"], "network": str(model.architecture),
        "architecture": model.architecture.to_json(), "inputs": model.encoding.to_json(),
        "outputs": model.coding.to_json(), "dtype": model.parameters.theta.dtype.name, "layers": layers,
        "recipe": run.recipe.to_json(), "metrics": run.metrics,
    }  # fmt: skip
    return (json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def outputs(content: bytes, rows: list[dict[str, Any]]) -> Array:
    """ŷ (n, n_out) of rows, from such a file and the reference engine alone."""
    plain = json.loads(content)
    architecture = Architecture.from_json(plain["architecture"])
    places = layout(architecture)
    theta = np.zeros(places.size, plain["dtype"])
    for block, layer in zip(places.blocks, plain["layers"], strict=True):
        for name in block.arrays:
            block.view(theta, name)[:] = layer[name]
    TargetCoding.from_json(plain["outputs"])
    X = Encoding.from_json(plain["inputs"]).transform_rows(rows).astype(plain["dtype"])
    return reference.forward(Parameters(architecture, theta), X)[-1].a
