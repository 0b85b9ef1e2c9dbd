"""The forward pass, and the loss at its end, as steps."""

from __future__ import annotations

import numpy as np

from nnplay.analysis.explain.document import Section, Step, make
from nnplay.analysis.explain.formula_markup import raised
from nnplay.analysis.explain.number_format import products
from nnplay.analysis.explain.trace_view import MEANINGS, View
from nnplay.catalog import penalties

PART = "The forward pass"
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lam": "λ", "mu": "μ", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "eta": "η",
}  # fmt: skip


def sections(v: View) -> list[Section]:
    """One for each layer, from the first to the output."""
    return [Section(PART, v.title(l), steps=tuple(_layer(v, l)), layer=l + 1) for l in range(v.depth)]


def _layer(v: View, l: int) -> list[Step]:
    """z, what normalisation makes of it, the activation, and the skip connection."""
    p, layer, k, source = v.t.parameters, v.layer(l), raised(l + 1), v.source(l)
    c, j = v.column(l), v.neuron(l)
    steps = [make(name, v.part(l, name), MEANINGS[name], "", layer.block.view(p.theta, name), given=True)
             for name in ("W", "b")]  # fmt: skip
    terms = list(zip(layer.a_in[0].tolist(), p.W[l][:, c].tolist(), strict=True))
    z = f"z{k}{v.at(c)} = {products(terms, v.number, float(p.b[l][c]))} = {v.number(layer.z[0, c])}"
    steps.append(make("z", f"z{k}", "the weighted sums", f"z{k} = {source} @ W{k} + b{k}", layer.z, written=(z,)))
    if layer.x_hat is not None:
        steps += _normalised(v, l)
    steps += _activated(v, l)
    if layer.block.layer.skip:
        P = p.P[l]
        if P is not None:
            steps.append(make("P", f"P{k}", MEANINGS["P"], "", P, given=True))
        added = source if P is None else f"{source} @ P{k}"
        extra = layer.a[0, j] - layer.f[0, j]
        written = f"a{k}{v.at(j)} = {v.signed(layer.f[0, j])} + {v.signed(extra)} = {v.number(layer.a[0, j])}"
        steps.append(make("a", f"a{k}", f"{_meaning(v, l)}, with what went in added", f"a{k} = f{k} + {added}", layer.a,
                          written=(written,)))  # fmt: skip
    return steps


def _meaning(v: View, l: int) -> str:
    return "the activations" + (", the output ŷ of the network" if l == v.depth - 1 else "")


def _activated(v: View, l: int) -> list[Step]:
    """f(u), with the formula of f and its constants."""
    layer, block, k, j = v.layer(l), v.layer(l).block, raised(l + 1), v.neuron(l)
    entry, skip = block.activation, block.layer.skip
    steps = []
    learned = v.t.parameters.learned[l]
    if learned is not None:
        rows = (
            "a row each: " + ", ".join(entry.learned) if len(entry.learned) > 1 else f"the {entry.learned[0]} of each"
        )
        steps.append(make("learned", v.part(l, "learned"), f"{MEANINGS['learned']}, {rows}", "", learned, given=True))
    values = zip(entry.constants, block.constants, strict=True)
    fixed = [f"{_letter(name)} = {v.number(value)}" for name, value in values if name not in entry.learned]
    out = "f" if skip else "a"
    left = f"{entry.name}(z)" + "ᵢ" * v.row(l)
    rule = ";  ".join([entry.formula if entry.formula.startswith("aᵢ =") else f"{left} = {entry.formula}", *fixed])
    if v.row(l):
        pieces = v.pieces(l) if block.n_z > block.n_out else range(block.n_z)
        values_in = [layer.u[0, i] for i in pieces]
        shown = [v.number(x) for x in values_in] if len(values_in) <= 6 else []
        inside = ", ".join(shown) or f"{v.u(l)}"
        written = f"{out}{k}{v.at(j)} = {entry.name}({inside}){'' if block.n_z > block.n_out else v.at(j, row=False)}"
    else:
        written = f"{out}{k}{v.at(j)} = {entry.name}({v.number(layer.u[0, j])})"
    written += f" = {v.number(layer.f[0, j])}"
    meaning = "after the activation" if skip else _meaning(v, l)
    return [*steps, make("f" if skip else "a", f"{out}{k}", meaning, f"{out}{k} = {entry.name}({v.u(l)})", layer.f,
                         rules=(rule,), written=(written,))]  # fmt: skip


def _letter(name: str) -> str:
    """A constant as formulas have it: alpha is α."""
    return GREEK.get(name, name)


def _normalised(v: View, l: int) -> list[Step]:
    """Mean, deviation, x̂ and u of a normalised layer."""
    p, layer, k, c = v.t.parameters, v.layer(l), raised(l + 1), v.column(l)
    assert layer.mean is not None
    assert layer.sigma is not None
    assert layer.x_hat is not None
    if layer.block.layer.norm == "layer":
        own = "over the neurons of each row"
    else:
        own = "over the rows, for each neuron" if v.t.Y is not None else "of the training, as it has gone on"
    mean, sigma = (np.broadcast_to(values, layer.z.shape)[0, c] for values in (layer.mean, layer.sigma))
    x = layer.x_hat[0, c]
    hat = f"x̂{k}{v.at(c)} = ({v.number(layer.z[0, c])} − {v.signed(mean)}) / {v.signed(sigma)} = {v.number(x)}"
    sum_ = f"{v.number(p.gamma[l][c])}·{v.signed(x)} + {v.signed(p.beta[l][c])}"
    u = f"u{k}{v.at(c)} = {sum_} = {v.number(layer.u[0, c])}"
    return [
        make("mean", f"μ{k}", f"the mean {own}", f"μ{k} = mean(z{k})", layer.mean),
        make("sigma", f"σ{k}", f"the deviation {own}", f"σ{k} = √(var(z{k}) + ε)", layer.sigma, rules=("ε = 10⁻⁵",)),
        make("x_hat", f"x̂{k}", "normalised", f"x̂{k} = (z{k} − μ{k}) / σ{k}", layer.x_hat, written=(hat,)),
        make("gamma", f"γ{k}", MEANINGS["gamma"], "", p.gamma[l], given=True),
        make("beta", f"β{k}", MEANINGS["beta"], "", p.beta[l], given=True),
        make("u", f"u{k}", "scaled and shifted again", f"u{k} = γ{k} ⊙ x̂{k} + β{k}", layer.u, written=(u,)),
    ]


def loss(v: View, wanted: str = "what the network should say") -> Section:
    """The loss of the rows, and what the penalties cost; `wanted` says what y is."""
    t, (entry, constants) = v.t, v.loss
    assert t.Y is not None
    count, several = v.shares, len(t.Y) > 1
    settled = [f"{_letter(name)} = {v.number(value)}" for name, value in constants.items()]
    rule = ";  ".join([f"ℓ(ŷ, y) = {entry.formula}", *settled])
    steps = [make("y", "y", wanted, "", t.Y, given=True)]
    mean = f"L = (1/{count})·Σ ℓ(ŷ, y)" if count > 1 else "L = ℓ(ŷ, y)"
    over = "" if count == 1 else ", the mean over " + ("all outputs" if entry.shape == "element" else "the rows")
    if several:
        each = "of each row" + (", the mean over its outputs" if entry.shape == "element" and t.Y.shape[1] > 1 else "")
        steps.append(make("losses", "ℓ", f"the {entry.name} {each}", "", t.losses[:, None], rules=(rule,)))
    steps.append(make("loss", "L", f"the loss{over}, where ℓ is the {entry.name} and ŷ the output", mean, t.loss,
                      rules=() if several else (rule,)))  # fmt: skip
    if t.settings.penalty_strengths:
        terms = [
            f"{v.number(s)}·Σ {_grouped(penalties.resolve(name)[0].formula)}"
            for name, s in t.settings.penalty_strengths.items()
        ]
        steps.append(
            make("price", "R", "what the penalties cost, over all weights w", f"R = {' + '.join(terms)}", t.price)
        )
        steps.append(make("objective", "J", "the objective", "J = L + R", t.loss + t.price))
    return Section("The loss", steps=tuple(steps))


def _grouped(formula: str) -> str:
    return f"({formula})" if any(sign in formula for sign in "+−") else formula
