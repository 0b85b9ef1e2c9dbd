"""A network as PyTorch source, its weights beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.engine.reference import EPSILON
from nnplay.export import module_template
from nnplay.export.dialects import TORCH
from nnplay.export.layers import ExportLayer, layers_of, own_name
from nnplay.export.safetensors import packed

if TYPE_CHECKING:
    from nnplay.training.model import Model


def files(model: Model, name: str, stem: str) -> dict[str, bytes]:
    """The ending and content of each file; the source itself comes first.

    Raises:
        NNPlayError: an activation that cannot be written in PyTorch.
    """
    made: list[str] = []
    passed: list[str] = []
    state: dict[str, Any] = {}
    for layer in layers_of(model):
        _layer(layer, made, passed, state)
    double = model.parameters.theta.dtype.name == "float64"
    network = "\n".join([
        "class Network(nn.Module):", f'    """{module_template.plain(model.architecture)}"""', "",
        "    def __init__(self):", "        super().__init__()", *made, "",
        "    def forward(self, a):", *passed, "        return a", "", "",
        "MODEL = Network()" + (".double()" if double else ""),
        f"MODEL.load_state_dict(load_file(Path(__file__).with_name({stem + '.safetensors'!r})))",
        "MODEL.eval()", "", "",
        "def network(X):", f'    """ŷ (n, {model.coding.n_out}) of X (n, {model.encoding.n_in})."""',
        "    with torch.no_grad():", "        return MODEL(torch.from_numpy(X)).numpy()", "",
    ])  # fmt: skip
    doc = module_template.opening(model, name, "PyTorch, NumPy and safetensors")
    uses = ["from torch import nn"] + (["from torch.nn import functional"] if "functional." in network else [])
    imports = ["import csv", "import sys", "from pathlib import Path", "", "import numpy as np", "import torch",
               "from safetensors.torch import load_file", *uses]  # fmt: skip
    source = module_template.assembled(doc, imports, [
        ("what goes in", module_template.encoding_source(model)), ("the network", network),
        ("what comes out", module_template.decoding_source(model)),
    ])  # fmt: skip
    return {".py": source.encode(), ".safetensors": packed(state)}


def _layer(layer: ExportLayer, made: list[str], passed: list[str], state: dict[str, Any]) -> None:
    """Add a layer's modules to `made`, its steps to `passed`, and its weights to `state`."""
    l, block, arrays = layer.number, layer.block, layer.arrays
    made.append(f"        self.layer{l} = nn.Linear({block.n_in}, {block.n_z})")
    state |= {f"layer{l}.weight": arrays["W"].T, f"layer{l}.bias": arrays["b"]}
    passed.append(f"        z = self.layer{l}(a)")
    if block.layer.norm:
        kind = "BatchNorm1d" if block.layer.norm == "batch" else "LayerNorm"
        made.append(f"        self.norm{l} = nn.{kind}({block.n_z}, eps={EPSILON})")
        passed.append(f"        z = self.norm{l}(z)")
        state |= {f"norm{l}.weight": arrays["gamma"], f"norm{l}.bias": arrays["beta"]}
        if block.layer.norm == "batch":
            state |= {
                f"norm{l}.running_mean": arrays["mean"], f"norm{l}.running_var": arrays["variance"],
                f"norm{l}.num_batches_tracked": np.array(0),
            }  # fmt: skip
    for name in map(own_name, block.activation.learned):
        made.append(f"        self.{name}{l} = nn.Parameter(torch.zeros({block.n_out}))")
        state[f"{name}{l}"] = arrays[name]
    before, text = layer.source(TORCH, "z", "PyTorch source", f"self.{{}}{l}")
    passed += [f"        {line}" for line in before]
    if block.layer.dropout:
        made.append(f"        self.dropout{l} = nn.Dropout({block.layer.dropout!r})")
        text = f"self.dropout{l}({text})"
    if block.layer.skip:
        if "P" in arrays:
            made.append(f"        self.skip{l} = nn.Linear({block.n_in}, {block.n_out}, bias=False)")
            state[f"skip{l}.weight"] = arrays["P"].T
        text += f" + self.skip{l}(a)" if "P" in arrays else " + a"
    passed.append(f"        a = {text}")
