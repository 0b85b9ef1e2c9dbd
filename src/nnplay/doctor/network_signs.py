"""Signs in the layers, while the network is trained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.architecture import Architecture
from nnplay.catalog import activations
from nnplay.doctor.case import Case
from nnplay.doctor.findings import Finding, Fix, sign

DEAD = 0.6  # of a layer's neurons
SATURATED = 0.8  # of a layer's slopes
VANISHED = 1e-3  # of the last hidden layer's gradient
EXPLODED = 1e3
EARLY = 5  # looks, in which the gradients of a fresh network show


def asked(case: Case) -> Architecture:
    """The network, so that it fits the data again."""
    return Architecture(case.problem.architecture.layers, loss=case.problem.architecture.loss)


def with_layers(case: Case, **changes: Any) -> Architecture:
    """The network with something changed in every layer."""
    net = asked(case)
    return replace(net, layers=tuple(replace(layer, **changes) for layer in net.layers))


@sign("dead neurons", when="during", source="Maas, Hannun & Ng 2013; Lu et al. 2019, arXiv:1903.06733",
      looks_at="60 % of a layer's neurons with the slope 0 for every row that is watched")  # fmt: skip
def dead(case: Case) -> Iterator[Finding]:
    """Neurons that answer no row, and so learn nothing."""
    for layer in range(case.hidden):
        epochs, shares = case.layer_series("dead", layer)
        if shares and shares[-1] >= DEAD and epochs[-1] > 0:
            first = next(int(e) for e, share in zip(epochs, shares, strict=True) if share >= DEAD)
            kind = case.problem.architecture.layers[layer].activation
            yield Finding(
                "dead neurons", "serious" if shares[-1] > 0.9 else "warning",
                f"{shares[-1]:.0%} of the neurons of layer {layer + 1} ({kind}) are dead: their slope is 0 for every "
                "row, so that they learn nothing any more.",
                {"share": shares[-1]}, layer + 1, first, ("dead neurons", epochs, shares),
                Fix("take leaky_relu, whose slope is never 0, and a smaller rate", *_revived(case)),
            )  # fmt: skip


def _revived(case: Case) -> tuple[dict[str, object], Architecture]:
    rate = case.problem.recipe.learning_rate
    settings: dict[str, object] = {"learning_rate": min(rate, 0.02)} if rate > 0.02 else {}
    if case.problem.recipe.initializer is not None:
        settings["initializer"] = None
    return settings, with_layers(case, activation="leaky_relu", initializer=None)


@sign("saturated neurons", when="during", source="Glorot & Bengio 2010, AISTATS, §3",
      looks_at="80 % of a layer's slopes below 5 % of the steepest, while it is not learned")  # fmt: skip
def saturated(case: Case) -> Iterator[Finding]:
    """Neurons at their bounds, where the slope is nearly 0."""
    if not case.poor:
        return
    for layer in range(case.hidden):
        epochs, shares = case.layer_series("saturated", layer)
        if shares and shares[-1] >= SATURATED:
            first = next(int(e) for e, share in zip(epochs, shares, strict=True) if share >= SATURATED)
            recipe = case.problem.recipe
            settings: dict[str, object] = {} if recipe.scale != "none" else {"scale": "standard"}
            settings |= {"initializer": None} if recipe.initializer is not None else {}
            settings |= {"learning_rate": 0.02} if recipe.learning_rate > 0.1 else {}
            yield Finding(
                "saturated neurons", "warning",
                f"{shares[-1]:.0%} of the slopes of layer {layer + 1} are nearly 0: its neurons are at their bounds.",
                {"share": shares[-1]}, layer + 1, first, ("saturated slopes", epochs, shares),
                Fix("bring the sums into the steep part: scaled inputs, usual first weights, a smaller rate", settings)
                if settings else Fix("take relu", {}, with_layers(case, activation="relu")),
            )  # fmt: skip


@sign("vanishing gradients", when="during", source="Hochreiter 1991; Glorot & Bengio 2010, AISTATS",
      looks_at="a first layer whose gradient is a thousandth of the last hidden one's, at first")  # fmt: skip
def vanishing(case: Case) -> Iterator[Finding]:
    """The first layers learn hardly anything."""
    if case.hidden < 3:
        return
    early = case.looks[:EARLY]
    ratios = [look.gradient[0] / look.gradient[case.hidden - 1] for look in early if look.gradient[case.hidden - 1] > 0]
    if ratios and float(np.median(ratios)) < VANISHED and case.poor:
        epochs, sizes = case.layer_series("gradient", 0)
        entries = [activations.resolve(layer.activation)[0] for layer in case.problem.architecture.layers]
        bounded = all(np.isfinite(entry.range).all() for entry in entries)
        changes: dict[str, Any] = {"norm": "batch"}
        changes |= {"activation": "relu", "initializer": None} if bounded else {}
        yield Finding(
            "vanishing gradients", "serious",
            f"The gradient of layer 1 is {float(np.median(ratios)):.1e} of that of layer {case.hidden}: the first "
            "layers learn hardly anything.",
            {"ratio": float(np.median(ratios))}, 1, early[0].epoch, ("gradient of layer 1", epochs, sizes),
            Fix("normalise each layer" + (" and take relu" if bounded else ""), {}, with_layers(case, **changes)),
        )  # fmt: skip


@sign("exploding gradients", when="during", source="Pascanu, Mikolov & Bengio 2013, ICML",
      looks_at="gradients of 1,000, or a first layer with 1,000 times those of the last hidden one")  # fmt: skip
def exploding(case: Case) -> Iterator[Finding]:
    """Gradients so large that a step leaps away."""
    for look in case.looks:
        sizes = look.gradient[: max(case.hidden, 1)]
        last = sizes[-1]
        worst = int(np.nanargmax(sizes)) if np.isfinite(sizes).any() else 0
        deep = case.hidden >= 3 and last > 0 and sizes[0] / last > EXPLODED
        if not np.isfinite(sizes).all() or sizes[worst] > EXPLODED or deep:
            epochs, values = case.layer_series("gradient", worst)
            rate = case.problem.recipe.learning_rate
            settings: dict[str, object] = {"clip": 1.0} | (
                {"scale": "standard"} if case.problem.recipe.scale == "none" else {}
            )
            settings |= {"learning_rate": min(rate, 0.02)} if rate > 0.02 else {}
            settings |= {"initializer": None} if case.problem.recipe.initializer is not None else {}
            odd = any(layer.initializer for layer in case.problem.architecture.layers)
            usual = with_layers(case, initializer=None) if odd else None
            yield Finding(
                "exploding gradients", "serious",
                f"The gradient of layer {worst + 1} reaches {sizes[worst]:.3g} a weight.",
                {"gradient": float(sizes[worst])}, worst + 1, look.epoch, ("gradient", epochs, values),
                Fix("clip the gradient" + ", and scale the inputs" * ("scale" in settings), settings, usual),
            )  # fmt: skip
            return
