"""What a fix changes: the rate, the scale, the layers; always towards what is usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from nnplay.catalog import activations, optimizers
from nnplay.doctor.evidence import Case
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import Recipe

Settings = dict[str, Any]

USUAL = 0.02  # a rate for momentum, which adds up ten steps: the recipe's own default
PLAIN, ADAPTIVE = 0.2, 0.005  # without momentum; where the gradient's size does not matter
WIDER = 4  # times as many neurons


def usual_rate(recipe: Recipe) -> float:
    """A learning rate that suits the optimizer."""
    if adaptive(recipe):
        return ADAPTIVE
    return PLAIN if optimizers.resolve(recipe.optimizer)[0].name == "sgd" and recipe.momentum is None else USUAL


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


def shorter(recipe: Recipe) -> Settings:
    """A tenth of the rate, or the usual one where that is smaller still."""
    return {"learning_rate": float(f"{min(recipe.learning_rate / 10, usual_rate(recipe)):.3g}")}


def not_longer(recipe: Recipe) -> Settings:
    """The usual rate, where it is larger than that."""
    usual = usual_rate(recipe)
    return {"learning_rate": usual} if recipe.learning_rate > usual else {}


def scaled(recipe: Recipe) -> Settings:
    """Scaled inputs, where they are not."""
    return {"scale": "standard"} if recipe.scale == "none" else {}


def freshly(case: Case) -> tuple[Settings, Architecture | None]:
    """The usual first weights, where the recipe or a layer asks for others."""
    asked_of_layers = any(layer.initializer for layer in case.problem.architecture.layers)
    settings: Settings = {"initializer": None} if case.problem.recipe.initializer is not None else {}
    return settings, with_layers(case, initializer=None) if asked_of_layers else None


def asked(network: Architecture) -> Architecture:
    """A network as it was asked for, so that it fits other columns too."""
    return replace(network, inputs=None, outputs=None)


def with_layers(case: Case, where: Callable[[Layer], bool] = lambda _: True, **changes: Any) -> Architecture:
    """The network with something changed in these layers."""
    net = asked(case.problem.architecture)
    return replace(net, layers=tuple(replace(layer, **changes) if where(layer) else layer for layer in net.layers))


def larger(case: Case) -> Architecture:
    """The network with more neurons, in two layers at least."""
    net = asked(case.problem.architecture)
    if not net.layers:
        return replace(net, layers=(Layer(16, "tanh"), Layer(16, "tanh")))
    layers = tuple(replace(layer, width=max(16, WIDER * layer.width)) for layer in net.layers)
    return replace(net, layers=layers if len(layers) > 1 else layers * 2)


def bounded(activation: str) -> bool:
    """Whether an activation has both a smallest and a largest value."""
    return bool(np.isfinite(activations.resolve(activation)[0].range).all())
