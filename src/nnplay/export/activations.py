"""Every elementwise activation of the catalogue as one formula, from which each export writes its own source.

The formulas are in the grammar of the formulas room; they say what the catalogue's functions say, in a form that does
not overflow when both branches of a condition are computed.
"""

from __future__ import annotations

from nnplay.catalog import Activation
from nnplay.catalog.formulas.expression import Node, name, number, substitute
from nnplay.catalog.formulas.parser import parse
from nnplay.catalog.formulas.registered import formula_of

TOP = "max(gamma * min(max(z, -80), 80), -(delta * min(max(z, -80), 80)))"
HELD = "min(max(z, -80), 80)"
DISTANCE = "(max(|z - mu|, 1e-12) / sigma) ** beta"
FORMULAS = {
    "identity": "z",
    "binary_step": "1 if z >= 0 else 0",
    "sigmoid": "sigmoid(z)",
    "tanh": "tanh(z)",
    "smht": f"(exp(alpha * {HELD} - {TOP}) - exp(-(beta * {HELD}) - {TOP})) / "
            f"(exp(gamma * {HELD} - {TOP}) + exp(-(delta * {HELD}) - {TOP}))",
    "softsign": "z / (1 + |z|)",
    "arctan": "arctan(z)",
    "hard_sigmoid": "min(max(z + 3, 0), 6) / 6",
    "hard_tanh": "min(max(z, -1), 1)",
    "gaussian": "exp(-z * z)",
    "sinusoid": "sin(z)",
    "sinc": "sin(z) / (z if |z| > 0.01 else 1) if |z| > 0.01 else 1 - z * z / 6 + z * z * z * z / 120",
    "exponential": "exp(min(z, 40))",
    "bent_identity": "(sqrt(z * z + 1) - 1) / 2 + z",
    "relu": "relu(z)",
    "relu6": "min(max(z, 0), 6)",
    "leaky_relu": "z if z > 0 else alpha * z",
    "prelu": "z if z > 0 else alpha * z",
    "repsu": f"2 * alpha * z + (1 - 2 * alpha) * (z - lam) * sigmoid({DISTANCE} if z >= mu else -({DISTANCE})) "
             "if z >= lam else 0",
    "softplus": "softplus(z)",
    "squareplus": "(z + sqrt(z * z + b)) / 2 if z >= 0 else b / (2 * (sqrt(z * z + b) - z))",
    "gelu": "z * erfc(-z / sqrt(2)) / 2",
    "silu": "z * sigmoid(z)",
    "mish": "z * tanh(softplus(z))",
    "elish": "(z if z >= 0 else expm1(min(z, 0))) * sigmoid(z)",
    "elu": "z if z > 0 else alpha * expm1(min(z, 0))",
    "selu": "1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * expm1(min(z, 0)))",
    "celu": "z if z > 0 else alpha * expm1(min(z, 0) / alpha)",
}  # fmt: skip


def tree_of(entry: Activation, constants: dict[str, float]) -> Node | None:
    """What the activation computes of z, with its constants put in; learned ones stay names.

    None for a function of the user's own that is no formula, and for those that look at a row.
    """
    own = formula_of(entry)
    if own is not None:
        tree = own.tree
    elif entry.name in FORMULAS and entry.source != "your own formula":
        tree = parse(FORMULAS[entry.name]).tree
    else:
        return None
    fixed = {name(key): number(value) for key, value in constants.items() if key not in entry.learned}
    return substitute(tree, fixed)
