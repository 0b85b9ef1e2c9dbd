"""Load a dataset from a built-in name, a file, a DataFrame or a dict of columns."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.builtin_sets import BUNDLED, builtin_names, builtin_table, toy_table
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import MissingPolicy, Task, as_names
from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.file import SUPPORTED_SUFFIXES, read_table
from nnplay.data.readers.table import Table
from nnplay.data.toy_sets import TOYS
from nnplay.errors import DataError
from nnplay.utils.files import check_path
from nnplay.utils.text import did_you_mean, format_list


def load(
    source: Any,
    *,
    target: str | Sequence[str] | None = None,
    features: str | Sequence[str] | None = None,
    task: Task | None = None,
    noise: float | None = None,
    samples: int | None = None,
    seed: int | None = None,
    missing: MissingPolicy = "refuse",
    sheet: str | int | None = None,
    sample_weight: str | None = None,
) -> Dataset:
    """Load a dataset.

    Args:
        source: a built-in name (`builtin_names`), the path of a .csv, .tsv, .txt, .parquet, .xlsx or .xls file, a
            DataFrame of any library, or a dict of columns.
        target: the column to predict, or several; by default the last column of a file.
        features: columns and expressions over columns ("x1^2", "log(price)"); by default all columns but the target.
        task: "classification" or "regression"; inferred from the target by default.
        noise: of a toy set, from 0 to 1.
        samples: number of points of a toy set, 500 by default.
        seed: of a toy set; the same seed gives the same points.
        missing: "refuse" raises an error; "impute" fills in the training rows' mean or most frequent category; "drop"
            leaves out rows with missing values.
        sheet: the name of a workbook's sheet, or its number from 0; the first by default.
        sample_weight: the column with the weight of each row in the loss and in the metrics; it is no feature.

    Raises:
        DataError: data that cannot be used; the message names the file, line, column and value.
    """
    toy: dict[str, Any] = {"noise": noise, "samples": samples, "seed": seed}
    toy = {name: _python_number(value) for name, value in toy.items() if value is not None}
    is_toy = isinstance(source, str) and source in TOYS
    if toy and not is_toy:
        raise DataError(f"{format_list(toy)} only suits the toy sets {format_list(TOYS)}; leave it out for other data")
    is_path = isinstance(source, str | PathLike) and not is_toy and not (isinstance(source, str) and source in BUNDLED)
    if sheet is not None and not is_path:
        raise DataError("sheet= applies only to Excel workbooks; leave it out for other data")

    target, features = as_names(target), as_names(features)
    options = {"target": target, "features": features, "task": task, **toy, "sheet": sheet,
               "sample_weight": sample_weight}  # fmt: skip
    origin = {key: value for key, value in options.items() if value is not None}
    if missing != "refuse":
        origin["missing"] = missing

    if isinstance(source, str | PathLike):
        origin = {"source": str(source), **origin}
        if is_path:
            name, table = Path(source).stem, _read(source, sheet)
        else:
            name = str(source)
            table, targets = toy_table(name, **toy) if is_toy else builtin_table(name)
            target = targets if target is None else target
    else:
        name, table, origin = "frame", frame_table(source, "the table"), {}
    return Dataset.from_table(
        table, name, target=target, features=features, task=task, missing=missing, origin=origin,
        sample_weight=sample_weight,
    )  # fmt: skip


def _python_number(number: Any) -> Any:
    """A NumPy number as a Python number, so that the origin can be written as JSON."""
    return number.item() if isinstance(number, np.generic) else number


def _read(source: str | PathLike[str], sheet: str | int | None) -> Table:
    """Read a file; for a bare word that is neither a file nor a built-in name, the error lists the built-in names."""
    text = str(source)
    check_path(source, DataError)
    bare = Path(text).suffix.lower() not in SUPPORTED_SUFFIXES and Path(text).name == text
    if isinstance(source, str) and bare and not Path(text).exists():
        raise DataError(
            f"there is no built-in set and no file {text!r}{did_you_mean(text, builtin_names())}; "
            f"the built-in sets are {format_list(builtin_names(), 20)}"
        )
    return read_table(source, sheet)
