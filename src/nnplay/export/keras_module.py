"""A network as Keras source, its weights beside it; for any of Keras' backends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnplay.engine.reference import EPSILON
from nnplay.export import module_template
from nnplay.export.dialects import KERAS
from nnplay.export.layers import ExportLayer, layers_of, own_name
from nnplay.export.safetensors import packed

if TYPE_CHECKING:
    from nnplay.training.model import Model

LEARNED = '''class Learned(keras.layers.Layer):
    """A number that each neuron learns."""

    def build(self, shape):
        self.value = self.add_weight(shape=(shape[-1],), name="value")

    def call(self, z):
        return self.value + 0 * z
'''


def files(model: Model, name: str, stem: str) -> dict[str, bytes]:
    """The ending and content of each file; the source itself comes first.

    Raises:
        NNPlayError: an activation that cannot be written in Keras.
    """
    lines: list[str] = []
    state: dict[str, Any] = {}
    loaded: dict[str, list[str]] = {}
    for layer in layers_of(model):
        _layer(layer, lines, state, loaded)
    dtype = model.parameters.theta.dtype.name
    widest = max(map(len, loaded))
    weights = [f"    {layer!r}:{' ' * (widest - len(layer))} {names!r}," for layer, names in loaded.items()]
    network = "\n".join([
        *(["keras.config.set_floatx('float64')", ""] if dtype == "float64" else []),
        *(["", LEARNED, ""] if any("Learned" in line for line in lines) else []),
        "def build():", f'    """{module_template.plain(model.architecture)}"""',
        f"    a = inputs = keras.Input(({model.encoding.n_in},))", *lines, "    return keras.Model(inputs, a)", "", "",
        "MODEL = build()", f"ARRAYS = load_file(Path(__file__).with_name({stem + '.safetensors'!r}))",
        "for name, arrays in {", *weights, "}.items():",
        "    MODEL.get_layer(name).set_weights([ARRAYS[array] for array in arrays])", "", "",
        "def network(X):", f'    """ŷ (n, {model.coding.n_out}) of X (n, {model.encoding.n_in})."""',
        "    return ops.convert_to_numpy(MODEL(X, training=False))", "",
    ])  # fmt: skip
    doc = module_template.opening(
        model, name, "Keras 3 with one of its backends, and safetensors", "KERAS_BACKEND=jax "
    )
    imports = ["import csv", "import sys", "from pathlib import Path", "", "import keras", "import numpy as np",
               "from keras import ops", "from safetensors.numpy import load_file"]  # fmt: skip
    source = module_template.assembled(doc, imports, [
        ("what goes in", module_template.encoding_source(model)), ("the network", network),
        ("what comes out", module_template.decoding_source(model)),
    ])  # fmt: skip
    return {".py": source.encode(), ".safetensors": packed(state)}


def _layer(layer: ExportLayer, lines: list[str], state: dict[str, Any], loaded: dict[str, list[str]]) -> None:
    """Add a layer's steps to `lines`, and its weights to `state` and `loaded`."""
    l, block, arrays = layer.number, layer.block, layer.arrays

    def load(called: str, *names: str) -> None:
        loaded[called] = [f"{name}{l}" for name in names]
        state.update({f"{name}{l}": arrays[name] for name in names})

    lines.append(f"    z = keras.layers.Dense({block.n_z}, name='layer{l}')(a)")
    load(f"layer{l}", "W", "b")
    if block.layer.norm == "batch":
        lines.append(f"    z = keras.layers.BatchNormalization(epsilon={EPSILON}, name='norm{l}')(z)")
        load(f"norm{l}", "gamma", "beta", "mean", "variance")
    elif block.layer.norm == "layer":
        lines.append(f"    z = keras.layers.LayerNormalization(epsilon={EPSILON}, name='norm{l}')(z)")
        load(f"norm{l}", "gamma", "beta")
    for name in map(own_name, block.activation.learned):
        lines.append(f"    {name} = Learned(name='{name}{l}')(z)")
        load(f"{name}{l}", name)
    before, text = layer.source(KERAS, "z", "Keras source")
    lines += [f"    {line}" for line in before]
    if block.layer.dropout:
        text = f"keras.layers.Dropout({block.layer.dropout!r})({text})"
    if block.layer.skip:
        text += " + a"
        if "P" in arrays:
            text += f"_{l}"
            lines.append(f"    a_{l} = keras.layers.Dense({block.n_out}, use_bias=False, name='skip{l}')(a)")
            load(f"skip{l}", "P")
    lines.append(f"    a = {text}")
