"""Kernels: the components of the catalog as compiled loops over a batch, which are called by address.

The source of a kernel is generated from the component's function (transpile.py, templates.py) and compiled once; the
next process finds the machine code under a hash of the source. A function whose source is not self-contained (typed at
a prompt, or recursive), or that makes lists, is compiled by Numba alone, in every process.
"""

import dis
import types as python_types
from collections.abc import Callable
from typing import Any

from nnplay.catalog.activations.base import Activation
from nnplay.catalog.losses.base import Loss
from nnplay.catalog.optimizers import Optimizer
from nnplay.catalog.penalties import Penalty
from nnplay.catalog.registry import Component
from nnplay.engine.compilation import report_compilation
from nnplay.engine.compiled import templates
from nnplay.engine.compiled.cache import short_hash
from nnplay.engine.compiled.intermediate_code import NotSelfContainedError, translate
from nnplay.engine.compiled.machine_code import Source, addresses, compile_lock, paused_garbage_collection
from nnplay.engine.compiled.transpile import replace_math, transpile
from nnplay.engine.function_source import NotPortableError, outside_names
from nnplay.errors import NNPlayError

_loaded: dict[Any, dict[str, int]] = {}
_modules: list[python_types.ModuleType] = []  # kept alive, because addresses in them are in use


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
    with compile_lock:
        if key not in _loaded:
            try:
                _loaded[key] = addresses(component_source(entry, dtype, role))
            except (NotPortableError, NotSelfContainedError):
                _loaded[key] = _other_kernels(entry, dtype, role)
        return _loaded[key]


def component_source(entry: Component, dtype: str, role: str) -> Source:
    """The source of a component's kernels.

    Raises:
        NotPortableError: a function is not self-contained.
    """
    text = _transpiled_source(entry, _functions_of(entry, role), dtype, role)

    def translate_component() -> str:
        from nnplay.engine.compiled.intrinsics import front_end

        with front_end():
            return translate(c_functions(_execute(text, {}, entry)))

    return Source(f"{role}_{entry.name}_{short_hash(text)}", entry.name, translate_component)


def _other_kernels(entry: Component, dtype: str, role: str) -> dict[str, int]:
    """The kernels' addresses, compiled for this process."""
    report_compilation(entry.name, True)
    try:
        with paused_garbage_collection():
            _modules.append(_other_module(entry, dtype, role))
    finally:
        report_compilation(entry.name, False)
    return {name: function.address for name, function in c_functions(_modules[-1]).items()}


def c_functions(module: python_types.ModuleType) -> dict[str, Any]:
    """The kernels of a module by their names."""
    return {name: value for name, value in vars(module).items() if hasattr(value, "native_name")}


def compiled_module(entry: Component, dtype: str, role: str) -> python_types.ModuleType:
    """The module with a component's kernels.

    Raises:
        NNPlayError: its functions cannot be compiled.
    """
    try:
        return _execute(_transpiled_source(entry, _functions_of(entry, role), dtype, role), {}, entry)
    except NotPortableError:
        return _other_module(entry, dtype, role)


def _other_module(entry: Component, dtype: str, role: str) -> python_types.ModuleType:
    """The module of a component whose source is not self-contained."""
    functions = _functions_of(entry, role)
    sources = {name: None if f is None else "" for name, f in functions.items()}
    text = templates.render(entry, sources, {}, dtype, role)
    return _execute(text, {name: jitted(f) for name, f in functions.items() if f is not None}, entry)


def _execute(text: str, scope: dict[str, Any], entry: Component) -> python_types.ModuleType:
    """Run source text as a module, which compiles its kernels.

    Raises:
        NNPlayError: they cannot be compiled.
    """
    _refuse_exceptions(entry)
    module = python_types.ModuleType("nnplay_kernels")
    vars(module).update(scope)
    try:
        exec(compile(text, "<nnplay kernel>", "exec"), vars(module))
    except Exception as error:  # Numba raises errors of many types for unusual functions
        raise NNPlayError(
            f"{entry.name!r} cannot be compiled{_reason(error)}; write it as a function of single numbers, with "
            "arithmetic, if and the math module."
        ) from None
    return module


def _refuse_exceptions(entry: Component) -> None:
    """Refuse functions that raise: a kernel would stop in the middle of a batch, and nobody would hear of it.

    Raises:
        NNPlayError: a function of the component, or one that it calls, has a `raise` or an `assert`.
    """
    checked: list[Any] = []
    waiting = [value for role in ("joint_loss", "") for value in _functions_of(entry, role).values()]
    while waiting:
        function = waiting.pop()
        if not isinstance(function, python_types.FunctionType) or function in checked:
            continue
        checked.append(function)
        waiting += outside_names(function).values()
        for instruction in dis.get_instructions(function):
            if instruction.opname == "RAISE_VARARGS":
                line = instruction.positions.lineno if instruction.positions else None
                raise NNPlayError(
                    f"{entry.name!r} cannot be compiled, because {function.__name__!r} raises an exception in line "
                    f"{line}; return math.nan where it has no value."
                )


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
        sources = {name: text and replace_math(text, row=row) for name, text in sources.items()}
    invariants = ported["f"].invariants
    return templates.render(entry, sources, {"f": invariants}, dtype, role)


def jitted(function: Callable[..., Any], compiled: dict[Any, Any] | None = None) -> Any:
    """The function and the plain functions that it calls, compiled without changing their source."""
    import numba

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
