"""From a configuration of the protocol to data, an architecture and a recipe."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from nnplay.data import Dataset, builtin_names, load
from nnplay.data.toy_sets import TOYS
from nnplay.errors import NNPlayError
from nnplay.network.architecture import Architecture, Layer
from nnplay.training.recipe import FILE_SETTINGS, Recipe
from nnplay.web.engine.formulas import FormulaNames, register_formulas
from nnplay.web.engine.limits import MAX_EPOCHS, MAX_LAYERS, MAX_NEURONS, VisitorLimits
from nnplay.web.engine.tables import Tables, file_name

DEFAULT_DATA = "spiral"
BUILTIN_SETTINGS = (
    "target", "features", "exclude", "columns", "task", "missing", "sample_weight", "noise", "samples", "split",
)  # fmt: skip
LAYER_SETTINGS = ("width", "activation", "dropout", "norm", "skip", "initializer")


@dataclass(frozen=True, eq=False)
class Configuration:
    """A configuration that was checked.

    Attributes:
        dataset: the data.
        all_columns: the same rows with all columns, whichever of them the network uses.
        architecture: the network as requested.
        recipe: the settings.
        formulas: the names of typed formulas.
    """

    dataset: Dataset
    all_columns: Dataset
    architecture: Architecture
    recipe: Recipe
    formulas: FormulaNames


def parse_configuration(configuration: Any, tables: Tables, limits: VisitorLimits) -> Configuration:
    """Check a configuration, and load its data.

    Raises:
        NNPlayError: it cannot be used.
    """
    values = _mapping(configuration, "A configuration")
    formulas = register_formulas(values.get("formulas") or ())
    architecture = parse_architecture(values.get("architecture") or {}, formulas)
    table, rows = values.get("table"), values.get("rows")
    settings = dict(_mapping(values.get("recipe") or {}, "A recipe"))
    if table is not None:
        settings["data"] = file_name(str(table))
    elif rows is not None:
        settings["data"] = None
    else:
        settings.setdefault("data", DEFAULT_DATA)
    recipe = parse_recipe(settings, limits)
    all_recipe = recipe if rows is not None else recipe.replace(features=None)
    if table is not None:
        all_columns = tables.dataset(str(table), all_recipe)
        dataset = all_columns if recipe.features is None else tables.dataset(str(table), recipe)
    elif rows is not None:
        all_columns = rows_dataset(rows)
        dataset = with_features(all_columns, recipe)
    else:
        all_columns = builtin_dataset(all_recipe)
        dataset = all_columns if recipe.features is None else builtin_dataset(recipe)
    return Configuration(dataset, all_columns, architecture, recipe, formulas)


def parse_recipe(settings: Mapping[str, Any], limits: VisitorLimits) -> Recipe:
    """The recipe of these settings.

    Raises:
        NNPlayError: an invalid setting, or one that a server does not take.
    """
    recipe = Recipe(**dict(settings))
    refuse_files(recipe)
    for name, maximum in (("samples", limits.samples), ("epochs", MAX_EPOCHS)):
        if (getattr(recipe, name) or 0) > maximum:
            raise NNPlayError(f"{name} must be at most {maximum:,} on the page, not {getattr(recipe, name):,}.")
    return recipe


def refuse_files(recipe: Recipe) -> None:
    """Refuse a recipe that names a file of the server.

    Raises:
        NNPlayError: it does.
    """
    for name in (*FILE_SETTINGS, "out_of_core"):
        if getattr(recipe, name) is not None:
            raise NNPlayError(f"The page has no {name}; use `nnplay train`.")


def parse_architecture(architecture: Any, formulas: FormulaNames) -> Architecture:
    """The architecture that a page asked for.

    Raises:
        NNPlayError: it is not one, or too large.
    """
    values = _mapping(architecture, "An architecture")
    layers = values.get("layers") or []
    if not isinstance(layers, list) or len(layers) > MAX_LAYERS:
        raise NNPlayError(f"The page takes at most {MAX_LAYERS} layers.")
    return Architecture(
        tuple(_layer(each, formulas) for each in layers), formulas.in_catalog(values.get("output")),
        formulas.in_catalog(values.get("loss")),
    )  # fmt: skip


def _layer(layer: Any, formulas: FormulaNames) -> Layer:
    values = {name: value for name, value in _mapping(layer, "A layer").items() if name in LAYER_SETTINGS}
    width = values.get("width")
    if not isinstance(width, int) or isinstance(width, bool) or not 1 <= width <= MAX_NEURONS:
        raise NNPlayError(
            f"The width of a layer must be a whole number from 1 to {MAX_NEURONS}, not {str(width)[:40]}."
        )
    if "activation" in values:
        values["activation"] = formulas.in_catalog(values["activation"])
    return Layer(**{name: value for name, value in values.items() if value is not None})


def builtin_dataset(recipe: Recipe) -> Dataset:
    """A built-in set as a recipe wants it; a recipe never names a file of the server.

    Raises:
        NNPlayError: another set, or columns that it does not have.
    """
    if recipe.data not in builtin_names():
        kind = "data set" if recipe.data is None or "." in recipe.data else "toy set"
        names = ", ".join((*TOYS, *(name for name in builtin_names() if name not in TOYS)))
        raise NNPlayError(f"There is no {kind} '{str(recipe.data)[:60]}'; choose one of {names}.")
    options = {name: getattr(recipe, name) for name in BUILTIN_SETTINGS}
    options |= {"source": recipe.data, "seed": recipe.data_seed}
    return _load(json.dumps(options))


@lru_cache(maxsize=64)
def _load(options: str) -> Dataset:
    return load(**json.loads(options))


def rows_dataset(rows: Any) -> Dataset:
    """Points that a page sent.

    Raises:
        NNPlayError: columns that do not fit together, or cells that are not numbers.
    """
    values = _mapping(rows, "rows")
    name, target, labels = str(values.get("name") or "rows")[:80], values.get("target"), values.get("labels")
    columns = dict(_mapping(values.get("columns") or {}, "columns"))
    if labels is None and (not isinstance(target, str) or target not in columns):
        raise NNPlayError(f"{name} needs a target and at least one feature.")
    features = {key: column for key, column in columns.items() if labels is not None or key != target}
    if not features:
        raise NNPlayError(f"{name} needs a target and at least one feature.")
    truth = labels if labels is not None else columns[str(target)]
    if not isinstance(truth, list) or not truth:
        raise NNPlayError(f"{name} needs a target and at least one feature.")
    for key, column in features.items():
        if not isinstance(column, list) or len(column) != len(truth):
            raise NNPlayError(f"The column '{key[:60]}' has another number of rows than the target.")
    X = np.column_stack([_numbers(key, column) for key, column in features.items()])
    if labels is None:
        y: Any = _numbers(str(target), truth)
    else:
        y = np.array([str(label) for label in truth], dtype=object)
    return Dataset.from_arrays(
        X, y, task="regression" if labels is None else "classification", feature_names=list(features),
        target_names=[str(target or "class")], name=name,
    )  # fmt: skip


def _numbers(name: str, column: list[Any]) -> Any:
    values = np.array([value if _is_number(value) else np.nan for value in column], dtype=float)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad):
        raise NNPlayError(f"Row {bad[0] + 1}: '{name[:60]}' is no finite number; correct the cell.")
    return values


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1.7e308


def with_features(data: Dataset, recipe: Recipe) -> Dataset:
    """Data that a page sent, with the features that a recipe names.

    Raises:
        NNPlayError: features that they do not have.
    """
    if recipe.features is None:
        return data
    columns = {column.name: column.values for column in (*data.features, *data.targets)}
    return Dataset.from_frame(
        columns, target=list(data.target_names), features=list(recipe.features), task=data.task, name=data.name
    )


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise NNPlayError(f"{what} must be an object, not {str(value)[:40]}.")
    return value
