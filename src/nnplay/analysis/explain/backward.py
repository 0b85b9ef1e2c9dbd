"""The backward pass as steps: ∂L/∂a, f′, δ and the gradients, from the output down."""

from __future__ import annotations

import numpy as np

from nnplay.analysis.explain.document import Section, Step, make
from nnplay.analysis.explain.formula_markup import lowered, raised
from nnplay.analysis.explain.number_format import products, total
from nnplay.analysis.explain.trace_view import MEANINGS, View
from nnplay.catalog import penalties

PART = "The backward pass"


def sections(v: View) -> list[Section]:
    """One for each layer, from the output to the first."""
    return [
        Section(PART, v.title(l), steps=(*_errors(v, l), *_gradients(v, l)), layer=l + 1)
        for l in reversed(range(v.depth))
    ]


def _errors(v: View, l: int) -> list[Step]:
    """What comes down to δ = ∂L/∂z."""
    layer, k = v.layer(l), raised(l + 1)
    if l == v.depth - 1 and v.t.joint and layer.x_hat is None:
        return [_joint(v, l, "delta", f"δ{k}", layer.delta)]
    if l == v.depth - 1:
        steps = [_joint(v, l, "d_u", f"∂L/∂u{k}", layer.d_u)] if v.t.joint else [_of_loss(v, l)]
    else:
        steps = [_from_above(v, l)]
    if not (l == v.depth - 1 and v.t.joint):
        steps += _through(v, l)
    return steps + (_denormalised(v, l) if layer.x_hat is not None else [])


def _joint(v: View, l: int, name: str, symbol: str, values: np.ndarray | None) -> Step:
    """δ of an output that is taken together with its loss."""
    assert v.t.Y is not None
    assert values is not None
    entry, layer, j, n = v.loss[0], v.layer(l), v.neuron(l), v.shares
    formula = entry.derivative_formula.partition("from z:")[2].strip()
    share = f"(1/{n})·" if n > 1 else ""
    index = "ᵢ" * ("ᵢ" in formula)
    equals = "" if symbol.startswith("∂") else f" = ∂L/∂{v.u(l)}"
    written: tuple[str, ...] = ()
    if np.allclose(values * n, layer.a - v.t.Y, rtol=1e-9, atol=1e-12):
        difference = f"{v.number(layer.a[0, j])} − {v.signed(v.t.Y[0, j])}"
        factor = f"(1/{n})·({difference})" if n > 1 else difference
        written = (f"{symbol}{v.at(j)} = {factor} = {v.number(values[0, j])}",)
    meaning = f"the error of each output: {entry.name} and {layer.block.activation.name} taken together"
    return make(name, symbol, meaning, f"{symbol}{equals} = {share}∂ℓ/∂{v.u(l)}", values, written=written,
                rules=(f"∂ℓ/∂{v.u(l)[0]}{index} = {formula},  a = ŷ",) if formula else ())  # fmt: skip


def _of_loss(v: View, l: int) -> Step:
    """∂L/∂ŷ by the loss's own derivative."""
    layer, k, j, n, entry = v.layer(l), raised(l + 1), v.neuron(l), v.shares, v.loss[0]
    assert layer.d_a is not None
    assert v.t.Y is not None
    formula = entry.derivative_formula.partition("from z:")[0].strip(" ;") or "by small differences"
    share = f"(1/{n})·" if n > 1 else ""
    written: tuple[str, ...] = ()
    if entry.shape == "element":
        inside = f"ℓ′({v.number(layer.a[0, j])}, {v.number(v.t.Y[0, j])})"
        written = (f"∂L/∂a{k}{v.at(j)} = {share}{inside} = {v.number(layer.d_a[0, j])}",)
    meaning, rules = f"how the loss changes with the output, by {entry.name}", (f"ℓ′(ŷ, y) = {formula}",)
    return make(
        "d_a", f"∂L/∂a{k}", meaning, f"∂L/∂a{k} = {share}ℓ′(ŷ, y)", layer.d_a, rules=rules, written=written
    )  # fmt: skip


def _from_above(v: View, l: int) -> Step:
    """∂L/∂a of a hidden layer: what the layer above sends back."""
    layer, above, k, up, j = v.layer(l), v.layer(l + 1), raised(l + 1), raised(l + 2), v.neuron(l)
    assert layer.d_a is not None
    assert above.delta is not None
    p = v.t.parameters
    skip = ""
    if above.block.layer.skip:
        skip = f" + ∂L/∂a{up}" + ("" if p.P[l + 1] is None else f" @ P{up}ᵀ")
    terms = list(zip(above.delta[0].tolist(), p.W[l + 1][j].tolist(), strict=True))
    extra = None if not skip else float(layer.d_a[0, j] - above.delta[0] @ p.W[l + 1][j])
    written = (f"∂L/∂a{k}{v.at(j)} = {products(terms, v.number, extra)} = {v.number(layer.d_a[0, j])}",)
    return make("d_a", f"∂L/∂a{k}", "what the layer above sends back", f"∂L/∂a{k} = δ{up} @ W{up}ᵀ{skip}", layer.d_a,
                written=written)  # fmt: skip


def _through(v: View, l: int) -> list[Step]:
    """Back through the activation."""
    layer, k, u, c = v.layer(l), raised(l + 1), v.u(l), v.column(l)
    entry = layer.block.activation
    f, symbol = f"{entry.name}′({u})", f"δ{k}" if layer.x_hat is None else f"∂L/∂u{k}"
    rule = f"{entry.name}′(z) = {entry.derivative_formula or 'by small differences'}"
    result = layer.delta if layer.x_hat is None else layer.d_u
    steps: list[Step] = []
    written: tuple[str, ...] = ()
    assert result is not None
    assert layer.d_a is not None
    if v.row(l):
        f = f"∂a{k}/∂{u}"
        rule = f"by {entry.name}: {entry.derivative_formula or 'by small differences'}"
        if layer.slope is not None:
            which = " for the first row" if len(v.t.X) > 1 else ""
            steps.append(make("slope", f, f"the Jacobian{which}: row i is how output i changes", "", layer.slope,
                              rules=(rule,)))  # fmt: skip
            terms = list(zip(layer.d_a[0].tolist(), layer.slope[:, c].tolist(), strict=True))
            written = (f"{symbol}{v.at(c)} = {products(terms, v.number)} = {v.number(result[0, c])}",)
        equation = f"∂L/∂a{k} @ {f}"
    else:
        equation, slope = f"∂L/∂a{k} ⊙ {f}", layer.slope
        assert slope is not None
        steps.append(make("slope", f, "the slopes of the activation", "", slope, rules=(rule,)))
        factors = f"{v.signed(layer.d_a[0, c])}·{v.signed(slope[0, c])}"
        written = (f"{symbol}{v.at(c)} = {factors} = {v.number(result[0, c])}",)
    meaning = "the error of each neuron, δ = ∂L/∂z" if layer.x_hat is None else "before the activation"
    name = "delta" if layer.x_hat is None else "d_u"
    rules = (rule,) if layer.slope is None else ()
    return [*steps, make(name, symbol, meaning, f"{symbol} = {equation}", result, written=written, rules=rules)]


def _denormalised(v: View, l: int) -> list[Step]:
    """Back through the normalisation: z moves the mean and the deviation too."""
    layer, k, c = v.layer(l), raised(l + 1), v.column(l)
    assert layer.d_x is not None
    assert layer.d_u is not None
    over = "each row" if layer.block.layer.norm == "layer" else "each column"
    factors = f"{v.signed(v.t.parameters.gamma[l][c])}·{v.signed(layer.d_u[0, c])}"
    return [
        make("d_x", f"∂L/∂x̂{k}", "before the scales", f"∂L/∂x̂{k} = γ{k} ⊙ ∂L/∂u{k}", layer.d_x,
             written=(f"∂L/∂x̂{k}{v.at(c)} = {factors} = {v.number(layer.d_x[0, c])}",)),
        make("delta", f"δ{k}", f"the error of each neuron, δ = ∂L/∂z; the means are over {over}",
             f"δ{k} = (d − mean(d) − x̂{k} ⊙ mean(d ⊙ x̂{k})) / σ{k}", layer.delta, rules=(f"d = ∂L/∂x̂{k}",)),
    ]  # fmt: skip


def _gradients(v: View, l: int) -> list[Step]:
    """∂L/∂W, ∂L/∂b and those of whatever else the layer has; with penalties ∂J/∂ those that they act on."""
    layer, steps = v.layer(l), []
    for part, g in layer.d_loss.items():
        symbol = f"∂L/∂{v.part(l, part)}"
        meaning = "how the loss changes with " + MEANINGS[part].partition(":")[0]
        if part == "b" and layer.block.layer.norm == "batch":
            meaning += ": not at all but for rounding, as the mean takes them out again"
        if part == "learned":
            steps += _learned(v, l)
        steps.append(make(f"d_{part}", symbol, meaning, f"{symbol} = {_formula(v, l, part)}", g,
                          written=_written(v, l, part, symbol)))  # fmt: skip
        if part in layer.d_price:
            steps.append(_priced(v, l, part))
    return steps


def _learned(v: View, l: int) -> list[Step]:
    """How the activation changes with each constant that it has learned."""
    layer, k = v.layer(l), raised(l + 1)
    names = layer.block.activation.learned
    letter, several = "f" if layer.block.layer.skip else "a", len(names) > 1
    return [
        make(f"d_{name}", f"∂{letter}{k}/∂{v.part(l, 'learned')}" + lowered(place) * several,
             f"how the activation changes with its {name}", "", slope)
        for place, (name, slope) in enumerate(zip(names, layer.learned_slopes, strict=True), start=1)
    ]  # fmt: skip


def _formula(v: View, l: int, part: str) -> str:
    k, below = raised(l + 1), v.transposed(l)
    several = "Σ" if len(v.t.X) > 1 else ""
    return {
        "W": f"{below} @ δ{k}", "b": f"{several} δ{k}", "P": f"{below} @ ∂L/∂a{k}",
        "gamma": f"{several} ∂L/∂u{k} ⊙ x̂{k}", "beta": f"{several} ∂L/∂u{k}",
        "learned": f"{several} ∂L/∂a{k} ⊙ ∂{'f' if v.layer(l).block.layer.skip else 'a'}{k}/∂α{k}",
    }[part].strip()  # fmt: skip


def _written(v: View, l: int, part: str, symbol: str) -> tuple[str, ...]:
    """The first number of ∂L/∂W and of ∂L/∂b, added up over the rows."""
    layer, c, i, g = v.layer(l), v.column(l), v.input(l), v.layer(l).d_loss[part]
    assert layer.delta is not None
    if part == "W":
        terms = products(list(zip(layer.a_in[:, i].tolist(), layer.delta[:, c].tolist(), strict=True)), v.number)
        return (f"{symbol}{v.at(i, c, row=False)} = {terms} = {v.number(g[i, c])}",)
    if part == "b" and len(v.t.X) > 1:
        return (f"{symbol}{v.at(c, row=False)} = {total(layer.delta[:, c].tolist(), v.number)} = {v.number(g[c])}",)
    return ()


def _priced(v: View, l: int, part: str) -> Step:
    """∂J/∂W: what the penalties add."""
    layer, i, c, W = v.layer(l), v.input(l), v.column(l) if part == "W" else v.neuron(l), v.part(l, part)
    g, price = layer.d_loss[part], layer.d_price[part]
    slopes = {name: penalties.resolve(name)[0].derivative_formula for name in v.t.settings.penalty_strengths}
    terms = [f"{v.number(s)}·{slopes[name]}" for name, s in v.t.settings.penalty_strengths.items()]
    rule = f"∂R/∂w = {' + '.join(terms)}"
    both = layer.gradient[part]
    added = f"{v.number(g[i, c])} + {v.signed(price[i, c])} = {v.number(both[i, c])}"
    return make(
        f"d_{part}_objective", f"∂J/∂{W}", "with what the penalties add", f"∂J/∂{W} = ∂L/∂{W} + ∂R/∂{W}", both,
        rules=(rule,), written=(f"∂J/∂{W}{v.at(i, c, row=False)} = {added}",),
    )  # fmt: skip
