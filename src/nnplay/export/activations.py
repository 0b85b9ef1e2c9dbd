"""What an activation of the catalog computes, as expression trees that each export writes in its own form.

The trees come from the entry alone: from the text of a formula, or from the source of its Python function. A library
computes both branches of a condition for every number, so a branch that would overflow where it is not chosen gets
numbers for which it does not.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnplay.catalog import Activation
from nnplay.catalog.formulas.registered import formula_of
from nnplay.engine.function_source import NotPortableError
from nnplay.export import symbolic
from nnplay.utils.expressions.evaluation import OPERATIONS
from nnplay.utils.expressions.tree import CONDITIONS, Node, build, name, names, nodes, number, substitute

Z = name("z")
PROBES = np.array([0.0, 1e-3, -1e-3, 1.0, -1.0, 5.0, -5.0, 30.0, -30.0, 120.0, -120.0, 1e4, -1e4], np.float32)
SAMPLES = (1.0, -1.0, 0.0, 0.5, -0.5, 2.0, -2.0, 10.0, -10.0, 100.0, -100.0)
RISKY = {
    "exp",
    "expm1",
    "log",
    "log1p",
    "/",
    "**",
    "sqrt",
    "tan",
    "sinh",
    "cosh",
    "arcsin",
    "arccos",
    "arccosh",
    "arctanh",
}


def activation_trees(
    entry: Activation, constants: Mapping[str, float], n_z: int = 1, n_out: int = 1
) -> tuple[Node, ...] | None:
    """What an activation computes, with its constants inserted; learned ones stay names.

    Args:
        entry: the activation.
        constants: the values of its constants.
        n_z: how many numbers a row has before an activation of rows.
        n_out: how many it has after it.

    Returns:
        The tree of a in z; of an activation of rows n_out trees, in z0, z1, …; None where the function's source is not
        available or uses more than arithmetic, conditions, loops and the functions of math.
    """
    values = {key: name(key) if key in entry.learned else float(value) for key, value in constants.items()}
    inputs = [Z] if entry.shape == "element" else [name(f"z{k}") for k in range(n_z)]
    formula = formula_of(entry)
    if formula is not None:
        trees = [substitute(formula.tree, {name(key): symbolic.as_node(value) for key, value in values.items()})]
    else:
        try:
            if entry.shape == "element":
                trees = [symbolic.as_node(symbolic.run(entry.function, Z, *values.values()))]
            else:
                row: list[Node | None] = [None] * n_out
                symbolic.run(entry.function, list(inputs), row, *values.values())
                trees = [symbolic.as_node(each) for each in row]
        except NotPortableError:
            return None
    probes = {key: float(entry.constants[key]) for key in entry.learned}
    return tuple(_with_shape(guarded(folded(tree), probes), inputs[0]) for tree in trees)


def folded(tree: Node) -> Node:
    """The tree with each function of numbers computed, and each condition on numbers decided."""
    results: dict[Node, Node] = {}
    for node in nodes(tree):
        args = [results[each] for each in node.args]
        if node.op == "where" and not names(args[0]):
            results[node] = args[1] if bool(_evaluate(args[0], {})) else args[2]
        elif args and node.op not in CONDITIONS and all(each.op == "number" for each in args):
            with np.errstate(all="ignore"):
                value = float(_operation(node.op)(*(each.value for each in args)))
            results[node] = number(value) if np.isfinite(value) else Node(node.op, tuple(args))
        else:
            results[node] = build(node.op, *args) if args else node
    return results[tree]


def _with_shape(tree: Node, z: Node) -> Node:
    """The tree, plus an array of zeros where it would be a lone number, or a choice between lone numbers."""
    parts = [tree]
    while parts:
        node = parts.pop()
        if node.op == "name":
            return tree
        parts += node.args[1:] if node.op == "where" else node.args
    return Node("+", (Node("zeros", (z,)), tree))


# ── branches that are computed where they are not chosen ────────────────────────────────────────────────────────


def guarded(tree: Node, learned: Mapping[str, float]) -> Node:
    """The tree, with each branch of a condition finite on the condition's other side as well.

    In ``where(z > 0, z, expm1(z))`` the last branch becomes ``expm1(min(z, 0))``: the value is the same, and neither a
    warning nor a gradient of 0·∞ comes from z = 1000.
    """
    results: dict[Node, Node] = {}
    for node in nodes(tree):
        args = [results[each] for each in node.args]
        if node.op == "where":
            args = [args[0], _guard(args[0], args[1], learned), _guard(args[0], args[2], learned, chosen=False)]
        results[node] = build(node.op, *args) if args else node
    return results[tree]


def _guard(condition: Node, branch: Node, learned: Mapping[str, float], *, chosen: bool = True) -> Node:
    if not RISKY & {node.op for node in nodes(branch)} or _is_finite(branch, learned):
        return branch
    for variable, replacement in _replacements(condition, branch, learned, chosen=chosen):
        safe = substitute(branch, {variable: replacement})
        if _is_finite(safe, learned):
            return safe
    return branch


def _replacements(
    condition: Node, branch: Node, learned: Mapping[str, float], *, chosen: bool
) -> list[tuple[Node, Node]]:
    """A variable, and an expression that equals it where the branch is chosen and fits the condition elsewhere."""
    op, args = condition.op, condition.args
    if op in ("<", "<=", ">", ">=") and {args[0].op, args[1].op} == {"name", "number"}:
        variable, bound = args if args[0].op == "name" else args[::-1]
        above = (op in (">", ">=")) == (variable is args[0])
        return [(variable, Node("max" if above == chosen else "min", (variable, bound)))]
    if not set(names(condition)) <= {"z", *learned} or "z" not in names(branch):
        return []
    for sample in SAMPLES:
        if bool(_evaluate(condition, {"z": np.float32(sample), **learned})) == chosen:
            branches = (Z, number(sample)) if chosen else (number(sample), Z)
            return [(Z, Node("where", (condition, *branches)))]
    return []


def _is_finite(tree: Node, learned: Mapping[str, float]) -> bool:
    """Whether float32 computes every part of the tree, wherever its variables are."""
    variables = [key for key in names(tree) if key not in learned]
    values = {key: np.roll(PROBES, 5 * k) for k, key in enumerate(variables)}
    try:
        with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
            _evaluate(tree, values | {key: np.float32(value) for key, value in learned.items()})
    except FloatingPointError:
        return False
    return True


def _evaluate(tree: Node, values: Mapping[str, Any]) -> Any:
    results: dict[Node, Any] = {}
    for node in nodes(tree):
        if node.op == "number":
            results[node] = np.float32(node.value)
        elif node.op == "name":
            results[node] = values[node.value]
        else:
            results[node] = _operation(node.op)(*(results[each] for each in node.args))
    return results[tree]


def _operation(op: str) -> Callable[..., Any]:
    """An operation of a tree on NumPy's arrays."""
    return OPERATIONS.get(op) or getattr(np, op)
