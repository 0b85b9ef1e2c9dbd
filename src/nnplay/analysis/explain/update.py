"""Sections of an explanation for the optimizer step."""

from nnplay.analysis.explain.document import DerivationStep, Section, make_step
from nnplay.analysis.explain.formula_markup import layer_superscript, subscript
from nnplay.analysis.explain.number_format import format_number
from nnplay.analysis.explain.trace import RUNNING_MOMENTUM
from nnplay.analysis.explain.trace_view import PARAMETERS, TraceView
from nnplay.catalog import optimizers
from nnplay.catalog.formulas.parser import GREEK

PART = "The optimizer step"
LETTERS = {name: letter for letter, name in GREEK.items()} | {"momentum": "μ"}


def sections(v: TraceView) -> list[Section]:
    """The optimizer's rule, then a section for each layer."""
    layers = (Section(PART, v.title(l), steps=tuple(_layer(v, l)), layer=l + 1) for l in range(v.depth))
    return [_rule(v), *layers]


def _rule(v: TraceView) -> Section:
    """How the optimizer updates a parameter."""
    s, t = v.trace.settings, v.trace
    entry, constants = optimizers.resolve(s.optimizer)
    summary = f"The optimizer is {entry.name}; w is any weight or bias, and g its gradient."
    if entry.slots:
        *others, last = entry.slots
        names = f"{', '.join(others)} and {last} start" if others else f"{last} starts"
        summary += f" This is the first step (t = 1), so {names} at 0."
    text = [summary]
    if t.clipped and s.clip is not None:
        limit, norm = v.number(s.clip), v.number(t.gradient_norm)
        text.append(f"The gradient norm ‖g‖ = {norm} exceeds its maximum of {limit}, so all gradients are first "
                    f"multiplied by {limit} / {norm} = {v.number(t.clip_factor)}.")  # fmt: skip
    if s.weight_decay:
        remaining = format_number(1 - s.learning_rate * s.weight_decay, 9)
        text.append(f"Weight decay first shrinks each weight: w ← (1 − ηλ)·w = {remaining}·w, with λ = "
                    f"{v.number(s.weight_decay)}. Biases are not decayed.")  # fmt: skip
    values = [f"{_letter(name)} = {format_number(value, 9)}" for name, value in constants.items()]
    rules = (entry.formula, *([",  ".join(values)] if values else []))
    rate = make_step("learning_rate", "η", "the learning rate", "", s.learning_rate, provided=True, rules=rules)
    return Section(PART, text=tuple(text), steps=(rate,))


def _letter(constant: str) -> str:
    """A constant as in formulas: β₁ for beta1."""
    name = constant.rstrip("0123456789")
    return LETTERS[name] + subscript(*map(int, constant[len(name) :])) if name in LETTERS else constant


def _layer(v: TraceView, l: int) -> list[DerivationStep]:
    """Each parameter array after the step, and the running statistics of batch normalization."""
    layer, steps = v.layer(l), []
    for part in layer.gradient:
        W, name = v.symbol(l, part), PARAMETERS[part]
        change = layer.after[part] - layer.block.view(v.trace.parameters.theta, part)
        steps.append(make_step(f"change_{part}", f"Δ{W}", f"the change in {name}", _equation(v, l, part), change,
                               written=_written_change(v, l, part)))  # fmt: skip
        steps.append(make_step(f"new_{part}", W, f"{name} after the step", f"{W} ← {W} + Δ{W}", layer.after[part],
                               written=_written_sum(v, l, part)))  # fmt: skip
    k, old, new = layer_superscript(l + 1), v.number(RUNNING_MOMENTUM), v.number(1 - RUNNING_MOMENTUM)
    for name, letter, statistic in (("mean", "m", f"mean(z{k})"), ("variance", "s", f"var(z{k})")):
        if name in layer.after:
            equation = f"{letter}{k} ← {old}·{letter}{k} + {new}·{statistic}"
            meaning = f"the running {name}, which predictions use"
            steps.append(make_step(f"new_{name}", f"{letter}{k}", meaning, equation, layer.after[name]))
    return steps


def _is_gradient_step(v: TraceView, part: str) -> bool:
    """Whether the change is just −η times the gradient."""
    s = v.trace.settings
    modified = v.trace.clipped or (s.weight_decay and part in "WP")
    return optimizers.resolve(s.optimizer)[0].name == "sgd" and not modified


def _equation(v: TraceView, l: int, part: str) -> str:
    W = v.symbol(l, part)
    gradient = f"∂{'J' if part in v.layer(l).d_penalty else 'L'}/∂{W}"
    return f"Δ{W} = −η·{gradient}" if _is_gradient_step(v, part) else ""


def _index(v: TraceView, l: int, part: str) -> tuple[int, ...]:
    """The index of the entry that is written out."""
    c = v.neuron(l) if part in ("P", "learned") else v.column(l)
    return (c,) if v.layer(l).after[part].ndim == 1 else (0 if part == "learned" else v.input(l), c)


def _written_change(v: TraceView, l: int, part: str) -> tuple[str, ...]:
    """One entry of the change, written out."""
    layer, t, index = v.layer(l), v.trace, _index(v, l, part)
    arrays = layer.block.view(t.parameters.theta, part), layer.gradient[part], layer.after[part]
    w, g, new = (array[index] for array in arrays)
    symbol = f"Δ{v.symbol(l, part)}{v.at(*index, row=False)}"
    if _is_gradient_step(v, part):
        return (f"{symbol} = −{v.factor(t.settings.learning_rate)}·{v.factor(g)} = {v.number(new - w)}",)
    slots = [f"{slot} = {v.number(values[index])}" for slot, values in layer.slots[part].items()]
    return (";  ".join([f"g = {v.number(t.clip_factor * g)}", *slots, f"{symbol} = {v.number(new - w)}"]),)


def _written_sum(v: TraceView, l: int, part: str) -> tuple[str, ...]:
    """One entry of the parameters after the step, written out."""
    layer, index = v.layer(l), _index(v, l, part)
    w, new = layer.block.view(v.trace.parameters.theta, part)[index], layer.after[part][index]
    symbol = v.symbol(l, part) + v.at(*index, row=False)
    return (f"{symbol} ← {v.number(w)} + {v.factor(new - w)} = {v.number(new)}",)
