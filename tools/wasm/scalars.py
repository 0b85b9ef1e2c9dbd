"""Functions of single numbers: those that a typed formula may call, and the schedules of the catalog."""

from typing import Any

from numba import cfunc, types

from nnplay.catalog import schedules
from nnplay.catalog.formulas.codegen import compile_function
from nnplay.engine.compiled import templates
from nnplay.engine.compiled.kernels import jitted
from nnplay.engine.compiled.processor import STRICT
from nnplay.engine.compiled.transpile import fast_math_imports, replace_math, transpile
from nnplay.utils.expressions.tree import UNARY_FUNCTIONS, Node, name

BINARY = {"power": "**", "divide": "/"}
NUMBER = "T"


def formula_functions() -> dict[str, tuple[Any, int]]:
    """The compiled float32 function of each operation of a formula that is no single instruction, and its arguments."""
    trees = {each: Node(each, (name("x"),)) for each in (*UNARY_FUNCTIONS, "clamped")}
    trees |= {each: Node(op, (name("x"), name("y"))) for each, op in BINARY.items()}
    return {each: (_operation(each, tree), len(tree.args)) for each, tree in trees.items()}


def schedule_functions() -> dict[str, Any]:
    """The compiled float64 function η(t, T, learning_rate, *constants) of each schedule that is one."""
    return {
        label: cfunc(types.float64(*[types.float64] * (3 + len(entry.constants))))(_schedule(entry))
        for label, entry in schedules.items()
        if not entry.feedback
    }


def _schedule(entry: Any) -> Any:
    """The schedule's function with its constants as plain arguments."""
    arguments = ", ".join(["t", "T", "learning_rate", *entry.constants])
    scope: dict[str, Any] = {"function": jitted(entry.function)}
    exec(f"def schedule({arguments}):\n    return float(function({arguments}))\n", scope)
    return scope["schedule"]


def _operation(label: str, tree: Node) -> Any:
    """A C function of float32 numbers that computes a tree of one operation."""
    arguments = [each.value for each in tree.args]
    ported = transpile(compile_function(tree, arguments, {}), "formula")
    sources = [replace_math(text, row=False) for text in (*ported.helpers.values(), ported.text)]
    flags = "" if STRICT else '"contract"'
    text = templates.HEAD.format(title=label, dtype="float32", flags=flags)
    text += fast_math_imports("".join(sources)) + "".join(f"\n@njit(**JIT)\n{source}\n" for source in sources)
    signature = ", ".join([NUMBER] * len(arguments))
    text += f"\n@cfunc(T({signature}), **JIT)\ndef scalar({', '.join(arguments)}):\n"
    text += f"    return T(formula({', '.join(arguments)}))\n"
    scope: dict[str, Any] = {}
    exec(compile(text, f"<formula {label}>", "exec"), scope)
    return scope["scalar"]
