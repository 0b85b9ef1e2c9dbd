"""Compile the engine to WebAssembly, from the Python source that also runs natively.

    python tools/wasm/build.py FOLDER [--strict]

writes engine.wasm and engine.json into a folder; the same source gives the same bytes. Numba turns the engine's
functions and all kernels of the catalog into LLVM's intermediate code; here, that code gets another target, wasm32 with
128-bit vectors, is linked into one module and optimized; Zig (make wasm-tools) adds the C library.

With --strict, arithmetic is exactly as it is written, so that the module has the bits of a native engine that is built
as strictly. It is a quarter slower, and the tests compare with it.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
SETTINGS = {  # read when Numba and the engine are imported
    "NNPLAY_TARGET": "wasm", "NNPLAY_CACHE_DIR": os.devnull,
    "NUMBA_OPT": "0", "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": "", "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0", "PYTHONHASHSEED": "0",
}  # fmt: skip
TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"
TRAPS = (  # what Numba calls to report an error to Python
    "numba_do_raise", "numba_gil_ensure", "numba_gil_release", "numba_runtime_build_excinfo_struct", "numba_unpickle",
    "PyErr_Clear", "PyErr_SetString", "PyErr_WriteUnraisable", "PyUnicode_FromString", "PyBytes_FromStringAndSize",
    "Py_DecRef",
)  # fmt: skip


def compiled_kernels() -> Iterator[tuple[str, Any]]:
    """The name and the C function of everything that the engine calls by its address."""
    from sgemm import sgemm

    from nnplay.catalog import activations, losses, optimizers, penalties
    from nnplay.engine.compiled import dropout_skip, forward_backward, inference, kernels, normalization, regularization
    from nnplay.engine.compiled.intrinsics import compile_kernel

    def component(entry: Any, role: str) -> Iterator[tuple[str, Any]]:
        for name, value in vars(kernels.compiled_module(entry, "float32", role)).items():
            if hasattr(value, "native_name"):
                yield f"{role}.{entry.name}.{name}", value

    def of(module: ModuleType) -> Iterator[Any]:
        return (f for f in vars(module).values() if hasattr(f, "signature") and f.__module__ == module.__name__)

    for module in (forward_backward, inference, normalization, dropout_skip, regularization):
        yield from ((function.__name__, compile_kernel(function, "float32")) for function in of(module))
    yield "sgemm", compile_kernel(sgemm, "float32")
    for activation in activations.values():
        yield from component(activation, "activation")
    for loss in losses.values():
        yield from component(loss, "loss")
        if loss.joint(loss.output):
            yield from component(loss, "joint_loss")
    for optimizer in optimizers.values():
        if not optimizer.full_batch:
            yield from component(optimizer, "optimizer")
    for penalty in penalties.values():
        if penalty.derivative_function is not None:
            yield from component(penalty, "penalty")


class Linker:
    """Collects the code of compiled functions, retargeted, in one module."""

    def __init__(self) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
        self.llvm = llvm
        target = llvm.Target.from_triple(TRIPLE)
        self.machine = target.create_target_machine(
            cpu="generic", features=FEATURES, opt=3, reloc="static", codemodel="small"
        )
        self.header = f'target triple = "{TRIPLE}"\ntarget datalayout = "{self.machine.target_data}"\n'
        self.module = llvm.parse_assembly(self.header)

    def add(self, function: Any) -> None:
        """Add a C function of Numba and all that it calls."""
        text = re.sub(r"^target (triple|datalayout) = .*\n", "", function.inspect_llvm(), flags=re.M)
        text = re.sub(r"^(@\S+ = )common ", r"\1linkonce_odr ", text, flags=re.M)  # which wasm does not have
        self.module.link_in(self.llvm.parse_assembly(self.header + text))

    def add_text(self, lines: list[str]) -> None:
        """Add functions in LLVM's language."""
        self.module.link_in(self.llvm.parse_assembly(self.header + "\n".join(lines)))

    def parameters(self, name: str) -> list[str]:
        """The types of the parameters of a function."""
        return [str(argument.type) for argument in self.module.get_function(name).arguments]

    def optimize(self, exported: set[str]) -> None:
        """Optimize the module; what is not exported may be changed or removed."""
        for value in (*self.module.functions, *self.module.global_variables):
            if not value.is_declaration and value.name not in exported:
                value.linkage = "internal"
        options = self.llvm.create_pipeline_tuning_options(speed_level=3)
        options.loop_vectorization = options.slp_vectorization = True
        options.loop_interleaving = options.loop_unrolling = True
        builder = self.llvm.create_pass_builder(self.machine, options)
        for remove_references in (False, True):  # counting references to arrays that nobody shares
            passes = builder.getModulePassManager()
            if remove_references:
                passes.add_refprune_pass()
            passes.run(self.module, builder)


def wrapper(name: str, native: str, kinds: list[str]) -> list[str]:
    """A kernel again with parameters of type i64 only, as the engine calls it."""
    parameters = ", ".join(f"i64 %a{k}" for k in range(len(kinds)))
    pointers = [f"  %p{k} = inttoptr i64 %a{k} to ptr" for k, kind in enumerate(kinds) if kind == "ptr"]
    arguments = ", ".join(f"ptr %p{k}" if kind == "ptr" else f"{kind} %a{k}" for k, kind in enumerate(kinds))
    return [
        f'declare void @"{native}"({", ".join(kinds)})',
        f'define void @"{name}"({parameters}) {{',
        *pointers,
        f'  call void @"{native}"({arguments})',
        "  ret void",
        "}",
    ]


def renamed(name: str, native: str, kinds: list[str], result: str) -> list[str]:
    """A function under a name that the page knows."""
    parameters = ", ".join(f"{kind} %a{k}" for k, kind in enumerate(kinds))
    assign, end = ("", "ret void") if result == "void" else ("%r = ", f"ret {result} %r")
    return [
        f'declare {result} @"{native}"({", ".join(kinds)})',
        f'define {result} @"{name}"({parameters}) {{', f'  {assign}call {result} @"{native}"({parameters})', f"  {end}",
        "}",
    ]  # fmt: skip


def traps(linker: Linker) -> list[str]:
    """Numba's reports to Python: there is no Python, so each stops the module."""
    lines = ["declare void @llvm.trap()"]
    for function in linker.module.functions:
        if function.is_declaration and function.name in TRAPS:
            result = str(function.global_value_type).split(" (")[0]
            parameters = ", ".join(str(argument.type) for argument in function.arguments)
            body = "  call void @llvm.trap()\n  unreachable"
            lines.append(f"define {result} @{function.name}({parameters}) alwaysinline {{\n{body}\n}}")
    return lines


def instructions() -> list[str]:
    """Functions of the C library for which WebAssembly has an instruction."""
    lines = []
    for name in ("sqrt", "fabs", "floor", "ceil"):
        for suffix, number, kind in (("", "double", "f64"), ("f", "float", "f32")):
            lines += [
                f"declare {number} @llvm.{name}.{kind}({number})",
                f"define {number} @{name}{suffix}({number} %x) alwaysinline {{",
                f"  %r = call {number} @llvm.{name}.{kind}({number} %x)", f"  ret {number} %r", "}",
            ]  # fmt: skip
    return lines


def build(folder: Path) -> None:
    """Write engine.wasm and engine.json."""
    from description import describe
    from entries import ENTRIES
    from scalars import formula_functions, schedule_functions

    from nnplay.engine.compiled.intrinsics import compile_kernel

    linker = Linker()
    kernels = dict(compiled_kernels())
    functions = {name: compile_kernel(function, "float32") for name, function in ENTRIES.items()}
    operations = formula_functions()
    numbers = {f"formula.{name}": ("float", function) for name, (function, _) in operations.items()}
    numbers |= {f"schedule.{name}": ("double", function) for name, function in schedule_functions().items()}
    for function in (*kernels.values(), *functions.values(), *(function for _, function in numbers.values())):
        linker.add(function)
    lines = traps(linker) + instructions()
    for name, kernel in kernels.items():
        lines += wrapper(f"k.{name}", kernel.native_name, linker.parameters(kernel.native_name))
    for name, function in functions.items():
        lines += renamed(name, function.native_name, linker.parameters(function.native_name), "void")
    for name, (kind, function) in numbers.items():
        lines += renamed(name, function.native_name, linker.parameters(function.native_name), kind)
    places = ", ".join(f'ptr @"k.{name}"' for name in kernels)
    lines.append(f"@kernel_table = constant [{len(kernels)} x ptr] [{places}]")
    linker.add_text(lines)
    exported = [*functions, *numbers, "kernel_table"]
    linker.optimize(set(exported))
    link(linker, exported, folder / "engine.wasm")
    description = describe(kernels, {name: count for name, (_, count) in operations.items()})
    text = json.dumps(description, ensure_ascii=False, indent=1)
    (folder / "engine.json").write_text(text + "\n", "utf-8")


def link(linker: Linker, exported: list[str], path: Path) -> None:
    """Link the module with runtime.c and the functions of the C library that it uses."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "engine.o").write_bytes(linker.machine.emit_object(linker.module))
        caches = {f"ZIG_{which}_CACHE_DIR": str(scratch / which) for which in ("GLOBAL", "LOCAL")}
        options = [f"-Wl,--export={symbol}" for symbol in (*exported, "malloc", "free")]
        subprocess.run(
            [
                sys.executable, "-m", "ziglang", "cc", "-target", "wasm32-wasi", "-O2", "-msimd128",
                "-mexec-model=reactor", "engine.o", str(HERE / "runtime.c"), "-lm", "-o", "engine.wasm", *options,
                "-Wl,--growable-table", "-Wl,--export-table", "-Wl,--strip-all", "-Wl,--gc-sections",
            ],
            cwd=scratch, env=os.environ | caches, check=True,
        )  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((scratch / "engine.wasm").read_bytes())


def main() -> None:
    """Build in this process, once it has the settings that the engine and Numba read when they are imported."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strict", action="store_true", help="arithmetic exactly as it is written, for tests")
    options = parser.parse_args()
    settings = SETTINGS | ({"NNPLAY_STRICT": "1"} if options.strict else {})
    if any(os.environ.get(name) != value for name, value in settings.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | settings)
    build(options.folder.resolve())


if __name__ == "__main__":
    main()
