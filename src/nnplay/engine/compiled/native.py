"""What the compiled loops stand on: calling a kernel by its address, views of memory, the processor's registers."""

from __future__ import annotations

import platform
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from nnplay.engine.compiled import cache

JIT: dict[str, Any] = {
    "cache": cache.folder() is not None,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract"},
}
SUMS = JIT | {"fastmath": {"contract", "reassoc", "nsz"}}  # a sum may be taken in lanes, always in the same order


@intrinsic
def call(typing_context: Any, address: Any, arguments: Any) -> Any:
    """Call the kernel at `address` with a tuple of int64: numbers, and addresses of arrays."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        integer = ir.IntType(64)
        unpacked = cgutils.unpack_tuple(builder, values[1])
        kind = ir.FunctionType(ir.VoidType(), [integer] * len(unpacked))
        builder.call(builder.inttoptr(values[0], kind.as_pointer()), unpacked)
        return context.get_dummy_value()

    return types.void(types.int64, arguments), generate


# Numbers below 1e-38 take a hundred times as long as others on x86, and nothing depends on them: while the engine
# trains, the processor takes them for 0 (bits 6 and 15 of its control register); then everything is put back.
X86 = platform.machine().lower() in ("x86_64", "amd64")
FLUSH = 0x8040


def _control(context: Any, builder: Any, name: str, value: Any = None) -> Any:
    """Read (st…) or write (ld…) the control register of the floating-point unit."""
    word = ir.IntType(32)
    place = cgutils.alloca_once(builder, word)
    if value is not None:
        builder.store(value, place)
    kind = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer()])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.sse.{name}mxcsr")
    builder.call(function, [builder.bitcast(place, ir.IntType(8).as_pointer())])
    return builder.load(place)


@intrinsic
def control_register(typing_context: Any) -> Any:
    """The floating-point control register, 0 where there is none that we know."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return _control(context, builder, "st") if X86 else ir.Constant(ir.IntType(32), 0)

    return types.uint32(), generate


@intrinsic
def set_control_register(typing_context: Any, value: Any) -> Any:
    """Write the floating-point control register."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        if X86:
            _control(context, builder, "ld", values[0])
        return context.get_dummy_value()

    return types.void(types.uint32), generate


@njit(**JIT)
def at(array, start):
    """The address of array[start], for a kernel."""
    return np.int64(array.ctypes.data) + np.int64(start * array.itemsize)


@intrinsic
def pointer(typing_context: Any, address: Any, vector: Any) -> Any:
    """The address as a pointer to numbers of the vector's type."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.inttoptr(values[0], context.get_value_type(signature.return_type))

    return types.CPointer(vector.dtype)(types.int64, vector), generate


@njit(**JIT)
def matrix(vector, start, rows, columns):
    """A (rows, columns) view into a flat vector; the vector must outlive it."""
    return carray(pointer(at(vector, start), vector), (rows, columns))
