"""The compiled engine: reference.py made fast. The only package that knows Numba."""

from nnplay.engine.compiled.cache import engine_cache

with engine_cache():
    from nnplay.engine.compiled.engine import Engine
    from nnplay.engine.compiled.trainer import State, Trainer

__all__ = ["Engine", "State", "Trainer"]
