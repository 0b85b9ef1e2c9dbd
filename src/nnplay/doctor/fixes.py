"""The changes that fixes are made of: learning rate, scaling, layers; always towards the defaults."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.catalog import activations, optimizers
from nnplay.doctor.evidence import Evidence
from nnplay.doctor.findings import Fix
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import Recipe

Settings = dict[str, Any]

MOMENTUM_RATE = 0.02  # momentum adds up about ten steps; the recipe's default
SGD_RATE, ADAPTIVE_RATE = 0.2, 0.005
WIDTH_FACTOR = 4
STRONG_L2 = 0.03


def default_rate(recipe: Recipe) -> float:
    """A learning rate that suits the optimizer."""
    if adaptive(recipe):
        return ADAPTIVE_RATE
    return (
        SGD_RATE if optimizers.resolve(recipe.optimizer)[0].name == "sgd" and recipe.momentum is None else MOMENTUM_RATE
    )


def adaptive(recipe: Recipe) -> bool:
    """Whether the optimizer's first step hardly depends on the size of the gradient."""
    entry, constants = optimizers.resolve(recipe.optimizer)
    if entry.full_batch:
        return True
    slots = [0.0] * len(entry.slots)

    def step(g: float) -> float:
        moved = entry.function(0.0, g, *slots, 1.0, 1, *constants.values())
        return abs(float(moved[0] if isinstance(moved, tuple) else moved))

    return step(1000.0) < 10 * step(1.0)


def lower_rate(recipe: Recipe) -> Settings:
    """A tenth of the learning rate, or the default one where that is smaller."""
    return {"learning_rate": float(f"{min(recipe.learning_rate / 10, default_rate(recipe)):.3g}")}


def at_most_default_rate(recipe: Recipe) -> Settings:
    """The default learning rate, where the present one is larger."""
    default = default_rate(recipe)
    return {"learning_rate": default} if recipe.learning_rate > default else {}


def scaled_inputs(recipe: Recipe) -> Settings:
    """Standardized inputs, where they are not scaled."""
    return {"scale": "standard"} if recipe.scale == "none" else {}


def default_weights(evidence: Evidence) -> tuple[Settings, Architecture | None]:
    """The default initializers, where the recipe or a layer sets others."""
    set_by_layers = any(layer.initializer for layer in evidence.problem.architecture.layers)
    settings: Settings = {"initializer": None} if evidence.problem.recipe.initializer is not None else {}
    return settings, with_layers(evidence, initializer=None) if set_by_layers else None


def without_sizes(network: Architecture) -> Architecture:
    """The network without its input and output sizes, so that it fits other columns too."""
    return replace(network, inputs=None, outputs=None)


def with_layers(evidence: Evidence, where: Callable[[Layer], bool] = lambda _: True, **changes: Any) -> Architecture:
    """The network with these layers changed."""
    net = without_sizes(evidence.problem.architecture)
    return replace(net, layers=tuple(replace(layer, **changes) if where(layer) else layer for layer in net.layers))


def wider_network(evidence: Evidence) -> Architecture:
    """The network with more neurons, in at least two layers."""
    net = without_sizes(evidence.problem.architecture)
    if not net.layers:
        return replace(net, layers=(Layer(16, "tanh"), Layer(16, "tanh")))
    layers = tuple(replace(layer, width=max(16, WIDTH_FACTOR * layer.width)) for layer in net.layers)
    return replace(net, layers=layers if len(layers) > 1 else layers * 2)


def bounded(activation: str) -> bool:
    """Whether an activation is bounded below and above."""
    return bool(np.isfinite(activations.resolve(activation)[0].range).all())


def early_stopping(evidence: Evidence, patience: int = 20) -> Fix:
    """Early stopping on a validation split, with an L2 penalty where there is hardly one."""
    recipe = evidence.problem.recipe
    settings: Settings = {"patience": patience}
    if recipe.validation_fraction == 0:  # the default for few rows
        usual = recipe.replace(validation_fraction=None, **settings)
        settings["validation_fraction"] = usual.resolved_validation_fraction
    if recipe.l2 >= STRONG_L2:
        return Fix("use early stopping", settings)
    return Fix("use early stopping and an L2 penalty", settings | {"l2": STRONG_L2})


def regularization(evidence: Evidence) -> Fix:
    """A stronger L2 penalty; dropout where there is already a strong one."""
    recipe, layers = evidence.problem.recipe, evidence.problem.architecture.layers
    if recipe.l2 < STRONG_L2 or not layers or recipe.full_batch:
        return Fix("raise the L2 penalty", {"l2": max(STRONG_L2, 10 * recipe.l2)})
    dropout = min(0.5, max(layer.dropout for layer in layers) + 0.2)
    return Fix("use dropout", {}, with_layers(evidence, dropout=dropout))
