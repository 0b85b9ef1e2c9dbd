"""Build a dataset from a table: choose and type columns, handle missing values, infer the task."""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from nnplay.data.column_options import (
    INFERRED,
    ColumnOption,
    check_known_columns,
    check_target_options,
    parse_column_options,
)
from nnplay.data.column_report import column_notes, column_reports, reasons_text
from nnplay.data.column_selection import (
    Names,
    as_names,
    choose_features,
    choose_targets,
    date_features,
    reason_to_leave_out,
    source_columns,
)
from nnplay.data.columns import Column, Floats, Integers, Values, fill_masked, take_rows
from nnplay.data.expressions import Expression
from nnplay.data.readers.table import Table
from nnplay.data.split_setting import split_column, split_exclusions
from nnplay.data.type_inference import exceeds_exact_integers, is_missing, label_column, matrix_columns, typed_column
from nnplay.errors import DataError, DataWarning, UnreadableColumnError
from nnplay.utils.text import format_list, plural, short_repr

Task: TypeAlias = Literal["classification", "regression"]
MissingPolicy: TypeAlias = Literal["impute", "refuse", "drop"]

FEW_CLASSES = 10
MANY_CLASSES = 20
MAX_CLASS_SHARE = 0.05


def dataset_fields(
    table: Table,
    *,
    target: Names = None,
    features: Names = None,
    exclude: Names = None,
    columns: Any = None,
    task: Task | None = None,
    missing: MissingPolicy = "impute",
    sample_weight: Floats | None = None,
    split: str | None = None,
    row_parts: Values | None = None,
) -> dict[str, Any]:
    """The fields of the `Dataset` of a table, except its name and origin.

    Raises:
        DataError: an unknown column or option, cells that cannot be used, targets that do not suit the task.
    """
    check_options(table, task, missing)
    options = parse_column_options(columns)
    check_known_columns(table.source, table.names, options)
    target_names, notes = choose_targets(table, as_names(target))
    check_target_options(table.source, target_names, options)
    by = split_column(table, split, target_names, row_parts)
    hidden = split_exclusions(as_names(features), split)
    chosen = choose_features(table, as_names(features), target_names, as_names(exclude), hidden)
    if task == "classification" and len(target_names) == 1:
        targets: tuple[Column, ...] = (label_column(table, target_names[0], options.get(target_names[0], INFERRED)),)
    else:
        alone = len(target_names) == 1
        targets = tuple(typed_column(table, name, options.get(name, INFERRED), target=alone) for name in target_names)
    raw, unreadable = typed_features(table, source_columns(chosen), options, missing, required=features is not None)
    left_out = unreadable if features is not None else unreadable | reasons_to_leave_out(table, raw, options)
    items = [item for item in chosen if isinstance(item, Expression) or item not in left_out]
    if not items:
        raise DataError(
            f"{table.source} has no usable feature: {reasons_text(left_out)}; name the columns to use with features="
        )
    needed = [raw[name] for name in source_columns(items)]
    rows, dropped = _rows_to_keep(table, [*needed, *by.required], targets, missing)
    if dropped:
        raw = dict(zip(raw, take_rows(raw.values(), rows), strict=True))
        targets = tuple(column.take(rows) for column in targets)
        sample_weight = None if sample_weight is None else sample_weight[rows]

    def place(row: int) -> str:
        return table.place(int(rows[row]))

    expanded = expand_dates(items, raw)
    feature_columns = tuple(feature_column(table.source, item, raw, place) for item in expanded)
    used = {name: raw[name] for name in source_columns(items)}
    for column in used.values():
        if exceeds_exact_integers(column):
            warn_rounded(table.source, column.name)
    task, task_note = infer_task(targets, task)
    check_targets(table.source, targets, task, place)
    reports = column_reports(table.names, targets, used, raw, left_out, options)
    return {
        "features": feature_columns,
        "targets": targets,
        "task": task,
        "notes": (*table.notes, *notes, *dropped, *task_note, *column_notes(reports), *by.notes),
        "sample_weight": sample_weight,
        "missing": missing,
        "raw": tuple(used.values()),
        "expressions": tuple(item.text for item in expanded if isinstance(item, Expression)),
        "columns": reports,
        **by.fields(rows, place, table.source),
    }


def reasons_to_leave_out(
    table: Table, typed: Mapping[str, Column], options: Mapping[str, ColumnOption]
) -> dict[str, str]:
    """Why columns are no features; those that the user described are, and numbers are if nothing else is left."""
    reasons = {name: reason_to_leave_out(table, column) for name, column in typed.items() if name not in options}
    reasons = {name: reason for name, reason in reasons.items() if reason}
    if len(reasons) == len(typed):
        reasons = {name: reason for name, reason in reasons.items() if typed[name].kind != "number"}
    return reasons


def check_options(table: Table, task: Task | None, missing: MissingPolicy) -> None:
    """Validate the options and the number of rows.

    Raises:
        DataError: an unknown task or missing-value policy, or a table without rows.
    """
    if missing not in ("refuse", "impute", "drop"):
        raise DataError(f"missing is {missing!r}, but it must be 'impute', 'refuse' or 'drop'")
    if task not in (None, "classification", "regression"):
        raise DataError(f"task is {task!r}, but it must be 'classification' or 'regression'")
    if table.n_rows == 0:
        raise DataError(f"{table.source} has no rows; add at least one")


def expand_dates(items: Sequence[str | Expression], raw: Mapping[str, Column]) -> list[str | Expression]:
    """The features with the parts of a date in place of each date column."""
    expanded: list[str | Expression] = []
    for item in items:
        if isinstance(item, str) and raw[item].kind == "date":
            expanded += [part for part in date_features(raw[item]) if part.text not in map(str, items)]
        else:
            expanded.append(item)
    return expanded


def typed_features(
    table: Table, names: Sequence[str], options: Mapping[str, ColumnOption], missing: MissingPolicy, *, required: bool
) -> tuple[dict[str, Column], dict[str, str]]:
    """The typed columns, and why some cannot be read or are empty; those are errors if the columns are required."""
    typed: dict[str, Column] = {}
    unreadable: dict[str, str] = {}
    in_matrix = matrix_columns(table, dict.fromkeys(name for name in names if name not in options))
    for name in names:
        try:
            column = in_matrix.get(name) or typed_column(table, name, options.get(name, INFERRED))
        except UnreadableColumnError as problem:
            if required or name in options:
                raise
            unreadable[name] = str(problem).partition(f"column {name!r} ")[2] or str(problem)
            continue
        if column.has_missing and column.missing.all():
            if required and missing != "refuse":
                scope = f"the {plural(len(column), 'row')} read to infer its type" if table.partial else "any row"
                raise DataError(f"{table.source}: column {name!r} has no value in {scope}; leave it out of features=")
            if not required:
                unreadable[name] = "no values"
        typed[name] = column
    return typed, unreadable


def _rows_to_keep(
    table: Table, features: list[Column], targets: Sequence[Column], missing: MissingPolicy
) -> tuple[Integers, list[str]]:
    """The rows that remain under this policy (indices), and a note if some were dropped."""
    if missing == "refuse":
        advice = "fill it in, leave the column out with exclude=, or pass missing='impute' or missing='drop'"
        _refuse_missing(table, [*features, *targets], advice)
    rows = np.arange(table.n_rows)
    without_target = np.logical_or.reduce([column.missing for column in targets])
    if without_target.all():
        names = format_list(repr(column.name) for column in targets)
        raise DataError(f"{table.source}: the target {names} has no value in any row; choose another target=")
    dropped = without_target
    if missing == "drop":
        dropped = np.logical_or.reduce([without_target, *(column.missing for column in features)])
    if not dropped.any():
        return rows, []
    rows = rows[~dropped]
    if not len(rows):
        raise DataError(f"{table.source}: every row has a missing value, so none is left; use missing='impute'")
    note = dropped_note(int(dropped.sum()), table.n_rows, "a" if missing == "drop" else "the target's")
    warnings.warn(f"{table.source}: {note}", DataWarning, stacklevel=4)
    return rows, [note]


def _refuse_missing(table: Table, columns: Sequence[Column], advice: str) -> None:
    for column in columns:
        if column.has_missing:
            missing = column.missing
            count, row = int(missing.sum()), int(missing.argmax())
            cell = table.column(column.name)[row]
            written = "" if is_missing(cell) or not str(cell).strip() else f" but {short_repr(cell)}"
            rows = "1 row" if count == 1 else f"{count} rows, this one first"
            raise DataError(
                f"{table.source}, {table.place(row)}: column {column.name!r} has no value{written} "
                f"(missing in {rows}); {advice}"
            )


def dropped_note(n_dropped: int, n_rows: int, whose: str = "a") -> str:
    """The note about rows that were dropped."""
    verb = "was" if n_dropped == 1 else "were"
    return f"{n_dropped:,} of {plural(n_rows, 'row')} {verb} dropped because {whose} value is missing"


def feature_column(
    source: str, item: str | Expression, raw: Mapping[str, Column], place: Callable[[int], str]
) -> Column:
    """A feature: one of the raw columns, or computed from them."""
    if isinstance(item, str):
        return raw[item]
    return derived_column(source, item, raw, place)


def derived_column(
    source: str, expression: Expression, raw: Mapping[str, Column], place: Callable[[int], str]
) -> Column:
    """Compute a derived feature; it is missing where one of its columns is missing.

    Raises:
        DataError: a categorical column in the expression, or a row where its value is not finite.
    """
    for name in expression.names:
        if raw[name].kind == "category":
            raise DataError(
                f"{source}: the expression {expression.text!r} needs numbers, but {name!r} holds categories"
            )
    values = expression({name: raw[name].values for name in expression.names})
    missing = np.logical_or.reduce([raw[name].missing for name in expression.names])
    undefined = ~np.isfinite(values) & ~missing
    if undefined.any():
        row = int(undefined.argmax())
        inputs = ", ".join(f"{name} = {raw[name].values[row]:g}" for name in expression.names)
        raise DataError(
            f"{source}, {place(row)}: the expression {expression.text!r} gives no finite number for {inputs}; "
            "correct the cell, drop the row or change the expression"
        )
    return Column(expression.text, "number", np.where(missing, np.nan, values))


def warn_rounded(source: str, name: str) -> None:
    """Warn about integers that float64 cannot represent."""
    message = f"{source}: column {name!r} has whole numbers beyond 2**53, which are rounded"
    warnings.warn(message, DataWarning, stacklevel=5)


def infer_task(targets: Sequence[Column], task: Task | None) -> tuple[Task, list[str]]:
    """The task, and a note if it was inferred.

    Text and booleans are classes. Numbers are classes if all are whole, at most 20 are distinct, and those are few for
    the number of rows: at most 10 or at most 5 % of the rows, and at most 2 or at most half of the rows.
    """
    if task is not None:
        return task, []
    names = format_list(repr(column.name) for column in targets)
    if len(targets) > 1:
        indicator = all(column.kind == "boolean" or _only_zero_one(column) for column in targets)
        inferred: Task = "classification" if indicator else "regression"
        why = "hold only 0 and 1" if indicator else "are several"
        return inferred, [f"{inferred}, because the targets {names} {why}; task= overrides it"]
    column = targets[0]
    if column.kind != "number":
        return "classification", []
    distinct = len(np.unique(column.values))
    if _has_fractions(column):
        return "regression", [f"regression, because the target {names} has fractions; task= overrides it"]
    many = distinct > MANY_CLASSES or (distinct > FEW_CLASSES and distinct > MAX_CLASS_SHARE * len(column))
    many = many or (distinct > 2 and distinct > len(column) / 2)
    inferred = "regression" if many else "classification"
    numbers = plural(distinct, "different whole number")
    note = f"{inferred}, because the target {names} has {numbers}; task= overrides it"
    return inferred, [note]


def check_targets(source: str, targets: Sequence[Column], task: Task, place: Callable[[int], str]) -> None:
    """Check that the targets suit the task.

    Raises:
        DataError: dates; regression on text or booleans; too many classes; several targets of classification that are
            not 0/1 or probabilities.
    """
    for column in targets:
        if column.kind == "date":
            raise DataError(
                f"{source}: the target {column.name!r} holds dates, which cannot be predicted; choose another target=, "
                f"or read it as classes with columns={{{column.name!r}: 'category'}}"
            )
    if task == "regression":
        for column in targets:
            if column.kind != "number":
                raise DataError(
                    f"{source}: regression needs numbers, but the target {column.name!r} holds "
                    f"{'true and false' if column.kind == 'boolean' else 'text'}; use task='classification'"
                )
    elif len(targets) == 1:
        _check_classes(source, targets[0])
    else:
        for column in targets:
            _check_indicator(source, column, place)


def _check_classes(source: str, column: Column) -> None:
    distinct = len(column.distinct())
    if exceeds_exact_integers(column):
        raise DataError(f"{source}: the classes of {column.name!r} are whole numbers beyond 2**53; give them as text")
    if column.kind == "number" and _has_fractions(column) and distinct > max(MANY_CLASSES, len(column) / 2):
        raise DataError(
            f"{source}: the target {column.name!r} has {distinct} different values with fractions in {len(column)} "
            "rows, too many for classes; use task='regression'"
        )
    if column.kind == "category" and distinct > max(100, len(column) / 2):
        raise DataError(
            f"{source}: the target {column.name!r} has {distinct} different texts in {len(column)} rows, too many "
            "for classes; choose another target="
        )


def _check_indicator(source: str, column: Column, place: Callable[[int], str]) -> None:
    if column.kind == "category":
        raise DataError(
            f"{source}: several targets with task='classification' must hold 0 and 1, but {column.name!r} holds text; "
            "choose one target="
        )
    outside = ~((column.values >= 0) & (column.values <= 1))
    if outside.any():
        row = int(outside.argmax())
        raise DataError(
            f"{source}, {place(row)}: several targets with task='classification' must hold 0 and 1 or probabilities, "
            f"but {column.name!r} is {column.values[row]:g}; use task='regression' or correct it"
        )


def _only_zero_one(column: Column) -> bool:
    return column.kind == "number" and bool(((column.values == 0) | (column.values == 1)).all())


def _has_fractions(column: Column) -> bool:
    return bool((column.values != np.floor(column.values)).any())


def table_of_arrays(
    X: Any,
    y: Any,
    feature_names: Sequence[str] | None,
    target_names: Sequence[str] | None,
    name: str,
    sample_weight: Any,
) -> tuple[Table, list[str], list[str], Floats | None]:
    """The table, feature names, target names and weights of `Dataset.from_arrays`."""
    inputs, outputs = _matrix("X", X), _matrix("y", y)
    (n, k), (n_targets, k_targets) = inputs.shape, outputs.shape
    if n_targets != n:
        raise DataError(f"X has {plural(n, 'row')} but y has {n_targets:,}; pass one row of y for each row of X")
    x_names = _names("feature_names", feature_names, k, [f"x{i + 1}" for i in range(k)])
    several = [f"y{i + 1}" for i in range(k_targets)]
    y_names = _names("target_names", target_names, k_targets, ["y"] if k_targets == 1 else several)
    if shared := set(x_names) & set(y_names):
        raise DataError(f"{sorted(shared)[0]!r} names both a feature and a target; give them different names")
    cells = dict(zip((*x_names, *y_names), (*inputs.T, *outputs.T), strict=True))
    array = inputs if inputs.dtype.kind in "biuf" else None
    table = Table(name, tuple(cells), n, cells.__getitem__, array=array)
    weights = None if sample_weight is None else _weights(sample_weight, n)
    return table, x_names, y_names, weights


def _matrix(role: str, values: Any) -> Values:
    """An array as a matrix (n, columns); not a copy."""
    if hasattr(values, "toarray"):
        raise DataError(f"{role} is a sparse matrix; pass {role}.toarray()")
    try:
        array = np.asarray(fill_masked(values))
    except ValueError:
        raise DataError(f"{role} has rows of different lengths; give each row the same number of values") from None
    if array.dtype.kind == "c":
        raise DataError(f"{role} holds complex numbers; pass real ones")
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] == 0:
        raise DataError(f"{role} has the shape {array.shape}; pass one row per example: (n, columns) or (n,)")
    return array.astype(str).astype(object) if array.dtype.kind in "US" else array


def _names(option: str, values: Sequence[str] | None, count: int, default: list[str]) -> list[str]:
    if values is None:
        return default
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise DataError(f"{option} is {short_repr(values)}; pass a list with a name for each column")
    names = [str(name) for name in values]
    if len(names) != count:
        raise DataError(f"{option} has {plural(len(names), 'name')} for {plural(count, 'column')}; pass one for each")
    if len(set(names)) != count:
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"{option} has {twice!r} twice; use a different name for each column")
    return names


def _weights(values: Any, n: int) -> Floats:
    try:
        weights = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise DataError("sample_weight must hold numbers, one for each row") from None
    if weights.shape != (n,):
        raise DataError(f"sample_weight has the shape {weights.shape}; pass one weight per row, shape ({n},)")
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(f"sample_weight is {weights[row]} in row {row + 1}; weights are finite and not negative")
    return weights
