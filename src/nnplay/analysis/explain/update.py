"""The step of the optimizer, as steps."""

from __future__ import annotations

from nnplay.analysis.explain.document import Section, Step, make
from nnplay.analysis.explain.formula_markup import raised
from nnplay.analysis.explain.number_format import number
from nnplay.analysis.explain.trace import KEEP
from nnplay.analysis.explain.trace_view import MEANINGS, View
from nnplay.catalog import optimizers

PART = "The step"


def sections(v: View) -> list[Section]:
    """The optimizer's rule, then each layer's arrays after the step."""
    layers = (Section(PART, v.title(l), steps=tuple(_layer(v, l)), layer=l + 1) for l in range(v.depth))
    return [_rule(v), *layers]


def _rule(v: View) -> Section:
    """How the optimizer moves a weight, before all the numbers."""
    s, t = v.t.settings, v.t
    entry, constants = optimizers.resolve(s.optimizer)
    said = f"The optimizer is {entry.name}; w is any weight or bias, g its gradient."
    if entry.slots:
        names = (
            f"{', '.join(entry.slots[:-1])} and {entry.slots[-1]} start"
            if entry.slots[1:]
            else f"{entry.slots[0]} starts"
        )
        said += f" This is its first step (t = 1), so that {names} at 0."
    text = [said]
    if t.clipped and s.clip is not None:
        limit, length = v.number(s.clip), v.number(t.length)
        text.append(f"The gradient is longer than the limit: ‖g‖ = {length} > {limit}. So each of its numbers is first "
                    f"multiplied by {limit} / {length} = {v.number(s.clip / t.length)}.")  # fmt: skip
    if s.decay:
        kept = 1 - s.learning_rate * s.decay
        text.append(f"Before the step each weight shrinks: w ← (1 − ηλ)·w = {number(kept, 9)}·w, with λ = "
                    f"{v.number(s.decay)}; biases do not.")  # fmt: skip
    letters = {"epsilon": "ε", "momentum": "μ", "beta1": "β₁", "beta2": "β₂", "rho": "ρ"}
    values = [f"{letters.get(name, name)} = {number(value, 9)}" for name, value in constants.items()]
    rate = make("learning_rate", "η", "the learning rate", "", s.learning_rate, given=True,
                rules=(entry.formula, *([",  ".join(values)] if values else [])))  # fmt: skip
    return Section(PART, text=tuple(text), steps=(rate,))


def _layer(v: View, l: int) -> list[Step]:
    """Each array after the step; the running statistics of a batch normalisation too."""
    layer, steps = v.layer(l), []
    for part in layer.gradient:
        W, name = v.part(l, part), MEANINGS[part].partition(":")[0]
        change = layer.after[part] - layer.block.view(v.t.parameters.theta, part)
        steps.append(make(f"change_{part}", f"Δ{W}", f"the change of {name}", _equation(v, l, part), change,
                          written=_moved(v, l, part)))  # fmt: skip
        steps.append(make(f"new_{part}", W, f"{name} after the step", f"{W} ← {W} + Δ{W}", layer.after[part],
                          written=_added(v, l, part)))  # fmt: skip
    for name, letter, source in (("mean", "m", "mean({})"), ("variance", "s", "var({})")):
        if name in layer.after:
            k, kept, rest = raised(l + 1), v.number(KEEP), v.number(1 - KEEP)
            equation = f"{letter}{k} ← {kept}·{letter}{k} + {rest}·{source.format(f'z{k}')}"
            meaning = f"the running {name}, for predictions"
            steps.append(make(f"new_{name}", f"{letter}{k}", meaning, equation, layer.after[name]))
    return steps


def _straight(v: View, part: str) -> bool:
    """Whether the step is −η times the gradient and no more."""
    s = v.t.settings
    return optimizers.resolve(s.optimizer)[0].name == "sgd" and not v.t.clipped and not (s.decay and part in "WP")


def _equation(v: View, l: int, part: str) -> str:
    W = v.part(l, part)
    slope = f"∂{'J' if part in v.layer(l).d_price else 'L'}/∂{W}"
    return f"Δ{W} = −η·{slope}" if _straight(v, part) else ""


def _place(v: View, l: int, part: str) -> tuple[int, ...]:
    """Where the number stands that is written out: a weight of the neuron that is, or its own number."""
    c = v.neuron(l) if part in ("P", "learned") else v.column(l)
    return (c,) if v.layer(l).after[part].ndim == 1 else (0 if part == "learned" else v.input(l), c)


def _moved(v: View, l: int, part: str) -> tuple[str, ...]:
    """How the change of that number comes about."""
    layer, t, place = v.layer(l), v.t, _place(v, l, part)
    w, g, new = (
        a[place] for a in (layer.block.view(t.parameters.theta, part), layer.gradient[part], layer.after[part])
    )
    symbol = f"Δ{v.part(l, part)}{v.at(*place, row=False)}"
    if _straight(v, part):
        return (f"{symbol} = −{v.signed(t.settings.learning_rate)}·{v.signed(g)} = {v.number(new - w)}",)
    short = t.settings.clip / t.length if t.clipped and t.settings.clip is not None else 1.0
    slots = [f"{slot} = {v.number(values[place])}" for slot, values in layer.slots[part].items()]
    return (";  ".join([f"g = {v.number(short * g)}", *slots, f"{symbol} = {v.number(new - w)}"]),)


def _added(v: View, l: int, part: str) -> tuple[str, ...]:
    """The change added."""
    layer, place = v.layer(l), _place(v, l, part)
    w, new = layer.block.view(v.t.parameters.theta, part)[place], layer.after[part][place]
    symbol = v.part(l, part) + v.at(*place, row=False)
    return (f"{symbol} ← {v.number(w)} + {v.signed(new - w)} = {v.number(new)}",)
