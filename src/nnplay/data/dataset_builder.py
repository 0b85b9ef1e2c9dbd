"""Build a dataset from a table: choose and type columns, handle missing values, infer the task."""

import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from nnplay.data.columns import MISSING_WORDS, Column, Floats, Integers, Values, fill_masked
from nnplay.data.expressions import Expression, parse_expression
from nnplay.data.readers.table import Table
from nnplay.data.split_setting import split_column, split_exclusions
from nnplay.data.type_inference import BOOLEAN_WORDS, TRUE_AND_FALSE, exceeds_exact_integers, typed_column
from nnplay.errors import DataError, DataWarning
from nnplay.utils.text import did_you_mean, format_list, plural, short_repr

Task: TypeAlias = Literal["classification", "regression"]
MissingPolicy: TypeAlias = Literal["refuse", "impute", "drop"]
Names: TypeAlias = str | Sequence[str] | None

FEW_CLASSES = 10
MANY_CLASSES = 20
MAX_CLASS_SHARE = 0.05
MANY_LEVELS = 100
"""A text column with more distinct values than this, in over half of the rows, holds ids and not categories."""


def dataset_fields(
    table: Table,
    *,
    target: Names = None,
    features: Names = None,
    task: Task | None = None,
    missing: MissingPolicy = "refuse",
    sample_weight: Floats | None = None,
    split: str | None = None,
    row_parts: Values | None = None,
) -> dict[str, Any]:
    """The fields of the `Dataset` of a table, except its name and origin.

    Raises:
        DataError: an unknown column or option, cells that cannot be used, targets that do not suit the task.
    """
    check_options(table, task, missing)
    target_names, notes = choose_targets(table, as_names(target))
    by = split_column(table, split, target_names, row_parts)
    chosen = choose_features(table, as_names(features), target_names, split_exclusions(as_names(features), split))
    raw = {name: typed_column(table, name) for name in source_columns(chosen)}
    truths = TRUE_AND_FALSE if len(target_names) == 1 else BOOLEAN_WORDS
    targets = tuple(typed_column(table, name, truths) for name in target_names)

    rows, dropped = _handle_missing(table, [*raw.values(), *targets], missing, by.required)
    if missing == "impute":
        _refuse_missing(table, targets, "a missing target cannot be imputed; fill it in or pass missing='drop'")
    if dropped:
        raw = {name: column.take(rows) for name, column in raw.items()}
        targets = tuple(column.take(rows) for column in targets)
        sample_weight = None if sample_weight is None else sample_weight[rows]

    def place(row: int) -> str:
        return table.place(int(rows[row]))

    columns = tuple(feature_column(table.source, item, raw, place) for item in chosen)
    for column in raw.values():
        _check_feature(table.source, column)
    task, task_note = infer_task(targets, task)
    check_targets(table.source, targets, task, place)
    return {
        "features": columns,
        "targets": targets,
        "task": task,
        "notes": (*table.notes, *notes, *dropped, *note_missing_words(raw.values()), *task_note, *by.notes),
        "sample_weight": sample_weight,
        "missing": missing,
        "raw": tuple(raw.values()),
        "expressions": tuple(item.text for item in chosen if isinstance(item, Expression)),
        **by.fields(rows, place, table.source),
    }


def check_options(table: Table, task: Task | None, missing: MissingPolicy) -> None:
    """Validate the options and the number of rows.

    Raises:
        DataError: an unknown task or missing-value policy, or a table without rows.
    """
    if missing not in ("refuse", "impute", "drop"):
        raise DataError(f"missing is {missing!r}, but it must be 'refuse', 'impute' or 'drop'")
    if task not in (None, "classification", "regression"):
        raise DataError(f"task is {task!r}, but it must be 'classification' or 'regression'")
    if table.n_rows == 0:
        raise DataError(f"{table.source} has no rows; add at least one")


def as_names(names: Any) -> str | list[str] | None:
    """One name, or a list of names, as text; the names of a DataFrame may be numbers."""
    if names is None or isinstance(names, str):
        return names
    return [str(name) for name in names] if isinstance(names, Iterable) else str(names)


def choose_targets(table: Table, target: Names) -> tuple[tuple[str, ...], list[str]]:
    """The names of the targets, and a note if the default was used.

    Raises:
        DataError: no name, an unknown one, or one twice.
    """
    if target is None:
        last = table.names[-1]
        return (last,), [f"the last column, {last!r}, is the target; choose another with target="]
    names = (target,) if isinstance(target, str) else tuple(target)
    if not names:
        raise DataError(f"{table.source}: target= names no column; the columns are {format_list(table.names)}")
    for name in names:
        if name not in table.names:
            raise DataError(
                f"{table.source} has no column {name!r} to use as the target{did_you_mean(name, table.names)}; "
                f"the columns are {format_list(table.names)}"
            )
    _refuse_repeats(table, names, "target")
    return names, []


def choose_features(
    table: Table, features: Names, targets: tuple[str, ...], excluded: Sequence[str] = ()
) -> list[str | Expression]:
    """The features as column names, or as expressions over columns; `excluded` columns are none by default.

    Raises:
        DataError: an unknown column, a name twice, or a feature that uses a target.
    """
    if features is None:
        rest: list[str | Expression] = [name for name in table.names if name not in (*targets, *excluded)]
        if not rest:
            others = f"the target {format_list(targets)}" + "".join(f" and {name!r}" for name in excluded)
            raise DataError(f"{table.source} has no column besides {others}; add a feature")
        return rest
    texts = (features,) if isinstance(features, str) else tuple(features)
    if not texts:
        raise DataError(f"{table.source}: features= names no column; the columns are {format_list(table.names)}")
    _refuse_repeats(table, texts, "features")
    known = set(table.names)
    result: list[str | Expression] = []
    for text in texts:
        item = text if text in known else _expression(table, text)
        for name in source_columns([item]):
            if name in targets:
                raise DataError(
                    f"{table.source}: {name!r} is the target, so the feature {text!r} would give the answer away; "
                    "leave it out of features= or choose another target="
                )
        result.append(item)
    return result


def source_columns(features: Iterable[str | Expression]) -> tuple[str, ...]:
    """The table's columns that these features need, each once."""
    return tuple(
        dict.fromkeys(name for item in features for name in (item.names if isinstance(item, Expression) else [item]))
    )


def _expression(table: Table, text: str) -> Expression:
    """Parse a feature that is not a column; a plain word is reported as a mistyped column name."""
    if re.fullmatch(r"[^\W²³]+( [^\W²³]+)*", text):
        raise DataError(
            f"{table.source} has no column {text!r} to use as a feature{did_you_mean(text, table.names)}; "
            f"the columns are {format_list(table.names)}"
        )
    return parse_expression(text, table.names)


def _refuse_repeats(table: Table, names: Sequence[str], option: str) -> None:
    for position, name in enumerate(names):
        if name in names[:position]:
            raise DataError(f"{table.source}: {option}= names {name!r} twice; name it once")


def _handle_missing(
    table: Table, columns: list[Column], missing: MissingPolicy, others: Iterable[Column] = ()
) -> tuple[Integers, list[str]]:
    """The rows that remain under this policy (indices), and a note if some were dropped; `others` only drop rows."""
    if missing == "refuse":
        advice = "fill it in, leave the column out with features=, or pass missing='impute' or missing='drop'"
        _refuse_missing(table, columns, advice)
    rows = np.arange(table.n_rows)
    if missing != "drop":
        return rows, []
    rows = rows[~np.logical_or.reduce([column.missing for column in (*columns, *others)])]
    n_dropped = table.n_rows - len(rows)
    if not n_dropped:
        return rows, []
    if not len(rows):
        raise DataError(f"{table.source}: every row has a missing value, so none is left; use missing='impute'")
    note = dropped_note(n_dropped, table.n_rows)
    warnings.warn(f"{table.source}: {note}", DataWarning, stacklevel=4)
    return rows, [note]


def _refuse_missing(table: Table, columns: Sequence[Column], advice: str) -> None:
    for column in columns:
        missing = column.missing
        if missing.any():
            count, row = int(missing.sum()), int(missing.argmax())
            cell = table.column(column.name)[row]
            written = f" but {short_repr(cell)}" if isinstance(cell, str) and cell.strip() else ""
            rows = "1 row" if count == 1 else f"{count} rows, this one first"
            raise DataError(
                f"{table.source}, {table.place(row)}: column {column.name!r} has no value{written} "
                f"(missing in {rows}); {advice}"
            )


def dropped_note(n_dropped: int, n_rows: int) -> str:
    """The note about rows that were dropped."""
    return f"{n_dropped} of {n_rows} rows {'was' if n_dropped == 1 else 'were'} dropped because a value is missing"


def feature_column(source: str, item: str | Expression, raw: dict[str, Column], place: Callable[[int], str]) -> Column:
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


def note_missing_words(columns: Iterable[Column]) -> list[str]:
    """Notes on categories such as "NA" that would be missing values in a column of numbers."""
    notes = []
    for column in columns:
        levels = column.distinct() if column.kind == "category" else ()
        words = [level for level in levels if str(level).lower() in MISSING_WORDS]
        if words:
            notes.append(f"{format_list(map(repr, words))} in the text column {column.name!r} is kept as a category")
    return notes


def _check_feature(source: str, column: Column) -> None:
    if column.kind == "category":
        check_category_count(source, column.name, column.distinct(), len(column))
    elif exceeds_exact_integers(column):
        warn_rounded(source, column.name)


def check_category_count(source: str, name: str, levels: Sequence[Any], rows: int) -> None:
    """Check that a text column holds categories and not ids.

    Raises:
        DataError: more than MANY_LEVELS distinct texts, in over half of the rows.
    """
    if len(levels) > MANY_LEVELS and len(levels) > rows / 2:
        raise DataError(
            f"{source}: the text column {name!r} has {len(levels)} different values in {rows} rows, such as "
            f"{levels[0]!r}, too many for categories; leave it out with features="
        )


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
    note = f"{inferred}, because the target {names} has {distinct} different whole numbers; task= overrides it"
    return inferred, [note]


def check_targets(source: str, targets: Sequence[Column], task: Task, place: Callable[[int], str]) -> None:
    """Check that the targets suit the task.

    Raises:
        DataError: regression on text or booleans; too many classes; several targets of classification that are not 0/1
            or probabilities.
    """
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
    inputs, outputs = _columns("X", X), _columns("y", y)
    n = inputs.shape[1]
    if outputs.shape[1] != n:
        raise DataError(f"X has {plural(n, 'row')} but y has {outputs.shape[1]:,}; pass one row of y for each row of X")
    x_names = _names("feature_names", feature_names, len(inputs), [f"x{i + 1}" for i in range(len(inputs))])
    several = [f"y{i + 1}" for i in range(len(outputs))]
    y_names = _names("target_names", target_names, len(outputs), ["y"] if len(outputs) == 1 else several)
    if shared := set(x_names) & set(y_names):
        raise DataError(f"{sorted(shared)[0]!r} names both a feature and a target; give them different names")
    cells = dict(zip((*x_names, *y_names), (*inputs, *outputs), strict=True))
    table = Table(name, tuple(cells), n, cells.__getitem__)
    weights = None if sample_weight is None else _weights(sample_weight, n)
    return table, x_names, y_names, weights


def _columns(role: str, values: Any) -> Values:
    """The columns of an array as rows, shape (columns, n), copied."""
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
    if array.dtype.kind in "US":
        array = array.astype(str).astype(object)
    return np.array(array.T, order="C")


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
