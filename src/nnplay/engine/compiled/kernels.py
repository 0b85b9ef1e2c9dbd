"""Kernels: the components of the catalog as compiled loops over a batch, which are called by address.

The source of a kernel is generated from the component's function (transpile.py, templates.py), saved in the user's
cache folder under its hash, and compiled once; the next process loads the machine code. A function whose source is not
self-contained (typed at a prompt, or recursive) is compiled in every process.
"""

import os
import sys
import types as python_types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

from nnplay.catalog.activations.base import Activation
from nnplay.catalog.losses.base import Loss
from nnplay.catalog.optimizers import Optimizer
from nnplay.catalog.penalties import Penalty
from nnplay.catalog.registry import Component
from nnplay.engine.compiled import cache, fast_math, templates
from nnplay.engine.compiled.cache_checksums import checksummed_cache
from nnplay.engine.compiled.transpile import transpile
from nnplay.engine.function_source import NotPortableError
from nnplay.errors import NNPlayError

_loaded: dict[Any, tuple[python_types.ModuleType, dict[str, int]]] = {}  # kept alive: the addresses are in use


def activation_kernels(entry: Activation, dtype: str) -> tuple[int, int]:
    """The addresses of an activation's forward and backward kernels."""
    kernels = _kernels(entry, dtype, "activation")
    return kernels["forward"], kernels["backward"]


def loss_kernels(entry: Loss, joint: bool, dtype: str) -> tuple[int, int]:
    """The addresses of a loss's value and gradient kernels, as functions of z if `joint`, otherwise of ŷ."""
    kernels = _kernels(entry, dtype, "joint_loss" if joint else "loss")
    return kernels["value"], kernels["gradient"]


def optimizer_kernel(entry: Optimizer, dtype: str) -> int:
    """The address of an optimizer's update kernel."""
    return _kernels(entry, dtype, "optimizer")["update"]


def penalty_kernels(entry: Penalty, dtype: str) -> tuple[int, int]:
    """The addresses of a penalty's kernels, which add its value to a sum and its derivative to a gradient."""
    kernels = _kernels(entry, dtype, "penalty")
    return kernels["cost"], kernels["slope"]


def _kernels(entry: Component, dtype: str, role: str) -> dict[str, int]:
    key = (entry, dtype, role)
    with cache.compile_lock:
        if key not in _loaded:
            with cache.paused_garbage_collection(), checksummed_cache(), cache.reported_compilation(entry.name):
                kernels = vars(module := compiled_module(entry, dtype, role))
            addresses = {name: kernel.address for name, kernel in kernels.items() if hasattr(kernel, "address")}
            _loaded[key] = module, addresses
        return _loaded[key][1]


def compiled_module(entry: Component, dtype: str, role: str) -> python_types.ModuleType:
    """The module with a component's kernels.

    Raises:
        NNPlayError: its functions cannot be compiled.
    """
    functions = _functions_of(entry, role)
    try:
        try:
            text, scope = _transpiled_source(entry, functions, dtype, role), {}
            module = _module(text, f"{role}_{entry.name}")
        except NotPortableError:
            sources = {name: None if f is None else "" for name, f in functions.items()}
            text = templates.render(entry, sources, {}, dtype, role, cache=False)
            scope = {name: jitted(f) for name, f in functions.items() if f is not None}
            module = _execute(text, scope)
    except Exception as error:  # Numba raises errors of many types for unusual functions
        raise NNPlayError(
            f"{entry.name!r} cannot be compiled{_reason(error)}; write it as a function of single numbers, with "
            "arithmetic, if and the math module."
        ) from None
    return module


def _reason(error: Exception) -> str:
    """The line of a long compiler message that names the problem, in parentheses; "" if there is none."""
    causes = ("NameError:", "Untyped global name", "Unknown attribute", "module 'math'", "Use of unsupported", "The '")
    lines = [line.strip().rstrip(".") for line in str(error).splitlines()]
    return next((f" ({line[:150]})" for line in lines if line.startswith(causes) and "/" not in line), "")


def _functions_of(entry: Component, role: str) -> dict[str, Callable[..., Any] | None]:
    """The functions of a component by their names in the kernel template; None for a missing derivative."""
    if isinstance(entry, Activation):
        slopes = {f"slope{k}": entry.slopes.get(name) for k, name in enumerate(entry.learned)}
        return {"f": entry.function, "df": entry.derivative_function, **slopes}
    if isinstance(entry, Loss) and role == "joint_loss":
        return {"f": entry.joint_value, "df": entry.joint_gradient}
    if isinstance(entry, Loss):
        return {"f": entry.function, "df": entry.derivative_function}
    if isinstance(entry, Penalty):
        return {"f": entry.function, "df": entry.derivative_function}
    return {"f": entry.function}


def _transpiled_source(entry: Component, functions: dict[str, Any], dtype: str, role: str) -> str:
    row = getattr(entry, "shape", "element") == "row"
    hoist = frozenset({"eta", "t", *entry.constants}) if role == "optimizer" else frozenset()
    ported = {name: transpile(f, name, row=row, hoist=hoist) for name, f in functions.items() if f is not None}
    # a numerical derivative calls the function in float64, for which the fast functions are not exact enough
    fast = dtype == "float32" and None not in functions.values()
    texts = {name: p.text for name, p in ported.items()}
    sources = {name: texts.get(name) for name in functions}
    helpers: dict[str, str | None] = {name: text for p in ported.values() for name, text in p.helpers.items()}
    sources = helpers | sources
    if fast:
        sources = {name: text and fast_math.replace_math(text, row=row) for name, text in sources.items()}
    invariants = ported["f"].invariants
    return templates.render(entry, sources, {"f": invariants}, dtype, role, cache=True)


def jitted(function: Callable[..., Any], compiled: dict[Any, Any] | None = None) -> Any:
    """The function and the plain functions that it calls, compiled without changing their source."""
    compiled = {} if compiled is None else compiled
    if not isinstance(function, python_types.FunctionType):
        return function
    if function not in compiled:
        compiled[function] = None
        scope = dict(function.__globals__)
        for name in function.__code__.co_names:
            helper = scope.get(name)
            if isinstance(helper, python_types.FunctionType) and compiled.get(helper, helper) is not None:
                scope[name] = jitted(helper, compiled)
        cells = tuple(python_types.CellType(jitted(c.cell_contents, compiled)) for c in function.__closure__ or ())
        copy = python_types.FunctionType(
            function.__code__, scope, function.__name__, function.__defaults__, cells or None
        )
        compiled[function] = numba.njit(error_model="numpy")(copy)
        scope.update({name: compiled[function] for name, value in scope.items() if value is function})  # recursion
    return compiled[function]


# ── generated modules ────────────────────────────────────────────────────────────────────────────────


def _module(text: str, label: str) -> python_types.ModuleType:
    """The module of a kernel's source, from the cache folder if there is one."""
    folder, name = cache.folder(), f"{label}_{cache.version_hash(text, fast_math.SOURCE)}"
    if folder is None:
        return _execute(text.replace("cache=True", "cache=False"), {})
    path = folder / f"{name}.py"
    try:
        if not path.exists() or path.read_bytes() != text.encode():
            temporary = path.with_suffix(f".{os.getpid()}.tmp")
            temporary.write_text(text, "utf-8")
            temporary.replace(path)
    except OSError:  # a full disk
        return _execute(text.replace("cache=True", "cache=False"), {})
    return _execute(text, {}, str(path))


def _execute(text: str, scope: dict[str, Any], path: str = "") -> python_types.ModuleType:
    """Run source text as a module; Numba caches its machine code for the file at `path`, if given."""
    module = python_types.ModuleType(f"nnplay_kernels_{Path(path).stem}" if path else "nnplay_kernels")
    if path:
        module.__file__ = path
        sys.modules[module.__name__] = module
    vars(module).update(scope)
    exec(compile(text, path or "<nnplay kernel>", "exec"), vars(module))
    return module
