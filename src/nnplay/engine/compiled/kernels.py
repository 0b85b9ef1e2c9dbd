"""Kernels: each component of the catalogue as a compiled loop over a batch, called by address.

The source of a kernel is written from the entry's function (source.py), kept as a file of the user's cache folder
under the hash of its text, and compiled once: the next process loads the machine code. A function whose source
cannot stand by itself (typed at a prompt, or calling the user's other functions) is compiled in each process.
"""

from __future__ import annotations

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
from nnplay.engine.compiled.cache_checksums import sealing
from nnplay.engine.compiled.transpile import NotPortableError, port
from nnplay.errors import NNPlayError

_kept: dict[Any, Any] = {}  # a compiled kernel lives as long as the process: its address is in use


def activation_kernels(entry: Activation, dtype: str) -> tuple[int, int]:
    """The addresses of an activation's forward and backward kernels."""
    kernels = _kernels(entry, dtype, "activation")
    return kernels["forward"], kernels["backward"]


def loss_kernels(entry: Loss, joint: bool, dtype: str) -> tuple[int, int]:
    """The addresses of a loss's value and gradient kernels; of z where `joint`."""
    kernels = _kernels(entry, dtype, "joint_loss" if joint else "loss")
    return kernels["value"], kernels["gradient"]


def optimizer_kernel(entry: Optimizer, dtype: str) -> int:
    """The address of an optimizer's update kernel."""
    return _kernels(entry, dtype, "optimizer")["update"]


def penalty_kernels(entry: Penalty, dtype: str) -> tuple[int, int]:
    """The addresses of a penalty's kernels, which add its cost to a sum and its slope to a gradient."""
    kernels = _kernels(entry, dtype, "penalty")
    return kernels["cost"], kernels["slope"]


def _kernels(entry: Component, dtype: str, role: str) -> dict[str, int]:
    key = (entry, dtype, role)
    with cache.compiling:
        if key not in _kept:
            with cache.no_garbage(), sealing():
                kernels = vars(module := _compiled(entry, dtype, role))
            addresses = {name: kernel.address for name, kernel in kernels.items() if hasattr(kernel, "address")}
            _kept[key] = module, addresses
        found: dict[str, int] = _kept[key][1]
    return found


def _compiled(entry: Component, dtype: str, role: str) -> python_types.ModuleType:
    """The module of a component's kernels."""
    functions = _functions_of(entry, role)
    try:
        try:
            text, scope = _ported(entry, functions, dtype, role), {}
            module = _module(text, f"{role}_{entry.name}")
        except NotPortableError:
            given = {name: None if f is None else "" for name, f in functions.items()}
            text = templates.render(entry, given, {}, dtype, role, cache=False)
            scope = {name: jitted(f) for name, f in functions.items() if f is not None}
            module = _execute(text, scope)
    except Exception as error:  # Numba's own errors, and whatever else it trips over in a user's function
        raise NNPlayError(
            f"{entry.name!r} cannot be compiled: write it as a function of single numbers with arithmetic, "
            f"if and the math module{_reason(error)}."
        ) from None
    return module


def _reason(error: Exception) -> str:
    """The line of a compiler's long message that says what is wrong, in brackets, or nothing."""
    telling = ("NameError:", "Untyped global name", "Unknown attribute", "module 'math'", "Use of unsupported", "The '")
    lines = [line.strip().rstrip(".") for line in str(error).splitlines()]
    return next((f" ({line[:150]})" for line in lines if line.startswith(telling) and "/" not in line), "")


def _functions_of(entry: Component, role: str) -> dict[str, Callable[..., Any] | None]:
    """The functions a kernel is made of, by the name they have in its template."""
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


def _ported(entry: Component, functions: dict[str, Any], dtype: str, role: str) -> str:
    row = getattr(entry, "shape", "element") == "row"
    hoist = frozenset({"eta", "t", *entry.constants}) if role == "optimizer" else frozenset()
    ported = {name: port(f, name, row=row, hoist=hoist) for name, f in functions.items() if f is not None}
    # a numerical derivative calls the function in float64, where only the C library's e^x is exact
    fast = dtype == "float32" and None not in functions.values()
    texts = {name: p.text for name, p in ported.items()}
    sources = {name: texts.get(name) for name in functions}
    helpers: dict[str, str | None] = {name: text for p in ported.values() for name, text in p.helpers.items()}
    sources = helpers | sources
    if fast:
        sources = {name: text and fast_math.in_lanes(text, row=row) for name, text in sources.items()}
    invariants = ported["f"].invariants
    return templates.render(entry, sources, {"f": invariants}, dtype, role, cache=True)


def jitted(function: Callable[..., Any], seen: dict[Any, Any] | None = None) -> Any:
    """The function compiled as it stands, and the plain functions that it calls with it."""
    seen = {} if seen is None else seen
    if not isinstance(function, python_types.FunctionType):
        return function
    if function not in seen:
        seen[function] = None
        scope = dict(function.__globals__)
        for name in function.__code__.co_names:
            helper = scope.get(name)
            if isinstance(helper, python_types.FunctionType) and seen.get(helper, helper) is not None:
                scope[name] = jitted(helper, seen)
        cells = tuple(python_types.CellType(jitted(c.cell_contents, seen)) for c in function.__closure__ or ())
        copy = python_types.FunctionType(
            function.__code__, scope, function.__name__, function.__defaults__, cells or None
        )
        seen[function] = numba.njit(error_model="numpy")(copy)
        scope.update({name: seen[function] for name, value in scope.items() if value is function})  # it calls itself
    return seen[function]


# ── where generated source lives ────────────────────────────────────────────────────────────────────────────────


def _module(text: str, label: str) -> python_types.ModuleType:
    """The module of a kernel's source, from the cache folder where there is one."""
    folder, name = cache.folder(), f"{label}_{cache.stamp(text, fast_math.SOURCE)}"
    if folder is None:
        return _execute(text.replace("cache=True", "cache=False"), {})
    path = folder / f"{name}.py"
    try:
        if not path.exists() or path.read_bytes() != text.encode():
            half = path.with_suffix(f".{os.getpid()}.tmp")
            half.write_text(text, "utf-8")
            half.replace(path)
    except OSError:  # a full disk
        return _execute(text.replace("cache=True", "cache=False"), {})
    return _execute(text, {}, str(path))


def _execute(text: str, scope: dict[str, Any], path: str = "") -> python_types.ModuleType:
    """The module of a source; Numba keeps its machine code beside the file at `path`, if that is given."""
    module = python_types.ModuleType(f"nnplay_kernels_{Path(path).stem}" if path else "nnplay_kernels")
    if path:
        module.__file__ = path
        sys.modules[module.__name__] = module
    vars(module).update(scope)
    exec(compile(text, path or "<nnplay kernel>", "exec"), vars(module))
    return module
