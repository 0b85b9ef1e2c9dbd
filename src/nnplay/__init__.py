"""nnplay: a neural-network playground that builds every network from scratch.

>>> import nnplay as nn
>>> run = nn.train("iris", nn.Architecture.dense((8, 8)), epochs=50)
>>> sorted(run.metrics)
['test', 'train']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

# Where each public name lives; it is imported when it is first used, so that `import nnplay` costs nothing.
_HOMES = {
    "nnplay.architecture": ("Architecture", "Layer"),
    "nnplay.recipe": ("Recipe",),
    "nnplay.parameters": ("Parameters",),
    "nnplay.data": ("Dataset", "load"),
    "nnplay.model": ("Model",),
    "nnplay.loop": ("Snapshot",),
    "nnplay.runs": ("Run", "load_run"),
    "nnplay.session": ("Session",),
    "nnplay.launch": ("train", "training"),
    "nnplay.sweep": ("train_many",),
    "nnplay.notebook": ("live",),
    "nnplay.doctor.diagnosis": ("Diagnosis", "diagnose"),
    "nnplay.doctor.rates": ("learning_rates",),
    "nnplay.comparing.race": ("compare",),
    "nnplay.comparing.comparison": ("Comparison",),
    "nnplay.searching.search": ("Searching", "search"),
    "nnplay.searching.found": ("Search",),
    "nnplay.store": ("Store",),
    "nnplay.estimators": ("MLPClassifier", "MLPRegressor"),
    "nnplay.explain": ("Explanation", "Worksheet", "worksheet"),
    "nnplay.catalog": (
        "activation", "initializer", "loss", "metric", "optimizer", "penalty", "schedule",
    ),
    "nnplay.formulas": ("Formula", "formula"),
    "nnplay.errors": (
        "DataError", "DataWarning", "DerivativeWarning", "DivergenceError", "DivergenceWarning", "ModelFileError",
        "NNPlayError", "StoreError", "StoreWarning",
    ),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [*_HOME_OF, "__version__"]

if TYPE_CHECKING:
    from nnplay.architecture import Architecture as Architecture
    from nnplay.architecture import Layer as Layer
    from nnplay.catalog import activation as activation
    from nnplay.catalog import initializer as initializer
    from nnplay.catalog import loss as loss
    from nnplay.catalog import metric as metric
    from nnplay.catalog import optimizer as optimizer
    from nnplay.catalog import penalty as penalty
    from nnplay.catalog import schedule as schedule
    from nnplay.comparing.comparison import Comparison as Comparison
    from nnplay.comparing.race import compare as compare
    from nnplay.data import Dataset as Dataset
    from nnplay.data import load as load
    from nnplay.doctor.diagnosis import Diagnosis as Diagnosis
    from nnplay.doctor.diagnosis import diagnose as diagnose
    from nnplay.doctor.rates import learning_rates as learning_rates
    from nnplay.errors import DataError as DataError
    from nnplay.errors import DataWarning as DataWarning
    from nnplay.errors import DerivativeWarning as DerivativeWarning
    from nnplay.errors import DivergenceError as DivergenceError
    from nnplay.errors import DivergenceWarning as DivergenceWarning
    from nnplay.errors import ModelFileError as ModelFileError
    from nnplay.errors import NNPlayError as NNPlayError
    from nnplay.errors import StoreError as StoreError
    from nnplay.errors import StoreWarning as StoreWarning
    from nnplay.estimators import MLPClassifier as MLPClassifier
    from nnplay.estimators import MLPRegressor as MLPRegressor
    from nnplay.explain import Explanation as Explanation
    from nnplay.explain import Worksheet as Worksheet
    from nnplay.explain.worksheet import worksheet as worksheet
    from nnplay.formulas import Formula as Formula
    from nnplay.formulas import formula as formula
    from nnplay.launch import train as train
    from nnplay.launch import training as training
    from nnplay.loop import Snapshot as Snapshot
    from nnplay.model import Model as Model
    from nnplay.notebook import live as live
    from nnplay.parameters import Parameters as Parameters
    from nnplay.recipe import Recipe as Recipe
    from nnplay.runs import Run as Run
    from nnplay.runs import load_run as load_run
    from nnplay.searching.found import Search as Search
    from nnplay.searching.search import Searching as Searching
    from nnplay.searching.search import search as search
    from nnplay.session import Session as Session
    from nnplay.store import Store as Store
    from nnplay.sweep import train_many as train_many


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
