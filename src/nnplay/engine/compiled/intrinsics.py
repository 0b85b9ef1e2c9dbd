"""Building blocks of the compiled loops: kernels and their subroutines, views of memory, floating-point control."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba import cfunc, njit, types
from numba.core import cgutils, config as numba_config
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target
from numba.extending import intrinsic
from numba.np import arrayobj

from nnplay.engine.compiled.blas import blas_module
from nnplay.engine.compiled.processor import LINE_BYTES, STRICT, WASM, X86

blas_module()  # before Numba, which imports it with the rest of its package when it starts to compile

JIT: dict[str, Any] = {"error_model": "numpy", "fastmath": set() if STRICT else {"contract"}}
# sums may be vectorized, but always in the same order
SUMS: dict[str, Any] = JIT | {"fastmath": set() if STRICT else {"contract", "reassoc", "nsz"}}

UNBOUNDED = 2**40  # the length of a vector whose length is not known


# A function that only kernels call. It becomes part of their machine code and has no wrapper with which Python could
# call it, which takes half the time to compile.
WITHOUT_WRAPPERS: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
subroutine: Any = njit(**JIT | WITHOUT_WRAPPERS)
subroutine_of_sums: Any = njit(**SUMS | WITHOUT_WRAPPERS)


def kernel(signature: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the argument types of a function that is called by its address.

    n is an int64, d a float64; i*, d* and T* are addresses of int64, float64 and numbers of the network's dtype.
    """

    def mark(function: Any) -> Any:
        function.signature = signature.split(", ")
        return function

    return mark


def compile_kernel(function: Any, dtype: str) -> Any:
    """The kernel as a C function, compiled for a dtype."""
    kinds = {"n": types.int64, "i": types.int64, "d": types.float64, "T": getattr(types, dtype)}
    arguments = [types.CPointer(kinds[c[0]]) if c.endswith("*") else kinds[c] for c in function.signature]
    return cfunc(types.void(*arguments), **JIT)(function)


@contextmanager
def front_end() -> Iterator[None]:
    """Let Numba only translate into LLVM's intermediate code, which machine_code.py optimizes.

    Functions of others are optimized as ever: those in other threads have to wait, and what Numba optimizes with is
    made before.
    """
    config: Any = numba_config
    with global_compiler_lock:
        _ = cpu_target.target_context
        previous, config.OPT = config.OPT, 0
        try:
            yield
        finally:
            config.OPT = previous


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
def ptr(typing_context: Any, memory: Any, start: Any) -> Any:
    """The address of element `start` of an array, or of the numbers at an address, as an integer."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.ptrtoint(_element(context, builder, memory, *values), ir.IntType(64))

    return types.int64(memory, types.int64), generate


def _element(context: Any, builder: Any, memory: Any, value: Any, start: Any) -> Any:
    """The pointer to element `start` of an array, or of the numbers at an address."""
    if isinstance(memory, types.Array):
        value = context.make_array(memory)(context, builder, value).data
    return builder.gep(value, [start])


@intrinsic
def copy(typing_context: Any, target: Any, target_start: Any, source: Any, source_start: Any, count: Any) -> Any:
    """Copy `count` numbers, from one array or address to another of the same dtype.

    A loop would become much more machine code, which takes time to compile.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        to = _element(context, builder, target, *values[:2])
        number = context.get_abi_sizeof(to.type.pointee)
        size = builder.mul(values[4], ir.Constant(ir.IntType(64), number))
        cgutils.raw_memcpy(builder, to, _element(context, builder, source, *values[2:4]), size, 1)
        return context.get_dummy_value()

    return types.void(target, types.int64, source, types.int64, types.int64), generate


def ask_for_line(builder: Any, pointer: Any) -> None:
    """Ask for a cache line that is read soon, so that it is in the second-level cache then; any address is allowed."""
    if WASM:
        return
    flag = ir.IntType(32)
    pointer = builder.bitcast(pointer, ir.IntType(8).as_pointer())
    kind = ir.FunctionType(ir.VoidType(), [pointer.type, flag, flag, flag])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(function, [pointer, *(ir.Constant(flag, value) for value in (0, 2, 1))])  # to read; level; data


@intrinsic
def prefetch(typing_context: Any, memory: Any, start: Any, count: Any) -> Any:
    """Ask for the cache lines of `count` numbers, from an array or address."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        place = _element(context, builder, memory, *values[:2])
        step = LINE_BYTES // context.get_abi_sizeof(place.type.pointee)
        line, rest = (ir.Constant(ir.IntType(64), number) for number in (step, step - 1))
        with cgutils.for_range(builder, builder.sdiv(builder.add(values[2], rest), line)) as loop:
            ask_for_line(builder, builder.gep(place, [builder.mul(loop.index, line)]))
        return context.get_dummy_value()

    return types.void(memory, types.int64, types.int64), generate


@intrinsic
def skip_to(typing_context: Any, address: Any, start: Any) -> Any:
    """The address of element `start` of the numbers at an address."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.gep(values[0], [values[1]])

    return address(address, types.int64), generate


@intrinsic
def array_at(typing_context: Any, address: Any, shape: Any) -> Any:
    """The numbers at an address as an array of this shape, a tuple."""
    kind = types.Array(address.dtype, len(shape), "C")

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        lengths = cgutils.unpack_tuple(builder, values[1])
        return _array(context, builder, kind, values[0], lengths)

    return kind(address, types.UniTuple(types.int64, len(shape))), generate


def _array(context: Any, builder: Any, kind: Any, data: Any, lengths: Any) -> Any:
    """A contiguous array of one or two dimensions in memory that somebody else owns."""
    size = ir.Constant(ir.IntType(64), context.get_abi_sizeof(context.get_data_type(kind.dtype)))
    strides = [size] if len(lengths) == 1 else [builder.mul(lengths[1], size), size]
    view = context.make_array(kind)(context, builder)
    arrayobj.populate_array(view, data=data, shape=lengths, strides=strides, itemsize=size, meminfo=None)
    return view._getvalue()


@intrinsic
def matrix(typing_context: Any, vector: Any, start: Any, rows: Any, columns: Any) -> Any:
    """A (rows, columns) view into a flat vector, which must outlive the view."""
    kind = types.Array(vector.dtype, 2, "C")

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        data = context.make_array(vector)(context, builder, values[0]).data
        return _array(context, builder, kind, builder.gep(data, [values[1]]), values[2:])

    return kind(vector, types.int64, types.int64, types.int64), generate
