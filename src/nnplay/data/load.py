"""Load a dataset from a built-in name, a file, a DataFrame or a dict of columns."""

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from nnplay.data.builtin_sets import BUNDLED, builtin_names, builtin_table, toy_table
from nnplay.data.column_selection import as_names
from nnplay.data.dataset import Dataset
from nnplay.data.dataset_builder import MissingPolicy, Task
from nnplay.data.joined_tables import join_tables
from nnplay.data.readers.dataframes import frame_table
from nnplay.data.readers.file import SUPPORTED_SUFFIXES, WORKBOOK_SUFFIXES, dataset_name, read_table
from nnplay.data.readers.table import Table
from nnplay.data.split_setting import parse_split
from nnplay.data.toy_sets import TOYS
from nnplay.errors import DataError
from nnplay.utils.files import check_path
from nnplay.utils.text import did_you_mean, format_list, short_repr


def load(
    source: Any,
    *,
    target: str | Sequence[str] | None = None,
    features: str | Sequence[str] | None = None,
    exclude: str | Sequence[str] | None = None,
    columns: Mapping[str, str | Sequence[str]] | Sequence[tuple[str, str]] | None = None,
    task: Task | None = None,
    noise: float | None = None,
    samples: int | None = None,
    seed: int | None = None,
    missing: MissingPolicy = "impute",
    sheet: str | int | None = None,
    header: bool | None = None,
    split: str | None = None,
    test_data: Any = None,
    validation_data: Any = None,
    sample_weight: str | None = None,
) -> Dataset:
    """Load a dataset.

    Args:
        source: a built-in name (`builtin_names`), the path of a text table, ARFF, JSON, Parquet, Arrow or Excel file,
            compressed or not, a DataFrame of any library, or a dict of columns.
        target: the column to predict, or several; by default the last column of a file.
        features: columns and expressions over columns ("x1^2", "log(price)"); by default all columns but the target,
            row numbers, identifiers and free text (`Dataset.columns` says what was left out and why).
        exclude: columns not to use.
        columns: how columns are to be read: {"zip": "category", "grade": "ordered=low<mid<high", "when":
            "date=%d/%m/%Y", "age": "missing=-999"}; a kind is "number", "category", "boolean" or "date".
        task: "classification" or "regression"; inferred from the target by default.
        noise: of a toy set, from 0 to 1.
        samples: number of points of a toy set, 500 by default.
        seed: of a toy set; the same seed gives the same points.
        missing: "impute" fills in the training rows' mean and adds an input that says where values are missing; "drop"
            leaves out rows with missing values; "refuse" raises an error. Rows without a target are left out.
        sheet: the name of a workbook's sheet, or its number from 0; the first by default.
        header: whether the first line of a text table, or the first row of a sheet, holds the column names; found out
            by default.
        split: how training, validation and test rows are chosen: "random", "stratified", "time:COLUMN" (the latest rows
            test), "group:COLUMN" (no group is in two parts), or a column that says train, validation or test; by
            default stratified for classes, else random. A column of groups or parts is not a feature.
        test_data: a file, DataFrame or dict of columns whose rows test, with the columns of `source`.
        validation_data: the same for the validation rows.
        sample_weight: the column with the weight of each row in the loss and in the metrics; it is no feature.

    Raises:
        DataError: data that cannot be used; the message names the file, line, column and value.

    >>> import nnplay as nn
    >>> data = nn.load("penguins", exclude=["year"])
    >>> data.n_rows, data.task, data.target_names
    (344, 'classification', ('species',))
    >>> data.notes[0][:50]
    'missing values imputed: bill_length_mm (2), bill_d'
    """
    toy: dict[str, Any] = {"noise": noise, "samples": samples, "seed": seed}
    toy = {name: _python_number(value) for name, value in toy.items() if value is not None}
    is_toy = isinstance(source, str) and source in TOYS
    if toy and not is_toy:
        raise DataError(f"{format_list(toy)} only suits the toy sets {format_list(TOYS)}; leave it out for other data")
    is_path = isinstance(source, str | PathLike) and not is_toy and not (isinstance(source, str) and source in BUNDLED)
    if sheet is not None and not is_path:
        raise DataError("sheet= applies only to Excel workbooks; leave it out for other data")
    if header is not None and not isinstance(header, bool):
        raise DataError(f"header is {short_repr(header)}, but it must be True, False or None")
    if header is not None and not is_path:
        raise DataError("header= applies only to text tables and Excel workbooks; leave it out for other data")

    target, features, exclude = as_names(target), as_names(features), as_names(exclude)
    options = {
        "target": target, "features": features, "exclude": exclude, "columns": columns, "task": task, **toy,
        "sheet": sheet, "header": header, "sample_weight": sample_weight,
        "missing": None if missing == "impute" else missing,
        "split": None if parse_split(split).method == "auto" else split,
    }  # fmt: skip
    extra = {"test_data": test_data, "validation_data": validation_data}
    options |= {name: str(data) for name, data in extra.items() if isinstance(data, str | PathLike)}
    origin = {key: value for key, value in options.items() if value is not None}

    name, table, targets = read_source(source, sheet=sheet, header=header, **toy)
    target = targets if target is None else target
    others = {name: None if data is None else _extra_table(name, data, sheet, header) for name, data in extra.items()}
    in_files = isinstance(source, str | PathLike) and all(
        data is None or name in options for name, data in extra.items()
    )
    table, row_parts = join_tables(table, others["validation_data"], others["test_data"])
    return Dataset.from_table(
        table, name, target=target, features=features, exclude=exclude, columns=columns, task=task, missing=missing,
        origin={"source": str(source), **origin} if in_files else {}, split=split, row_parts=row_parts,
        sample_weight=sample_weight,
    )  # fmt: skip


def read_source(
    source: Any, *, sheet: str | int | None = None, header: bool | None = None, **toy: Any
) -> tuple[str, Table, Any]:
    """The name and the table of a built-in set, a file or a frame, and the targets of a built-in set, else None.

    Raises:
        DataError: nothing that can be read as a table.
    """
    if not isinstance(source, str | PathLike):
        return "frame", frame_table(source, "the table"), None
    if isinstance(source, str) and source in TOYS:
        table, targets = toy_table(source, **toy)
        return source, table, targets
    if isinstance(source, str) and source in BUNDLED:
        table, targets = builtin_table(source)
        return source, table, targets
    return dataset_name(source), _read(source, sheet, header), None


def _extra_table(name: str, data: Any, sheet: str | int | None, header: bool | None) -> Table:
    """The table of test or validation rows."""
    if not isinstance(data, str | PathLike):
        return frame_table(data, name)
    path = check_path(data, DataError)
    return read_table(path, sheet if path.suffix.lower() in WORKBOOK_SUFFIXES else None, header)


def _python_number(number: Any) -> Any:
    """A NumPy number as a Python number, so that the origin can be written as JSON."""
    return number.item() if isinstance(number, np.generic) else number


def _read(source: str | PathLike[str], sheet: str | int | None, header: bool | None) -> Table:
    """Read a file; for a bare word that is neither a file nor a built-in name, the error lists the built-in names."""
    text = str(source)
    check_path(source, DataError)
    bare = Path(text).suffix.lower() not in SUPPORTED_SUFFIXES and Path(text).name == text
    if isinstance(source, str) and bare and not Path(text).exists():
        raise DataError(
            f"there is no built-in set and no file {text!r}{did_you_mean(text, builtin_names())}; "
            f"the built-in sets are {format_list(builtin_names(), 20)}"
        )
    return read_table(source, sheet, header)
