"""Intermediate code: what Numba makes of the engine's functions, for LLVM to optimize (machine_code.py).

Numba takes seconds to translate all kernels of a network. For the usual processors it has been done before:
tools/prebuild.py saved the intermediate code of the engine and of the catalog in prebuilt.zip. That is used as long as
the source is the one that it was made of.

What Numba adds to each function for Python's sake is left out. It counts references to arrays, but the engine's arrays
are views of memory that somebody else owns; and it reports errors, such as a loop whose step is 0, but kernels have
nobody to report to, and simply return. This makes machine code half as large, and a tenth faster.
"""

import json
import sys
import zipfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from nnplay.engine.compiled.cache import source_version
from nnplay.engine.compiled.processor import HAS_VECTORS, STRICT, VECTOR_BYTES, X86

PREBUILT = Path(__file__).with_name("prebuilt.zip")
FOR_PYTHON = (  # what Numba's code calls for Python's sake
    "NRT_incref", "NRT_decref", "NRT_Free", "numba_do_raise", "numba_gil_ensure", "numba_gil_release", "numba_unpickle",
    "numba_runtime_build_excinfo_struct", "PyErr_Clear", "PyErr_SetNone", "PyErr_SetString", "PyErr_WriteUnraisable",
    "PyUnicode_FromString", "PyBytes_FromStringAndSize", "Py_DecRef",
)  # fmt: skip

RUNTIME = ("NRT_", "numba_", "Py", "_Py")  # how the names of the functions begin that only Numba and Python have


class NotSelfContainedError(Exception):
    """The code needs Numba's runtime library, because it makes arrays or lists of its own."""


def translate(functions: Mapping[str, Any]) -> str:
    """The intermediate code of functions: a line with the symbol of each, and a module in LLVM's language.

    Args:
        functions: C functions of Numba by their names, compiled inside `front_end`.

    Raises:
        NotSelfContainedError: one of them cannot run without Numba.
    """
    symbols = {name: function.native_name for name, function in functions.items()}
    machine = target_machine()
    module = llvm.parse_assembly(f'target triple = "{machine.triple}"\ntarget datalayout = "{machine.target_data}"')
    for function in functions.values():
        module.link_in(llvm.parse_assembly(function.inspect_llvm()))
    module.link_in(llvm.parse_assembly("\n".join(_nothing_for_python(module))))
    for value in (*module.functions, *module.global_variables):
        if not value.is_declaration and value.name not in symbols.values():
            value.linkage = "internal"
    optimize(module, machine, 1)
    if any(each.is_declaration and each.name.startswith(RUNTIME) for each in module.functions):
        raise NotSelfContainedError
    return f"{json.dumps(symbols)}\n{module}"


@lru_cache(maxsize=2)
def target_machine(cpu: str = "", features: str = "") -> Any:
    """A processor, to LLVM; without a name, any of this family."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=cpu, features=features, opt=3, reloc="static" if X86 else "default", codemodel="jitdefault", jit=True
    )


def optimize(module: Any, machine: Any, level: int) -> None:
    """Let LLVM simplify a module (level 1), or do its best for a processor (level 3)."""
    options = llvm.create_pipeline_tuning_options(speed_level=level)
    options.loop_vectorization = options.slp_vectorization = level == 3
    options.loop_interleaving = options.loop_unrolling = level == 3
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)


def _nothing_for_python(module: Any) -> list[str]:
    """Definitions of what Numba's code calls for Python's sake, as functions that do nothing."""
    lines = []
    for function in module.functions:
        if function.name in FOR_PYTHON:
            result, _, parameters = str(function.global_value_type).partition(" (")
            answer = "void" if result == "void" else f"{result} zeroinitializer"
            lines.append(f"define {result} @{function.name}({parameters} alwaysinline {{\n  ret {answer}\n}}")
    return lines


def prebuilt(name: str) -> str | None:
    """The intermediate code that was saved under a name; None if there is none, or if the source has changed since."""
    archive = _archive()
    if archive is None:
        return None
    members = set(archive.namelist())
    member = next((each for each in (f"{VECTOR_BYTES}/{name}", name) if each in members), None)
    return None if member is None else archive.read(member).decode()


@lru_cache(maxsize=1)
def _archive() -> zipfile.ZipFile | None:
    """The archive, if it was made of this source and for processors like this one."""
    if not (HAS_VECTORS and sys.platform == "linux") or STRICT or not PREBUILT.exists():
        return None
    archive = zipfile.ZipFile(PREBUILT)
    return archive if archive.comment.decode() == source_version() else None
