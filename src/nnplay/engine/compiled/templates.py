"""Source templates of kernels: the loops around the function of an activation, loss, optimizer or penalty.

A kernel takes addresses and sizes and returns nothing; T is the network's number type.
"""

from nnplay.catalog.activations.base import Activation
from nnplay.catalog.losses.base import Loss
from nnplay.catalog.registry import Component
from nnplay.engine.compiled.processor import STRICT
from nnplay.engine.compiled.transpile import fast_math_imports

FEW = 64

HEAD = '''"""A kernel of nnplay, generated from its catalog: {title}, {dtype}."""
import math
import numpy as np
from numba import cfunc, njit, types
from nnplay.engine.compiled.intrinsics import array_at
T = types.{dtype}
P, D, N = types.CPointer(T), types.CPointer(types.float64), types.intp
JIT = dict(error_model="numpy", fastmath={{{flags}}})
subroutine = njit(**JIT, no_cpython_wrapper=True, no_cfunc_wrapper=True)
'''

LARGEST = {"float32": "T(3.4028235e38)", "float64": "1.7976931348623157e308"}
LARGEST_SQUARED = {"float32": "T(1.8446743e19)", "float64": "1.3407807929942596e154"}  # its square is finite
FLAGS = {"optimizer": '"contract", "arcp"'}  # an optimizer divides by the same few numbers in every element

# The central difference (f(x + h) − f(x − h)) / 2h in float64, for a function without a derivative.
DIFFERENCE = """
@subroutine
def {name}({arguments}):
    x = types.float64({x})
    h = 6e-6 * max(1.0, abs(x))
    return ({plus} - {minus}) / (2.0 * h)
"""

ELEMENT_ACTIVATION = """
@cfunc(types.void(P, P, N, N, N, D, P), **JIT)
def forward(z, a, rows, n_z, n_a, constants, learned):
    z, a = array_at(z, (rows * n_z,)), array_at(a, (rows * n_z,))
    {constants}
    for i in range(rows * n_z):
        a[i] = f(z[i]{names})

@cfunc(types.void(P, P, P, P, N, N, N, D, P, P), **JIT)
def backward(z, a, delta, delta_z, rows, n_z, n_a, constants, learned, d_learned):
    z, a = array_at(z, (rows * n_z,)), array_at(a, (rows * n_z,))
    delta, delta_z = array_at(delta, (rows * n_z,)), array_at(delta_z, (rows * n_z,))
    {constants}
    for i in range(rows * n_z):
        delta_z[i] = delta[i] * df(z[i], a[i]{names})
"""

LEARNED_ACTIVATION = """
@cfunc(types.void(P, P, N, N, N, D, P), **JIT)
def forward(z, a, rows, n_z, n_a, constants, learned):
    z, a = array_at(z, (rows, n_z)), array_at(a, (rows, n_z))
    {constants}
    for i in range(rows):
        for j in range(n_z):
            {learned}a[i, j] = f(z[i, j]{names})

@cfunc(types.void(P, P, P, P, N, N, N, D, P, P), **JIT)
def backward(z, a, delta, delta_z, rows, n_z, n_a, constants, learned, d_learned):
    z, a = array_at(z, (rows, n_z)), array_at(a, (rows, n_z))
    delta, delta_z = array_at(delta, (rows, n_z)), array_at(delta_z, (rows, n_z))
    {constants}
    for i in range(rows):
        for j in range(n_z):
            {learned}delta_z[i, j] = delta[i, j] * df(z[i, j], a[i, j]{names})
    {slopes}
"""

SLOPE = """
    for j in range(n_z):
        total = 0.0
        for i in range(rows):
            {learned}total += delta[i, j] * slope{k}(z[i, j], a[i, j]{names})
        d_learned[{k} * n_z + j] = total
"""

ROW_ACTIVATION = """
@cfunc(types.void(P, P, N, N, N, D, P), **JIT)
def forward(z, a, rows, n_z, n_a, constants, learned):
    z, a = array_at(z, (rows, n_z)), array_at(a, (rows, n_a))
    {constants}
    for i in range(rows):
        f(z[i], a[i]{names})

@cfunc(types.void(P, P, P, P, N, N, N, D, P, P), **JIT)
def backward(z, a, delta, delta_z, rows, n_z, n_a, constants, learned, d_learned):
    z, a = array_at(z, (rows, n_z)), array_at(a, (rows, n_a))
    delta, delta_z = array_at(delta, (rows, n_a)), array_at(delta_z, (rows, n_z))
    {constants}
    for i in range(rows):
        df(z[i], a[i], delta[i], delta_z[i]{names})
"""

ROW_LOSS_VALUE = """
@cfunc(types.void(P, P, P, D, N, N, D, D), **JIT)
def value(z, y_hat, y, weight, rows, n, constants, out):
    z, y_hat, y = array_at(z, (rows, n)), array_at(y_hat, (rows, n)), array_at(y, (rows, n))
    {constants}
    total = 0.0
    for i in range(rows):
        total += weight[i] * f({arguments})
    out[0] = total
"""

# A sum in a given order cannot be vectorized, so the losses of a few numbers are computed before they are added.
ELEMENT_LOSS_VALUE = """
from nnplay.engine.compiled.vectors import memory_on_stack

few_numbers = memory_on_stack(8 * {few})

@cfunc(types.void(P, P, P, D, N, N, D, D), **JIT)
def value(z, y_hat, y, weight, rows, n, constants, out):
    z, y_hat, y = array_at(z, (rows * n,)), array_at(y_hat, (rows * n,)), array_at(y, (rows * n,))
    {constants}
    total = 0.0
    if rows * n < {few} // 2:  # not worth it
        for i in range(rows):
            for j in range(i * n, i * n + n):
                total += weight[i] * f({single}) / n
        out[0] = total
        return
    losses, step = few_numbers(array_at(weight, (rows,))), max(1, {few} // n)
    for first in range(0, rows, step):
        last = min(first + step, rows)
        for left in range(0, n, {few}):
            width = min({few}, n - left)
            start = first * n + left
            for k in range((last - first) * width):
                losses[k] = f({arguments})
            k = 0
            for i in range(first, last):
                for _ in range(width):
                    total += weight[i] * losses[k] / n
                    k += 1
    out[0] = total
"""

LOSS = """
{value}

@cfunc(types.void(P, P, P, D, N, N, D, D, P), **JIT)
def gradient(z, y_hat, y, weight, rows, n, constants, scale, out):
    z, y_hat, y = array_at(z, (rows, n)), array_at(y_hat, (rows, n)), array_at(y, (rows, n))
    out = array_at(out, (rows, n))
    {constants}
    for i in range(rows):
        share = T(weight[i] * scale[0]{per_output})
        {row_gradient}
"""

OPTIMIZER = """
@cfunc(types.void(P, P, P, N, N, N, D), **JIT)
def update(theta, g, slots, first, last, n, scalars):
    {scalars}
    finite = True
    for i in range(first, last):
        {targets} = f(theta[i], g[i]{slots}{names})
        finite = finite & {finite}
    if not finite:
        scalars[{end}] = 1.0
"""


PENALTY = """
@cfunc(types.void(P, N, D, D, D), **JIT)
def cost(w, n, strength, constants, out):
    {constants}
    total = 0.0
    for i in range(n):
        total += f(w[i]{names})
    out[0] += strength[0] * total

@cfunc(types.void(P, P, N, D, D), **JIT)
def slope(w, g, n, strength, constants):
    {constants}
    s = T(strength[0])
    for i in range(n):
        g[i] += s * df(w[i]{names})
"""


def render(
    entry: Component, sources: dict[str, str | None], invariants: dict[str, list[str]], dtype: str, role: str
) -> str:
    """The source text of a component's kernels.

    Args:
        entry: the component.
        sources: source text of each function; "" for a function that is added to the module afterwards, None for a
            missing derivative, which is computed numerically.
        invariants: for an optimizer, the expressions that are the same for all elements.
        dtype: the network's dtype.
        role: activation, loss, joint_loss, optimizer or penalty.
    """
    flags = "" if STRICT else FLAGS.get(role, '"contract"')
    text = HEAD.format(title=f"{role} {entry.name}", dtype=dtype, flags=flags)
    text += fast_math_imports("".join(source or "" for source in sources.values()))
    text += "".join(f"\n@subroutine\n{source}\n" for source in sources.values() if source)
    if role == "optimizer":
        return text + _optimizer(entry, invariants.get("f"), dtype)
    missing = [name for name, source in sources.items() if source is None]
    row = getattr(entry, "shape", "element") == "row"
    names = [f"c{k}" for k in range(len(entry.constants))]
    constants = "\n    ".join(f"c{k} = T(constants[{k}])" for k in range(len(names))) or "pass"
    tail = "".join(f", {name}" for name in names)
    if role == "penalty":
        return text + PENALTY.format(constants=constants, names=tail)
    if isinstance(entry, Activation):
        text += _missing_activation(missing, names, entry, row)
        learned, slopes = _learned(entry, tail)
        template = ROW_ACTIVATION if row else LEARNED_ACTIVATION if entry.learned else ELEMENT_ACTIVATION
        return text + template.format(constants=constants, names=tail, learned=learned, slopes=slopes)
    assert isinstance(entry, Loss)
    text += _missing_loss(missing, names, row)
    arrays = ("z", "y_hat", "y") if role == "joint_loss" else ("y_hat", "y")
    rows, numbers, places, single = (
        ", ".join(f"{a}[{index}]" for a in arrays) for index in ("i", "i, j", "start + k", "j")
    )
    if row:
        value = ROW_LOSS_VALUE.format(constants=constants, arguments=rows + tail)
        gradient = f"df({rows}, out[i]{tail})\n        for j in range(n):\n            out[i, j] *= share"
    else:
        value = ELEMENT_LOSS_VALUE.format(
            constants=constants, few=FEW, arguments=places + tail, single=single + tail
        )  # fmt: skip
        gradient = f"for j in range(n):\n            out[i, j] = share * df({numbers}{tail})"
    per_output = "" if row else " / n"
    return text + LOSS.format(value=value.strip(), constants=constants, row_gradient=gradient, per_output=per_output)


def _learned(entry: Activation, tail: str) -> tuple[str, str]:
    """The lines that read each neuron's learned constants, and the lines that sum their gradients."""
    position = {name: k for k, name in enumerate(entry.constants)}
    read = "".join(f"c{position[c]} = learned[{k} * n_z + j]\n            " for k, c in enumerate(entry.learned))
    sums = "".join(SLOPE.format(k=k, learned=read, names=tail) for k in range(len(entry.learned)))
    return read, sums.strip() or "pass"


def _missing_activation(missing: list[str], names: list[str], entry: Activation, row: bool) -> str:
    text, tail = "", "".join(f", {name}" for name in names)
    if row and missing:
        return ROW_DIFFERENCE.format(names=tail)
    for name in missing:
        variable = "z" if name == "df" else names[list(entry.constants).index(entry.learned[int(name[5:])])]
        wide = {n: f"types.float64({n})" for n in ["z", *names]}
        plus = "f(" + ", ".join("x + h" if n == variable else wide[n] for n in wide) + ")"
        minus = "f(" + ", ".join("x - h" if n == variable else wide[n] for n in wide) + ")"
        text += DIFFERENCE.format(name=name, arguments=f"z, a{tail}", x=variable, plus=plus, minus=minus)
    return text


ROW_DIFFERENCE = """
@subroutine
def df(z, a, delta, delta_z{names}):
    up, down = a.copy(), a.copy()
    for j in range(len(z)):
        x = z[j]
        h = T(1e-3) * max(T(1), abs(x)) if T is types.float32 else T(6e-6) * max(T(1), abs(x))
        z[j] = x + h
        f(z, up{names})
        z[j] = x - h
        f(z, down{names})
        z[j] = x
        delta_z[j] = T(0)
        for i in range(len(a)):
            delta_z[j] += delta[i] * (up[i] - down[i]) / (2 * h)
"""


def _missing_loss(missing: list[str], names: list[str], row: bool) -> str:
    if "df" not in missing:
        return ""
    tail = "".join(f", {name}" for name in names)
    if row:
        return ROW_LOSS_DIFFERENCE.format(names=tail)
    wide = "".join(f", types.float64({name})" for name in names)
    plus, minus = (f"f(x {sign} h, types.float64(y){wide})" for sign in "+-")
    return DIFFERENCE.format(name="df", arguments=f"y_hat, y{tail}", x="y_hat", plus=plus, minus=minus)


ROW_LOSS_DIFFERENCE = """
@subroutine
def df(y_hat, y, gradient{names}):
    for j in range(len(y_hat)):
        x = y_hat[j]
        h = T(1e-3) * max(T(1), abs(x)) if T is types.float32 else T(6e-6) * max(T(1), abs(x))
        y_hat[j] = x + h
        up = f(y_hat, y{names})
        y_hat[j] = x - h
        down = f(y_hat, y{names})
        y_hat[j] = x
        gradient[j] = (up - down) / (2 * h)
"""


def _optimizer(entry: Component, invariants: list[str] | None, dtype: str) -> str:
    """The update kernel. Scalars are η, t and the constants; invariants are computed once per step in float64.

    The scalar after them becomes 1 if a weight or a slot is not finite, or the square of a gradient where it matters.
    """
    slots = getattr(entry, "slots", ())
    scalars = ["eta", "t", *entry.constants]
    lines = [f"{name} = scalars[{k}]" for k, name in enumerate(scalars)]
    if invariants is None:
        names = "".join(f", T({name})" if name != "t" else ", t" for name in scalars)
    else:
        lines += [f"_k{k} = T({text})" for k, text in enumerate(invariants)]
        names = "".join(f", _k{k}" for k in range(len(invariants)))
    targets = [f"slots[{k} * n + i]" for k in range(len(slots))]
    finite = [f"(abs({target}) <= {LARGEST[dtype]})" for target in ["theta[i]", *targets]]
    if getattr(entry, "second_moment", False):
        finite.append(f"(abs(g[i]) <= {LARGEST_SQUARED[dtype]})")
    return OPTIMIZER.format(
        scalars="\n    ".join(lines),
        targets=", ".join(["theta[i]", *targets]),
        slots="".join(f", {target}" for target in targets),
        finite=" & ".join(finite),
        end=len(scalars),
        names=names,
    )
