"""Losses: a module for each kind of target, an entry for each loss."""

from nnplay.catalog.losses import binary, categorical, regression
from nnplay.catalog.losses.base import Loss, loss, losses

__all__ = ["Loss", "binary", "categorical", "loss", "losses", "regression"]
