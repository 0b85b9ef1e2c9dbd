"""What the page must know about the module and the catalog, as JSON: everything is taken from the Python source."""

import dataclasses
import math
from collections.abc import Iterable, Mapping
from typing import Any

from entries import ENTRIES, arguments
from ziggurat import tables

from nnplay.catalog import activations, initializers, losses, metrics, optimizers, penalties, schedules
from nnplay.catalog.formulas.formula import MAX_DERIVATIVE_NODES
from nnplay.catalog.formulas.parser import FORMULA
from nnplay.catalog.registry import Component
from nnplay.data import splits
from nnplay.data.expressions import COLUMN_EXPRESSION
from nnplay.data.toy_sets import TOYS
from nnplay.engine.compiled import engine, inference_job, layer_table, thread_team
from nnplay.training.recipe import Recipe
from nnplay.utils.expressions.language import CONSTANTS, DEFINED_FUNCTIONS, FUNCTION_ALIASES, KEYWORDS, Language
from nnplay.utils.expressions.tree import UNARY_FUNCTIONS
from nnplay.utils.random_streams import Purpose

FUNCTIONS = frozenset({"function", "derivative_function", "joint_value", "joint_gradient"})


def describe(kernels: Iterable[str], operations: Mapping[str, int]) -> dict[str, Any]:
    """The content of engine.json.

    Args:
        kernels: the names in the module's table of kernels, in its order.
        operations: the functions that typed formulas may call, with the number of their arguments.
    """
    return {
        "kernels": list(kernels),
        "entries": {name: [list(each) for each in arguments(function)] for name, function in ENTRIES.items()},
        "operations": dict(operations),
        "layer_table": _integers(layer_table),
        "evaluation": {name: getattr(inference_job, name) for name in EVALUATION},
        "context": {name: getattr(thread_team, name) for name in CONTEXT},
        "norms": {name: _names(pair) for name, pair in engine.NORMS.items()},
        "full_batch_norm": _names(engine.FULL_BATCH_NORM),
        "dropout": _names(engine.DROPOUT),
        "plain_skip": _names(engine.PLAIN_SKIP),
        "projected_skip": _names(engine.PROJECTED_SKIP),
        "sizes": {
            "chunk": engine.CHUNK, "scratch": thread_team.SCRATCH_SIZE,
            "quantiles": splits.QUANTILES, "rows_per_quantile": splits.ROWS_PER_QUANTILE,
        },
        "streams": {purpose.name: int(purpose) for purpose in Purpose},
        "ziggurat": tables(),
        "catalog": {registry.family: _family(registry) for registry in REGISTRIES},
        "toys": list(TOYS),
        "recipe": Recipe.model_json_schema()["properties"],
        "formula": _grammar(FORMULA),
        "expression": _grammar(COLUMN_EXPRESSION),
    }  # fmt: skip


def _grammar(language: Language) -> dict[str, Any]:
    """The vocabulary of a language and the limits on its size."""
    return {
        "noun": language.noun, "operand": language.operand, "quoted_names": language.quoted_names,
        "fold_numbers": language.fold_numbers, "constants": CONSTANTS, "keywords": sorted(KEYWORDS),
        "defined": DEFINED_FUNCTIONS, "function_aliases": FUNCTION_ALIASES,
        "name_aliases": dict(language.name_aliases), "unary": list(UNARY_FUNCTIONS),
        "arguments": {name: list(limits) for name, limits in language.functions.items()},
        "max_length": language.max_length, "max_depth": language.max_depth, "max_nodes": language.max_nodes,
        "max_number": _plain(language.max_number), "max_exponent": _plain(language.max_exponent),
        "max_derivative_nodes": MAX_DERIVATIVE_NODES,
    }  # fmt: skip


EVALUATION = (
    "NEXT", "CHUNKS", "ROWS", "CHUNK", "STRIDE", "CHUNKS_PER_STATE", "THETA", "INPUTS", "TARGETS", "WEIGHT", "TOTALS",
    "N_IN", "N_OUT", "LAYERS", "SIZE", "FORWARD", "CONTEXT", "TABLE", "DROPOUT", "CONSTANTS", "LOSS", "LOSS_CONSTANTS",
    "Y_HAT", "Z", "JOB_SIZE",
)  # fmt: skip
CONTEXT = ("THREADS", "PARTS", "BLAS", "CONTEXT_SIZE")
REGISTRIES = (activations, losses, optimizers, schedules, initializers, penalties, metrics)


def _names(kernels: Iterable[str]) -> list[str]:
    """The names of kernels without their modules."""
    return [kernel.rpartition(".")[2] for kernel in kernels]


def _integers(module: Any) -> dict[str, int]:
    """The constants of a module that name places."""
    return {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, int)}


def _family(registry: Mapping[str, Component]) -> dict[str, Any]:
    return {name: _component(entry) for name, entry in registry.items()}


def _component(entry: Component) -> dict[str, Any]:
    """The fields of an entry; an infinite bound is null."""
    plain = {
        field.name: _plain(getattr(entry, field.name))
        for field in dataclasses.fields(entry)
        if field.name not in FUNCTIONS and field.name != "name"
    }
    if hasattr(entry, "joint_value"):
        plain["joint"] = entry.joint_value is not None and entry.joint_gradient is not None
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple | list) else value
