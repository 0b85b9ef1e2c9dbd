"""The catalog: every activation, loss, optimizer, schedule, initializer, penalty and metric, one entry each.

To add a component, write its entry in a file of its family. Interfaces, exports, documentation and tests find it
through the registries.
"""

from typing import Any

from nnplay.catalog.activations import Activation, activation, activations
from nnplay.catalog.initializers import Initializer, initializer, initializers
from nnplay.catalog.losses import Loss, loss, losses
from nnplay.catalog.metrics import Metric, metric, metrics
from nnplay.catalog.optimizers import Optimizer, optimizer, optimizers
from nnplay.catalog.penalties import Penalty, penalties, penalty
from nnplay.catalog.registry import Component, Registry, pluralize
from nnplay.catalog.schedules import Schedule, schedule, schedules

families: dict[str, Registry[Any]] = {
    pluralize(registry.family): registry
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
