"""The built-in data sets: those that scikit-learn bundles, penguins, the scores of five students, and the toy sets."""

import csv
import gzip
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from nnplay.data.columns import Floats, Values
from nnplay.data.readers.table import Table
from nnplay.data.toy_sets import TOYS
from nnplay.errors import DataError
from nnplay.utils.random_streams import toy_stream

Builtin: TypeAlias = tuple[Table, tuple[str, ...]]

IRIS_NAMES = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
IRIS_CLASSES = ("setosa", "versicolor", "virginica")
WINE_NAMES = (
    "alcohol",
    "malic_acid",
    "ash",
    "alcalinity_of_ash",
    "magnesium",
    "total_phenols",
    "flavanoids",
    "nonflavanoid_phenols",
    "proanthocyanins",
    "color_intensity",
    "hue",
    "od280/od315_of_diluted_wines",
    "proline",
)
WINE_CLASSES = ("class_0", "class_1", "class_2")
CELL_MEASURES = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
CANCER_NAMES = (
    *(f"mean {measure}" for measure in CELL_MEASURES),
    *(f"{measure} error" for measure in CELL_MEASURES),
    *(f"worst {measure}" for measure in CELL_MEASURES),
)
DIABETES_NAMES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


def _read(file: str, delimiter: str | None, skip: int = 0) -> Floats | None:
    """The numbers in one of scikit-learn's data files, without importing it; None if there is no such file."""
    package = find_spec("sklearn")
    folder = Path(next(iter(package.submodule_search_locations or [""]))) if package else Path()
    path = folder / "datasets" / "data" / file
    if not path.is_file():
        return None
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as stream:
        lines = stream.readlines()[skip:]
    rows = [line.split() for line in lines] if delimiter is None else list(csv.reader(lines, delimiter=delimiter))
    return np.array(rows, dtype=np.float64)


def _bundled(name: str, **options: Any) -> tuple[Floats, Floats]:
    """The same numbers through scikit-learn's own functions, in case its files move."""
    try:
        from sklearn import datasets
    except ImportError:
        raise DataError(f"the built-in set {name!r} comes with scikit-learn, which is not installed") from None
    bunch = getattr(datasets, f"load_{name}")(**options)
    return np.asarray(bunch.data, dtype=np.float64), np.asarray(bunch.target, dtype=np.float64)


def _table(name: str, columns: dict[str, Values], targets: int = 1) -> Builtin:
    names = tuple(columns)
    return Table(name, names, len(columns[names[0]]), columns.__getitem__), names[-targets:]


def _labelled(name: str, file: str, names: tuple[str, ...], target: str, classes: tuple[str, ...]) -> Builtin:
    """A set whose file starts with a summary line and has the number of the class in its last column."""
    numbers = _read(file, ",", skip=1)
    X, y = _bundled(name) if numbers is None else (numbers[:, :-1], numbers[:, -1])
    labels = np.array(classes, dtype=object)[y.astype(np.int64)]
    return _table(name, dict(zip(names, X.T, strict=True)) | {target: labels})


def _digits() -> Builtin:
    numbers = _read("digits.csv.gz", ",")
    X, y = _bundled("digits") if numbers is None else (numbers[:, :-1], numbers[:, -1])
    names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    return _table("digits", dict(zip(names, X.T, strict=True)) | {"digit": y.astype(np.int64)})


def _diabetes() -> Builtin:
    X, y = _read("diabetes_data_raw.csv.gz", None), _read("diabetes_target.csv.gz", None)
    if X is None or y is None:
        X, y = _bundled("diabetes", scaled=False)
    return _table("diabetes", dict(zip(DIABETES_NAMES, X.T, strict=True)) | {"progression": y.ravel()})


def _linnerud() -> Builtin:
    X = _read("linnerud_exercise.csv", None, skip=1)
    y = _read("linnerud_physiological.csv", None, skip=1)
    if X is None or y is None:
        X, y = _bundled("linnerud")
    names = ("Chins", "Situps", "Jumps", "Weight", "Waist", "Pulse")
    return _table("linnerud", dict(zip(names, [*X.T, *y.T], strict=True)), targets=3)


def _penguins() -> Builtin:
    """344 penguins of three species on three islands, with missing cells (Gorman, Williams & Fraser 2014, CC0).

    Source: the package palmerpenguins (Horst, Hill & Gorman 2020).
    """
    with (Path(__file__).with_name("files") / "penguins.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    cells = {name: np.array(column, dtype=object) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    species = cells.pop("species")
    columns = cells | {"species": species}
    return Table("penguins", tuple(columns), len(rows), columns.__getitem__, typed=False), ("species",)


def _scores() -> Builtin:
    X = np.array([[3, 5], [5, 1], [10, 2], [0, 5], [0, 0]], dtype=np.float64)
    y = np.array([0.75, 0.83, 0.93, 0.65, 0.25])
    return _table("scores", {"hours_sleep": X[:, 0], "hours_study": X[:, 1], "score": y})


BUNDLED: dict[str, Callable[[], Builtin]] = {
    "iris": lambda: _labelled("iris", "iris.csv", IRIS_NAMES, "species", IRIS_CLASSES),
    "wine": lambda: _labelled("wine", "wine_data.csv", WINE_NAMES, "class", WINE_CLASSES),
    "breast_cancer": lambda: _labelled(
        "breast_cancer", "breast_cancer.csv", CANCER_NAMES, "diagnosis", ("malignant", "benign")
    ),
    "digits": _digits,
    "diabetes": _diabetes,
    "linnerud": _linnerud,
    "penguins": _penguins,
    "scores": _scores,
}


def builtin_names() -> tuple[str, ...]:
    """The names that `load` accepts instead of a file: the bundled sets, then the toy sets."""
    return (*BUNDLED, *TOYS)


def builtin_table(name: str) -> Builtin:
    """A bundled set as a table, and the names of its targets."""
    return BUNDLED[name]()


def toy_table(name: str, noise: float = 0.0, samples: int = 500, seed: int = 0) -> Builtin:
    """A toy set as a table, and the name of its target; the same seed gives the same points.

    Raises:
        DataError: noise outside [0, 1], samples outside 1 to 10,000,000, or a negative seed.
    """
    if isinstance(noise, bool) or not isinstance(noise, int | float) or not 0 <= noise <= 1:
        raise DataError(f"noise is {noise!r}, but it must be a number from 0 to 1")
    if isinstance(samples, bool) or not isinstance(samples, int) or not 1 <= samples <= 10_000_000:
        raise DataError(f"samples is {samples!r}, but it must be a whole number from 1 to 10,000,000")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise DataError(f"seed is {seed!r}, but it must be a whole number, 0 or more")
    X, y = TOYS[name](samples, float(noise), toy_stream(seed))
    columns: dict[str, Values] = {"x1": X[:, 0], "x2": X[:, 1]}
    if y.dtype == np.bool_:
        return _table(name, columns | {"colour": np.where(y, "blue", "orange").astype(object)})
    return _table(name, columns | {"y": y})
