"""The compiled engine: reference.py made fast with Numba, which only this package imports."""

from nnplay.engine.compiled.engine import Engine
from nnplay.engine.compiled.trainer import Trainer, TrainState

__all__ = ["Engine", "TrainState", "Trainer"]
