"""How each library writes an operation of a formula; from a tree to a line of its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnplay.catalog.formulas.expression import COMPARISONS, Node

SUM, PRODUCT, SIGNED, POWER, ATOM = range(5)
SIGNS = {"+": (SUM, "{} + {}", SUM, PRODUCT), "-": (SUM, "{} - {}", SUM, PRODUCT),
         "*": (PRODUCT, "{} * {}", PRODUCT, SIGNED), "/": (PRODUCT, "{} / {}", PRODUCT, POWER),
         "**": (POWER, "{} ** {}", ATOM, SIGNED)}  # fmt: skip
# What no library has by one name, as the helper that an exported file then brings along.
HELPERS = ("sigmoid", "softplus", "erf", "erfc")


@dataclass(frozen=True)
class Dialect:
    """How a library writes functions; `{}` stands for an argument.

    Attributes:
        prefix: of the functions that have NumPy's name: "np.", "torch.", "ops.".
        named: those of another name or form.
        known: an activation of the library's own that is exactly the catalogue's, by the catalogue's name.
    """

    prefix: str
    named: Mapping[str, str]
    known: Mapping[str, str] = field(default_factory=dict)

    def write(self, tree: Node, names: Mapping[str, str]) -> str:
        """The source of a tree; `names` are what its names are called there."""
        return self._text(tree, names)[0]

    def _text(self, node: Node, names: Mapping[str, str]) -> tuple[str, int]:
        if node.op == "number":
            text = (
                repr(int(node.value)) if node.value == int(node.value) and abs(node.value) < 1e15 else repr(node.value)
            )
            return (text, ATOM) if node.value >= 0 else (text, SIGNED)
        if node.op == "name":
            return names.get(str(node.value), str(node.value)), ATOM
        if node.op in SIGNS:
            strength, form, left, right = SIGNS[node.op]
            return form.format(self._part(node.args[0], left, names), self._part(node.args[1], right, names)), strength
        if node.op == "neg":
            return "-" + self._part(node.args[0], POWER, names), SIGNED
        if node.op in COMPARISONS:
            return f" {node.op} ".join(self._part(each, SUM, names) for each in node.args), -1
        if node.op in ("and", "or", "not"):
            parts = [f"({self._text(each, names)[0]})" for each in node.args]
            return (f"~{parts[0]}" if node.op == "not" else f" {'&' if node.op == 'and' else '|'} ".join(parts)), -1
        if node.op in ("min", "max") and node.args[1].op == "number" and f"{node.op} number" in self.named:
            held = self.named[f"{node.op} number"]
            return held.format(*(self._text(each, names)[0] for each in node.args)), ATOM
        form = self.named.get(node.op, f"{self.prefix}{node.op}({', '.join(['{}'] * len(node.args))})")
        return form.format(*(self._text(each, names)[0] for each in node.args)), ATOM

    def _part(self, node: Node, least: int, names: Mapping[str, str]) -> str:
        text, strength = self._text(node, names)
        return text if strength >= least else f"({text})"


NUMPY = Dialect(
    "np.",
    {"sigmoid": "sigmoid({})", "softplus": "np.logaddexp({}, 0)", "erf": "erf({})", "erfc": "erfc({})",
     "relu": "np.maximum({}, 0)", "min": "np.minimum({}, {})", "max": "np.maximum({}, {})",
     "held": "np.maximum({}, 1e-12)"},
)  # fmt: skip
TORCH = Dialect(
    "torch.",
    {"softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",
     "min": "torch.minimum({}, torch.as_tensor({}))", "max": "torch.maximum({}, torch.as_tensor({}))",
     "min number": "torch.clamp({}, max={})", "max number": "torch.clamp({}, min={})",
     "held": "torch.clamp({}, min=1e-12)"},
    {"relu": "torch.relu({})", "gelu": "functional.gelu({})", "silu": "functional.silu({})",
     "mish": "functional.mish({})", "softplus": "functional.softplus({})", "selu": "functional.selu({})",
     "relu6": "functional.relu6({})", "softsign": "functional.softsign({})", "hard_tanh": "functional.hardtanh({})"},
)  # fmt: skip
KERAS = Dialect(
    "ops.",
    {"sigmoid": "ops.sigmoid({})", "softplus": "ops.softplus({})", "erf": "ops.erf({})",
     "erfc": "(1 - ops.erf({}))", "relu": "ops.relu({})", "min": "ops.minimum({}, {})", "max": "ops.maximum({}, {})",
     "held": "ops.maximum({}, 1e-12)"},
    {"silu": "ops.silu({})", "softsign": "ops.softsign({})", "relu6": "ops.relu6({})", "selu": "ops.selu({})",
     "gelu": "ops.gelu({}, approximate=False)"},
)  # fmt: skip
HELPER_SOURCE = {
    "sigmoid": '''def sigmoid(z):
    """1 / (1 + e^(-z)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * z))
''',
    "erf": '''def erf(z):
    """The error function."""
    return np.vectorize(math.erf, otypes=[float])(z)
''',
    "erfc": '''def erfc(z):
    """One minus the error function."""
    return np.vectorize(math.erfc, otypes=[float])(z)
''',
    "softmax": '''def softmax(z):
    """e^z over the sum of its row."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
''',
}
