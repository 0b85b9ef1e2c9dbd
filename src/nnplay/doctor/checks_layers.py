"""Checks of the layers, during training."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Finding, Fix, check
from nnplay.doctor.fixes import Settings, at_most_default_rate, bounded, default_weights, scaled_inputs, with_layers

DEAD = 0.6  # fraction of a layer's neurons
NEARLY_ALL = 0.9
SATURATED = 0.8  # fraction of a layer's slopes
VANISHED = 1e-3  # ratio of the first layer's gradient to the last hidden one's
EXPLODED = 1e3
EARLY = 5  # measurements that show the gradients of an untrained network


@check("dead neurons", when="during", source="Maas, Hannun & Ng 2013; Lu et al. 2019, arXiv:1903.06733",
      criterion="60 % of a layer's neurons with slope 0 for every measured row")  # fmt: skip
def dead(evidence: Evidence) -> Iterator[Finding]:
    """Neurons that are inactive for every row and learn nothing."""
    recipe = evidence.problem.recipe
    for layer in range(evidence.hidden):
        epochs, shares = evidence.layer_series("dead", layer)
        result = evidence.result_statistics
        share = float(result.dead[layer]) if result is not None else shares[-1] if shares else 0.0
        if not shares or share < DEAD or epochs[-1] == 0:
            continue
        kind = evidence.problem.architecture.layers[layer].activation
        settings = scaled_inputs(recipe) | at_most_default_rate(recipe) | default_weights(evidence)[0]
        change = "leaky_relu, whose slope is never 0"
        change += ", scaled inputs" * ("scale" in settings) + ", a lower learning rate" * ("learning_rate" in settings)
        yield Finding(
            "dead neurons", "serious" if share > NEARLY_ALL else "warning",
            f"{'All' if share == 1 else f'{share:.0%} of the'} neurons of layer {layer + 1} ({kind}) are dead: their "
            f"slope is 0 for every row, so they no longer learn{', and the output is a constant' * (share == 1)}.",
            {"share": share}, layer + 1, _first(epochs, shares, DEAD), ("dead neurons", epochs, shares),
            Fix(f"use {change}", settings, with_layers(
                evidence, lambda one: not bounded(one.activation), activation="leaky_relu", initializer=None
            )),
        )  # fmt: skip


@check("saturated neurons", when="during", source="Glorot & Bengio 2010, AISTATS, §3",
      criterion="80 % of a layer's slopes below 5 % of the steepest; not learned")  # fmt: skip
def saturated(evidence: Evidence) -> Iterator[Finding]:
    """Neurons at their bounds, where the slope is near 0."""
    if not evidence.underfits:
        return
    recipe = evidence.problem.recipe
    for layer in range(evidence.hidden):
        epochs, shares = evidence.layer_series("saturated", layer)
        if not shares or not shares[-1] >= SATURATED:
            continue
        default, network = default_weights(evidence)
        settings = scaled_inputs(recipe) | default | at_most_default_rate(recipe)
        fix = Fix("bring the weighted sums to where the slope is steep", settings, network)
        if not fix.triable:
            changed = with_layers(evidence, lambda one: bounded(one.activation), activation="relu", initializer=None)
            fix = Fix("use relu, which has no upper bound", {}, changed)
        yield Finding(
            "saturated neurons", "warning",
            f"{shares[-1]:.0%} of the slopes of layer {layer + 1} are near 0: its neurons are saturated.",
            {"share": shares[-1]}, layer + 1, _first(epochs, shares, SATURATED), ("saturated slopes", epochs, shares),
            fix,
        )  # fmt: skip


@check("vanishing gradients", when="during", source="Hochreiter 1991; Glorot & Bengio 2010, AISTATS",
      criterion="a gradient of the first layer below a thousandth of the last hidden one's, early on")  # fmt: skip
def vanishing(evidence: Evidence) -> Iterator[Finding]:
    """The first layers hardly learn."""
    if evidence.hidden < 3 or not evidence.underfits:
        return
    early = evidence.layer_statistics[:EARLY]
    ratios = [
        statistics.gradient[0] / statistics.gradient[evidence.hidden - 1]
        for statistics in early
        if statistics.gradient[evidence.hidden - 1] > 0
    ]
    if not ratios or not float(np.median(ratios)) < VANISHED:
        return
    ratio = float(np.median(ratios))
    epochs, sizes = evidence.layer_series("gradient", 0)
    layers = evidence.problem.architecture.layers
    changes: dict[str, Any] = {
        "norm": "layer" if evidence.problem.recipe.batch_size == 1 else "batch",
        "initializer": None,
    }
    if all(bounded(layer.activation) for layer in layers):
        changes |= {"activation": "relu"}
    yield Finding(
        "vanishing gradients", "serious",
        f"The gradient of layer 1 is {ratio:.1e} times that of layer {evidence.hidden}: the first layers hardly learn.",
        {"ratio": ratio}, 1, early[0].epoch, ("gradient of layer 1", epochs, sizes),
        Fix("normalize each layer" + " and use relu" * ("activation" in changes), default_weights(evidence)[0],
            with_layers(evidence, **changes)),
    )  # fmt: skip


@check("exploding gradients", when="during", source="Pascanu, Mikolov & Bengio 2013, ICML",
      criterion="gradients above 1,000, or a first layer with 1,000 times the last hidden one's gradient")  # fmt: skip
def exploding(evidence: Evidence) -> Iterator[Finding]:
    """Gradients so large that a step overshoots."""
    for statistics in evidence.layer_statistics:
        sizes = statistics.gradient[: max(evidence.hidden, 1)]
        deep = evidence.hidden >= 3 and sizes[-1] > 0 and sizes[0] / sizes[-1] > EXPLODED and evidence.underfits
        if np.isfinite(sizes).all() and sizes.max() <= EXPLODED and not deep:
            continue
        worst = int(np.where(np.isfinite(sizes), sizes, np.inf).argmax())
        epochs, values = evidence.layer_series("gradient", worst)
        recipe = evidence.problem.recipe
        default, network = default_weights(evidence)
        settings: Settings = {"clip": 1.0} | scaled_inputs(recipe) | at_most_default_rate(recipe) | default
        words = ["clip the gradients", *["scale the inputs"] * ("scale" in settings),
                 *["lower the learning rate"] * ("learning_rate" in settings),
                 *["use the default initializers"] * bool(default or network)]  # fmt: skip
        yield Finding(
            "exploding gradients", "serious",
            f"The gradient of layer {worst + 1} reaches {sizes[worst]:.3g} per weight.",
            {"gradient": float(sizes[worst])}, worst + 1, statistics.epoch, ("gradient", epochs, values),
            Fix(", ".join(words), settings, network),
        )  # fmt: skip
        return


def _first(epochs: list[float], shares: list[float], threshold: float) -> int:
    """The first epoch from which the fraction has stayed at or above the threshold."""
    below = [k for k, share in enumerate(shares) if not share >= threshold]
    return int(epochs[below[-1] + 1 if below else 0])
