"""Figures from values: each function takes plain values and returns a Matplotlib figure, and keeps no state.

`import nnplay.draw` costs nothing; Matplotlib is loaded by the first figure, and never through pyplot.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_HOME_OF = {
    "layout": "network",
    "curves": "learning",
    "boundary": "plane",
    "confusion": "matrix",
    "predicted_actual": "regression",
    "summary": "page",
    "race": "comparison",
    "leaderboard": "comparison",
    "futures": "futures",
    "function": "function",
    "heat": "heatmap",
    "importance": "hyperparameters",
    "progress": "hyperparameters",
    "parallel": "coordinates",
    "landscape": "contours",
    "histograms": "density",
    "neurons": "maps",
    "large_neurons": "maps",
    "columns": "bars",
    "columns_picture": "bars",
    "mistakes": "wrong",
    "pictures_of_rows": "wrong",
    "residuals": "wrong",
    "png": "output",
    "save": "output",
    "svg": "output",
}

__all__ = [
    "boundary", "columns", "columns_picture", "confusion", "curves", "function", "futures", "heat", "histograms",
    "importance", "landscape", "large_neurons", "layout", "leaderboard", "mistakes", "neurons", "palette", "parallel",
    "pictures_of_rows", "png", "predicted_actual", "progress", "race", "residuals", "save", "summary", "svg",
]  # fmt: skip

if TYPE_CHECKING:
    from nnplay.draw import palette as palette
    from nnplay.draw.bars import columns as columns
    from nnplay.draw.bars import columns_picture as columns_picture
    from nnplay.draw.comparison import leaderboard as leaderboard
    from nnplay.draw.comparison import race as race
    from nnplay.draw.contours import landscape as landscape
    from nnplay.draw.coordinates import parallel as parallel
    from nnplay.draw.density import histograms as histograms
    from nnplay.draw.function import function as function
    from nnplay.draw.futures import futures as futures
    from nnplay.draw.heatmap import heat as heat
    from nnplay.draw.hyperparameters import importance as importance
    from nnplay.draw.hyperparameters import progress as progress
    from nnplay.draw.learning import curves as curves
    from nnplay.draw.maps import large_neurons as large_neurons
    from nnplay.draw.maps import neurons as neurons
    from nnplay.draw.matrix import confusion as confusion
    from nnplay.draw.network import layout as layout
    from nnplay.draw.output import png as png
    from nnplay.draw.output import save as save
    from nnplay.draw.output import svg as svg
    from nnplay.draw.page import summary as summary
    from nnplay.draw.plane import boundary as boundary
    from nnplay.draw.regression import predicted_actual as predicted_actual
    from nnplay.draw.wrong import mistakes as mistakes
    from nnplay.draw.wrong import pictures_of_rows as pictures_of_rows
    from nnplay.draw.wrong import residuals as residuals


def __getattr__(name: str) -> Any:
    if name == "palette":
        return importlib.import_module("nnplay.draw.palette")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay.draw' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"nnplay.draw.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
