"""Sections of an explanation for the forward pass and the loss."""

import numpy as np

from nnplay.analysis.explain.document import DerivationStep, Section, make_step
from nnplay.analysis.explain.formula_markup import layer_superscript
from nnplay.analysis.explain.number_format import format_products
from nnplay.analysis.explain.trace_view import PARAMETERS, TraceView
from nnplay.catalog import penalties

PART = "The forward pass"
ROW_I = "row i holds the weights from input i to each neuron"
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lam": "λ", "mu": "μ", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "eta": "η",
}  # fmt: skip


def sections(v: TraceView) -> list[Section]:
    """One section for each layer, from the first to the output."""
    return [Section(PART, v.title(l), steps=tuple(_layer(v, l)), layer=l + 1) for l in range(v.depth)]


def _layer(v: TraceView, l: int) -> list[DerivationStep]:
    """z, its normalization, the activation, and the skip connection."""
    p, layer, k, source = v.trace.parameters, v.layer(l), layer_superscript(l + 1), v.source(l)
    c, j = v.column(l), v.neuron(l)
    steps = [
        make_step("W", f"W{k}", f"{PARAMETERS['W']}: {ROW_I}", "", p.W[l], provided=True),
        make_step("b", f"b{k}", PARAMETERS["b"], "", p.b[l], provided=True),
    ]
    terms = list(zip(layer.a_in[0].tolist(), p.W[l][:, c].tolist(), strict=True))
    z = f"z{k}{v.at(c)} = {format_products(terms, v.number, float(p.b[l][c]))} = {v.number(layer.z[0, c])}"
    steps.append(make_step("z", f"z{k}", "the weighted sums", f"z{k} = {source} @ W{k} + b{k}", layer.z, written=(z,)))
    if layer.x_hat is not None:
        steps += _normalized(v, l)
    steps += _activated(v, l)
    if layer.block.layer.skip:
        P = p.P[l]
        if P is not None:
            steps.append(make_step("P", f"P{k}", PARAMETERS["P"], "", P, provided=True))
        shortcut = source if P is None else f"{source} @ P{k}"
        summand = layer.a[0, j] - layer.f[0, j]
        written = f"a{k}{v.at(j)} = {v.factor(layer.f[0, j])} + {v.factor(summand)} = {v.number(layer.a[0, j])}"
        meaning = f"{_activations(v, l)}, after adding the skip connection"
        steps.append(make_step("a", f"a{k}", meaning, f"a{k} = f{k} + {shortcut}", layer.a, written=(written,)))
    return steps


def _activations(v: TraceView, l: int) -> str:
    return "the network's output ŷ" if l == v.depth - 1 else "the activations"


def _activated(v: TraceView, l: int) -> list[DerivationStep]:
    """f(u), with the formula of f and its constants."""
    layer, block, k, j = v.layer(l), v.layer(l).block, layer_superscript(l + 1), v.neuron(l)
    entry, skip = block.activation, block.layer.skip
    steps = []
    learned = v.trace.parameters.learned[l]
    if learned is not None:
        names = ", ".join(entry.learned)
        detail = f"one row each for {names}" if len(entry.learned) > 1 else f"{names} of each neuron"
        meaning = f"{PARAMETERS['learned']}: {detail}"
        steps.append(make_step("learned", v.symbol(l, "learned"), meaning, "", learned, provided=True))
    values = zip(entry.constants, block.constants, strict=True)
    constants = [f"{_letter(name)} = {v.number(value)}" for name, value in values if name not in entry.learned]
    out = "f" if skip else "a"
    left = f"{entry.name}(z)" + "ᵢ" * v.is_row_wise(l)
    formula = entry.formula if entry.formula.startswith("aᵢ =") else f"{left} = {entry.formula}"
    if v.is_row_wise(l):
        pieces = v.pieces(l) if block.n_z > block.n_out else range(block.n_z)
        arguments = ", ".join(v.number(layer.u[0, i]) for i in pieces) if len(pieces) <= 6 else v.u(l)
        index = "" if block.n_z > block.n_out else v.at(j, row=False)
        written = f"{out}{k}{v.at(j)} = {entry.name}({arguments}){index}"
    else:
        written = f"{out}{k}{v.at(j)} = {entry.name}({v.number(layer.u[0, j])})"
    written += f" = {v.number(layer.f[0, j])}"
    meaning = "the output of the activation function" if skip else _activations(v, l)
    step = make_step("f" if skip else "a", f"{out}{k}", meaning, f"{out}{k} = {entry.name}({v.u(l)})", layer.f,
                     rules=(";  ".join([formula, *constants]),), written=(written,))  # fmt: skip
    return [*steps, step]


def _letter(name: str) -> str:
    """The symbol of a constant: α for "alpha"."""
    return GREEK.get(name, name)


def _normalized(v: TraceView, l: int) -> list[DerivationStep]:
    """Mean, standard deviation, x̂ and u of a normalized layer."""
    p, layer, k, c = v.trace.parameters, v.layer(l), layer_superscript(l + 1), v.column(l)
    assert layer.mean is not None
    assert layer.sigma is not None
    assert layer.x_hat is not None
    mean_of, deviation_of = "the mean", "the standard deviation"
    if layer.block.layer.norm == "layer":
        over = " over the neurons of each row"
    elif v.trace.Y is not None:
        over = " over the rows, for each neuron"
    else:
        mean_of, deviation_of, over = "the running mean", "the running standard deviation", " from training"
    mean, sigma = (np.broadcast_to(values, layer.z.shape)[0, c] for values in (layer.mean, layer.sigma))
    x = layer.x_hat[0, c]
    hat = f"x̂{k}{v.at(c)} = ({v.number(layer.z[0, c])} − {v.factor(mean)}) / {v.factor(sigma)} = {v.number(x)}"
    scaled = f"{v.number(p.gamma[l][c])}·{v.factor(x)} + {v.factor(p.beta[l][c])}"
    u = f"u{k}{v.at(c)} = {scaled} = {v.number(layer.u[0, c])}"
    return [
        make_step("mean", f"μ{k}", mean_of + over, f"μ{k} = mean(z{k})", layer.mean),
        make_step("sigma", f"σ{k}", deviation_of + over, f"σ{k} = √(var(z{k}) + ε)", layer.sigma, rules=("ε = 10⁻⁵",)),
        make_step("x_hat", f"x̂{k}", "the normalized values", f"x̂{k} = (z{k} − μ{k}) / σ{k}", layer.x_hat,
                  written=(hat,)),
        make_step("gamma", f"γ{k}", PARAMETERS["gamma"], "", p.gamma[l], provided=True),
        make_step("beta", f"β{k}", PARAMETERS["beta"], "", p.beta[l], provided=True),
        make_step("u", f"u{k}", "the normalized values, scaled and shifted", f"u{k} = γ{k} ⊙ x̂{k} + β{k}", layer.u,
                  written=(u,)),
    ]  # fmt: skip


def loss(v: TraceView, target: str = "the target") -> Section:
    """The section on the loss of the rows and the penalties; `target` describes y."""
    t, (entry, constants) = v.trace, v.loss
    assert t.Y is not None
    count, several = v.loss_terms, len(t.Y) > 1
    values = [f"{_letter(name)} = {v.number(value)}" for name, value in constants.items()]
    rule = ";  ".join([f"ℓ(ŷ, y) = {entry.formula}", *values])
    steps = [make_step("y", "y", target, "", t.Y, provided=True)]
    if several:
        mean = ", the mean over its outputs" if entry.shape == "element" and t.Y.shape[1] > 1 else ""
        meaning = f"the loss of each row ({entry.name}){mean}"
        steps.append(make_step("losses", "ℓ", meaning, "", t.losses[:, None], rules=(rule,)))
    over = "" if count == 1 else ", the mean over " + ("all outputs" if entry.shape == "element" else "the rows")
    equation = f"L = (1/{count})·Σ ℓ(ŷ, y)" if count > 1 else "L = ℓ(ŷ, y)"
    meaning = f"the loss{over}; ℓ is {entry.name} and ŷ the output"
    steps.append(make_step("loss", "L", meaning, equation, t.loss, rules=() if several else (rule,)))
    if t.settings.penalty_strengths:
        terms = [
            f"{v.number(strength)}·Σ {_group(penalties.resolve(name)[0].formula)}"
            for name, strength in t.settings.penalty_strengths.items()
        ]
        meaning = "the penalty, summed over all weights w"
        steps.append(make_step("penalty", "R", meaning, f"R = {' + '.join(terms)}", t.penalty))
        steps.append(make_step("objective", "J", "the objective: loss plus penalty", "J = L + R", t.loss + t.penalty))
    return Section("The loss", steps=tuple(steps))


def _group(formula: str) -> str:
    return f"({formula})" if any(sign in formula for sign in "+−") else formula
