"""Building blocks of the compiled loops: calls by address, views of memory, floating-point control."""

import os
import platform
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from llvmlite import ir
from numba import cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np import arrayobj

from nnplay.engine.compiled import cache

# What is compiled for. tools/wasm sets NNPLAY_TARGET=wasm, for a module without threads and without a control register,
# and NNPLAY_STRICT=1 for arithmetic exactly as it is written, which has the same bits on every processor (in tests).
WASM = os.environ.get("NNPLAY_TARGET") == "wasm"
STRICT = os.environ.get("NNPLAY_STRICT") == "1"

JIT: dict[str, Any] = {
    "cache": cache.folder() is not None,
    "nogil": True,
    "error_model": "numpy",
    "fastmath": set() if STRICT else {"contract"},
}
# sums may be vectorized, always in the same order
JIT_SUMS = JIT | {"fastmath": set() if STRICT else {"contract", "reassoc", "nsz"}}

UNBOUNDED = 2**40  # the length of a vector whose length is not known


def kernel(signature: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the argument types of a function that is called by its address.

    n is an int64; i*, d* and T* are addresses of int64, float64 and numbers of the network's dtype.
    """

    def mark(function: Any) -> Any:
        function.signature = signature
        return function

    return mark


def compile_kernel(function: Any, dtype: str) -> Any:
    """The kernel as a C function, compiled for a dtype."""
    kinds = {"n": types.int64, "i*": types.int64, "d*": types.float64, "T*": getattr(types, dtype)}
    arguments = [kinds[code] if code == "n" else types.CPointer(kinds[code]) for code in function.signature.split(", ")]
    with cache.engine_cache():
        return cfunc(types.void(*arguments), **{k: v for k, v in JIT.items() if k != "nogil"})(function)


@lru_cache(maxsize=64)
def address_of(function: Any, dtype: str) -> int:
    """The address of a kernel, compiled for a dtype at its first use, and only once for all its callers."""
    compiled = compile_kernel(function, dtype)
    _compiled.append(compiled)
    address: Any = compiled.address
    return int(address)


_compiled: list[Any] = []  # kept alive, because their addresses are in use


@intrinsic
def call(typing_context: Any, address: Any, arguments: Any) -> Any:
    """Call the kernel at an address with a tuple of int64: numbers and addresses of arrays."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        integer = ir.IntType(64)
        unpacked = cgutils.unpack_tuple(builder, values[1])
        kind = ir.FunctionType(ir.VoidType(), [integer] * len(unpacked))
        builder.call(builder.inttoptr(values[0], kind.as_pointer()), unpacked)
        return context.get_dummy_value()

    return types.void(types.int64, arguments), generate


# Denormal numbers (below 1e-38) are a hundred times slower than others on x86, and nothing depends on them. While the
# engine trains, the processor treats them as 0 (bits 6 and 15 of its control register, which is restored afterwards).
X86 = platform.machine().lower() in ("x86_64", "amd64") and not WASM
FLUSH_DENORMALS = 0 if STRICT else 0x8040


def _control(context: Any, builder: Any, name: str, value: Any = None) -> Any:
    """Read (st…) or write (ld…) the control register of the floating-point unit."""
    word = ir.IntType(32)
    pointer = cgutils.alloca_once(builder, word)
    if value is not None:
        builder.store(value, pointer)
    kind = ir.FunctionType(ir.VoidType(), [ir.IntType(8).as_pointer()])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.x86.sse.{name}mxcsr")
    builder.call(function, [builder.bitcast(pointer, ir.IntType(8).as_pointer())])
    return builder.load(pointer)


@intrinsic
def control_register(typing_context: Any) -> Any:
    """The floating-point control register; 0 on other processors than x86."""

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


@intrinsic
def ptr(typing_context: Any, array: Any, start: Any) -> Any:
    """The address of element `start` in the memory of an array."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(array)(context, builder, values[0]).data
        return builder.ptrtoint(builder.gep(data, [values[1]]), ir.IntType(64))

    return types.int64(array, types.int64), generate


@intrinsic
def matrix(typing_context: Any, vector: Any, start: Any, rows: Any, columns: Any) -> Any:
    """A (rows, columns) view into a flat vector, which must outlive the view."""
    kind = types.Array(vector.dtype, 2, "C")

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(vector)(context, builder, values[0]).data
        size = ir.Constant(ir.IntType(64), context.get_abi_sizeof(context.get_data_type(kind.dtype)))
        view = context.make_array(kind)(context, builder)
        arrayobj.populate_array(
            view, data=builder.gep(data, [values[1]]), shape=values[2:], strides=(builder.mul(values[3], size), size),
            itemsize=size, meminfo=None,
        )  # fmt: skip
        return view._getvalue()

    return kind(vector, types.int64, types.int64, types.int64), generate
