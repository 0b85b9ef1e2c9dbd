"""The functions of the module that the page calls: the engine's own, with their arguments read from a job.

A job is a vector of int64 in the module's memory, with a place for each number and 1 + d places for an array of d
dimensions: its address and its sizes. The last place receives the result. The page fills a job by the names of the
arguments (engine.json has their places), so nothing about a function is written a second time.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import carray, types
from numba.extending import intrinsic

from nnplay.engine.compiled.inference import evaluate
from nnplay.engine.compiled.intrinsics import kernel
from nnplay.engine.compiled.regularization import add_penalty_gradient, penalty_cost
from nnplay.engine.compiled.rng import shuffle
from nnplay.engine.compiled.training_steps import one_gradient, run_steps

# The types of all arguments by their names: int64, float64 or the network's float32; [] for each dimension of an array.
NETWORK = {
    "team": "int64[]", "context": "int64[]", "passes": "int64[]", "table": "int64[][]", "dropout": "float64[]",
    "constants": "float64[]", "loss_table": "int64[]", "loss_constants": "float64[]", "theta": "float32[]",
    "thetas": "float32[][]", "work": "float32[]", "g": "float32[]", "segments": "int64[][]", "penalties": "int64[][]",
    "strengths": "float64[][]", "scale": "float64", "seed": "int64", "step": "int64", "first": "int64",
    "last": "int64",
}  # fmt: skip
ROWS = {
    "X": "float32[][]", "Y": "float32[][]", "weight": "float64[]", "outputs": "float32[][]", "totals": "float64[][]",
    "chunk": "int64", "mailboxes": "int64[][]", "spare": "float32[][]", "job": "int64[]", "order": "int64[]",
    "epoch": "int64",
}  # fmt: skip
TRAINING = {
    "optimizer": "int64", "all_scalars": "float64[][]", "slots": "float32[]", "batch_X": "float32[][]",
    "batch_Y": "float32[][]", "batch_weight": "float64[]", "starts": "int64[]", "batch": "int64",
    "mean_weight": "float64", "start_step": "int64", "first_step": "int64", "rates": "float64[]",
    "losses": "float64[]", "penalty_costs": "float64[]", "states": "float32[][]", "interval": "int64",
    "regularize": "int64", "penalty_table": "float64[][]", "thread_tables": "float64[][][]",
    "scale_penalties": "int64", "limits": "float64[]", "shuffled": "int64", "scratch": "float64[][]",
    "squares": "float64[]", "part_losses": "float64[]", "part_penalties": "float64[]",
}  # fmt: skip
ADDRESSES = {  # of one_gradient, which takes a single batch by its addresses
    "X": "int64", "y": "int64", "weight": "int64", "rows": "int64", "n": "int64", "total": "float64",
    "all_scratch": "float64[][]",
}  # fmt: skip
ENTRIES: dict[str, tuple[Any, str, dict[str, str]]] = {
    "run_steps": (run_steps, "int64", {}),
    "evaluate": (evaluate, "", {}),
    "one_gradient": (one_gradient, "", ADDRESSES),
    "add_penalty_gradient": (add_penalty_gradient, "", {}),
    "penalty_cost": (penalty_cost, "float64", {}),
    "shuffle": (shuffle, "", {}),
}
"""The engine's functions, the type of their result ("" for none), and the types of arguments of their own."""


@dataclass(frozen=True)
class Entry:
    """A function that the page calls with a job.

    Attributes:
        function: the function of the job, to be compiled.
        places: the first place of each argument, and of "result" if there is one, with its type.
        size: the number of places.
    """

    function: Callable[..., None]
    places: dict[str, tuple[int, str]]
    size: int


@intrinsic
def pointer(typing_context, dtype, address):
    """An address as a pointer to numbers of this type."""
    kind = types.CPointer(dtype.dtype)

    def generate(context, builder, signature, values):
        return builder.inttoptr(values[1], context.get_value_type(kind))

    return kind(dtype, types.int64), generate


@intrinsic
def as_float(typing_context, bits):
    """The float64 with these bits."""

    def generate(context, builder, signature, values):
        return builder.bitcast(values[0], context.get_value_type(types.float64))

    return types.float64(types.int64), generate


@intrinsic
def as_bits(typing_context, number):
    """The bits of a float64."""

    def generate(context, builder, signature, values):
        return builder.bitcast(values[0], context.get_value_type(types.int64))

    return types.int64(types.float64), generate


def entry(name: str) -> Entry:
    """The entry of one of the engine's functions."""
    function, result, own = ENTRIES[name]
    kinds = NETWORK | ROWS | TRAINING | own
    places: dict[str, tuple[int, str]] = {}
    size, arguments = 0, []
    for argument in inspect.signature(function.py_func).parameters:
        if argument not in kinds:
            raise KeyError(f"{name} has an argument {argument!r} whose type entries.py does not know; add it there.")
        kind = kinds[argument]
        places[argument] = size, kind
        dtype, dimensions = kind.replace("[]", ""), kind.count("[]")
        if dimensions:
            shape = "".join(f"job[{size + 1 + k}], " for k in range(dimensions))
            arguments.append(f"carray(pointer(np.{dtype}, job[{size}]), ({shape}))")
        else:
            arguments.append(f"as_float(job[{size}])" if dtype == "float64" else f"job[{size}]")
        size += 1 + dimensions
    call = f"function({', '.join(arguments)})"
    if result:
        places["result"] = size, result
        call = f"job[{size}] = {f'as_bits({call})' if result == 'float64' else call}"
        size += 1
    scope = {"np": np, "carray": carray, "pointer": pointer, "as_float": as_float, "as_bits": as_bits}
    source = f"def {name}(job):\n    job = carray(job, ({size},))\n    {call}\n"
    exec(compile(source, f"<entry {name}>", "exec"), scope | {"function": function}, local := {})
    return Entry(kernel("i*")(local[name]), places, size)
