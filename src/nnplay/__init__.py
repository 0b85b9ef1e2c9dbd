"""nnplay: a neural-network playground that builds every network from scratch.

>>> import nnplay as nn
>>> run = nn.train("iris", nn.Architecture.dense((8, 8)), epochs=50)
>>> sorted(run.metrics)
['test', 'train']
"""

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0.dev0"

# Where each public name lives; it is imported when it is first used, so that `import nnplay` costs nothing.
_HOMES = {
    "nnplay.network.architecture": ("Architecture", "Layer"),
    "nnplay.training.recipe": ("Recipe",),
    "nnplay.network.parameters": ("Parameters",),
    "nnplay.data": ("Dataset", "load"),
    "nnplay.training.model": ("Model",),
    "nnplay.training.snapshot": ("Snapshot",),
    "nnplay.runs.run": ("Run", "load_run"),
    "nnplay.training.session": ("TrainingSession",),
    "nnplay.runs.train": ("train",),
    "nnplay.training": ("training",),
    "nnplay.experiments.parallel": ("train_many",),
    "nnplay.notebook": ("live",),
    "nnplay.doctor.diagnosis": ("Diagnosis", "diagnose"),
    "nnplay.doctor.lr_finder": ("learning_rates",),
    "nnplay.experiments.compare.compare": ("compare",),
    "nnplay.experiments.compare.result": ("Comparison",),
    "nnplay.experiments.cross_validation": ("CrossValidation", "cross_validate"),
    "nnplay.experiments.search.search": ("SearchRun", "search"),
    "nnplay.experiments.search.result": ("SearchResult",),
    "nnplay.runs.store": ("Store",),
    "nnplay.estimators": ("MLPClassifier", "MLPRegressor"),
    "nnplay.analysis.explain": ("Explanation", "Worksheet", "worksheet"),
    "nnplay.catalog": (
        "activation", "initializer", "loss", "metric", "optimizer", "penalty", "schedule",
    ),
    "nnplay.catalog.formulas": ("Formula",),
    "nnplay.catalog.formulas.registration": ("formula",),
    "nnplay.errors": (
        "DataError", "DataWarning", "DerivativeWarning", "DivergenceError", "DivergenceWarning", "LoggerWarning",
        "ModelFileError", "NNPlayError", "RestartWarning", "StoreError", "StoreWarning",
    ),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [*_HOME_OF, "__version__"]

if TYPE_CHECKING:
    from nnplay.analysis.explain import Explanation as Explanation, Worksheet as Worksheet
    from nnplay.analysis.explain.worksheet import worksheet as worksheet
    from nnplay.catalog import (
        activation as activation,
        initializer as initializer,
        loss as loss,
        metric as metric,
        optimizer as optimizer,
        penalty as penalty,
        schedule as schedule,
    )
    from nnplay.catalog.formulas import Formula as Formula
    from nnplay.catalog.formulas.registration import formula as formula
    from nnplay.data import Dataset as Dataset, load as load
    from nnplay.doctor.diagnosis import Diagnosis as Diagnosis, diagnose as diagnose
    from nnplay.doctor.lr_finder import learning_rates as learning_rates
    from nnplay.errors import (
        DataError as DataError,
        DataWarning as DataWarning,
        DerivativeWarning as DerivativeWarning,
        DivergenceError as DivergenceError,
        DivergenceWarning as DivergenceWarning,
        LoggerWarning as LoggerWarning,
        ModelFileError as ModelFileError,
        NNPlayError as NNPlayError,
        RestartWarning as RestartWarning,
        StoreError as StoreError,
        StoreWarning as StoreWarning,
    )
    from nnplay.estimators import MLPClassifier as MLPClassifier, MLPRegressor as MLPRegressor
    from nnplay.experiments.compare.compare import compare as compare
    from nnplay.experiments.compare.result import Comparison as Comparison
    from nnplay.experiments.cross_validation import CrossValidation as CrossValidation, cross_validate as cross_validate
    from nnplay.experiments.parallel import train_many as train_many
    from nnplay.experiments.search.result import SearchResult as SearchResult
    from nnplay.experiments.search.search import SearchRun as SearchRun, search as search
    from nnplay.network.architecture import Architecture as Architecture, Layer as Layer
    from nnplay.network.parameters import Parameters as Parameters
    from nnplay.notebook import live as live
    from nnplay.runs.run import Run as Run, load_run as load_run
    from nnplay.runs.store import Store as Store
    from nnplay.runs.train import train as train
    from nnplay.training.model import Model as Model
    from nnplay.training.recipe import Recipe as Recipe
    from nnplay.training.session import TrainingSession as TrainingSession
    from nnplay.training.snapshot import Snapshot as Snapshot
    from nnplay.training.stream import training as training


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'nnplay' has no attribute {name!r}")
    module = importlib.import_module(_HOME_OF[name])
    value = module if name == "training" else getattr(module, name)  # a package that can be called: see there
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
