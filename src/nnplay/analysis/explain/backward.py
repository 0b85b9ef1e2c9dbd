"""Sections of an explanation for the backward pass: ∂L/∂a, f′, δ and the gradients of each layer."""

import numpy as np
from numpy.typing import NDArray

from nnplay.analysis.explain.document import DerivationStep, Section, make_step
from nnplay.analysis.explain.formula_markup import layer_superscript, subscript
from nnplay.analysis.explain.number_format import format_products, format_sum
from nnplay.analysis.explain.trace_view import PARAMETERS, TraceView
from nnplay.catalog import penalties

PART = "The backward pass"
ERROR = "the error of each neuron, δ = ∂L/∂z"
NUMERICAL = "by finite differences"


def sections(v: TraceView) -> list[Section]:
    """One section for each layer, from the output to the first."""
    return [
        Section(PART, v.title(l), steps=(*_errors(v, l), *_gradients(v, l)), layer=l + 1)
        for l in reversed(range(v.depth))
    ]


def _errors(v: TraceView, l: int) -> list[DerivationStep]:
    """The derivatives down to δ = ∂L/∂z."""
    layer, k = v.layer(l), layer_superscript(l + 1)
    if l < v.depth - 1:
        steps = [_from_next_layer(v, l), *_through_activation(v, l)]
    elif not v.trace.joint:
        steps = [_from_loss(v, l), *_through_activation(v, l)]
    elif layer.x_hat is None:
        return [_joint(v, l, "delta", f"δ{k}", layer.delta)]
    else:
        steps = [_joint(v, l, "d_u", f"∂L/∂u{k}", layer.d_u)]
    return steps + (_through_normalization(v, l) if layer.x_hat is not None else [])


def _joint(v: TraceView, l: int, name: str, symbol: str, values: NDArray[np.float64] | None) -> DerivationStep:
    """The joint derivative of the loss and the output activation."""
    assert v.trace.Y is not None
    assert values is not None
    entry, layer, j, n = v.loss[0], v.layer(l), v.neuron(l), v.loss_terms
    formula = entry.derivative_formula.partition("from z:")[2].strip()
    mean = f"(1/{n})·" if n > 1 else ""
    index = "ᵢ" * ("ᵢ" in formula)
    equals = "" if symbol.startswith("∂") else f" = ∂L/∂{v.u(l)}"
    written: tuple[str, ...] = ()
    if np.allclose(values * n, layer.a - v.trace.Y, rtol=1e-9, atol=1e-12):
        difference = f"{v.number(layer.a[0, j])} − {v.factor(v.trace.Y[0, j])}"
        product = f"{mean}({difference})" if n > 1 else difference
        written = (f"{symbol}{v.at(j)} = {product} = {v.number(values[0, j])}",)
    meaning = f"the error of each output, for {entry.name} and {layer.block.activation.name} combined"
    rules = (f"∂ℓ/∂{v.u(l)[0]}{index} = {formula},  a = ŷ",) if formula else ()
    return make_step(name, symbol, meaning, f"{symbol}{equals} = {mean}∂ℓ/∂{v.u(l)}", values, rules=rules,
                     written=written)  # fmt: skip


def _from_loss(v: TraceView, l: int) -> DerivationStep:
    """∂L/∂ŷ, the derivative of the loss."""
    layer, k, j, n, entry = v.layer(l), layer_superscript(l + 1), v.neuron(l), v.loss_terms, v.loss[0]
    assert layer.d_a is not None
    assert v.trace.Y is not None
    formula = entry.derivative_formula.partition("from z:")[0].strip(" ;") or NUMERICAL
    mean = f"(1/{n})·" if n > 1 else ""
    written: tuple[str, ...] = ()
    if entry.shape == "element":
        value = f"ℓ′({v.number(layer.a[0, j])}, {v.number(v.trace.Y[0, j])})"
        written = (f"∂L/∂a{k}{v.at(j)} = {mean}{value} = {v.number(layer.d_a[0, j])}",)
    return make_step("d_a", f"∂L/∂a{k}", "the gradient of the loss with respect to the output",
                     f"∂L/∂a{k} = {mean}ℓ′(ŷ, y)", layer.d_a, rules=(f"ℓ′(ŷ, y) = {formula}",),
                     written=written)  # fmt: skip


def _from_next_layer(v: TraceView, l: int) -> DerivationStep:
    """∂L/∂a of a hidden layer, from the layer after it."""
    layer, above, k, up, j = v.layer(l), v.layer(l + 1), layer_superscript(l + 1), layer_superscript(l + 2), v.neuron(l)
    assert layer.d_a is not None
    assert above.delta is not None
    p = v.trace.parameters
    terms = list(zip(above.delta[0].tolist(), p.W[l + 1][j].tolist(), strict=True))
    skip, summand = "", None
    if above.block.layer.skip:
        skip = f" + ∂L/∂a{up}" + ("" if p.P[l + 1] is None else f" @ P{up}ᵀ")
        summand = float(layer.d_a[0, j] - above.delta[0] @ p.W[l + 1][j])
    written = f"∂L/∂a{k}{v.at(j)} = {format_products(terms, v.number, summand)} = {v.number(layer.d_a[0, j])}"
    return make_step("d_a", f"∂L/∂a{k}", "the gradient from the next layer", f"∂L/∂a{k} = δ{up} @ W{up}ᵀ{skip}",
                     layer.d_a, written=(written,))  # fmt: skip


def _through_activation(v: TraceView, l: int) -> list[DerivationStep]:
    """The derivative of the activation, and its product with ∂L/∂a."""
    layer, k, u, c = v.layer(l), layer_superscript(l + 1), v.u(l), v.column(l)
    entry = layer.block.activation
    normalized = layer.x_hat is not None
    name, symbol = ("d_u", f"∂L/∂u{k}") if normalized else ("delta", f"δ{k}")
    meaning = "the gradient with respect to the activation's input u" if normalized else ERROR
    result, slope, d_a = layer.d_u if normalized else layer.delta, layer.slope, layer.d_a
    formula = entry.derivative_formula or NUMERICAL
    assert result is not None
    assert d_a is not None
    if not v.is_row_wise(l):
        assert slope is not None
        derivative, rule = f"{entry.name}′({u})", f"{entry.name}′(z) = {formula}"
        factors = f"{v.factor(d_a[0, c])}·{v.factor(slope[0, c])}"
        return [
            make_step("slope", derivative, "the derivative of the activation", "", slope, rules=(rule,)),
            make_step(name, symbol, meaning, f"{symbol} = ∂L/∂a{k} ⊙ {derivative}", result,
                      written=(f"{symbol}{v.at(c)} = {factors} = {v.number(result[0, c])}",)),
        ]  # fmt: skip
    derivative, rule = f"∂a{k}/∂{u}", f"for {entry.name}: {formula}"
    equation = f"{symbol} = ∂L/∂a{k} @ {derivative}"
    if slope is None:
        return [make_step(name, symbol, meaning, equation, result, rules=(rule,))]
    row = " for the first row" if len(v.trace.X) > 1 else ""
    terms = list(zip(d_a[0].tolist(), slope[:, c].tolist(), strict=True))
    return [
        make_step("slope", derivative, f"the Jacobian of the activation{row}: row i holds the derivatives of output i",
                  "", slope, rules=(rule,)),
        make_step(name, symbol, meaning, equation, result,
                  written=(f"{symbol}{v.at(c)} = {format_products(terms, v.number)} = {v.number(result[0, c])}",)),
    ]  # fmt: skip


def _through_normalization(v: TraceView, l: int) -> list[DerivationStep]:
    """The derivatives with respect to x̂ and z; the mean and the standard deviation depend on z too."""
    layer, k, c = v.layer(l), layer_superscript(l + 1), v.column(l)
    assert layer.d_x is not None
    assert layer.d_u is not None
    assert layer.delta is not None
    over = "each row" if layer.block.layer.norm == "layer" else "each column"
    factors = f"{v.factor(v.trace.parameters.gamma[l][c])}·{v.factor(layer.d_u[0, c])}"
    return [
        make_step("d_x", f"∂L/∂x̂{k}", "the gradient with respect to the normalized values",
                  f"∂L/∂x̂{k} = γ{k} ⊙ ∂L/∂u{k}", layer.d_x,
                  written=(f"∂L/∂x̂{k}{v.at(c)} = {factors} = {v.number(layer.d_x[0, c])}",)),
        make_step("delta", f"δ{k}", f"{ERROR}; the means are taken over {over}",
                  f"δ{k} = (d − mean(d) − x̂{k} ⊙ mean(d ⊙ x̂{k})) / σ{k}", layer.delta, rules=(f"d = ∂L/∂x̂{k}",)),
    ]  # fmt: skip


def _gradients(v: TraceView, l: int) -> list[DerivationStep]:
    """∂L/∂W, ∂L/∂b and those of the layer's other parameters; with penalties ∂J/∂W too."""
    layer, steps = v.layer(l), []
    for part, g in layer.d_loss.items():
        symbol = f"∂L/∂{v.symbol(l, part)}"
        meaning = f"the gradient of the loss with respect to {PARAMETERS[part]}"
        if part == "b" and layer.block.layer.norm == "batch":
            meaning += ": zero up to rounding, because subtracting the mean cancels the biases"
        if part == "learned":
            steps += _learned(v, l)
        steps.append(make_step(f"d_{part}", symbol, meaning, f"{symbol} = {_formula(v, l, part)}", g,
                               written=_written(v, l, part, symbol)))  # fmt: skip
        if part in layer.d_penalty:
            steps.append(_with_penalty(v, l, part))
    return steps


def _learned(v: TraceView, l: int) -> list[DerivationStep]:
    """The derivative of the activation with respect to each of its learned parameters."""
    layer, k = v.layer(l), layer_superscript(l + 1)
    names = layer.block.activation.learned
    letter, several = "f" if layer.block.layer.skip else "a", len(names) > 1
    return [
        make_step(f"d_{name}", f"∂{letter}{k}/∂{v.symbol(l, 'learned')}" + subscript(number) * several,
                  f"the derivative of the activation with respect to {name}", "", slope)
        for number, (name, slope) in enumerate(zip(names, layer.learned_slopes, strict=True), start=1)
    ]  # fmt: skip


def _formula(v: TraceView, l: int, part: str) -> str:
    k, transposed = layer_superscript(l + 1), f"{v.source(l)}ᵀ"
    several = "Σ" if len(v.trace.X) > 1 else ""
    return {
        "W": f"{transposed} @ δ{k}", "b": f"{several} δ{k}", "P": f"{transposed} @ ∂L/∂a{k}",
        "gamma": f"{several} ∂L/∂u{k} ⊙ x̂{k}", "beta": f"{several} ∂L/∂u{k}",
        "learned": f"{several} ∂L/∂a{k} ⊙ ∂{'f' if v.layer(l).block.layer.skip else 'a'}{k}/∂α{k}",
    }[part].strip()  # fmt: skip


def _written(v: TraceView, l: int, part: str, symbol: str) -> tuple[str, ...]:
    """One entry of ∂L/∂W or ∂L/∂b, written out as a sum over the rows."""
    layer, c, i, g = v.layer(l), v.column(l), v.input(l), v.layer(l).d_loss[part]
    assert layer.delta is not None
    if part == "W":
        terms = list(zip(layer.a_in[:, i].tolist(), layer.delta[:, c].tolist(), strict=True))
        return (f"{symbol}{v.at(i, c, row=False)} = {format_products(terms, v.number)} = {v.number(g[i, c])}",)
    if part == "b" and len(v.trace.X) > 1:
        terms = layer.delta[:, c].tolist()
        return (f"{symbol}{v.at(c, row=False)} = {format_sum(terms, v.number)} = {v.number(g[c])}",)
    return ()


def _with_penalty(v: TraceView, l: int, part: str) -> DerivationStep:
    """∂J/∂W, the gradient of the loss plus that of the penalties."""
    layer, i, W = v.layer(l), v.input(l), v.symbol(l, part)
    c = v.column(l) if part == "W" else v.neuron(l)
    strengths = v.trace.settings.penalty_strengths.items()
    terms = [f"{v.number(strength)}·{penalties.resolve(name)[0].derivative_formula}" for name, strength in strengths]
    objective = layer.gradient[part]
    entry = f"{v.number(layer.d_loss[part][i, c])} + {v.factor(layer.d_penalty[part][i, c])}"
    return make_step(
        f"d_{part}_objective", f"∂J/∂{W}", "the gradient including the penalties", f"∂J/∂{W} = ∂L/∂{W} + ∂R/∂{W}",
        objective, rules=(f"∂R/∂w = {' + '.join(terms)}",),
        written=(f"∂J/∂{W}{v.at(i, c, row=False)} = {entry} = {v.number(objective[i, c])}",),
    )  # fmt: skip
