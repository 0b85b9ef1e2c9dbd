"""Tables from DataFrames of any library, through Narwhals, and from dicts of columns."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnplay.data.columns import Values, fill_masked
from nnplay.data.readers.names import ColumnNames, column_names
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

    Numbers and times are arrays of their own type, with NaN and NaT where a cell is missing; times are in UTC.

    Raises:
        DataError: an object that is neither.
    """
    if isinstance(frame, Mapping):
        return table_of_columns(frame, source)
    import narwhals as nw

    names, frame = _unique_names(frame)
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
    names = names or column_names([str(name) for name in table.columns])
    series = dict(zip(names.names, map(table.get_column, table.columns), strict=True))
    return Table(
        source, names.names, len(table), lambda name: _cells(series[name]), notes=names.notes, unnamed=names.unnamed,
        integers=frozenset(name for name, one in series.items() if one.dtype.is_integer()),
        numbers=frozenset(name for name, one in series.items() if one.dtype.is_numeric()),
    )  # fmt: skip


def _unique_names(frame: Any) -> tuple[ColumnNames | None, Any]:
    """The names of a DataFrame that lets them repeat, and the frame with them; None for other libraries."""
    if hasattr(frame, "iloc") and hasattr(frame, "set_axis") and getattr(frame, "ndim", 0) == 2:  # pandas and its like
        names = column_names([str(name) for name in frame.columns])
        return names, frame.set_axis(list(names.names), axis=1)
    if hasattr(frame, "rename_columns") and hasattr(frame, "column_names"):  # PyArrow
        names = column_names([str(name) for name in frame.column_names])
        return names, frame.rename_columns(list(names.names))
    return None, frame


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
    """The cells of a Narwhals series: numbers and times as arrays of their type, everything else as Python objects."""
    import narwhals as nw

    if series.dtype.is_float():
        floats: Values = series.to_numpy()
        if floats.dtype.kind == "f":  # with NaN where a cell is missing
            return floats
    missing = series.is_null().any()
    if series.dtype.is_numeric():
        numbers = series.cast(nw.Float64()) if missing or series.dtype.is_decimal() else series
        values: Values = numbers.to_numpy()
        if values.dtype.kind in "iuf":
            return values
    if series.dtype == nw.Datetime or series.dtype == nw.Date:
        if getattr(series.dtype, "time_zone", None) is not None:
            series = series.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        times: Values = series.to_numpy()
        if times.dtype.kind == "M":
            return times.astype("datetime64[us]")
    items = series.to_list()
    if items and not missing and all(type(item) is bool for item in items):
        return np.array(items)
    cells = np.empty(len(items), dtype=object)
    cells[:] = items
    return cells
