"""Activations: a module for each kind, an entry for each function."""

from nnplay.catalog.activations import elementwise, rectified, rowwise
from nnplay.catalog.activations.base import Activation, activation, activations

__all__ = ["Activation", "activation", "activations", "elementwise", "rectified", "rowwise"]
