"""Machine code: made of intermediate code by LLVM, cached, and called by its address.

A kernel goes through three forms: Python, intermediate code (intermediate_code.py), machine code for this processor.
Each is made only if the next one is not there. So the module of a kernel, and with it Numba, is imported only if the
kernel has to be translated.
"""

import ctypes
import gc
import importlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import llvmlite.binding as llvm
import numpy as np

from nnplay.engine.compilation import report_compilation
from nnplay.engine.compiled import cache
from nnplay.engine.compiled.intermediate_code import optimize, prebuilt, target_machine, translate
from nnplay.utils.postponed_signals import postponed_signals

PACKAGE = __name__.rpartition(".")[0]
compile_lock = threading.RLock()  # one thread compiles at a time, and the others then find it in memory

# ── making ───────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def this_processor() -> Any:
    """The processor that runs this process, to LLVM."""
    return target_machine(llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())


def build(code: str) -> bytes:
    """A file of machine code made of intermediate code: one line with the symbol of each function, and an object."""
    symbols, _, text = code.partition("\n")
    module = llvm.parse_assembly(text)
    optimize(module, this_processor(), 3)
    content: bytes = this_processor().emit_object(module)
    return symbols.encode() + b"\n" + content


@contextmanager
def paused_garbage_collection() -> Iterator[None]:
    """Pause garbage collection: compiling creates many objects and discards few, so collecting only costs time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# ── loading ──────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _linker() -> Any:
    """What puts object files into the memory of this process."""
    return llvm.create_lljit_compiler(this_processor())


_libraries: list[Any] = []  # kept alive, because their addresses are in use


def load(code: bytes) -> dict[str, int]:
    """The address of each function of a file of machine code."""
    header, _, content = code.partition(b"\n")
    symbols: dict[str, str] = json.loads(header)
    builder = llvm.JITLibraryBuilder().add_object_img(content).add_current_process()
    for symbol in symbols.values():
        builder.export_symbol(symbol)
    library = builder.link(_linker(), f"nnplay-{len(_libraries)}")
    _libraries.append(library)
    return {name: library[symbol] for name, symbol in symbols.items()}


@dataclass(frozen=True)
class Source:
    """What machine code is made of.

    Attributes:
        name: a name for its file, which says all on which it depends besides the engine's version.
        what: what is compiled, for those who listen.
        translate: returns its intermediate code.
    """

    name: str
    what: str
    translate: Callable[[], str]


def addresses(source: Source) -> dict[str, int]:
    """The addresses of functions by their names, from the cache or compiled.

    Raises:
        NotSelfContainedError: one of them cannot run without Numba.
    """
    code = cache.read(f"{source.name}.o")
    if code is None:
        report_compilation(source.what, True)
        try:
            with postponed_signals(), paused_garbage_collection():
                code = build(prebuilt(source.name) or source.translate())
        finally:
            report_compilation(source.what, False)
        cache.write(f"{source.name}.o", code)
    return load(code)


# ── the engine's kernels ─────────────────────────────────────────────────────────────────────────────


def kernel_source(name: str, dtype: str) -> Source:
    """The source of a kernel, module.function, for a dtype. Its name in the machine code is its signature."""
    module, _, function = name.rpartition(".")

    def translate_kernel() -> str:
        from nnplay.engine.compiled.intrinsics import compile_kernel, front_end

        kernel = getattr(importlib.import_module(f"{PACKAGE}.{module}"), function)
        with front_end():
            return translate({",".join(kernel.signature): compile_kernel(kernel, dtype)})

    return Source(f"{name}.{dtype}", function.replace("_", " "), translate_kernel)


@lru_cache(maxsize=128)
def _kernel(name: str, dtype: str) -> tuple[int, str]:
    """The address of a kernel, compiled for a dtype at its first use, and its signature."""
    with compile_lock:
        ((signature, address),) = addresses(kernel_source(name, dtype)).items()
    return address, signature


def address_of(name: str, dtype: str) -> int:
    """The address of a kernel, module.function, compiled for a dtype."""
    return _kernel(name, dtype)[0]


def callable_kernel(name: str, dtype: str) -> Callable[..., None]:
    """A kernel that Python calls with numbers and addresses of arrays; it runs without the interpreter's lock."""
    address, signature = _kernel(name, dtype)
    kinds: dict[str, Any] = {"n": ctypes.c_int64, "d": ctypes.c_double}
    codes = signature.split(",")
    return ctypes.CFUNCTYPE(None, *(kinds.get(code, ctypes.c_void_p) for code in codes))(address)


def arguments_of(*values: Any) -> tuple[Any, ...]:
    """What a kernel takes for these values: the address of each array, and numbers as they are."""
    return tuple(value.ctypes.data if isinstance(value, np.ndarray) else value for value in values)
