"""The catalogue: every activation, loss, optimizer, schedule, initializer, penalty and metric, one entry each.

To add one, write its entry in the file of its family: the registries find it, and so do every door and every test.
"""

from typing import Any

from nnplay.catalog.activations import Activation, activation, activations
from nnplay.catalog.initializers import Initializer, initializer, initializers
from nnplay.catalog.losses import Loss, loss, losses
from nnplay.catalog.metrics import Metric, metric, metrics
from nnplay.catalog.optimizers import Optimizer, optimizer, optimizers
from nnplay.catalog.penalties import Penalty, penalties, penalty
from nnplay.catalog.registry import Component, Registry, plural
from nnplay.catalog.schedules import Schedule, schedule, schedules

families: dict[str, Registry[Any]] = {
    plural(registry.family): registry
    for registry in (activations, losses, optimizers, schedules, initializers, penalties, metrics)
}

__all__ = [
    "Activation",
    "Component",
    "Initializer",
    "Loss",
    "Metric",
    "Optimizer",
    "Penalty",
    "Registry",
    "Schedule",
    "activation",
    "activations",
    "families",
    "initializer",
    "initializers",
    "loss",
    "losses",
    "metric",
    "metrics",
    "optimizer",
    "optimizers",
    "penalties",
    "penalty",
    "schedule",
    "schedules",
]
