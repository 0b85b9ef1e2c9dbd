"""What the compiled loops stand on: calling a kernel by its address, products of matrices, random numbers."""

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
BLAS_FROM = 8000  # multiply-adds from which a call of BLAS beats plain loops


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


# ── products ────────────────────────────────────────────────────────────────────────────────────────────────────


@njit(**JIT)
def product(A, B, C):
    """C = A @ B."""
    rows, inner, columns = A.shape[0], A.shape[1], B.shape[1]
    if rows * inner * columns >= BLAS_FROM:
        np.dot(A, B, C)
        return
    for i in range(rows):
        for j in range(columns):
            C[i, j] = 0
        for k in range(inner):
            a = A[i, k]
            for j in range(columns):
                C[i, j] += a * B[k, j]


@njit(**JIT)
def product_left_transposed(A, B, C):
    """C = Aᵀ @ B."""
    rows, inner, columns = A.shape[1], A.shape[0], B.shape[1]
    if rows * inner * columns >= BLAS_FROM:
        np.dot(A.T, B, C)
        return
    for i in range(rows):
        for j in range(columns):
            C[i, j] = 0
    for k in range(inner):
        for i in range(rows):
            a = A[k, i]
            for j in range(columns):
                C[i, j] += a * B[k, j]


@njit(**SUMS)
def product_right_transposed(A, B, C):
    """C = A @ Bᵀ."""
    rows, inner, columns = A.shape[0], A.shape[1], B.shape[0]
    if rows * inner * columns >= BLAS_FROM:
        np.dot(A, B.T, C)
        return
    for i in range(rows):
        for j in range(columns):
            total = C.dtype.type(0)
            for k in range(inner):
                total += A[i, k] * B[j, k]
            C[i, j] = total


# ── random numbers that need no state: the same (seed, step, place) gives the same number, in any order ─────────


@njit(**JIT)
def mix(x):
    """SplitMix64's output function (Steele, Lea & Flood 2014): one 64-bit number scrambled into another."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(**JIT)
def key_of(seed, a, b):
    """A key for the random numbers of one purpose, from the seed and two counters."""
    golden = np.uint64(0x9E3779B97F4A7C15)
    return mix(mix(mix(np.uint64(seed) + golden) + np.uint64(a) + golden) + np.uint64(b) + golden)


@njit(**JIT)
def uniform(key, i):
    """The i-th number in [0, 1) of a key."""
    bits = mix(key + np.uint64(i + 1) * np.uint64(0x9E3779B97F4A7C15))
    return np.float64(bits >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(**JIT)
def shuffle(order, seed, epoch):
    """Fill `order` with the permutation of 0 … n−1 that belongs to this seed and epoch (Fisher & Yates)."""
    n = order.shape[0]
    for i in range(n):
        order[i] = i
    key = key_of(seed, 1, epoch)
    for i in range(n - 1, 0, -1):
        j = np.int64(uniform(key, i) * (i + 1))
        order[i], order[j] = order[j], order[i]


@njit(**JIT)
def fill_mask(mask, rate, seed, step, layer):
    """Fill a dropout mask: 0 with probability `rate`, else 1/(1 − rate)."""
    key = key_of(seed, 2 + layer, step)
    flat = mask.reshape(mask.size)
    kept = 1 / (1 - rate)
    for i in range(flat.size):
        flat[i] = kept if uniform(key, i) >= rate else 0.0
