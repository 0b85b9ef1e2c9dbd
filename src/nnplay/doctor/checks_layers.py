"""Signs in the layers, while the network is trained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnplay.doctor.evidence import Case
from nnplay.doctor.findings import Finding, Fix, sign
from nnplay.doctor.fixes import Settings, bounded, freshly, not_longer, scaled, with_layers

DEAD = 0.6  # of a layer's neurons
ALL = 0.9  # of them: hardly anything passes
SATURATED = 0.8  # of a layer's slopes
VANISHED = 1e-3  # of the last hidden layer's gradient
EXPLODED = 1e3
EARLY = 5  # looks, in which the gradients of a fresh network show


@sign("dead neurons", when="during", source="Maas, Hannun & Ng 2013; Lu et al. 2019, arXiv:1903.06733",
      looks_at="60 % of a layer's neurons with the slope 0 for every row that is watched")  # fmt: skip
def dead(case: Case) -> Iterator[Finding]:
    """Neurons that answer no row, and so learn nothing."""
    recipe = case.problem.recipe
    for layer in range(case.hidden):
        epochs, shares = case.layer_series("dead", layer)
        if not shares or shares[-1] < DEAD or epochs[-1] == 0:
            continue
        kind = case.problem.architecture.layers[layer].activation
        settings = scaled(recipe) | not_longer(recipe) | freshly(case)[0]
        changed = "leaky_relu, whose slope is never 0"
        changed += ", scaled inputs" * ("scale" in settings) + ", a smaller rate" * ("learning_rate" in settings)
        yield Finding(
            "dead neurons", "serious" if shares[-1] > ALL else "warning",
            f"{shares[-1]:.0%} of the neurons of layer {layer + 1} ({kind}) are dead: their slope is 0 for every row, "
            "so that they learn nothing any more.",
            {"share": shares[-1]}, layer + 1, _first(epochs, shares, DEAD), ("dead neurons", epochs, shares),
            Fix(f"take {changed}", settings, with_layers(
                case, lambda one: not bounded(one.activation), activation="leaky_relu", initializer=None
            )),
        )  # fmt: skip


@sign("saturated neurons", when="during", source="Glorot & Bengio 2010, AISTATS, §3",
      looks_at="80 % of a layer's slopes below 5 % of the steepest, while it is not learned")  # fmt: skip
def saturated(case: Case) -> Iterator[Finding]:
    """Neurons at their bounds, where the slope is nearly 0."""
    if not case.poor:
        return
    recipe = case.problem.recipe
    for layer in range(case.hidden):
        epochs, shares = case.layer_series("saturated", layer)
        if not shares or not shares[-1] >= SATURATED:
            continue
        usual, network = freshly(case)
        settings = scaled(recipe) | usual | not_longer(recipe)
        fix = Fix("bring the sums to where the slope is steep", settings, network)
        if not fix.triable:
            changed = with_layers(case, lambda one: bounded(one.activation), activation="relu", initializer=None)
            fix = Fix("take relu, which has no upper bound", {}, changed)
        yield Finding(
            "saturated neurons", "warning",
            f"{shares[-1]:.0%} of the slopes of layer {layer + 1} are nearly 0: its neurons are at their bounds.",
            {"share": shares[-1]}, layer + 1, _first(epochs, shares, SATURATED), ("saturated slopes", epochs, shares),
            fix,
        )  # fmt: skip


@sign("vanishing gradients", when="during", source="Hochreiter 1991; Glorot & Bengio 2010, AISTATS",
      looks_at="a first layer whose gradient is a thousandth of the last hidden one's, at first")  # fmt: skip
def vanishing(case: Case) -> Iterator[Finding]:
    """The first layers learn hardly anything."""
    if case.hidden < 3 or not case.poor:
        return
    early = case.looks[:EARLY]
    ratios = [look.gradient[0] / look.gradient[case.hidden - 1] for look in early if look.gradient[case.hidden - 1] > 0]
    if not ratios or not float(np.median(ratios)) < VANISHED:
        return
    ratio = float(np.median(ratios))
    epochs, sizes = case.layer_series("gradient", 0)
    layers = case.problem.architecture.layers
    changes: dict[str, Any] = {"norm": "layer" if case.problem.recipe.batch_size == 1 else "batch", "initializer": None}
    if all(bounded(layer.activation) for layer in layers):
        changes |= {"activation": "relu"}
    yield Finding(
        "vanishing gradients", "serious",
        f"The gradient of layer 1 is {ratio:.1e} of that of layer {case.hidden}: the first layers learn hardly "
        "anything.",
        {"ratio": ratio}, 1, early[0].epoch, ("gradient of layer 1", epochs, sizes),
        Fix("normalise each layer" + " and take relu" * ("activation" in changes), freshly(case)[0],
            with_layers(case, **changes)),
    )  # fmt: skip


@sign("exploding gradients", when="during", source="Pascanu, Mikolov & Bengio 2013, ICML",
      looks_at="gradients of 1,000, or a first layer with 1,000 times those of the last hidden one")  # fmt: skip
def exploding(case: Case) -> Iterator[Finding]:
    """Gradients so large that a step leaps away."""
    for look in case.looks:
        sizes = look.gradient[: max(case.hidden, 1)]
        deep = case.hidden >= 3 and sizes[-1] > 0 and sizes[0] / sizes[-1] > EXPLODED and case.poor
        if np.isfinite(sizes).all() and sizes.max() <= EXPLODED and not deep:
            continue
        worst = int(np.where(np.isfinite(sizes), sizes, np.inf).argmax())
        epochs, values = case.layer_series("gradient", worst)
        recipe = case.problem.recipe
        usual, network = freshly(case)
        settings: Settings = {"clip": 1.0} | scaled(recipe) | not_longer(recipe) | usual
        words = ["clip the gradient", *["scale the inputs"] * ("scale" in settings),
                 *["take shorter steps"] * ("learning_rate" in settings),
                 *["take the usual first weights"] * bool(usual or network)]  # fmt: skip
        yield Finding(
            "exploding gradients", "serious", f"The gradient of layer {worst + 1} reaches {sizes[worst]:.3g} a weight.",
            {"gradient": float(sizes[worst])}, worst + 1, look.epoch, ("gradient", epochs, values),
            Fix(", ".join(words), settings, network),
        )  # fmt: skip
        return


def _first(epochs: list[float], shares: list[float], threshold: float) -> int:
    """The epoch from which on the share has not been below the threshold."""
    below = [k for k, share in enumerate(shares) if not share >= threshold]
    return int(epochs[below[-1] + 1 if below else 0])
