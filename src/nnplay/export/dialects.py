"""How each library writes the operations of an expression tree, as lines of its Python source."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nnplay.utils.expressions.calendar import DATE_PARTS
from nnplay.utils.expressions.tree import COMPARISONS, Node, nodes, size

CONDITION, SUM, PRODUCT, SIGNED, POWER, ATOM = range(6)
# The form of an operation, how strongly it holds together, and how strongly each argument must.
OPERATORS: dict[str, tuple[str, int, tuple[int, ...]]] = {
    "+": ("{} + {}", SUM, (SUM, PRODUCT)), "-": ("{} - {}", SUM, (SUM, PRODUCT)),
    "*": ("{} * {}", PRODUCT, (PRODUCT, SIGNED)), "/": ("{} / {}", PRODUCT, (PRODUCT, POWER)),
    "**": ("{} ** {}", POWER, (ATOM, SIGNED)), "neg": ("-{}", SIGNED, (POWER,)),
    **{sign: ("{} " + sign + " {}", CONDITION, (SUM, SUM)) for sign in COMPARISONS},
    "and": ("({}) & ({})", CONDITION, (CONDITION, CONDITION)), "or": ("({}) | ({})", CONDITION, (CONDITION, CONDITION)),
    "not": ("~({})", CONDITION, (CONDITION,)),
}  # fmt: skip
SYMMETRIC = ("min", "max", "hypot")  # a number among their arguments is written last
MAX_NESTING = 12  # brackets within brackets in one line


@dataclass(frozen=True)
class SourceDialect:
    """The Python source of one library; `{}` stands for an argument.

    Attributes:
        prefix: of the functions that have NumPy's name: "np.", "torch.", "ops.".
        functions: those that have another name or form; "min number" is that of a node and a number.
        stack: how columns become a matrix.
        natives: the library's own functions for activations of the catalog, by name: shorter, and the same numbers.
            `{z}`, `{n_out}` and `{pieces}` are inserted. An activation that is not here is written from its tree.
    """

    prefix: str
    functions: Mapping[str, str]
    stack: str
    natives: Mapping[str, str] = field(default_factory=dict)

    def write(self, tree: Node, names: Mapping[str, str]) -> str:
        """The source of a tree in one line; `names` maps its names to what they are called there."""
        texts: dict[Node, tuple[str, int]] = {}
        for node in nodes(tree):
            texts[node] = self._text(node, texts, names)
        return texts[tree][0]

    def statements(self, trees: Sequence[Node], names: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """The lines that compute what the trees use more than once, and the source of each tree after them."""
        order = list(dict.fromkeys(node for tree in trees for node in nodes(tree)))
        uses = Counter(each for node in order for each in node.args) + Counter(trees)
        lines: list[str] = []
        texts: dict[Node, tuple[str, int]] = {}
        depth: dict[Node, int] = {}
        for node in order:
            texts[node] = self._text(node, texts, names)
            depth[node] = 1 + max((depth[each] for each in node.args), default=0)
            inline = 3 if node.op in OPERATORS else 2  # nodes of what is rather repeated than given a name
            if (uses[node] > 1 and size(node) > inline) or depth[node] > MAX_NESTING:
                lines.append(f"term{len(lines) + 1} = {texts[node][0]}")
                texts[node], depth[node] = (f"term{len(lines)}", ATOM), 0
        return lines, [texts[tree][0] for tree in trees]

    def _text(self, node: Node, texts: Mapping[Node, tuple[str, int]], names: Mapping[str, str]) -> tuple[str, int]:
        """The source of a node and how strongly it holds together, given those of its arguments."""
        if node.op == "number":
            return _number(node.value)
        if node.op == "name":
            return names.get(str(node.value), str(node.value)), ATOM
        if node.op not in OPERATORS:
            return self._call(node).format(*(texts[each][0] for each in _arguments(node))), ATOM
        form, strength, needed = OPERATORS[node.op]
        parts = [texts[each] for each in node.args]
        bracketed = [text if own >= least else f"({text})" for (text, own), least in zip(parts, needed, strict=True)]
        return form.format(*bracketed), strength

    def _call(self, node: Node) -> str:
        """The form of a function of these arguments."""
        if _arguments(node)[-1].op == "number" and f"{node.op} number" in self.functions:
            return self.functions[f"{node.op} number"]
        return self.functions.get(node.op, f"{self.prefix}{node.op}({', '.join(['{}'] * len(node.args))})")


def _arguments(node: Node) -> tuple[Node, ...]:
    return node.args[::-1] if node.op in SYMMETRIC and node.args[0].op == "number" else node.args


def _number(value: float) -> tuple[str, int]:
    if value != value or abs(value) == float("inf"):
        return f"float('{value}')", ATOM
    text = repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return text, ATOM if value >= 0 else SIGNED


NUMPY = SourceDialect(
    "np.",
    {"sigmoid": "sigmoid({})", "softplus": "np.logaddexp({}, 0)", "erf": "erf({})", "erfc": "erfc({})",
     "relu": "np.maximum({}, 0)", "min": "np.minimum({}, {})", "max": "np.maximum({}, {})",
     "clamped": "np.maximum({}, 1e-12)", "zeros": "np.zeros_like({})",
     **{part: f"{part}({{}})" for part in DATE_PARTS}},
    "np.stack([{}], axis=1)",
    {"softmax": "softmax({z})", "maxout": "{z}.reshape(len({z}), {n_out}, {pieces}).max(axis=2)"},
)  # fmt: skip
TORCH = SourceDialect(
    "torch.",
    {"softplus": "torch.logaddexp({0}, torch.zeros_like({0}))",
     "min": "torch.minimum({}, torch.as_tensor({}))", "max": "torch.maximum({}, torch.as_tensor({}))",
     "min number": "torch.clamp({}, max={})", "max number": "torch.clamp({}, min={})",
     "hypot": "torch.hypot({}, torch.as_tensor({}))", "clamped": "torch.clamp({}, min=1e-12)",
     "zeros": "torch.zeros_like({})"},
    "torch.stack([{}], dim=1)",
    {"relu": "torch.relu({z})", "gelu": "functional.gelu({z})", "silu": "functional.silu({z})",
     "mish": "functional.mish({z})", "softplus": "functional.softplus({z})", "selu": "functional.selu({z})",
     "relu6": "functional.relu6({z})", "softsign": "functional.softsign({z})", "hard_tanh": "functional.hardtanh({z})",
     "softmax": "torch.softmax({z}, dim=1)", "maxout": "{z}.reshape(len({z}), {n_out}, {pieces}).amax(dim=2)"},
)  # fmt: skip
KERAS = SourceDialect(
    "ops.",
    {"sigmoid": "ops.sigmoid({})", "softplus": "ops.softplus({})", "erf": "ops.erf({})",
     "erfc": "(1 - ops.erf({}))", "relu": "ops.relu({})", "min": "ops.minimum({}, {})", "max": "ops.maximum({}, {})",
     "hypot": "ops.sqrt(ops.square({}) + ops.square({}))", "clamped": "ops.maximum({}, 1e-12)",
     "zeros": "ops.zeros_like({})"},
    "ops.stack([{}], axis=1)",
    {"relu": "ops.relu({z})", "silu": "ops.silu({z})", "softsign": "ops.softsign({z})", "relu6": "ops.relu6({z})",
     "selu": "ops.selu({z})", "gelu": "ops.gelu({z}, approximate=False)", "softmax": "ops.softmax({z})",
     "maxout": "ops.max(ops.reshape({z}, (-1, {n_out}, {pieces})), axis=2)"},
)  # fmt: skip
# What NumPy has no function for; an exported file brings along what it uses.
NUMPY_HELPERS = {
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
