"""Tables from DataFrames of any library, through Narwhals, and from dicts of columns."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.data.columns import Values, fill_masked
from nnplay.data.readers.table import Table
from nnplay.errors import DataError
from nnplay.utils.text import format_list, plural


def is_frame(source: Any) -> bool:
    """Whether this is a DataFrame of a library that Narwhals supports."""
    if source is None or isinstance(source, str | int | float | list | tuple | dict | np.ndarray):
        return False
    import narwhals as nw  # 30 ms

    return nw.from_native(source, pass_through=True) is not source


def frame_table(frame: Any, source: str) -> Table:
    """A DataFrame, or a dict of columns, as a table.

    Raises:
        DataError: an object that is neither, or repeated column names.
    """
    if isinstance(frame, Mapping):
        return table_of_columns(frame, source)
    import narwhals as nw

    if hasattr(frame, "iloc") and hasattr(frame, "columns"):
        _refuse_repeats(source, [str(name) for name in frame.columns])  # only pandas lets names repeat
    table = nw.from_native(frame, pass_through=True)
    if isinstance(table, nw.LazyFrame):
        table = table.collect()
    if not isinstance(table, nw.DataFrame):
        raise DataError(
            f"{source}: cannot read a {type(frame).__name__} as a table; pass a path, a DataFrame or a dict of "
            "columns, or use Dataset.from_arrays for arrays"
        )
    if not table.columns:
        raise DataError(f"{source} has no columns")
    series = {str(name): table.get_column(name) for name in table.columns}
    return Table(source, tuple(series), len(table), lambda name: _cells(series[name]))


def _refuse_repeats(source: str, names: list[str]) -> None:
    previous: set[str] = set()
    for name in names:
        if name in previous:
            raise DataError(f"{source}: the column name {name!r} appears twice; rename one of them")
        previous.add(name)


def table_of_columns(columns: Mapping[Any, Any], source: str) -> Table:
    """A dict of columns (lists or 1-D arrays of one length) as a table.

    Raises:
        DataError: no columns, a column that is not 1-D, or columns of different lengths.
    """
    if not columns:
        raise DataError(f"{source} has no columns")
    cells = {str(name): _array(source, str(name), values) for name, values in columns.items()}
    lengths = {name: len(values) for name, values in cells.items()}
    first = next(iter(lengths))
    for name, length in lengths.items():
        if length != lengths[first]:
            raise DataError(
                f"{source}: column {name!r} has {plural(length, 'value')} but {first!r} has {lengths[first]:,}; "
                f"make {format_list(lengths)} equally long"
            )
    return Table(source, tuple(cells), lengths[first], cells.__getitem__)


def _array(source: str, name: str, values: Any) -> Values:
    values = fill_masked(values)
    is_array = isinstance(values, np.ndarray)
    if (is_array and values.ndim != 1) or (not is_array and (np.isscalar(values) or not hasattr(values, "__iter__"))):
        raise DataError(f"{source}: column {name!r} must be a list or a 1-D array of values")
    if is_array and values.dtype.kind in "biufmM":
        return np.asarray(values)
    items = list(values)
    kinds = {type(item) for item in items}
    if kinds == {bool} or kinds == {int} or (kinds <= {int, float} and kinds):
        try:
            return np.array(items, dtype=np.float64 if float in kinds else None)
        except OverflowError:
            pass
    cells = np.empty(len(items), dtype=object)
    cells[:] = items
    return cells


def _cells(series: Any) -> Values:
    """The cells of a Narwhals series: numbers as a numeric array, everything else as Python objects."""
    if series.dtype.is_numeric() and not series.dtype.is_decimal() and not series.is_null().any():
        numbers: Values = series.to_numpy()
        if numbers.dtype.kind in "iuf":
            return numbers
    items = series.to_list()
    if items and all(type(item) is bool for item in items):
        return np.array(items)
    cells = np.empty(len(items), dtype=object)
    cells[:] = items
    return cells
