"""Evaluate an expression tree over NumPy arrays."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnplay.utils.expressions.calendar import DATE_PARTS
from nnplay.utils.expressions.tree import Node, nodes
from nnplay.utils.types import Array


def _sigmoid(x: Array) -> Array:
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power, "neg": np.negative,
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
    "and": np.logical_and, "or": np.logical_or, "not": np.logical_not, "where": np.where,
    "min": np.minimum, "max": np.maximum, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p,
    "floor": np.floor,
    "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign, "sin": np.sin, "cos": np.cos, "tan": np.tan, "arctan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "arcsinh": np.arcsinh, "sigmoid": _sigmoid,
    "relu": lambda x: np.maximum(x, 0.0), "softplus": lambda x: np.logaddexp(x, 0.0),
    "clamped": lambda x: np.maximum(x, 1e-12),
    "erf": np.vectorize(math.erf, otypes=[np.float64]), "erfc": np.vectorize(math.erfc, otypes=[np.float64]),
    **DATE_PARTS,
}  # fmt: skip


def evaluate(tree: Node, values: Mapping[str, Array]) -> NDArray[np.float64]:
    """The value of a tree, elementwise in float64.

    The arithmetic is IEEE's and silent: 1/0 is inf, and log(-1) is NaN.

    Args:
        tree: the expression.
        values: an array for each of its names; their shapes must broadcast.
    """
    results: dict[Node, Array] = {}
    order = list(nodes(tree))
    uses = Counter(each for node in order for each in node.args)
    with np.errstate(all="ignore"):
        for node in order:
            if node.op == "number":
                results[node] = np.asarray(node.value)
            elif node.op == "name":
                results[node] = values[node.value]
            else:
                results[node] = OPERATIONS[node.op](*(results[each] for each in node.args))
            for each in node.args:  # free an intermediate array after its last use
                uses[each] -= 1
                if not uses[each]:
                    del results[each]
    return np.asarray(results[tree], dtype=np.float64)
