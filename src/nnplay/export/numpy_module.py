"""A network as plain NumPy source, for reading, and for wherever nothing else can be installed."""

from __future__ import annotations

import ast
import builtins
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.catalog import Activation
from nnplay.engine.function_source import NotPortableError, definition_of
from nnplay.engine.reference import EPSILON
from nnplay.errors import NNPlayError
from nnplay.export import module_template
from nnplay.export.dialects import NUMPY, NUMPY_HELPERS
from nnplay.export.layers import ExportLayer, layers_of, own_name

if TYPE_CHECKING:
    from nnplay.training.model import Model

MAX_LITERALS = 3000  # numbers in the source itself; more are beside it, in an .npz file


def files(model: Model, name: str, stem: str) -> dict[str, bytes]:
    """The ending and content of each file; the source itself comes first.

    Raises:
        NNPlayError: an activation that cannot be written down.
    """
    arrays, lines, helpers, imports = _network(model)
    large = model.parameters.count > MAX_LITERALS
    if large:
        content = io.BytesIO()
        np.savez(content, **arrays)
        weights = f"ARRAYS = np.load(Path(__file__).with_name({stem + '.npz'!r}), allow_pickle=False)\n"
        weights += "".join(f"{key} = ARRAYS[{key!r}]  # {value.shape}\n" for key, value in arrays.items())
    else:
        weights = "".join(
            f"{key} = np.array({module_template.literal(value)}, dtype=np.{value.dtype})  # {value.shape}\n"
            for key, value in arrays.items()
        )
    body = "\n".join([
        "def network(X):", f'    """ŷ (n, {model.coding.n_out}) of X (n, {model.encoding.n_in})."""',
        "    a = X", *lines, "    return a",
    ])  # fmt: skip
    network = "\n\n".join(filter(None, [weights, "\n\n".join(helpers.values()), body])) + "\n"
    doc = module_template.opening(model, name, "NumPy and nothing else")
    standard = sorted(
        {"import csv", "import sys", *imports, *(["from pathlib import Path"] if large else [])}, key=_order
    )
    source = module_template.assembled(doc, [*standard, "", "import numpy as np"], [
        ("what goes in", module_template.encoding_source(model)), ("the network", network),
        ("what comes out", module_template.decoding_source(model)),
    ])  # fmt: skip
    return {".py": source.encode()} | ({".npz": content.getvalue()} if large else {})


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("from"), line


def _network(model: Model) -> tuple[dict[str, Any], list[str], dict[str, str], set[str]]:
    """The arrays, the lines of the forward pass, the helper functions and the imports."""
    arrays: dict[str, Any] = {}
    lines: list[str] = []
    helpers: dict[str, str] = {}
    imports: set[str] = set()
    for layer in layers_of(model):
        l, block = layer.number, layer.block
        names = {key: f"{key}{l}" for key in layer.arrays}
        arrays |= {names[key]: array for key, array in layer.arrays.items()}
        lines += ["", f"    # layer {l}: {block.layer}"]
        lines.append(f"    z = a @ {names['W']} + {names['b']}")
        u = "u" if block.layer.norm else "z"
        if block.layer.norm == "batch":
            root = f"np.sqrt({names['variance']} + {EPSILON})"
            lines.append(f"    u = {names['gamma']} * (z - {names['mean']}) / {root} + {names['beta']}")
        elif block.layer.norm == "layer":
            lines.append("    centred = z - z.mean(axis=1, keepdims=True)")
            lines.append(f"    spread = np.sqrt(z.var(axis=1, keepdims=True) + {EPSILON})")
            lines.append(f"    u = {names['gamma']} * centred / spread + {names['beta']}")
        before, text = _activation(layer, u, helpers)
        lines += [f"    {line}" for line in before]
        if block.layer.skip:
            text += f" + a @ {names['P']}" if "P" in names else " + a"
        lines.append(f"    a = {text}")
    source = "\n".join([*lines, *helpers.values()])
    for name in ("softmax", "sigmoid", "erf", "erfc"):
        if re.search(rf"(?<![\w.]){name}\(", source):
            helpers.setdefault(name, NUMPY_HELPERS[name])
    source = "\n".join([*lines, *helpers.values()])
    if "math." in source:
        imports.add("import math")
    if "vectorize" in source or "rows_of" in source:  # their results are float64, whatever they are computed from
        lines.append(f"    a = a.astype(np.{model.parameters.theta.dtype.name})")
    return arrays, lines, helpers, imports


def _activation(layer: ExportLayer, u: str, helpers: dict[str, str]) -> tuple[list[str], str]:
    """The lines before, and the source of, a = f(u); a function that cannot be translated goes along as it is."""
    block, entry = layer.block, layer.block.activation
    try:
        return layer.source(NUMPY, u, "NumPy source", f"{{}}{layer.number}")
    except NNPlayError:
        function = f"{entry.name}_activation"
        helpers.setdefault(function, _own(entry, function))
    values = dict(zip(entry.constants, block.constants, strict=True))
    constants = [
        f"{own_name(key)}{layer.number}" if key in entry.learned else repr(value) for key, value in values.items()
    ]
    if entry.shape == "row":
        helpers.setdefault("rows_of", ROWS)
        return [], f"rows_of({', '.join([function, u, str(block.n_out), *constants])})"
    return [], f"np.vectorize({function}, otypes=[float])({', '.join([u, *constants])})"


ROWS = '''def rows_of(function, z, width, *constants):
    """A function that fills a row, for each row."""
    a = np.empty((len(z), width))
    for z_row, a_row in zip(z, a):
        function(z_row, a_row, *constants)
    return a
'''


def _own(entry: Activation, name: str) -> str:
    """The source of a user-defined function under another name, without its decorators.

    Raises:
        NNPlayError: its source is not available, or it needs something else of its module.
    """
    try:
        definition = definition_of(entry.function)
    except NotPortableError:
        raise NNPlayError(
            f"The source of the activation {entry.name!r} is not available: define it in a file, with def."
        ) from None
    definition.decorator_list, definition.name, definition.returns = [], name, None
    attributes = {node.attr for node in ast.walk(definition) if isinstance(node, ast.Attribute)}
    needed = set(entry.function.__code__.co_names) - {"math", "np"} - set(dir(builtins)) - attributes
    if needed:
        raise NNPlayError(
            f"The activation {entry.name!r} uses {', '.join(sorted(needed))} of its module, which an exported file "
            "does not have: define it with numbers and the functions of math alone."
        )
    return ast.unparse(definition) + "\n"
