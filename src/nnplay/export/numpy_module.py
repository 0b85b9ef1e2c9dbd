"""A network as plain NumPy source, for reading, and for wherever nothing else can be installed."""

from __future__ import annotations

import ast
import builtins
import inspect
import io
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from nnplay.catalog import Activation
from nnplay.catalog.formulas.expression import nodes
from nnplay.engine.reference import EPSILON
from nnplay.errors import NNPlayError
from nnplay.export import module_template
from nnplay.export.activations import tree_of
from nnplay.export.dialects import HELPER_SOURCE, NUMPY
from nnplay.export.layers import own_name

if TYPE_CHECKING:
    from nnplay.network.parameters import Block
    from nnplay.training.model import Model

MOST = 3000  # numbers that stand in the source; more are beside it, in an .npz


def files(model: Model, name: str, stem: str) -> dict[str, bytes]:
    """The ending and content of each file; the source itself comes first.

    Raises:
        NNPlayError: an activation that cannot be written down.
    """
    arrays, lines, helpers, imports = _network(model)
    large = model.parameters.count > MOST
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
    network = "\n\n".join(filter(None, [weights, "\n\n".join(helpers), body])) + "\n"
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


def _network(model: Model) -> tuple[dict[str, Any], list[str], list[str], set[str]]:
    """The arrays, the lines of the forward pass, the helpers and the imports."""
    arrays: dict[str, Any] = {}
    lines: list[str] = []
    helpers: dict[str, str] = {}
    imports: set[str] = set()
    theta = model.parameters.theta
    for l, block in enumerate(model.parameters.layout.blocks, start=1):
        names = {key: f"{'alpha' if key == 'learned' else key}{l}" for key in block.places}
        for key, called in names.items():
            if key != "learned":
                arrays[called] = block.view(theta, key)
        lines += ["", f"    # layer {l}: {block.layer}"]
        lines.append(f"    z = a @ {names['W']} + {names['b']}")
        u = "z"
        if block.layer.norm == "batch":
            root = f"np.sqrt({names['variance']} + {EPSILON})"
            lines.append(f"    u = {names['gamma']} * (z - {names['mean']}) / {root} + {names['beta']}")
            u = "u"
        elif block.layer.norm == "layer":
            lines.append("    centred = z - z.mean(axis=1, keepdims=True)")
            lines.append(f"    spread = np.sqrt(z.var(axis=1, keepdims=True) + {EPSILON})")
            lines.append(f"    u = {names['gamma']} * centred / spread + {names['beta']}")
            u = "u"
        text, needed = _activation(block, u, l, arrays, theta, helpers, imports)
        for helper in needed:
            helpers.setdefault(helper, HELPER_SOURCE[helper])
            imports |= {"import math"} if helper in ("erf", "erfc") else set()
        if block.layer.skip:
            text += " + a" if "P" not in block.places else f" + a @ {names['P']}"
        lines.append(f"    a = {text}")
    dtype = theta.dtype.name
    if needs_cast(lines):
        lines.append(f"    a = a.astype(np.{dtype})")
    return arrays, lines, list(helpers.values()), imports


def needs_cast(lines: list[str]) -> bool:
    """Whether a helper answers in float64 whatever it is given."""
    return any("erf" in line for line in lines)


def _activation(
    block: Block, u: str, l: int, arrays: dict[str, Any], theta: Any, helpers: dict[str, str], imports: set[str]
) -> tuple[str, list[str]]:
    """The source of a = f(u), and the helpers that it needs."""
    entry, constants = block.activation, dict(zip(block.activation.constants, block.constants, strict=True))
    called = {}
    for k, learned in enumerate(entry.learned):
        called[learned] = f"{own_name(learned)}{l}"
        arrays[called[learned]] = block.view(theta, "learned")[k]
    if entry.name == "softmax" and entry.source.startswith("Bridle"):
        return f"softmax({u})", ["softmax"]
    if entry.name == "maxout" and block.n_z != block.n_out:
        return f"{u}.reshape(len({u}), {block.n_out}, {block.n_z // block.n_out}).max(axis=2)", []
    tree = tree_of(entry, constants)
    if tree is not None:
        used = {node.op for node in nodes(tree)}
        return NUMPY.write(tree, {"z": u} | called), [name for name in ("sigmoid", "erf", "erfc") if name in used]
    helpers.setdefault(entry.name, _own(entry))
    imports.add("import math")
    given = "".join(f", {called.get(key, repr(value))}" for key, value in constants.items())
    if entry.shape == "row":
        helpers.setdefault("rows_of", ROWS)
        return f"rows_of({entry.name}, {u}, {block.n_out}{given})", []
    return f"np.vectorize({entry.name}, otypes=[float])({u}{given})", []


ROWS = '''def rows_of(function, z, width, *constants):
    """A function that fills a row, for each row."""
    a = np.empty((len(z), width))
    for z_row, a_row in zip(z, a):
        function(z_row, a_row, *constants)
    return a
'''


def _own(entry: Activation) -> str:
    """The source of a function of the user's own, without its decorators.

    Raises:
        NNPlayError: a function whose source is not at hand, or that needs something else of its module.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(entry.function)))
        found = tree.body[0]
    except (OSError, TypeError, SyntaxError, IndexError):
        found = None
    if not isinstance(found, ast.FunctionDef):
        raise NNPlayError(f"The source of the activation {entry.name!r} is not at hand: define it in a file.")
    found.decorator_list, found.name, found.returns = [], entry.name, None
    needed = set(entry.function.__code__.co_names) - {"math", "np"} - set(dir(builtins)) - _attributes(found)
    if needed:
        raise NNPlayError(
            f"The activation {entry.name!r} uses {', '.join(sorted(needed))} of its module, which cannot be taken "
            "along: define it with numbers and the functions of math alone."
        )
    return ast.unparse(found) + "\n"


def _attributes(tree: ast.AST) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
